package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"syscall"

	"madoguchi/bot/desk"
	"madoguchi/bot/loop"
	"madoguchi/bot/slack"
	"madoguchi/knowledge/base"
	"madoguchi/store"
	"madoguchi/store/bolt"
)

// recordFormats are the versions in which this program writes records.
func recordFormats() store.Formats {
	f := loop.Formats()
	maps.Copy(f, base.Formats())
	maps.Copy(f, slack.Formats())
	maps.Copy(f, desk.Formats())
	return f
}

// openEngine opens the store that the settings name, unless a newer program has written in it.
func openEngine(ctx context.Context, s settings) (store.Engine, error) {
	e, err := openAny(ctx, s)
	if err != nil {
		return nil, err
	}
	if err := recordFormats().Check(ctx, e); err != nil {
		e.Close()
		return nil, mendNewer(s, err)
	}
	return e, nil
}

// mendNewer says what to do about records that a newer program wrote; nil and other errors stay as they are.
func mendNewer(s settings, err error) error {
	if errors.Is(err, store.ErrNewer) {
		return fmt.Errorf("store %s: %w: use that version, or restore a backup from before it was used", s.Store, err)
	}
	return err
}

func openAny(ctx context.Context, s settings) (store.Engine, error) {
	if s.inEtcd() {
		return openEtcd(ctx, s)
	}
	path, err := s.boltPath()
	if err != nil {
		return nil, err
	}
	e, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		return nil, fmt.Errorf("%w%s", err, mendStore(err))
	}
	return e, nil
}

// mendStore says what to do about a store that does not open, where the error does not say it.
func mendStore(err error) string {
	switch {
	case errors.Is(err, store.ErrLocked):
		return ", or choose another file with --store or MADOGUCHI_STORE"
	case errors.Is(err, store.ErrNewer):
		return ": use that version, or choose another file with --store or MADOGUCHI_STORE"
	case errors.Is(err, store.ErrForeign), errors.Is(err, store.ErrDamaged):
		return "; it was left as it is: choose another file with --store or MADOGUCHI_STORE"
	}
	return ": choose a place that can be written with --store or MADOGUCHI_STORE"
}

// openSealed opens the store and the desk's key. With make it makes a key where there is none and nothing is sealed
// yet; a key that is missing beside a sealed store is never replaced, since what is stored could not be read with a new
// one. A key that is missing or no key is refused before the store is touched, and so is a key service that does not answer before there is one.
func openSealed(ctx context.Context, s settings, make bool) (_ store.Engine, _ *store.Sealer, err error) {
	key, err := openDeskKey(s)
	absent := errors.Is(err, store.ErrNoKeyFile) || errors.Is(err, syscall.ENOTDIR)
	if err != nil && (!absent || !make) {
		return nil, nil, mendKey(s, err)
	}
	if !stored(s) { // what cannot be sealed is not begun
		if err := tryKey(key); err != nil {
			return nil, nil, err
		}
	}
	engine, err := openEngine(ctx, s)
	if err != nil {
		return nil, nil, err
	}
	defer func() {
		if err != nil {
			engine.Close() // nothing was written
		}
	}()
	if absent {
		if key, err = firstKey(ctx, engine, s); err != nil {
			return nil, nil, err
		}
	}
	sealer, err := store.OpenSealer(ctx, engine, key)
	if errors.Is(err, store.ErrWrongKey) {
		err = wrongKey(s)
	}
	if err == nil {
		err = recordFormats().Note(ctx, engine)
	}
	return engine, sealer, mendNewer(s, err)
}

// firstKey makes the desk's key for a store in which nothing is sealed.
func firstKey(ctx context.Context, e store.Engine, s settings) (store.DeskKey, error) {
	sealed := false
	err := e.View(ctx, func(r store.Reader) error {
		for _, err := range r.Scan(store.K("seal").Range()) {
			sealed = err == nil
			return err
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look for the store's seal: %w", err)
	}
	if sealed {
		return nil, fmt.Errorf("the desk's key %s is missing, and without it nothing in the store %s can be read: put the key back there, or begin anew with another --store", s.SealKeyFile, s.Store)
	}
	if err := store.NewKeyFile(s.SealKeyFile); err != nil {
		return nil, err
	}
	return store.OpenKeyFile(s.SealKeyFile)
}

// beside is a file in the folder of the store. A store on a cluster has none.
func beside(s settings, name string) (string, error) {
	if s.inEtcd() {
		return "", fmt.Errorf("the store %s has no folder in which to look for the desk's key: name the key's file with --seal-key-file or MADOGUCHI_SEAL_KEY_FILE; demo makes it there if the store is new", s.Store)
	}
	path, err := s.boltPath()
	if err != nil {
		return "", err
	}
	return filepath.Join(filepath.Dir(path), name), nil
}

// stored reports whether there is a store, be it one that cannot be read. On a cluster that is found out by opening it.
func stored(s settings) bool {
	if s.inEtcd() {
		return true
	}
	path, err := s.boltPath()
	if err != nil {
		return false
	}
	_, err = os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

func closing(e store.Engine, err *error) {
	if cerr := e.Close(); cerr != nil && *err == nil {
		*err = fmt.Errorf("close the store: %w", cerr)
	}
}
