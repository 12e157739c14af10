package base

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"
	"unicode/utf8"

	"madoguchi/knowledge"
	"madoguchi/store"
)

// Key schema:
//
//	("kb", "current")           → the release in force
//	("kb", "release", number)   → every release there ever was
//	("kb", "bundle", name, n)   → the n-th piece of a bundle: the data files of a release, zipped
//	("kb", "draft", file)       → a file that somebody has written and not published
var releases = store.Table[release]{Name: "kb", Version: 1}

// Release is a base that was put in force at some time.
type Release struct {
	Number  uint64 // from 1; 0 for a base of a store that has no history yet
	Version string
	Notice
}

// Notice says where a release comes from.
type Notice struct {
	Origin Origin
	At     time.Time // zero: not known
	By     string    // whoever published it, in free text
	Note   string
}

// Origin says where a stored base came from. One that came with the binary gives way to that of a
// newer binary; one that somebody imported, published or rolled back to does not.
type Origin string

const (
	FromBinary Origin = "binary"
	FromDesk   Origin = "desk"
)

// release is the stored form of a Release.
type release struct {
	Number  uint64    `json:"release,omitempty"`
	Version string    `json:"version"`
	Bundle  string    `json:"bundle,omitempty"` // empty: it has the version's name, as before there was a history
	Pieces  int       `json:"pieces"`
	Origin  Origin    `json:"origin"`
	At      time.Time `json:"at,omitzero"`
	By      string    `json:"by,omitempty"`
	Note    string    `json:"note,omitempty"`
}

func (r release) bundle() string {
	if r.Bundle == "" {
		return r.Version
	}
	return r.Bundle
}

func (r release) public() Release {
	return Release{Number: r.Number, Version: r.Version, Notice: Notice{Origin: r.Origin, At: r.At, By: r.By, Note: r.Note}}
}

var (
	// ErrOvertaken: somebody else put a base in force since the caller looked.
	ErrOvertaken = errors.New("another base came into force meanwhile; see what it changed and publish again")

	// ErrNotKept: there is no such release or version, or only its mention is left.
	ErrNotKept = errors.New("not kept in this store")
)

// Kept is of how many releases, counted from the newest, the files stay in the store. Conversations
// that began with an older base cannot be continued with it.
const Kept = 20

// maxWords is how long a note or a name may be, in characters.
const maxWords = 1000

// Publish puts a tree of data files in force, in the last of its commits: a failure before leaves
// the old base in force. It refuses a tree that Load refuses, and any when the release in force is
// not the one numbered over (ErrOvertaken). What does not belong to the base is left out.
func Publish(ctx context.Context, e store.Engine, files fs.FS, over uint64, n Notice) (Release, error) {
	b, names, err := load(files)
	if err != nil {
		return Release{}, err
	}
	bundle, err := pack(files, names, nil)
	if err != nil {
		return Release{}, fmt.Errorf("pack the base: %w", err)
	}
	return publishPacked(ctx, e, b, bundle, over, n)
}

// publishPacked puts a base in force whose files are packed.
func publishPacked(ctx context.Context, e store.Engine, b *knowledge.Base, bundle []byte, over uint64, n Notice) (Release, error) {
	r := release{Version: b.Version, Bundle: bundleName(b.Version, bundle), Pieces: (len(bundle) + pieceSize - 1) / pieceSize}
	if r.Pieces > maxPieces {
		return Release{}, fmt.Errorf("the base has %d MiB when zipped, limit %d: leave out cases or questions", len(bundle)>>20, maxPieces*pieceSize>>20)
	}
	for i := range r.Pieces {
		piece := bundle[i*pieceSize : min((i+1)*pieceSize, len(bundle))]
		if err := e.Update(ctx, func(tx store.Txn) error { return pieces.Put(tx, pieceKey(r.Bundle, i), piece) }); err != nil {
			return Release{}, fmt.Errorf("save the base: %w", err)
		}
	}
	return putInForce(ctx, e, r, over, n)
}

// Rollback puts the base of an earlier release in force again, as a new release.
func Rollback(ctx context.Context, e store.Engine, number, over uint64, n Notice) (Release, error) {
	var r release
	err := e.View(ctx, func(v store.Reader) (err error) {
		r, err = numbered(v, number)
		return err
	})
	if err == nil {
		_, err = At(ctx, e, number) // what cannot be loaded is not put in force
	}
	if err != nil {
		return Release{}, err
	}
	return putInForce(ctx, e, r, over, n)
}

