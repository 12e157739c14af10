package bot

import (
	"errors"
	"strings"
	"testing"
	"time"

	"madoguchi/dialog"
)

// TestAskPass: the record is given where it is asked for, be the case written from elsewhere before;
// why it is not given is told apart.
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
		beside  int    // pages that stand beside the text
		inText  string // how the address in it begins
	}{
		"on the web":                {1, ReplyTo{Channel: "web"}, "", nil, 1, ""},
		"elsewhere":                 {1, ReplyTo{Channel: "line"}, "https://desk.example/chat", nil, 0, "https://desk.example/chat/pass/"},
		"elsewhere, without a chat": {1, ReplyTo{Channel: "line"}, "", ErrNoAddress, 0, ""},
		"where others read along":   {1, ReplyTo{Channel: "line", Public: true}, "https://desk.example/chat", ErrReadAlong, 0, ""},
		"before anything was said":  {0, ReplyTo{Channel: "web"}, "", ErrNothingSaid, 0, ""},
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
		if c.refused != nil || err != nil {
			continue
		}
		said := out.Entries[0].Message
		if said.Kind != dialog.Plain || len(said.Links) != c.beside || !strings.Contains(said.Text, c.inText) || len(out.Conversation.Passes) != 1 || out.Conversation.ReplyTo.Channel != c.to.Channel {
			t.Errorf("%s: %+v, passes %+v", name, said, out.Conversation.Passes)
		}
	}
}
