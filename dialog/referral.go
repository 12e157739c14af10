package dialog

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// maxReferrals is how many contacts an answer names at once; the others come with 「もっとくわしく」.
const maxReferrals = 3

// referrals are whom ids stand for at this desk, whoever is open now first, in two parts: those to name at once, as many as a bubble
// holds with all that must be known of them, and the others.
func (s speaker) referrals(ids []string, private bool) (near, far []Referral) {
	all := s.base.Refer(ids, s.desk, private)
	closed := func(c *knowledge.Contact) int {
		if c.OpenAt(s.now, s.calendar.Holiday) == knowledge.Closed {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(all, func(a, b *knowledge.Contact) int { return closed(a) - closed(b) })
	var list []Referral
	for _, c := range all {
		list = append(list, s.referral(c))
	}
	n := s.together(list)
	return list[:n], list[n:]
}

// together is how many of the contacts, from the first on, one bubble names.
func (s speaker) together(list []Referral) int {
	n := min(maxReferrals, len(list))
	for n > 1 && utf8.RuneCountInString(s.referralText(list[:n], never)) > maxBubble {
		n--
	}
	return n
}

// never leaves hours out.
func never(Referral) bool { return false }

// entryReferrals are the contacts of an entry for a consulter.
func (s speaker) entryReferrals(entry *knowledge.FAQ, f knowledge.Facts) (near, far []Referral) {
	return s.referrals(entry.ContactsFor(f), entry.Private)
}

// referral is a contact as it is to be shown now.
func (s speaker) referral(c *knowledge.Contact) Referral {
	r := Referral{ID: c.ID, Name: c.Name, For: c.For, Phone: c.Phone, URL: c.URL, Mail: c.Mail, Hours: s.hours(c)}
	switch c.OpenAt(s.now, s.calendar.Holiday) {
	case knowledge.Open:
		r.Open = s.phrase("contacts.open")
	case knowledge.Closed:
		r.Open = s.phrase("contacts.closed")
	}
	return r
}

// hours is what must be known before calling, and when somebody answers, in words.
func (s speaker) hours(c *knowledge.Contact) string {
	var parts []string
	if c.PhoneNote != "" {
		parts = append(parts, c.PhoneNote)
	}
	if c.Always {
		parts = append(parts, s.phrase("contacts.always"))
	}
	if len(c.Hours) > 0 {
		parts = append(parts, s.spans(c.Hours))
	}
	if c.HoursNote != "" {
		parts = append(parts, strings.TrimSuffix(c.HoursNote, "。"))
	}
	return strings.Join(parts, "。")
}

// spans are opening hours in words.
func (s speaker) spans(hours []knowledge.Hours) string {
	var parts []string
	days := ""
	for _, h := range hours {
		span := strings.TrimPrefix(h.From, "0") + "〜" + strings.TrimPrefix(h.To, "0")
		if h.Days == days {
			parts[len(parts)-1] += "、" + span
			continue
		}
		days = h.Days
		parts = append(parts, s.phrase("hours."+strings.ReplaceAll(h.Days, " ", ""))+span)
	}
	return strings.Join(parts, "。")
}

// referralSheet is a bubble that names contacts. When it would be too long to be read on a phone, hours are said only of those who are
// closed now, or of nobody; what must be known before calling is always said.
func (s speaker) referralSheet(list []Referral) Message {
	closed := s.phrase("contacts.closed")
	var text string
	for _, withHours := range []func(Referral) bool{
		func(Referral) bool { return true },
		func(r Referral) bool { return r.Open == closed || r.Phone+r.Mail+r.URL == "" },
		never,
	} {
		if text = s.referralText(list, withHours); utf8.RuneCountInString(text) <= maxBubble {
			break
		}
	}
	return Message{Kind: Referrals, Text: text, Contacts: list}
}

func (s speaker) referralText(list []Referral, withHours func(Referral) bool) string {
	var b strings.Builder
	b.WriteString(s.phrase("contacts.lead"))
	for _, r := range list {
		b.WriteString("\n■ " + r.Name)
		if way := cmp.Or(r.Phone, r.Mail, r.URL); way != "" {
			b.WriteString("\n　" + way)
		}
		if r.Open != "" && r.Phone != "" { // a web form is always open, and a bracket would spoil its link
			b.WriteString("（" + r.Open + "）")
		}
		more := r.Hours
		if !withHours(r) {
			more = s.base.Contact(r.ID).PhoneNote
		}
		if more != "" {
			b.WriteString("\n　" + more)
		}
	}
	return b.String()
}

// nearest is a bubble that names those of some contacts that are to be named at once; none where the base has none of them.
func (s speaker) nearest(ids ...string) []Message {
	near, _ := s.referrals(ids, true)
	if len(near) == 0 {
		return nil
	}
	return []Message{s.referralSheet(near)}
}

// called are those of an entry's contacts that a question names, or else the first.
func (s speaker) called(entry *knowledge.FAQ, f knowledge.Facts, r reading.Reading) []Referral {
	near, far := s.entryReferrals(entry, f)
	named := slices.DeleteFunc(slices.Concat(near, far), func(c Referral) bool { return !r.Names(c.Name) })
	if len(named) == 0 {
		named = near
	}
	return named[:s.together(named)]
}
