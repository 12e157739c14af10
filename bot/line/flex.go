package line

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"

	"github.com/line/line-bot-sdk-go/v8/linebot/messaging_api"

	"madoguchi/dialog"
)

// A Flex bubble reads better than a text where something stands out (first aid), where lines are counted (steps), and where
// something can be tapped (contacts). It cannot be copied, and links in it are dead; so what holds an address or a number
// that is not a contact's stays a text.

// LINE's limits of Flex messages (REF#flex-message), and ours: a bubble so long is not read.
const (
	maxBubbleJSON   = 30_000
	maxCarouselJSON = 50_000
	maxBubbles      = 12
	maxSheetText    = 1500
	perBubble       = 3 // contacts in one bubble
)

// Colours have a contrast of 4.5 to 1 at least, and never say anything alone.
const (
	black = "#1A1A1A"
	grey  = "#5F6368"
	red   = "#B3261E"
	blue  = "#1A56A8"
	green = "#146C2E"
	white = "#FFFFFF"
)

// flexBubble is a message as a Flex bubble, or nil where a text reads as well.
func flexBubble(m dialog.Message) messaging_api.FlexContainerInterface {
	if m.Text == "" {
		return nil // no altText could say it
	}
	var f messaging_api.FlexContainerInterface
	limit := maxBubbleJSON
	switch {
	case len(m.Contacts) > 0:
		f = contacts(m)
		if _, many := f.(*messaging_api.FlexCarousel); many {
			limit = maxCarouselJSON
		}
	case units(m.Text) > maxSheetText || linked.MatchString(m.Text):
		return nil
	case m.Kind == dialog.FirstAid:
		f = bubble(text("first_aid"), red, lines(m.Text))
	case m.Kind == dialog.Steps && counted.MatchString(m.Text):
		head, rest := heading(m.Text)
		f = bubble(head, blue, lines(rest))
	case m.Kind == dialog.Warning:
		_, rest := heading(m.Text)
		f = bubble(text("warning"), red, lines(rest))
	}
	if raw, err := json.Marshal(f); f == nil || err != nil || len(raw) > limit {
		return nil
	}
	return f
}

var (
	linked  = regexp.MustCompile(`https?://|[0-9#][0-9-]{3,}[0-9]|@[0-9A-Za-z]`)
	counted = regexp.MustCompile(`(?m)^[0-9]+\. `)
	titled  = regexp.MustCompile(`^【([^】\n]{1,60})】\n?`)
	item    = regexp.MustCompile(`^([0-9]+\.|・|■)[ 　]*(.+)$`)
)

// heading parts a text's first line from the rest, if it is a heading: 【…】.
func heading(s string) (head, rest string) {
	if m := titled.FindStringSubmatch(s); m != nil && strings.TrimSpace(s[len(m[0]):]) != "" {
		return m[1], s[len(m[0]):]
	}
	return "", s
}

func bubble(head, colour string, body []messaging_api.FlexComponentInterface) messaging_api.FlexContainerInterface {
	if len(body) == 0 {
		return nil
	}
	b := &messaging_api.FlexBubble{Size: messaging_api.FlexBubbleSIZE_MEGA, Body: column("md", body...)}
	if head != "" {
		b.Header = column("none", &messaging_api.FlexText{Text: head, Color: white, Weight: messaging_api.FlexTextWEIGHT_BOLD, Wrap: true})
		b.Header.BackgroundColor, b.Header.PaddingTop, b.Header.PaddingBottom = colour, "12px", "12px"
	}
	return b
}

func column(spacing string, contents ...messaging_api.FlexComponentInterface) *messaging_api.FlexBox {
	return &messaging_api.FlexBox{Layout: messaging_api.FlexBoxLAYOUT_VERTICAL, Spacing: spacing, Contents: contents}
}

func row(contents ...messaging_api.FlexComponentInterface) *messaging_api.FlexBox {
	return &messaging_api.FlexBox{Layout: messaging_api.FlexBoxLAYOUT_HORIZONTAL, Spacing: "sm", Contents: contents}
}

func words(s string) *messaging_api.FlexText {
	return &messaging_api.FlexText{Text: s, Color: black, Size: "md", Wrap: true}
}

// lines sets a text line by line: numbers and dots stand before what they count, headings stand out.
func lines(s string) (out []messaging_api.FlexComponentInterface) {
	for line := range strings.Lines(s) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if m := titled.FindStringSubmatch(line); m != nil && m[0] == line {
			head := words(m[1])
			head.Weight, head.Margin = messaging_api.FlexTextWEIGHT_BOLD, "lg"
			out = append(out, head)
			continue
		}
		m := item.FindStringSubmatch(line)
		if m == nil {
			out = append(out, words(line))
			continue
		}
		mark, said := words(m[1]), words(m[2])
		mark.Weight, mark.Wrap, said.Flex = messaging_api.FlexTextWEIGHT_BOLD, false, 1
		out = append(out, row(mark, said))
	}
	return out
}

