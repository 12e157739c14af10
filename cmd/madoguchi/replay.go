package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"

	"madoguchi/bot/loop"
	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
	"madoguchi/store"
)

// replayAsk asks what of the conversations that are kept would be answered otherwise, here or of the
// server that has the store open: words do not leave it.
type replayAsk struct {
	Was replaySide `json:"was"`
	Is  replaySide `json:"is"`
}

// replaySide is a release by its number, or packed data files.
type replaySide struct {
	Number uint64 `json:"number,omitempty"`
	Files  []byte `json:"files,omitempty"`
}

// replayAnswer is what comes back.
type replayAnswer struct {
	Replayed loop.Replayed `json:"replayed"`
}

// replaySideOf is what somebody wants to compare: a release's number, or a folder. A folder without
// cases goes with those of from.
func replaySideOf(side string, from fs.FS) (replaySide, error) {
	if number, err := strconv.ParseUint(side, 10, 64); err == nil {
		return replaySide{Number: number}, nil
	}
	files := os.DirFS(side)
	if from != nil {
		var err error
		if files, err = withCases(files, from); err != nil {
			return replaySide{}, err
		}
	}
	packed, err := base.Pack(files)
	return replaySide{Files: packed}, err
}

// load makes a base of it, and learns it.
func (r replaySide) load(ctx context.Context, on shelf) (dialog.Side, error) {
	var b *knowledge.Base
	if r.Files == nil {
		s, err := on.At(ctx, r.Number)
		if err != nil {
			return dialog.Side{}, err
		}
		b = s.Base
	} else {
		files, err := base.Unpack(r.Files)
		if err != nil {
			return dialog.Side{}, err
		}
		if b, err = base.Load(files); err != nil {
			return dialog.Side{}, err
		}
	}
	return dialog.Side{Base: b, Match: edition(b).Match}, nil
}

// do does it on a shelf.
func (a replayAsk) do(ctx context.Context, s settings, on shelf) (loop.Replayed, error) {
	here, ok := on.(storeShelf)
	if !ok {
		out, err := askControl[replayAnswer](ctx, s, "replay", a)
		return out.Replayed, err
	}
	key, err := openDeskKey(s)
	if err != nil {
		return loop.Replayed{}, mendKey(s, err)
	}
	sealer, err := store.OpenSealer(ctx, here.engine, key)
	if err != nil {
		return loop.Replayed{}, err
	}
	return a.in(ctx, loop.NewArchive(here.engine, sealer, time.Now), on)
}

func (a replayAsk) in(ctx context.Context, x *loop.Archive, on shelf) (out loop.Replayed, err error) {
	was, err := a.Was.load(ctx, on)
	if err != nil {
		return out, err
	}
	is, err := a.Is.load(ctx, on)
	if err != nil {
		return out, err
	}
	return x.Replay(ctx, was, is)
}

// movesShown is how many of what is not dangerous is shown.
const movesShown = 20

// printReplay shows what of the conversations that are kept is answered otherwise by b than by a; it
// returns how many of the changes are dangerous.
func printReplay(ctx context.Context, w io.Writer, s settings, on shelf, a, b replaySide) (dangerous int, _ error) {
	began := time.Now()
	r, err := replayAsk{a, b}.do(ctx, s, on)
	if err != nil {
		return 0, fmt.Errorf("replay what is kept: %w", err)
	}
	fmt.Fprintf(w, "replayed %d kept conversations by their words and facts, not message by message, in %v", r.Looked, time.Since(began).Round(time.Second/10))
	if r.Unread > 0 {
		fmt.Fprintf(w, "; %d could not be read", r.Unread)
	}
	fmt.Fprintln(w)
	for _, kind := range dialog.TurnKinds {
		if n := r.Kinds[kind]; n > 0 {
			fmt.Fprintf(w, "  %6d  %s\n", n, kind)
		}
	}
	shown := 0
	for _, m := range r.Moves {
		if !m.Dangerous {
			if shown++; shown > movesShown {
				fmt.Fprintf(w, "  and %d other changes\n", len(r.Moves)-movesShown)
				break
			}
		}
		fmt.Fprintln(w, moveLine(m))
	}
	fmt.Fprintf(w, "replay: %d no longer urgent, %d dangerous\n", r.Calmer, r.Dangerous)
	return r.Dangerous, nil
}

// moveLine says what became of some conversations' answer, by ids.
func moveLine(m loop.Move) string {
	name := func(id string) string {
		if id == "" {
			return "(none)"
		}
		return id
	}
	out := fmt.Sprintf("  %6d  %s → %s: %s", m.N, name(m.Was), name(m.Is), m.Kind)
	if m.Calmer {
		out += ", no longer urgent"
	}
	if m.Dangerous {
		out = strings.Replace(out, "  ", "! ", 1) + ", DANGEROUS"
	}
	if len(m.Case) > 0 {
		out += " (case " + strings.Join(m.Case, ", ") + ")"
	}
	return out
}
