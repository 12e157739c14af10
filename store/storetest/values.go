package storetest

import (
	"bytes"
	"testing"

	"madoguchi/store"
)

func valueCases() []testCase {
	return []testCase{
		{"crud", crud},
		{"ranges", ranges},
		{"early break", earlyBreak},
		{"own writes", ownWrites},
		{"writing while scanning", writingWhileScanning},
		{"empty and missing", emptyAndMissing},
		{"empty key", emptyKey},
		{"bytes in", bytesIn},
		{"bytes out", bytesOut},
		{"binary keys", binaryKeys},
	}
}

func crud(t *testing.T, e store.Engine) {
	equal(t, "new store", all(t, e), []string{})
	put(t, e, "b=2", "a=1", "c=3")
	equal(t, "after Put", all(t, e), []string{"a=1", "b=2", "c=3"})
	update(t, e, func(tx store.Txn) error {
		if err := tx.Put([]byte("b"), []byte("two")); err != nil {
			return err
		}
		if err := tx.Delete([]byte("missing")); err != nil {
			return err
		}
		return tx.Delete([]byte("a"))
	})
	equal(t, "after replacing and deleting", all(t, e), []string{"b=two", "c=3"})
	view(t, e, func(r store.Reader) error {
		v, ok, err := r.Get([]byte("b"))
		if string(v) != "two" || !ok || err != nil {
			t.Errorf("Get(b) = %q, %v, %v", v, ok, err)
		}
		v, ok, err = r.Get([]byte("a"))
		if v != nil || ok || err != nil {
			t.Errorf("Get of a deleted key = %q, %v, %v", v, ok, err)
		}
		return nil
	})
}

func ranges(t *testing.T, e store.Engine) {
	put(t, e, "a=", "aa=", "ab=", "b=", "ba=", "\xff=", "\xff\xff=")
	cases := []struct {
		name       string
		start, end []byte
		want       []string
	}{
		{"all", nil, nil, []string{"a=", "aa=", "ab=", "b=", "ba=", "\xff=", "\xff\xff="}},
		{"empty start", []byte{}, []byte("aa"), []string{"a="}},
		{"half open", []byte("aa"), []byte("b"), []string{"aa=", "ab="}},
		{"between keys", []byte("aaa"), []byte("b0"), []string{"ab=", "b="}},
		{"prefix a", []byte("a"), store.PrefixEnd([]byte("a")), []string{"a=", "aa=", "ab="}},
		{"prefix 0xff", []byte("\xff"), store.PrefixEnd([]byte("\xff")), []string{"\xff=", "\xff\xff="}},
		{"from the last", []byte("\xff\xff"), nil, []string{"\xff\xff="}},
		{"behind the last", []byte("\xff\xff\xff"), nil, []string{}},
		{"before the first", nil, []byte("a"), []string{}},
		{"same ends", []byte("b"), []byte("b"), []string{}},
		{"wrong way round", []byte("b"), []byte("a"), []string{}},
		{"empty end", nil, []byte{}, []string{}},
	}
	check := func(t *testing.T, r store.Reader) {
		for _, c := range cases {
			got, err := pairs(r.Scan(c.start, c.end))
			if err != nil {
				t.Errorf("Scan %s: %v", c.name, err)
			}
			equal(t, "Scan "+c.name, got, c.want)
			got, err = pairs(r.Reverse(c.start, c.end))
			if err != nil {
				t.Errorf("Reverse %s: %v", c.name, err)
			}
			for i, j := 0, len(got)-1; i < j; i, j = i+1, j-1 {
				got[i], got[j] = got[j], got[i]
			}
			equal(t, "Reverse "+c.name, got, c.want)
		}
	}
	view(t, e, func(r store.Reader) error { check(t, r); return nil })
	half := len(cases) / 2
	for _, part := range [][2]int{{0, half}, {half, len(cases)}} { // within MaxReads
		whole := cases
		cases = cases[part[0]:part[1]]
		update(t, e, func(tx store.Txn) error { check(t, tx); return nil })
		cases = whole
	}
}

