package dialog

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// maxReferrals is how many contacts an answer names at once; the others come with 「もっとくわしく」.
const maxReferrals = 3

// giveAnswer tells what this consulter is to do, whom to call, and asks whether it helped.
func (t *turn) giveAnswer() {
	entry := t.entry()
	if len(t.state.Slots) == 0 && len(t.messages) == 0 { // nothing was asked: what was understood can be mended only now
		t.say(Plain, "answer.understood", entry.Title)
	}
	t.state.Told = t.room(entry)
	shown, _ := t.sheets(entry, t.state.Told)
	t.messages = append(t.messages, shown...)
	t.noteAnswer(entry)
	t.state.Answered = true
	t.state.becomeAnswer()
	t.askHelped()
}

func (t *turn) noteAnswer(entry *knowledge.FAQ) {
	t.note("desk", knowledge.FirstLine(entry.Now, t.state.Facts))
	var names []string
	for _, id := range entry.ContactsFor(t.state.Facts) {
		names = append(names, t.world.Base.Contact(id).Name)
	}
	if len(names) > 0 {
		t.note("desk", strings.Join(names[:min(maxReferrals, len(names))], "、"))
	}
}

func (t *turn) askHelped() {
	t.askOwn(slotHelped)
}

// update tells what has changed with new facts after the answer, or that nothing has.
func (t *turn) update() {
	entry, news := t.entry(), t.newFacts()
	same := t.before.FAQ == entry.ID
	if same && t.says(entry, t.before.Facts) == t.says(entry, t.state.Facts) {
		if news != "" {
			t.say(Plain, "answer.still", news)
		}
		t.askHelped()
		t.state.becomeAnswer()
		return
	}
	if news != "" {
		t.say(Plain, "answer.differs", news)
	}
	if fresh := t.changed(entry); same && len(fresh) > 0 {
		t.messages = append(t.messages, fresh[:min(len(fresh), maxBubbles-1-len(t.messages))]...)
		t.noteAnswer(entry)
		t.state.becomeAnswer()
		t.askHelped()
		return
	}
	t.giveAnswer()
}

// changed are the bubbles that the facts before this turn did not bring.
func (t *turn) changed(entry *knowledge.FAQ) []Message {
	all := func(f knowledge.Facts) []Message {
		shown, rest := (&turn{world: t.world, state: State{Core: Core{Matter: Matter{Facts: f}}}}).sheets(entry, maxBubbles)
		return append(shown, rest...)
	}
	before := all(t.before.Facts)
	fresh := slices.DeleteFunc(all(t.state.Facts), func(m Message) bool {
		return slices.ContainsFunc(before, func(old Message) bool { return old.Text == m.Text })
	})
	if i := slices.IndexFunc(fresh, func(m Message) bool { return m.Kind == Referrals }); i > 1 { // before there is no room left
		contacts := fresh[i]
		fresh = slices.Insert(slices.Delete(fresh, i, i+1), 1, contacts)
	}
	return fresh
}

// newFacts says what this turn changed, or only added, in the words of the record.
func (t *turn) newFacts() string {
	var out []string
	key := "answer.noted"
	for _, slot := range t.world.Base.Slots {
		v, ok := t.state.Facts[slot.Name]
		if ok && v != t.before.Facts[slot.Name] {
			out = append(out, "「"+slot.Label+"："+t.valueLabel(slot, v)+"」")
			if t.before.Facts.Known(slot.Name) {
				key = "answer.mended"
			}
		}
	}
	if len(out) == 0 {
		return ""
	}
	return t.phrase(key, strings.Join(out, ""))
}

// room is how many bubbles of advice the answer of this turn may have.
func (t *turn) room(entry *knowledge.FAQ) int {
	if entry.Category == knowledge.OutOfScope {
		return 2 // who came to the wrong desk wants the right one, no lecture
	}
	return max(1, maxBubbles-len(t.messages)-2) // one for the contacts, one for the question at the end
}

// sheets makes the bubbles of an entry for this consulter: those for the answer, with at most n of advice, and the rest.
func (t *turn) sheets(entry *knowledge.FAQ, n int) (shown, rest []Message) {
	f := t.state.Facts
	texts := t.advice(entry, f)
	near, far := t.referrals(entry, f)
	n = min(n, len(texts))
	shown = append(shown, texts[:n]...)
	if len(near) > 0 {
		shown = append(shown, t.referralSheet(near))
	}
	rest = append(rest, texts[n:]...)
	rest = append(rest, t.section(Plain, "answer.prepare", knowledge.LinesFor(entry.Prepare, f))...)
	rest = append(rest, t.section(Plain, "answer.prevention", knowledge.LinesFor(entry.Prevention, f))...)
	for some := range slices.Chunk(far, maxReferrals) {
		rest = append(rest, t.referralSheet(some))
	}
	return shown, append(rest, t.background(entry)...)
}

