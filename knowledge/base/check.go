package base

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"madoguchi/knowledge"
)

// Check returns what makes a base unusable, joined, or nil: names that nothing answers to, names
// given twice, conditions that can never hold.
func Check(b *knowledge.Base) error {
	c := checker{base: b}
	c.unique("faq entry", func(yield func(string)) {
		for _, f := range b.FAQs {
			yield(f.ID)
		}
	})
	c.unique("contact", func(yield func(string)) {
		for _, x := range b.Contacts {
			yield(x.ID)
		}
	})
	c.unique("category", func(yield func(string)) {
		for _, x := range b.Categories {
			yield(x.ID)
		}
	})
	c.unique("slot", func(yield func(string)) {
		for _, x := range b.Slots {
			yield(x.Name)
		}
	})
	for _, x := range b.Categories {
		c.slots("category "+x.ID, x.Ask)
	}
	for _, x := range b.Contacts {
		c.contact(x)
	}
	for _, f := range b.FAQs {
		c.faq(f)
	}
	for id := range b.Questions {
		if b.FAQ(id) == nil {
			c.failf("questions: %q is no entry", id)
		}
	}
	c.unique("voice", func(yield func(string)) {
		for _, v := range b.Voices {
			yield(v.ID)
		}
	})
	for _, v := range b.Voices {
		if len(v.Ask) == 0 || len(v.Say) == 0 && !c.saidElsewhere(v) {
			c.failf("voice %s: ask and say are needed", v.ID)
		}
		if !slices.ContainsFunc(v.Replies(), everywhere) {
			c.failf("voice %s: without: a reply is needed for a desk that has set only %v", v.ID, knowledge.AlwaysSet)
		}
		c.contacts("voice "+v.ID, v.Contacts)
	}
	for slot, a := range b.Answers {
		if bad := badAnswers(b, slot, a); bad != "" {
			c.failf("answers/%s.yaml: %s", slot, bad)
		}
	}
	for slot, values := range b.Told {
		for value, w := range values {
			if s := b.Slot(slot); s == nil || !s.Allows(value) || len(w.Tells) == 0 {
				c.failf("told/%s.yaml: %q: a value of the slot, and wordings that tell it, are needed", slot, value)
			}
		}
	}
	for _, d := range b.Deeds {
		where := "deed " + d.ID
		if d.ID == "" || d.When.Always() || len(d.Aid) == 0 {
			c.failf("%s: id, when and aid are needed", where)
		}
		c.condition(where, d.When)
		c.slots(where, d.Ask)
		c.contacts(where, d.Contacts)
	}
	for id, list := range b.Followups {
		c.followups(id, list)
	}
	c.terms("terms.yaml", b.Terms)
	c.terms("firms.yaml", b.Firms)
	c.terms("sources.yaml", b.Sources)
	c.forms()
	c.languages()
	c.easyLines()
	return errors.Join(c.errs...)
}

// badAnswers says what is wrong with the answers of a slot, or with what answers none, or "".
func badAnswers(b *knowledge.Base, slot string, a knowledge.Answers) string {
	s := b.Slot(slot)
	switch {
	case slot == knowledge.AnyQuestion && len(a) == 1 && len(a[knowledge.NoAnswer]) > 0:
		return ""
	case slot == knowledge.AnyQuestion:
		return fmt.Sprintf("what is said whatever is asked has only %q", knowledge.NoAnswer)
	case s == nil:
		return "there is no such slot in slots.yaml"
	}
	for value := range a {
		if value != knowledge.NoAnswer && !s.Allows(value) {
			return fmt.Sprintf("%q is no value of the slot, nor %q or %q", value, knowledge.Unknown, knowledge.NoAnswer)
		}
	}
	return ""
}

type checker struct {
	base *knowledge.Base
	errs []error
}

func (c *checker) failf(format string, args ...any) {
	c.errs = append(c.errs, refusal{fmt.Errorf(format, args...), format, args})
}

func (c *checker) unique(what string, each func(yield func(string))) {
	seen := map[string]bool{}
	each(func(id string) {
		if id == "" {
			c.failf("a %s has no id", what)
		} else if seen[id] {
			c.failf("%s %s stands twice", what, id)
		}
		seen[id] = true
	})
}