func earlyBreak(t *testing.T, e store.Engine) {
	put(t, e, "a=1", "b=2", "c=3")
	read := func(r store.Reader) error {
		for range 3 { // a loop that was left leaves nothing behind
			for x, err := range r.Scan(nil, nil) {
				if err != nil || string(x.Key) != "a" {
					t.Errorf("first of Scan: %q, %v", x.Key, err)
				}
				break
			}
			for x, err := range r.Reverse(nil, nil) {
				if err != nil || string(x.Key) != "c" {
					t.Errorf("first of Reverse: %q, %v", x.Key, err)
				}
				break
			}
		}
		return nil
	}
	view(t, e, read)
	update(t, e, func(tx store.Txn) error {
		if err := tx.Put([]byte("bb"), nil); err != nil {
			return err
		}
		return read(tx)
	})
	view(t, e, func(r store.Reader) error { // one sequence can be run again, and inside another
		seq := r.Scan(nil, nil)
		n := 0
		for range seq {
			for range seq {
				n++
			}
		}
		if n != 16 {
			t.Errorf("4 times 4 entries: counted %d", n)
		}
		return nil
	})
}

func ownWrites(t *testing.T, e store.Engine) {
	put(t, e, "b=2", "d=4", "f=6")
	update(t, e, func(tx store.Txn) error {
		for _, p := range []string{"a=1", "c=3", "d=four", "g=7"} {
			k, v := split(p)
			if err := tx.Put([]byte(k), []byte(v)); err != nil {
				return err
			}
		}
		for _, k := range []string{"f", "g", "zzz"} {
			if err := tx.Delete([]byte(k)); err != nil {
				return err
			}
		}
		got, err := pairs(tx.Scan(nil, nil))
		equal(t, "Scan", got, []string{"a=1", "b=2", "c=3", "d=four"})
		if err != nil {
			return err
		}
		if got, err = pairs(tx.Reverse([]byte("b"), []byte("d"))); err != nil {
			return err
		}
		equal(t, "Reverse", got, []string{"c=3", "b=2"})
		if v, ok, err := tx.Get([]byte("d")); string(v) != "four" || !ok || err != nil {
			t.Errorf("Get(d) = %q, %v, %v", v, ok, err)
		}
		if v, ok, err := tx.Get([]byte("f")); v != nil || ok || err != nil {
			t.Errorf("Get of a key deleted here = %q, %v, %v", v, ok, err)
		}
		return nil
	})
	equal(t, "committed", all(t, e), []string{"a=1", "b=2", "c=3", "d=four"})
}

