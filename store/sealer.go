package store

import (
	"bytes"
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"
)

// A Sealer encrypts what people said. Three layers of keys:
//
//	desk's key ── opens ──▶ root secret ── HKDF ──▶ wrapping key ── opens ──▶ a conversation's data key ──▶ records
//	                                      └─ HKDF ─▶ key of Hash
//
// The root secret is made at the first start and stored under ("seal", "root"), sealed by the desk's key. It is also the check
// that the desk's key is the right one; the desk's key may therefore live in a KMS that is asked once, at the start.
// Data keys are stored wrapped under ("seal", "data", conversation). Everything is AES-256-GCM, bound to its place by
// associated data: a record or a wrapped key that was moved elsewhere does not open.
//
// Erasing. Drop deletes a data key in the same commit as everything else that goes, and all records sealed with it are
// unreadable from then on, in every replica: a data key is looked up in the transaction's own snapshot each time, and only its
// unwrapping is remembered (in the memory of other replicas until it is crowded out). A copy of the store made before (a backup, free pages of a bolt file) still holds the wrapped key; to whoever also
// has the desk's key it is readable. Drop therefore leaves a note under ("seal", "erased", conversation, id) with which
// restoring a backup repeats the erasure: Erasures and Repeat.
//
// A Sealer is safe for use by many goroutines.
type Sealer struct {
	wrap *subtle.AESGCM
	hash []byte

	mu   sync.Mutex
	open map[string]*subtle.AESGCM // unwrapped data keys by their wrapped form
}

const (
	sealTable   = "seal"
	rootSize    = 32
	dataKeySize = 32
	keyIDSize   = 8
	rootVersion = 1
	dataVersion = 1
	maxUnsealed = 4096 // data keys kept unwrapped; all are forgotten when there are more
)

// OpenSealer returns the store's Sealer. At the first start it makes the root secret and stores it; later, when
// the desk's key does not open it, it fails with [ErrWrongKey], or with [ErrKeyAway] when that could not be found out, and has
// written nothing.
func OpenSealer(ctx context.Context, e Engine, desk DeskKey) (*Sealer, error) {
	raw, err := readRoot(ctx, e)
	var root []byte
	switch {
	case err == nil && raw == nil:
		root, err = makeRoot(ctx, e, desk)
	case err == nil:
		root, err = openRoot(raw, desk)
	}
	if err != nil {
		return nil, fmt.Errorf("open the store's seal: %w", err)
	}
	return newSealer(root)
}

// rootKey is where the root secret lies.
func rootKey() Key { return K(sealTable, "root") }

func newSealer(root []byte) (*Sealer, error) {
	wrapKey, err := hkdf.Key(sha256.New, root, nil, "madoguchi wrap data keys 1", 32)
	if err != nil {
		return nil, fmt.Errorf("derive the wrapping key: %w", err)
	}
	hashKey, err := hkdf.Key(sha256.New, root, nil, "madoguchi hash identifiers 1", 32)
	if err != nil {
		return nil, fmt.Errorf("derive the hashing key: %w", err)
	}
	wrap, err := subtle.NewAESGCM(wrapKey)
	if err != nil {
		return nil, fmt.Errorf("derive the wrapping key: %w", err)
	}
	return &Sealer{wrap: wrap, hash: hashKey, open: make(map[string]*subtle.AESGCM)}, nil
}

// readRoot returns the record of the root secret, nil when there is none yet.
func readRoot(ctx context.Context, e Engine) (raw []byte, err error) {
	err = e.View(ctx, func(r Reader) error {
		got, ok, err := r.Get(rootKey())
		if err != nil || ok {
			raw = bytes.Clone(got)
			return err
		}
		raw = nil
		start, end := K(sealTable).Range()
		for _, err := range r.Scan(start, end) {
			if err == nil {
				err = fmt.Errorf("%w: data keys without the root secret that opens them", ErrDamaged)
			}
			return err
		}
		return nil
	})
	return raw, err
}

// openRoot returns the root secret.
func openRoot(raw []byte, desk DeskKey) ([]byte, error) {
	at := rootKey()
	kind, version, body, err := splitRecord(raw)
	switch {
	case err != nil:
		return nil, within(at, err)
	case kind != kindSealed:
		return nil, within(at, ErrDamaged)
	case version > rootVersion:
		return nil, within(at, ErrNewer)
	}
	root, err := desk.Decrypt(body, associated(at, version))
	switch {
	case errors.Is(err, ErrKeyAway):
		return nil, err
	case err != nil || len(root) != rootSize:
		return nil, ErrWrongKey
	}
	return root, nil
}

// sealRoot returns the record of a root secret.
func sealRoot(root []byte, desk DeskKey) ([]byte, error) {
	sealed, err := desk.Encrypt(root, associated(rootKey(), rootVersion))
	if err != nil {
		return nil, fmt.Errorf("encrypt with the desk's key: %w", err)
	}
	return append(header(kindSealed, rootVersion, len(sealed)), sealed...), nil
}

