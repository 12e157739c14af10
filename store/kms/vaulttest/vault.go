// Package vaulttest is the transit engine of a Vault, as its documentation describes it, for tests: encrypt and decrypt with
// associated data, tokens, policies, sealing and slowness. Only tests import it.
package vaulttest

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"time"
)

// A Vault is a server with a transit engine at /transit. Its fields may be set before a request, under Lock.
type Vault struct {
	sync.Mutex
	*httptest.Server

	Token     string
	Namespace string
	Denied    string                                   // "encrypt" or "decrypt": what the token's policy does not allow
	Sealed    bool                                     // after a restart, until somebody unseals it
	Slow      time.Duration                            // before every answer
	Deaf      bool                                     // it does not know associated data: Vault before 1.13
	Answer    func(http.ResponseWriter, *http.Request) // instead of all the rest
	Asked     int                                      // requests so far

	keys map[string]cipher.AEAD
}

// New starts a Vault in clear, NewTLS one with a certificate of its own.
func New(token string, keys ...string) *Vault { return start(token, keys, httptest.NewServer) }

// NewTLS starts a Vault with a certificate of its own.
func NewTLS(token string, keys ...string) *Vault { return start(token, keys, httptest.NewTLSServer) }

func start(token string, keys []string, serve func(http.Handler) *httptest.Server) *Vault {
	v := &Vault{Token: token, keys: map[string]cipher.AEAD{}}
	for _, name := range keys {
		v.Make(name)
	}
	v.Server = serve(v)
	return v
}

// Make makes a key, in the place of one that there may be.
func (v *Vault) Make(name string) {
	secret := make([]byte, 32)
	rand.Read(secret)
	block, err := aes.NewCipher(secret)
	if err != nil {
		panic(err)
	}
	key, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	v.Lock()
	defer v.Unlock()
	v.keys[name] = key
}

// URI names a key of the server.
func (v *Vault) URI(name string) string {
	scheme, host, _ := strings.Cut(v.URL, "://")
	return map[string]string{"http": "hcvault+http://", "https": "hcvault://"}[scheme] + host + "/transit/keys/" + name
}

var route = regexp.MustCompile(`^/v1/transit/(encrypt|decrypt)/([\w.-]+)$`)

// ServeHTTP answers as Vault does; see developer.hashicorp.com/vault/api-docs/secret/transit and /api-docs#http-status-codes.
func (v *Vault) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	sent, err := io.ReadAll(io.LimitReader(r.Body, 1<<20)) // also: only now the server notices that a client goes away
	if err != nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(sent))
	v.Lock()
	v.Asked++
	slow, answer := v.Slow, v.Answer
	v.Unlock()
	select {
	case <-time.After(slow):
	case <-r.Context().Done():
		return
	}
	if answer != nil {
		answer(w, r)
		return
	}
	v.Lock()
	defer v.Unlock()
	status, data, fault := v.do(r)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if fault != "" {
		json.NewEncoder(w).Encode(map[string]any{"errors": []string{fault}})
		return
	}
	json.NewEncoder(w).Encode(map[string]any{"request_id": "1", "data": data})
}

func (v *Vault) do(r *http.Request) (status int, data map[string]any, fault string) {
	at := route.FindStringSubmatch(r.URL.Path)
	var body struct {
		Plaintext      string `json:"plaintext"`
		Ciphertext     string `json:"ciphertext"`
		AssociatedData string `json:"associated_data"`
	}
	switch {
	case v.Sealed:
		return http.StatusServiceUnavailable, nil, "Vault is sealed"
	case r.Header.Get("X-Vault-Token") != v.Token || r.Header.Get("X-Vault-Namespace") != v.Namespace:
		return http.StatusForbidden, nil, "permission denied"
	case at == nil:
		return http.StatusNotFound, nil, fmt.Sprintf("no handler for route %q. route entry not found.", r.URL.Path)
	case at[1] == v.Denied:
		return http.StatusForbidden, nil, "1 error occurred:\n\t* permission denied\n\n"
	case r.Method != http.MethodPut && r.Method != http.MethodPost:
		return http.StatusMethodNotAllowed, nil, "unsupported operation"
	case json.NewDecoder(r.Body).Decode(&body) != nil:
		return http.StatusBadRequest, nil, "error parsing JSON"
	}
	key := v.keys[at[2]]
	if key == nil {
		return http.StatusBadRequest, nil, "encryption key not found"
	}
	bound, err := base64.StdEncoding.DecodeString(body.AssociatedData)
	if err != nil {
		return http.StatusBadRequest, nil, "failed to base64-decode associated_data"
	}
	if v.Deaf {
		bound = nil
	}
	if at[1] == "encrypt" {
		return encrypt(key, body.Plaintext, bound)
	}
	return decrypt(key, body.Ciphertext, bound)
}

func encrypt(key cipher.AEAD, plaintext string, bound []byte) (int, map[string]any, string) {
	plain, err := base64.StdEncoding.DecodeString(plaintext)
	if err != nil {
		return http.StatusBadRequest, nil, "failed to base64-decode plaintext"
	}
	nonce := make([]byte, key.NonceSize())
	rand.Read(nonce)
	sealed := key.Seal(nonce, nonce, plain, bound)
	return http.StatusOK, map[string]any{"ciphertext": "vault:v1:" + base64.StdEncoding.EncodeToString(sealed), "key_version": 1}, ""
}

func decrypt(key cipher.AEAD, ciphertext string, bound []byte) (int, map[string]any, string) {
	encoded, ok := strings.CutPrefix(ciphertext, "vault:v1:")
	if !ok {
		return http.StatusBadRequest, nil, "invalid ciphertext: no prefix"
	}
	sealed, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil || len(sealed) < key.NonceSize() {
		return http.StatusBadRequest, nil, "invalid ciphertext: could not decode base64"
	}
	plain, err := key.Open(nil, sealed[:key.NonceSize()], sealed[key.NonceSize():], bound)
	if err != nil { // a 500 since 1.6, see hashicorp/vault issue 10842
		return http.StatusInternalServerError, nil, "1 error occurred:\n\t* cipher: message authentication failed\n\n"
	}
	return http.StatusOK, map[string]any{"plaintext": base64.StdEncoding.EncodeToString(plain)}, ""
}
