// Package transcript keeps conversations as text files that people write and read: the tests of the
// dialog, and what the terminal records.
package transcript

import (
	"bufio"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"madoguchi/dialog"
)

// Script is a conversation as a text file that a person can write and read:
//
//	# what the conversation shows
//	at: 2026-11-22T22:40:00+09:00
//
//	> ウイルスに感染したと画面に出てます
//	窓口: まず、これだけしてください。
//	      ・画面の番号には電話しないでください。
//	      [はい] [いいえ]
//	= ask called support-scam
//
//	> [いいえ]
//
// A line beginning with > is the consulter's: a text, a button in brackets, or an event in angle brackets such as
// <image>; 「\n」 stands for a line break, and 「+ 26h」 lets time pass. <unsend 2> takes the second of these lines back,
// <edit 2> with a text behind it puts that in its place. What the desk says, and the line beginning with = (phase, what is
// asked, the entry), are written by running it.
type Script struct {
	Notes []string
	At    time.Time
	Turns []Said
}

// Said is one thing the consulter does in a script, after some time has passed.
type Said struct {
	Event dialog.Event
	After time.Duration
}

// Parse reads a script. Everything but the consulter's lines is ignored.
func Parse(text string) (Script, error) {
	var s Script
	var after time.Duration
	lines := bufio.NewScanner(strings.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		var err error
		switch {
		case strings.HasPrefix(line, "# "):
			s.Notes = append(s.Notes, strings.TrimPrefix(line, "# "))
		case strings.HasPrefix(line, "at: "):
			s.At, err = time.Parse(time.RFC3339, strings.TrimPrefix(line, "at: "))
		case strings.HasPrefix(line, "+ "):
			after, err = time.ParseDuration(strings.TrimPrefix(line, "+ "))
		case strings.HasPrefix(line, ">"):
			s.Turns = append(s.Turns, Said{Event: readSaid(strings.TrimPrefix(strings.TrimPrefix(line, ">"), " ")), After: after})
			after = 0
		}
		if err != nil {
			return s, fmt.Errorf("line %d: %w", n, err)
		}
	}
	if s.At.IsZero() {
		return s, fmt.Errorf("a script needs a line such as at: 2026-11-22T22:40:00+09:00")
	}
	if len(s.Turns) == 0 {
		return s, fmt.Errorf("a script needs a line beginning with >")
	}
	return s, nil
}

func readSaid(text string) dialog.Event {
	text = strings.ReplaceAll(text, `\n`, "\n")
	if inner, ok := bracketed(text, "[", "]"); ok {
		return dialog.Event{Kind: dialog.Choose, Text: inner}
	}
	if m := recalls.FindStringSubmatch(text); m != nil {
		return dialog.Event{Kind: dialog.Kind(m[1]), Message: m[2], Text: m[3]}
	}
	if inner, ok := bracketed(text, "<", ">"); ok {
		return dialog.Event{Kind: dialog.Kind(inner)}
	}
	return dialog.Event{Kind: dialog.Text, Text: text}
}

// recalls matches a line of the consulter's that takes an earlier one back or puts other words in its place.
var recalls = regexp.MustCompile(`(?s)^<(unsend|edit) ([0-9]+)> ?(.*)$`)

func bracketed(s, open, close string) (string, bool) {
	if !strings.HasPrefix(s, open) || !strings.HasSuffix(s, close) || len(s) < 3 {
		return "", false
	}
	return s[len(open) : len(s)-len(close)], true
}

func writeSaid(e dialog.Event) string {
	switch e.Kind {
	case dialog.Choose:
		return "[" + e.Text + "]"
	case dialog.Text:
		return strings.ReplaceAll(e.Text, "\n", `\n`)
	case dialog.Unsend, dialog.Edit:
		return strings.TrimSpace("<" + string(e.Kind) + " " + e.Message + "> " + strings.ReplaceAll(e.Text, "\n", `\n`))
	}
	return "<" + string(e.Kind) + ">"
}

// Play runs a script and writes it anew with all that is said.
func (s Script) Play(step func(dialog.State, dialog.Event, time.Time) dialog.Outcome) string {
	var b strings.Builder
	for _, n := range s.Notes {
		b.WriteString("# " + n + "\n")
	}
	b.WriteString("at: " + s.At.Format(time.RFC3339) + "\n")
	var state dialog.State
	now := s.At
	for i, turn := range s.Turns {
		if turn.After > 0 {
			fmt.Fprintf(&b, "\n+ %s", turn.After)
		}
		now = now.Add(turn.After)
		event := resolve(turn.Event, state.Offered)
		if event.Message == "" {
			event.Message = strconv.Itoa(i + 1)
		}
		out := step(state, event, now)
		state = out.State
		b.WriteString("\n> " + writeSaid(turn.Event) + "\n")
		writeTurn(&b, out)
		now = now.Add(30 * time.Second)
	}
	return b.String()
}

// resolve finds the value of a button by its label among those that are offered.
func resolve(e dialog.Event, offered []dialog.Choice) dialog.Event {
	if e.Kind == dialog.Choose {
		for _, c := range offered {
			if c.Label == e.Text {
				e.Choice = c.Value
			}
		}
	}
	return e
}

func writeTurn(b *strings.Builder, out dialog.Outcome) {
	for _, m := range out.Messages {
		b.WriteString("窓口: " + strings.ReplaceAll(strings.ReplaceAll(m.Text, "\n", "\n      "), "\n      \n", "\n\n") + "\n")
		if len(m.Choices) > 0 {
			b.WriteString("     ")
			for _, c := range m.Choices {
				b.WriteString(" [" + c.Label + "]")
			}
			b.WriteString("\n")
		}
	}
	asked := "-"
	if out.Ask != nil {
		asked = out.Ask.Slot
	}
	fmt.Fprintf(b, "= %s %s %s", out.State.Phase, asked, out.State.FAQ)
	if out.Handoff != nil {
		fmt.Fprintf(b, " ticket %s (%s) read %s", out.Handoff.Ticket, out.Handoff.Reason, out.Handoff.When.Format("01-02 15:04"))
	}
	b.WriteString("\n")
}
