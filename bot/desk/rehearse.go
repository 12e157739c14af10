package desk

import (
	"net/url"
	"slices"
	"strings"

	"madoguchi/bot"
	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/mask"
)

// A rehearsal is a consultation that nobody holds: what a consulter would say is said again from the
// beginning each time, since the dialog answers the same to the same. Nothing of it is kept.

// rehearsed is a bubble of a rehearsal.
type rehearsed struct {
	dialog.Message
	Mine bool // what the one who tries has said
}

// Class is how the bubble looks.
func (r rehearsed) Class() string {
	switch {
	case r.Mine:
		return "consulter"
	case r.Kind == dialog.FirstAid:
		return "first_aid"
	}
	return "desk"
}

// utterance is something said: a text, or a choice with its label.
type utterance struct{ Text, Choice string }

// maxSaid bounds a rehearsal: each step takes all steps before it anew.
const maxSaid = 40

// utterances reads what was said from a form, in which each is "t:text" or "c:value:label".
func utterances(v url.Values) (out []utterance) {
	for _, s := range v["said"] {
		kind, rest, _ := strings.Cut(s, ":")
		switch {
		case len(out) == maxSaid || rest == "":
		case kind == "c":
			value, label, _ := strings.Cut(rest, ":")
			out = append(out, utterance{label, value})
		default:
			out = append(out, utterance{Text: rest})
		}
	}
	return out
}

// String is the utterance as a form holds it.
func (u utterance) String() string {
	if u.Choice != "" {
		return "c:" + u.Choice + ":" + u.Text
	}
	return "t:" + u.Text
}

// rehearsal is a consultation with an edition of the base.
type rehearsal struct {
	world dialog.World
	Lines []rehearsed
	Last  dialog.Outcome
}

func (c *Console) rehearsal(v *visit, e *bot.Edition) *rehearsal {
	world := bot.World{Now: v.now, Desk: c.Desk, Calendar: c.Calendar, Edition: e}
	return &rehearsal{world: world.Dialog(e, "0000")}
}

// begin greets.
func (r *rehearsal) begin() { r.step(dialog.Event{Kind: dialog.Start}) }

// say says something.
func (r *rehearsal) say(u utterance) {
	masked, found := mask.Chat(u.Text)
	e := dialog.Event{Kind: dialog.Text, Text: masked, Secrets: len(found) > 0}
	if u.Choice != "" {
		e.Kind, e.Choice = dialog.Choose, u.Choice
	}
	r.Lines = append(r.Lines, rehearsed{Message: dialog.Message{Text: masked}, Mine: true})
	r.step(e)
}

func (r *rehearsal) step(e dialog.Event) {
	r.Last = dialog.Step(r.Last.State, e, r.world)
	for _, m := range r.Last.Messages {
		r.Lines = append(r.Lines, rehearsed{Message: m})
	}
}

// asWhom is a question of an entry, and how it is answered in the preview.
type asWhom struct {
	Slot    string
	Label   string
	Chosen  string
	Choices []dialog.Choice
}

// maxAsked bounds how many questions a preview answers.
const maxAsked = 12

// rehearseEntry holds a consultation that was taken for an entry, until its answer: the consulter
// says its first example and answers questions as the one who writes it has chosen.
func (c *Console) rehearseEntry(v *visit, b *knowledge.Base, f *knowledge.FAQ) (lines []rehearsed, whom []asWhom) {
	if len(f.Now) == 0 || f.Title == "" || b.Category(f.Category) == nil {
		return nil, nil
	}
	match := knowledge.Match{Confidence: 1, Candidates: []knowledge.Candidate{{FAQ: f.ID, Category: f.Category, Score: 1}}}
	r := c.rehearsal(v, &bot.Edition{Base: b, Senses: knowledge.Senses{Match: func(string) knowledge.Match { return match }}})
	words := f.Title
	if len(f.Examples) > 0 {
		words = f.Examples[0]
	}
	r.say(utterance{Text: words})
	for range maxAsked {
		if r.Last.Ask == nil || len(r.Last.Ask.Choices) == 0 || b.Slot(r.Last.Ask.Slot) == nil { // the rest asks whether it helped
			break
		}
		pick := picked(*r.Last.Ask, v.FormValue("as."+r.Last.Ask.Slot))
		if r.Last.Ask.Slot != knowledge.SlotTopic {
			whom = append(whom, asWhom{r.Last.Ask.Slot, b.Slot(r.Last.Ask.Slot).Label, pick.Value, r.Last.Ask.Choices})
		}
		r.say(utterance{pick.Label, pick.Value})
	}
	return r.Lines, whom
}

// picked is the answer that was chosen beforehand, or the one that says least; of likely meanings
// the first.
func picked(q dialog.Question, wish string) dialog.Choice {
	for _, value := range []string{wish, knowledge.Unknown} {
		if i := slices.IndexFunc(q.Choices, func(ch dialog.Choice) bool { return ch.Value == value }); i >= 0 {
			return q.Choices[i]
		}
	}
	if q.Slot == knowledge.SlotTopic {
		return q.Choices[0]
	}
	return q.Choices[len(q.Choices)-1]
}

// Choices are what can be pressed now.
func (r *rehearsal) Choices() []dialog.Choice {
	if n := len(r.Last.Messages); n > 0 {
		return r.Last.Messages[n-1].Choices
	}
	return nil
}
