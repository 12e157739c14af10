package bolt

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"madoguchi/store"
)

func write(t testing.TB, e store.Engine, key, value string) {
	t.Helper()
	err := e.Update(t.Context(), func(tx store.Txn) error { return tx.Put([]byte(key), []byte(value)) })
	if err != nil {
		t.Fatalf("Update: %v", err)
	}
}

func contents(t testing.TB, e store.Engine) string {
	t.Helper()
	var all []string
	err := e.View(t.Context(), func(r store.Reader) error {
		for x, err := range r.Scan(nil, nil) {
			if err != nil {
				return err
			}
			all = append(all, string(x.Key)+"="+string(x.Value))
		}
		return nil
	})
	if err != nil {
		t.Fatalf("View: %v", err)
	}
	return strings.Join(all, " ")
}

func TestOpenKeeps(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "b", "test.db")
	e := opened(t, path)
	write(t, e, "k", "v")
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
		if info, err := os.Stat(at); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: mode %v, %v; want %v", at, info.Mode().Perm(), err, want)
		}
	}
	e = opened(t, path)
	defer e.Close()
	if got := contents(t, e); got != "k=v" {
		t.Errorf("after reopening: %s", got)
	}
}

// TestOpenAfterCutShort: a first start that ended between making the file and marking it.
func TestOpenAfterCutShort(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	db, err := bbolt.Open(path, 0o600, nil)
	if err == nil {
		err = db.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	e := opened(t, path)
	defer e.Close()
	write(t, e, "k", "v")
}

// TestOpenRefuses: every refusal is one line that names the file, and leaves the file as it is.
func TestOpenRefuses(t *testing.T) {
	good := filepath.Join(t.TempDir(), "good.db")
	e := opened(t, good)
	write(t, e, "k", strings.Repeat("v", 100_000))
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	goodBytes, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	asBolt := func(change func(*bbolt.Tx) error) func(t *testing.T, path string) {
		return func(t *testing.T, path string) {
			db, err := bbolt.Open(path, 0o600, &bbolt.Options{NoFreelistSync: true})
			if err == nil {
				err = errors.Join(db.Update(change), db.Close())
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	with := func(content []byte) func(t *testing.T, path string) {
		return func(t *testing.T, path string) {
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	marked := func(marker string) func(*bbolt.Tx) error {
		return func(tx *bbolt.Tx) error {
			b, err := tx.CreateBucket(markerBucket)
			if err != nil {
				return err
			}
			return b.Put(formatKey, []byte(marker))
		}
	}
	cases := []struct {
		name    string
		prepare func(t *testing.T, path string)
		want    error
		says    string
	}{
		{"text file", with([]byte("dear diary\n")), store.ErrForeign, "not a madoguchi store"},
		{"large text file", with(bytes.Repeat([]byte("dear diary\n"), 10_000)), store.ErrForeign, "not a madoguchi store"},
		{"zeros", with(make([]byte, 65536)), store.ErrForeign, "not a madoguchi store"},
		{"folder", func(t *testing.T, path string) { os.Mkdir(path, 0o700) }, store.ErrForeign, "not a regular file"},
		{"another program's", asBolt(func(tx *bbolt.Tx) error { _, err := tx.CreateBucket([]byte("theirs")); return err }), store.ErrForeign, "another program"},
		{"newer format", asBolt(marked("2")), store.ErrNewer, "written by a newer madoguchi"},
		{"no format", asBolt(marked("x")), store.ErrDamaged, "no format number"},
		{"no data", asBolt(marked("1")), store.ErrDamaged, "no data bucket"},
		{"cut off", with(goodBytes[:10*4096]), store.ErrDamaged, "cut off"},
		{"cut to two pages", with(goodBytes[:8192]), store.ErrDamaged, "cut off"},
		{"cut in the first page", with(goodBytes[:100]), store.ErrDamaged, "cut off"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "test.db")
			c.prepare(t, path)
			before, _ := os.ReadFile(path)
			e, err := Open(path, Options{})
			if err == nil {
				e.Close()
				t.Fatal("it was opened")
			}
			text := err.Error()
			if !errors.Is(err, c.want) || !strings.Contains(text, c.says) || !strings.Contains(text, path) || strings.Contains(text, "\n") {
				t.Errorf("error %q", text)
			}
			if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
				t.Error("the refused file was changed")
			}
		})
	}
}

func TestOpenLocked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	e := opened(t, path)
	_, err := Open(path, Options{LockTimeout: 10 * time.Millisecond})
	if !errors.Is(err, store.ErrLocked) || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "stop the other madoguchi") {
		t.Errorf("error %v", err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	opened(t, path).Close()
}

func TestOpenUnwritable(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Open(filepath.Join(file, "test.db"), Options{})
	if err == nil || !strings.Contains(err.Error(), "cannot make the folder") || strings.Contains(err.Error(), "\n") {
		t.Errorf("a file in the folder's place: %v", err)
	}
	if os.Getuid() == 0 {
		t.Skip("root may write everywhere")
	}
	if err := os.Chmod(folder, 0o500); err != nil {
		t.Fatal(err)
	}
	_, err = Open(filepath.Join(folder, "test.db"), Options{})
	if !errors.Is(err, os.ErrPermission) || strings.Contains(err.Error(), "\n") {
		t.Errorf("folder that cannot be written: %v", err)
	}
}

func TestSnapshot(t *testing.T) {
	folder := t.TempDir()
	e := opened(t, filepath.Join(folder, "test.db"))
	defer e.Close()
	write(t, e, "a", "1")
	var copied bytes.Buffer
	w := writerFunc(func(p []byte) (int, error) {
		write(t, e, "b", "2") // while the snapshot is being written
		return copied.Write(p)
	})
	n, err := store.Snapshotter(e).Snapshot(t.Context(), w)
	if err != nil || n != int64(copied.Len()) {
		t.Fatalf("Snapshot: %d of %d bytes, %v", n, copied.Len(), err)
	}
	path := filepath.Join(folder, "copy.db")
	if err := os.WriteFile(path, copied.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	restored := opened(t, path)
	defer restored.Close()
	if got := contents(t, restored); got != "a=1" {
		t.Errorf("the copy holds %s", got)
	}
	if err := restored.Check(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := e.Snapshot(t.Context(), writerFunc(func([]byte) (int, error) { return 0, io.ErrShortWrite })); err == nil {
		t.Error("a writer's failure is not reported")
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// TestEmptyFile: an empty file is what a full disk leaves of a store; it is not silently a new one.
func TestEmptyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Open(path, Options{})
	if !errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "restore a backup") {
		t.Errorf("error %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() != 0 {
		t.Errorf("the file was changed: %v", err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	opened(t, path).Close()
}
