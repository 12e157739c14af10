package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"madoguchi/store"
)

// What was erased must not come back with an older backup. So the list of erasures, which holds
// nothing but names of destroyed keys, is kept beside the store and in every folder into which a
// backup was made, and grows there with each erasure; a restore repeats what such a list names.

// erasuresName is the list's name in a folder of backups.
const erasuresName = "madoguchi.erasures"

const erasuresHead = "# madoguchi: what was erased. Keep this with the backups; a restore needs it."

// erasureList is where the lists of a store are.
type erasureList struct{ store string } // the path of a bolt file

func (l erasureList) beside() string  { return l.store + ".erasures" }
func (l erasureList) folders() string { return l.store + ".backups" }

// remember adds a folder in which the list is kept from now on.
func (l erasureList) remember(folder string) error {
	known, err := linesOf(l.folders())
	if err != nil || slices.Contains(known, folder) {
		return err
	}
	return os.WriteFile(l.folders(), []byte(strings.Join(append(known, folder), "\n")+"\n"), 0o600)
}

// update brings all lists up to date. A folder that is not there, on a disk that is taken out, is
// brought up to date by the next backup into it.
func (l erasureList) update(ctx context.Context, engine store.Engine) error {
	erased, err := erasuresOf(ctx, engine)
	if err != nil || len(erased) == 0 {
		return err
	}
	err = addErasures(l.beside(), erased)
	folders, ferr := linesOf(l.folders())
	for _, folder := range folders {
		if _, gone := os.Stat(folder); gone == nil {
			err = errors.Join(err, addErasures(filepath.Join(folder, erasuresName), erased))
		}
	}
	return errors.Join(err, ferr)
}

// noteErasures updates the lists of a store in a file.
func noteErasures(ctx context.Context, s settings, engine store.Engine) error {
	if s.inEtcd() {
		return nil
	}
	path, err := s.boltPath()
	if err != nil {
		return err
	}
	if err := (erasureList{path}).update(ctx, engine); err != nil {
		return fmt.Errorf("the list of what was erased cannot be kept up to date: %w", err)
	}
	return nil
}

// erasuresOf reads what was erased out of a store.
func erasuresOf(ctx context.Context, engine store.Engine) (out []store.Erasure, err error) {
	err = engine.View(ctx, func(tx store.Reader) error {
		out = nil
		for erasure, err := range (*store.Sealer)(nil).Erasures(tx) {
			if err != nil {
				return fmt.Errorf("read what was erased: %w", err)
			}
			out = append(out, erasure)
		}
		return nil
	})
	return out, err
}

// addErasures adds to a list what it does not hold yet.
func addErasures(path string, erased []store.Erasure) error {
	have, err := readErasures(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	known := map[store.Erasure]bool{}
	for _, e := range have {
		known[e] = true
	}
	fresh := slices.DeleteFunc(slices.Clone(erased), func(e store.Erasure) bool { return known[e] })
	if len(fresh) == 0 && err == nil {
		return nil
	}
	part := path + ".part" // a list that was cut off would forget erasures
	if err := os.WriteFile(part, writtenErasures(append(have, fresh...)), 0o600); err != nil {
		return err
	}
	return os.Rename(part, path)
}

// writtenErasures is a list as it is written.
func writtenErasures(erased []store.Erasure) []byte {
	var b bytes.Buffer
	fmt.Fprintln(&b, erasuresHead)
	for _, e := range erased {
		fmt.Fprintf(&b, "%s %s\n", strconv.QuoteToASCII(e.Conv), hex.EncodeToString([]byte(e.ID)))
	}
	return b.Bytes()
}

// readErasures reads a list.
func readErasures(path string) ([]store.Erasure, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return parseErasures(path, raw)
}

func parseErasures(path string, raw []byte) (out []store.Erasure, err error) {
	lines := splitLines(raw)
	if len(lines) == 0 || lines[0] != erasuresHead {
		return nil, fmt.Errorf("%s is no list of erasures", path)
	}
	for n, line := range lines[1:] {
		at := strings.LastIndexByte(line, ' ')
		bad := fmt.Errorf("%s: line %d is damaged", path, n+2)
		if at < 0 {
			return nil, bad
		}
		conv, err := strconv.Unquote(line[:at])
		id, hexErr := hex.DecodeString(line[at+1:])
		if err != nil || hexErr != nil {
			return nil, bad
		}
		out = append(out, store.Erasure{Conv: conv, ID: string(id)})
	}
	return out, nil
}

// linesOf are the lines of a small file; nil where there is none.
func linesOf(path string) (out []string, err error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return splitLines(raw), nil
}

func splitLines(raw []byte) (out []string) {
	for line := range strings.Lines(string(raw)) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}