// contacts is one bubble for up to three bodies to call, and a carousel for more: what lies beside the screen is not seen.
func contacts(m dialog.Message) messaging_api.FlexContainerInterface {
	head, _ := heading(m.Text + "\n.")
	var bubbles []messaging_api.FlexBubble
	for i := 0; i < len(m.Contacts) && len(bubbles) < maxBubbles; i += perBubble {
		var body []messaging_api.FlexComponentInterface
		for j, r := range m.Contacts[i:min(i+perBubble, len(m.Contacts))] {
			if j > 0 {
				body = append(body, &messaging_api.FlexSeparator{Margin: "lg"})
			}
			body = append(body, contact(r))
		}
		if b, ok := bubble(head, blue, body).(*messaging_api.FlexBubble); ok {
			bubbles = append(bubbles, *b)
		}
	}
	if len(bubbles) == 1 {
		return &bubbles[0]
	}
	return &messaging_api.FlexCarousel{Contents: bubbles}
}

// contact is one body to call: who, whether somebody answers now, when else, and how.
func contact(r dialog.Referral) messaging_api.FlexComponentInterface {
	box := column("sm")
	box.Margin = "md"
	add := func(s, colour, size string, bold bool) {
		if s = strings.TrimSpace(strings.ToValidUTF8(s, "�")); s == "" {
			return
		}
		t := words(cutUnits(s, maxSheetText/perBubble))
		t.Color, t.Size = colour, size
		if bold {
			t.Weight = messaging_api.FlexTextWEIGHT_BOLD
		}
		box.Contents = append(box.Contents, t)
	}
	name := r.Name
	if strings.TrimSpace(name) == "" {
		name = ellipsis
	}
	add(name, black, "md", true)
	add(r.For, grey, "sm", false)
	if r.Phone != "" && r.Open != "" { // a form on the web is always open
		if strings.Contains(r.Open, text("closed_word")) {
			add(text("closed", r.Open), grey, "sm", true)
		} else {
			add(text("open", r.Open), green, "sm", true)
		}
	}
	add(r.Hours, grey, "sm", false)
	if uri := dial(r.Phone); uri != "" {
		box.Contents = append(box.Contents, button(text("call", r.Phone), uri, messaging_api.FlexButtonSTYLE_PRIMARY))
	} else {
		add(r.Phone, black, "md", false)
	}
	if uri := web(r.URL); uri != "" {
		box.Contents = append(box.Contents, button(text("site"), uri, messaging_api.FlexButtonSTYLE_SECONDARY))
	} else {
		add(r.URL, black, "sm", false)
	}
	add(r.Mail, black, "sm", false)
	if mail := strings.TrimSpace(strings.ToValidUTF8(r.Mail, "")); mail != "" && units(mail) <= maxURI { // no address of the kind mailto: is allowed (REF#uri-action)
		box.Contents = append(box.Contents, &messaging_api.FlexButton{
			Action: &messaging_api.ClipboardAction{Label: text("mail"), ClipboardText: mail},
			Style:  messaging_api.FlexButtonSTYLE_LINK, Height: messaging_api.FlexButtonHEIGHT_SM,
		})
	}
	return box
}

func button(label, uri string, style messaging_api.FlexButtonSTYLE) *messaging_api.FlexButton {
	b := &messaging_api.FlexButton{Action: &messaging_api.UriAction{Label: cutClusters(label, maxButtonLabel), Uri: uri}, Style: style, Height: messaging_api.FlexButtonHEIGHT_SM}
	if style == messaging_api.FlexButtonSTYLE_PRIMARY {
		b.Color = blue
	}
	return b
}

var dialled = regexp.MustCompile(`^#?[0-9]{2,15}$`)

// dial is the address that calls a number, or empty where a text is no single number.
func dial(phone string) string {
	digits := strings.NewReplacer("-", "", "‐", "", "−", "", "(", "", ")", "", " ", "").Replace(phone)
	if !dialled.MatchString(digits) {
		return ""
	}
	return "tel:" + strings.ReplaceAll(digits, "#", "%23") // a bare # would begin a fragment
}

// web is an address that LINE takes for a button, or empty.
func web(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return ""
	}
	if s := u.String(); units(s) <= maxURI {
		return s
	}
	return ""
}
