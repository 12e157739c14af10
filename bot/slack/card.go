package slack

import (
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

// What staff can press on a card; the value is the ticket's number. What is rarely wanted stands in
// a menu, whose value is the deed and the number.
const (
	deskClaim    = actionDesk + "claim"
	deskTakeOver = actionDesk + "take_over"
	deskReply    = actionDesk + "reply"
	deskReturn   = actionDesk + "return"
	deskClose    = actionDesk + "close"
	deskRaise    = actionDesk + "raise"
	deskLower    = actionDesk + "lower"
	deskPutBack  = actionDesk + "put_back"
	deskAssign   = actionDesk + "assign"
	deskMerge    = actionDesk + "merge"
	deskDetails  = actionDesk + "details"
	deskMore     = actionDesk + "more"  // the menu
	deskSend     = actionDesk + "send"  // a reply whose writer was asked
	deskUndo     = actionDesk + "undo"  // a reply is taken back
	deskDraft    = actionDesk + "draft" // in the modal: what may be said
)

// maxSummary is how much is said of one thing; maxLine, in a line of a card.
const (
	maxSummary = 1500
	maxLine    = 80
)

// card is a ticket at a glance: what happened and how bad, what can be done, and what staff must
// know to do it, in a dozen lines. The rest stands behind a button.
func (s *Slack) card(t bot.Ticket, consulter string) page {
	title := s.title(t)
	status := s.deskStatus(t)
	line := []string{s.texts.of("card_number", t.Number), status, s.channelName(t.Channel), defang(consulter), s.clock(t.Opened)}
	if t.Status == bot.Waiting && t.Promised.After(t.Opened) {
		line = append(line, s.texts.of("card_promised", s.clock(t.Promised)))
	}
	line = slices.DeleteFunc(line, func(part string) bool { return part == "" })
	blocks := []slack.Block{header(title), slack.NewActionBlock("desk", s.cardButtons(t)...), contextBlock(strings.Join(line, "・"))}
	if lines := s.cardLines(t); len(lines) > 0 {
		blocks = append(blocks, quoted(strings.Join(lines, "\n")))
	}
	return page{text: clip(s.texts.of("card_fallback", escape(title), t.Number, status), maxUpdate), blocks: blocks}
}

// title names the matter: it is what a phone shows.
func (s *Slack) title(t bot.Ticket) string {
	key := "card_normal"
	if t.Urgency == knowledge.High {
		key = "card_urgent"
	}
	what := t.Brief
	if h := t.Sheet.Happened; len(h) > 0 && t.Sheet.Told != "" {
		what, _, _ = strings.Cut(what, s.texts.of("told_begins"))
	}
	if what == "" {
		what = s.texts.or("reason_"+string(t.Reason), s.texts.of("card_unknown"))
	}
	return clip(s.texts.of(key, what), maxHeader)
}

// cardLines are what staff must know, each a line.
func (s *Slack) cardLines(t bot.Ticket) (out []string) {
	add := func(key string, parts ...string) {
		if text := strings.Join(parts, "・"); text != "" {
			out = append(out, s.texts.of(key, defang(clip(text, maxLine))))
		}
	}
	sheet := t.Sheet
	var alarms []string
	for _, a := range sheet.Alarms {
		alarms = append(alarms, s.texts.or("alarm_"+string(a), string(a)))
	}
	add("sheet_alarms", alarms...)
	if len(sheet.Happened) > 0 {
		add("sheet_told", sheet.Told)
	}
	add("sheet_newest", sheet.Newest)
	if n := len(sheet.Advised); n > 0 {
		add("sheet_advised", sheet.Advised[n-1])
	}
	add("sheet_said", brief(t.Said))
	add("sheet_guess", sheet.Guess)
	if len(sheet.Untold) > 0 {
		add("sheet_next", sheet.Untold[0])
	}
	add("sheet_missing", sheet.Missing...)
	add("sheet_faqs", slices.DeleteFunc(slices.Clone(t.Titles), func(title string) bool { return title == sheet.Guess })...)
	return out
}

func (s *Slack) channelName(c bot.Channel) string {
	return s.texts.or("channel_"+strings.SplitN(string(c), "/", 2)[0], escape(string(c)))
}

// brief is the beginning of a text, on one line: a card is looked at, not read.
func brief(text string) string { return clip(strings.Join(strings.Fields(text), " "), 160) }

func (s *Slack) deskStatus(t bot.Ticket) string {
	whose, _ := t.Turn()
	switch {
	case t.Undelivered:
		return s.texts.of("desk_status_undelivered", s.staffName(t.Holder))
	case t.Status == bot.Answered && whose == bot.DesksTurn:
		return s.texts.of("desk_status_owed", s.staffName(t.Holder))
	case t.Held():
		return s.texts.of("desk_status_"+string(t.Status), s.staffName(t.Holder))
	case t.Status == bot.Closed:
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
	press := func(action string, style slack.Style) slack.BlockElement {
		return button(action, s.texts.of("button_"+strings.TrimPrefix(action, actionDesk)), t.Number, style)
	}
	if t.Over() { // a reply takes the ticket up again
		return []slack.BlockElement{press(deskReply, ""), press(deskDetails, "")}
	}
	out := []slack.BlockElement{press(deskClaim, slack.StylePrimary), press(deskReply, "")}
	if t.Held() {
		out = []slack.BlockElement{press(deskReply, slack.StylePrimary)}
	}
	out = append(out, press(deskDetails, ""), press(deskClose, ""))
	var options []*slack.OptionBlockObject
	for _, action := range s.more(t) {
		label := words(s.texts.of("button_"+strings.TrimPrefix(action, actionDesk)), maxOption)
		options = append(options, slack.NewOptionBlockObject(strings.TrimPrefix(action, actionDesk)+" "+t.Number, label, nil))
	}
	return append(out, slack.NewOverflowBlockElement(deskMore, options...))
}

// more is what can be done and is rarely wanted.
func (s *Slack) more(t bot.Ticket) []string {
	out := []string{deskAssign, deskReturn, deskMerge}
	if t.Held() { // Slack's menus hold five
		out = []string{deskPutBack, deskAssign, deskReturn, deskMerge}
	}
	if t.Urgency == knowledge.High {
		return append(out, deskLower)
	}
	return append(out, deskRaise)
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
