package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"madoguchi/bot/loop"
	"madoguchi/dialog"
	"madoguchi/dialog/transcript"
)

// inspect does what a developer or an adviser may ask of a consultation in the terminal:
//
//	/state        the state, as it would be stored
//	/why          what was matched, and why
//	/record FILE  save the conversation as a script for testdata/dialogs
//	/unsend N     take back the N-th thing said
//	/edit N TEXT  say it in other words
func (s *session) inspect(line string) {
	command, rest, _ := strings.Cut(line, " ")
	switch command {
	case "/state":
		data, err := json.MarshalIndent(s.state, "", " ")
		if err != nil {
			fmt.Fprintln(s.out, err)
			return
		}
		fmt.Fprintf(s.out, "%s\n", data)
	case "/why":
		if s.state.Words == "" {
			fmt.Fprintln(s.out, "nothing was said about the matter yet")
			return
		}
		fmt.Fprintf(s.out, "%s; facts %v; asking %q\n%s", s.why, s.state.Facts, s.state.Slot, s.explain(s.state.Words))
	case "/record":
		if err := s.record(strings.TrimSpace(rest)); err != nil {
			fmt.Fprintln(s.out, oneLine(err.Error()))
			return
		}
		fmt.Fprintln(s.out, "saved", strings.TrimSpace(rest))
	case "/unsend", "/edit":
		n, text, _ := strings.Cut(strings.TrimSpace(rest), " ")
		if i, err := strconv.Atoi(n); err != nil || i < 1 || i > len(s.said) || command == "/edit" && text == "" {
			fmt.Fprintf(s.out, "write /unsend N or /edit N TEXT; N is a number up to %d\n", len(s.said))
			return
		}
		s.hear(dialog.Event{Kind: dialog.Kind(command[1:]), Message: n, Text: text})
		fmt.Fprintln(s.out, s.why)
	default:
		fmt.Fprintln(s.out, "there are /state, /why, /record FILE, /unsend N, /edit N TEXT and /quit")
	}
}

// record plays the conversation anew and saves it; secrets were taken out before, as in every step.
func (s *session) record(file string) error {
	if file == "" || len(s.said) == 0 {
		return fmt.Errorf("say something first, then /record FILE")
	}
	if _, err := os.Stat(file); err == nil {
		return fmt.Errorf("%s exists: choose another name", file)
	}
	script := transcript.Script{Notes: []string{"Recorded in the terminal."}, At: s.advisor.Calendar.In(s.advisor.Now()).Truncate(time.Minute)}
	for _, said := range s.said {
		said.Event.Text = loop.Mask(said.Event.Text)
		script.Turns = append(script.Turns, said)
	}
	text := script.Play(func(state dialog.State, e dialog.Event, now time.Time) dialog.Outcome {
		out, _ := s.advisor.At(now).Step(state, e, "1001")
		return out
	})
	return os.WriteFile(file, []byte(text), 0o600)
}
