package desk

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"

	"madoguchi/bot"
	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/match/eval"
)

// functions are what the views can call.
func (c *Console) functions() template.FuncMap {
	return template.FuncMap{
		"text":     c.texts.Text,
		"clock":    c.clock,
		"full":     c.full,
		"plain":    plain,
		"units":    units,
		"category": c.category,
		"entry":    c.entryTitle,
		"channel":  c.channel,
		"roles":    c.roles,
		"iso":      func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"has":      func(who Account, r string) bool { return who.may(right(r)) },
		"dict":     dict,

		"shown":   shown,
		"day":     func(t time.Time) string { return c.Calendar.In(t).Format("2006-01-02") },
		"locked":  func(a Account) bool { return a.Locked(c.Now()) },
		"deed":    c.deed,
		"reason":  func(r dialog.Reason) string { return c.or(string(r), "reason_"+string(r)) },
		"entries": c.entries,
		"urgencies": func() []string {
			return []string{string(knowledge.High), string(knowledge.Normal), string(knowledge.Low)}
		},
		"askable":    c.askable,
		"canned":     func() []canned { return c.canned },
		"inc":        func(n int) int { return n + 1 },
		"when":       c.when,
		"answered":   c.answered,
		"diffed":     diffed,
		"categories": func() []*knowledge.Category { return c.Base().Categories },
	}
}

// or is a text, or what stands for it where there is none.
func (c *Console) or(other, key string) string {
	if text, ok := c.texts[key]; ok {
		return text
	}
	return other
}

// dict makes one value of several for a template that is given one.
func dict(pairs ...any) map[string]any {
	out := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		out[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return out
}

// unseen reports whether a character is one that nobody sees, and that can turn around what stands
// beside it. What joins emoji is not.
func unseen(r rune) bool {
	return r != '\n' && r != '\t' && r != '\u200D' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029')
}

// bare is a text in which nothing is hidden.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		if unseen(r) {
			return '\uFFFD'
		}
		return r
	}, strings.ReplaceAll(text, "\r\n", "\n"))
}

// plain is what a stranger wrote as staff may read it: nothing is hidden in it, nothing can be
// followed by a slip.
func plain(text string) string { return bot.Defang(bare(text)) }

// units is how long LINE finds a text: in UTF-16 units.
func units(text string) int { return len(utf16.Encode([]rune(text))) }

// clock is a time as one reads it at the desk: the day is left out of today's.
func (c *Console) clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t, now := c.Calendar.In(t), c.Calendar.In(c.Now())
	if t.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return t.Format("15:04")
	}
	days := strings.Fields(c.texts.Text("days"))
	return c.texts.Text("day_clock", int(t.Month()), t.Day(), days[t.Weekday()], t.Format("15:04"))
}

// full is a time with its day and year, for what is read later, or elsewhere.
func (c *Console) full(t time.Time) string { return c.Calendar.In(t).Format("2006-01-02 15:04") }

func (c *Console) category(id string) string {
	if k := c.Base().Category(id); k != nil {
		return k.Name
	}
	return id
}

// entries are all of the base's, by category.
func (c *Console) entries() []*knowledge.FAQ {
	return slices.SortedStableFunc(slices.Values(c.Base().FAQs), func(x, y *knowledge.FAQ) int { return cmp.Compare(x.Category, y.Category) })
}

func (c *Console) entryTitle(id string) string {
	if f := c.Base().FAQ(id); f != nil {
		return f.Title
	}
	return ""
}

// channel is where a consulter writes, in words.
func (c *Console) channel(ch bot.Channel) string {
	kind, account, _ := strings.Cut(string(ch), "/")
	name := c.or(kind, "channel_"+kind)
	if account != "" {
		name += " " + account
	}
	return name
}

func (c *Console) roles(list []Role) string {
	var out []string
	for _, r := range list {
		out = append(out, c.texts.Text("role_"+string(r)))
	}
	return strings.Join(out, c.texts.Text("comma"))
}

// fact is something known of a case, in words.
type fact struct {
	Slot, Label, Value string
	From               *source // nil: nobody has said it in so many words
}

// facts are what is known, in the order in which it is asked. How the matter was first told stands
// in the conversation.
func (c *Console) facts(known knowledge.Facts) (out []fact) {
	for _, s := range c.Base().Slots {
		if s.Name == "symptom" || s.Name == "topic" || !known.Answered(s.Name) {
			continue
		}
		value := c.texts.Text("unknown")
		if known.Known(s.Name) {
			var values []string
			for _, v := range known.Values(s.Name) {
				values = append(values, s.ValueLabel(v))
			}
			value = strings.Join(slices.Compact(values), c.texts.Text("comma"))
		}
		out = append(out, fact{Slot: s.Name, Label: s.Label, Value: plain(value)})
	}
	return out
}

// happened is a line of a ticket's history in words. The rules write it in theirs.
func (c *Console) happened(what string) string {
	key, rest, _ := strings.Cut(what, ": ")
	for _, named := range []string{"assigned to ", "filed under ", "overdue, reminder ", "merged into "} {
		if after, ok := strings.CutPrefix(what, named); ok {
			key, rest = strings.Trim(named, " "), after
		}
	}
	switch key {
	case "wrote down":
		if s := c.Base().Slot(rest); s != nil {
			rest = s.Label
		}
	case "filed under":
		rest = c.category(rest)
	case "opened":
		rest = c.or(rest, "reason_"+rest)
	case "closed":
		rest = c.or(rest, "end_"+rest)
	}
	words := c.or(what, "did_"+strings.NewReplacer(" ", "_", ",", "").Replace(key))
	if strings.Contains(words, "%s") {
		return fmt.Sprintf(words, plain(rest))
	}
	return words
}

// deed is a line of the audit log in words.
func (c *Console) deed(what string) string {
	return c.or(what, "deed_"+strings.ReplaceAll(what, " ", "_"))
}

// brief is the beginning of a text, on one line.
func brief(text string) string {
	r := []rune(strings.Join(strings.Fields(text), " "))
	if len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return string(r)
}

// answered is what a question is answered with.
func (c *Console) answered(j eval.Judgement) string {
	if j.Match.None {
		return c.texts.Text("answered_none")
	}
	best := j.Match.Best()
	out := cmp.Or(c.entryTitle(best.FAQ), best.FAQ)
	if j.Urgent {
		out += c.texts.Text("answered_urgent")
	}
	return out
}

// diffed is the class of a line of a difference.
func diffed(line string) string {
	switch {
	case strings.HasPrefix(line, "- "):
		return "gone"
	case strings.HasPrefix(line, "+ "):
		return "come"
	}
	return "of"
}
