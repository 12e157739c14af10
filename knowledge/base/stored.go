package base

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"madoguchi/knowledge"
	"madoguchi/store"
)

// Key schema:
//
//	("kb", "current")            → which bundle is in force
//	("kb", "bundle", version, n) → the n-th piece of a bundle: the data files, zipped
var (
	current = store.Table[pointer]{Name: "kb", Version: 1}
	pieces  = store.Table[[]byte]{Name: "kb", Version: 1}
)

// pointer is the stored form of what is in force.
type pointer struct {
	Version string `json:"version"`
	Pieces  int    `json:"pieces"`
	Origin  Origin `json:"origin"`
}

// Origin says where a stored base came from. One that came with the binary gives way to that of a newer binary; one
// that somebody imported or edited does not.
type Origin string

const (
	FromBinary Origin = "binary"
	FromDesk   Origin = "desk"
)

// pieceSize keeps every write under the store's limits, base64 in JSON included.
const pieceSize = 256 << 10

// Save puts a tree of data files into the store and makes it the one in force, in the last of its commits: a failure
// before leaves the old one in force. It refuses a tree that Load refuses.
func Save(ctx context.Context, e store.Engine, files fs.FS, origin Origin) (*knowledge.Base, error) {
	b, err := Load(files)
	if err != nil {
		return nil, err
	}
	bundle, err := pack(files)
	if err != nil {
		return nil, fmt.Errorf("pack the base: %w", err)
	}
	p := pointer{Version: b.Version, Origin: origin}
	for ; len(bundle) > 0; p.Pieces++ {
		n := min(pieceSize, len(bundle))
		piece, key := bundle[:n], store.K("bundle", b.Version).Uint(uint64(p.Pieces))
		if err := e.Update(ctx, func(tx store.Txn) error { return pieces.Put(tx, key, piece) }); err != nil {
			return nil, fmt.Errorf("save the base: %w", err)
		}
		bundle = bundle[n:]
	}
	err = e.Update(ctx, func(tx store.Txn) error { return current.Put(tx, store.K("current"), p) })
	if err != nil {
		return nil, fmt.Errorf("save the base: %w", err)
	}
	return b, nil
}

// Stored returns the data files that are in force in the store; at the first start, or when the binary carries a newer
// base than the one it had put there, those of the binary are put there.
func Stored(ctx context.Context, e store.Engine) (fs.FS, *knowledge.Base, error) {
	carried, err := Embedded()
	if err != nil {
		return nil, nil, err
	}
	files, p, err := read(ctx, e)
	if err != nil {
		return nil, nil, err
	}
	if files == nil || p.Origin == FromBinary && p.Version != carried.Version {
		b, err := Save(ctx, e, knowledge.Files, FromBinary)
		return knowledge.Files, b, err
	}
	if p.Version == carried.Version {
		return files, carried, nil
	}
	b, err := Load(files)
	if err != nil {
		return nil, nil, fmt.Errorf("the base in the store is not usable: %w", err)
	}
	return files, b, nil
}

// read returns the stored files, or nil when there are none.
func read(ctx context.Context, e store.Engine) (fs.FS, pointer, error) {
	var bundle []byte
	var p pointer
	err := e.View(ctx, func(r store.Reader) (err error) {
		var ok bool
		if p, ok, err = current.Get(r, store.K("current")); err != nil || !ok {
			return err
		}
		for n := range p.Pieces {
			piece, ok, err := pieces.Get(r, store.K("bundle", p.Version).Uint(uint64(n)))
			if err != nil {
				return err
			}
			if !ok {
				return fmt.Errorf("%w: piece %d of base %s is missing", store.ErrDamaged, n, p.Version)
			}
			bundle = append(bundle, piece...)
		}
		return nil
	})
	if err != nil {
		return nil, p, fmt.Errorf("read the base from the store: %w", err)
	}
	if p.Pieces == 0 {
		return nil, p, nil
	}
	z, err := zip.NewReader(bytes.NewReader(bundle), int64(len(bundle)))
	if err != nil {
		return nil, p, fmt.Errorf("read the base from the store: %w: %w", store.ErrDamaged, err)
	}
	return z, p, nil
}

// pack zips a tree of files. The same files give the same bytes.
func pack(files fs.FS) ([]byte, error) {
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		src, err := files.Open(name)
		if err != nil {
			return err
		}
		dst, err := z.Create(name)
		if err == nil {
			_, err = io.Copy(dst, src)
		}
		return errors.Join(err, src.Close())
	})
	err = errors.Join(err, z.Close()) // Close writes the directory: the bytes are complete only after it
	return buf.Bytes(), err
}

// Replace is a tree of files in which one file is another.
func Replace(files fs.FS, name string, content []byte) (fs.FS, error) {
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	err := fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path == name {
			return err
		}
		data, err := fs.ReadFile(files, path)
		if err != nil {
			return err
		}
		dst, err := z.Create(path)
		if err == nil {
			_, err = dst.Write(data)
		}
		return err
	})
	if err == nil {
		var dst io.Writer
		if dst, err = z.Create(name); err == nil {
			_, err = dst.Write(content)
		}
	}
	if err := errors.Join(err, z.Close()); err != nil {
		return nil, fmt.Errorf("replace %s: %w", name, err)
	}
	return zip.NewReader(bytes.NewReader(buf.Bytes()), int64(buf.Len()))
}
