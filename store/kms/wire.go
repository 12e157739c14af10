package kms

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"

	"github.com/hashicorp/vault/api"

	"madoguchi/store"
	"madoguchi/written"
)

// maxAnswer is more than any answer about 32 bytes needs.
const maxAnswer = 1 << 16

func newTransport(o Options) (http.RoundTripper, error) {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	t.TLSHandshakeTimeout, t.ResponseHeaderTimeout = o.Timeout, o.Timeout
	t.DisableKeepAlives = true // two or three requests in the life of a process
	if o.CAFile != "" {
		pem, err := os.ReadFile(o.CAFile)
		if err != nil {
			return nil, fmt.Errorf("the key service's authority cannot be read: %w", err)
		}
		t.TLSClientConfig.RootCAs = x509.NewCertPool()
		if pem, err = written.Text(pem); err != nil || !t.TLSClientConfig.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("%s holds no certificate (PEM) of an authority", o.CAFile)
		}
	}
	return bounded{t}, nil
}

// errRedirect: the token is not carried elsewhere.
var errRedirect = errors.New("it sends us to another address")

// bounded reads no more of an answer than it may have.
type bounded struct{ http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := b.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode >= 300 && answer.StatusCode < 400 {
		answer.Body.Close()
		return nil, errRedirect
	}
	answer.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(answer.Body, maxAnswer), answer.Body}
	return answer, nil
}

func (k *Key) away(why string) error {
	return fmt.Errorf("%s: %w: %s", k.name, store.ErrKeyAway, why)
}

// explain says what a failure means. Nothing of the answer's own words is passed on: a proxy on the way may put anything there.
func (k *Key) explain(doing string, err error) error {
	refused := (*api.ResponseError)(nil)
	if !errors.As(err, &refused) {
		return k.away(fault(err))
	}
	said := strings.Join(refused.Errors, " ")
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(said, w) {
				return true
			}
		}
		return false
	}
	switch code := refused.StatusCode; {
	case code == http.StatusForbidden || code == http.StatusUnauthorized:
		return k.away(fmt.Sprintf("permission denied: has the token expired, and does its policy allow \"update\" on the path to %s?", doing))
	case code == http.StatusNotFound:
		return k.away("there is no transit engine at that path: see 'vault secrets list'")
	case code == http.StatusServiceUnavailable && has("sealed"):
		return k.away("the key service is sealed: have it unsealed, then start again")
	case code == http.StatusTooManyRequests:
		return k.away("the key service is asked too often: start again later")
	case code == http.StatusBadRequest && has("not found"):
		return k.away("there is no key of that name: see 'vault list' on its path")
	case has("too old"):
		return k.away("the version of the key that sealed the store is not allowed any more: lower the key's min_decryption_version, then 'madoguchi config rewrap'")
	case doing == "decrypt" && (code == http.StatusBadRequest || has("message authentication failed")): // a 500 in some versions
		return fmt.Errorf("%s: %w", k.name, store.ErrWrongKey)
	case code == http.StatusBadRequest:
		return k.away("the key service does not take the request: is the key of type aes256-gcm96, and not derived?")
	case code >= 500:
		return k.away(fmt.Sprintf("the key service answers %d: see its log, then start again", code))
	default:
		return k.away(fmt.Sprintf("the key service answers %d: is it a Vault?", code))
	}
}

// fault describes what happened to a request that got no answer of Vault's.
func fault(err error) string {
	var (
		timeout   net.Error
		operation *net.OpError
		name      *net.DNSError
		authority x509.UnknownAuthorityError
		host      x509.HostnameError
		invalid   x509.CertificateInvalidError
		record    tls.RecordHeaderError
	)
	switch {
	case errors.Is(err, errRedirect):
		return "it sends us to another address: name the active server or the one that stands before all"
	case errors.As(err, &authority):
		return "its certificate is signed by an authority that is not trusted: name that with vault.ca_file (MADOGUCHI_VAULT_CA_FILE)"
	case errors.As(err, &host):
		return "its certificate is for another host"
	case errors.As(err, &invalid):
		return "its certificate is not valid"
	case errors.As(err, &record):
		return "it does not speak TLS there"
	case errors.As(err, &name):
		return "its host is not known"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "it did not answer in time"
	case errors.As(err, &operation):
		return "it cannot be reached: " + operation.Err.Error()
	}
	return "its answer makes no sense: is it a Vault?"
}
