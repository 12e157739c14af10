package store

import (
	"bytes"
	"errors"
	"testing"
)

func TestRecord(t *testing.T) {
	key := K("t", "a")
	good := encodePlain(key, 3, []byte(`{"a":1}`))
	cases := []struct {
		name string
		key  []byte
		raw  []byte
		want error
	}{
		{"good", key, good, nil},
		{"empty", key, nil, ErrDamaged},
		{"kind 0", key, append([]byte{0}, good[1:]...), ErrDamaged},
		{"unknown kind", key, append([]byte{9}, good[1:]...), ErrNewer},
		{"no version", key, good[:1], ErrDamaged},
		{"version 0", key, []byte{kindPlain, 0, 1, 2, 3, 4}, ErrDamaged},
		{"huge version", key, append([]byte{kindPlain}, bytes.Repeat([]byte{0xff}, 11)...), ErrDamaged},
		{"other version", key, append([]byte{kindPlain, 2}, good[2:]...), ErrDamaged},
		{"cut in the sum", key, good[:4], ErrDamaged},
		{"cut in the body", key, good[:len(good)-1], ErrDamaged},
		{"moved", K("t", "b"), good, ErrDamaged},
	}
	for i := range good[2:] {
		flipped := bytes.Clone(good)
		flipped[2+i] ^= 0x10
		cases = append(cases, struct {
			name string
			key  []byte
			raw  []byte
			want error
		}{"flipped bit", key, flipped, ErrDamaged})
	}
	for _, c := range cases {
		kind, version, body, err := splitRecord(c.raw)
		if err == nil {
			body, err = decodePlain(c.key, version, body)
		}
		if !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
		if err == nil && (kind != kindPlain || version != 3 || string(body) != `{"a":1}`) {
			t.Errorf("%s: kind %d, version %d, body %q", c.name, kind, version, body)
		}
	}
}

// FuzzRecord: no bytes make the decoders fail otherwise than by an error that says what it is.
func FuzzRecord(f *testing.F) {
	f.Add([]byte(K("t", "a")), encodePlain(K("t", "a"), 1, []byte(`{}`)))
	f.Add([]byte(K("t", "a")), encodePlain(K("t", "a"), 200, []byte(`[1]`)))
	f.Add([]byte("x"), []byte{kindSealed, 1, 0, 0})
	f.Fuzz(func(t *testing.T, key, raw []byte) {
		table := Table[map[string]any]{Name: "t", Version: 2}
		if _, err := decode(nil, table, key, raw, plain{}); err != nil {
			if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNewer) && !errors.Is(err, ErrOldRecord) {
				t.Fatalf("error %v", err)
			}
			return
		}
		_, version, body, _ := splitRecord(raw)
		body, _ = decodePlain(key, version, body)
		if version == 1 || !bytes.Equal(encodePlain(key, version, body)[2:], raw[len(raw)-len(body)-4:]) {
			t.Fatalf("accepted %x", raw)
		}
	})
}
