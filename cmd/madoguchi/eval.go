package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/mask"
	"madoguchi/knowledge/match/eval"
)

type evalCmd struct {
	baseFlags `embed:""`
	File      string `arg:"" type:"path" help:"Labelled questions, JSON lines {\"id\",\"text\",\"label\",\"alt\",\"urgent\",\"referrals\",\"never\"}."`
	JSON      bool   `help:"Print one JSON object."`
	At        string `placeholder:"TIME" help:"A fixed clock, RFC 3339."`
}

func (c evalCmd) Run(p process) error {
	questions, err := readLabelled(c.File)
	if err != nil {
		return err
	}
	advisor, _, err := c.advisor(p, c.At)
	if err != nil {
		return err
	}
	score := eval.Measure(questions, func(text string) eval.Judgement {
		masked, _ := mask.Chat(text)
		edition := advisor.Current()
		j := dialog.Judge(masked, edition.Base, edition.Reader().At(advisor.Calendar.In(advisor.Now())))
		return eval.Judgement{Match: j.Match, Urgent: j.Urgency == knowledge.High}
	})
	if c.JSON {
		enc := json.NewEncoder(p.out)
		enc.SetIndent("", " ")
		return enc.Encode(score)
	}
	printScore(p.out, score)
	return nil
}

// readLabelled reads the questions; a file without any is an error, so that a wrong path cannot pass for a good score.
func readLabelled(file string) ([]eval.Labelled, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("the questions cannot be read: %w", err)
	}
	defer f.Close()
	var out []eval.Labelled
	err = eachLine(newLines(f), func(line []byte) error {
		var q eval.Labelled
		if err := decodeLine(line, &q, `{"id":"…","text":"…","label":"1.053"}`); err != nil {
			return err
		}
		if q.Text == "" || q.Label == "" {
			return errors.New("text and label are needed")
		}
		out = append(out, q)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("%s, %w", file, err)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s holds no questions; write one JSON object a line", file)
	}
	return out, nil
}

func printScore(w io.Writer, s eval.Score) {
	fmt.Fprintf(w, "questions             %d\n", s.Questions)
	fmt.Fprintf(w, "right category first  %5.1f %%\n", 100*s.Top1)
	fmt.Fprintf(w, "among the first three %5.1f %%\n", 100*s.Top3)
	fmt.Fprintf(w, "urgent recall         %5.1f %%\n", 100*s.UrgentRecall)
	fmt.Fprintf(w, "urgent precision      %5.1f %%\n", 100*s.UrgentPrecision)
	fmt.Fprintf(w, "false alarms          %5.1f %%\n", 100*s.FalseAlarms)
	fmt.Fprintf(w, "out-of-scope recall   %5.1f %%\n", 100*s.OutOfScope)
	fmt.Fprintf(w, "dangerous confusions  %d %s\n", len(s.Dangerous), strings.Join(s.Dangerous, " "))
	fmt.Fprintf(w, "calibration error     %5.3f\n", s.Calibration)
	if len(s.Confusions) > 0 {
		fmt.Fprintf(w, "\nlabel → got           times\n")
	}
	for _, c := range s.Confusions {
		fmt.Fprintf(w, "%-8s → %-12s %d\n", c.Label, c.Got, c.Count)
	}
}
