package kms_test

import (
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"madoguchi/store"
	"madoguchi/store/kms"
	"madoguchi/store/kms/vaulttest"
)

const token = "hvs.a-token-that-nobody-may-see"

func open(t *testing.T, o kms.Options) *kms.Key {
	t.Helper()
	k, err := kms.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func start(t *testing.T, keys ...string) (*vaulttest.Vault, kms.Options) {
	v := vaulttest.New(token, keys...)
	t.Cleanup(v.Close)
	return v, kms.Options{URI: v.URI("desk"), Token: token, Timeout: time.Second}
}

// hush fails when an error is no single line, or holds what must not be seen.
func hush(t *testing.T, err error, secrets ...string) {
	t.Helper()
	if err == nil {
		return
	}
	for _, s := range append(secrets, token, "\n") {
		if strings.Contains(err.Error(), s) {
			t.Errorf("the error holds %q: %v", s, err)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	_, o := start(t, "desk")
	k := open(t, o)
	if err := k.Check(); err != nil {
		t.Fatal(err)
	}
	sealed, err := k.Encrypt([]byte("秘密"), []byte("here"))
	if err != nil || strings.Contains(string(sealed), "秘密") {
		t.Fatalf("%q, %v", sealed, err)
	}
	if plain, err := k.Decrypt(sealed, []byte("here")); string(plain) != "秘密" || err != nil {
		t.Errorf("%q, %v", plain, err)
	}
	if _, err := k.Decrypt(sealed, []byte("there")); !errors.Is(err, store.ErrWrongKey) {
		t.Errorf("moved: %v", err)
	}
}

// TestRefusals: each trouble of the service is told apart and says how to mend it; none of them is a wrong key.
func TestRefusals(t *testing.T) {
	for _, tt := range []struct {
		name  string
		upset func(v *vaulttest.Vault, o *kms.Options)
		word  string
	}{
		{"sealed", func(v *vaulttest.Vault, o *kms.Options) { v.Sealed = true }, "unsealed"},
		{"token expired", func(v *vaulttest.Vault, o *kms.Options) { v.Token = "another" }, "expired"},
		{"encrypting not allowed", func(v *vaulttest.Vault, o *kms.Options) { v.Denied = "encrypt" }, "path to encrypt"},
		{"decrypting not allowed", func(v *vaulttest.Vault, o *kms.Options) { v.Denied = "decrypt" }, "path to decrypt"},
		{"no such key", func(v *vaulttest.Vault, o *kms.Options) { o.URI = v.URI("dekc") }, "no key of that name"},
		{"no such engine", func(v *vaulttest.Vault, o *kms.Options) { o.URI = strings.Replace(o.URI, "/transit/", "/kv/", 1) }, "no transit engine"},
		{"wrong namespace", func(v *vaulttest.Vault, o *kms.Options) { v.Namespace = "city" }, "permission denied"},
		{"slow", func(v *vaulttest.Vault, o *kms.Options) { v.Slow = time.Hour; o.Timeout = 100 * time.Millisecond }, "in time"},
		{"old", func(v *vaulttest.Vault, o *kms.Options) { v.Deaf = true }, "1.13"},
		{"down", func(v *vaulttest.Vault, o *kms.Options) { v.Close() }, "cannot be reached"},
		{"broken", func(v *vaulttest.Vault, o *kms.Options) { v.Answer = says(500, `{"errors":["internal error"]}`) }, "answers 500"},
		{"overloaded", func(v *vaulttest.Vault, o *kms.Options) { v.Answer = says(429, `{"errors":["rate limit"]}`) }, "too often"},
		{"a page of a proxy", func(v *vaulttest.Vault, o *kms.Options) { v.Answer = says(200, "<html>"+token) }, "is it a Vault"},
		{"an error page", func(v *vaulttest.Vault, o *kms.Options) { v.Answer = says(418, token) }, "answers 418"},
		{"an empty answer", func(v *vaulttest.Vault, o *kms.Options) { v.Answer = says(204, "") }, "is it a Vault"},
		{"not a ciphertext", func(v *vaulttest.Vault, o *kms.Options) { v.Answer = says(200, `{"data":{"ciphertext":"AAAA"}}`) }, "is it a Vault"},
		{"endless", func(v *vaulttest.Vault, o *kms.Options) {
			v.Answer = func(w http.ResponseWriter, _ *http.Request) {
				for i := 0; i < 1000; i++ {
					fmt.Fprint(w, strings.Repeat(" ", 1<<12))
				}
			}
		}, "is it a Vault"},
		{"elsewhere", func(v *vaulttest.Vault, o *kms.Options) {
			v.Answer = func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "http://127.0.0.1:1"+r.URL.Path, http.StatusTemporaryRedirect)
			}
		}, "another address"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v, o := start(t, "desk")
			tt.upset(v, &o)
			begun := time.Now()
			err := open(t, o).Check()
			if !errors.Is(err, store.ErrKeyAway) || errors.Is(err, store.ErrWrongKey) || !strings.Contains(err.Error(), tt.word) || !strings.Contains(err.Error(), o.URI) {
				t.Errorf("%v, want one that names the key and holds %q", err, tt.word)
			}
			hush(t, err)
			if took := time.Since(begun); took > time.Minute {
				t.Errorf("took %s", took)
			}
		})
	}
}