// makeRoot stores a new root secret, or returns the one that another replica has stored first.
func makeRoot(ctx context.Context, e Engine, desk DeskKey) ([]byte, error) {
	fresh := make([]byte, rootSize)
	rand.Read(fresh) // never fails
	raw, err := sealRoot(fresh, desk)
	if err != nil {
		return nil, err
	}
	var stored []byte
	err = e.Update(ctx, func(tx Txn) error {
		got, ok, err := tx.Get(rootKey())
		if err != nil || ok {
			stored = bytes.Clone(got)
			return err
		}
		stored = nil
		return tx.Put(rootKey(), raw)
	})
	if err != nil || stored == nil {
		return fresh, err
	}
	return openRoot(stored, desk)
}

// Ensure gives a conversation a data key if it has none. Only what begins a conversation calls it: whoever finds a
// conversation erased must not bring it back.
func (s *Sealer) Ensure(tx Txn, conv string) error {
	at := K(sealTable, "data", conv)
	_, ok, err := tx.Get(at)
	if err != nil || ok {
		return within(at, err)
	}
	key := make([]byte, dataKeySize)
	rand.Read(key)
	wrapped, err := s.wrap.Encrypt(key, associated(at, dataVersion))
	if err != nil {
		return within(at, err)
	}
	raw := header(kindSealed, dataVersion, keyIDSize+len(wrapped))
	raw = append(raw, keyID()...)
	return within(at, tx.Put(at, append(raw, wrapped...)))
}

// Seal encrypts plaintext with a conversation's data key; the result opens only with the same associated data. It
// is 28 bytes longer. [ErrErased] when there is no data key.
func (s *Sealer) Seal(r Reader, conv string, associatedData, plaintext []byte) ([]byte, error) {
	key, err := s.dataKey(r, conv)
	if err != nil {
		return nil, err
	}
	return key.Encrypt(plaintext, associatedData)
}

// Open decrypts what Seal returned. [ErrErased] when there is no data key, [ErrUnseal] when it does not fit.
func (s *Sealer) Open(r Reader, conv string, associatedData, sealed []byte) ([]byte, error) {
	key, err := s.dataKey(r, conv)
	if err != nil {
		return nil, err
	}
	plaintext, err := key.Decrypt(sealed, associatedData)
	if err != nil {
		return nil, ErrUnseal
	}
	return plaintext, nil
}

// Hash returns a name for an identifier (a platform's user id) that can stand in keys: 32 letters and digits of
// HMAC-SHA-256 over kind and id. Without the desk's key nobody can find out whether an identifier is in the store.
func (s *Sealer) Hash(kind, id string) string {
	mac := hmac.New(sha256.New, s.hash)
	mac.Write(binary.AppendUvarint(nil, uint64(len(kind))))
	mac.Write([]byte(kind))
	mac.Write([]byte(id))
	return strings.ToLower(base32.StdEncoding.EncodeToString(mac.Sum(nil)[:20]))
}

// dataKey reads a conversation's data key in r's snapshot, so that a dropped one is never used again.
func (s *Sealer) dataKey(r Reader, conv string) (*subtle.AESGCM, error) {
	at := K(sealTable, "data", conv)
	raw, ok, err := r.Get(at)
	if err != nil {
		return nil, within(at, err)
	}
	if !ok {
		return nil, ErrErased
	}
	name := cacheName(at, raw)
	s.mu.Lock()
	key := s.open[name]
	s.mu.Unlock()
	if key != nil {
		return key, nil
	}
	if key, err = s.unwrap(at, raw); err != nil {
		return nil, within(at, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.open) >= maxUnsealed {
		clear(s.open)
	}
	s.open[name] = key
	return key, nil
}

// cacheName includes the place: a wrapped key that was copied elsewhere must not be found there.
func cacheName(at Key, raw []byte) string { return string(at) + string(raw) }

func (s *Sealer) unwrap(at Key, raw []byte) (*subtle.AESGCM, error) {
	_, version, wrapped, err := splitDataKey(at, raw)
	if err != nil {
		return nil, err
	}
	key, err := s.wrap.Decrypt(wrapped, associated(at, version))
	if err != nil {
		return nil, ErrUnseal
	}
	return subtle.NewAESGCM(key)
}

func splitDataKey(at Key, raw []byte) (id []byte, version uint, wrapped []byte, err error) {
	kind, version, body, err := splitRecord(raw)
	switch {
	case err != nil:
		return nil, 0, nil, err
	case version > dataVersion:
		return nil, 0, nil, ErrNewer
	case kind != kindSealed || len(body) < keyIDSize:
		return nil, 0, nil, fmt.Errorf("%w: not a data key", ErrDamaged)
	}
	return body[:keyIDSize], version, body[keyIDSize:], nil
}

func keyID() []byte {
	id := make([]byte, keyIDSize)
	rand.Read(id)
	return id
}