// putInForce makes a release of a bundle that lies in the store, then sweeps out what is no longer
// kept.
func putInForce(ctx context.Context, e store.Engine, r release, over uint64, n Notice) (Release, error) {
	if utf8.RuneCountInString(n.Note) > maxWords || utf8.RuneCountInString(n.By) > maxWords {
		return Release{}, fmt.Errorf("a note or a name may have %d characters; shorten it", maxWords)
	}
	r.Origin, r.At, r.By, r.Note = n.Origin, n.At.UTC().Truncate(time.Second), n.By, n.Note
	err := e.Update(ctx, func(tx store.Txn) error {
		was, stored, err := releases.Get(tx, store.K("current"))
		if err != nil {
			return err
		}
		if was.Number != over {
			return fmt.Errorf("release %d by %s: %w", was.Number, orSomebody(was.By), ErrOvertaken)
		}
		for i := range r.Pieces {
			if _, there, err := tx.Get(pieces.Key(pieceKey(r.bundle(), i))); err != nil || !there {
				return errors.Join(err, gone(there, r.Version))
			}
		}
		if stored && was.Number == 0 { // from before there was a history: it begins with that one
			was.Number = 1
			if err := releases.Put(tx, store.K("release").Uint(1), was); err != nil {
				return err
			}
		}
		r.Number = was.Number + 1
		if err := releases.Put(tx, store.K("release").Uint(r.Number), r); err != nil {
			return err
		}
		return releases.Put(tx, store.K("current"), r)
	})
	if err != nil {
		return Release{}, fmt.Errorf("put base %s in force: %w", r.Version, err)
	}
	_ = sweep(ctx, e, r.Number) // the release stands; the next one sweeps again
	return r.public(), nil
}

func gone(there bool, version string) error {
	if there {
		return nil
	}
	return fmt.Errorf("base %s: %w", version, errGone)
}

func orSomebody(name string) string {
	if name == "" {
		return "somebody"
	}
	return name
}

// sweep removes the bundles of releases that are no longer kept, as long as the given release is
// the newest: whoever publishes a newer one sweeps by themselves, and what they put in force again
// must not go.
func sweep(ctx context.Context, e store.Engine, newest uint64) error {
	var old []release
	err := e.View(ctx, func(r store.Reader) error {
		keep, seen := map[string]bool{}, uint64(0)
		for row, err := range releases.Reverse(r, store.K("release")) {
			if err != nil {
				return err
			}
			if seen++; seen <= Kept {
				keep[row.Value.bundle()] = true
			} else if seen <= 2*Kept && !keep[row.Value.bundle()] { // older ones were swept before
				old = append(old, row.Value)
			}
		}
		return nil
	})
	for _, o := range old {
		if err == nil {
			err = e.Update(ctx, func(tx store.Txn) error {
				now, _, err := releases.Get(tx, store.K("current"))
				if err != nil || now.Number != newest {
					return err
				}
				for i := range o.Pieces {
					if err := pieces.Delete(tx, pieceKey(o.bundle(), i)); err != nil {
						return err
					}
				}
				return nil
			})
		}
	}
	return err
}

// Standing is a release with what it holds.
type Standing struct {
	Release
	Files fs.FS           // the data files
	Base  *knowledge.Base // nil: it was not asked for
}

// Current returns what is in force in the store; at the first start, or when the binary carries a
// newer base than the one it had put there, that of the binary is put in force. now is the time of
// that.
func Current(ctx context.Context, e store.Engine, now time.Time) (Standing, error) {
	carried, err := Embedded()
	if err != nil {
		return Standing{}, err
	}
	for {
		s, found, err := inForce(ctx, e)
		if err != nil || found && (s.Origin != FromBinary || s.Version == carried.Version) {
			return s, err
		}
		bundle, err := packedEmbedded()
		if err != nil {
			return Standing{}, fmt.Errorf("pack the base: %w", err)
		}
		_, err = publishPacked(ctx, e, carried, bundle, s.Number, Notice{Origin: FromBinary, At: now, By: "madoguchi", Note: "came with the program"})
		if err != nil && !errors.Is(err, ErrOvertaken) {
			return Standing{}, err
		}
	}
}

