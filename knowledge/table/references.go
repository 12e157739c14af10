package table

import (
	"slices"
	"strings"

	"madoguchi/knowledge"
)

// maxReferences is how many bodies the references of a case name.
const maxReferences = 6

// roleGuidebook is the role of the page on which the guidebook is read.
const roleGuidebook = "guidebook"

// references are the guidebook's sections with its edition and address, then the bodies to call: telephone, hours, what must be known
// before calling, mail and page.
func references(b *knowledge.Base, f *knowledge.FAQ, facts knowledge.Facts, at knowledge.Desk) string {
	var lines []string
	if len(f.Guidebook) > 0 {
		line := desk().Words["guidebook"] + " " + strings.Join(f.Guidebook, "、")
		if i := slices.IndexFunc(b.Contacts, func(c *knowledge.Contact) bool { return c.Role == roleGuidebook }); i >= 0 {
			line += " " + b.Contacts[i].URL
		}
		lines = append(lines, strings.TrimSpace(line))
	}
	named := b.Refer(f.ContactsFor(facts), at, f.Private)
	for _, c := range named[:min(maxReferences, len(named))] {
		lines = append(lines, reference(b, c))
	}
	return strings.Join(lines, "\n")
}

// reference is one body on one line.
func reference(b *knowledge.Base, c *knowledge.Contact) string {
	parts := []string{c.Name}
	when := hours(b, c)
	if c.PhoneNote != "" {
		when = append(when, c.PhoneNote)
	}
	if c.Phone != "" {
		parts = append(parts, c.Phone)
	}
	if len(when) > 0 {
		parts[len(parts)-1] += "（" + strings.Join(when, "。") + "）"
	}
	for _, way := range []string{c.Mail, c.URL} {
		if way != "" {
			parts = append(parts, way)
		}
	}
	return strings.Join(parts, " ")
}

// hours is when somebody answers the telephone, in the base's words.
func hours(b *knowledge.Base, c *knowledge.Contact) []string {
	if c.Always {
		return []string{b.Phrases["contacts.always"]}
	}
	var out []string
	days := ""
	for _, h := range c.Hours {
		span := h.From + "〜" + h.To
		if h.Days == days {
			out[len(out)-1] += "、" + span
			continue
		}
		days = h.Days
		out = append(out, b.Phrases["hours."+strings.ReplaceAll(days, " ", "")]+span)
	}
	return out
}
