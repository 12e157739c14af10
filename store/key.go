package store

import (
	"encoding/binary"
	"math/bits"
	"time"
)

// A Key is an encoded list of parts, built from left to right: K("conv", id).Uint(7). Every method returns a longer
// key and leaves its receiver usable (two keys may grow from one).
//
// The encoding keeps order: keys compare as their lists of parts do, part by part, a shorter list before
// all that extend it. Numbers come before byte strings, byte strings before text. No encoding is a prefix of
// another unless its parts are the first parts of the other, so that a prefix of bytes is a prefix of parts.
//
//	number   0x20+n, n bytes big-endian; below zero 0x20-n and the bytes of (256^n - 1 + number)
//	bytes    0x30, escaped, 0x00
//	text     0x31, escaped, 0x00
//
// where escaping turns 0x00 into 0x01 0x01 and 0x01 into 0x01 0x02. Changing any of this loses every store there is.
type Key []byte

const (
	tagZero  = 0x20
	tagBytes = 0x30
	tagText  = 0x31

	escape    = 0x01
	escape00  = 0x01
	escape01  = 0x02
	endOfPart = 0x00
)

// K starts a key with text parts.
func K(parts ...string) Key {
	k := make(Key, 0, 64)
	for _, p := range parts {
		k = appendText(append(k, tagText), p)
	}
	return k
}

// Str adds text. Any string is allowed, valid UTF-8 or not.
func (k Key) Str(s string) Key { return appendText(append(k.own(len(s)+2), tagText), s) }

// Bytes adds a byte string.
func (k Key) Bytes(b []byte) Key { return appendText(append(k.own(len(b)+2), tagBytes), b) }

// Uint adds a number. Uint(n) and Int(n) are the same part.
func (k Key) Uint(n uint64) Key {
	size := (bits.Len64(n) + 7) / 8
	return appendNumber(k.own(9), tagZero+size, size, n)
}

// Int adds a number that may be negative.
func (k Key) Int(n int64) Key {
	if n >= 0 {
		return k.Uint(uint64(n))
	}
	abs := uint64(-(n + 1)) + 1 // also right for the smallest int64
	size := (bits.Len64(abs) + 7) / 8
	return appendNumber(k.own(9), tagZero-size, size, ^abs) // its low bytes are 256^size-1-abs
}

// Time adds an instant, to the microsecond.
func (k Key) Time(t time.Time) Key { return k.Int(t.UnixMicro()) }

// Join adds all parts of another key.
func (k Key) Join(parts Key) Key { return append(k.own(len(parts)), parts...) }

// Range returns the half-open range of all keys that begin with k's parts, k itself included.
// The range of the empty key is everything.
func (k Key) Range() (start, end []byte) { return k, PrefixEnd(k) }

// own returns k with room for n bytes that no other key shares.
func (k Key) own(n int) Key {
	c := make(Key, len(k), len(k)+n)
	copy(c, k)
	return c
}

// PrefixEnd returns the least byte string behind all that begin with prefix; nil when there is none (prefix is
// empty, or all 0xFF).
func PrefixEnd(prefix []byte) []byte {
	for i := len(prefix) - 1; i >= 0; i-- {
		if prefix[i] != 0xFF {
			end := append([]byte(nil), prefix[:i+1]...)
			end[i]++
			return end
		}
	}
	return nil
}

func appendText[S string | []byte](k Key, s S) Key {
	for i := range len(s) {
		switch s[i] {
		case 0x00:
			k = append(k, escape, escape00)
		case 0x01:
			k = append(k, escape, escape01)
		default:
			k = append(k, s[i])
		}
	}
	return append(k, endOfPart)
}

func appendNumber(k Key, tag, size int, n uint64) Key {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], n)
	return append(append(k, byte(tag)), b[8-size:]...)
}
