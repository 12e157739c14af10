package dialog_test

import (
	"bufio"
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/match"
	"madoguchi/knowledge/match/eval"
)

// asked is a question of which it is known what is meant.
type asked struct {
	text       string
	entry      *knowledge.FAQ
	categories []string
}

// TestWhichIsMeant takes consultations with questions of which the meant entry is known: a ninth of those from which matching learns,
// held out, and those of testdata/eval, of which only the category is known. The consulter tells offered meanings apart, says what they
// mean in the words of its title when asked anew, and answers every fact with 「分からない」.
func TestWhichIsMeant(t *testing.T) {
	if testing.Short() || underRace {
		t.Skip("trains another matcher")
	}
	d := advisor()
	held, rest := holdOut(d.Base)
	sets := []struct {
		name      string
		desk      desk
		questions []asked
		least     float64 // share in percent of those who end with what they meant
	}{
		{"held out", desk{Base: rest, Senses: knowledge.Senses{Match: match.New(rest).Match}}, held, 86},
		{"questions.jsonl", d, labelled(t, "questions"), 95.2},
		{"fresh.jsonl", d, labelled(t, "fresh"), 94.9},
	}
	for _, s := range sets {
		entry, category, slots, topics := 0, 0, 0, 0
		for _, q := range s.questions {
			f, said := s.desk.consult(q)
			if f == q.entry {
				entry++
			}
			if f != nil && slices.Contains(q.categories, f.Category) {
				category++
			}
			slots += len(said)
			for _, name := range said {
				if name == knowledge.SlotTopic {
					topics++
				}
			}
		}
		n := float64(len(s.questions))
		share := 100 * float64(entry) / n
		t.Logf("%s: %d questions, entry %.1f %%, category %.1f %%; %.2f questions on average, %.2f of them which is meant",
			s.name, len(s.questions), share, 100*float64(category)/n, float64(slots)/n, float64(topics)/n)
		if share < s.least || float64(slots)/n > 3 {
			t.Errorf("%s: entry %.1f %%, %.2f questions; want %.1f %% and at most 3", s.name, share, float64(slots)/n, s.least)
		}
	}
}

// holdOut takes every ninth question out of a base.
func holdOut(b *knowledge.Base) (held []asked, rest *knowledge.Base) {
	c := *b
	c.Questions = map[string][]string{}
	for _, id := range slices.Sorted(maps.Keys(b.Questions)) {
		for i, text := range b.Questions[id] {
			if f := b.FAQ(id); f != nil && i%9 == 4 {
				held = append(held, asked{text, f, []string{f.Category}})
			} else {
				c.Questions[id] = append(c.Questions[id], text)
			}
		}
	}
	return held, &c
}

// labelled reads questions whose category is known; the entry is taken to be the likeliest of it.
func labelled(t *testing.T, name string) []asked {
	t.Helper()
	file, err := os.Open("../testdata/eval/" + name + ".jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var out []asked
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var l eval.Labelled
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		q := asked{text: l.Text, categories: append(l.Alt, l.Label)}
		all := advisor().Match(l.Text).Candidates
		if i := slices.IndexFunc(all, func(c knowledge.Candidate) bool { return slices.Contains(q.categories, c.Category) }); i >= 0 {
			q.entry = advisor().Base.FAQ(all[i].FAQ)
			out = append(out, q)
		}
	}
	return out
}

// consult takes a consultation up to its answer and returns the entry of it and what was asked.
func (d desk) consult(q asked) (*knowledge.FAQ, []string) {
	out := dialog.Step(dialog.State{}, dialog.Event{Kind: dialog.Text, Text: q.text}, d.world(morning))
	var slots []string
	for range 14 {
		if out.Ask == nil || out.State.Answered || out.Ask.Slot == "helped" {
			break
		}
		slots = append(slots, out.Ask.Slot)
		out = dialog.Step(out.State, d.tellApart(q, out.Ask), d.world(morning))
	}
	if strings.HasPrefix(out.State.Said, "desk.") { // answered at once
		return d.Base.FAQ("about-desk"), slots
	}
	return d.Base.FAQ(out.State.FAQ), slots
}

// tellApart answers what is asked: of offered meanings the one that is meant, else one of its category.
func (d desk) tellApart(q asked, ask *dialog.Question) dialog.Event {
	switch ask.Slot {
	case knowledge.SlotSymptom:
		return dialog.Event{Kind: dialog.Text, Text: q.entry.Title}
	case "unsure":
		return dialog.Event{Kind: dialog.Choose, Choice: "contacts"}
	case knowledge.SlotTopic:
		for _, near := range []func(*knowledge.FAQ) bool{
			func(f *knowledge.FAQ) bool { return f == q.entry },
			func(f *knowledge.FAQ) bool { return slices.Contains(q.categories, f.Category) },
		} {
			for _, c := range ask.Choices {
				if f := d.Base.FAQ(c.Value); f != nil && near(f) {
					return dialog.Event{Kind: dialog.Choose, Choice: c.Value, Text: c.Label}
				}
			}
		}
		return dialog.Event{Kind: dialog.Choose, Choice: "none", Text: "どれも違う"}
	}
	return dialog.Event{Kind: dialog.Choose, Choice: knowledge.Unknown, Text: "分からない"}
}
