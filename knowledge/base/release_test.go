package base

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"strings"
	"sync"
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

// publish puts a tree in force over whatever is.
func publish(t *testing.T, e store.Engine, files fs.FS, origin Origin) Release {
	t.Helper()
	r, err := Publish(context.Background(), e, files, newest(t, e), Notice{Origin: origin, At: today, By: "test", Note: "a note"})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// newest is the number of the release in force.
func newest(t *testing.T, e store.Engine) uint64 {
	t.Helper()
	list, err := Releases(context.Background(), e)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) == 0 {
		return 0
	}
	return list[0].Number
}

// greeting is the small tree with a greeting of its own, and so a version of its own.
func greeting(text string) fstest.MapFS { return with("phrases.yaml", "greet: "+text+"\n") }

func TestCurrentAtFirstStart(t *testing.T) {
	e := memory(t)
	for range 2 { // the second start finds what the first has put there
		s, err := Current(context.Background(), e, today)
		if err != nil {
			t.Fatal(err)
		}
		if s.Base.Version != carried(t).Version || s.Number != 1 || s.Origin != FromBinary || !s.At.Equal(today) {
			t.Errorf("in force is %+v", s.Release)
		}
		if again, err := Load(s.Files); err != nil || again.Version != s.Version {
			t.Errorf("the files are another base: %v", err)
		}
	}
}

func TestCurrentWithNewerBinary(t *testing.T) {
	for _, tt := range []struct {
		origin   Origin
		replaced bool
	}{{FromBinary, true}, {FromDesk, false}} {
		e := memory(t)
		old := publish(t, e, small(), tt.origin)
		want, number := old.Version, uint64(1)
		if tt.replaced {
			want, number = carried(t).Version, 2
		}
		s, err := Current(context.Background(), e, today)
		if err != nil {
			t.Fatal(err)
		}
		if s.Version != want || s.Base.Version != want || s.Origin != tt.origin || s.Number != number {
			t.Errorf("from %s: in force is %+v, want %s", tt.origin, s.Release, want)
		}
		files, b, err := Stored(context.Background(), e)
		if err != nil || b.Version != want {
			t.Errorf("from %s: Stored gives %v, %v", tt.origin, b, err)
		}
		if again, err := Load(files); err != nil || again.Version != want {
			t.Errorf("from %s: the files are another base: %v", tt.origin, err)
		}
	}
}

// TestPublishInPieces: a base larger than a piece comes back whole, and without what is no part of
// it.
func TestPublishInPieces(t *testing.T) {
	e, noise := memory(t), make([]byte, 3*pieceSize)
	random := rand.NewChaCha8([32]byte{1})
	_, _ = random.Read(noise)
	tree := with("questions/x.jsonl", `{"faq":"virus","text":"`+base64.StdEncoding.EncodeToString(noise)+`"}`)
	tree["note.txt"] = &fstest.MapFile{Data: []byte("nothing of the base's")}
	r := publish(t, e, tree, FromDesk)
	s, err := Current(context.Background(), e, today)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(r, s.Release); diff != "" || s.Base.Version != r.Version {
		t.Errorf("in force is another one: %s", diff)
	}
	if got := len(s.Base.Questions["virus"][0]); got != base64.StdEncoding.EncodedLen(len(noise)) {
		t.Errorf("the question has %d bytes", got)
	}
	if _, err := fs.Stat(s.Files, "note.txt"); err == nil {
		t.Error("what is no part of the base was stored")
	}
}

func TestPublishRefuses(t *testing.T) {
	e := memory(t)
	good := publish(t, e, small(), FromDesk)
	for _, tt := range []struct {
		name string
		tree fs.FS
		over uint64
		n    Notice
		want string
	}{
		{"what does not load", edited("[ipa]", "[fbi]"), good.Number, Notice{}, `contact "fbi"`},
		{"another release than was seen", greeting("やあ。"), 0, Notice{}, "release 1 by test: another base came into force"},
		{"a note that is a book", greeting("やあ。"), good.Number, Notice{Note: strings.Repeat("あ", maxWords+1)}, "1000 characters"},
	} {
		if _, err := Publish(context.Background(), e, tt.tree, tt.over, tt.n); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", tt.name, err, tt.want)
		}
		if s, err := Current(context.Background(), e, today); err != nil || s.Version != good.Version {
			t.Errorf("%s: in force is %s, %v", tt.name, s.Version, err)
		}
	}
}

// failing fails the n-th Update and all that follow.
type failing struct {
	store.Engine
	left int
}

var errDisk = errors.New("the disk is full")

func (f *failing) Update(ctx context.Context, fn func(store.Txn) error) error {
	if f.left--; f.left < 0 {
		return errDisk
	}
	return f.Engine.Update(ctx, fn)
}

// TestPublishIsAtomic: wherever publishing fails, what was in force stays, and publishing again
// succeeds.
func TestPublishIsAtomic(t *testing.T) {
	e := memory(t)
	old := publish(t, e, small(), FromDesk)
	for n := range 2 { // a piece, the pointer
		_, err := Publish(context.Background(), &failing{e, n}, greeting("やあ。"), old.Number, Notice{Origin: FromDesk})
		if !errors.Is(err, errDisk) {
			t.Fatalf("failure %d: %v", n, err)
		}
		if s, err := Current(context.Background(), e, today); err != nil || s.Version != old.Version {
			t.Errorf("failure %d: in force is %s, %v", n, s.Version, err)
		}
	}
	if r := publish(t, e, greeting("やあ。"), FromDesk); r.Number != 2 {
		t.Errorf("published as %+v", r)
	}
}