func (c *checker) slots(where string, names []string) {
	for _, name := range names {
		if c.base.Slot(name) == nil {
			c.failf("%s: asks for %q, which is no slot of slots.yaml", where, name)
		}
	}
}

func (c *checker) contacts(where string, ids []string) {
	for _, id := range ids {
		if c.base.Contact(id) == nil {
			c.failf("%s: contact %q is not in contacts.yaml", where, id)
		}
	}
}

func (c *checker) contact(x *knowledge.Contact) {
	if x.Name == "" || x.For == "" {
		c.failf("contact %s: name and for are needed", x.ID)
	}
	if !slices.Contains([]string{"business", "person", "both"}, x.Who) {
		c.failf("contact %s: who is %q; write business, person or both", x.ID, x.Who)
	}
	for _, h := range x.Hours {
		if err := h.Check(); err != nil {
			c.failf("contact %s: %w", x.ID, err)
		}
	}
	if !x.Sure() && x.Phone != "" {
		c.failf("contact %s: an unverified contact shows a number", x.ID)
	}
}

// checkShapes returns what consulters could not dial, write to or open, joined, or nil.
func checkShapes(b *knowledge.Base) error {
	var c checker
	for _, x := range b.Contacts {
		for _, field := range []struct {
			name, value string
			check       func(string) error
		}{{"phone", x.Phone, knowledge.CheckPhone}, {"mail", x.Mail, knowledge.CheckMail}, {"url", x.URL, knowledge.CheckURL}} {
			if field.value == "" {
				continue
			}
			if err := field.check(field.value); err != nil {
				c.failf("contacts.yaml: contact %s, %s: %w", x.ID, field.name, err)
			}
		}
	}
	return errors.Join(c.errs...)
}

func (c *checker) faq(f *knowledge.FAQ) {
	where := "faq " + f.ID
	if f.Title == "" || f.Meaning == "" || len(f.Now) == 0 {
		c.failf("%s: title, meaning and now are needed", where)
	}
	if c.base.Category(f.Category) == nil {
		c.failf("%s: category %q is not in categories.yaml", where, f.Category)
	}
	if !slices.Contains([]knowledge.Urgency{knowledge.High, knowledge.Normal, knowledge.Low}, f.Urgency) {
		c.failf("%s: urgency %q; write high, normal or low", where, f.Urgency)
	}
	if (f.Urgency == knowledge.High || !f.UrgentWhen.Always()) && len(f.FirstAid) == 0 {
		c.failf("%s: it can be urgent but has no first_aid", where)
	}
	for _, a := range f.Ask {
		c.slots(where, []string{a.Slot})
	}
	for _, r := range f.Contacts {
		c.contacts(where, []string{r.ID})
	}
	for field, cond := range f.Conditions {
		c.condition(where+", "+field, cond)
	}
}

// followups checks what is asked after the answer of an entry, or with "" of any.
func (c *checker) followups(id string, list []knowledge.Followup) {
	where := "followups " + cmp.Or(id, generalFollowups)
	if id != "" && c.base.FAQ(id) == nil {
		c.failf("%s: there is no such entry", where)
	}
	for i, f := range list {
		at := fmt.Sprintf("%s, %d", where, i+1)
		if len(f.Ask) == 0 || len(f.Say) == 0 {
			c.failf("%s: ask and say are needed", at)
		}
		if id == "" && f.Intent == "" {
			c.failf("%s: what may follow any answer needs an intent", at)
		}
		c.lines(at, f.Say, f.Calm)
	}
}

// terms checks words that people ask about: what is said of each, and that no name means two.
func (c *checker) terms(file string, terms []*knowledge.Term) {
	names := map[string]string{}
	for i, t := range terms {
		where := fmt.Sprintf("%s, %d", file, i+1)
		if len(t.Names) == 0 || len(t.What) == 0 {
			c.failf("%s: names and what are needed", where)
			continue
		}
		for _, name := range t.Names {
			name = knowledge.Fold(name)
			if other, ok := names[name]; ok {
				c.failf("%s: %q is a name of %s too", where, name, other)
			}
			names[name] = t.Names[0]
		}
		c.lines(where, t.What, t.How)
		c.door(where, t)
	}
}

