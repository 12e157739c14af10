package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"madoguchi/store"
)

// filledStore holds entries of all sizes, more than fit into one commit.
func filledStore(t testing.TB, entries int) store.Engine {
	t.Helper()
	e := store.Memory()
	t.Cleanup(func() { e.Close() })
	for i := range entries {
		mustUpdateTB(t, e, func(tx store.Txn) error {
			value := bytes.Repeat([]byte{byte(i)}, i%7*i)
			if i == 100 {
				value = make([]byte, store.MaxValue)
			}
			return tx.Put(fmt.Appendf(nil, "%x\x00%d", i*i, i), value)
		})
	}
	return e
}

func mustUpdateTB(t testing.TB, e store.Engine, fn func(store.Txn) error) {
	t.Helper()
	if err := e.Update(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func dumped(t testing.TB, e store.Engine) []byte {
	t.Helper()
	var b bytes.Buffer
	n, err := store.WriteDump(t.Context(), e, &b)
	if err != nil || n != int64(b.Len()) {
		t.Fatalf("%d of %d bytes, %v", n, b.Len(), err)
	}
	return b.Bytes()
}

func TestDump(t *testing.T) {
	for _, entries := range []int{0, 1, store.MaxWrites, 3*store.MaxWrites + 1} {
		dump := dumped(t, filledStore(t, entries))
		n, err := store.CheckDump(iotest.OneByteReader(bytes.NewReader(dump)))
		if err != nil || n != uint64(entries) {
			t.Errorf("%d entries: CheckDump says %d, %v", entries, n, err)
		}
		into := store.Memory()
		defer into.Close()
		if err := store.ReadDump(t.Context(), bytes.NewReader(dump), into); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(dumped(t, into), dump) {
			t.Errorf("%d entries: what was read is not what was written", entries)
		}
		err = store.ReadDump(t.Context(), bytes.NewReader(dump), into)
		if full := entries > 0; errors.Is(err, store.ErrNotEmpty) != full {
			t.Errorf("%d entries: reading it again: %v", entries, err)
		}
	}
}

// TestDumpDamaged: whatever is cut off or changed is noticed.
func TestDumpDamaged(t *testing.T) {
	dump := dumped(t, filledStore(t, 20))
	refused := func(what string, b []byte, want ...error) {
		t.Helper()
		_, err := store.CheckDump(bytes.NewReader(b))
		for _, w := range want {
			if errors.Is(err, w) {
				return
			}
		}
		t.Errorf("%s: %v", what, err)
	}
	for n := range dump {
		refused(fmt.Sprintf("cut off at %d", n), dump[:n], store.ErrDamaged)
		for bit := range 8 {
			b := bytes.Clone(dump)
			b[n] ^= 1 << bit
			want := []error{store.ErrDamaged}
			if n < len("madoguchi dump 1\n") {
				want = append(want, store.ErrForeign, store.ErrNewer)
			}
			refused(fmt.Sprintf("bit %d of byte %d changed", bit, n), b, want...)
		}
	}
	refused("something behind the end", append(bytes.Clone(dump), 0), store.ErrDamaged)
	refused("two dumps", append(bytes.Clone(dump), dump...), store.ErrDamaged)
	refused("nothing", nil, store.ErrDamaged)
	refused("another file", []byte("PK\x03\x04 some archive or other"), store.ErrForeign)
	refused("a newer one", []byte("madoguchi dump 2\nwho knows"), store.ErrNewer)
	refused("an endless length", []byte("madoguchi dump 1\n"+strings.Repeat("\xff", 20)), store.ErrDamaged)
	refused("an entry larger than any", append([]byte("madoguchi dump 1\n\x01"), 0xff, 0xff, 0xff, 0xff, 0x7f), store.ErrDamaged)
}

func TestDumpErrors(t *testing.T) {
	e := filledStore(t, 300)
	dump := dumped(t, e)
	errDisk := errors.New("the disk is full")
	for _, room := range []int{0, 5, len(dump) / 2, len(dump) - 1} {
		if _, err := store.WriteDump(t.Context(), e, &limited{room: room, err: errDisk}); !errors.Is(err, errDisk) {
			t.Errorf("writing with room for %d: %v", room, err)
		}
	}
	_, err := store.CheckDump(io.MultiReader(bytes.NewReader(dump[:len(dump)/2]), iotest.ErrReader(errDisk)))
	if !errors.Is(err, errDisk) || errors.Is(err, store.ErrDamaged) {
		t.Errorf("reading from a broken disk: %v", err)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := store.WriteDump(over, e, io.Discard); !errors.Is(err, context.Canceled) {
		t.Errorf("WriteDump without time: %v", err)
	}
	if err := store.ReadDump(over, bytes.NewReader(dump), memory(t)); !errors.Is(err, context.Canceled) {
		t.Errorf("ReadDump without time: %v", err)
	}
	closed := store.Memory()
	closed.Close()
	if _, err := store.WriteDump(t.Context(), closed, io.Discard); !errors.Is(err, store.ErrClosed) {
		t.Errorf("WriteDump after Close: %v", err)
	}
}

// limited is a disk with little room left.
type limited struct {
	room int
	err  error
}

func (l *limited) Write(b []byte) (int, error) {
	if len(b) > l.room {
		return l.room, l.err
	}
	l.room -= len(b)
	return len(b), nil
}

// FuzzDump: no input does harm, and what is taken for a dump can be read.
func FuzzDump(f *testing.F) {
	for _, n := range []int{0, 1, 5} {
		f.Add(dumped(f, filledStore(f, n)))
	}
	f.Add([]byte("madoguchi dump 1\n\x01\x01ab\x00\x01"))
	f.Fuzz(func(t *testing.T, b []byte) {
		n, err := store.CheckDump(bytes.NewReader(b))
		e := store.Memory()
		defer e.Close()
		err2 := store.ReadDump(t.Context(), bytes.NewReader(b), e)
		if (err == nil) != (err2 == nil) {
			t.Fatalf("CheckDump: %v, ReadDump: %v", err, err2)
		}
		if err != nil {
			return
		}
		if again, err := store.CheckDump(bytes.NewReader(dumped(t, e))); again != n || err != nil {
			t.Errorf("%d entries; written again %d, %v", n, again, err)
		}
	})
}
