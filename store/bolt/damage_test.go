package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"madoguchi/store"
)

// TestDamage flips bits all over a file. Whatever comes of it is an error or a value that some table will judge: not a
// crash, and not a call that never returns.
func TestDamage(t *testing.T) {
	if raceDetector {
		t.Skip("with -race the compiler adds pointer checks whose failure ends the process; bbolt's reading of bad pages fails them")
	}
	path := filepath.Join(t.TempDir(), "test.db")
	e := opened(t, path)
	for i := range 60 {
		write(t, e, fmt.Sprintf("key%04d", i*100), strings.Repeat("v", 1500))
	}
	var snapshot bytes.Buffer // only the pages that are used
	if _, err := e.Snapshot(t.Context(), &snapshot); err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	good := snapshot.Bytes()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	found := 0
	const rounds = 150
	for round := range rounds {
		bad := append([]byte(nil), good...)
		page := rnd.IntN(len(bad)/4096) * 4096
		lengths := round%5 == 0 // also of pages: bbolt then frees up to four billion pages, so that only Check may run
		for range 1 + round%8 { // in the page's header and index, where it hurts
			at := rnd.IntN(160)
			if !lengths && at >= 12 && at < 16 {
				at += 4
			}
			bad[page+at] ^= 1 << rnd.IntN(8)
		}
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := use(t.Context(), path, !lengths); err != nil {
			found++
			if strings.Contains(err.Error(), "goroutine ") {
				t.Errorf("round %d: %v", round, err)
			}
		}
	}
	t.Logf("%d of %d damaged files were noticed by bbolt", found, rounds)
	if found == 0 {
		t.Error("no damage was noticed")
	}
}

func use(ctx context.Context, path string, full bool) error {
	e, err := Open(path, Options{})
	if err != nil {
		return err
	}
	checked := e.(store.Checker).Check(ctx)
	if !full || checked != nil && strings.Contains(checked.Error(), "reached twice") {
		return errors.Join(checked, e.Close()) // bbolt's cursors may go round in circles there
	}
	read := e.View(ctx, func(r store.Reader) error {
		for _, err := range r.Scan(nil, nil) {
			if err != nil {
				return err
			}
		}
		for _, err := range r.Reverse(nil, nil) {
			if err != nil {
				return err
			}
		}
		return nil
	})
	wrote := e.Update(ctx, func(tx store.Txn) error { return tx.Put([]byte("key0150"), make([]byte, 3000)) })
	again := e.Update(ctx, func(tx store.Txn) error { return tx.Delete([]byte("key0200")) })
	return errors.Join(checked, read, wrote, again, e.Close())
}

// TestFull: a commit that cannot be written fails for all its members, also for one that only read, and the engine goes on.
func TestFull(t *testing.T) {
	tune := defaultTuning()
	tune.mapSize = 0 // bbolt then allocates little by little
	e, err := open(filepath.Join(t.TempDir(), "test.db"), Options{}, tune)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	write(t, e, "a", "1")
	info, err := os.Stat(e.db.Path())
	if err != nil {
		t.Fatal(err)
	}
	e.db.MaxSize = int(info.Size()) // a full disk, for bbolt
	value := make([]byte, store.MaxValue)
	var writeErr, readErr, failErr error
	errMine := errors.New("mine")
	together(t, e,
		func() {
			writeErr = e.Update(t.Context(), func(tx store.Txn) error { return tx.Put([]byte("b"), value) })
		},
		func() {
			readErr = e.Update(t.Context(), func(tx store.Txn) error {
				if _, ok, err := tx.Get([]byte("b")); !ok || err != nil {
					t.Errorf("the second member does not see the first one's write: %v, %v", ok, err)
				}
				return nil
			})
		},
		func() {
			failErr = e.Update(t.Context(), func(tx store.Txn) error { return errMine })
		})
	for name, err := range map[string]error{"writer": writeErr, "reader": readErr, "failing": failErr} {
		if err == nil || errors.Is(err, errMine) || errors.Is(err, store.ErrUncertain) {
			t.Errorf("%s: %v, want the failed commit", name, err)
		}
	}
	if got := contents(t, e); got != "a=1" {
		t.Errorf("after the failure: %.20s", got)
	}
	e.db.MaxSize = 0
	write(t, e, "c", "3")
	if got := contents(t, e); got != "a=1 c=3" {
		t.Errorf("later: %.20s", got)
	}
	if err := e.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestBroken: when nobody knows whether a commit reached the disk, nothing more is written before a restart.
func TestBroken(t *testing.T) {
	e := opened(t, filepath.Join(t.TempDir(), "test.db"))
	write(t, e, "a", "1")
	tx, err := e.db.Begin(true)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.failed(tx, tx.ID()-1, errors.New("input/output error")); !errors.Is(err, store.ErrUncertain) {
		t.Errorf("the failed commit: %v", err)
	}
	err = e.Update(t.Context(), func(tx store.Txn) error { t.Error("fn ran"); return nil })
	if err == nil || !strings.Contains(err.Error(), "restart") {
		t.Errorf("the next Update: %v", err)
	}
	if got := contents(t, e); got != "a=1" {
		t.Errorf("reading: %s", got)
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
}

// TestFatalDamage: what would end the process, or eat its memory, is found before the store is used: a branch that leads back to
// itself, which bbolt follows until the stack is full, and a page that claims billions of pages, which a commit would free one by one.
func TestFatalDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	e := opened(t, path)
	for i := range 400 {
		write(t, e, fmt.Sprintf("key%04d", i), strings.Repeat("v", 1500))
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	m, _, err := newestMeta(bytes.NewReader(good))
	if err != nil {
		t.Fatal(err)
	}
	w := &walker{file: bytes.NewReader(good), meta: m, known: make([]uint64, m.pages/64+1)}
	if err := w.page(m.root); err != nil {
		t.Fatal(err)
	}
	order := binary.NativeEndian
	branches, leaves := 0, 0
	for id := uint64(2); id < m.pages; id++ {
		if w.known[id/64]&(1<<(id%64)) == 0 {
			continue // free
		}
		bad := bytes.Clone(good)
		page, want := bad[id*4096:], "longer than the file"
		switch order.Uint16(page[8:]) {
		case branchPage:
			branches++
			order.PutUint64(page[pageHeader+8:], id)
			want = "reached twice"
		case leafPage:
			if leaves++; leaves%40 != 0 {
				continue
			}
			page[15] ^= 0x40
		default:
			continue // the rest of a long page
		}
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		e, err := Open(path, Options{})
		if err == nil {
			_ = e.Close()
		}
		if !errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "restore a backup") {
			t.Errorf("page %d: %v, want %q", id, err, want)
		}
		if left, _ := os.ReadFile(path); !bytes.Equal(left, bad) {
			t.Fatal("a file that was refused was changed")
		}
	}
	if branches == 0 || leaves < 40 {
		t.Fatalf("%d branches and %d leaves were tried", branches, leaves)
	}
}
