package bolt

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"madoguchi/store"
)

// Options are the settings of Open. The zero value is right for production.
type Options struct {
	// LockTimeout is how long Open waits for another process to let go of the file: a predecessor that is just
	// stopping. Zero means one second.
	LockTimeout time.Duration
}

const (
	format      = 1
	folderMode  = 0o700
	fileMode    = 0o600
	lockDefault = time.Second
)

// Open opens the store at path, and makes folder (0700) and file (0600) when there are none. One process
// at a time has it. Errors are one line, name the file and wrap [store.ErrLocked], [store.ErrForeign], [store.ErrNewer],
// [store.ErrDamaged], or what the operating system said. A file that is refused is left as it is.
func Open(path string, options Options) (store.Engine, error) {
	return open(path, options, defaultTuning())
}

func open(path string, options Options, tune tuning) (*engine, error) {
	if options.LockTimeout <= 0 {
		options.LockTimeout = lockDefault
	}
	if err := os.MkdirAll(filepath.Dir(path), folderMode); err != nil {
		return nil, fmt.Errorf("store: cannot make the folder for %s: %w", path, err)
	}
	fresh, err := inspect(path)
	if err != nil {
		return nil, fmt.Errorf("store: %s: %w", path, err)
	}
	if !fresh { // bbolt may write when it opens a file to write: look first whether it is ours
		err := withDB(path, bbolt.Options{ReadOnly: true, Timeout: options.LockTimeout}, func(db *bbolt.DB) error {
			if fresh, err = checkFormat(db); err != nil || fresh {
				return err
			}
			if err := walkPath(path, true); err != nil {
				return fmt.Errorf("%w; restore a backup", err)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	var e *engine
	err = withDB(path, tune.options(options), func(db *bbolt.DB) error {
		e = newEngine(db, tune)
		if !fresh {
			return nil
		}
		return errors.Join(writeFormat(db), syncFolders(filepath.Dir(path)))
	})
	if err != nil {
		return nil, err
	}
	return e, nil
}

// withDB opens the file and has it examined; it stays open if use does not fail and it is open to write.
func withDB(path string, options bbolt.Options, use func(*bbolt.DB) error) error {
	var db *bbolt.DB
	err := guard(func() (err error) {
		db, err = bbolt.Open(path, fileMode, &options)
		return err
	})
	if err != nil {
		return openError(path, err)
	}
	err = guard(func() error { return use(db) })
	if err != nil || options.ReadOnly {
		err = errors.Join(err, db.Close())
	}
	if err != nil {
		return fmt.Errorf("store: %s: %w", path, err)
	}
	return nil
}

func (t tuning) options(o Options) bbolt.Options {
	return bbolt.Options{
		Timeout:         o.LockTimeout,
		PageSize:        t.pageSize,
		FreelistType:    t.freelist,
		NoFreelistSync:  t.noFreelistSync,
		InitialMmapSize: t.mapSize,
	}
}

func openError(path string, err error) error {
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return fmt.Errorf("store: %s: %w", path, store.ErrLocked)
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrVersionMismatch), errors.Is(err, berrors.ErrChecksum):
		return fmt.Errorf("store: %s: %w (%w)", path, store.ErrForeign, err)
	}
	var at *fs.PathError
	if errors.As(err, &at) {
		err = at.Err // the path is said already
	}
	return fmt.Errorf("store: cannot open %s: %w", path, err)
}

// checkFormat refuses what this program did not write or does not know. A file without anything in it is fresh: a first
// start ended before writeFormat.
func checkFormat(db *bbolt.DB) (fresh bool, err error) {
	err = db.View(func(tx *bbolt.Tx) error {
		marker := tx.Bucket(markerBucket)
		if marker == nil {
			if first, _ := tx.Cursor().First(); first != nil {
				return fmt.Errorf("%w: a bbolt file of another program", store.ErrForeign)
			}
			fresh = true
			return nil
		}
		n, err := strconv.Atoi(string(marker.Get(formatKey)))
		switch {
		case err != nil || n < 1:
			return fmt.Errorf("%w: no format number", store.ErrDamaged)
		case n > format:
			return fmt.Errorf("%w (format %d, known up to %d)", store.ErrNewer, n, format)
		case tx.Bucket(dataBucket) == nil:
			return fmt.Errorf("%w: no data bucket", store.ErrDamaged)
		}
		return nil
	})
	return fresh, err
}

// writeFormat makes a new file ours.
func writeFormat(db *bbolt.DB) error {
	return db.Update(func(tx *bbolt.Tx) error {
		marker, err := tx.CreateBucket(markerBucket)
		if err != nil {
			return err
		}
		if err := marker.Put(formatKey, []byte(strconv.Itoa(format))); err != nil {
			return err
		}
		_, err = tx.CreateBucket(dataBucket)
		return err
	})
}

// syncFolders makes the new file's name durable, and its folder's: bbolt syncs only the file.
func syncFolders(folder string) error {
	if runtime.GOOS == "windows" { // folders cannot be synced there
		return nil
	}
	for _, path := range []string{folder, filepath.Dir(folder)} {
		d, err := os.Open(path)
		if err != nil {
			if errors.Is(err, fs.ErrPermission) { // somebody else's folder above ours
				continue
			}
			return err
		}
		if err := errors.Join(d.Sync(), d.Close()); err != nil {
			return err
		}
	}
	return nil
}
