package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/loop"
	"madoguchi/store"
)

type eraseCmd struct {
	settingFlags `embed:""`
	Case         string `arg:"" help:"The case's number, as consulters and staff know it."`
	Yes          bool   `help:"Do it. Without, it is only said what would be erased."`
	Tell         bool   `help:"Tell the consulter that it was done, where they wrote."`
}

// Run erases a case with all that was said around it, while a server has the store open or not.
func (c eraseCmd) Run(p process) error {
	s, err := c.load(p)
	if err != nil {
		return err
	}
	k, err := eraseAsk{Case: c.Case, Do: c.Yes, Tell: c.Tell}.do(context.Background(), s)
	if err != nil {
		return err
	}
	writeKept(p.out, k, c.Yes)
	if !c.Yes {
		fmt.Fprintf(p.out, "nothing was erased yet: it cannot be undone. To do it: madoguchi erase %s --yes%s\n", c.Case, c.typed())
	}
	return nil
}

// writeKept says what there is, or was, of a case.
func writeKept(w io.Writer, k loop.Kept, done bool) {
	verb := "would erase"
	if done {
		verb = "erased"
	}
	channel := string(k.Channel)
	if channel == "" {
		channel = "an unknown channel"
	}
	fmt.Fprintf(w, "%s the conversation of case %s, on %s: %d lines said, %d pieces of files, %d things under way\n",
		verb, strings.Join(k.Tickets, ", "), channel, k.Entries, k.Pieces, k.Waiting)
	if k.Elsewhere > 0 {
		fmt.Fprintf(w, "with it: %d conversations elsewhere that were carried on in it\n", k.Elsewhere)
	}
	if k.Shown > 0 {
		fmt.Fprintf(w, "on the desk's platform: %d posts and files that are deleted while the desk is served; what staff wrote there they delete themselves\n", k.Shown)
	}
}

// eraseAsk is what is asked of the store, here or of the server that has it open.
type eraseAsk struct {
	Case string `json:"case"`
	Do   bool   `json:"do"`
	Tell bool   `json:"tell,omitempty"`
}

// eraseAnswer is what comes back.
type eraseAnswer struct {
	Kept loop.Kept `json:"kept"`
}

// cases are what can be erased.
type cases interface {
	Kept(ctx context.Context, number string) (loop.Kept, error)
	EraseCase(ctx context.Context, number string, tell bool) (loop.Kept, error)
}

func (a eraseAsk) do(ctx context.Context, s settings) (k loop.Kept, err error) {
	if !stored(s) {
		return k, fmt.Errorf("there is no store at %s; name it with --store or MADOGUCHI_STORE", s.Store)
	}
	engine, sealer, err := openSealed(ctx, s, false)
	if errors.Is(err, store.ErrLocked) {
		out, err := askControl[eraseAnswer](ctx, s, "erase", a)
		return out.Kept, err
	}
	if err != nil {
		return k, err
	}
	defer closing(engine, &err)
	x, err := loop.NewEraser(engine, sealer, time.Now)
	if err != nil {
		return k, err
	}
	if k, err = a.in(ctx, eraserCases{x}); err != nil || !a.Do {
		return k, err
	}
	return k, noteErasures(ctx, s, engine)
}

// keeper is a loop, as far as commands ask one that is served.
type keeper interface {
	cases
	Tickets(ctx context.Context) ([]bot.Ticket, error)
	Due(ctx context.Context, at time.Time) (loop.Due, error)
}

// eraserCases is an Eraser as a loop is used.
type eraserCases struct{ *loop.Eraser }

func (c eraserCases) EraseCase(ctx context.Context, number string, tell bool) (loop.Kept, error) {
	return c.Case(ctx, number, tell)
}

func (a eraseAsk) in(ctx context.Context, c cases) (loop.Kept, error) {
	if a.Do {
		return c.EraseCase(ctx, a.Case, a.Tell)
	}
	return c.Kept(ctx, a.Case)
}
