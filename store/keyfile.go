package store

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"

	"madoguchi/written"
)

// A DeskKey encrypts and authenticates. It is tink's AEAD: a key file's, or one in a KMS (store/kms). It is used once when a
// Sealer is opened and never in a transaction. Decrypt's error is taken for a wrong key, unless it wraps [ErrKeyAway].
type DeskKey interface {
	Encrypt(plaintext, associatedData []byte) ([]byte, error)
	Decrypt(ciphertext, associatedData []byte) ([]byte, error)
}

// NewKeyFile makes a new desk key (a tink keyset with one AES-256-GCM key, as JSON) in a new file, mode 0600, on disk when
// it returns. A file that exists is left as it is: [ErrKeyFileExists]. Whoever reads the file reads everything; it
// must be backed up apart from the store, for without it nothing sealed can be read again.
func NewKeyFile(path string) error {
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return fmt.Errorf("make a desk key: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("key file %s: %w", path, ErrKeyFileExists)
	} else if err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	err = insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(f))
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = syncFolder(filepath.Dir(path))
	}
	if err != nil {
		os.Remove(path) // half a key is worse than none; it has sealed nothing yet
		return fmt.Errorf("key file %s: %w", path, err)
	}
	return nil
}

// OpenKeyFile reads the desk's key. [ErrNoKeyFile] when there is none, [ErrKeyFile] when the file is something else;
// the error never holds the file's contents.
func OpenKeyFile(path string) (DeskKey, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("key file %s: %w", path, ErrNoKeyFile)
	} else if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	text, err := written.Text(data) // an editor that it was copied with may have put a mark before it
	if err != nil {
		return nil, fmt.Errorf("key file %s: %w", path, ErrKeyFile)
	}
	handle, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(text)))
	if err != nil {
		return nil, fmt.Errorf("key file %s: %w", path, ErrKeyFile)
	}
	key, err := aead.New(handle)
	if err != nil {
		return nil, fmt.Errorf("key file %s: %w: not for AEAD", path, ErrKeyFile)
	}
	return key, nil
}

// syncFolder makes a new file's name durable.
func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
