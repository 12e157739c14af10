package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/mask"
)

type askCmd struct {
	baseFlags `embed:""`
	JSON      bool     `help:"Read JSON lines {\"id\":…,\"text\":…} and write one line each, in order."`
	Explain   bool     `help:"Say why: terms, weights, margin, nearest cases by row."`
	At        string   `placeholder:"TIME" help:"A fixed clock, RFC 3339."`
	Text      []string `arg:"" optional:"" help:"The question."`
}

// question is one line of input.
type question struct {
	ID   json.RawMessage `json:"id"`
	Text *string         `json:"text"`
}

const questionForm = `{"id":"…","text":"…"}`

// answerLine is one line of output; its shape is a contract.
type answerLine struct {
	ID         json.RawMessage       `json:"id"`
	Category   string                `json:"category"`
	FAQ        string                `json:"faq"`
	Confidence float64               `json:"confidence"`
	Urgency    knowledge.Urgency     `json:"urgency"`
	Decision   dialog.Decision       `json:"decision"`
	Candidates []knowledge.Candidate `json:"candidates"`
	Contacts   []string              `json:"contacts"`
}

// candidatesShown is how many candidates a line holds, one for each category.
const candidatesShown = 5

func (c askCmd) Run(p process) error {
	if !c.JSON && len(c.Text) == 0 {
		return fmt.Errorf("%w: ask what? Write the question behind ask, or use --json", errUsage)
	}
	advisor, index, err := c.advisor(p, c.At)
	if err != nil {
		return err
	}
	judge := func(text string) dialog.Judgement {
		masked, _ := mask.Chat(text)
		edition := advisor.Current()
		return dialog.Judge(masked, edition.Base, edition.Reader().At(advisor.Calendar.In(advisor.Now())))
	}
	if !c.JSON {
		return c.person(p, judge, advisor.Current().Base, index.Explain)
	}
	enc := json.NewEncoder(p.out)
	enc.SetEscapeHTML(false)
	return eachLine(newLines(p.in), func(line []byte) error {
		var q question
		if err := decodeLine(line, &q, questionForm); err != nil {
			return err
		}
		if q.Text == nil {
			return errors.New(`holds no "text"; write ` + questionForm)
		}
		if q.ID == nil {
			q.ID = json.RawMessage("null")
		}
		return enc.Encode(toLine(q.ID, judge(*q.Text)))
	})
}

func toLine(id json.RawMessage, j dialog.Judgement) answerLine {
	l := answerLine{ID: id, Confidence: round(j.Match.Confidence), Urgency: j.Urgency, Decision: j.Decision, Contacts: j.Contacts}
	if l.Contacts == nil {
		l.Contacts = []string{}
	}
	best := j.Match.Best()
	l.Category, l.FAQ = best.Category, best.FAQ
	l.Candidates = j.Match.ByCategory(candidatesShown)
	for i := range l.Candidates {
		l.Candidates[i].Score = round(l.Candidates[i].Score)
	}
	return l
}

func round(x float64) float64 { return float64(int(x*1000+0.5)) / 1000 }

// person prints one judgement to be read.
func (c askCmd) person(p process, judge func(string) dialog.Judgement, b *knowledge.Base, explain func(string) string) error {
	text := strings.Join(c.Text, " ")
	j := judge(text)
	entry := b.FAQ(j.Match.Best().FAQ)
	fmt.Fprintf(p.out, "%s  %s（%s）\n", entry.Category, entry.Title, entry.ID)
	fmt.Fprintf(p.out, "confidence %.2f, urgency %s, decision %s\n", j.Match.Confidence, j.Urgency, j.Decision)
	for _, line := range knowledge.LinesFor(entry.FirstAid, j.Facts) {
		fmt.Fprintf(p.out, "・%s\n", line)
	}
	fmt.Fprintf(p.out, "%s\n", knowledge.FirstLine(entry.Now, j.Facts))
	if c.Explain {
		fmt.Fprint(p.out, explain(text))
	}
	return nil
}