// TestConcurrentPublishers: of those who saw the same release one wins, and the others learn of it.
func TestConcurrentPublishers(t *testing.T) {
	e := memory(t)
	old := publish(t, e, small(), FromDesk)
	errs := make([]error, 8)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			_, errs[i] = Publish(context.Background(), e, greeting(fmt.Sprint("やあ", i)), old.Number, Notice{Origin: FromDesk})
		})
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else if !errors.Is(err, ErrOvertaken) {
			t.Error(err)
		}
	}
	if n := newest(t, e); won != 1 || n != 2 {
		t.Errorf("%d won, release %d is in force", won, n)
	}
}

func TestRollback(t *testing.T) {
	ctx, e := context.Background(), memory(t)
	first := publish(t, e, small(), FromBinary)
	second := publish(t, e, greeting("やあ。"), FromDesk)
	back, err := Rollback(ctx, e, first.Number, second.Number, Notice{Origin: FromDesk, At: today, By: "test", Note: "back"})
	if err != nil {
		t.Fatal(err)
	}
	s, err := Current(ctx, e, today)
	if err != nil || s.Version != first.Version || s.Number != 3 || s.Origin != FromDesk {
		t.Errorf("in force is %+v, %v", s.Release, err)
	}
	list, err := Releases(ctx, e)
	if diff := cmp.Diff([]Release{back, second, first}, list); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
	if s, err := At(ctx, e, second.Number); err != nil || s.Base.Phrases["greet"] != "やあ。" {
		t.Errorf("the release that was left is gone: %v", err)
	}
	if _, err := Rollback(ctx, e, 9, 3, Notice{}); !errors.Is(err, ErrNotKept) {
		t.Errorf("back to nothing: %v", err)
	}
	if _, err := Rollback(ctx, e, second.Number, 2, Notice{}); !errors.Is(err, ErrOvertaken) {
		t.Errorf("over a release that is not in force: %v", err)
	}
}

// TestKept: the files of the newest releases stay, those of older ones go, and what is in force
// never goes.
func TestKept(t *testing.T) {
	ctx, e := context.Background(), memory(t)
	var all []Release
	for i := range Kept + 3 {
		all = append(all, publish(t, e, greeting(fmt.Sprint("やあ", i)), FromDesk))
	}
	for i, r := range all {
		b, err := ByVersion(ctx, e, r.Version)
		if i < 3 && !errors.Is(err, ErrNotKept) || i >= 3 && (err != nil || b.Version != r.Version) {
			t.Errorf("release %d: %v", r.Number, err)
		}
	}
	if _, err := Rollback(ctx, e, 1, newest(t, e), Notice{}); !errors.Is(err, ErrNotKept) {
		t.Errorf("back to what is gone: %v", err)
	}
	if _, err := ByVersion(ctx, e, "nonsense"); !errors.Is(err, ErrNotKept) {
		t.Errorf("an unknown version: %v", err)
	}
	for range Kept + 3 { // one base again and again
		publish(t, e, greeting("やあ3"), FromDesk)
	}
	if s, err := Current(ctx, e, today); err != nil || s.Version != all[3].Version {
		t.Errorf("in force is %s, %v", s.Version, err)
	}
}

// TestStoreWithoutHistory: what was in force before there were releases becomes the first one.
func TestStoreWithoutHistory(t *testing.T) {
	ctx, e := context.Background(), memory(t)
	b, names, err := load(small())
	if err != nil {
		t.Fatal(err)
	}
	bundle, err := pack(small(), names, nil)
	if err != nil {
		t.Fatal(err)
	}
	type pointer struct { // as it was stored then
		Version string `json:"version"`
		Pieces  int    `json:"pieces"`
		Origin  Origin `json:"origin"`
	}
	err = e.Update(ctx, func(tx store.Txn) error {
		old := store.Table[pointer]{Name: "kb", Version: 1}
		return errors.Join(pieces.Put(tx, store.K("bundle", b.Version).Uint(0), bundle), old.Put(tx, store.K("current"), pointer{b.Version, 1, FromDesk}))
	})
	if err != nil {
		t.Fatal(err)
	}
	s, err := Current(ctx, e, today)
	if err != nil || s.Version != b.Version || s.Number != 0 {
		t.Fatalf("in force is %+v, %v", s.Release, err)
	}
	if r := publish(t, e, greeting("やあ。"), FromDesk); r.Number != 2 {
		t.Errorf("published as %+v", r)
	}
	if s, err := At(ctx, e, 1); err != nil || s.Base.Version != b.Version {
		t.Errorf("release 1 is %+v, %v", s.Release, err)
	}
}

func TestDamaged(t *testing.T) {
	ctx := context.Background()
	for _, tt := range []struct {
		name  string
		spoil func(tx store.Txn, bundle string) error
		want  string
	}{
		{"a missing piece", func(tx store.Txn, bundle string) error { return pieces.Delete(tx, pieceKey(bundle, 0)) }, "piece 0 of base "},
		{"a piece of something else", func(tx store.Txn, bundle string) error {
			return pieces.Put(tx, pieceKey(bundle, 0), []byte("no zip"))
		}, "zip: not a valid zip file"},
	} {
		e := memory(t)
		publish(t, e, small(), FromDesk)
		err := e.Update(ctx, func(tx store.Txn) error {
			r, _, err := releases.Get(tx, store.K("current"))
			return errors.Join(err, tt.spoil(tx, r.bundle()))
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err = Stored(ctx, e); !errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want ErrDamaged and %q", tt.name, err, tt.want)
		}
	}
}