func says(status int, body string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
}

// TestEcho: a server that sends back all it was sent does not get it into an error.
func TestEcho(t *testing.T) {
	v, o := start(t, "desk")
	v.Answer = func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusBadGateway)
		r.Write(w)
	}
	_, err := open(t, o).Encrypt([]byte("the root secret"), nil)
	hush(t, err, "the root secret", "dGhlIHJvb3Qgc2VjcmV0")
	if !errors.Is(err, store.ErrKeyAway) || !strings.Contains(err.Error(), "502") {
		t.Error(err)
	}
}

func TestTLS(t *testing.T) {
	v := vaulttest.NewTLS(token, "desk")
	t.Cleanup(v.Close)
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: v.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	o := kms.Options{URI: v.URI("desk"), Token: token, CAFile: ca, Timeout: 5 * time.Second}
	if err := open(t, o).Check(); err != nil {
		t.Error(err)
	}
	stranger := o
	stranger.CAFile = ""
	if err := open(t, stranger).Check(); !errors.Is(err, store.ErrKeyAway) || !strings.Contains(err.Error(), "MADOGUCHI_VAULT_CA_FILE") {
		t.Errorf("an unknown authority: %v", err)
	}
	clear := vaulttest.New(token, "desk")
	t.Cleanup(clear.Close)
	o.URI = strings.Replace(clear.URI("desk"), "hcvault+http", "hcvault", 1)
	if err := open(t, o).Check(); !errors.Is(err, store.ErrKeyAway) {
		t.Errorf("a server without TLS: %v", err)
	}
	if clear.Asked > 0 {
		t.Error("the token was sent in clear")
	}
}

// TestEnvironment: what the environment says to Vault's own tools changes nothing here.
func TestEnvironment(t *testing.T) {
	v, o := start(t, "desk")
	for name, value := range map[string]string{"VAULT_TOKEN": "x", "VAULT_NAMESPACE": "y", "VAULT_ADDR": "http://127.0.0.1:1", "VAULT_HEADERS": `{"A":"b"}`, "VAULT_MAX_RETRIES": "9"} {
		t.Setenv(name, value)
	}
	if err := open(t, o).Check(); err != nil {
		t.Error(err)
	}
	v.Lock()
	v.Token, v.Namespace = "", "city" // an agent adds its own token
	v.Unlock()
	o.Token, o.Namespace = "", "city"
	if err := open(t, o).Check(); err != nil {
		t.Errorf("through an agent: %v", err)
	}
}

