package base

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"madoguchi/store"
)

// Draft is a file as somebody at the desk has written it, and not published.
type Draft struct {
	File    string    `json:"file"`
	Content []byte    `json:"content"`
	Over    string    `json:"over,omitempty"` // the Digest of the file in force that it was made of; "": there was none
	By      string    `json:"by"`
	At      time.Time `json:"at"`
}

// drafts are kept under ("kb", "draft", file).
var drafts = store.Table[Draft]{Name: "kb", Version: 1}

var (
	// ErrRewritten: somebody else wrote the draft since the caller looked.
	ErrRewritten = errors.New("somebody else has written this draft meanwhile")

	// ErrOutdated: a release has changed the file since the draft was made of it.
	ErrOutdated = errors.New("a release has changed what the draft was made of")
)

// maxDrafts bounds how many files are drafted at a time: all of them are read in one transaction.
const maxDrafts = 80

// Digest names the content of a file; "" is the name of a file that is not there.
func Digest(content []byte) string {
	if content == nil {
		return ""
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// Drafts returns all drafts, by the names of their files.
func Drafts(ctx context.Context, e store.Engine) (out []Draft, _ error) {
	err := e.View(ctx, func(r store.Reader) error {
		for row, err := range drafts.Scan(r, store.K("draft")) {
			if err != nil {
				return err
			}
			out = append(out, row.Value)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the drafts: %w", err)
	}
	return out, nil
}

// KeepDraft keeps a draft in the place of one that has the digest seen, or none (ErrRewritten).
func KeepDraft(ctx context.Context, e store.Engine, d Draft, seen string) error {
	if !belongs(d.File) {
		return fmt.Errorf("%s belongs to no base", d.File)
	}
	if len(d.Content) > pieceSize {
		return fmt.Errorf("%s has %d KiB, limit %d", d.File, len(d.Content)>>10, pieceSize>>10)
	}
	return e.Update(ctx, func(tx store.Txn) error {
		was, _, err := drafts.Get(tx, store.K("draft", d.File))
		if err != nil {
			return err
		}
		if Digest(was.Content) != seen {
			return fmt.Errorf("%s by %s: %w", d.File, orSomebody(was.By), ErrRewritten)
		}
		if was.File == "" {
			n := 0
			for _, err := range drafts.Scan(tx, store.K("draft")) {
				if n++; err != nil {
					return err
				}
			}
			if n >= maxDrafts {
				return fmt.Errorf("%d files are drafted; publish or drop some first", n)
			}
		}
		d.At = d.At.UTC().Truncate(time.Second)
		return drafts.Put(tx, store.K("draft", d.File), d)
	})
}

// DropDraft removes a draft, as long as it is the one with the digest seen.
func DropDraft(ctx context.Context, e store.Engine, file, seen string) error {
	return e.Update(ctx, func(tx store.Txn) error {
		was, there, err := drafts.Get(tx, store.K("draft", file))
		if err != nil || !there {
			return err
		}
		if Digest(was.Content) != seen {
			return fmt.Errorf("%s by %s: %w", file, orSomebody(was.By), ErrRewritten)
		}
		return drafts.Delete(tx, store.K("draft", file))
	})
}

// Drafted is a tree of files with drafts in it. A draft that was made of another file than the tree
// holds now is ErrOutdated; the tree holds it all the same.
func Drafted(files fs.FS, list []Draft) (fs.FS, error) {
	names, err := belongingIn(files)
	if err != nil {
		return nil, fmt.Errorf("put the drafts in place: %w", err)
	}
	there := map[string]bool{}
	for _, name := range names {
		there[name] = true
	}
	instead := map[string][]byte{}
	var outdated error
	for _, d := range list {
		var now []byte
		if there[d.File] {
			if now, err = fs.ReadFile(files, d.File); err != nil {
				return nil, fmt.Errorf("put the drafts in place: %w", err)
			}
		} else {
			names = append(names, d.File)
		}
		if Digest(now) != d.Over && !bytes.Equal(now, d.Content) {
			outdated = errors.Join(outdated, fmt.Errorf("%s: %w", d.File, ErrOutdated))
		}
		instead[d.File] = d.Content
	}
	packed, err := pack(files, names, instead)
	if err != nil {
		return nil, fmt.Errorf("put the drafts in place: %w", err)
	}
	tree, err := Unpack(packed)
	return tree, errors.Join(err, outdated)
}
