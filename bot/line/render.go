package line

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/line/line-bot-sdk-go/v8/linebot/messaging_api"

	"madoguchi/dialog"
)

// LINE's limits (REF#message-objects, #action-objects, LD/using-quick-reply). The current reference allows altText 1,500; older
// ones say 400, and a notification shows less.
const (
	maxMessages    = 5    // in one call
	maxText        = 5000 // code units of a text message
	maxAltText     = 400  // code units
	maxQuick       = 13   // quick replies
	maxQuickLabel  = 20   // clusters
	maxButtonLabel = 40   // clusters, of a Flex button
	maxData        = 300  // code units of a postback's data
	maxDisplay     = 300  // clusters of what a button makes the consulter say
	maxURI         = 1000 // code units
)

// layout is how a delivery is to look.
type layout struct {
	plain bool   // texts only
	tag   string // put on buttons
	coda  string // said at the end
}

// part is what becomes one of LINE's messages.
type part struct {
	text string                               // says everything
	flex messaging_api.FlexContainerInterface // shows it better; nil: the text is sent
}

// render makes LINE's messages of what the desk says, within all of LINE's limits, and reports whether Flex bubbles are among
// them. What has no words is left out, so that there may be none.
func render(messages []dialog.Message, l layout) (out []messaging_api.MessageInterface, flex bool) {
	var parts []part
	var last dialog.Message
	for _, m := range messages {
		m.Text = strings.TrimSpace(strings.ToValidUTF8(m.Text, "�"))
		listed := list(m.Choices)
		said := m.Text
		if m.Kind == dialog.FirstAid && said != "" {
			said = text("first_aid") + "\n" + said // not by a colour alone
		}
		if !l.plain && listed == "" {
			if f := flexBubble(m); f != nil {
				parts = append(parts, part{said, f})
				continue
			}
		}
		for _, t := range split(strings.TrimSpace(said+"\n\n"+listed), maxText) {
			parts = append(parts, part{text: t})
		}
	}
	if n := len(messages); n > 0 {
		last = messages[n-1] // quick replies show under the last message only
	}
	parts = finish(fit(parts), l.coda)
	for i, p := range parts {
		var quick *messaging_api.QuickReply
		if i == len(parts)-1 {
			quick = buttons(last.Choices, pressed{tag: l.tag, question: last.Question})
		}
		if p.flex == nil {
			out = append(out, &messaging_api.TextMessage{Text: p.text, QuickReply: quick})
			continue
		}
		flex = true
		out = append(out, &messaging_api.FlexMessage{AltText: cutUnits(p.text, maxAltText), Contents: p.flex, QuickReply: quick})
	}
	return out, flex
}

// finish puts the coda at the end of what is said, if there is room. Alone it says nothing.
func finish(parts []part, coda string) []part {
	coda = cutUnits(strings.TrimSpace(strings.ToValidUTF8(coda, "�")), maxText)
	n := len(parts)
	switch {
	case coda == "" || n == 0:
	case parts[n-1].flex == nil && units(parts[n-1].text)+2+units(coda) <= maxText:
		parts[n-1].text += "\n\n" + coda
	case n < maxMessages:
		parts = append(parts, part{text: coda})
	}
	return parts
}

// fit makes five of more parts: the shortest neighbours are joined, and where all are long, what stands before the last, which
// asks, is left out and that is said.
func fit(parts []part) []part {
	for len(parts) > maxMessages {
		best, size := -1, maxText
		for i := range len(parts) - 1 {
			if n := units(parts[i].text) + 2 + units(parts[i+1].text); n <= size {
				best, size = i, n
			}
		}
		if best >= 0 {
			joined := part{text: parts[best].text + "\n\n" + parts[best+1].text}
			parts = append(append(parts[:best:best], joined), parts[best+2:]...)
			continue
		}
		last, mark := parts[len(parts)-1], "\n\n"+text("cut")
		parts = append(parts[:maxMessages-1:maxMessages-1], last)
		kept := &parts[maxMessages-2]
		kept.text, kept.flex = cutUnits(kept.text, maxText-units(mark))+mark, nil
	}
	return parts
}

// list writes choices out, so that they can be typed: PCs show no buttons (LD/using-quick-reply). They are numbered, as dialog
// understands numbers, unless they are numbers themselves: 「3」 would mean three machines then.
func list(choices []dialog.Choice) string {
	numbered := true
	for _, c := range choices {
		for _, r := range c.Label {
			numbered = numbered && !unicode.IsDigit(r)
			break
		}
	}
	var lines []string
	for i, c := range choices {
		mark := "・"
		if numbered {
			mark = strconv.Itoa(i+1) + ". "
		}
		lines = append(lines, mark+label(c))
	}
	return strings.Join(lines, "\n")
}

// label is what stands on a choice's button, in one line.
func label(c dialog.Choice) string {
	for _, s := range []string{c.Label, c.Value} {
		if s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "�")), " "); s != "" {
			return s
		}
	}
	return ellipsis
}

// buttons are the quick replies for choices. What does not fit is still in the text.
func buttons(choices []dialog.Choice, to pressed) *messaging_api.QuickReply {
	if len(choices) == 0 {
		return nil
	}
	q := &messaging_api.QuickReply{}
	for _, c := range choices[:min(len(choices), maxQuick)] {
		said := cutClusters(label(c), maxDisplay)
		q.Items = append(q.Items, messaging_api.QuickReplyItem{Type: "action", Action: press(c.Value, cutClusters(said, maxQuickLabel), said, to)})
	}
	return q
}

// press is a button that says something and carries a value. A value that is too long to be carried is said only: dialog
// finds a choice by its label too.
func press(value, label, said string, to pressed) messaging_api.ActionInterface {
	to.value = value
	if strings.Contains(value+to.tag+to.question, "\n") || value != strings.ToValidUTF8(value, "") || units(to.write()) > maxData-20 {
		return &messaging_api.MessageAction{Label: label, Text: said}
	}
	to.label = said
	return &messaging_api.PostbackAction{Label: label, DisplayText: said, Data: to.write()}
}
