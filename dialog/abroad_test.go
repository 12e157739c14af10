package dialog_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
)

var readAbroad = flag.Bool("abroad", false, "print the consultations in other languages as they went")

// leastAbroad is the share in percent of what is said in other languages that must be answered as
// what it is. See testdata/languages/README.md for what was answered at first sight.
const leastAbroad = 90

// TestConsultationsAbroad plays the consultations of testdata/languages/consultations, whose turns
// say what they are: a matter (those of matters.yaml), a question with a reply (the talk of the
// language), a wish for a person, "q" for a question that tells no matter, and "other" for one to
// which only a person has an answer.
func TestConsultationsAbroad(t *testing.T) {
	d := untrained(t)
	files, err := filepath.Glob("../testdata/languages/consultations/*/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no consultations", err)
	}
	right, all := 0, 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		l := d.Base.Language(strings.TrimSuffix(filepath.Base(file), ".txt"))
		here, of := 0, 0
		for text := range strings.SplitSeq(strings.TrimSpace(string(data)), "\n\n") {
			n, turns := consultAbroad(t, d, l, strings.Split(text, "\n"))
			here, of = here+n, of+turns
		}
		t.Logf("%-8s %d of %d turns of the %s", l.ID, here, of, filepath.Base(filepath.Dir(file)))
		right, all = right+here, all+of
	}
	t.Logf("%d of %d turns", right, all)
	if right*100 < all*leastAbroad {
		t.Errorf("%d of %d turns are answered as what they are, want %d %%", right, all, leastAbroad)
	}
}

// untrained is a desk that knows nothing but its words: nothing else is heard in other languages.
func untrained(t *testing.T) desk {
	t.Helper()
	b, err := base.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return desk{b, knowledge.Senses{Match: func(string) knowledge.Match { return knowledge.Match{None: true} }}}
}

func consultAbroad(t *testing.T, d desk, l *knowledge.Language, turns []string) (right, all int) {
	now := time.Date(2026, 11, 25, 10, 0, 0, 0, tokyo())
	state := dialog.State{}
	for _, turn := range turns {
		tag, text, ok := strings.Cut(turn, "> ")
		if !ok {
			t.Fatalf("%s: %q has no tag", l.ID, turn)
		}
		before := state
		out := d.step(state, dialog.Event{Kind: dialog.Text, Text: text}, now)
		state = out.State
		good := answersAbroad(d.Base, l, tag, before, out)
		if all++; good {
			right++
		}
		if *readAbroad {
			t.Logf("%v %s> %s\n%s", good, tag, text, spoken(out))
		} else if !good {
			t.Logf("%-8s %s> %s\n\t%.150q", l.ID, tag, text, spoken(out))
		}
		now = now.Add(time.Minute)
	}
	return right, all
}

func spoken(out dialog.Outcome) string {
	var b strings.Builder
	for _, m := range out.Messages {
		b.WriteString("   " + m.Text + "\n")
	}
	return b.String()
}

// answersAbroad reports whether a turn was answered as what it is.
func answersAbroad(b *knowledge.Base, l *knowledge.Language, tag string, before dialog.State, out dialog.Outcome) bool {
	said := spoken(out)
	again := strings.Contains(said, l.Phrases["abroad.which"]) || strings.Contains(said, l.Phrases["abroad.unclear"])
	if m := b.Matter(tag); m != nil {
		return !strings.Contains(before.Words, m.Show) && strings.Contains(out.State.Words, m.Show) && strings.Contains(said, l.Matters[tag].Say[0])
	}
	told := func(s dialog.State) (out []string) {
		for _, m := range b.Matters {
			if strings.Contains(s.Words, m.Show) {
				out = append(out, m.ID)
			}
		}
		return out
	}
	if !slices.Equal(told(before), told(out.State)) || out.State.Language != l.ID {
		return false
	}
	switch tag {
	case "human":
		return out.State.Ticketed
	case "other":
		return strings.Contains(said, l.Phrases["abroad.unknown"]) || strings.Contains(said, l.Phrases["abroad.unknown_again"])
	case "q":
		return before.Words == "" || !again
	}
	if concept := map[string]string{"pay": "paying", "back": "late", "speak": "language"}[tag]; concept != "" {
		tag = concept
	}
	replies := []string{l.Talk[tag]}
	for _, m := range b.Matters {
		replies = append(replies, l.Matters[m.ID].Talk[tag])
	}
	return slices.ContainsFunc(replies, func(r string) bool { return r != "" && strings.Contains(said, r) })
}
