package main

import (
	"errors"
	"fmt"
	"time"

	"madoguchi/bot"
	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/mask"
	"madoguchi/knowledge/match/eval"
)

// printTurns shows which labelled questions are answered otherwise by b than by a; file "" shows
// none. It returns how many of the changes are dangerous.
func printTurns(p process, file string, a, b *knowledge.Base) (dangerous int, _ error) {
	if file == "" {
		return 0, nil
	}
	questions, err := readLabelled(file)
	if err != nil {
		return 0, err
	}
	turns := eval.Compare(questions, judgeOf(editionOf(a, learntOf(a))), judgeOf(editionOf(b, learntOf(b))))
	better, worse := 0, 0
	for _, t := range turns {
		fmt.Fprintf(p.out, "question %s  「%s」\n", t, shortened(t.Question.Text))
		switch {
		case t.Better():
			better++
		case t.Worse():
			worse++
		}
		if t.Dangerous() {
			dangerous++
		}
	}
	fmt.Fprintf(p.out, "questions: %d of %d are answered otherwise: %d better, %d worse, %d dangerous\n", len(turns), len(questions), better, worse, dangerous)
	return dangerous, nil
}

// judgeOf judges single questions.
func judgeOf(e *bot.Edition) func(string) eval.Judgement {
	return func(text string) eval.Judgement {
		masked, _ := mask.Chat(text)
		j := dialog.Judge(masked, e.Base, e.Reader().At(time.Now()))
		return eval.Judgement{Match: j.Match, Urgent: j.Urgency == knowledge.High}
	}
}

// shownOfQuestion is how many characters of a question are shown.
const shownOfQuestion = 40

func shortened(text string) string {
	runes := []rune(oneLine(text))
	if len(runes) <= shownOfQuestion {
		return string(runes)
	}
	return string(runes[:shownOfQuestion]) + "…"
}

// errDangerous keeps a base from being published.
var errDangerous = errors.New("urgent matters would no longer be taken as such, or be taken for what they must never be")
