package linetest

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// limits are LINE's, by the names that the tests compare with the table of the sheet (REF#message-objects, #action-objects,
// LD/using-quick-reply). Lengths count UTF-16 code units unless it says clusters.
var limits = map[string]int{
	"text.text_max":                                         5000,
	"text.line_emoji_max":                                   20,
	"quick_reply.items_max":                                 13,
	"quick_reply.label_max":                                 20, // clusters
	"action.postback_data_max":                              300,
	"action.postback_displayText_max":                       300, // clusters
	"action.postback_fillInText_max":                        300, // clusters
	"action.message_text_max":                               300, // clusters
	"action.uri_max":                                        1000,
	"action.clipboardText_max":                              1000,
	"action.label_max.template_other":                       20, // clusters
	"action.label_max.rich_menu":                            20, // clusters
	"action.label_max.flex_button":                          40, // clusters
	"template.buttons.actions_max":                          4,
	"template.confirm.actions_exact":                        2,
	"template.carousel.columns_max":                         10,
	"flex.carousel_bubbles_max":                             12,
	"location.title_max":                                    100,
	"location.address_max":                                  100,
	"image.url_max":                                         2000,
	"sender.name_max":                                       20,
	"rich_menu.chatBarText_max":                             14,  // clusters
	"rich_menu.name_max":                                    300, // clusters
	"rich_menu.areas_max":                                   20,
	"request.messages_per_call_max":                         5,
	"reply_token.valid_seconds_after_webhook":               60,
	"reply_token.redelivered_token_max_minutes_after_event": 20,
	"retry_key.valid_hours":                                 24,
}

// maxAltText is the older limit: the current reference says 1,500, but a caller that keeps to 400 is right by both.
const maxAltText = 400

// checker collects what is wrong with a request.
type checker struct{ wrongs []detail }

func (k *checker) wrong(property, format string, args ...any) {
	k.wrongs = append(k.wrongs, detail{fmt.Sprintf(format, args...), property})
}

// text checks a text's length, and that it is there.
func (k *checker) text(at, s, limit string, count func(string) int) {
	switch n := count(s); {
	case strings.TrimSpace(s) == "":
		k.wrong(at, "May not be empty")
	case n > limits[limit]:
		k.wrong(at, "Length must be between 0 and %d", limits[limit])
	}
}

// object reads an object whose properties are known. LINE names what it does not know in its answer.
func (k *checker) object(at string, raw json.RawMessage, v any, known ...string) bool {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(raw, &all); err != nil {
		k.wrong(at, "must be an object")
		return false
	}
	for name := range all {
		if !slices.Contains(known, name) {
			k.wrong(at+"."+name, "unknown property")
		}
	}
	if err := json.Unmarshal(raw, v); err != nil {
		k.wrong(at, "must be well formed: %v", err)
		return false
	}
	return true
}

func (k *checker) message(at string, raw json.RawMessage, last bool) {
	var m struct {
		Type       string          `json:"type"`
		Text       string          `json:"text"`
		AltText    string          `json:"altText"`
		Contents   json.RawMessage `json:"contents"`
		QuickReply json.RawMessage `json:"quickReply"`
		Sender     struct {
			Name string `json:"name"`
		} `json:"sender"`
		Emojis []any `json:"emojis"`
	}
	if !k.object(at, raw, &m, "type", "text", "altText", "contents", "quickReply", "sender", "emojis", "quoteToken") {
		return
	}
	switch m.Type {
	case "text":
		k.text(at+".text", m.Text, "text.text_max", utf16Len)
		if len(m.Emojis) > limits["text.line_emoji_max"] {
			k.wrong(at+".emojis", "Size must be between 0 and %d", limits["text.line_emoji_max"])
		}
	case "flex":
		if n := utf16Len(m.AltText); strings.TrimSpace(m.AltText) == "" || n > maxAltText {
			k.wrong(at+".altText", "Length must be between 1 and %d", maxAltText)
		}
		k.container(at+".contents", m.Contents)
	default:
		k.wrong(at+".type", "Must be one of the following values: [text, flex] here, not %q", m.Type)
	}
	if m.Sender.Name != "" && utf16Len(m.Sender.Name) > limits["sender.name_max"] {
		k.wrong(at+".sender.name", "Length must be between 0 and %d", limits["sender.name_max"])
	}
	if len(m.QuickReply) > 0 && string(m.QuickReply) != "null" {
		if !last { // LINE takes it, and nobody sees it (LD/using-quick-reply)
			k.wrong(at+".quickReply", "quick replies show under the last message only")
		}
		k.quickReply(at+".quickReply", m.QuickReply)
	}
}

func (k *checker) quickReply(at string, raw json.RawMessage) {
	var q struct {
		Items []json.RawMessage `json:"items"`
	}
	if !k.object(at, raw, &q, "items") {
		return
	}
	if n := len(q.Items); n < 1 || n > limits["quick_reply.items_max"] {
		k.wrong(at+".items", "Size must be between 1 and %d", limits["quick_reply.items_max"])
	}
	for i, raw := range q.Items {
		at := fmt.Sprintf("%s.items[%d]", at, i)
		var item struct {
			Type   string          `json:"type"`
			Action json.RawMessage `json:"action"`
		}
		if !k.object(at, raw, &item, "type", "action", "imageUrl") {
			continue
		}
		if item.Type != "action" {
			k.wrong(at+".type", "Must be action")
		}
		k.action(at+".action", item.Action, "quick_reply.label_max", "richmenuswitch")
	}
}

// action checks what happens on a tap (REF#action-objects).
func (k *checker) action(at string, raw json.RawMessage, label string, forbidden ...string) {
	var a struct {
		Button
		Fill  string `json:"fillInText"`
		Input string `json:"inputOption"`
	}
	if !k.object(at, raw, &a, "type", "label", "data", "displayText", "text", "uri", "clipboardText", "fillInText", "inputOption", "altUri") {
		return
	}
	if slices.Contains(forbidden, a.Type) {
		k.wrong(at+".type", "%s is not allowed here", a.Type)
	}
	k.text(at+".label", a.Label, label, graphemes)
	switch a.Type {
	case "postback":
		k.text(at+".data", a.Data, "action.postback_data_max", utf16Len)
		if graphemes(a.DisplayText) > limits["action.postback_displayText_max"] {
			k.wrong(at+".displayText", "Length must be between 0 and 300")
		}
		if a.DisplayText != "" && a.Text != "" {
			k.wrong(at, "displayText and text exclude each other")
		}
	case "message":
		k.text(at+".text", a.Text, "action.message_text_max", graphemes)
	case "uri":
		k.text(at+".uri", a.URI, "action.uri_max", utf16Len)
		u, err := url.Parse(a.URI)
		if err != nil || !slices.Contains([]string{"http", "https", "line", "tel"}, u.Scheme) {
			k.wrong(at+".uri", "invalid uri scheme")
		} else if u.Scheme == "tel" && strings.Trim(strings.ReplaceAll(u.Opaque, "%23", ""), "0123456789+*") != "" {
			k.wrong(at+".uri", "invalid uri")
		}
	case "clipboard":
		k.text(at+".clipboardText", a.Clipboard, "action.clipboardText_max", utf16Len)
	default:
		k.wrong(at+".type", "Must be one of the following values: [postback, message, uri, clipboard] here, not %q", a.Type)
	}
}
