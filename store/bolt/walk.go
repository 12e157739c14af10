package bolt

import (
	"encoding/binary"
	"fmt"
	"io"
	"os"

	"madoguchi/store"
)

// A walker reads a bbolt file page by page without mapping it, and believes nothing: bbolt's own check counts
// to four billion, or runs in circles, when the bit that is wrong is the right one.
type walker struct {
	file  io.ReaderAt
	meta  meta
	known []uint64 // one bit for each page that was reached
	heads bool     // of the leaves of buckets only the head is read
	depth int      // how many buckets down
	head  [pageHeader]byte
}

// What a page is, and the sizes of what it holds. Numbers are in the byte order of the machine.
const (
	branchPage    = 0x01
	leafPage      = 0x02
	branchElement = 16 // pos, ksize uint32; pgid uint64
	leafElement   = 16 // flags, pos, ksize, vsize uint32
	bucketElement = 0x01
	bucketValue   = 16 // root pgid, sequence uint64
)

// walkFile follows the tree of buckets and pages from the newest meta page. It returns an error wrapping ErrDamaged for the
// first page that lies outside the file, is of no known kind, was reached before, or whose elements lie outside it. heads leaves
// the contents of the leaves out: what remains would make bbolt run in circles or free pages without end, which no recover stops.
func walkFile(f io.ReaderAt, heads bool) error {
	m, found, err := newestMeta(f)
	if err != nil {
		return err
	}
	if !found {
		return fmt.Errorf("%w: no meta page", store.ErrDamaged)
	}
	w := &walker{file: f, meta: m, known: make([]uint64, m.pages/64+1), heads: heads}
	return w.page(m.root)
}

func walkPath(path string, heads bool) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("store: check: %w", err)
	}
	defer f.Close()
	return walkFile(f, heads)
}

func (w *walker) page(id uint64) error {
	b, kind, err := w.read(id)
	if err != nil || b == nil {
		return err
	}
	order, count := binary.NativeEndian, int(binary.NativeEndian.Uint16(b[10:]))
	if pageHeader+count*leafElement > len(b) { // both kinds of element have one size
		return w.fault(id, "more elements than fit")
	}
	for i := range count {
		at := uint64(pageHeader + i*leafElement)
		e := b[at : at+leafElement]
		if kind == branchPage {
			if at+uint64(order.Uint32(e))+uint64(order.Uint32(e[4:])) > uint64(len(b)) {
				return w.fault(id, "a key outside the page")
			}
			err = w.page(order.Uint64(e[8:]))
		} else {
			key := at + uint64(order.Uint32(e[4:]))
			value := key + uint64(order.Uint32(e[8:]))
			size := uint64(order.Uint32(e[12:]))
			if value+size > uint64(len(b)) {
				return w.fault(id, "an entry outside the page")
			}
			if order.Uint32(e)&bucketElement != 0 {
				err = w.bucket(id, b[value:value+size])
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// bucket follows a bucket's root page. A small bucket has none: its page is part of the value, which Open has read.
func (w *walker) bucket(id uint64, value []byte) error {
	if len(value) < bucketValue {
		return w.fault(id, "a bucket cut off")
	}
	root := binary.NativeEndian.Uint64(value)
	if root == 0 {
		return nil
	}
	w.depth++
	defer func() { w.depth-- }()
	return w.page(root)
}

// read returns a page with its overflow, marked as reached; nothing of it when the head is all that is to be read.
func (w *walker) read(id uint64) (b []byte, kind uint16, err error) {
	if id < 2 || id >= w.meta.pages {
		return nil, 0, w.fault(id, "outside the file")
	}
	head := w.head[:]
	if _, err := w.file.ReadAt(head, int64(id*w.meta.pageSize)); err != nil {
		return nil, 0, fmt.Errorf("%w: page %d: %w", store.ErrDamaged, id, err)
	}
	order := binary.NativeEndian
	kind = order.Uint16(head[8:])
	overflow := uint64(order.Uint32(head[12:]))
	switch {
	case order.Uint64(head) != id:
		return nil, 0, w.fault(id, "has another number")
	case kind != branchPage && kind != leafPage:
		return nil, 0, w.fault(id, "of no known kind")
	case id+overflow >= w.meta.pages:
		return nil, 0, w.fault(id, "longer than the file")
	}
	for p := id; p <= id+overflow; p++ {
		if w.known[p/64]&(1<<(p%64)) != 0 {
			return nil, 0, w.fault(p, "reached twice")
		}
		w.known[p/64] |= 1 << (p % 64)
	}
	if w.heads && kind == leafPage && w.depth > 0 {
		return nil, kind, nil
	}
	b = make([]byte, (overflow+1)*w.meta.pageSize)
	if _, err := w.file.ReadAt(b, int64(id*w.meta.pageSize)); err != nil {
		return nil, 0, fmt.Errorf("%w: page %d: %w", store.ErrDamaged, id, err)
	}
	return b, kind, nil
}

func (w *walker) fault(id uint64, what string) error {
	return fmt.Errorf("%w: page %d: %s", store.ErrDamaged, id, what)
}
