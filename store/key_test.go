package store

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"
)

// TestKeyOrder lists keys in the order they must have.
func TestKeyOrder(t *testing.T) {
	wanted := []Key{
		{},
		Key{}.Int(math.MinInt64),
		Key{}.Int(math.MinInt64 + 1),
		Key{}.Int(-65537),
		Key{}.Int(-65536),
		Key{}.Int(-65535),
		Key{}.Int(-257),
		Key{}.Int(-256),
		Key{}.Int(-255),
		Key{}.Int(-2),
		Key{}.Int(-1),
		Key{}.Uint(0),
		Key{}.Uint(0).Uint(0),
		Key{}.Uint(0).Str(""),
		Key{}.Uint(1),
		Key{}.Uint(255),
		Key{}.Uint(256),
		Key{}.Uint(65535),
		Key{}.Uint(65536),
		Key{}.Int(math.MaxInt64),
		Key{}.Uint(math.MaxInt64 + 1),
		Key{}.Uint(math.MaxUint64),
		Key{}.Bytes(nil),
		Key{}.Bytes([]byte{0}),
		Key{}.Bytes([]byte{0xff}),
		K(""),
		K("", ""),
		K("\x00"),
		K("\x00\x00"),
		K("\x00\x01"),
		K("\x00a"),
		K("\x01"),
		K("\x01\x00"),
		K("\x02"),
		K("a"),
		K("a").Int(-1),
		K("a").Uint(9),
		K("a").Uint(10),
		K("a", ""),
		K("a", "b"),
		K("a", "c"),
		K("a\x00"),
		K("a\x00", "b"),
		K("a\x01"),
		K("aa"),
		K("b"),
		K("é"),
		K("窓"),
		K("窓口"),
		K("\xff"),
		K("\xff\xff"),
	}
	for i, a := range wanted {
		for j, b := range wanted {
			if got, want := bytes.Compare(a, b), compareInts(i, j); got != want {
				t.Errorf("%v compared with %v: %d, want %d", a, b, got, want)
			}
		}
	}
	shuffled := slices.Clone(wanted)
	rand.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	slices.SortFunc(shuffled, func(a, b Key) int { return bytes.Compare(a, b) })
	if !reflect.DeepEqual(shuffled, wanted) {
		t.Errorf("sorted %v\nwanted %v", shuffled, wanted)
	}
}

func compareInts(i, j int) int {
	switch {
	case i < j:
		return -1
	case i > j:
		return 1
	}
	return 0
}

func TestKeyRoundTrip(t *testing.T) {
	when := time.Date(2026, 11, 24, 9, 0, 0, 123456000, time.UTC)
	k := K("conv", "窓\x00口\x01", "").Uint(300).Int(-300).Bytes([]byte{0, 1, 255}).Time(when).Time(time.Time{})
	r := ReadKey(k)
	got := []any{r.Str(), r.Str(), r.Str(), r.Uint(), r.Int(), r.Bytes(), r.Time(), r.Time()}
	want := []any{"conv", "窓\x00口\x01", "", uint64(300), int64(-300), []byte{0, 1, 255}, when, time.Time{}.UTC()}
	if err := r.End(); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("read %v, %v\nwant %v", got, err, want)
	}
	for _, n := range []int64{math.MinInt64, -1 << 56, -256, -255, -1, 0, 1, 255, 256, 1 << 56, math.MaxInt64} {
		r := ReadKey(Key{}.Int(n))
		if got := r.Int(); got != n || r.End() != nil {
			t.Errorf("Int(%d) read as %d, %v", n, got, r.End())
		}
	}
	if got, want := K("conv", "a").Uint(7).Bytes([]byte{1}).String(), `"conv"/"a"/7/0x01`; got != want {
		t.Errorf("shown as %s, want %s", got, want)
	}
	if got := (Key{0xff}).String(); got != "0xff" {
		t.Errorf("malformed key shown as %s", got)
	}
}

// TestKeySharing: two keys that grow from one do not disturb each other.
func TestKeySharing(t *testing.T) {
	base := K("a")
	x, y := base.Str("x").Uint(1), base.Str("y").Uint(2)
	if x.String() != `"a"/"x"/1` || y.String() != `"a"/"y"/2` {
		t.Errorf("got %v and %v", x, y)
	}
}

