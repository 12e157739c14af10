package slack

import (
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"madoguchi/bot"
	"madoguchi/dialog"
	"madoguchi/knowledge"
)

// The desk's cards and lines. What comes from a consulter is hostile until shown otherwise: it is defanged, and Slack makes no
// links of it.

// What staff can press on a card; the value is the ticket's number.
const (
	deskClaim    = actionDesk + "claim"
	deskTakeOver = actionDesk + "take_over"
	deskReply    = actionDesk + "reply"
	deskReturn   = actionDesk + "return"
	deskClose    = actionDesk + "close"
	deskRaise    = actionDesk + "raise"
	deskPutBack  = actionDesk + "put_back"
	deskSend     = actionDesk + "send" // a reply whose writer was asked
)

// maxSummary is how much a card says of one thing; the thread says the rest.
const maxSummary = 1500

// card is a ticket at a glance.
func (s *Slack) card(t bot.Ticket, consulter string) page {
	title := s.texts.of("card_normal", t.Number)
	if t.Urgency == knowledge.High {
		title = s.texts.of("card_urgent", t.Number)
	}
	status, reason := s.deskStatus(t), s.texts.or("reason_"+string(t.Reason), string(t.Reason))
	fields := [][2]string{
		{"field_status", status},
		{"field_reason", escape(reason)},
		{"field_from", s.texts.or("channel_"+strings.SplitN(string(t.Channel), "/", 2)[0], escape(string(t.Channel)))},
		{"field_since", s.clock(t.Opened)},
		{"field_promised", s.clock(t.Promised)},
		{"field_name", defang(consulter)},
	}
	blocks := []slack.Block{header(title), s.fields(fields)}
	add := func(key string, lines []string) {
		if text := strings.TrimSpace(strings.Join(lines, "\n")); text != "" {
			blocks = append(blocks, quoted("*"+s.texts.of(key)+"*\n"+clip(text, maxSummary)))
		}
	}
	add("field_summary", defanged(t.Summary))
	add("field_suggested", defanged([]string{strings.Join(t.Suggested, ", ")}))
	var similar []string
	for _, c := range t.Similar[:min(3, len(t.Similar))] {
		similar = append(similar, "• "+s.texts.of("similar_row", c.Row, escape(c.Category))+" "+defang(brief(c.Text)))
		if c.Answer != "" {
			similar = append(similar, "　"+s.texts.of("similar_answer", defang(brief(c.Answer))))
		}
	}
	add("field_similar", similar)
	blocks = append(blocks, slack.NewActionBlock("desk", s.cardButtons(t)...), contextBlock(s.texts.of("card_help")))
	return page{text: clip(s.texts.of("card_fallback", title, status, escape(reason)), maxUpdate), blocks: blocks}
}

// brief is the beginning of a text, on one line: a card is looked at, not read.
func brief(text string) string { return clip(strings.Join(strings.Fields(text), " "), 160) }

func defanged(lines []string) (out []string) {
	for _, l := range lines {
		out = append(out, defang(clip(l, maxSummary)))
	}
	return out
}

func (s *Slack) fields(list [][2]string) *slack.SectionBlock {
	var out []*slack.TextBlockObject
	for _, f := range list {
		if f[1] != "" {
			out = append(out, markdown(clip("*"+s.texts.of(f[0])+"*\n"+f[1], maxField)))
		}
	}
	return slack.NewSectionBlock(nil, out, nil)
}

func (s *Slack) deskStatus(t bot.Ticket) string {
	switch t.Status {
	case bot.Claimed, bot.Answered:
		return s.texts.of("desk_status_"+string(t.Status), s.staffName(t.Holder))
	case bot.Closed:
		return s.texts.of("desk_status_closed", s.texts.or("end_"+string(t.End), string(t.End)))
	}
	return s.texts.or("desk_status_"+string(t.Status), string(t.Status))
}

// staffName is a member of staff as colleagues in Slack see them.
func (s *Slack) staffName(by bot.Staff) string {
	if user, ok := strings.CutPrefix(by.ID, staffPrefix); ok {
		if n, ok := s.names.get(user); ok {
			return escape(n)
		}
	}
	return escape(by.Name)
}

// cardButtons are what can be done with a ticket as it stands.
func (s *Slack) cardButtons(t bot.Ticket) []slack.BlockElement {
	press := func(action string, style slack.Style) *slack.ButtonBlockElement {
		return button(action, s.texts.of("button_"+strings.TrimPrefix(action, actionDesk)), t.Number, style)
	}
	sure := func(b *slack.ButtonBlockElement, key string) *slack.ButtonBlockElement {
		return b.WithConfirm(slack.NewConfirmationBlockObject(words(s.texts.of("confirm_title"), 100), words(s.texts.of(key), 300),
			words(s.texts.of("confirm_yes"), 30), words(s.texts.of("confirm_no"), 30)))
	}
	if t.Over() {
		return []slack.BlockElement{press(deskReply, "")} // takes the ticket up again
	}
	var out []slack.BlockElement
	if t.Held() {
		out = append(out, press(deskReply, slack.StylePrimary), press(deskPutBack, ""), sure(press(deskTakeOver, ""), "confirm_take_over"))
	} else {
		out = append(out, press(deskClaim, slack.StylePrimary), press(deskReply, ""))
	}
	out = append(out, sure(press(deskReturn, ""), "confirm_return"), press(deskClose, ""))
	if t.Urgency != knowledge.High {
		out = append(out, press(deskRaise, slack.StyleDanger))
	}
	return out
}