// Files are the data files in force and their release, as they are: nothing is loaded, and nothing
// is put in force where nothing is. What the caller got last is had again, unread, where it is still
// in force.
func Files(ctx context.Context, e store.Engine, last Standing) (Standing, error) {
	var r release
	files := last.Files
	err := e.View(ctx, func(v store.Reader) (err error) {
		var found bool
		if r, found, err = releases.Get(v, store.K("current")); err == nil && !found {
			err = fmt.Errorf("no base is in force: %w", ErrNotKept)
		}
		if err == nil && (files == nil || r.Number != last.Number || r.Version != last.Version) {
			files, err = readBundle(v, r)
		}
		return err
	})
	if err != nil {
		return Standing{}, fmt.Errorf("read the base from the store: %w", err)
	}
	return Standing{Release: r.public(), Files: files}, nil
}

// Stored is Current at this moment, without the release.
func Stored(ctx context.Context, e store.Engine) (fs.FS, *knowledge.Base, error) {
	s, err := Current(ctx, e, time.Now())
	return s.Files, s.Base, err
}

// inForce returns what is in force; found is false when nothing is. One that came with a binary is
// loaded only when this binary carries it: otherwise it is about to be replaced.
func inForce(ctx context.Context, e store.Engine) (_ Standing, found bool, _ error) {
	var r release
	var files fs.FS
	err := e.View(ctx, func(v store.Reader) (err error) {
		if r, found, err = releases.Get(v, store.K("current")); err != nil || !found {
			return err
		}
		files, err = readBundle(v, r)
		return err
	})
	if err != nil {
		return Standing{}, false, fmt.Errorf("read the base from the store: %w", err)
	}
	s := Standing{Release: r.public(), Files: files}
	if carried, _ := Embedded(); !found || r.Origin == FromBinary && r.Version != carried.Version {
		return s, found, nil
	}
	s.Base, err = open(files, r.Version)
	return s, true, err
}

// Releases lists all releases, the newest first. Of those behind the first Kept only the mention
// may be left.
func Releases(ctx context.Context, e store.Engine) ([]Release, error) {
	var out []Release
	err := e.View(ctx, func(r store.Reader) error {
		for row, err := range releases.Reverse(r, store.K("release")) {
			if err != nil {
				return err
			}
			out = append(out, row.Value.public())
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the releases: %w", err)
	}
	return out, nil
}

// At returns a release by its number. One that is no longer kept is ErrNotKept.
func At(ctx context.Context, e store.Engine, number uint64) (Standing, error) {
	return stand(ctx, e, func(r store.Reader) (release, error) { return numbered(r, number) })
}

// ByVersion returns a base that was in force once, for a conversation that began with it. One that
// is no longer kept is ErrNotKept. Loading takes a while: callers keep what they get.
func ByVersion(ctx context.Context, e store.Engine, version string) (*knowledge.Base, error) {
	if carried, err := Embedded(); err == nil && carried.Version == version {
		return carried, nil
	}
	s, err := stand(ctx, e, func(r store.Reader) (release, error) {
		if now, _, err := releases.Get(r, store.K("current")); err != nil || now.Version == version {
			return now, err
		}
		for row, err := range releases.Reverse(r, store.K("release")) {
			if err != nil || row.Value.Version == version {
				return row.Value, err
			}
		}
		return release{}, fmt.Errorf("base %s: %w", version, ErrNotKept)
	})
	return s.Base, err
}

func numbered(r store.Reader, number uint64) (release, error) {
	found, ok, err := releases.Get(r, store.K("release").Uint(number))
	if err == nil && !ok {
		err = fmt.Errorf("release %d: %w", number, ErrNotKept)
	}
	return found, err
}

// stand returns the release that find finds, in one snapshot with its files.
func stand(ctx context.Context, e store.Engine, find func(store.Reader) (release, error)) (Standing, error) {
	var r release
	var files fs.FS
	err := e.View(ctx, func(v store.Reader) (err error) {
		if r, err = find(v); err != nil {
			return err
		}
		if _, there, err := v.Get(pieces.Key(pieceKey(r.bundle(), 0))); err != nil || !there {
			return errors.Join(err, fmt.Errorf("base %s of release %d: %w", r.Version, r.Number, ErrNotKept))
		}
		files, err = readBundle(v, r)
		return err
	})
	if err != nil {
		return Standing{}, fmt.Errorf("read the base from the store: %w", err)
	}
	b, err := open(files, r.Version)
	return Standing{Release: r.public(), Files: files, Base: b}, err
}
