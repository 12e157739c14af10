package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"madoguchi/bot/loop"
	"madoguchi/dialog"
	"madoguchi/dialog/transcript"
	"madoguchi/knowledge"
)

type chatCmd struct {
	baseFlags `embed:""`
	JSON      bool   `help:"Read JSON lines {\"text\":…} or {\"choice\":…} and write one line a turn."`
	At        string `placeholder:"TIME" help:"A fixed clock, RFC 3339."`
}

func (c chatCmd) Run(p process) error {
	advisor, index, err := c.advisor(p, c.At)
	if err != nil {
		return err
	}
	s := &session{advisor: advisor, explain: index.Explain, in: newLines(p.in), out: p.out}
	if c.JSON {
		return s.machine()
	}
	return s.terminal()
}

// session is one consultation in the terminal. It is kept in memory only.
type session struct {
	advisor *loop.Advisor
	in      *bufio.Scanner
	out     io.Writer
	state   dialog.State
	explain func(string) string
	tickets int
	said    []transcript.Said // for /record
	why     string            // of the last turn
}

func (s *session) step(e dialog.Event) dialog.Outcome {
	out, _ := s.advisor.Step(s.state, e, strconv.Itoa(1001+s.tickets))
	if out.Handoff != nil {
		s.tickets++
	}
	s.state, s.why = out.State, out.Why
	return out
}

// terminal talks with a person.
func (s *session) terminal() error {
	s.print(s.step(dialog.Event{Kind: dialog.Start}))
	for {
		fmt.Fprint(s.out, "\nあなた> ")
		if !s.in.Scan() {
			fmt.Fprintln(s.out)
			return readable(s.in.Err())
		}
		switch line := strings.TrimSpace(s.in.Text()); line {
		case "":
			continue
		case "/quit", "/exit", "終了":
			return nil
		default:
			if strings.HasPrefix(line, "/") {
				s.inspect(line)
				continue
			}
			s.hear(dialog.Event{Kind: dialog.Text, Text: line})
		}
	}
}

// hear takes what the consulter did; what they do is numbered from 1.
func (s *session) hear(e dialog.Event) {
	s.said = append(s.said, transcript.Said{Event: e})
	if e.Message == "" {
		e.Message = strconv.Itoa(len(s.said))
	}
	s.print(s.step(e))
}

// print shows a turn, its choices with the numbers by which they can be chosen. Where a number is what is asked for
// they have none: 3 would mean three.
func (s *session) print(out dialog.Outcome) {
	for _, m := range out.Messages {
		mark := "窓口> "
		if m.Kind == dialog.FirstAid {
			mark = "窓口>【いますぐ】"
		}
		fmt.Fprintf(s.out, "\n%s%s\n", mark, strings.ReplaceAll(m.Text, "\n", "\n      "))
		for i, c := range m.Choices {
			mark := strconv.Itoa(i+1) + ")"
			if out.Ask != nil && out.Ask.Slot == knowledge.SlotPCs {
				mark = "・"
			}
			fmt.Fprintf(s.out, "      %s %s\n", mark, c.Label)
		}
	}
}

// said is one line of input for machines.
type said struct {
	Text   *string `json:"text"`
	Choice *string `json:"choice"`
}

// turnLine is one line of output for machines; its shape is a contract.
type turnLine struct {
	Replies  []replyLine      `json:"replies"`
	Ask      *dialog.Question `json:"ask"`
	Phase    dialog.Phase     `json:"phase"`
	Facts    map[string]any   `json:"facts"`
	Category string           `json:"category"`
	FAQ      string           `json:"faq"`
	Urgency  string           `json:"urgency"`
	Contacts []string         `json:"contacts"`
	Handoff  *handoffLine     `json:"handoff"`
}

type replyLine struct {
	Text string `json:"text"`
}

type handoffLine struct {
	Ticket string `json:"ticket"`
	Reason string `json:"reason"`
	When   string `json:"when"`
}

// machine talks with a program: a JSON line in, a JSON line out.
func (s *session) machine() error {
	enc := json.NewEncoder(s.out)
	enc.SetEscapeHTML(false)
	return eachLine(s.in, func(line []byte) error {
		e, err := s.event(line)
		if err != nil {
			return err
		}
		return enc.Encode(s.line(s.step(e)))
	})
}

const saidForm = `{"text":"…"} or {"choice":"…"}`

func (s *session) event(line []byte) (dialog.Event, error) {
	var in said
	if err := decodeLine(line, &in, saidForm); err != nil {
		return dialog.Event{}, err
	}
	switch {
	case in.Choice != nil:
		for _, c := range s.state.Offered {
			if c.Value == *in.Choice {
				return dialog.Event{Kind: dialog.Choose, Choice: c.Value, Text: c.Label}, nil
			}
		}
		return dialog.Event{Kind: dialog.Choose, Choice: *in.Choice, Text: *in.Choice}, nil
	case in.Text != nil:
		return dialog.Event{Kind: dialog.Text, Text: *in.Text}, nil
	}
	return dialog.Event{}, errors.New(`holds neither "text" nor "choice"; write ` + saidForm)
}

func (s *session) line(out dialog.Outcome) turnLine {
	l := turnLine{Replies: []replyLine{}, Ask: out.Ask, Phase: out.State.Phase, Facts: map[string]any{}, Urgency: string(knowledge.Low), Contacts: []string{}}
	for _, m := range out.Messages {
		l.Replies = append(l.Replies, replyLine{m.Text})
		for _, c := range m.Contacts {
			if !slices.Contains(l.Contacts, c.ID) {
				l.Contacts = append(l.Contacts, c.ID)
			}
		}
	}
	if l.Ask != nil && l.Ask.Choices == nil {
		l.Ask = &dialog.Question{Slot: l.Ask.Slot, Choices: []dialog.Choice{}}
	}
	for slot, v := range out.State.Facts {
		l.Facts[slot] = v
		if n, ok := out.State.Facts.Number(slot); ok {
			l.Facts[slot] = n
		}
		if several := out.State.Facts.Values(slot); len(several) > 1 {
			l.Facts[slot] = several
		}
	}
	if f := s.advisor.Current().Base.FAQ(guess(out.State)); f != nil {
		l.FAQ, l.Category = f.ID, f.Category
	}
	if out.Urgency != "" {
		l.Urgency = string(out.Urgency)
	}
	if h := out.Handoff; h != nil {
		l.Handoff = &handoffLine{h.Ticket, string(h.Reason), h.When.Format("2006-01-02T15:04:05Z07:00")}
	}
	return l
}

// guess is the entry in hand or, while it is asked which is meant, the likeliest.
func guess(state dialog.State) string {
	if state.FAQ == "" && state.Slot == knowledge.SlotTopic && len(state.Offered) > 0 {
		return state.Offered[0].Value
	}
	return state.FAQ
}
