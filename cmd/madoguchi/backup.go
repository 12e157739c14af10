package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"madoguchi/store"
	"madoguchi/store/bolt"
)

type backupCmd struct {
	settingFlags `embed:""`
	File         string `arg:"" type:"path" help:"Where to put the copy; an existing file is never replaced."`
}

// Run writes a consistent copy of the store, while a server has it open or not.
func (c backupCmd) Run(p process) (err error) {
	s, err := c.load(p)
	if err != nil {
		return err
	}
	part := c.File + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("the backup cannot be written: %w", err)
	}
	defer os.Remove(part)
	if _, err := os.Stat(c.File); err == nil {
		return fmt.Errorf("%s exists: a backup is never replaced; choose another name", c.File)
	}
	if err := errors.Join(copyStore(context.Background(), s, f), f.Sync(), f.Close()); err != nil {
		return err
	}
	n, err := checkedBackup(part) // what cannot be read back is no backup
	if err != nil {
		return err
	}
	if err := keepErasuresWith(context.Background(), s, filepath.Dir(c.File)); err != nil {
		return err
	}
	if err := os.Rename(part, c.File); err != nil {
		return fmt.Errorf("the backup cannot be put in its place: %w", err)
	}
	fmt.Fprintf(p.out, "wrote %s: %d records. The desk's key is not in it; keep that in another place. What was erased is listed in %s beside it.\n", c.File, n, erasuresName)
	return nil
}

// keepErasuresWith puts the list of erasures into a folder of backups, and has it kept up to date
// there.
func keepErasuresWith(ctx context.Context, s settings, folder string) error {
	erased, err := currentErasures(ctx, s)
	if err != nil {
		return err
	}
	if err := addErasures(filepath.Join(folder, erasuresName), erased); err != nil {
		return fmt.Errorf("the list of what was erased cannot be written beside the backup: %w", err)
	}
	if s.inEtcd() {
		return nil
	}
	path, err := s.boltPath()
	if err != nil {
		return err
	}
	return erasureList{path}.remember(folder)
}

// currentErasures reads what was erased, here or from the server that has the store open.
func currentErasures(ctx context.Context, s settings) (out []store.Erasure, err error) {
	engine, err := openExisting(ctx, s)
	if errors.Is(err, store.ErrLocked) {
		r, err := callServer(ctx, s, http.MethodGet, "erasures", nil)
		if err != nil {
			return nil, err
		}
		defer r.Body.Close()
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, fmt.Errorf("the server broke off the list of what was erased: %w", err)
		}
		if out, err = parseErasures("what it says", raw); err != nil {
			return nil, errors.New("the server that has the store open does not say what was erased: restart it with this version")
		}
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	defer closing(engine, &err)
	return erasuresOf(ctx, engine)
}

// copyStore writes the store as a dump. A bolt file that a server has open is asked for through the
// server's socket.
func copyStore(ctx context.Context, s settings, w io.Writer) error {
	engine, err := openExisting(ctx, s)
	if errors.Is(err, store.ErrLocked) {
		return askServer(ctx, s, w)
	}
	if err != nil {
		return err
	}
	defer engine.Close()
	return dump(ctx, engine, w)
}

func dump(ctx context.Context, engine store.Engine, w io.Writer) error {
	if shared, ok := engine.(store.Presencer); ok { // what lives only as long as a process does not belong into a copy
		_, err := shared.(store.Snapshotter).Snapshot(ctx, w)
		return err
	}
	_, err := store.WriteDump(ctx, engine, w)
	return err
}

// openExisting opens a store that there is: a backup of a file that was misspelt must not be an
// empty one.
func openExisting(ctx context.Context, s settings) (store.Engine, error) {
	if !s.inEtcd() {
		if path, err := s.boltPath(); err != nil {
			return nil, err
		} else if _, err := os.Stat(path); err != nil {
			return nil, fmt.Errorf("there is no store: %w; name it with --store or MADOGUCHI_STORE", err)
		}
	}
	return openEngine(ctx, s)
}

func checkedBackup(path string) (uint64, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, fmt.Errorf("the backup cannot be read: %w", err)
	}
	defer f.Close()
	n, err := store.CheckDump(f)
	if err != nil {
		return 0, fmt.Errorf("%s is no whole backup: %w", path, err)
	}
	return n, nil
}

type restoreCmd struct {
	settingFlags `embed:""`
	File         string `arg:"" type:"existingfile" help:"A backup."`
	Erasures     string `type:"existingfile" placeholder:"FILE" help:"The list of what was erased, or a later backup: what was erased by then stays erased. Lists beside the backup and beside the store are found without."`
	NoErasures   bool   `help:"Restore without any such list: what was erased since the backup comes back."`
}

// Run puts a backup in the place of the store. It is read whole and checked before anything is
// replaced; what was erased since it was made is erased again, as far as the store that is there,
// or a later backup, knows; the store that was there is kept beside.
func (c restoreCmd) Run(p process) error {
	s, err := c.load(p)
	if err != nil {
		return err
	}
	if s.sealKey() == "" {
		if s.SealKeyFile, err = beside(s, "desk.key"); err != nil {
			return err
		}
	}
	key, err := openDeskKey(s)
	if err != nil {
		return mendKey(s, err)
	}
	n, err := checkedBackup(c.File)
	if err != nil {
		return err
	}
	ctx := context.Background()
	r := restoring{ctx: ctx, key: key, from: c.File}
	if err := r.learnAll(s, c); err != nil {
		return err
	}
	kept := ""
	if s.inEtcd() {
		err = r.intoCluster(s)
	} else {
		kept, err = r.intoFile(s)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "restored %d records; %d conversations that were erased stay erased\n", n, r.repeated)
	if kept != "" {
		fmt.Fprintf(p.out, "the store that was there is kept as %s; delete it when you do not need it any more\n", kept)
	}
	return nil
}

