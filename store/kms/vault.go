package kms

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/hashicorp/vault/api"
	"github.com/tink-crypto/tink-go-hcvault/v2/integration/hcvault"

	"madoguchi/store"
)

const (
	overTLS = "hcvault"
	inClear = "hcvault+http"
)

// Options say which key, and how to be let in.
type Options struct {
	URI       string
	Token     string // not needed where an agent adds its own
	CAFile    string // the authority that signed the service's certificate (PEM); empty: those this machine trusts
	Namespace string // of Vault Enterprise or OpenBao

	// Timeout bounds one request. Zero means ten seconds.
	Timeout time.Duration
}

const timeoutDefault = 10 * time.Second

// Is reports whether a URI names a key in a service that this package knows.
func Is(uri string) bool {
	return strings.HasPrefix(uri, overTLS+"://") || strings.HasPrefix(uri, inClear+"://")
}

// keyPath is what tink takes, with names as Vault allows them.
var keyPath = regexp.MustCompile(`^(/[\w.-]+)+/keys/[\w.-]+$`)

// address splits the URI into the service's address and the key's path there.
func (o Options) address() (service, path string, err error) {
	wrong := func(why string) (string, string, error) {
		return "", "", fmt.Errorf("the key's URI %s: write it as hcvault://HOST:PORT/transit/keys/NAME", why)
	}
	u, err := url.Parse(o.URI)
	switch {
	case err != nil:
		return wrong("cannot be read")
	case u.User != nil: // not quoted: it may be a password
		return wrong("holds a user, which belongs into the token's file")
	case u.RawQuery != "" || u.Fragment != "":
		return wrong("goes on behind the key's name")
	case u.Scheme != overTLS && u.Scheme != inClear:
		return wrong(fmt.Sprintf("begins with %q", u.Scheme))
	case u.Hostname() == "" || u.Port() == "":
		return wrong("lacks the host or the port")
	case !keyPath.MatchString(u.Path):
		return wrong(fmt.Sprintf("has the path %q", u.Path))
	case u.Scheme == overTLS:
		return "https://" + u.Host, u.Path, nil
	case !loopback(u.Hostname()):
		return "", "", fmt.Errorf("hcvault+http sends secrets in clear and is only for this machine, not for %s: write hcvault://", u.Host)
	}
	return "http://" + u.Host, u.Path, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Check reports what is wrong with the URI.
func (o Options) Check() error {
	_, _, err := o.address()
	return err
}

// A Key is a key in a service. It is a [store.DeskKey]; its errors are one line, hold nothing of what was sent, and wrap
// [store.ErrWrongKey] or [store.ErrKeyAway].
type Key struct {
	name string // for errors
	aead store.DeskKey
}

// Open reads the options. It asks the service nothing.
func Open(o Options) (*Key, error) {
	service, path, err := o.address()
	if err != nil {
		return nil, err
	}
	if o.Token == "" && strings.HasPrefix(service, "https:") {
		return nil, errors.New("there is no token for the key service")
	}
	if strings.ContainsFunc(o.Token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, errors.New("the token for the key service holds something that no token holds: is it the right file?")
	}
	if o.Timeout <= 0 {
		o.Timeout = timeoutDefault
	}
	transport, err := newTransport(o)
	if err != nil {
		return nil, err
	}
	client, err := api.NewClient(&api.Config{
		Address: service,
		HttpClient: &http.Client{
			Transport: transport, Timeout: o.Timeout,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		Timeout:          o.Timeout,
		MaxRetries:       0, // whoever starts the desk starts it again
		DisableRedirects: true,
	})
	if err != nil {
		return nil, fmt.Errorf("the key service's client does not take the VAULT_ variables of the environment: remove them, they are not used: %w", err)
	}
	client.SetHeaders(http.Header{api.RequestHeaderName: {"true"}}) // the environment sets nothing here
	client.SetToken(o.Token)
	if o.Namespace != "" {
		client.SetNamespace(o.Namespace)
	}
	aead, err := hcvault.NewAEAD(path, client.Logical())
	if err != nil {
		return nil, fmt.Errorf("the key's path %s: %w", path, err)
	}
	return &Key{name: o.URI, aead: aead}, nil
}

// ciphertextPrefix is how Vault begins what it has encrypted.
const ciphertextPrefix = "vault:v"

// Encrypt has the service encrypt.
func (k *Key) Encrypt(plaintext, associatedData []byte) ([]byte, error) {
	sealed, err := k.aead.Encrypt(plaintext, associatedData)
	if err == nil && !strings.HasPrefix(string(sealed), ciphertextPrefix) {
		err = errors.New("not a ciphertext of Vault's")
	}
	if err != nil {
		return nil, k.explain("encrypt", err)
	}
	return sealed, nil
}

// Decrypt has the service decrypt.
func (k *Key) Decrypt(ciphertext, associatedData []byte) ([]byte, error) {
	if !strings.HasPrefix(string(ciphertext), ciphertextPrefix) { // sealed by a key file: nobody else's business
		return nil, fmt.Errorf("%s: %w", k.name, store.ErrWrongKey)
	}
	plaintext, err := k.aead.Decrypt(ciphertext, associatedData)
	if err == nil && len(plaintext) == 0 { // an answer without a body is taken for that
		err = errors.New("nothing was ever encrypted that is empty")
	}
	if err != nil {
		return nil, k.explain("decrypt", err)
	}
	return plaintext, nil
}

// Check has the service encrypt and decrypt something of no meaning, and sees that it is bound to its place.
func (k *Key) Check() error {
	word := make([]byte, 32)
	rand.Read(word) // never fails
	here, elsewhere := []byte("madoguchi check"), []byte("madoguchi check elsewhere")
	sealed, err := k.Encrypt(word, here)
	if err != nil {
		return err
	}
	opened, err := k.Decrypt(sealed, here)
	if errors.Is(err, store.ErrWrongKey) || err == nil && string(opened) != string(word) {
		return k.away("what it has encrypted it does not decrypt: is the key of type aes256-gcm96, and not derived?")
	} else if err != nil {
		return err
	}
	switch _, err = k.Decrypt(sealed, elsewhere); {
	case err == nil:
		return k.away("it does not heed associated data: it must be Vault 1.13 or newer, or OpenBao")
	case errors.Is(err, store.ErrWrongKey):
		return nil
	}
	return err
}
