package store

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
)

// The bytes of one record:
//
//	kind (1 byte) | version (uvarint, from 1) | body
//
// kind 1, plain: body is a CRC-32C (4 bytes, big-endian) of key, version and JSON, and then the JSON. The sum finds what a disk
// or a stray write changed or moved; it is no protection against malice. kind 2, sealed: body is what Sealer.Seal returned
// for the JSON; key and version are its associated data.
const (
	kindPlain  = 1
	kindSealed = 2
)

func encodePlain(key []byte, version uint, body []byte) []byte {
	raw := header(kindPlain, version, 4+len(body))
	raw = binary.BigEndian.AppendUint32(raw, checksum(key, version, body))
	return append(raw, body...)
}

func decodePlain(key []byte, version uint, body []byte) ([]byte, error) {
	if len(body) < 4 {
		return nil, fmt.Errorf("%w: record cut off", ErrDamaged)
	}
	sum, body := binary.BigEndian.Uint32(body), body[4:]
	if sum != checksum(key, version, body) {
		return nil, fmt.Errorf("%w: check sum does not match", ErrDamaged)
	}
	return body, nil
}

func header(kind byte, version uint, room int) []byte {
	raw := make([]byte, 0, 1+binary.MaxVarintLen64+room)
	return binary.AppendUvarint(append(raw, kind), uint64(version))
}

// splitRecord takes the header off. It accepts any kind from 1 to 2 and any version from 1.
func splitRecord(raw []byte) (kind byte, version uint, body []byte, err error) {
	if len(raw) == 0 {
		return 0, 0, nil, fmt.Errorf("%w: empty record", ErrDamaged)
	}
	if kind = raw[0]; kind == 0 {
		return 0, 0, nil, fmt.Errorf("%w: not a record", ErrDamaged)
	} else if kind > kindSealed {
		return 0, 0, nil, fmt.Errorf("%w: record of kind %d", ErrNewer, kind)
	}
	v, n := binary.Uvarint(raw[1:])
	if n <= 0 || v == 0 || v > 1<<31 {
		return 0, 0, nil, fmt.Errorf("%w: record without a version", ErrDamaged)
	}
	return kind, uint(v), raw[1+n:], nil
}

func checksum(key []byte, version uint, body []byte) uint32 {
	table := crc32.MakeTable(crc32.Castagnoli) // kept by the package
	sum := crc32.Update(0, table, associated(key, version))
	return crc32.Update(sum, table, body)
}

// associated binds a body to its place: the key's length, the key and the version.
func associated(key []byte, version uint) []byte {
	ad := make([]byte, 0, len(key)+2*binary.MaxVarintLen64)
	ad = binary.AppendUvarint(ad, uint64(len(key)))
	ad = append(ad, key...)
	return binary.AppendUvarint(ad, uint64(version))
}