// restoring is a restore under way.
type restoring struct {
	ctx      context.Context
	key      store.DeskKey
	from     string
	erased   []store.Erasure
	repeated int
}

// learnAll reads every list of erasures that can be found. Without one nothing is restored, lest
// what was erased come back unnoticed.
func (r *restoring) learnAll(s settings, c restoreCmd) error {
	lists := []string{filepath.Join(filepath.Dir(c.File), erasuresName)}
	known := c.Erasures != "" || c.NoErasures
	if !s.inEtcd() {
		path, err := s.boltPath()
		if err != nil {
			return err
		}
		if _, err := os.Stat(path); err == nil {
			known = true // the store that is there knows; see intoFile
		}
		lists = append(lists, erasureList{path}.beside())
	}
	for _, list := range lists {
		erased, err := readErasures(list)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		} else if err != nil {
			return err
		}
		r.erased, known = append(r.erased, erased...), true
	}
	if !known {
		return fmt.Errorf("nothing says what was erased since this backup was made: put %s, which is kept with the backups, beside it, or name it or a later backup with --erasures; --no-erasures restores all the same", erasuresName)
	}
	if c.Erasures == "" {
		return nil
	}
	if erased, err := readErasures(c.Erasures); err == nil {
		r.erased = append(r.erased, erased...)
		return nil
	}
	return r.learn(c.Erasures)
}

// learn reads what was erased out of a later backup.
func (r *restoring) learn(path string) error {
	if _, err := checkedBackup(path); err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	memory := store.Memory()
	defer memory.Close()
	if err := store.ReadDump(r.ctx, f, memory); err != nil {
		return fmt.Errorf("read the erasures of %s: %w", path, err)
	}
	return r.collect(memory)
}

func (r *restoring) collect(e store.Engine) error {
	erased, err := erasuresOf(r.ctx, e)
	r.erased = append(r.erased, erased...)
	return err
}

// fill reads the backup into an empty store, which the key must open, and repeats the erasures.
func (r *restoring) fill(e store.Engine) error {
	f, err := os.Open(r.from)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := store.ReadDump(r.ctx, f, e); err != nil {
		return fmt.Errorf("restore %s: %w", r.from, err)
	}
	if err := recordFormats().Check(r.ctx, e); err != nil {
		return fmt.Errorf("the backup %s: %w: restore it with that version", r.from, err)
	}
	sealer, err := store.OpenSealer(r.ctx, e, r.key)
	if errors.Is(err, store.ErrWrongKey) {
		return fmt.Errorf("the backup was made with another desk key: %w; name that with --seal-key or --seal-key-file, and use 'madoguchi config rewrap' after", err)
	} else if err != nil {
		return err
	}
	slices.SortFunc(r.erased, func(a, b store.Erasure) int {
		return cmp.Or(strings.Compare(a.Conv, b.Conv), strings.Compare(a.ID, b.ID))
	})
	for _, erasure := range slices.Compact(r.erased) {
		if err := e.Update(r.ctx, func(tx store.Txn) error { return sealer.Repeat(tx, erasure) }); err != nil {
			return fmt.Errorf("erase again what was erased: %w", err)
		}
		r.repeated++
	}
	return nil
}

func (r *restoring) intoCluster(s settings) error {
	e, err := openEngine(r.ctx, s)
	if err != nil {
		return err
	}
	defer e.Close()
	if err := r.fill(e); errors.Is(err, store.ErrNotEmpty) {
		return fmt.Errorf("%s holds something: restore into a new prefix, as in %s-2, and serve from there", s.Store, s.Store)
	} else if err != nil {
		return err
	}
	return nil
}

// intoFile makes a new file beside the store and changes places at the very end.
func (r *restoring) intoFile(s settings) (kept string, err error) {
	path, err := s.boltPath()
	if err != nil {
		return "", err
	}
	fresh := path + ".restoring"
	if err := os.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) { // of a restore that was broken off
		return "", err
	}
	defer os.Remove(fresh)
	old, err := bolt.Open(path, bolt.Options{})
	switch {
	case errors.Is(err, store.ErrLocked):
		return "", fmt.Errorf("%w; a store is restored while nobody serves it", err)
	case err == nil:
		defer old.Close() // held until the new one is in place, so that no server opens it meanwhile
		if err := r.collect(old); err != nil {
			return "", err
		}
	}
	e, err := bolt.Open(fresh, bolt.Options{})
	if err != nil {
		return "", fmt.Errorf("restore: %w", err)
	}
	if err := errors.Join(r.fill(e), e.Close()); err != nil {
		return "", err
	}
	if _, err := os.Stat(path); err == nil {
		kept = path + ".before-" + time.Now().Format("20060102-150405")
		if err := os.Rename(path, kept); err != nil {
			return "", err
		}
	}
	return kept, os.Rename(fresh, path)
}

// askServer lets the server that has the store open write the copy.
func askServer(ctx context.Context, s settings, w io.Writer) error {
	r, err := callServer(ctx, s, http.MethodGet, "backup", nil)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	if _, err := io.Copy(w, r.Body); err != nil {
		return fmt.Errorf("the server broke off the copy: %w", err)
	}
	return nil
}