// door checks what is said of how to reach a company: that its entries exist, that a date has its page, and that no telephone number
// stands there of which nobody can say when it was seen.
func (c *checker) door(where string, t *knowledge.Term) {
	for _, id := range t.In {
		if c.base.FAQ(id) == nil {
			c.failf("%s: in: there is no entry %q", where, id)
		}
	}
	dated := t.Seen != "" && t.Seen != "unknown"
	if dated && t.Page == "" {
		c.failf("%s: seen needs the page on which it was", where)
	}
	if len(t.In) == 0 || dated {
		return
	}
	for _, l := range t.What {
		if phoneNumber.MatchString(knowledge.Fold(l.Text)) {
			c.failf("%s: a telephone number needs page and seen: say where it is found instead", where)
		}
	}
}

// phoneNumber is what looks like one.
var phoneNumber = regexp.MustCompile(`0[0-9]{1,4}-?[0-9]{1,4}-?[0-9]{3,4}`)

// saidElsewhere reports whether a voice's reply stands in a language or in easy Japanese.
func (c *checker) saidElsewhere(v *knowledge.Voice) bool {
	id, human := strings.CutPrefix(v.ID, "human.")
	return human && (id == "ja-easy" || c.base.Language(id) != nil)
}

// everywhere reports whether any desk can say a reply, whatever it has set.
func everywhere(reply []string) bool {
	return !slices.ContainsFunc(knowledge.Mentioned(reply), func(name string) bool { return !slices.Contains(knowledge.AlwaysSet, name) })
}

// lines checks the conditions of lines.
func (c *checker) lines(where string, lists ...[]knowledge.Line) {
	for _, l := range slices.Concat(lists...) {
		if !l.When.Always() {
			c.condition(where, l.When)
		}
	}
}

// condition checks that every slot and value exists, and that some facts make the condition true.
func (c *checker) condition(where string, cond knowledge.Condition) {
	tests := cond.Tests()
	for name, values := range tests {
		slot := c.base.Slot(name)
		if slot == nil {
			c.failf("%s: %q: %s is no slot of slots.yaml", where, cond, name)
			return
		}
		for _, v := range values {
			if !slot.Allows(v) {
				c.failf("%s: %q: %s has no value %s", where, cond, name, v)
			}
		}
	}
	if len(tests) > maxTested {
		c.failf("%s: %q names %d slots; write at most %d, more cannot be checked", where, cond, len(tests), maxTested)
		return
	}
	if !c.canHold(cond, tests, knowledge.Facts{}) {
		c.failf("%s: %q can never hold", where, cond)
	}
}

// maxTested is how many slots a condition may name: all their values are tried together.
const maxTested = 6

// canHold tries all values of the slots of a condition; conditions name few.
func (c *checker) canHold(cond knowledge.Condition, open map[string][]string, facts knowledge.Facts) bool {
	for name := range open {
		rest := make(map[string][]string, len(open))
		for k, v := range open {
			if k != name {
				rest[k] = v
			}
		}
		for _, v := range c.values(name, open[name]) {
			if c.canHold(cond, rest, facts.With(name, v)) {
				return true
			}
		}
		return c.canHold(cond, rest, facts)
	}
	return cond.Holds(facts)
}

// values are those of the slot that can matter to a condition that compares it to the given ones.
func (c *checker) values(name string, compared []string) []string {
	out := append([]string{knowledge.Yes, knowledge.No}, compared...)
	slot := c.base.Slot(name)
	out = append(out, slot.Values...)
	for _, ch := range slot.Choices {
		out = append(out, ch.Value)
	}
	if slot.Kind == "number" {
		out = append(out, "0", "1", "2", "1000000")
		for _, v := range compared { // between two bounds there may be room for one number only
			if n, err := strconv.Atoi(v); err == nil {
				out = append(out, strconv.Itoa(n-1), strconv.Itoa(n+1))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
