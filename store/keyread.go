package store

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// A KeyReader takes a key apart, part by part in the order in which it was made. The first mistake is kept:
// later calls return zero values and End returns the error, which wraps [ErrBadKey].
//
//	r := store.ReadKey(k)
//	conv, seq := r.Str(), r.Uint()
//	if err := r.End(); err != nil { … }
type KeyReader struct {
	rest []byte
	err  error
}

// ReadKey starts reading k, which must not change meanwhile.
func ReadKey(k []byte) *KeyReader { return &KeyReader{rest: k} }

// Str returns the next part, which must be text.
func (r *KeyReader) Str() string { v, _ := take[string](r, "text"); return v }

// Bytes returns the next part, which must be a byte string.
func (r *KeyReader) Bytes() []byte { v, _ := take[[]byte](r, "bytes"); return v }

// Uint returns the next part, which must be a number that is not negative.
func (r *KeyReader) Uint() uint64 { v, _ := take[uint64](r, "a number from 0"); return v }

// Int returns the next part, which must be a number that fits int64.
func (r *KeyReader) Int() int64 {
	v, ok := r.next()
	if !ok {
		return 0
	}
	switch n := v.(type) {
	case int64:
		return n
	case uint64:
		if n <= math.MaxInt64 {
			return int64(n)
		}
	}
	r.fail("a number that fits 64 bits with a sign")
	return 0
}

// Time returns the next part, which must have been made by Key.Time, in UTC.
func (r *KeyReader) Time() time.Time { return time.UnixMicro(r.Int()).UTC() }

// More reports whether parts are left.
func (r *KeyReader) More() bool { return r.err == nil && len(r.rest) > 0 }

// End returns the first mistake, or an error when parts are left.
func (r *KeyReader) End() error {
	if r.err == nil && len(r.rest) > 0 {
		r.fail("nothing more")
	}
	return r.err
}

// Parts returns the parts of k: string, []byte, uint64, or int64 when negative.
func (k Key) Parts() ([]any, error) {
	var parts []any
	r := ReadKey(k)
	for r.More() {
		if v, ok := r.next(); ok {
			parts = append(parts, v)
		}
	}
	return parts, r.End()
}

// String shows the parts for people: "conv"/"a1"/7. What is no key is shown as hexadecimal digits.
func (k Key) String() string {
	parts, err := k.Parts()
	if err != nil {
		return fmt.Sprintf("0x%x", []byte(k))
	}
	shown := make([]string, len(parts))
	for i, p := range parts {
		switch p := p.(type) {
		case string:
			shown[i] = strconv.Quote(p)
		case []byte:
			shown[i] = fmt.Sprintf("0x%x", p)
		default:
			shown[i] = fmt.Sprint(p)
		}
	}
	return strings.Join(shown, "/")
}

func take[T any](r *KeyReader, want string) (T, bool) {
	var zero T
	v, ok := r.next()
	if !ok {
		return zero, false
	}
	t, ok := v.(T)
	if !ok {
		r.fail(want)
	}
	return t, ok
}

func (r *KeyReader) fail(want string) {
	if r.err == nil {
		r.err = fmt.Errorf("%w: expected %s", ErrBadKey, want)
	}
	r.rest = nil
}

// next decodes one part; only what the encoder makes is accepted, so that one key has one encoding.
func (r *KeyReader) next() (any, bool) {
	if r.err != nil {
		return nil, false
	}
	if len(r.rest) == 0 {
		r.fail("another part")
		return nil, false
	}
	var v any
	tag := int(r.rest[0])
	body := r.rest[1:]
	used := -1
	switch {
	case tag == tagText, tag == tagBytes:
		var b []byte
		if b, used = readText(body); tag == tagText {
			v = string(b)
		} else {
			v = b
		}
	case tag >= tagZero-8 && tag <= tagZero+8:
		v, used = readNumber(body, tag-tagZero)
	}
	if used < 0 {
		r.fail("a part")
		return nil, false
	}
	r.rest = body[used:]
	return v, true
}

// readText returns the unescaped bytes and the length of their encoding, -1 if malformed.
func readText(b []byte) ([]byte, int) {
	text := []byte{}
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case endOfPart:
			return text, i + 1
		case escape:
			i++
			if i == len(b) || b[i] != escape00 && b[i] != escape01 {
				return nil, -1
			}
			text = append(text, b[i]-escape00)
		default:
			text = append(text, b[i])
		}
	}
	return nil, -1
}

// readNumber returns the number in size bytes (-size when below zero) as uint64 or int64, and the length; -1 if malformed.
func readNumber(b []byte, size int) (any, int) {
	length := max(size, -size)
	if len(b) < length {
		return nil, -1
	}
	var n uint64
	for _, c := range b[:length] {
		if size < 0 {
			c = ^c
		}
		n = n<<8 | uint64(c)
	}
	switch {
	case length > 0 && n>>(8*(length-1)) == 0: // a shorter encoding exists
		return nil, -1
	case size >= 0:
		return n, length
	case n > 1<<63: // below the smallest int64
		return nil, -1
	}
	return -int64(n-1) - 1, length
}
