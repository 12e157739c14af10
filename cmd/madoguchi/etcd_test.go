package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestEtcdSettings: a store on a cluster is known, where it comes from does not matter, and secrets are not shown.
func TestEtcdSettings(t *testing.T) {
	password := file(t, "password", []byte("hunter2\n"))
	config := file(t, "c.yaml", []byte("store: etcd://a:1,b:2/desk\netcd:\n  user: desk\n  password_file: "+password+"\n"))
	for name, r := range map[string]result{
		"file": call("", nil, "config", "check", "--config", config),
		"environment": call("", env{"MADOGUCHI_STORE": "etcd://a:1,b:2/desk", "MADOGUCHI_ETCD_USER": "desk", "MADOGUCHI_ETCD_PASSWORD": "hunter2"},
			"config", "check"),
		"environment, password file": call("", env{"MADOGUCHI_STORE": "etcd://a:1,b:2/desk", "MADOGUCHI_ETCD_USER": "desk", "MADOGUCHI_ETCD_PASSWORD_FILE": password},
			"config", "check"),
	} {
		r.want(t, 0)
		if got := setting(r.out, "store"); got != "etcd://a:1,b:2/desk" {
			t.Errorf("%s: store is %q", name, got)
		}
		if strings.Contains(r.out+r.err, "hunter2") {
			t.Errorf("%s: the password is shown:\n%s%s", name, r.out, r.err)
		}
	}
	missing := filepath.Join(t.TempDir(), "none.pem")
	store := env{"MADOGUCHI_STORE": "etcd://a:1/desk"}
	for name, value := range map[string]string{"CA_FILE": missing, "CERT_FILE": missing, "KEY_FILE": missing, "USER": "desk", "PASSWORD": "hunter2"} {
		e := env{"MADOGUCHI_STORE": store["MADOGUCHI_STORE"], "MADOGUCHI_ETCD_" + name: value}
		r := call("", e, "config", "check")
		r.refused(t, 1, "etcd.ca_file", "MADOGUCHI_ETCD_CA_FILE")
		if strings.Contains(r.err, "hunter2") {
			t.Errorf("%s: the password is shown: %s", name, r.err)
		}
	}
	r := call("", nil, "kb", "list", "--store", "etcd://desk:hunter2@a:1/desk")
	r.refused(t, 1, "MADOGUCHI_STORE", "settings of their own")
	if strings.Contains(r.err, "hunter2") {
		t.Errorf("the password is shown: %s", r.err)
	}
	call("", store, "demo", "--listen", "127.0.0.1:0").refused(t, 1, "etcd://a:1/desk", "--seal-key-file")
	call("", store, "serve", "--seal-key-file", missing).refused(t, 1, missing, "config key", "new store")
}

// TestEtcdDown: a cluster that is not there is said in good time, and how to look for the fault.
func TestEtcdDown(t *testing.T) {
	t.Parallel()
	call("", nil, "kb", "list", "--store", "etcd://127.0.0.1:1/desk").refused(t, 1, "127.0.0.1:1", "is it running there")
}

// TestNoServerLinked: etcd's server is for tests of the store only.
func TestNoServerLinked(t *testing.T) {
	for _, p := range list(t) {
		for _, dep := range p.Deps {
			if strings.HasPrefix(dep, "go.etcd.io/etcd/server") {
				t.Errorf("%s links %s", p.ImportPath, dep)
			}
		}
	}
}
