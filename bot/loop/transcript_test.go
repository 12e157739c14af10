package loop

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"madoguchi/bot"
	"madoguchi/store"
)

func TestTranscriptAfterALine(t *testing.T) {
	b := newLoop(t, store.Memory(), nil)
	say(t, b, "web-a", "e1", "こんにちは")
	say(t, b, "web-a", "e2", "偽の警告が出ました")
	all := transcript(t, b, "web-a")
	for n := range len(all) + 1 {
		rest, err := b.Transcript(t.Context(), "web-a", uint64(n))
		if err != nil || len(rest) != len(all)-n {
			t.Errorf("after line %d: %d lines, %v; want %d", n, len(rest), err, len(all)-n)
		}
	}
	if lines := transcript(t, b, "nobody"); len(lines) > 0 {
		t.Errorf("a conversation that nobody began holds %v", lines)
	}
}

func TestFollowSignals(t *testing.T) {
	b := newLoop(t, store.Memory(), nil)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	news, err := b.Follow(ctx, "web-a")
	if err != nil {
		t.Fatal(err)
	}
	for n := range 3 {
		say(t, b, "web-a", bot.EventID(fmt.Sprint(n)), "こんにちは")
		if _, ok := <-news; !ok {
			t.Fatalf("turn %d: the channel was closed", n)
		}
	}
	stop()
	for range news { // ends when it is closed
	}
}

// TestFollowIsOfOneConversation ends the engine to know that nothing more can come.
func TestFollowIsOfOneConversation(t *testing.T) {
	e := store.Memory()
	b := newLoop(t, e, nil)
	news, err := b.Follow(t.Context(), "web-a")
	if err != nil {
		t.Fatal(err)
	}
	say(t, b, "web-ab", "e1", "こんにちは")
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if _, ok := <-news; ok {
		t.Error("another conversation gave a signal")
	}
	if _, err := b.Follow(t.Context(), "web-a"); !errors.Is(err, store.ErrClosed) {
		t.Errorf("Follow on a closed store gave %v", err)
	}
}
