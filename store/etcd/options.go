package etcd

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	textfile "madoguchi/written"
)

// Options are the settings of Open. Endpoints and Prefix are needed; ParseURI gives both.
type Options struct {
	Endpoints []string // HOST:PORT of the members
	Prefix    string   // everything lies below it, as in "madoguchi" or "city/desk"

	// CAFile is the authority (PEM) that signed the members' certificates; with it connections are encrypted. CertFile
	// and KeyFile are our own certificate, where the cluster wants one.
	CAFile, CertFile, KeyFile string

	User, Password string // both or none

	// DialTimeout is how long Open waits for an answer. Zero means ten seconds.
	DialTimeout time.Duration
}

const (
	scheme      = "etcd://"
	form        = "write etcd://HOST:PORT/PREFIX, for example etcd://10.0.0.1:2379,10.0.0.2:2379/madoguchi"
	maxPrefix   = 200 // it is part of every key of a request, whose size is limited
	dialDefault = 10 * time.Second
)

// ParseURI reads the address of a store: etcd://HOST:PORT,HOST:PORT/PREFIX. Errors are one line and say how to mend it; they do
// not repeat what may be a password.
func ParseURI(uri string) (Options, error) {
	rest, ok := strings.CutPrefix(uri, scheme)
	if !ok {
		return Options{}, fmt.Errorf("%q is no etcd store; %s", uri, form)
	}
	hosts, prefix, _ := strings.Cut(rest, "/")
	if strings.Contains(rest, "@") {
		return Options{}, errors.New("the address of an etcd store holds no user and no password; they are settings of their own, and the address is " + form[len("write "):])
	}
	o := Options{Endpoints: strings.Split(hosts, ","), Prefix: strings.TrimSuffix(prefix, "/")}
	if err := errors.Join(o.checkEndpoints(), o.checkPrefix()); err != nil {
		return Options{}, fmt.Errorf("%q: %w; %s", uri, firstOf(err), form)
	}
	return o, nil
}

// firstOf takes the first of joined errors: one line for one address.
func firstOf(err error) error {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		return many.Unwrap()[0]
	}
	return err
}

// Check returns what is wrong with the options as far as this machine can tell; it reads the files.
func (o Options) Check() error {
	_, err := o.tls()
	errs := []error{o.checkEndpoints(), o.checkPrefix(), err}
	if (o.User == "") != (o.Password == "") {
		errs = append(errs, errors.New("etcd needs a user and a password, or neither"))
	}
	return errors.Join(errs...)
}

func (o Options) checkEndpoints() error {
	for _, e := range o.Endpoints {
		host, port, err := net.SplitHostPort(e)
		n, nerr := strconv.ParseUint(port, 10, 16)
		if err != nil || nerr != nil || n == 0 || host == "" || strings.ContainsAny(host, " ?#%") {
			return fmt.Errorf("%q is not HOST:PORT", e)
		}
	}
	if len(o.Endpoints) == 0 {
		return errors.New("no member of the etcd cluster is named")
	}
	return nil
}

func (o Options) checkPrefix() error {
	switch p := o.Prefix; {
	case p == "":
		return errors.New("the prefix is missing, below which all keys are kept")
	case len(p) > maxPrefix:
		return fmt.Errorf("the prefix has %d bytes, at most %d are possible", len(p), maxPrefix)
	case strings.HasPrefix(p, "/"), strings.HasSuffix(p, "/"), strings.Contains(p, "//"):
		return fmt.Errorf("the prefix %q has an empty part", p)
	case strings.ContainsFunc(p, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`?#%"\`, r) }):
		return fmt.Errorf("the prefix %q holds more than letters, digits and simple signs", p)
	}
	return nil
}

// tls returns nil when connections are not to be encrypted.
func (o Options) tls() (*tls.Config, error) {
	switch {
	case (o.CertFile == "") != (o.KeyFile == ""):
		return nil, errors.New("etcd needs our certificate and its key, or neither")
	case o.CAFile == "" && o.CertFile != "":
		return nil, errors.New("etcd needs the CA file with which to check the cluster, when it gets our certificate")
	case o.CAFile == "":
		return nil, nil
	}
	pem, err := os.ReadFile(o.CAFile)
	if err != nil {
		return nil, fmt.Errorf("the CA file for etcd cannot be read: %w", err)
	}
	config := &tls.Config{RootCAs: x509.NewCertPool(), MinVersion: tls.VersionTLS12}
	if pem, err = textfile.Text(pem); err != nil || !config.RootCAs.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s holds no certificate in PEM form; name the CA file of the etcd cluster", o.CAFile)
	}
	if o.CertFile != "" {
		pair, err := keyPair(o.CertFile, o.KeyFile)
		if err != nil {
			return nil, fmt.Errorf("our certificate for etcd (%s, %s) cannot be used: %w", o.CertFile, o.KeyFile, err)
		}
		config.Certificates = []tls.Certificate{pair}
	}
	return config, nil
}

// keyPair reads a certificate and its key, whatever program they were saved with.
func keyPair(certFile, keyFile string) (tls.Certificate, error) {
	var parts [2][]byte
	for i, path := range []string{certFile, keyFile} {
		data, err := os.ReadFile(path)
		if err == nil {
			parts[i], err = textfile.Text(data)
		}
		if err != nil {
			return tls.Certificate{}, err
		}
	}
	return tls.X509KeyPair(parts[0], parts[1])
}

// urls are the endpoints as the client wants them.
func (o Options) urls() []string {
	scheme := "http://"
	if o.CAFile != "" {
		scheme = "https://"
	}
	var urls []string
	for _, e := range o.Endpoints {
		urls = append(urls, scheme+e)
	}
	return urls
}
