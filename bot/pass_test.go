package bot

import (
	"errors"
	"strings"
	"testing"
	"time"

	"madoguchi/dialog"
)

// TestAskPass: the record is given where it is asked for, be the case written from elsewhere before;
// why it is not given is told apart. Its address stands in what is sent, and in no text that is kept.
func TestAskPass(t *testing.T) {
	phrases, err := LoadPhrases()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		entries uint64
		to      ReplyTo
		chat    string
		refused error
		sent    string // what is sent holds it; empty: nothing is sent
	}{
		"on the web":                {1, ReplyTo{Channel: "web"}, "", nil, ""},
		"elsewhere":                 {1, ReplyTo{Channel: "line"}, "https://desk.example/chat", nil, "\nhttps://desk.example/chat/pass/c/"},
		"elsewhere, without a chat": {1, ReplyTo{Channel: "line"}, "", ErrNoAddress, ""},
		"where others read along":   {1, ReplyTo{Channel: "line", Public: true}, "https://desk.example/chat", ErrReadAlong, ""},
		"before anything was said":  {0, ReplyTo{Channel: "web"}, "", ErrNothingSaid, ""},
	} {
		w := World{
			Now: time.Unix(1000, 0), Phrases: phrases, Chat: c.chat, Channels: map[Channel]Traits{"line": {Sends: true}},
			Chance: func(int) int { return 0 }, Hash: func(kind, text string) string { return kind + text },
		}
		was := Conversation{ID: "c", Entries: c.entries, ReplyTo: ReplyTo{Channel: "line"}}
		out, err := Apply(was, AskPass{ReplyTo: c.to}, nil, w)
		if !errors.Is(err, c.refused) {
			t.Errorf("%s: %v, want %v", name, err, c.refused)
		}
		if err != nil {
			continue
		}
		said := out.Entries[0].Message
		if said.Kind != dialog.Plain || len(said.Links) != 1 || strings.Contains(said.Text, "/pass/") || len(out.Conversation.Passes) != 1 || out.Conversation.ReplyTo.Channel != c.to.Channel {
			t.Errorf("%s: %+v, passes %+v", name, said, out.Conversation.Passes)
		}
		if sent := out.Deliveries; len(sent) > 0 != (c.sent != "") || len(sent) > 0 && (!strings.Contains(sent[0].Messages[0].Text, c.sent) || sent[0].Messages[0].Links != nil) {
			t.Errorf("%s: sent is %+v", name, sent)
		}
	}
}
