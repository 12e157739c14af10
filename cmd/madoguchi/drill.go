package main

import (
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/loop"
	"madoguchi/dialog"
	"madoguchi/written"
)

//go:embed victims.yaml
var victimFile []byte

type drillCmd struct {
	settingFlags `embed:""`
	Anyway       bool `help:"Also while the desk is open."`
	Keep         bool `help:"Do not erase the invented consultations afterwards."`
	JSON         bool `help:"Write what each was told as JSON lines."`
}

// Help is what drill --help says besides.
func (drillCmd) Help() string {
	return "Invented victims write to the desk that runs, as at night. Staff see their tickets marked as a drill; they count in no figures and are erased at the end."
}

// Run has invented victims write to the desk that is being served.
func (c drillCmd) Run(p process) error {
	s, err := c.load(p)
	if err != nil {
		return err
	}
	out, err := askControl[drillAnswer](context.Background(), s, "drill", drillAsk{Anyway: c.Anyway, Keep: c.Keep})
	if err != nil {
		return fmt.Errorf("the drill is held with the desk that is being served: %w", err)
	}
	if err := writeDrill(p.out, out.Victims, c.JSON); err != nil {
		return err
	}
	if out.Left > 0 {
		return fmt.Errorf("%d invented consultations could not be erased: they have the channel %q in the console", out.Left, bot.Drill)
	}
	if n := failedIn(out.Victims); n > 0 {
		return fmt.Errorf("%d of %d were not told what they needed", n, len(out.Victims))
	}
	return nil
}

// drillAsk is what is asked of the server.
type drillAsk struct {
	Anyway bool `json:"anyway,omitempty"`
	Keep   bool `json:"keep,omitempty"`
}

// drillAnswer is what comes back.
type drillAnswer struct {
	Victims []drilled `json:"victims"`
	Left    int       `json:"left,omitempty"` // that could not be erased
}

// victim is an invented one.
type victim struct {
	Name string   `yaml:"name"`
	Say  []string `yaml:"say"`
	Want struct {
		Entry []string `yaml:"entry"` // one of these; none: whatever
		Aid   bool     `yaml:"aid"`   // with the first answer
	} `yaml:"want"`
}

// drilled is what one of them was told.
type drilled struct {
	Name   string   `json:"name"`
	Told   []string `json:"told"`
	First  float64  `json:"first_seconds"` // until the first answer
	Aid    bool     `json:"aid"`           // first aid came with the first answer
	Entry  string   `json:"entry,omitempty"`
	Ticket string   `json:"ticket,omitempty"`
	Fault  string   `json:"fault,omitempty"` // what they needed and were not told
}

// errOpen: a night drill is not held by day.
var errOpen = errors.New("the desk is open: a night drill is held when nobody is there; --anyway holds it now")

// drillAnswers is how long an answer may take until it is none.
const drillAnswers = 30 * time.Second

// drill has the victims write to a loop, one after the other, and erases what they wrote.
type drill struct {
	loop    *loop.Loop
	advisor *loop.Advisor
	each    time.Duration // how long an answer may take
}

func (d drill) hold(ctx context.Context, a drillAsk) (out drillAnswer, err error) {
	if now := d.advisor.Now(); d.advisor.Calendar.Open(now) && !a.Anyway {
		return out, errOpen
	}
	var list []victim
	if err := written.Decode(victimFile, &list); err != nil {
		return out, fmt.Errorf("victims.yaml: %w", err)
	}
	begun := d.advisor.Now().Unix()
	for i, v := range list {
		conv := bot.ConversationID(fmt.Sprintf("drill-%d-%d", begun, i+1))
		told, err := d.play(ctx, conv, v)
		if err != nil {
			told.Fault = err.Error()
		}
		out.Victims = append(out.Victims, told)
		if !a.Keep {
			if err := d.loop.Erase(ctx, conv); err != nil {
				out.Left++
			}
		}
		if ctx.Err() != nil {
			return out, ctx.Err()
		}
	}
	return out, nil
}

// play has one of them write, and reads what they are told.
func (d drill) play(ctx context.Context, conv bot.ConversationID, v victim) (out drilled, err error) {
	out.Name = v.Name
	for i, text := range v.Say {
		before, err := d.loop.Transcript(ctx, conv, 0)
		if err != nil {
			return out, err
		}
		began := time.Now()
		id := fmt.Sprint(i)
		err = d.loop.Accept(ctx, bot.Event{
			Conversation: conv, ID: bot.EventID(id), ReplyTo: bot.ReplyTo{Channel: bot.Drill}, Event: dialog.Event{Kind: dialog.Text, Message: id, Text: text},
		})
		if err != nil {
			return out, err
		}
		lines, err := d.answer(ctx, conv, len(before))
		if err != nil {
			return out, err
		}
		for _, l := range lines {
			out.Told = append(out.Told, l.Text)
			out.Aid = out.Aid || i == 0 && (l.Kind == dialog.FirstAid || l.Kind == dialog.Steps)
		}
		if i == 0 {
			out.First = time.Since(began).Seconds()
		}
	}
	if out.Entry, out.Ticket, err = d.loop.Standing(ctx, conv); err != nil {
		return out, err
	}
	switch {
	case v.Want.Aid && !out.Aid:
		out.Fault = "no first aid with the first answer"
	case len(v.Want.Entry) > 0 && !slices.Contains(v.Want.Entry, out.Entry):
		out.Fault = "taken for " + cmp.Or(out.Entry, "nothing yet")
	}
	return out, nil
}

// answer waits for the bot's answer behind so many lines.
func (d drill) answer(ctx context.Context, conv bot.ConversationID, lines int) ([]bot.Entry, error) {
	for end := time.Now().Add(d.each); ; {
		now, err := d.loop.Transcript(ctx, conv, 0)
		if err != nil {
			return nil, err
		}
		fresh := slices.DeleteFunc(now[min(lines, len(now)):], func(e bot.Entry) bool { return e.From != bot.FromBot })
		if len(fresh) > 0 {
			return fresh, nil
		}
		if time.Now().After(end) {
			return nil, fmt.Errorf("no answer within %v", d.each)
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func failedIn(list []drilled) (n int) {
	for _, v := range list {
		if v.Fault != "" {
			n++
		}
	}
	return n
}

// writeDrill shows what each was told.
func writeDrill(w io.Writer, list []drilled, lines bool) error {
	if lines {
		for _, v := range list {
			if err := json.NewEncoder(w).Encode(v); err != nil {
				return err
			}
		}
		return nil
	}
	aided, slow := 0, 0.0
	for _, v := range list {
		fmt.Fprintf(w, "%s (%s%s, %.1f s)\n", v.Name, v.Entry, ticketIn(v), v.First)
		for _, t := range v.Told {
			fmt.Fprintln(w, "  "+strings.ReplaceAll(t, "\n", "\n  "))
		}
		if v.Fault != "" {
			fmt.Fprintln(w, "  ! "+v.Fault)
		}
		if v.Aid {
			aided++
		}
		slow = max(slow, v.First)
	}
	fmt.Fprintf(w, "%d victims: %d had first aid with the first answer, the slowest answer took %.1f s, %d were not told what they needed\n", len(list), aided, slow, failedIn(list))
	return nil
}

func ticketIn(v drilled) string {
	if v.Ticket == "" {
		return ""
	}
	return " " + v.Ticket
}
