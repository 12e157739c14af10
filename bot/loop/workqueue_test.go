package loop

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"madoguchi/bot"
)

func noted(bot.ConversationID, error, time.Duration) {}

// TestLaneTurns: one worker at a time has a conversation, and what wakes it meanwhile is worked on
// afterwards.
func TestWorkQueueTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l *workQueue
		var at, most, runs int32
		l = newWorkQueue(t.Context(), 3, func(context.Context, bot.ConversationID) error {
			most = max(most, atomic.AddInt32(&at, 1))
			time.Sleep(time.Second)
			atomic.AddInt32(&at, -1)
			runs++
			return nil
		}, noted)
		l.open()
		l.wake("a")
		time.Sleep(500 * time.Millisecond)
		l.wake("a")
		l.wake("a")
		time.Sleep(time.Minute)
		if l.busy("a") {
			t.Error("it is still in the queue")
		}
		l.close()
		l.wait(t.Context())
		if most != 1 || runs != 2 {
			t.Errorf("%d at a time, %d runs", most, runs)
		}
	})
}

// TestLaneIsBounded: many conversations cost neither a goroutine each nor memory without end, none
// is lost, and those that pause keep nobody out.
func TestWorkQueueIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		open := make(chan struct{})
		var at, most, worked, failed atomic.Int32
		l := newWorkQueue(t.Context(), 2, func(_ context.Context, conv bot.ConversationID) error {
			if n := at.Add(1); n > most.Load() {
				most.Store(n)
			}
			defer at.Add(-1)
			<-open
			if conv[0] == 'f' {
				failed.Add(1)
				return errors.New("down")
			}
			worked.Add(1)
			return nil
		}, noted)
		l.open()
		if l.turnedAway() {
			t.Error("an empty queue was full")
		}
		for n := range maxWaiting + 2 {
			l.wake(bot.ConversationID("f" + strconv.Itoa(n)))
			if n < 2 {
				synctest.Wait() // the workers have it
			}
		}
		if l.turnedAway() {
			t.Error("it was full too soon")
		}
		l.wake("one more")
		if !l.turnedAway() || l.turnedAway() {
			t.Error("what was turned away is told, once")
		}
		close(open)
		synctest.Wait()
		for n := range 1000 {
			l.wake(bot.ConversationID("w" + strconv.Itoa(n)))
		}
		synctest.Wait()
		if most.Load() != 2 || worked.Load() != 1000 || failed.Load() != maxWaiting+2 || l.load() != maxWaiting+2 {
			t.Errorf("%d at a time, %d worked on, %d failed, %d in hand", most.Load(), worked.Load(), failed.Load(), l.load())
		}
		l.close()
		l.wake("late")
		if l.load() != 0 {
			t.Errorf("%d in hand after the end", l.load())
		}
		time.Sleep(time.Hour)
		if failed.Load() != maxWaiting+2 {
			t.Error("a pause went on after the end")
		}
	})
}

// TestWakeFirst: what must not wait goes before what came earlier, once.
func TestWakeFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var order []bot.ConversationID
		q := newWorkQueue(t.Context(), 1, func(_ context.Context, conv bot.ConversationID) error {
			time.Sleep(time.Second)
			order = append(order, conv)
			return nil
		}, noted)
		q.open()
		for _, conv := range []bot.ConversationID{"a", "b", "c", "d"} {
			q.wake(conv)
		}
		synctest.Wait()
		q.wakeFirst("urgent")
		q.wakeFirst("d")
		time.Sleep(time.Minute)
		if got := fmt.Sprint(order); got != "[a d urgent b c]" {
			t.Error(got)
		}
		q.close()
		q.drain()
	})
}
