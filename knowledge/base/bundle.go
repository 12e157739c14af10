package base

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sync"

	"madoguchi/knowledge"
	"madoguchi/store"
)

// A bundle is the data files of a base, zipped. It is stored in pieces under a name of its own
// content, so that writing one never changes another.
var pieces = store.Table[[]byte]{Name: "kb", Version: 1}

const (
	pieceSize = 256 << 10 // keeps every write under the store's limits, base64 in JSON included
	maxPieces = 100       // all of them are looked at in the commit that puts a base in force
)

func pieceKey(bundle string, n int) store.Key { return store.K("bundle", bundle).Uint(uint64(n)) }

// readBundle returns the data files of a release.
func readBundle(r store.Reader, of release) (fs.FS, error) {
	var bundle []byte
	for n := range of.Pieces {
		piece, ok, err := pieces.Get(r, pieceKey(of.bundle(), n))
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, fmt.Errorf("%w: piece %d of base %s is missing", store.ErrDamaged, n, of.Version)
		}
		bundle = append(bundle, piece...)
	}
	z, err := zip.NewReader(bytes.NewReader(bundle), int64(len(bundle)))
	if err != nil {
		return nil, fmt.Errorf("base %s: %w: %w", of.Version, store.ErrDamaged, err)
	}
	return z, nil
}

// open makes the base of a release out of its files. It keeps the version under which it was
// published, though a newer program may have read more files into that.
func open(files fs.FS, version string) (*knowledge.Base, error) {
	if carried, err := Embedded(); err == nil && carried.Version == version {
		return carried, nil
	}
	b, err := reload(files)
	if err != nil {
		return nil, fmt.Errorf("base %s in the store is not usable: %w", version, err)
	}
	b.Version = version
	return b, nil
}

// bundleName names the content of a bundle.
func bundleName(version string, bundle []byte) string {
	sum := sha256.Sum256(bundle)
	return version + "-" + hex.EncodeToString(sum[:6])
}

// pack zips the named files. The same files give the same bytes.
func pack(files fs.FS, names []string, instead map[string][]byte) ([]byte, error) {
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for _, name := range names {
		data, other := instead[name]
		if !other {
			var err error
			if data, err = fs.ReadFile(files, name); err != nil {
				return nil, err
			}
		}
		dst, err := z.Create(name)
		if err == nil {
			_, err = dst.Write(data)
		}
		if err != nil {
			return nil, err
		}
	}
	err := z.Close() // it writes the directory: the bytes are complete only after it
	return buf.Bytes(), err
}

// Pack zips the files of a tree that belong to a base.
func Pack(files fs.FS) ([]byte, error) {
	names, err := belongingIn(files)
	if err != nil {
		return nil, err
	}
	return pack(files, names, nil)
}

// packedEmbedded is what the binary carries, packed. It is packed once.
var packedEmbedded = sync.OnceValues(func() ([]byte, error) { return Pack(knowledge.Files) })

// Unpack is the tree that Pack zipped.
func Unpack(packed []byte) (fs.FS, error) {
	z, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return nil, fmt.Errorf("what should be a packed base is none: %w", err)
	}
	return z, nil
}

// Stand makes a release, as it was told of, and its packed files what a store would return. Where
// the files cannot be used there is no base, and an error says why.
func Stand(r Release, packed []byte) (Standing, error) {
	files, err := Unpack(packed)
	if err != nil {
		return Standing{}, err
	}
	b, err := open(files, r.Version)
	return Standing{Release: r, Files: files, Base: b}, err
}

// belongingIn names the files of a tree that Load may read.
func belongingIn(files fs.FS) (names []string, _ error) {
	for _, pattern := range belonging {
		found, err := fs.Glob(files, pattern)
		if err != nil {
			return nil, err
		}
		names = append(names, found...)
	}
	return names, nil
}

// Replace is a base's tree of files in which one file is another. What does not belong to a base is
// left out.
func Replace(files fs.FS, name string, content []byte) (fs.FS, error) {
	names, err := belongingIn(files)
	if err != nil {
		return nil, fmt.Errorf("replace %s: %w", name, err)
	}
	if !slices.Contains(names, name) {
		names = append(names, name)
	}
	bundle, err := pack(files, names, map[string][]byte{name: content})
	if err != nil {
		return nil, fmt.Errorf("replace %s: %w", name, err)
	}
	return zip.NewReader(bytes.NewReader(bundle), int64(len(bundle)))
}

// belonging are the files that Load may read.
var belonging = []string{"contacts.yaml", "categories.yaml", "slots.yaml", "phrases.yaml", "phrases-easy.yaml", "deeds.yaml", "terms.yaml", "firms.yaml", "sources.yaml", "forms/*.yaml", "voices/*.yaml", "answers/*.yaml", "told/*.yaml", "matters.yaml", "languages/*.yaml", "easy/*.yaml", "cases.jsonl", "faq/*.yaml", "followups/*.yaml", "questions/*.jsonl"}

// errGone: a bundle was swept away while it was to be put in force.
var errGone = errors.New("its files were removed from the store meanwhile; publish it again")
