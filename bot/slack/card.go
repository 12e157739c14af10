package slack

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"madoguchi/bot"
	"madoguchi/knowledge"
)

// The desk's cards and lines. What comes from a consulter is hostile until shown otherwise: it is
// defanged, and Slack makes no links of it.

// look knows how everything looks in Slack. It calls nobody.
type look struct {
	texts texts
	zone  *time.Location // in which staff read times
	names *cache[string] // Slack.names

	templates *bot.Templates
}

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
	deskTemplate = actionDesk + "template"
)

// maxSummary is how much is said of one thing; maxLine, in a line of a card.
const (
	maxSummary = 1500
	maxLine    = 40 // two lines of a phone
)

// card is a ticket at a glance: what happened and how bad, what can be done, and what staff must
// know to do it, in a dozen lines. The rest stands behind a button.
func (k look) card(t bot.Ticket, consulter string) page {
	title := k.title(t)
	status := k.deskStatus(t)
	line := []string{k.texts.of("card_number", t.Number), status, k.channelName(t.Channel), defang(consulter), k.clock(t.Opened)}
	if t.Status == bot.Waiting && t.Promised.After(t.Opened) {
		line = append(line, k.texts.of("card_promised", k.clock(t.Promised)))
	}
	line = slices.DeleteFunc(line, func(part string) bool { return part == "" })
	blocks := []slack.Block{header(title), slack.NewActionBlock("desk", k.cardButtons(t)...), contextBlock(strings.Join(line, "・"))}
	if lines := k.cardLines(t); len(lines) > 0 {
		blocks = append(blocks, quoted(strings.Join(lines, "\n")))
	}
	return page{text: clip(k.texts.of("card_fallback", escape(title), t.Number, status), maxUpdate), blocks: blocks}
}

// title names the matter: it is what a phone shows.
func (k look) title(t bot.Ticket) string {
	key := "card_normal"
	if t.Urgency == knowledge.High {
		key = "card_urgent"
	}
	what := t.Brief
	if h := t.Sheet.Happened; len(h) > 0 && t.Sheet.Told != "" {
		what, _, _ = strings.Cut(what, k.texts.of("told_begins"))
	}
	if what == "" {
		what = k.texts.or("reason_"+string(t.Reason), k.texts.of("card_unknown"))
	}
	return clip(k.texts.of(key, clip(what, maxLine-4)), maxHeader)
}

// cardLines are what staff must know, each a line.
func (k look) cardLines(t bot.Ticket) (out []string) {
	add := func(key string, parts ...string) {
		if text := strings.Join(parts, "・"); text != "" {
			out = append(out, k.texts.of(key, defang(clip(text, maxLine+maxLine/2))))
		}
	}
	add("sheet_reach", k.ways(t)...)
	if t.Call != nil && !t.Over() {
		add("sheet_call", k.clock(t.Call.At), t.Call.By.Name)
	}
	sheet := t.Sheet
	var alarms []string
	for _, a := range sheet.Alarms {
		alarms = append(alarms, k.texts.or("alarm_"+string(a), string(a)))
	}
	add("sheet_alarms", alarms...)
	if len(sheet.Open) > 0 {
		add("sheet_open", clip(sheet.Open[0], maxLine/2-3))
	}
	if len(sheet.Happened) > 0 {
		add("sheet_told", clip(sheet.Told, maxLine))
	}
	add("sheet_began", clip(sheet.Began, maxLine/2))
	add("sheet_newest", clip(sheet.Newest, maxLine))
	if n := len(sheet.Advised); n > 0 && len(sheet.Open) == 0 { // what is still to be done says what was advised
		add("sheet_advised", clip(sheet.Advised[n-1], maxLine/2))
	}
	add("sheet_said", clip(brief(t.Said), maxLine))
	if len(sheet.Untold) > 0 && len(sheet.Open) == 0 { // what is still to be done comes first
		add("sheet_next", clip(sheet.Untold[0], maxLine-2))
	}
	add("sheet_missing", sheet.Missing[:min(3, len(sheet.Missing))]...)
	others := slices.DeleteFunc(slices.Clone(t.Titles), func(title string) bool { return title == sheet.Guess })
	if more := strings.Join(others, "・"); more != "" && sheet.Guess != "" {
		add("sheet_guess", clip(sheet.Guess, maxLine/2-2)+k.texts.of("sheet_faqs", clip(more, maxLine/3)))
	} else {
		add("sheet_guess", sheet.Guess+more)
	}
	return out
}

func (k look) channelName(c bot.Channel) string {
	return k.texts.or("channel_"+strings.SplitN(string(c), "/", 2)[0], escape(string(c)))
}

// brief is the beginning of a text, on one line: a card is looked at, not read.
func brief(text string) string { return clip(strings.Join(strings.Fields(text), " "), 160) }