// clock is a time as staff read it.
func (s *Slack) clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(s.Zone)
	return fmt.Sprintf("%d/%d %d:%02d", t.Month(), t.Day(), t.Hour(), t.Minute())
}

// line is a line of the transcript as staff read it.
func (s *Slack) line(l bot.Entry) page {
	head := "line_" + string(l.From)
	if l.From == bot.FromBot && l.Kind == dialog.FirstAid {
		head = "line_first_aid"
	}
	text := "*" + s.texts.of(head, s.clock(l.At)) + "*"
	for _, mark := range []struct {
		is  bool
		key string
	}{{l.Edited, "line_edited"}, {l.Late, "line_late"}} {
		if mark.is {
			text += " " + s.texts.of(mark.key)
		}
	}
	if said := strings.TrimSpace(l.Text); said != "" && !l.Unsent {
		text += "\n" + defang(said)
	}
	if l.Unsent {
		text += "\n" + s.texts.of("line_unsent")
	}
	if l.File != nil {
		text += "\n" + s.file(*l.File)
	}
	return s.lines(text)
}

// lines makes a post of words for the thread.
func (s *Slack) lines(text string) page {
	p := page{text: clip(text, maxFallback)}
	for _, piece := range pieces(text, maxSection) {
		if len(p.blocks) < 3 { // the whole stands in the transcript
			p.blocks = append(p.blocks, quoted(piece))
		}
	}
	return p
}

// file names an attachment by its kind and size, and says what became of it: its name is a stranger's, and nothing is shown as it
// came.
func (s *Slack) file(a bot.Attachment) string {
	size := s.texts.of("size_unknown")
	switch {
	case a.Size >= 1<<20:
		size = fmt.Sprintf("%.1f MB", float64(a.Size)/(1<<20))
	case a.Size > 0:
		size = fmt.Sprintf("%d KB", max(1, a.Size>>10))
	}
	text := s.texts.of("line_file", s.fileKind(a), size) + s.texts.or("file_state_"+string(a.State), "")
	if a.SHA256 != "" && a.State == bot.Quarantine {
		text += "\nSHA-256 " + escape(a.SHA256)
	}
	return text
}

func (s *Slack) fileKind(a bot.Attachment) string {
	kind, _, _ := strings.Cut(a.Type, "/")
	ending := strings.ToLower(strings.TrimPrefix(path.Ext(a.Name), "."))
	switch known := s.texts.or("file_kind_"+kind, ""); {
	case known != "":
		return known
	case a.State == bot.Fetching && slices.Contains([]string{"jpg", "jpeg", "png", "gif", "heic", "webp"}, ending):
		return s.texts.of("file_kind_image")
	case ending == "":
		return s.texts.of("file_none")
	}
	return s.texts.of("file_other", defang(clip(ending, 10)))
}

// modalNote is what a modal brings back: a modal does not know where it was opened.
type modalNote struct {
	Ticket string `json:"t"`
	Thread string `json:"th,omitempty"`
}

func (n modalNote) String() string {
	raw, _ := json.Marshal(n)
	return string(raw)
}

// Names of the modals and their fields.
const (
	modalReply     = "reply"
	modalConfirmed = "reply_confirmed"
	modalClose     = "close"
	fieldText      = "text"
	fieldEnd       = "end"
)

// replyModal asks for a reply; with doubt it asks once more about one that was written.
func (s *Slack) replyModal(n modalNote, text string, doubt bool) slack.ModalViewRequest {
	input := slack.NewPlainTextInputBlockElement(nil, fieldText).WithMultiline(true).WithMaxLength(maxInput)
	if text != "" {
		input = input.WithInitialValue(clip(text, maxInput))
	}
	blocks := []slack.Block{slack.NewInputBlock(fieldText, words(s.texts.of("modal_text"), maxField), nil, input)}
	v := s.modal(modalReply, "modal_reply", "modal_send", n)
	if doubt {
		v = s.modal(modalConfirmed, "modal_reply", "modal_send_anyway", n)
		blocks = append([]slack.Block{section(s.texts.of("modal_doubt"))}, blocks...)
	}
	v.Blocks.BlockSet = blocks
	return v
}

// closeModal asks how a ticket ended.
func (s *Slack) closeModal(n modalNote) slack.ModalViewRequest {
	var options []*slack.OptionBlockObject
	for _, end := range bot.EndReasons() {
		options = append(options, slack.NewOptionBlockObject(string(end), words(s.texts.of("end_"+string(end)), maxOption), nil))
	}
	choose := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, fieldEnd, options...)
	v := s.modal(modalClose, "modal_close", "button_close", n)
	v.Blocks.BlockSet = []slack.Block{slack.NewInputBlock(fieldEnd, words(s.texts.of("modal_end"), maxField), nil, choose)}
	return v
}

func (s *Slack) modal(callback, title, submit string, n modalNote) slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: callback, Title: words(s.texts.of(title), maxTitle), Submit: words(s.texts.of(submit), maxTitle),
		Close: words(s.texts.of("modal_cancel"), maxTitle), PrivateMetadata: clip(n.String(), maxPrivate),
	}
}
