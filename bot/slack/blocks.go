package slack

import (
	"github.com/slack-go/slack"
)

// Slack's limits for Block Kit and messages (docs.slack.dev/reference/block-kit, @slack/types
// 3.2.0). What is made here keeps to them whatever it is given; counting is in UTF-16 units, the
// strictest reading of "characters".
const (
	maxBlocks    = 50
	maxSection   = 3000
	maxHeader    = 150
	maxContext   = 10   // elements
	maxField     = 2000 // of a section
	maxButtons   = 25   // elements of an actions block
	maxButton    = 75
	maxValue     = 2000
	maxURL       = 3000
	maxOption    = 75
	maxInput     = 3000
	maxTitle     = 24 // of a view, and its buttons
	maxPrivate   = 3000
	maxFallback  = 4000 // of chat.postMessage's text; more is allowed, and not read
	maxUpdate    = 4000 // of chat.update's text; more is refused
	maxOfMessage = 9000 // of all blocks of one message together: msg_blocks_too_long is not documented closer
)

// section is a paragraph of mrkdwn. Words that are not ours must come escaped.
func section(text string) *slack.SectionBlock {
	return slack.NewSectionBlock(markdown(clip(text, maxSection)), nil, nil)
}

// quoted is a paragraph in which Slack makes no links by itself, for words of strangers.
func quoted(text string) *slack.SectionBlock {
	b := section(text)
	b.Text.Verbatim = true
	return b
}

func markdown(text string) *slack.TextBlockObject {
	if text == "" {
		text = "…" // an empty text is refused
	}
	return slack.NewTextBlockObject(slack.MarkdownType, text, false, false)
}

func words(text string, limit int) *slack.TextBlockObject {
	if text == "" {
		text = "…"
	}
	return slack.NewTextBlockObject(slack.PlainTextType, clip(text, limit), true, false)
}

func header(text string) *slack.HeaderBlock { return slack.NewHeaderBlock(words(text, maxHeader)) }

func contextBlock(texts ...string) *slack.ContextBlock {
	var elements []slack.MixedElement
	for _, t := range texts[:min(len(texts), maxContext)] {
		elements = append(elements, markdown(clip(t, maxField)))
	}
	return slack.NewContextBlock("", elements...)
}

func button(action, label, value string, style slack.Style) *slack.ButtonBlockElement {
	b := slack.NewButtonBlockElement(action, clip(value, maxValue), words(label, maxButton))
	b.Style = style
	return b
}
