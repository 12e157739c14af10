package store

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"
)

// A dump is a whole store as one stream, in a form that belongs to no engine:
//
//	"madoguchi dump 1\n"
//	for each entry, in the order of the keys: length of the key, length of the value (uvarints), key, value
//	0, the number of entries (uvarints), the SHA-256 of all bytes before it
//
// A dump that was cut off has no end, and one that was changed another sum. Nothing in it is encrypted that is not in
// the store.
const (
	dumpName  = "madoguchi dump "
	dumpMagic = dumpName + "1\n"
)

// ErrNotEmpty: a dump is read only into a store that holds nothing.
var ErrNotEmpty = errors.New("store: not empty")

// WriteDump writes all that e holds, in one View, and returns the length. After an error what was written is
// worthless. Of an engine with presences use its Snapshot instead, which leaves them out.
func WriteDump(ctx context.Context, e Engine, w io.Writer) (int64, error) {
	d := &dumpWriter{w: bufio.NewWriterSize(w, 1<<16), sum: sha256.New()}
	d.write([]byte(dumpMagic))
	err := e.View(ctx, func(r Reader) error {
		count := uint64(0)
		for x, err := range r.Scan(nil, nil) {
			if err != nil {
				return err
			}
			count++
			d.uvarint(uint64(len(x.Key)))
			d.uvarint(uint64(len(x.Value)))
			d.write(x.Key)
			if d.write(x.Value); d.err != nil {
				return d.err
			}
		}
		d.uvarint(0)
		d.uvarint(count)
		return d.err
	})
	if err == nil {
		d.write(d.sum.Sum(nil))
		err = errors.Join(d.err, d.w.Flush())
	}
	if err != nil {
		return d.length, fmt.Errorf("write a dump: %w", err)
	}
	return d.length, nil
}

// dumpWriter sums up what it writes, and remembers an error.
type dumpWriter struct {
	w      *bufio.Writer
	sum    hash.Hash
	length int64
	err    error
}

func (d *dumpWriter) write(b []byte) {
	if d.err != nil {
		return
	}
	d.sum.Write(b)
	n, err := d.w.Write(b)
	d.length, d.err = d.length+int64(n), err
}

func (d *dumpWriter) uvarint(n uint64) { d.write(binary.AppendUvarint(nil, n)) }

// CheckDump reads a dump to its end and returns the number of its entries. The error wraps [ErrForeign], [ErrNewer] or
// [ErrDamaged], unless r itself fails.
func CheckDump(r io.Reader) (entries uint64, err error) {
	err = readDump(r, func(Entry) error { entries++; return nil })
	return entries, err
}

// ReadDump puts a dump's entries into e, which must be empty (else [ErrNotEmpty]) and used by nobody else. They are stored as they
// are read, in many commits; that the dump is whole is known only at its end. So run CheckDump over it first, and
// after an error throw e away. Errors are those of CheckDump and of e.
func ReadDump(ctx context.Context, r io.Reader, e Engine) error {
	l := &dumpLoader{ctx: ctx, e: e, first: true}
	if err := readDump(r, l.add); err != nil {
		return err
	}
	return l.commit()
}

// dumpLoader gathers entries up to what fits into one commit.
type dumpLoader struct {
	ctx   context.Context
	e     Engine
	batch []Entry
	bytes int
	first bool
}

func (l *dumpLoader) add(x Entry) error {
	size := len(x.Key) + len(x.Value)
	if len(l.batch) == MaxWrites || l.bytes+size > MaxTxnBytes {
		if err := l.commit(); err != nil {
			return err
		}
	}
	l.batch, l.bytes = append(l.batch, x), l.bytes+size
	return nil
}

func (l *dumpLoader) commit() error {
	err := l.e.Update(l.ctx, func(tx Txn) error {
		if l.first {
			for _, err := range tx.Scan(nil, nil) {
				if err == nil {
					err = ErrNotEmpty
				}
				return err
			}
		}
		for _, x := range l.batch {
			if err := tx.Put(x.Key, x.Value); err != nil {
				return err
			}
		}
		return nil
	})
	l.batch, l.bytes, l.first = nil, 0, false
	if err != nil {
		return fmt.Errorf("read a dump: %w", err)
	}
	return nil
}

