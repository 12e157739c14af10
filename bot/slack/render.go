package slack

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"madoguchi/dialog"
)

// blockChoices begins the ids of the blocks that hold the choices of a question: they go away when
// one is pressed.
const blockChoices = "choices"

// page is one message in Slack.
type page struct {
	text   string
	blocks []slack.Block
	rank   rank
}

// block is one of Slack's with what it says in words.
type block struct {
	block slack.Block
	text  string
	size  int
}

// render makes of what a turn says as few messages as fit, in order. It is the only place that
// knows how Slack shows it.
func (k look) render(messages []dialog.Message, to address) []page {
	var blocks []block
	for i, m := range messages {
		if i > 0 {
			blocks = append(blocks, block{block: slack.NewDividerBlock()})
		}
		blocks = append(blocks, k.message(m, to)...)
	}
	if to.Open && len(blocks) > 0 {
		blocks = append(blocks, newBlock(contextBlock(k.texts.of("private_offer")), ""), newBlock(slack.NewActionBlock("", button(actionPrivate, k.texts.of("private"), "", "")), ""))
	}
	return pack(blocks)
}

func newBlock(b slack.Block, text string) block {
	return block{block: b, text: text, size: length(text) + 20}
}

// pack fills messages up to Slack's limits.
func pack(blocks []block) []page {
	var out []page
	size := 0
	for _, b := range blocks {
		if len(out) == 0 || len(out[len(out)-1].blocks) == maxBlocks || size+b.size > maxOfMessage {
			out = append(out, page{})
			size = 0
		}
		last := &out[len(out)-1]
		if _, line := b.block.(*slack.DividerBlock); line && len(last.blocks) == 0 {
			continue // nothing stands above it
		}
		last.blocks = append(last.blocks, b.block)
		size += b.size
		if b.text != "" {
			last.text = strings.TrimPrefix(last.text+"\n"+b.text, "\n")
		}
	}
	for i := range out {
		out[i].text = clip(out[i].text, maxFallback)
	}
	return out
}

// message is one bubble.
func (k look) message(m dialog.Message, to address) []block {
	text := m.Text
	if len(m.Contacts) > 0 {
		text, _, _ = strings.Cut(text, "\n■ ") // what follows lists the contacts in words
	}
	text = escape(text)
	if mark := k.texts.or("mark_"+string(m.Kind), ""); mark != "" {
		text = strings.TrimSuffix(mark+"\n"+text, "\n")
	}
	var out []block
	for _, p := range pieces(text, maxSection) {
		out = append(out, newBlock(section(p), p))
	}
	for _, c := range m.Contacts {
		for _, p := range pieces(k.contact(c), maxSection) {
			out = append(out, newBlock(section(p), p))
		}
	}
	return append(out, k.choices(m, to)...)
}

// contact is whom to call, with number and hours.
func (k look) contact(c dialog.Referral) string {
	lines := []string{"*" + escape(c.Name) + "*"}
	add := func(text, key string) {
		if text = escape(text); text != "" && key != "" {
			text = k.texts.of(key, text)
		}
		if text != "" {
			lines = append(lines, text)
		}
	}
	add(c.For, "")
	add(c.Phone, "contact_phone")
	add(strings.Trim(c.Open+"。"+c.Hours, "。"), "")
	add(c.Mail, "contact_mail")
	add(c.URL, "contact_page")
	return strings.Join(lines, "\n")
}

// choices are the answers offered: as buttons, and numbered so that they can be typed. Where the
// answers are numbers themselves (3 PCs) a numbered button would mislead whoever types.
func (k look) choices(m dialog.Message, to address) []block {
	list := m.Choices
	if len(list) == 0 {
		return nil
	}
	numbered := true
	for _, c := range list {
		numbered = numbered && (c.Label == "" || c.Label[0] < '0' || c.Label[0] > '9')
	}
	var out []block
	var buttons []slack.BlockElement
	var labels []string
	flush := func() {
		if len(buttons) > 0 {
			id := fmt.Sprintf("%s/%d", blockChoices, len(out))
			out = append(out, newBlock(slack.NewActionBlock(id, buttons...), strings.Join(labels, "\n")))
		}
		buttons, labels = nil, nil
	}
	for i, c := range list {
		label := c.Label
		if numbered {
			label = fmt.Sprintf("%d. %s", i+1, c.Label)
		}
		value, ok := choiceValue(c, m.Question, to)
		if !ok {
			continue // too long to be a button; it is typed
		}
		buttons = append(buttons, button(fmt.Sprintf("%s%d", actionChoice, i), label, value, ""))
		labels = append(labels, clip(escape(label), maxField))
		if len(buttons) == maxButtons {
			flush()
		}
	}
	flush()
	how := k.texts.of("typable")
	if !numbered {
		how = k.texts.of("typable_words")
	}
	hint := contextBlock(how)
	hint.BlockID = blockChoices + "/how"
	return append(out, newBlock(hint, how))
}

// choiceValue is what a button sends back.
func choiceValue(c dialog.Choice, question string, to address) (string, bool) {
	p := pressed{Value: c.Value, Label: clip(c.Label, 200), Question: question}
	if to.Thread != "" && !strings.HasPrefix(to.Channel, "D") {
		p.User = to.User
	}
	raw, err := json.Marshal(p)
	return string(raw), err == nil && length(string(raw)) <= maxValue
}
