package base

import (
	"cmp"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"madoguchi/knowledge"
)

// maxPhoneNote is how long a contact's note may be that is always said: three of them stand in one
// bubble.
const maxPhoneNote = 40

// oldAfter is after how many years a contact was seen too long ago to be called verified.
const oldAfter = 3

// Contacts returns what is wrong with the contacts and with how entries name them.
func Contacts(b *knowledge.Base, now time.Time) []Problem {
	l := &linter{base: b, now: now}
	for _, c := range b.Contacts {
		l.contact(c)
	}
	l.areas()
	for _, f := range b.FAQs {
		var ids []string
		for _, r := range f.Contacts {
			ids = append(ids, r.ID)
		}
		l.referrals("faq "+f.ID, ids, f.Private)
	}
	for _, d := range b.Deeds {
		l.referrals("deed "+d.ID, d.Contacts, false)
	}
	return l.found
}

func (l *linter) contact(c *knowledge.Contact) {
	where := "contact " + c.ID
	if c.Role == "" {
		l.fault(where, "has no role; write what it does, as others of its kind have it")
	}
	if c.Area != knowledge.Nationwide && knowledge.CheckArea(c.Area) != nil { // no desk would be in it
		l.fault(where, "area is %q; write %s, or the prefecture as the desk's settings have it", c.Area, knowledge.Nationwide)
	}
	if !slices.Contains([]string{"official", "public", "other"}, c.Source) {
		l.fault(where, "source is %q; write where its number or address was seen: official, public or other", c.Source)
	}
	if c.Source == "other" && c.Phone != "" && c.PhoneNote == "" && c.Role != roleLife {
		l.fault(where, "its number was not seen on a public body's page; its phone_note must say so")
	}
	l.shortened(where+", url", c.URL)
	if n := utf8.RuneCountInString(c.PhoneNote); n > maxPhoneNote {
		l.fault(where, "phone_note has %d characters; it is always said, at most %d", n, maxPhoneNote)
	}
	if c.Confidence == "verified" && c.VerifiedOn.OlderThan(oldAfter, l.now) {
		l.warn(where, "was seen more than %d years ago (%s): look again, or write verified-old", oldAfter, c.VerifiedOn)
	}
}

// areas finds numbers and names of one prefecture in what is said to all: whoever reads it may be
// elsewhere.
func (l *linter) areas() {
	numbers := map[string]string{}
	for _, c := range l.base.Contacts {
		if c.Area != knowledge.Nationwide && c.Phone != "" {
			numbers[c.Phone] = c.ID
		}
	}
	names := append(slices.Clone(knowledge.Prefectures()), ofTokyo...)
	l.toAll(func(where, text string) {
		for number, id := range numbers {
			if strings.Contains(text, number) {
				l.warn(where, "says %s, the number of %s, which serves one prefecture: name the body's role, and leave the number to the contacts", number, id)
			}
		}
		for _, name := range names {
			if strings.Contains(text, name) {
				l.warn(where, "says 「%s」, and whoever reads it may be in another prefecture: name the body's role, and leave the rest to the contacts", name)
			}
		}
	})
}

// ofTokyo are further words that speak of one prefecture: its police has a name of its own.
var ofTokyo = strings.Fields(tokyo)

//go:embed tokyo.txt
var tokyo string

// toAll hands over each text that is said whatever the desk's area.
func (l *linter) toAll(look func(where, text string)) {
	lines := func(where string, lists ...[]knowledge.Line) {
		for _, line := range slices.Concat(lists...) {
			look(where, line.Text)
		}
	}
	for _, f := range l.base.FAQs {
		look("faq "+f.ID+", title", f.Title)
		look("faq "+f.ID+", meaning", f.Meaning)
		for field, list := range f.Texts {
			lines("faq "+f.ID+", "+field, list)
		}
	}
	for id, list := range l.base.Followups {
		for i, f := range list {
			lines(fmt.Sprintf("followups %s, %d", cmp.Or(id, generalFollowups), i+1), f.Say, f.Calm)
		}
	}
	for _, d := range l.base.Deeds {
		lines("deed "+d.ID, d.Aid)
	}
	for _, t := range slices.Concat(l.base.Terms, l.base.Firms, l.base.Sources) {
		lines("term "+t.Names[0], t.What, t.How)
	}
	for _, v := range l.base.Voices {
		for _, text := range said(v) {
			look("voice "+v.ID, text)
		}
	}
	for key, text := range l.base.Phrases {
		look("phrase "+key, text)
	}
	for _, s := range l.base.Slots {
		look("slot "+s.Name, s.Question+s.Again+s.Why)
	}
}

// roleLife is the role of bodies on which a life may hang: nothing is said there that might keep
// somebody from calling.
const roleLife = "life-danger"

// referrals checks that whoever is named is said, and that somebody is at a desk of any area.
func (l *linter) referrals(where string, ids []string, private bool) {
	for _, id := range ids {
		if c := l.base.Contact(id); c != nil && c.Who == "person" && !private {
			l.warn(where, "names %s, which is for persons only and never said here: take it out, or mark the entry private", id)
		}
	}
	if len(ids) > 0 && len(l.base.Refer(ids, knowledge.Desk{}, private)) == 0 {
		l.warn(where, "names nobody who serves a desk of another prefecture")
	}
}
