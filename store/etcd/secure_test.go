package etcd

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
)

// TestSecure: TLS both ways and a user who may only touch the prefix.
func TestSecure(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	serverCert, serverKey := ca.sign(t, "server")
	nodes := newCluster(t, 1, func(c *nodeConfig) { c.CA, c.Cert, c.CertKey = ca.file, serverCert, serverKey })
	good := at(nodes...)
	good.CAFile = ca.file
	good.CertFile, good.KeyFile = ca.sign(t, "client")
	with := func(change func(*Options)) Options {
		o := good
		change(&o)
		return o
	}
	refused := func(name string, o Options, words ...string) {
		t.Helper()
		e, err := Open(t.Context(), o)
		if err == nil {
			e.Close()
			t.Errorf("%s: not refused", name)
			return
		}
		for _, word := range words {
			if !strings.Contains(err.Error(), word) {
				t.Errorf("%s: the error does not say %q: %v", name, word, err)
			}
		}
		if strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the error says %q", name, err)
		}
	}
	other := newAuthority(t)
	refused("no TLS", with(func(o *Options) { o.CAFile, o.CertFile, o.KeyFile, o.DialTimeout = "", "", "", 2*time.Second }), "etcd.ca_file")
	refused("another authority", with(func(o *Options) { o.CAFile = other.file }), "x509", "etcd.ca_file")
	refused("no certificate", with(func(o *Options) { o.CertFile, o.KeyFile = "", "" }), "etcd.cert_file")
	refused("key without certificate", with(func(o *Options) { o.CertFile = "" }), "certificate")
	refused("certificate without authority", with(func(o *Options) { o.CAFile = "" }), "CA file")
	refused("no such file", with(func(o *Options) { o.CAFile = "/nonexistent" }), "/nonexistent")
	refused("no certificate in the file", with(func(o *Options) { o.CAFile = good.KeyFile }), "PEM", good.KeyFile)
	refused("the wrong key", with(func(o *Options) { o.KeyFile = serverKey }), "cannot be used")
	refused("password without user", with(func(o *Options) { o.Password = "hunter2" }), "user and a password")

	restrict(t, good)
	refused("no user", with(func(*Options) {}), "etcd.user")
	refused("wrong password", with(func(o *Options) { o.User, o.Password = "desk", "hunter2" }), "user and password")
	refused("another prefix", with(func(o *Options) { o.User, o.Password, o.Prefix = "desk", "right", "elsewhere" }), "may not read and write below elsewhere/")
	good.User, good.Password = "desk", "right"
	e := opened(t, good)
	changes, err := e.Watch(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	lost, err := e.Present(t.Context(), []byte("here"), nil, presenceTTL)
	if err != nil {
		t.Fatal(err)
	}
	mustPut(t, e, "a", "1")
	for _, want := range []string{"here", "a"} {
		if c := <-changes; string(c.Key) != want {
			t.Errorf("change %s, want %s", c.Key, want)
		}
	}
	select {
	case <-lost:
		t.Error("the presence is not renewed")
	case <-time.After(presenceTTL + time.Second):
	}
	if got := contents(t, e); got != "a=1 here=" {
		t.Errorf("store holds %s", got)
	}
}

// restrict switches authentication on.
func restrict(t *testing.T, o Options) {
	t.Helper()
	root, err := connect(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	prefix := o.Prefix + "/"
	steps := []func(context.Context) error{
		func(ctx context.Context) error { _, err := root.RoleAdd(ctx, "root"); return err },
		func(ctx context.Context) error { _, err := root.UserAdd(ctx, "root", "secret"); return err },
		func(ctx context.Context) error { _, err := root.UserGrantRole(ctx, "root", "root"); return err },
		func(ctx context.Context) error { _, err := root.RoleAdd(ctx, "desk"); return err },
		func(ctx context.Context) error {
			_, err := root.RoleGrantPermission(ctx, "desk", prefix, clientv3.GetPrefixRangeEnd(prefix), clientv3.PermissionType(clientv3.PermReadWrite))
			return err
		},
		func(ctx context.Context) error { _, err := root.UserAdd(ctx, "desk", "right"); return err },
		func(ctx context.Context) error { _, err := root.UserGrantRole(ctx, "desk", "desk"); return err },
		func(ctx context.Context) error { _, err := root.AuthEnable(ctx); return err },
	}
	for i, step := range steps {
		if err := step(t.Context()); err != nil {
			t.Fatalf("step %d: %v", i, err)
		}
	}
}

// An authority signs certificates for 127.0.0.1.
type authority struct {
	file, folder string
	cert         *x509.Certificate
	key          *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{folder: t.TempDir()}
	a.cert = &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: "test"}, NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	a.key = newKey(t)
	a.file = a.write(t, "ca.pem", "CERTIFICATE", a.create(t, a.cert, a.key))
	return a
}

// sign returns the files of a new certificate and its key.
func (a *authority) sign(t *testing.T, name string) (cert, key string) {
	t.Helper()
	k := newKey(t)
	der := a.create(t, &x509.Certificate{
		// Without a common name: etcd would take it for a user.
		SerialNumber: big.NewInt(time.Now().UnixNano()), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}, KeyUsage: x509.KeyUsageDigitalSignature,
	}, k)
	raw, err := x509.MarshalECPrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	return a.write(t, name+".pem", "CERTIFICATE", der), a.write(t, name+"-key.pem", "EC PRIVATE KEY", raw)
}

func (a *authority) create(t *testing.T, cert *x509.Certificate, key *ecdsa.PrivateKey) []byte {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, cert, a.cert, &key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func (a *authority) write(t *testing.T, name, kind string, der []byte) string {
	t.Helper()
	path := filepath.Join(a.folder, name)
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}
