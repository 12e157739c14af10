package desk_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/desk"
	"madoguchi/dialog"
)

// TestMany: with 500 waiting the queue is cut into pages and found by search. How long it takes is
// logged (go test -v -run TestMany ./bot/desk); no limit by the clock decides.
func TestMany(t *testing.T) {
	if testing.Short() {
		t.Skip("opens 500 tickets")
	}
	o := newOffice(t)
	o.hire("yamada", "山田", desk.Adviser)
	const many = 500
	for i := range many {
		id := fmt.Sprint("q", i)
		err := o.loop.Accept(t.Context(), bot.Event{
			Conversation: bot.ConversationID(id), ID: "1", ReplyTo: bot.ReplyTo{Channel: "web"}, Event: dialog.Event{Kind: dialog.Text, Message: "1", Text: "人と話したい"},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	o.until("500 tickets", func() bool {
		open, err := o.loop.OpenTickets(t.Context())
		return err == nil && len(open) == many
	})
	b := o.signedIn("yamada")
	var times []time.Duration
	for range 40 {
		began := time.Now()
		code, body, _ := b.get("")
		times = append(times, time.Since(began))
		if n := strings.Count(body, `<li class=`); code != http.StatusOK || n != 100 {
			t.Fatalf("%d, %d rows", code, n)
		}
	}
	slices.Sort(times)
	t.Logf("with %d waiting: median %v, p95 %v", many, times[len(times)/2], times[len(times)*95/100])
	rows := 0
	for page := range 6 {
		_, body, _ := b.get(fmt.Sprint("?page=", page))
		rows += strings.Count(body, `<li class=`)
		for link, want := range map[string]bool{">前へ</a>": page > 0, ">次へ</a>": page < many/100-1} {
			if got := strings.Contains(body, link); got != want {
				t.Errorf("page %d: %s is there: %v", page, link, got)
			}
		}
	}
	if rows != many {
		t.Errorf("on all pages there are %d", rows)
	}
	if _, body, _ := b.get("?q=1234"); strings.Count(body, `<li class=`) != 1 {
		t.Error("one of them is not found by its number")
	}
}
