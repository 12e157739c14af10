package eval

import (
	"fmt"
	"slices"
	"strings"

	"madoguchi/knowledge"
)

// Turn is a labelled question that two bases answer otherwise.
type Turn struct {
	Question Labelled
	Was, Is  Judgement
}

// Compare returns the questions whose answer is another entry or no longer as urgent, in their order.
func Compare(questions []Labelled, was, is func(text string) Judgement) []Turn {
	var out []Turn
	for _, q := range questions {
		t := Turn{q, was(q.Text), is(q.Text)}
		if t.Was.entry() != t.Is.entry() || t.Was.Urgent != t.Is.Urgent {
			out = append(out, t)
		}
	}
	return out
}

// entry is the entry that a judgement answers with.
func (j Judgement) entry() string {
	if j.Match.None {
		return knowledge.OutOfScope
	}
	return j.Match.Best().FAQ
}

// category is that of the entry.
func (j Judgement) category() string {
	if j.Match.None {
		return knowledge.OutOfScope
	}
	return j.Match.Best().Category
}

// Better reports whether the question is answered rightly now and was not.
func (t Turn) Better() bool {
	return !t.Question.right(t.Was.category()) && t.Question.right(t.Is.category())
}

// Worse reports whether the question was answered rightly and is not now.
func (t Turn) Worse() bool {
	return t.Question.right(t.Was.category()) && !t.Question.right(t.Is.category())
}

// Dangerous reports whether the question falls now where its label says never, or is urgent and no longer taken as such.
func (t Turn) Dangerous() bool {
	never := func(j Judgement) bool { return slices.Contains(t.Question.Never, j.category()) }
	missed := t.Question.Urgent != nil && *t.Question.Urgent && t.Was.Urgent && !t.Is.Urgent
	return missed || never(t.Is) && !never(t.Was)
}

// String says what became of the question, without its words.
func (t Turn) String() string {
	var how []string
	for mark, is := range map[string]bool{"better": t.Better(), "WORSE": t.Worse(), "DANGEROUS": t.Dangerous()} {
		if is {
			how = append(how, mark)
		}
	}
	slices.Sort(how)
	if len(how) == 0 {
		how = []string{"other"}
	}
	out := fmt.Sprintf("%s %s: %s → %s", strings.Join(how, ", "), t.Question.ID, t.Was.entry(), t.Is.entry())
	switch {
	case t.Was.Urgent && !t.Is.Urgent:
		out += ", no longer urgent"
	case !t.Was.Urgent && t.Is.Urgent:
		out += ", urgent now"
	}
	return out
}