func TestKeyMismatch(t *testing.T) {
	cases := []struct {
		name string
		key  []byte
		read func(*KeyReader)
	}{
		{"text for a number", K("a"), func(r *KeyReader) { r.Uint() }},
		{"number for text", Key{}.Uint(1), func(r *KeyReader) { r.Str() }},
		{"text for bytes", K("a"), func(r *KeyReader) { r.Bytes() }},
		{"text for a time", K("a"), func(r *KeyReader) { r.Time() }},
		{"negative for unsigned", Key{}.Int(-1), func(r *KeyReader) { r.Uint() }},
		{"too large for signed", Key{}.Uint(math.MaxUint64), func(r *KeyReader) { r.Int() }},
		{"too short", K("a"), func(r *KeyReader) { r.Str(); r.Str() }},
		{"too long", K("a", "b"), func(r *KeyReader) { r.Str() }},
		{"unknown tag", []byte{0x7f}, func(r *KeyReader) { r.Str() }},
		{"unfinished text", []byte{tagText, 'a'}, func(r *KeyReader) { r.Str() }},
		{"unfinished escape", []byte{tagText, escape}, func(r *KeyReader) { r.Str() }},
		{"wrong escape", []byte{tagText, escape, 9, 0}, func(r *KeyReader) { r.Str() }},
		{"unfinished number", []byte{tagZero + 2, 1}, func(r *KeyReader) { r.Uint() }},
		{"longer than needed", []byte{tagZero + 2, 0, 1}, func(r *KeyReader) { r.Uint() }},
		{"below the smallest", []byte{tagZero - 8, 0, 0, 0, 0, 0, 0, 0, 0}, func(r *KeyReader) { r.Int() }},
	}
	for _, c := range cases {
		r := ReadKey(c.key)
		c.read(r)
		if err := r.End(); !errors.Is(err, ErrBadKey) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestPrefixEnd(t *testing.T) {
	cases := []struct{ prefix, want []byte }{
		{nil, nil},
		{[]byte{0xff, 0xff}, nil},
		{[]byte("a"), []byte("b")},
		{[]byte{'a', 0xff}, []byte("b")},
		{[]byte{0}, []byte{1}},
	}
	for _, c := range cases {
		if got := PrefixEnd(c.prefix); !bytes.Equal(got, c.want) || (got == nil) != (c.want == nil) {
			t.Errorf("PrefixEnd(%x) = %x, want %x", c.prefix, got, c.want)
		}
	}
}

// FuzzKey: what decodes encodes to the same bytes.
func FuzzKey(f *testing.F) {
	f.Add([]byte(K("conv", "a\x00b").Uint(1).Int(-5).Bytes([]byte{1})))
	f.Add([]byte{0x18, 0x7f})
	f.Add([]byte{0x31, 0x01})
	f.Fuzz(func(t *testing.T, b []byte) {
		parts, err := Key(b).Parts()
		_ = Key(b).String()
		if err != nil {
			if !errors.Is(err, ErrBadKey) {
				t.Fatalf("error %v", err)
			}
			return
		}
		if again := build(parts); !bytes.Equal(again, b) {
			t.Fatalf("%x decodes to %v, which encodes to %x", b, parts, again)
		}
	})
}

// FuzzKeyOrder: encodings compare as parts do, and are prefixes only of their extensions.
func FuzzKeyOrder(f *testing.F) {
	f.Add("a", "b", int64(1), int64(2))
	f.Add("a", "a\x00", int64(-1), int64(-256))
	f.Fuzz(func(t *testing.T, s1, s2 string, n1, n2 int64) {
		a, b := K(s1).Int(n1), K(s2).Int(n2)
		want := 0
		switch {
		case s1 < s2 || s1 == s2 && n1 < n2:
			want = -1
		case s1 != s2 || n1 != n2:
			want = 1
		}
		if got := bytes.Compare(a, b); got != want {
			t.Errorf("%v and %v compare %d, want %d", a, b, got, want)
		}
		if s1 != s2 && bytes.HasPrefix(b, K(s1)) {
			t.Errorf("%v has the prefix %v", b, K(s1))
		}
	})
}

func build(parts []any) Key {
	k := Key{}
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			k = k.Str(p)
		case []byte:
			k = k.Bytes(p)
		case uint64:
			k = k.Uint(p)
		case int64:
			k = k.Int(p)
		default:
			panic(fmt.Sprintf("part of type %T", p))
		}
	}
	return k
}

func BenchmarkKey(b *testing.B) {
	for b.Loop() {
		_ = K("transcript", "01JD0000000000000000000000").Uint(1234)
	}
}
