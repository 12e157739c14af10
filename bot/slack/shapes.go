package slack

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// attachment is another message that was passed on, with or without a comment. Previews of pages
// are attachments too; they are no words of the person who named the page
// (docs.slack.dev/reference/messaging/payload).
type attachment struct {
	Text     name            `json:"text"`
	Fallback name            `json:"fallback"`
	Share    bool            `json:"is_share"`
	Message  bool            `json:"is_msg_unfurl"`
	Blocks   json.RawMessage `json:"blocks"`
	Files    files           `json:"files"`
	Messages messageBlocks   `json:"message_blocks"`
}

// messageBlocks are the blocks of the message that was passed on.
type messageBlocks []struct {
	Message struct {
		Blocks json.RawMessage `json:"blocks"`
	} `json:"message"`
}

func (b *messageBlocks) UnmarshalJSON(data []byte) error {
	type plain messageBlocks
	var list plain
	if json.Unmarshal(data, &list) == nil {
		*b = messageBlocks(list)
	}
	return nil
}

// attachments are those that were passed on. What is not as documented is left out, not the
// message.
type attachments []attachment

// maxForwarded is how many messages passed on at a time are read.
const maxForwarded = 10

func (a *attachments) UnmarshalJSON(data []byte) error {
	var raw []json.RawMessage
	if json.Unmarshal(data, &raw) != nil {
		return nil
	}
	for _, r := range raw {
		var one attachment
		if json.Unmarshal(r, &one) == nil && (one.Share || one.Message || one.holdsTable()) && len(*a) < maxForwarded {
			*a = append(*a, one)
		}
	}
	return nil
}

// holdsTable reports whether an attachment is a table that a person pasted into their message.
func (a attachment) holdsTable() bool {
	return slices.ContainsFunc(readBlocks(a.Blocks), func(b blockIn) bool { return b.Type == "table" })
}

// allFiles are the files of a message, and of what is passed on with it.
func (m message) allFiles() files {
	out := m.Files
	for _, a := range m.Attachments {
		out = append(out[:len(out):len(out)], a.Files...)
	}
	return out[:min(len(out), maxFiles)]
}

// blockIn is a block, or a part of one, as far as it holds words
// (docs.slack.dev/reference/block-kit).
type blockIn struct {
	Type     name            `json:"type"`
	Text     json.RawMessage `json:"text"` // a string, or an object with one
	Elements []blockIn       `json:"elements"`
	Rows     [][]blockIn     `json:"rows"` // of a table
	Fields   []blockIn       `json:"fields"`
	URL      name            `json:"url"`
	Name     name            `json:"name"` // of an emoji
	Code     name            `json:"unicode"`
	User     name            `json:"user_id"`
	Range    name            `json:"range"` // of a broadcast
	Fallback name            `json:"fallback"`
	Alt      name            `json:"alt_text"`
	Title    json.RawMessage `json:"title"`
	Style    json.RawMessage `json:"style"` // of a list a word, of a text an object
}

// readBlocks reads blocks. One that is not as documented is left out.
func readBlocks(data json.RawMessage) (out []blockIn) {
	var raw []json.RawMessage
	if json.Unmarshal(data, &raw) != nil {
		return nil
	}
	for _, r := range raw {
		var b blockIn
		if json.Unmarshal(r, &b) == nil {
			out = append(out, b)
		}
	}
	return out
}

// textIn is a text that may be a string or an object, and whether its marks are formatting.
func textIn(raw json.RawMessage) (text string, marked bool) {
	if json.Unmarshal(raw, &text) == nil {
		return text, false
	}
	var object struct{ Type, Text name }
	if json.Unmarshal(raw, &object) == nil {
		return string(object.Text), object.Type == "mrkdwn"
	}
	return "", false
}

func (b blockIn) struck() bool {
	var style struct {
		Strike bool `json:"strike"`
	}
	return json.Unmarshal(b.Style, &style) == nil && style.Strike
}

// hintsOf looks for what is struck out and which emoji there are.
func hintsOf(list []blockIn) hints {
	h := hints{emoji: map[string]bool{}}
	for _, b := range list {
		if b.Type == "rich_text" {
			h.known = true
			h.look(b)
		}
	}
	return h
}

// look goes through the parts of a block. Parts side by side that are struck out are one run.
func (h *hints) look(b blockIn) {
	run := ""
	end := func() {
		if run != "" {
			h.struck = append(h.struck, strings.TrimSpace(run))
		}
		run = ""
	}
	for _, e := range b.Elements {
		if text, _ := textIn(e.Text); text != "" && e.struck() {
			run += text
			continue
		}
		end()
		if e.Type == "emoji" {
			h.emoji[string(e.Name)] = true
		}
		h.look(e)
	}
	end()
}

// blockWords is what a block says.
func (rd reader) blockWords(b blockIn, self string) string {
	switch b.Type {
	case "rich_text", "context":
		return rd.listWords(b.Elements, self, "\n")
	case "rich_text_list":
		return rd.itemWords(b, self)
	case "rich_text_section", "rich_text_preformatted":
		return strings.TrimSpace(rd.listWords(b.Elements, self, ""))
	case "rich_text_quote":
		return asQuote(strings.TrimSpace(rd.listWords(b.Elements, self, "")))
	case "actions", "divider":
		return ""
	case "table":
		return rd.tableWords(b, self)
	}
	if b.struck() {
		return ""
	}
	out := []string{rd.leafWords(b, self)}
	for _, f := range b.Fields {
		out = append(out, rd.blockWords(f, self))
	}
	return strings.TrimRight(strings.Join(out, "\n"), "\n")
}

func (rd reader) listWords(list []blockIn, self, between string) string {
	var out []string
	for _, e := range list {
		if words := rd.blockWords(e, self); words != "" {
			out = append(out, words)
		}
	}
	return strings.Join(out, between)
}

func (rd reader) itemWords(b blockIn, self string) string {
	var out []string
	kind, _ := textIn(b.Style)
	for i, e := range b.Elements {
		mark := "・"
		if kind == "ordered" {
			mark = strconv.Itoa(i+1) + ". "
		}
		if words := rd.blockWords(e, self); words != "" { // one that is struck out is not said, and its number is left out
			out = append(out, mark+words)
		}
	}
	return strings.Join(out, "\n")
}

// tableWords is a table, a row on a line.
func (rd reader) tableWords(b blockIn, self string) string {
	var rows []string
	for _, row := range b.Rows {
		var cells []string
		for _, c := range row {
			cells = append(cells, strings.ReplaceAll(rd.blockWords(c, self), "\n", " "))
		}
		rows = append(rows, strings.Join(cells, "｜"))
	}
	return strings.Join(rows, "\n")
}

// leafWords is what a part says that has no parts.
func (rd reader) leafWords(b blockIn, self string) string {
	text, marked := textIn(b.Text)
	switch b.Type {
	case "link":
		if text == "" || text == string(b.URL) {
			return string(b.URL)
		}
		return text + " (" + string(b.URL) + ")"
	case "emoji":
		return withEmoji(":"+string(b.Name)+":", hints{})
	case "user":
		if self != "" && string(b.User) == self {
			return ""
		}
		return "@" + rd.texts.of("someone")
	case "usergroup", "channel":
		return ""
	case "broadcast":
		return "@" + string(b.Range)
	case "date":
		return string(b.Fallback)
	case "image":
		title, _ := textIn(b.Title)
		if title == "" {
			title = string(b.Alt)
		}
		return title
	case "mrkdwn", "markdown":
		return rd.read(text, self, hints{})
	}
	if marked {
		return rd.read(text, self, hints{})
	}
	return text
}
