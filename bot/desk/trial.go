package desk

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"

	"madoguchi/bot"
	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
	"madoguchi/knowledge/mask"
	"madoguchi/knowledge/match/eval"
)

// trial is a draft put to the test: all that is drafted together, over what is in force. To learn it
// takes seconds of the processor, so that it is done beside, and once for each draft. Each process
// has its own.
type trial struct {
	Key   string
	Over  uint64 // the release that it would follow
	files fs.FS

	mu       sync.Mutex
	stage    string // learning, asking, done
	Edition  *bot.Edition
	Refused  []string // why it cannot be loaded, a line each
	Problems []base.Problem
	Changes  []base.Change
	Turns    []turn
	Asked    int // how many questions were asked
	Heard    int // of them beginnings of real consultations
}

// turn is a question that is answered otherwise by the draft.
type turn struct {
	eval.Turn
	Real bool // it began a consultation
}

// trials keeps the latest.
type trials struct {
	mu     sync.Mutex
	latest *trial
}

// Stage is how far it has come.
func (t *trial) Stage() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.stage
}

func (t *trial) set(stage string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stage = stage
}

// Tryable reports whether a consultation can be held with it.
func (t *trial) Tryable() bool {
	s := t.Stage()
	return (s == "asking" || s == "done") && t.Edition != nil
}

// Done reports whether all is known.
func (t *trial) Done() bool { return t.Stage() == "done" }

// Faults counts what keeps it from being published.
func (t *trial) Faults() (n int) {
	for _, p := range t.Problems {
		if !p.Warning {
			n++
		}
	}
	return n + len(t.Refused) + t.Dangerous()
}

// Dangerous counts questions for which the draft would do harm.
func (t *trial) Dangerous() int { return t.count(turn.Dangerous) }

// Worse counts questions that were answered rightly and are not by the draft.
func (t *trial) Worse() int { return t.count(turn.Worse) }

// Better counts the others.
func (t *trial) Better() int { return t.count(turn.Better) }

func (t *trial) count(is func(turn) bool) (n int) {
	for _, x := range t.Turns {
		if is(x) {
			n++
		}
	}
	return n
}

// Dangerous, Worse and Better are those of the question; what began a consultation has no label by
// which it could be judged.
func (x turn) Dangerous() bool { return !x.Real && x.Turn.Dangerous() }
func (x turn) Worse() bool     { return !x.Real && x.Turn.Worse() }
func (x turn) Better() bool    { return !x.Real && x.Turn.Better() }

// trialOf is the trial of what is drafted now, begun at need; nil: nothing is drafted.
func (c *Console) trialOf(ctx context.Context, s shelf) (*trial, error) {
	if len(s.Drafts) == 0 {
		return nil, nil
	}
	key := fmt.Sprint(s.Number)
	for _, d := range s.Drafts {
		key += "\n" + d.File + " " + base.Digest(d.Content)
	}
	key = base.Digest([]byte(key))
	c.trials.mu.Lock()
	defer c.trials.mu.Unlock()
	if c.trials.latest == nil || c.trials.latest.Key != key {
		files, err := base.Drafted(s.Files, s.Drafts)
		if err != nil && !errors.Is(err, base.ErrOutdated) { // it is tried all the same
			return nil, err
		}
		c.trials.latest = &trial{Key: key, Over: s.Number, files: files, stage: "learning"}
		heard := c.heard(ctx)
		go c.run(c.trials.latest, heard)
	}
	return c.trials.latest, nil
}

// run finds out all about a draft.
func (c *Console) run(t *trial, heard []eval.Labelled) {
	defer t.set("done")
	defer func() {
		if p := recover(); p != nil { // a draft must not take the desk down
			t.Refused = append(t.Refused, fmt.Sprint(p))
			c.Log.Error("a draft was tried", "panic", p)
		}
	}()
	b, err := base.Load(t.files)
	if err != nil {
		t.Refused = strings.Split(err.Error(), "\n")
		return
	}
	now := c.Now()
	was := c.Edition()
	t.Changes = base.Diff(was.Base, b)
	e := &bot.Edition{Base: b, Senses: c.Learn(b, 0)}
	e.Match("")
	t.Edition = e
	t.set("asking")
	questions := questionsFor(b, t.Changes)
	t.Asked, t.Heard = len(questions)+len(heard), len(heard)
	for _, x := range eval.Compare(questions, judge(was, now), judge(e, now)) {
		t.Turns = append(t.Turns, turn{x, false})
	}
	for _, x := range eval.Compare(heard, judge(was, now), judge(e, now)) {
		t.Turns = append(t.Turns, turn{x, true})
	}
	slices.SortStableFunc(t.Turns, func(x, y turn) int { return gravity(x) - gravity(y) })
	touched := map[string]bool{}
	for _, ch := range t.Changes {
		touched[ch.What] = true
		if id, ok := strings.CutPrefix(ch.What, "faq "); ok {
			touched["easy "+id] = true
		}
	}
	misled := base.Examples(b, func(chance uint8) knowledge.Matcher {
		if chance == 0 {
			return e.Match
		}
		return c.Learn(b, chance).Match
	})
	for _, p := range slices.Concat(base.Lint(b, now), misled) {
		what, _, _ := strings.Cut(p.Where, ",")
		if !p.Warning || touched[what] { // of the rest the warnings are not new
			t.Problems = append(t.Problems, p)
		}
	}
}

// gravity sorts what must be seen first.
func gravity(x turn) int {
	for n, is := range []bool{x.Dangerous(), x.Worse(), x.Real, x.Better()} {
		if is {
			return n
		}
	}
	return 4
}

// judge judges single questions.
func judge(e *bot.Edition, now time.Time) func(string) eval.Judgement {
	return func(text string) eval.Judgement {
		masked, _ := mask.Chat(text)
		j := dialog.Judge(masked, e.Base, e.Reader().At(now))
		return eval.Judgement{Match: j.Match, Urgent: j.Urgency == knowledge.High}
	}
}

const (
	perChanged = 60 // labelled questions of an entry that is changed
	perOther   = 3  // of each of the others
	mostHeard  = 100
)

// questionsFor are labelled questions by which a draft is compared with what is in force: many of
// what it changes, some of all else.
func questionsFor(b *knowledge.Base, changes []base.Change) (out []eval.Labelled) {
	changed := map[string]bool{}
	for _, c := range changes {
		if id, ok := strings.CutPrefix(c.What, "faq "); ok {
			changed[id] = true
		}
	}
	for _, f := range b.FAQs {
		n := perOther
		if changed[f.ID] {
			n = perChanged
		}
		all := slices.Concat(b.Questions[f.ID], f.Examples)
		step := max(1, len(all)/n)
		for i := 0; i < len(all) && n > 0; i += step {
			urgent := f.Urgency == knowledge.High
			out = append(out, eval.Labelled{ID: fmt.Sprintf("%s %d", f.ID, i+1), Text: all[i], Label: f.Category, Urgent: &urgent})
			n--
		}
	}
	return out
}

// heard are the beginnings of the latest consultations that came to the desk, masked as they are
// kept.
func (c *Console) heard(ctx context.Context) (out []eval.Labelled) {
	all, err := c.Tickets.Tickets(ctx)
	if err != nil {
		return nil // the labelled questions will do
	}
	slices.SortFunc(all, func(x, y bot.Ticket) int { return y.Opened.Compare(x.Opened) })
	for _, t := range all {
		if words := told(t); words != "" && len(out) < mostHeard {
			out = append(out, eval.Labelled{ID: t.Number, Text: words, Label: t.Category})
		}
	}
	return out
}
