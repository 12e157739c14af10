package bolt

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"os"

	"madoguchi/store"
)

// bbolt maps the file and trusts it: a page that lies behind the end of a truncated file kills the process when it is
// touched. So the two meta pages are read here first.
const (
	pageHeader  = 16
	metaSize    = 64
	metaMagic   = 0xED0CDAED
	metaVersion = 2

	freelistPage = 0x10
	noFreelist   = 1<<64 - 1 // bbolt was told not to store it
)

// A meta is what file.go needs of a bbolt meta page.
type meta struct {
	pageSize, root, freelist, pages, txid uint64
}

// inspect reports whether there is no file yet. It refuses an empty one, what is not a bbolt file, and what is shorter
// than its own account of itself.
func inspect(path string) (fresh bool, err error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	} else if err != nil {
		return false, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return false, err
	}
	if !info.Mode().IsRegular() {
		return false, fmt.Errorf("%w: not a regular file", store.ErrForeign)
	}
	if info.Size() == 0 {
		return false, fmt.Errorf("%w: the file is empty, as a full disk or a copy that failed leaves it; restore a backup, or remove the file to begin a new store", store.ErrDamaged)
	}
	m, found, err := newestMeta(f)
	switch {
	case err != nil:
		return false, err
	case !found:
		return false, store.ErrForeign
	case uint64(info.Size()) < m.pages*m.pageSize:
		return false, fmt.Errorf("%w: the file is cut off (%d bytes of %d); restore a backup", store.ErrDamaged, info.Size(), m.pages*m.pageSize)
	}
	return false, checkFreelist(f, m)
}

// checkFreelist examines the list of free pages: bbolt allocates what its length says, and writes over the pages
// it names.
func checkFreelist(f io.ReaderAt, m meta) error {
	damaged := func(what string) error {
		return fmt.Errorf("%w: list of free pages: %s; restore a backup", store.ErrDamaged, what)
	}
	if m.freelist == noFreelist {
		return nil
	}
	if m.freelist < 2 || m.freelist >= m.pages {
		return damaged("outside the file")
	}
	order, head := binary.NativeEndian, make([]byte, pageHeader+8)
	if _, err := f.ReadAt(head, int64(m.freelist*m.pageSize)); err != nil {
		return damaged(err.Error())
	}
	count, first := uint64(order.Uint16(head[10:])), uint64(pageHeader)
	if count == 0xFFFF { // does not fit: the true number comes first
		count, first = order.Uint64(head[pageHeader:]), pageHeader+8
	}
	overflow := uint64(order.Uint32(head[12:]))
	switch {
	case order.Uint64(head) != m.freelist || order.Uint16(head[8:]) != freelistPage:
		return damaged("not one")
	case m.freelist+overflow >= m.pages || count > m.pages || first+count*8 > (overflow+1)*m.pageSize:
		return damaged("too long")
	}
	ids := make([]byte, count*8)
	if _, err := f.ReadAt(ids, int64(m.freelist*m.pageSize+first)); err != nil && count > 0 {
		return damaged(err.Error())
	}
	for last := uint64(1); len(ids) > 0; ids = ids[8:] {
		id := order.Uint64(ids)
		if id <= last || id >= m.pages {
			return damaged("names a page twice or outside the file")
		}
		last = id
	}
	return nil
}

// newestMeta reads both meta pages. The second one's place depends on the page size, which the first one tells; when
// that is unreadable every size is tried, as bbolt does.
func newestMeta(f io.ReaderAt) (newest meta, found bool, err error) {
	consider := func(offset int64) (meta, bool, error) {
		m, ok, err := readMeta(f, offset)
		if ok && (!found || m.txid > newest.txid) {
			newest, found = m, true
		}
		return m, ok, err
	}
	first, ok, err := consider(0)
	if err != nil {
		return meta{}, false, err
	}
	if ok {
		_, _, err = consider(int64(first.pageSize))
		return newest, found, err
	}
	for size := int64(1 << 10); size <= 1<<24 && err == nil && !found; size <<= 1 {
		_, _, err = consider(size)
	}
	return newest, found, err
}

// readMeta reads the meta page at an offset; ok is false when there is none.
func readMeta(f io.ReaderAt, offset int64) (m meta, ok bool, err error) {
	b := make([]byte, pageHeader+metaSize)
	if _, err := f.ReadAt(b, offset); errors.Is(err, io.EOF) {
		return meta{}, false, nil
	} else if err != nil {
		return meta{}, false, err
	}
	b = b[pageHeader:]
	order := binary.NativeEndian
	if order.Uint32(b) != metaMagic || order.Uint32(b[4:]) != metaVersion {
		return meta{}, false, nil
	}
	sum := fnv.New64a()
	sum.Write(b[:56])
	if order.Uint64(b[56:]) != sum.Sum64() {
		return meta{}, false, nil
	}
	if size := order.Uint32(b[8:]); size < 1<<10 || size > 1<<24 {
		return meta{}, false, nil
	}
	return meta{
		pageSize: uint64(order.Uint32(b[8:])),
		root:     order.Uint64(b[16:]),
		freelist: order.Uint64(b[32:]),
		pages:    order.Uint64(b[40:]),
		txid:     order.Uint64(b[48:]),
	}, true, nil
}
