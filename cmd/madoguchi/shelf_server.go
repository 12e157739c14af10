package main

import (
	"context"
	"fmt"
	"io/fs"

	"madoguchi/knowledge/base"
)

// serverShelf asks the server that has the store open.
type serverShelf struct{ settings }

// shelfAsk is what is asked of it.
type shelfAsk struct {
	Do     string      `json:"do"` // releases, current, at, publish or rollback
	Number uint64      `json:"number,omitempty"`
	Over   uint64      `json:"over,omitempty"`
	Files  []byte      `json:"files,omitempty"` // packed
	Notice base.Notice `json:"notice"`
}

// shelfAnswer is what comes back.
type shelfAnswer struct {
	Releases []base.Release `json:"releases,omitempty"`
	Release  base.Release   `json:"release"`
	Files    []byte         `json:"files,omitempty"`
}

func (s serverShelf) Releases(ctx context.Context) ([]base.Release, error) {
	out, err := s.ask(ctx, shelfAsk{Do: "releases"})
	return out.Releases, err
}

func (s serverShelf) Current(ctx context.Context) (base.Standing, error) {
	return s.standing(ctx, shelfAsk{Do: "current"})
}

func (s serverShelf) At(ctx context.Context, number uint64) (base.Standing, error) {
	return s.standing(ctx, shelfAsk{Do: "at", Number: number})
}

func (s serverShelf) standing(ctx context.Context, a shelfAsk) (base.Standing, error) {
	out, err := s.ask(ctx, a)
	if err != nil {
		return base.Standing{}, err
	}
	return base.Stand(out.Release, out.Files)
}

func (s serverShelf) Publish(ctx context.Context, files fs.FS, over uint64, n base.Notice) (base.Release, error) {
	packed, err := base.Pack(files)
	if err != nil {
		return base.Release{}, err
	}
	out, err := s.ask(ctx, shelfAsk{Do: "publish", Files: packed, Over: over, Notice: n})
	return out.Release, err
}

func (s serverShelf) Rollback(ctx context.Context, number, over uint64, n base.Notice) (base.Release, error) {
	out, err := s.ask(ctx, shelfAsk{Do: "rollback", Number: number, Over: over, Notice: n})
	return out.Release, err
}

func (s serverShelf) ask(ctx context.Context, a shelfAsk) (shelfAnswer, error) {
	return askControl[shelfAnswer](ctx, s.settings, "kb", a)
}

// maxShelfAsk bounds what is asked, in bytes: what a release may take, as JSON.
const maxShelfAsk = 48 << 20

// in does it on a shelf at hand.
func (a shelfAsk) in(ctx context.Context, on shelf) (out shelfAnswer, err error) {
	switch a.Do {
	case "releases":
		out.Releases, err = on.Releases(ctx)
	case "current":
		return standingAnswer(on.Current(ctx))
	case "at":
		return standingAnswer(on.At(ctx, a.Number))
	case "publish":
		files, err := base.Unpack(a.Files)
		if err != nil {
			return out, err
		}
		out.Release, err = on.Publish(ctx, files, a.Over, a.Notice)
		return out, err
	case "rollback":
		out.Release, err = on.Rollback(ctx, a.Number, a.Over, a.Notice)
	default:
		err = fmt.Errorf("%q cannot be done with releases", a.Do)
	}
	return out, err
}

// standingAnswer sends the files of a release, also of one that cannot be used: whoever asked finds
// out why by themselves.
func standingAnswer(s base.Standing, err error) (shelfAnswer, error) {
	if s.Files == nil {
		return shelfAnswer{}, err
	}
	packed, err := base.Pack(s.Files)
	return shelfAnswer{Release: s.Release, Files: packed}, err
}
