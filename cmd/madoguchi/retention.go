package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/loop"
	"madoguchi/store"
)

type retentionCmd struct {
	settingFlags `embed:""`
	In           int  `placeholder:"DAYS" help:"Look so many days ahead, as if nobody wrote anything more."`
	Numbers      bool `help:"Show the numbers by month that are kept of what is erased."`
}

// Run says how long what is kept, and what of the store has been kept for that long. It lets nothing
// go: a server does, by itself.
func (c retentionCmd) Run(p process) error {
	if c.In < 0 {
		return fmt.Errorf("%w: --in is %d; write how many days to look ahead", errUsage, c.In)
	}
	s, err := c.load(p)
	if err != nil {
		return err
	}
	d, err := retentionAsk{At: time.Now().AddDate(0, 0, c.In)}.do(context.Background(), s)
	if err != nil {
		return err
	}
	writeDue(p.out, d, c.In)
	if c.Numbers {
		writeTallies(p.out, d.Tallies)
	}
	return nil
}

type retentionAsk struct {
	At time.Time `json:"at"`
}

func (a retentionAsk) do(ctx context.Context, s settings) (d loop.Due, err error) {
	if !stored(s) {
		return d, fmt.Errorf("there is no store at %s; name it with --store or MADOGUCHI_STORE", s.Store)
	}
	engine, sealer, err := openSealed(ctx, s, false)
	if errors.Is(err, store.ErrLocked) {
		return askControl[loop.Due](ctx, s, "retention", a)
	}
	if err != nil {
		return d, err
	}
	defer closing(engine, &err)
	x, err := loop.NewEraser(engine, sealer, time.Now)
	if err != nil {
		return d, err
	}
	return x.Due(ctx, s.Desk.retention(), a.At)
}

func writeDue(w io.Writer, d loop.Due, ahead int) {
	days := func(t time.Duration) int { return int(t.Hours()) / 24 }
	fmt.Fprintf(w, "kept after the last word: words and how to reach somebody %d days, what was understood and tickets %d, pictures and files %d; numbers for ever\n",
		days(d.Keep.Words), days(d.Keep.Facts), days(d.Keep.Files))
	when := "now"
	if ahead > 0 {
		when = d.At.Format(time.DateOnly)
	}
	fmt.Fprintf(w, "of %d conversations, due %s: the words of %d (%d lines), all of %d, %d pictures and files\n", d.Conversations, when, d.Words, d.Lines, d.All, d.Files)
	if d.Open > 0 {
		fmt.Fprintf(w, "%d would be due and stay: their tickets are not over\n", d.Open)
	}
	if d.Unreadable > 0 {
		fmt.Fprintf(w, "%d cannot be read, and are erased when it is their time\n", d.Unreadable)
	}
	fmt.Fprintln(w, "nothing was erased by this look; \"madoguchi serve\" erases what is due, by itself")
}

func writeTallies(w io.Writer, all []loop.Tallied) {
	if len(all) == 0 {
		fmt.Fprintln(w, "no numbers yet: nothing was erased so far")
	}
	for _, t := range all {
		fmt.Fprintf(w, "%s: %d consultations, %d handed to a person", t.Month, t.All, t.Handed)
		for _, ch := range slices.Sorted(maps.Keys(t.Channel)) {
			fmt.Fprintf(w, ", %s %d", channelName(ch), t.Channel[ch])
		}
		fmt.Fprintln(w)
		for _, faq := range slices.Sorted(maps.Keys(t.FAQ)) {
			name := faq
			if name == "" {
				name = "(no entry)"
			}
			fmt.Fprintf(w, "    %s %d\n", name, t.FAQ[faq])
		}
	}
}

func channelName(ch bot.Channel) string {
	if ch == "" {
		return "unknown"
	}
	return string(ch)
}
