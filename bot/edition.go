package bot

import (
	"cmp"
	"slices"
	"time"

	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// Edition is one version of the base, ready to be used.
type Edition struct {
	Base *knowledge.Base
	knowledge.Senses
}

// Reader reads what consulters write with this edition.
func (e *Edition) Reader() reading.Reader {
	return reading.Reader{Base: e.Base, Senses: e.Senses}
}

// sameMatter is how long a silence may last before the next message begins with the base then in
// force.
const sameMatter = 24 * time.Hour

// edition returns what a conversation is taken with: while a matter is in hand the edition that it
// began with, so that what was said before still holds.
func (w World) edition(s dialog.State) *Edition {
	inHand := (s.Words != "" || s.FAQ != "") && w.Now.Sub(s.Last) < sameMatter
	if inHand && s.Base != "" && s.Base != w.Edition.Base.Version && w.Earlier != nil {
		if e := w.Earlier(s.Base); e != nil {
			return e
		}
	}
	return w.Edition
}

// read reads with an edition, as it is to be read at this moment.
func (w World) read(e *Edition) func(text string) reading.Reading {
	now := w.Calendar.In(w.Now)
	if w.Read == nil {
		return e.Reader().At(now)
	}
	return func(text string) reading.Reading { return w.Read(e, text, now) }
}

// Dialog is what the dialog may know when it steps with an edition; a ticket opened now would have
// this number.
func (w World) Dialog(e *Edition, ticket string) dialog.World {
	return dialog.World{
		SessionEnds: w.Session, Base: e.Base, Read: w.read(e), Calendar: w.Calendar, Now: w.Calendar.In(w.Now), Ticket: ticket, Desk: w.Desk,
	}
}

// evidence is what staff may want to look at: entries that may fit, and past cases of the likeliest
// category that share most words with this one.
func (e *Edition) evidence(s dialog.State) (suggested []string, similar []Similar) {
	if s.Words == "" {
		return nil, nil
	}
	candidates := e.Match(s.Words).Given(e.Base, s.Facts).ByCategory(maxSuggested)
	likely := ""
	if f := e.Base.FAQ(s.FAQ); f != nil {
		suggested, likely = append(suggested, f.ID), f.Category
	}
	for _, c := range candidates {
		likely = cmp.Or(likely, c.Category)
		if len(suggested) < maxSuggested && !slices.Contains(suggested, c.FAQ) {
			suggested = append(suggested, c.FAQ)
		}
	}
	type near struct {
		c     knowledge.Case
		score float64
	}
	words := knowledge.PairsOf(s.Words)
	var found []near
	for _, c := range e.Base.Cases {
		if c.Category == likely {
			found = append(found, near{c, words.Like(knowledge.PairsOf(c.Content))})
		}
	}
	slices.SortStableFunc(found, func(x, y near) int { return cmp.Compare(y.score, x.score) })
	for _, n := range found[:min(maxSimilar, len(found))] {
		if n.score >= minSimilar {
			similar = append(similar, Similar{Row: n.c.Row, Category: n.c.Category, Text: clip(n.c.Content, 300), Answer: clip(stillRight(n.c.Answer), 300)})
		}
	}
	return suggested, similar
}

// minSimilar is how much of their words a past case must share to be shown: of the judged pairs in
// testdata/similar.jsonl eleven of seventeen that share so much are helpful, of the others five of
// eighteen.
const minSimilar = 0.15

// stillRight is what the desk answered at the time, or nothing where today's guidance says
// otherwise: a machine is not to be set up anew before its traces are kept, and nobody is to pay.
func stillRight(answer string) string {
	if reading.CaseOutdated.In(answer) {
		return ""
	}
	return answer
}

// titles are those of entries.
func (e *Edition) titles(ids []string) (out []string) {
	for _, id := range ids {
		if f := e.Base.FAQ(id); f != nil {
			out = append(out, f.Title)
		}
	}
	return out
}

func clip(text string, n int) string {
	if r := []rune(text); len(r) > n {
		return string(r[:n]) + "…"
	}
	return text
}
