package loop

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/knowledge"
	"madoguchi/store"
)

// TestReadOnce proves that a text is read once a minute with each edition, and that nothing is
// remembered when another minute has begun.
func TestReadOnce(t *testing.T) {
	read := 0
	senses := knowledge.Senses{Match: func(string) knowledge.Match { read++; return knowledge.Match{None: true} }}
	one, two := &bot.Edition{Base: &knowledge.Base{}, Senses: senses}, &bot.Edition{Base: &knowledge.Base{}, Senses: senses}
	now := time.Date(2026, 11, 30, 9, 0, 10, 0, time.UTC)
	var r readings
	for _, tt := range []struct {
		edition *bot.Edition
		text    string
		after   time.Duration
		want    int // how often was read so far
	}{
		{one, "画面が動きません", 0, 1},
		{one, "画面が動きません", 49 * time.Second, 1},
		{two, "画面が動きません", 49 * time.Second, 2},
		{one, "3台です", 49 * time.Second, 3},
		{one, "画面が動きません", 50 * time.Second, 4},
		{one, "3台です", 50 * time.Second, 5},
	} {
		if got := r.read(tt.edition, tt.text, now.Add(tt.after)); got.Text != tt.text || read != tt.want {
			t.Errorf("%s later: %q, read %d times, want %d", tt.after, got.Text, read, tt.want)
		}
	}
	if len(r.known) != 2 {
		t.Errorf("%d readings are remembered of the minute before", len(r.known)-2)
	}
}

// TestSameWords proves that what many say in the same words at the same time is answered alike;
// with the race detector, that a reading in several hands is changed by none.
func TestSameWords(t *testing.T) {
	b := newLoop(t, store.Memory(), nil)
	said := []string{"会社のパソコン3台に偽の警告が出て、電話番号が書いてあり、昨日その番号に電話してしまいました", "Windows 11です", "いいえ"}
	const people = 12
	var speaking sync.WaitGroup
	for i, words := range said {
		for p := range people {
			speaking.Go(func() {
				if err := b.Accept(t.Context(), in(bot.ConversationID(fmt.Sprint("web-", p)), text(bot.EventID(fmt.Sprint(i)), words))); err != nil {
					t.Error(err)
				}
			})
		}
		speaking.Wait()
		settle(t, b)
	}
	var want []string
	for p := range people {
		var got []string
		for _, l := range transcript(t, b, bot.ConversationID(fmt.Sprint("web-", p))) {
			got = append(got, l.Text)
		}
		if p == 0 {
			want = got
		}
		if len(got) < 2*len(said) || !slices.Equal(got, want) {
			t.Errorf("%d was told %q, another %q", p, got, want)
		}
	}
}