func (k look) deskStatus(t bot.Ticket) string {
	whose, _ := t.Turn()
	switch {
	case t.Undelivered:
		return k.texts.of("desk_status_undelivered", k.staffName(t.Holder))
	case t.Status == bot.Answered && whose == bot.DesksTurn:
		return k.texts.of("desk_status_owed", k.staffName(t.Holder))
	case t.Held():
		return k.texts.of("desk_status_"+string(t.Status), k.staffName(t.Holder))
	case t.Status == bot.Closed:
		return k.texts.of("desk_status_closed", k.texts.or("end_"+string(t.End), string(t.End)))
	}
	return k.texts.or("desk_status_"+string(t.Status), string(t.Status))
}

// staffName is a member of staff as colleagues in Slack see them.
func (k look) staffName(by bot.Staff) string {
	if user, ok := strings.CutPrefix(by.ID, staffPrefix); ok {
		if n, ok := k.names.get(user); ok {
			return escape(n)
		}
	}
	return escape(by.Name)
}

// cardButtons are what can be done with a ticket as it stands.
func (k look) cardButtons(t bot.Ticket) []slack.BlockElement {
	press := func(action string, style slack.Style) slack.BlockElement {
		return button(action, k.texts.of("button_"+strings.TrimPrefix(action, actionDesk)), t.Number, style)
	}
	if t.Over() { // a reply takes the ticket up again
		out := []slack.BlockElement{press(deskReply, ""), press(deskDetails, "")}
		if len(t.Reach) > 0 {
			out = append(out, press(deskReach, ""))
		}
		return out
	}
	out := []slack.BlockElement{press(deskClaim, slack.StylePrimary), press(deskReply, "")}
	if t.Held() {
		out = []slack.BlockElement{press(deskReply, slack.StylePrimary)}
	}
	if len(t.Reach) > 0 {
		out = append(out, press(deskReach, ""))
	}
	out = append(out, press(deskDetails, ""), press(deskClose, ""))
	var options []*slack.OptionBlockObject
	for _, action := range k.more(t) {
		label := words(k.texts.of("button_"+strings.TrimPrefix(action, actionDesk)), maxOption)
		options = append(options, slack.NewOptionBlockObject(strings.TrimPrefix(action, actionDesk)+" "+t.Number, label, nil))
	}
	return append(out, slack.NewOverflowBlockElement(deskMore, options...))
}

// more is what can be done and is rarely wanted.
func (k look) more(t bot.Ticket) []string {
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
func (k look) clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(k.zone)
	return fmt.Sprintf("%d/%d %d:%02d", t.Month(), t.Day(), t.Hour(), t.Minute())
}

// line is a line of the transcript as staff read it.
func (k look) line(l bot.Entry) page {
	head := "line_" + string(l.From)
	if l.FirstAid() {
		head = "line_first_aid"
	}
	text := "*" + k.texts.of(head, k.clock(l.At)) + "*"
	for _, mark := range []struct {
		is  bool
		key string
	}{{l.Edited, "line_edited"}, {l.Late, "line_late"}} {
		if mark.is {
			text += " " + k.texts.of(mark.key)
		}
	}
	if said := strings.TrimSpace(l.Text); said != "" && !l.Unsent {
		text += "\n" + defang(said)
	}
	if l.Unsent {
		text += "\n" + k.texts.of("line_unsent")
	}
	if l.File != nil {
		text += "\n" + k.file(*l.File)
	}
	return k.lines(text)
}

// lines makes a post of words for the thread.
func (k look) lines(text string) page {
	p := page{text: clip(text, maxFallback)}
	for _, piece := range pieces(text, maxSection) {
		if len(p.blocks) < 3 { // the whole stands in the transcript
			p.blocks = append(p.blocks, quoted(piece))
		}
	}
	return p
}

// file names an attachment by its kind and size, and says what became of it: its name is a
// stranger's, and nothing is shown as it came.
func (k look) file(a bot.Attachment) string {
	size := k.texts.of("size_unknown")
	switch {
	case a.Size >= 1<<20:
		size = fmt.Sprintf("%.1f MB", float64(a.Size)/(1<<20))
	case a.Size > 0:
		size = fmt.Sprintf("%d KB", max(1, a.Size>>10))
	}
	text := k.texts.of("line_file", k.fileKind(a), size) + k.texts.or("file_state_"+string(a.State), "")
	if a.SHA256 != "" && a.State == bot.Quarantine {
		text += "\nSHA-256 " + escape(a.SHA256)
	}
	return text
}

func (k look) fileKind(a bot.Attachment) string {
	kind, _, _ := strings.Cut(a.Type, "/")
	ending := strings.ToLower(strings.TrimPrefix(path.Ext(a.Name), "."))
	switch known := k.texts.or("file_kind_"+kind, ""); {
	case known != "":
		return known
	case a.State == bot.Fetching && slices.Contains([]string{"jpg", "jpeg", "png", "gif", "heic", "webp"}, ending):
		return k.texts.of("file_kind_image")
	case ending == "":
		return k.texts.of("file_none")
	}
	return k.texts.of("file_other", defang(clip(ending, 10)))
}