// advice is what to do, what not to do and what the law wants, in bubbles.
func (t *turn) advice(entry *knowledge.FAQ, f knowledge.Facts) []Message {
	first := t.phrase("answer.now", knowledge.FirstLine(entry.Now, f))
	doNot := t.section(Warning, "answer.do_not", knowledge.LinesFor(entry.DoNot, f))
	var out []Message
	if len(doNot) == 1 && utf8.RuneCountInString(first)+utf8.RuneCountInString(doNot[0].Text) <= maxBubble {
		out = []Message{{Kind: Steps, Text: first + "\n\n" + doNot[0].Text}}
	} else {
		out = append([]Message{{Kind: Steps, Text: first}}, doNot...)
	}
	var steps []Message
	from := 1
	for i, group := range split(knowledge.LinesFor(entry.Steps, f), 8) {
		key := "answer.steps"
		if i > 0 {
			key = "answer.steps.more"
		}
		steps = append(steps, Message{Kind: Steps, Text: t.phrase(key, numbered(group, from))})
		from += len(group)
	}
	legal := t.legal(entry, f)
	if f.Has("personal_data") && len(steps) > 1 {
		out = append(append(out, steps[0]), legal...)
		return append(out, steps[1:]...)
	}
	return append(append(out, steps...), legal...)
}

// section is a heading with lines, in as many bubbles as it takes.
func (t *turn) section(kind MessageKind, key string, lines []string) []Message {
	var out []Message
	for _, group := range split(lines, 12) {
		out = append(out, Message{Kind: kind, Text: t.phrase(key, bulleted(group))})
	}
	return out
}

// legal is what the law wants. Where personal data is concerned the days are reckoned from the day it was noticed:
// a first report within about 3 to 5 days, a full one within 30, or 60 where ill will is to be feared (個人情報保護法
// 第26条, 同法施行規則 第8条). Lines of the entry that say the same without the days are left out then.
func (t *turn) legal(entry *knowledge.FAQ, f knowledge.Facts) []Message {
	lines := knowledge.LinesFor(entry.Legal, f)
	if !f.Has("personal_data") || !slices.ContainsFunc(lines, reading.LineTerm.In) {
		return t.section(Plain, "answer.legal", lines)
	}
	lines = slices.DeleteFunc(lines, reading.LineTerm.In)
	noticed, err := time.ParseInLocation(time.DateOnly, f["since"], t.world.Now.Location())
	if err != nil {
		noticed = t.world.Now
	}
	day := func(n int) string { return t.day(noticed.AddDate(0, 0, n)) }
	dates := Message{Kind: Plain, Text: t.phrase("answer.legal.dates", day(0), day(3), day(5), day(30), day(60))}
	return append([]Message{dates}, t.section(Plain, "answer.legal", lines)...)
}

// background is where to read more and how common the matter is. Of past cases only the number is ever shown.
func (t *turn) background(entry *knowledge.FAQ) []Message {
	var lines []string
	if len(entry.Guidebook) > 0 {
		lines = append(lines, t.phrase("answer.guidebook", strings.Join(entry.Guidebook, "、")))
	}
	if n := t.world.Base.SimilarCases(entry); n >= 3 {
		lines = append(lines, t.phrase("answer.similar", n))
	}
	if len(lines) == 0 {
		return nil
	}
	return []Message{{Kind: Plain, Text: strings.Join(lines, "\n")}}
}

// referrals are the entry's contacts, whoever is open now first, in two parts: those to name at once, and the others.
func (t *turn) referrals(entry *knowledge.FAQ, f knowledge.Facts) (near, far []Referral) {
	return t.sortReferrals(entry.ContactsFor(f))
}

