package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"

	"madoguchi/knowledge/base"
)

// serverShelf asks the server that has the store open.
type serverShelf struct {
	settings
	locked error // why the store could not be opened
}

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
	Why      string         `json:"why,omitempty"`  // it was refused
	Kind     string         `json:"kind,omitempty"` // which of the refusals that callers tell apart
}

// refusals are the errors that callers tell apart, by their names on the wire.
var refusals = map[string]error{"overtaken": base.ErrOvertaken, "not kept": base.ErrNotKept}

// refusal is an error of the server in its own words.
type refusal struct {
	text string
	is   error
}

func (r refusal) Error() string { return r.text }
func (r refusal) Unwrap() error { return r.is }

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

func (s serverShelf) ask(ctx context.Context, a shelfAsk) (out shelfAnswer, _ error) {
	body, err := json.Marshal(a)
	if err != nil {
		return out, err
	}
	r, err := callServer(ctx, s.settings, http.MethodPost, "kb", bytes.NewReader(body))
	if err != nil {
		return out, fmt.Errorf("%w (%w)", s.locked, err)
	}
	defer r.Body.Close()
	if err := json.NewDecoder(r.Body).Decode(&out); err != nil {
		return out, errors.New("the server that has the store open does not know of releases: restart it with this version")
	}
	if out.Why != "" {
		return out, refusal{out.Why, refusals[out.Kind]}
	}
	return out, nil
}

// maxShelfAsk bounds what is asked, in bytes: what a release may take, as JSON.
const maxShelfAsk = 48 << 20

// answerShelf answers ask.
func answerShelf(w http.ResponseWriter, r *http.Request, on shelf) {
	var a shelfAsk
	var out shelfAnswer
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxShelfAsk)).Decode(&a)
	if err == nil {
		out, err = a.in(r.Context(), on)
	}
	if err != nil {
		out = shelfAnswer{Why: err.Error()}
		for kind, is := range refusals {
			if errors.Is(err, is) {
				out.Kind = kind
			}
		}
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(out)
}

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

// standingAnswer sends the files of a release, also of one that cannot be used: whoever asked finds out why by themselves.
func standingAnswer(s base.Standing, err error) (shelfAnswer, error) {
	if s.Files == nil {
		return shelfAnswer{}, err
	}
	packed, err := base.Pack(s.Files)
	return shelfAnswer{Release: s.Release, Files: packed}, err
}
