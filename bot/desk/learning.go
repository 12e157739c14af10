package desk

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"madoguchi/bot"
	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/mask"
)

// question is how a consultation began that the base did not answer, or answered wrongly: masked as
// a row of the desk's table is, so that an editor may read it who reads no consultations.
type question struct {
	Number   string
	Words    string
	Why      string // in words
	Category string // under which staff filed it
	Taken    string // the title of the entry that it was taken for; empty: none
}

// alikeQuestions are questions that ask much the same.
type alikeQuestions struct {
	All []question
}

// learningView is the page of what the base does not answer yet.
type learningView struct {
	Groups []alikeQuestions
	Count  int
}

// sameQuestion is how much of their pairs of characters two questions share that ask the same.
const sameQuestion = 0.3

// maxLearning bounds how many questions are gathered, the latest first.
const maxLearning = 200

// unanswered says why a ticket tells that something is missing in the base; "": it does not.
func (c *Console) unanswered(t bot.Ticket) string {
	f := c.Base().FAQ(t.FAQ)
	switch {
	case !t.Over() || told(t) == "" || erasing(t) || t.End == bot.Duplicate || t.End == bot.Unrelated:
		return ""
	case f == nil:
		return "learn_none"
	case t.Category != "" && f.Category != t.Category:
		return "learn_wrong"
	case t.Reason == dialog.NotHelped:
		return "learn_not_helped"
	case t.Reason == dialog.Unsure:
		return "learn_unsure"
	}
	return ""
}

// told is how a consultation began, in the consulter's words.
func told(t bot.Ticket) string { return cmp.Or(t.Sheet.Told, t.Brief) }

// questions gathers what was not answered.
func (c *Console) questions(ctx context.Context) (out []question, _ error) {
	all, err := c.Tickets.Tickets(ctx)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(x, y bot.Ticket) int {
		return cmp.Or(y.Opened.Compare(x.Opened), cmp.Compare(y.Number, x.Number))
	})
	for _, t := range all {
		why := c.unanswered(t)
		if why == "" || len(out) == maxLearning {
			continue
		}
		masked, _ := mask.Table(told(t))
		out = append(out, question{
			Number: t.Number, Words: plain(brief(masked)), Why: c.texts.Text(why), Category: c.category(t.Category), Taken: c.entryTitle(t.FAQ),
		})
	}
	return out, nil
}

// gathered puts questions together that are alike; the largest groups come first.
func gathered(all []question) (out []alikeQuestions) {
	var first []knowledge.Pairs
	for _, q := range all {
		words := knowledge.PairsOf(q.Words)
		i := slices.IndexFunc(first, func(other knowledge.Pairs) bool { return words.Like(other) >= sameQuestion })
		if i < 0 {
			first, out = append(first, words), append(out, alikeQuestions{})
			i = len(out) - 1
		}
		out[i].All = append(out[i].All, q)
	}
	slices.SortStableFunc(out, func(x, y alikeQuestions) int { return len(y.All) - len(x.All) })
	return out
}

func (c *Console) learningPage(v *visit) (answer, error) {
	all, err := c.questions(v.Context())
	return answer{view: "learning", data: learningView{gathered(all), len(all)}}, err
}

// attach opens an entry in the form with a question among its examples. Nothing is kept before
// somebody has read it there.
func (c *Console) attach(v *visit) (answer, error) {
	all, err := c.questions(v.Context())
	if err != nil {
		return answer{}, err
	}
	i := slices.IndexFunc(all, func(q question) bool { return q.Number == v.PostFormValue("question") })
	s, err := c.shelf(v.Context())
	if err != nil {
		return answer{}, err
	}
	f, seen, _ := s.entry(v.PostFormValue("entry"))
	if i < 0 || f == nil {
		return answer{status: http.StatusNotFound, view: "message", data: c.texts.Text("no_entry")}, nil
	}
	form := formOf(f)
	form.Seen = seen
	if form.Examples != "" {
		form.Examples += "\n"
	}
	form.Examples += all[i].Words
	return c.editWith(v, s, form, "", 0), nil
}