func TestOptions(t *testing.T) {
	text := filepath.Join(t.TempDir(), "no.pem")
	if err := os.WriteFile(text, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	const good = "hcvault://vault.example.jp:8200/transit/keys/desk"
	for _, tt := range []struct {
		o    kms.Options
		word string
	}{
		{kms.Options{URI: "hcvault://vault.example.jp/transit/keys/desk", Token: "x"}, "port"},
		{kms.Options{URI: "hcvault://vault.example.jp:8200/transit/desk", Token: "x"}, "/transit/desk"},
		{kms.Options{URI: "hcvault://vault.example.jp:8200/transit/keys/", Token: "x"}, "path"},
		{kms.Options{URI: "hcvault://vault.example.jp:8200/../keys/desk?x=y", Token: "x"}, "behind"},
		{kms.Options{URI: "hcvault://" + token + "@vault.example.jp:8200/transit/keys/desk", Token: "x"}, "user"},
		{kms.Options{URI: "hcvault+http://vault.example.jp:8200/transit/keys/desk", Token: "x"}, "in clear"},
		{kms.Options{URI: "aws-kms://arn:aws:kms:x", Token: "x"}, "hcvault://"},
		{kms.Options{URI: good}, "no token"},
		{kms.Options{URI: good, Token: token + "\n" + token}, "right file"},
		{kms.Options{URI: good, Token: "x", CAFile: text}, "no certificate"},
		{kms.Options{URI: good, Token: "x", CAFile: text + "x"}, "cannot be read"},
	} {
		_, err := kms.Open(tt.o)
		if err == nil || !strings.Contains(err.Error(), tt.word) {
			t.Errorf("%q: %v, want %q", tt.o.URI, err, tt.word)
		}
		hush(t, err)
	}
	if _, err := kms.Open(kms.Options{URI: good, Token: "x"}); err != nil {
		t.Errorf("a good one, which nobody asks yet: %v", err)
	}
}

// TestSealer: a store that is sealed by the service opens by it only, and nothing is written when it does not answer.
func TestSealer(t *testing.T) {
	v, o := start(t, "desk", "other")
	e := store.Memory()
	defer e.Close()
	desk := open(t, o)
	v.Sealed = true
	if _, err := store.OpenSealer(t.Context(), e, desk); !errors.Is(err, store.ErrKeyAway) {
		t.Errorf("sealed at the first start: %v", err)
	}
	if n := count(t, e); n != 0 {
		t.Errorf("%d records were written", n)
	}
	v.Sealed = false
	s, err := store.OpenSealer(t.Context(), e, desk)
	if err != nil {
		t.Fatal(err)
	}
	asked := v.Asked
	err = e.Update(t.Context(), func(tx store.Txn) error { return s.Ensure(tx, "conv") })
	if err != nil || v.Asked != asked {
		t.Errorf("a running desk asked the service: %v", err)
	}
	before := count(t, e)
	v.Token = "changed"
	if _, err := store.OpenSealer(t.Context(), e, desk); !errors.Is(err, store.ErrKeyAway) || errors.Is(err, store.ErrWrongKey) {
		t.Errorf("denied: %v", err)
	}
	v.Token = token
	o.URI = v.URI("other")
	if _, err := store.OpenSealer(t.Context(), e, open(t, o)); !errors.Is(err, store.ErrWrongKey) || errors.Is(err, store.ErrKeyAway) {
		t.Errorf("another key: %v", err)
	}
	v.Answer = says(204, "")
	if _, err := store.OpenSealer(t.Context(), e, desk); !errors.Is(err, store.ErrKeyAway) {
		t.Errorf("an empty answer: %v", err)
	}
	v.Answer = nil
	v.Make("desk")
	if _, err := store.OpenSealer(t.Context(), e, desk); !errors.Is(err, store.ErrWrongKey) {
		t.Errorf("the key was made anew: %v", err)
	}
	if n := count(t, e); n != before {
		t.Errorf("%d records, %d before the refusals", n, before)
	}
}

func count(t *testing.T, e store.Engine) (n int) {
	t.Helper()
	err := e.View(t.Context(), func(r store.Reader) error {
		for _, err := range r.Scan(nil, nil) {
			if err != nil {
				return err
			}
			n++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestNobodyThere: an address at which packets are lost is bounded like a slow answer.
func TestNobodyThere(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0") // accepts, and never says a word
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	o := kms.Options{URI: "hcvault://" + l.Addr().String() + "/transit/keys/desk", Token: token, Timeout: 100 * time.Millisecond}
	if err := open(t, o).Check(); !errors.Is(err, store.ErrKeyAway) || !strings.Contains(err.Error(), "in time") {
		t.Error(err)
	}
}
