package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"madoguchi/store"
	"madoguchi/store/bolt"
)

// openEngine opens the store that the settings name.
func openEngine(s settings) (store.Engine, error) {
	path, err := s.boltPath()
	if err != nil {
		return nil, err
	}
	return bolt.Open(path, bolt.Options{})
}

// openSealer opens the desk's key. When make is set and there is neither a key nor a store yet, it makes one; a key
// that is missing beside an existing store is never replaced, since nothing stored could be read with a new one.
func openSealer(ctx context.Context, e store.Engine, file string, make bool) (*store.Sealer, error) {
	if file == "" {
		return nil, errors.New("the desk's key is not named: make one with 'madoguchi config key PATH' and set MADOGUCHI_SEAL_KEY_FILE to it")
	}
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) && make {
		if err := store.NewKeyFile(file); err != nil {
			return nil, err
		}
	}
	key, err := store.OpenKeyFile(file)
	if err != nil {
		return nil, err
	}
	return store.OpenSealer(ctx, e, key)
}

// beside is a file in the folder of the store.
func beside(s settings, name string) (string, error) {
	path, err := s.boltPath()
	if err != nil {
		return "", err
	}
	return filepath.Join(filepath.Dir(path), name), nil
}

// exists reports whether a store was made before.
func exists(s settings) bool {
	path, err := s.boltPath()
	if err != nil {
		return false
	}
	_, err = os.Stat(path)
	return err == nil
}

func closing(e store.Engine, err *error) {
	if cerr := e.Close(); cerr != nil && *err == nil {
		*err = fmt.Errorf("close the store: %w", cerr)
	}
}
