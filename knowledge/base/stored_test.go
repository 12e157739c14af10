package base

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"madoguchi/knowledge"
	"madoguchi/store"
)

func memory(t *testing.T) store.Engine {
	e := store.Memory()
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

func carried(t *testing.T) *knowledge.Base {
	t.Helper()
	b, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// inForce reads what the store holds.
func inForce(t *testing.T, e store.Engine) pointer {
	t.Helper()
	_, p, err := read(context.Background(), e)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestStoredFirstStart(t *testing.T) {
	e := memory(t)
	for range 2 { // the second start finds what the first has put there
		files, b, err := Stored(context.Background(), e)
		if err != nil {
			t.Fatal(err)
		}
		if b.Version != carried(t).Version {
			t.Errorf("version %s, want that of the binary, %s", b.Version, carried(t).Version)
		}
		if again, err := Load(files); err != nil || again.Version != b.Version {
			t.Errorf("the files are another base: %v", err)
		}
		if p := inForce(t, e); p.Version != b.Version || p.Origin != FromBinary {
			t.Errorf("in force is %+v", p)
		}
	}
}

func TestStoredNewerBinary(t *testing.T) {
	for _, tt := range []struct {
		origin   Origin
		replaced bool
	}{{FromBinary, true}, {FromDesk, false}} {
		e := memory(t)
		old, err := Save(context.Background(), e, small(), tt.origin)
		if err != nil {
			t.Fatal(err)
		}
		want := old.Version
		if tt.replaced {
			want = carried(t).Version
		}
		files, b, err := Stored(context.Background(), e)
		if err != nil {
			t.Fatal(err)
		}
		if p := inForce(t, e); b.Version != want || p.Version != want || p.Origin != tt.origin {
			t.Errorf("from %s: got %s, in force %+v, want %s", tt.origin, b.Version, p, want)
		}
		if again, err := Load(files); err != nil || again.Version != want {
			t.Errorf("from %s: the files are another base: %v", tt.origin, err)
		}
	}
}

// TestSaveInPieces: a base larger than a piece comes back whole.
func TestSaveInPieces(t *testing.T) {
	e, tree := memory(t), small()
	random, noise := rand.NewChaCha8([32]byte{1}), make([]byte, 2*pieceSize)
	_, _ = random.Read(noise)
	tree["note.txt"] = &fstest.MapFile{Data: noise}
	saved, err := Save(context.Background(), e, tree, FromDesk)
	if err != nil {
		t.Fatal(err)
	}
	if p := inForce(t, e); p.Pieces < 3 {
		t.Fatalf("only %d pieces", p.Pieces)
	}
	files, b, err := Stored(context.Background(), e)
	if err != nil {
		t.Fatal(err)
	}
	if b.Version != saved.Version {
		t.Errorf("got %s, want %s", b.Version, saved.Version)
	}
	if got, err := fs.ReadFile(files, "note.txt"); err != nil || !bytes.Equal(got, noise) {
		t.Errorf("the file is not what it was: %d bytes, %v", len(got), err)
	}
}

func TestSaveRefusesWhatDoesNotLoad(t *testing.T) {
	e := memory(t)
	good, err := Save(context.Background(), e, small(), FromDesk)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Save(context.Background(), e, edited("[ipa]", "[fbi]"), FromDesk); err == nil {
		t.Error("a broken base was saved")
	}
	if p := inForce(t, e); p.Version != good.Version {
		t.Errorf("in force is %s, want the good one, %s", p.Version, good.Version)
	}
}

func TestStoredDamaged(t *testing.T) {
	ctx := context.Background()
	for _, tt := range []struct {
		name  string
		spoil func(tx store.Txn, version string) error
		want  string
	}{
		{"a missing piece", func(tx store.Txn, version string) error {
			return tx.Delete(store.K("kb", "bundle", version).Uint(0))
		}, "piece 0 of base "},
		{"a piece of something else", func(tx store.Txn, version string) error {
			return pieces.Put(tx, store.K("bundle", version).Uint(0), []byte("no zip"))
		}, "zip: not a valid zip file"},
	} {
		e := memory(t)
		b, err := Save(ctx, e, small(), FromDesk)
		if err != nil {
			t.Fatal(err)
		}
		if err := e.Update(ctx, func(tx store.Txn) error { return tt.spoil(tx, b.Version) }); err != nil {
			t.Fatal(err)
		}
		if _, _, err = Stored(ctx, e); !errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want ErrDamaged and %q", tt.name, err, tt.want)
		}
	}
}

func TestPackIsTheSameEachTime(t *testing.T) {
	first, err := pack(small())
	if err != nil {
		t.Fatal(err)
	}
	if again, err := pack(small()); err != nil || !bytes.Equal(first, again) {
		t.Errorf("the same files pack differently, %v", err)
	}
}

func TestReplace(t *testing.T) {
	changed := strings.Replace(entry, "線", "ケーブル", 1)
	for _, tt := range []struct{ name, file, content string }{
		{"a file that is there", "faq/virus.yaml", changed},
		{"a new file", "faq/worm.yaml", strings.Replace(entry, "id: virus", "id: worm", 1)},
	} {
		files, err := Replace(small(), tt.file, []byte(tt.content))
		if err != nil {
			t.Fatal(err)
		}
		want := with(tt.file, tt.content)
		for name := range want {
			got, err := fs.ReadFile(files, name)
			if err != nil {
				t.Errorf("%s: %v", tt.name, err)
			}
			if diff := cmp.Diff(string(want[name].Data), string(got)); diff != "" {
				t.Errorf("%s, %s: (-want +got)\n%s", tt.name, name, diff)
			}
		}
		b, err := Load(files)
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		if straight, err := Load(want); err != nil || straight.Version != b.Version {
			t.Errorf("%s: the version depends on how the files are kept: %v", tt.name, err)
		}
	}
}