// readDump decodes a dump and checks it. What use is given belongs to it.
func readDump(r io.Reader, use func(Entry) error) error {
	d := &dumpReader{r: bufio.NewReaderSize(r, 1<<16), sum: sha256.New()}
	if err := d.magic(); err != nil {
		return fmt.Errorf("read a dump: %w", err)
	}
	last := ""
	for count := uint64(0); ; count++ {
		x, err := d.entry()
		if err == nil && x.Key != nil && string(x.Key) <= last {
			err = errDumpOrder
		}
		if err == nil && x.Key == nil {
			err = d.end(count)
		}
		if err != nil {
			return fmt.Errorf("read a dump: entry %d: %w", count+1, err)
		}
		if x.Key == nil {
			return nil
		}
		last = string(x.Key)
		if err := use(x); err != nil {
			return err
		}
	}
}

var (
	errDumpCut   = fmt.Errorf("%w: it is cut off", ErrDamaged)
	errDumpOrder = fmt.Errorf("%w: keys out of order", ErrDamaged)
	errDumpSize  = fmt.Errorf("%w: an entry of impossible size", ErrDamaged)
	errDumpSum   = fmt.Errorf("%w: the check sum is wrong", ErrDamaged)
	errDumpMore  = fmt.Errorf("%w: something follows behind its end", ErrDamaged)
)

// dumpReader sums up what it reads.
type dumpReader struct {
	r   *bufio.Reader
	sum hash.Hash
}

func (d *dumpReader) magic() error {
	line, err := d.r.Peek(len(dumpMagic))
	switch {
	case string(line) == dumpMagic:
		_, err := d.bytes(len(dumpMagic))
		return err
	case err != nil && err != io.EOF:
		return err
	case strings.HasPrefix(dumpMagic, string(line)):
		return errDumpCut
	case strings.HasPrefix(string(line), dumpName):
		return fmt.Errorf("%w (%q)", ErrNewer, line)
	}
	return fmt.Errorf("%w: no dump", ErrForeign)
}

// entry returns the next one; without a key behind the last one.
func (d *dumpReader) entry() (Entry, error) {
	key, err := binary.ReadUvarint(d)
	if err != nil || key == 0 {
		return Entry{}, cut(err)
	}
	value, err := binary.ReadUvarint(d)
	if err != nil {
		return Entry{}, cut(err)
	}
	if key > MaxKey || value > MaxValue {
		return Entry{}, errDumpSize
	}
	b, err := d.bytes(int(key + value))
	return Entry{Key: b[:key:key], Value: b[key:]}, err
}

// end checks what follows the last entry.
func (d *dumpReader) end(count uint64) error {
	n, err := binary.ReadUvarint(d)
	if err != nil {
		return cut(err)
	}
	want := string(d.sum.Sum(nil))
	got, err := d.bytes(sha256.Size)
	switch {
	case err != nil:
		return err
	case n != count, string(got) != want:
		return errDumpSum
	}
	if _, err := d.r.ReadByte(); err != io.EOF {
		if err == nil {
			err = errDumpMore
		}
		return err
	}
	return nil
}

func (d *dumpReader) bytes(n int) ([]byte, error) {
	b := make([]byte, n)
	_, err := io.ReadFull(d.r, b)
	d.sum.Write(b)
	return b, cut(err)
}

// ReadByte is for the lengths.
func (d *dumpReader) ReadByte() (byte, error) {
	b, err := d.r.ReadByte()
	if err == nil {
		d.sum.Write([]byte{b})
	}
	return b, err
}

// cut turns an end that comes too early into damage, and an impossible length.
func cut(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errDumpCut
	case err.Error() == "binary: varint overflows a 64-bit integer": // has no name
		return errDumpSize
	}
	return err
}
