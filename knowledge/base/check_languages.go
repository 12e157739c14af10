package base

import (
	"slices"
	"strings"

	"madoguchi/knowledge"
)

// languages checks that what is heard in other languages exists, and that each of them has words
// for all of it. A contact of a base stored before there were roles goes by its own name.
func (c *checker) languages() {
	c.unique("language", func(yield func(string)) {
		for _, l := range c.base.Languages {
			yield(l.ID)
		}
	})
	c.unique("matter", func(yield func(string)) {
		for _, m := range c.base.Matters {
			yield(m.ID)
		}
	})
	for _, m := range c.base.Matters {
		c.matter(m)
	}
	for _, l := range c.base.Languages {
		if l.ID == ownLanguage {
			continue
		}
		for _, m := range c.base.Matters {
			if t := l.Matters[m.ID]; t.Label == "" || len(t.Say) == 0 {
				c.failf("language %s: matter %s needs label and say", l.ID, m.ID)
			}
			for _, id := range m.Contacts {
				if body := c.base.Contact(id); body != nil && body.Role != "" && l.Contacts[body.Role] == "" {
					c.failf("language %s: contacts of role %q, such as %s, have no name there", l.ID, body.Role, id)
				}
			}
		}
		if t := l.Times; len(t.Weekdays) != 7 || t.Now == "" || strings.Count(t.Today, "%s") != 1 || strings.Count(t.Tomorrow, "%s") != 1 || !strings.Contains(t.Day, "{time}") {
			c.failf("language %s: times needs now, today and tomorrow with %%s, day with {time}, and seven weekdays", l.ID)
		}
	}
}

// ownLanguage is the language that has only a name: all its words stand elsewhere.
const ownLanguage = "ja"

func (c *checker) matter(m *knowledge.Matter) {
	where := "matter " + m.ID
	for slot, v := range m.Facts {
		if s := c.base.Slot(slot); s == nil || !s.Allows(v) {
			c.failf("%s: %s == %s is no fact of slots.yaml", where, slot, v)
		}
	}
	if m.Entry != "" && c.base.FAQ(m.Entry) == nil {
		c.failf("%s: there is no entry %q", where, m.Entry)
	}
	c.contacts(where, m.Contacts)
	for _, id := range slices.Concat(m.Without, m.Within) {
		if c.base.Matter(id) == nil {
			c.failf("%s: there is no matter %q", where, id)
		}
	}
	if m.Show == "" || m.Aloud == "" || len(m.Hear) == 0 {
		c.failf("%s: hear, show and aloud are needed", where)
	}
}

// easyLines checks that what the easy files are named after exists.
func (c *checker) easyLines() {
	for id, lines := range c.base.EasyLines {
		if id != knowledge.EasyDeeds && c.base.FAQ(id) == nil {
			c.failf("easy/%s.yaml: there is no such entry", id)
		}
		for i, e := range lines {
			if e.Plain == "" || e.Easy == "" {
				c.failf("easy/%s.yaml, %d: plain and easy are needed", id, i+1)
			}
		}
	}
}
