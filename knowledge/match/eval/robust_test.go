package eval_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
	"madoguchi/knowledge/mask"
	"madoguchi/knowledge/match"
	"madoguchi/knowledge/match/eval"
	"madoguchi/knowledge/reading"
)

var questionFiles = []string{"questions.jsonl", "fresh.jsonl", "unseen.jsonl"}

// Floors, under each rewrite. The goal is 0.97, 0.92 and 0.02; chance in training moves each by up
// to 0.01, which is left to it here.
const (
	leastUrgent   = 0.96
	leastInKana   = 0.93 // facts and moods are read from kana for the commonest words only
	leastCategory = 0.91
	mostMoved     = 0.03
	leastUnderAll = 0.91 // under all of them together
)

// TestHarmlessWords is the gate: what is said in other words, or with harmless words added, is
// judged as before. Each question is judged under each rewrite in one of its forms; the forms take
// turns.
func TestHarmlessWords(t *testing.T) {
	judge := judge(t)
	var questions []eval.Labelled
	for _, f := range questionFiles {
		questions = append(questions, labelled(t, "../../../testdata/eval/"+f)...)
	}
	plain := eval.Measure(questions, judge)
	t.Logf("%-9s %s", "plain", show(plain))
	missed := map[string]bool{} // by question: under one of the rewrites
	for _, r := range rewrites(t) {
		some := slices.Clone(questions)
		for i := range some {
			some[i].Text = r.forms[i%len(r.forms)](some[i].Text)
		}
		s := eval.Measure(some, judge)
		t.Logf("%-9s %s", r.name, show(s))
		for _, id := range s.Missed {
			missed[id] = true
		}
		least := leastUrgent
		if r.name == "kana" {
			least = leastInKana
		}
		if s.UrgentRecall < least || s.Top1 < leastCategory || s.FalseAlarms > plain.FalseAlarms+mostMoved {
			t.Errorf("%s: urgent %.3f, want %.3f; category %.3f, want %.3f; false alarms %.3f, want at most %.3f more than %.3f",
				r.name, s.UrgentRecall, least, s.Top1, leastCategory, s.FalseAlarms, mostMoved, plain.FalseAlarms)
		}
	}
	urgent := 0
	for _, q := range questions {
		if q.Urgent != nil && *q.Urgent {
			urgent++
		}
	}
	all := 1 - float64(len(missed))/float64(urgent)
	t.Logf("urgent under all nine: %.3f of %d", all, urgent)
	if all < leastUnderAll {
		t.Errorf("urgent under all nine: %.3f, want %.3f", all, leastUnderAll)
	}
}

func show(s eval.Score) string {
	return fmt.Sprintf("category %.3f, among three %.3f, urgent %.3f, false alarms %.3f, out of scope %.3f, dangerous %d, calibration error %.3f",
		s.Top1, s.Top3, s.UrgentRecall, s.FalseAlarms, s.OutOfScope, len(s.Dangerous), s.Calibration)
}

// judge judges a text as the desk does that has learnt from the base of the program.
func judge(t *testing.T) func(text string) eval.Judgement {
	t.Helper()
	b, err := base.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	read := reading.Reader{Base: b, Senses: knowledge.Senses{Match: match.New(b).Match}}.At(time.Date(2026, 11, 27, 10, 0, 0, 0, time.UTC))
	return func(text string) eval.Judgement {
		masked, _ := mask.Chat(text)
		j := dialog.Judge(masked, b, read)
		return eval.Judgement{Match: j.Match, Urgent: j.Urgency == knowledge.High}
	}
}

func labelled(t *testing.T, file string) (out []eval.Labelled) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var q eval.Labelled
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			t.Fatal(err)
		}
		out = append(out, q)
	}
	return out
}

// TestFormsAreHeldBack keeps the measure honest: no form of the rewrites is learnt from.
func TestFormsAreHeldBack(t *testing.T) {
	learnt := map[string]bool{}
	data, err := os.ReadFile("../asides.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		learnt[knowledge.Fold(line)] = true
	}
	for section, lines := range rewriteWords(t) {
		for _, l := range lines {
			if learnt[knowledge.Fold(l)] {
				t.Errorf("%s: 「%s」 stands in asides.txt", section, l)
			}
		}
	}
}
