package dialog

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"madoguchi/knowledge"
)

// Limits of the record: it is read out, so it may be longer than a bubble of the conversation.
const (
	maxRecordBubble = 450
	maxRecordSheets = 3
)

// record gives the consulter the consultation as text fit to read out to the police or to IPA.
func (t *turn) record() {
	if len(t.state.Log) == 0 {
		t.say(Plain, "record.none")
		t.repeatQuestion()
		return
	}
	t.say(Plain, "record.lead")
	for i, sheet := range sheetsOf(t.recordLines()) {
		if i == maxRecordSheets {
			break
		}
		t.tell(Plain, sheet)
	}
	if t.state.Slot != "" {
		t.repeatQuestion()
	}
}

// Summary is the record of a consultation as lines: for staff on the ticket, for the consulter on request.
func Summary(s State, w World) []string {
	t := &turn{world: w, state: s}
	return t.recordLines()
}

// recordLines are always in plain Japanese: others read them.
func (t *turn) recordLines() []string {
	plain := *t
	plain.state.Easy = false
	t = &plain
	var lines []string
	if t.state.Ticket != "" {
		lines = append(lines, t.phrase("record.number", t.state.Ticket))
	}
	if entry := t.entry(); entry != nil {
		lines = append(lines, t.phrase("record.matter", entry.Title))
	}
	for _, part := range []struct {
		heading string
		items   []string
	}{
		{"record.facts", t.factLines()},
		{"record.open", t.openLines()},
		{"record.told", toldTo(t.state.Log)},
	} {
		if len(part.items) > 0 {
			lines = append(lines, t.phrase(part.heading), bulleted(part.items))
		}
	}
	return append(append(lines, t.phrase("record.log")), t.logLines()...)
}

func (t *turn) factLines() []string {
	var out []string
	for _, slot := range t.world.Base.Slots {
		if t.state.Facts.Known(slot.Name) {
			out = append(out, slot.Label+"："+t.valueLabel(slot, t.state.Facts[slot.Name]))
		}
	}
	return out
}

// openLines are what was asked and is not known.
func (t *turn) openLines() []string {
	var out []string
	for _, slot := range t.world.Base.Slots {
		asked := slices.Contains(t.state.Asked, slot.Name) || t.state.Facts.Answered(slot.Name)
		if asked && !t.state.Facts.Known(slot.Name) && slot.Name != knowledge.SlotTopic {
			out = append(out, slot.Label)
		}
	}
	return out
}

// reported matches a body that the consulter says they have told.
var reported = regexp.MustCompile(`(警察(?:署)?|交番|取引銀行|銀行|信用金庫|カード会社|携帯(?:電話)?会社|プロバイダー?|ipa|(?:保守の|システムの)?業者(?:さん)?|システム会社|ベンダー|弁護士|税理士|消費(?:者|生活)センター|商工会(?:議所)?|親会社|取引先|お客様|個人情報保護委員会|保険会社|上司|社長)(?:さん)?(?:に|へ|にも|には)(?:は)?(?:もう|すでに|既に)?(?:電話|連絡|相談|通報|報告|届け出?|被害届を出|知らせ|伝え)(?:を)?(?:し(?:た|まし|て(?:い|あ|お))|済|ずみ|出(?:した|しまし)|まし|た)`)

// onlyReports reports whether a text says whom they have told and nothing else: 「警察には電話しました」 is a line of the record, no
// answer and no other matter.
func onlyReports(text string) bool {
	folded := knowledge.Fold(text)
	m := reported.FindStringIndex(folded)
	return m != nil && utf8.RuneCountInString(folded[:m[0]])+utf8.RuneCountInString(folded[m[1]:]) <= 6
}

// toldTo names whom the consulter has told, in their own words.
func toldTo(log []Note) []string {
	var out []string
	for _, n := range log {
		if n.Who == "desk" {
			continue
		}
		for _, m := range reported.FindAllStringSubmatch(knowledge.Fold(n.Text), -1) {
			if who := strings.ToUpper(m[1]); !slices.Contains(out, who) {
				out = append(out, who)
			}
		}
	}
	return out
}

// logLines are what was said and advised, in order, each time once.
func (t *turn) logLines() []string {
	var out []string
	at := ""
	for _, n := range t.state.Log {
		if now := t.phrase("record.at", int(n.At.Month()), n.At.Day(), n.At.Hour(), n.At.Minute()); now != at {
			at = now
			out = append(out, at)
		}
		key := "record.said"
		if n.Who == "desk" {
			key = "record.advised"
		}
		out = append(out, t.phrase(key, n.Text))
	}
	return out
}

// sheetsOf packs lines into bubbles of the record's size.
func sheetsOf(lines []string) []string {
	var out []string
	size := maxRecordBubble
	for _, l := range lines {
		n := utf8.RuneCountInString(l) + 1
		if size+n > maxRecordBubble {
			out = append(out, "")
			size = 0
		}
		out[len(out)-1] = strings.TrimPrefix(out[len(out)-1]+"\n"+l, "\n")
		size += n
	}
	return out
}
