package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Formats are the versions that a program writes records in, by the name of the table. A store keeps the highest of each
// that was ever used in it, so that an older program is refused at its start and not when it happens upon a record.
type Formats map[string]uint

// Key schema: ("format", table) → the highest version of its records.
var formats = Table[uint]{Name: "format", Version: 1}

// Check refuses, with [ErrNewer], a store in which a program has written that knows a table's records in a higher version.
// Tables that we do not know do not matter: nothing of ours reads them.
func (f Formats) Check(ctx context.Context, e Engine) error {
	return e.View(ctx, f.check)
}

// Note checks, and notes in the store what will be written from now on; only a new version is a write.
func (f Formats) Note(ctx context.Context, e Engine) error {
	noted := true
	err := e.View(ctx, func(r Reader) (err error) {
		noted, err = f.noted(r)
		return err
	})
	if err != nil || noted {
		return err
	}
	return e.Update(ctx, func(tx Txn) error {
		if err := f.check(tx); err != nil {
			return err
		}
		for name, version := range f {
			if err := formats.Put(tx, K(name), version); err != nil {
				return err
			}
		}
		return nil
	})
}

func (f Formats) noted(r Reader) (bool, error) {
	if err := f.check(r); err != nil {
		return false, err
	}
	for name, version := range f {
		was, _, err := formats.Get(r, K(name))
		if err != nil || was != version {
			return false, err
		}
	}
	return true, nil
}

func (f Formats) check(r Reader) error {
	var newer []string
	for _, name := range slices.Sorted(maps.Keys(f)) {
		was, _, err := formats.Get(r, K(name))
		if err != nil {
			return err
		}
		if was > f[name] {
			newer = append(newer, fmt.Sprintf("%s records of version %d, known up to %d", name, was, f[name]))
		}
	}
	if len(newer) > 0 {
		return fmt.Errorf("%w (%s)", ErrNewer, strings.Join(newer, "; "))
	}
	return nil
}