func writingWhileScanning(t *testing.T, e store.Engine) {
	put(t, e, "a=1", "b=2", "c=3", "d=4")
	for _, reverse := range []bool{false, true} {
		update(t, e, func(tx store.Txn) error {
			seq, seen := tx.Scan(nil, nil), 0
			if reverse {
				seq = tx.Reverse(nil, nil)
			}
			for x, err := range seq {
				if err != nil {
					return err
				}
				seen++
				if err := tx.Delete(x.Key); err != nil {
					return err
				}
				for _, k := range [][]byte{append([]byte("0"), x.Key...), append(x.Key, '0')} {
					if err := tx.Put(k, x.Value); err != nil {
						return err
					}
				}
			}
			if seen != 4 {
				t.Errorf("reverse %v: the loop saw %d entries, want the 4 from before it", reverse, seen)
			}
			left, err := pairs(tx.Scan(nil, nil))
			if len(left) != 8 {
				t.Errorf("reverse %v: afterwards %q", reverse, left)
			}
			if err != nil || reverse {
				return err
			}
			for _, p := range left { // back to the start for the other direction
				k, _ := split(p)
				if err := tx.Delete([]byte(k)); err != nil {
					return err
				}
			}
			for _, k := range []string{"a", "b", "c", "d"} {
				if err := tx.Put([]byte(k), nil); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

func emptyAndMissing(t *testing.T, e store.Engine) {
	update(t, e, func(tx store.Txn) error {
		if err := tx.Put([]byte("nil"), nil); err != nil {
			return err
		}
		if err := tx.Put([]byte("empty"), []byte{}); err != nil {
			return err
		}
		return isEmpty(t, tx)
	})
	view(t, e, func(r store.Reader) error { return isEmpty(t, r) })
}

func isEmpty(t *testing.T, r store.Reader) error {
	for _, k := range []string{"nil", "empty"} {
		if v, ok, err := r.Get([]byte(k)); v == nil || len(v) != 0 || !ok || err != nil {
			t.Errorf("Get(%s) = %#v, %v, %v; want empty, not nil, found", k, v, ok, err)
		}
	}
	if v, ok, err := r.Get([]byte("missing")); v != nil || ok || err != nil {
		t.Errorf("Get(missing) = %#v, %v, %v", v, ok, err)
	}
	for x, err := range r.Scan(nil, nil) {
		if err != nil || x.Value == nil || len(x.Value) != 0 {
			t.Errorf("Scan: %s has %#v, %v", x.Key, x.Value, err)
		}
	}
	return nil
}

func emptyKey(t *testing.T, e store.Engine) {
	for _, k := range [][]byte{nil, {}} {
		update(t, e, func(tx store.Txn) error {
			wantErr(t, "Put", tx.Put(k, []byte("v")), store.ErrEmptyKey)
			wantErr(t, "Delete", tx.Delete(k), store.ErrEmptyKey)
			_, _, err := tx.Get(k)
			wantErr(t, "Get in Update", err, store.ErrEmptyKey)
			return nil
		})
		view(t, e, func(r store.Reader) error {
			_, _, err := r.Get(k)
			wantErr(t, "Get", err, store.ErrEmptyKey)
			return nil
		})
	}
	equal(t, "store", all(t, e), []string{})
}

func bytesIn(t *testing.T, e store.Engine) {
	k, v := []byte("key"), []byte("value")
	update(t, e, func(tx store.Txn) error {
		copy(k, "key")
		copy(v, "value")
		if err := tx.Put(k, v); err != nil {
			return err
		}
		copy(k, "KEY")
		copy(v, "VALUE")
		got, ok, err := tx.Get([]byte("key"))
		if string(got) != "value" || !ok {
			t.Errorf("the caller's change shows in the transaction: %q, %v", got, ok)
		}
		return err
	})
	copy(k, "yek")
	copy(v, "eulav")
	equal(t, "store", all(t, e), []string{"key=value"})
}

func bytesOut(t *testing.T, e store.Engine) {
	put(t, e, "a=value", "b=value")
	var kept [][]byte
	scribble := func(r store.Reader) error {
		for range 2 { // the second round would see what the first did
			v, _, err := r.Get([]byte("a"))
			if err != nil {
				return err
			}
			if string(v) != "value" {
				t.Errorf("Get: a reader's change shows: %q", v)
			}
			fill(v)
			for x, err := range r.Scan(nil, nil) {
				if err != nil {
					return err
				}
				if len(x.Key) != 1 || string(x.Value) != "value" {
					t.Errorf("Scan: a reader's change shows: %q = %q", x.Key, x.Value)
				}
				_ = append(x.Key, "overrun"...)
				if string(x.Value) != "value" {
					t.Errorf("growing the key changed the value: %q", x.Value)
				}
				kept = append(kept, x.Value)
				fill(x.Key)
			}
		}
		return nil
	}
	view(t, e, scribble)
	update(t, e, func(tx store.Txn) error {
		if err := tx.Put([]byte("b"), []byte("value")); err != nil {
			return err
		}
		return scribble(tx)
	})
	put(t, e, "a=other", "b=other")
	for _, v := range kept {
		if string(v) != "value" {
			t.Errorf("bytes kept by the caller changed to %q", v)
		}
		fill(v)
	}
	equal(t, "store", all(t, e), []string{"a=other", "b=other"})
}

func fill(b []byte) {
	for i := range b {
		b[i] = '#'
	}
}

func binaryKeys(t *testing.T, e store.Engine) {
	var want []string
	update(t, e, func(tx store.Txn) error {
		want = nil
		for _, b := range []byte{0x00, 0x01, 0x7f, 0x80, 0xff} {
			for _, tail := range [][]byte{{}, {0x00}, {0xff}} {
				k := append([]byte{b}, tail...)
				v := bytes.Repeat(k, 3)
				if err := tx.Put(k, v); err != nil {
					return err
				}
				want = append(want, string(k)+"="+string(v))
			}
		}
		return nil
	})
	equal(t, "order", all(t, e), want)
}