func (t *turn) sortReferrals(ids []string) (near, far []Referral) {
	var all []*knowledge.Contact
	for _, id := range ids {
		if c := t.world.Base.Contact(id); c != nil && (c.Phone != "" || c.URL != "" || c.Mail != "" || c.PhoneNote != "") {
			all = append(all, c)
		}
	}
	closed := func(c *knowledge.Contact) int {
		if c.OpenAt(t.world.Now, t.world.Calendar.Holiday) == knowledge.Closed {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(all, func(a, b *knowledge.Contact) int { return closed(a) - closed(b) })
	for i, c := range all {
		if i < maxReferrals {
			near = append(near, t.referral(c))
		} else {
			far = append(far, t.referral(c))
		}
	}
	return near, far
}

// referral is a contact as it is to be shown now.
func (t *turn) referral(c *knowledge.Contact) Referral {
	r := Referral{ID: c.ID, Name: c.Name, For: c.For, Phone: c.Phone, URL: c.URL, Mail: c.Mail, Hours: t.hours(c)}
	switch c.OpenAt(t.world.Now, t.world.Calendar.Holiday) {
	case knowledge.Open:
		r.Open = t.phrase("contacts.open")
	case knowledge.Closed:
		r.Open = t.phrase("contacts.closed")
	}
	return r
}

// hours is when somebody answers, in words.
func (t *turn) hours(c *knowledge.Contact) string {
	var parts []string
	if c.PhoneNote != "" {
		parts = append(parts, c.PhoneNote)
	}
	if c.Always {
		parts = append(parts, t.phrase("contacts.always"))
	}
	days := ""
	for _, h := range c.Hours {
		span := strings.TrimPrefix(h.From, "0") + "〜" + strings.TrimPrefix(h.To, "0")
		if h.Days == days {
			parts[len(parts)-1] += "、" + span
			continue
		}
		days = h.Days
		parts = append(parts, t.phrase("hours."+strings.ReplaceAll(h.Days, " ", ""))+span)
	}
	if len(parts) == 0 && c.HoursNote != "" {
		parts = append(parts, strings.TrimSuffix(c.HoursNote, "。"))
	}
	return strings.Join(parts, "。")
}

// referralSheet is a bubble that names contacts. When it would be too long to be read on a phone, hours are said only of
// those who are closed now, or of none who can be reached by what stands there.
func (t *turn) referralSheet(list []Referral) Message {
	closed := t.phrase("contacts.closed")
	var text string
	for _, withHours := range []func(Referral) bool{
		func(Referral) bool { return true },
		func(r Referral) bool { return r.Open == closed || r.Phone+r.Mail+r.URL == "" },
		func(r Referral) bool { return r.Phone+r.Mail+r.URL == "" },
	} {
		if text = t.referralText(list, withHours); utf8.RuneCountInString(text) <= maxBubble {
			break
		}
	}
	return Message{Kind: Referrals, Text: text, Contacts: list}
}

func (t *turn) referralText(list []Referral, withHours func(Referral) bool) string {
	var b strings.Builder
	b.WriteString(t.phrase("contacts.lead"))
	for _, r := range list {
		b.WriteString("\n■ " + r.Name)
		if way := cmp.Or(r.Phone, r.Mail, r.URL); way != "" {
			b.WriteString("\n　" + way)
		}
		if r.Open != "" && r.Phone != "" { // a web form is always open, and a bracket would spoil its link
			b.WriteString("（" + r.Open + "）")
		}
		if r.Hours != "" && withHours(r) {
			b.WriteString("\n　" + r.Hours)
		}
	}
	return b.String()
}

// valueLabel is how people read a value of a slot.
func (t *turn) valueLabel(slot *knowledge.Slot, value string) string {
	switch {
	case value == knowledge.Unknown:
		return t.phrase("choice.unknown")
	case slot.Kind == "number":
		return t.phrase("record.count", value)
	case slot.Kind == "date":
		if d, err := time.Parse(time.DateOnly, value); err == nil {
			return t.day(d)
		}
	case slot.Kind == "choice" && slot.ValueLabel(value) == value:
		if label, ok := t.world.Base.Phrases["value."+value]; ok {
			return label
		}
	}
	return slot.ValueLabel(value)
}

// day is a date as it is said: 11月24日（火）.
func (t *turn) day(d time.Time) string {
	return t.phrase("date.day", int(d.Month()), d.Day(), string([]rune(t.phrase("date.weekdays"))[d.Weekday()]))
}

// moment is a time as it is said: 11月24日（火）9時以降.
func (t *turn) moment(at time.Time) string {
	if at.Minute() == 0 {
		return t.phrase("date.hour", t.day(at), at.Hour())
	}
	return t.phrase("date.minute", t.day(at), at.Hour(), at.Minute())
}
