package desk

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
	"madoguchi/written"
)

//go:embed problems.yaml
var problemFile []byte

// readProblems reads how what base finds is said.
func readProblems() (map[string]string, error) {
	var out map[string]string
	if err := written.Decode(problemFile, &out); err != nil {
		return nil, fmt.Errorf("problems.yaml: %w", err)
	}
	return out, nil
}

// problem is something wrong as an editor reads it.
type problem struct {
	Where   string // the field in words, and which row
	Field   string // its name in the form; empty: it is of the whole
	Entry   string // in which entry
	What    string
	Warning bool
}

// placeForm takes "faq support-scam, steps 3" apart.
var placeForm = regexp.MustCompile(`^faq ([a-z0-9-]+)(?:, ([a-z_]+)(?: (\d+))?)?$`)

// problems are what was found in words, faults first, each once.
func (c *Console) problems(found []base.Problem) (out []problem) {
	for _, f := range found {
		p := problem{Where: f.Where, What: f.What, Warning: f.Warning}
		if form, ok := c.said[f.Form]; ok {
			p.What = fmt.Sprintf(form, f.Args...)
			if i := strings.Index(p.What, "%!(EXTRA"); i >= 0 { // a form may leave something out
				p.What = p.What[:i]
			}
		}
		if m := placeForm.FindStringSubmatch(f.Where); m != nil {
			p.Entry, p.Field, p.Where = m[1], m[2], ""
			if m[2] != "" {
				p.Where = c.or(m[2], "field_"+m[2])
			}
			if m[3] != "" {
				p.Where += c.texts.Text("row_n", m[3])
			}
		}
		if id, easy := strings.CutPrefix(f.Where, "easy "); easy {
			p.Entry, p.Where = id, c.texts.Text("thing_easy")
		}
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(x, y problem) int {
		switch {
		case x.Warning == y.Warning:
			return 0
		case y.Warning:
			return -1
		}
		return 1
	})
	return out
}

// when is a condition in words.
func (c *Console) when(cond knowledge.Condition) string {
	join := func(key string) func(x, y string) string {
		return func(x, y string) string { return c.texts.Text(key, x, y) }
	}
	return cond.Spell(knowledge.Speller{
		Test: c.test, And: join("when_and"), Or: join("when_or"),
		Not:    func(x string) string { return c.texts.Text("when_not", x) },
		Within: func(x string) string { return c.texts.Text("when_within", x) },
	})
}

// test is one test of a condition in words.
func (c *Console) test(slot, op string, values []string) string {
	s := c.Base().Slot(slot)
	if s == nil {
		return strings.TrimSpace(slot + " " + op + " " + strings.Join(values, ", "))
	}
	var labels []string
	for _, v := range values {
		label := s.ValueLabel(v)
		switch {
		case label == knowledge.Yes || label == knowledge.No || label == knowledge.Unknown:
			label = c.texts.Text("value_" + label)
		}
		labels = append(labels, label)
	}
	what := strings.Join(labels, c.texts.Text("when_any"))
	switch op {
	case "":
		return c.texts.Text("when_affirmed", s.Label)
	case "!=":
		return c.texts.Text("when_other", s.Label, what)
	case ">=", "<=", ">", "<":
		key := map[string]string{">=": "when_least", "<=": "when_most", ">": "when_over", "<": "when_under"}[op]
		return c.texts.Text(key, s.Label, strings.Join(values, ""))
	}
	return c.texts.Text("when_is", s.Label, what)
}
