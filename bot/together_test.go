package bot

import (
	"strings"
	"testing"
	"time"

	"madoguchi/bot/calendar"
	"madoguchi/dialog"
	"madoguchi/knowledge"
)

// TestJoined: which of a conversation's next events are answered together, and whether more is
// waited for. What depends on what would be answered is a script: testdata/desks/together.txt.
func TestJoined(t *testing.T) {
	nothing := knowledge.Senses{Match: func(string) knowledge.Match { return knowledge.Match{None: true} }}
	w := World{Edition: &Edition{Base: &knowledge.Base{}, Senses: nothing}}
	at := time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)
	event := func(kind dialog.Kind, text string, after time.Duration) InboxEvent {
		return InboxEvent{Kind: kind, Text: text, Message: text, At: at.Add(after)}
	}
	album := func(n, of int) (out []InboxEvent) {
		for i := range n {
			e := event(dialog.Image, "", time.Duration(i)*10*time.Second)
			e.Message, e.Album = string(rune('a'+i)), Album{ID: "set", Of: of}
			out = append(out, e)
		}
		return out
	}
	asked := Conversation{State: dialog.State{Core: dialog.Core{Phase: dialog.PhaseAsk, Asked: dialog.Asked{Slot: "pcs"}}}}
	file := event(dialog.File, "", 0)
	file.Message = "comment"
	for _, tt := range []struct {
		name string
		c    Conversation
		next []InboxEvent
		run  int
		more bool
	}{
		{"an album that is whole", Conversation{}, album(5, 5), 5, false},
		{"one that is not", Conversation{}, album(3, 5), 3, true},
		{"of an unknown number", Conversation{}, album(2, 0), 2, true},
		{"the rest of one that was answered", Conversation{Album: "set"}, album(2, 5), 2, false},
		{"a picture alone: words may follow", Conversation{}, []InboxEvent{event(dialog.Image, "", 0)}, 1, true},
		{"a picture while it is asked", asked, []InboxEvent{event(dialog.Image, "", 0)}, 1, true},
		{"a comment with its file", asked, []InboxEvent{event(dialog.Text, "comment", 0), file}, 2, false},
		{"pictures of no album", Conversation{}, []InboxEvent{event(dialog.Image, "", 0), event(dialog.Video, "v", time.Second)}, 2, true},
		{"pictures far apart", Conversation{}, []InboxEvent{event(dialog.Image, "", 0), event(dialog.Image, "v", 3*time.Second)}, 1, false},
		{"two answers to questions", asked, []InboxEvent{event(dialog.Text, "はい", 0), event(dialog.Text, "3台", time.Second)}, 1, false},
		{"pieces far apart, the first", Conversation{}, []InboxEvent{event(dialog.Text, "あの", 0), event(dialog.Text, "音が", 3*time.Second)}, 1, false},
		{"a wish behind a piece", Conversation{}, []InboxEvent{event(dialog.Text, "あの", 0), event(dialog.Text, "人と話したい", time.Second)}, 1, false},
		{"a wish alone", Conversation{}, []InboxEvent{event(dialog.Text, "人と話したい", 0)}, 1, false},
		{"a press behind a piece", Conversation{}, []InboxEvent{event(dialog.Text, "あの", 0), event(dialog.Choose, "はい", time.Second)}, 1, false},
		{"nothing", Conversation{}, nil, 0, false},
	} {
		run, more := Joined(tt.c, tt.next, nil, w)
		if len(run) != tt.run || more != tt.more {
			t.Errorf("%s: %d events, more %v; want %d, %v", tt.name, len(run), more, tt.run, tt.more)
		}
	}
}

// TestAlbumWithWords: the words of an album do not hide whose pictures were answered.
func TestAlbumWithWords(t *testing.T) {
	picture := InboxEvent{Kind: dialog.Image, Message: "a", Album: Album{ID: "set", Of: 3}}
	words := InboxEvent{Kind: dialog.Text, Message: "b", Text: "これです"}
	for name, run := range map[string][]InboxEvent{"before": {words, picture}, "behind": {picture, words}, "on both sides": {words, picture, words}} {
		if whole := Together(run); !mayGoOn(Conversation{}, append(Together{picture}, whole...), false, nil, World{}) {
			t.Errorf("words %s: %d of 3 pictures are taken for all", name, whole.of(picture.Album)+1)
		}
		if whole := merged(run); whole.Album.ID != "set" || !strings.HasPrefix(whole.Text, "これです") {
			t.Errorf("words %s: album %+v, text %q", name, whole.Album, whole.Text)
		}
	}
}

// TestUnfinished: a piece that ends within its sentence tells nothing yet.
func TestUnfinished(t *testing.T) {
	nothing := knowledge.Senses{Match: func(string) knowledge.Match { return knowledge.Match{None: true} }}
	days, err := calendar.New("Asia/Tokyo", calendar.DefaultHours())
	if err != nil {
		t.Fatal(err)
	}
	w := World{Calendar: days, Edition: &Edition{Base: &knowledge.Base{}, Senses: nothing}}
	for text, want := range map[string]bool{
		"パソコンに": true, "メールが": true, "へんなのが": true, "アマゾンから": true, "これを": true,
		"助けて": false, "カード番号を入れたんですが": false, "送っちゃったけど": false, "偽の警告が出ました": false, "詐欺かも": false, "入れたのに": false,
	} {
		if got := (Together{{Kind: dialog.Text, Text: text}}).unfinished(w); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}
