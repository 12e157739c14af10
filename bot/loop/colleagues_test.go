package loop

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"madoguchi/bot"
)

// TestNotes: staff write to each other, within bounds; the consulter and the desk's notices know
// nothing of it.
func TestNotes(t *testing.T) {
	o := newOffice(t)
	o.hear(t, "人と話したい")
	number := o.ticket(t).Number
	shown := len(o.board.kinds())
	for text, want := range map[string]error{
		" ": bot.ErrEmptyNote, strings.Repeat("長", bot.MaxNote+1): bot.ErrLongNote, strings.Repeat("長", bot.MaxNote): nil, "折り返す約束": nil,
	} {
		if err := o.Jot(t.Context(), number, tanuki, text); !errors.Is(err, want) {
			t.Errorf("a note of %d bytes: %v, want %v", len(text), err, want)
		}
	}
	for err := error(nil); !errors.Is(err, bot.ErrTooManyNote); err = o.Jot(t.Context(), number, tanuki, "もう一つ") {
		if len(o.ticket(t).Notes) > 100 {
			t.Fatal("notes are not bounded")
		}
	}
	settle(t, o.Loop)
	if strings.Contains(strings.Join(o.platform.read("post-a"), "\n"), "折り返す") || len(o.board.kinds()) != shown {
		t.Error("a note was shown to somebody")
	}
	if err := o.Jot(t.Context(), "9999", tanuki, "x"); !errors.Is(err, bot.ErrNoTicket) {
		t.Error(err)
	}
}

// TestReopenAndFile: a ticket that is over is taken up again by whoever says so, unless the
// consulter has another by then; it is filed only under what the base has.
func TestReopenAndFile(t *testing.T) {
	o := newOffice(t)
	o.hear(t, "人と話したい")
	number := o.ticket(t).Number
	if err := o.Categorize(t.Context(), number, tanuki, "9.99"); !errors.Is(err, bot.ErrCategory) {
		t.Error(err)
	}
	err := errors.Join(o.Categorize(t.Context(), number, tanuki, "1.053"), o.Close(t.Context(), number, tanuki, bot.Solved), o.Reopen(t.Context(), number, kitsune))
	if got := o.ticket(t); err != nil || got.Category != "1.053" || got.Status != bot.Claimed || got.Holder != kitsune || got.End != "" || got.Due.IsZero() {
		t.Errorf("%v, %+v", err, got)
	}
	if err := o.Close(t.Context(), number, kitsune, bot.Solved); err != nil {
		t.Fatal(err)
	}
	o.hear(t, "最初から")
	o.hear(t, "人と話したい")
	if err := o.Reopen(t.Context(), number, kitsune); !errors.Is(err, bot.ErrOver) {
		t.Errorf("while the consulter has another: %v", err)
	}
}

// TestSeenAndCopied: a reply whose writer has not seen the latest is refused; one that was written
// elsewhere is shown to the desk; what the platform took of it is marked in the transcript.
func TestSeenAndCopied(t *testing.T) {
	o := newOffice(t)
	o.hear(t, "人と話したい")
	number := o.ticket(t).Number
	if err := o.Claim(t.Context(), number, tanuki); err != nil {
		t.Fatal(err)
	}
	settle(t, o.Loop)
	all := transcript(t, o.Loop, "post-a")
	seen := all[len(all)-1].N
	o.hear(t, "まだですか")
	r := bot.Reply{ID: "desk/1", By: tanuki, Text: "田貫です。", Seen: seen, Copy: true}
	if err := o.Answer(t.Context(), number, r); !errors.Is(err, bot.ErrUnseen) {
		t.Fatalf("unseen: %v", err)
	}
	r.Seen++
	if err := o.Answer(t.Context(), number, r); err != nil {
		t.Fatal(err)
	}
	settle(t, o.Loop)
	all = transcript(t, o.Loop, "post-a")
	last := all[len(all)-1]
	if last.From != bot.FromStaff || !last.Taken || last.Failed {
		t.Errorf("%+v", last)
	}
	n := o.board.last(bot.Said)
	if !slices.ContainsFunc(n.Entries, func(e bot.Entry) bool { return e.Text == "田貫です。" }) {
		t.Errorf("the desk was shown %+v", n)
	}
	o.platform.fail = func(int, bot.Delivery) error { return &bot.SendError{Failure: bot.Permanent, Err: errors.New("no")} }
	r = bot.Reply{ID: "desk/2", By: tanuki, Text: "もう一度、田貫です。"}
	if err := o.Answer(t.Context(), number, r); err != nil {
		t.Fatal(err)
	}
	settle(t, o.Loop)
	all = transcript(t, o.Loop, "post-a")
	if last := all[len(all)-1]; last.Taken || !last.Failed {
		t.Errorf("%+v", last)
	}
	if got, err := o.Outlines(t.Context()); err != nil || len(got) != 1 || !got[0].Ticket || got[0].Channel != "post" {
		t.Errorf("%+v, %v", got, err)
	}
}
