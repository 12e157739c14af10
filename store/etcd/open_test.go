package etcd

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"

	"madoguchi/store"
)

func TestParseURI(t *testing.T) {
	for _, tt := range []struct {
		uri, endpoints, prefix string
	}{
		{"etcd://localhost:2379/madoguchi", "localhost:2379", "madoguchi"},
		{"etcd://10.0.0.1:2379,10.0.0.2:2379,[::1]:1/city/desk/", "10.0.0.1:2379 10.0.0.2:2379 [::1]:1", "city/desk"},
	} {
		o, err := ParseURI(tt.uri)
		if got := strings.Join(o.Endpoints, " "); err != nil || got != tt.endpoints || o.Prefix != tt.prefix {
			t.Errorf("%s: %s, %s, %v", tt.uri, got, o.Prefix, err)
		}
	}
	for uri, word := range map[string]string{
		"":                            "etcd://HOST:PORT/PREFIX",
		"etcd:":                       "no etcd store",
		"http://localhost:2379/x":     "no etcd store",
		"etcd://localhost:2379":       "prefix is missing",
		"etcd://localhost:2379/":      "prefix is missing",
		"etcd:///x":                   `"" is not HOST:PORT`,
		"etcd://localhost/x":          `"localhost" is not HOST:PORT`,
		"etcd://localhost:0/x":        "not HOST:PORT",
		"etcd://localhost:99999/x":    "not HOST:PORT",
		"etcd://localhost:web/x":      "not HOST:PORT",
		"etcd://a:1,,b:1/x":           `"" is not HOST:PORT`,
		"etcd://a:1/x//y":             "empty part",
		"etcd://a:1//x":               "empty part",
		"etcd://a:1/x?y":              "simple signs",
		"etcd://a:1/窓口":               "simple signs",
		"etcd://a:1/x y":              "simple signs",
		"etcd://root:hunter2@a:1/x":   "settings of their own",
		"etcd://root:hunter2@a/b:1/x": "settings of their own",
		"etcd://a:1/" + longName:      "at most",
		"etcd://http://a:1/x":         "not HOST:PORT",
		"etcd://a:1/x\nsecond":        "simple signs",
	} {
		_, err := ParseURI(uri)
		switch {
		case err == nil || !strings.Contains(err.Error(), word):
			t.Errorf("%q: %v, want %q", uri, err, word)
		case strings.Contains(err.Error(), "hunter2"), strings.Contains(err.Error(), "\n"):
			t.Errorf("%q: the error says %q", uri, err)
		}
	}
}

var longName = strings.Repeat("x", maxPrefix+1)

func TestFormat(t *testing.T) {
	for _, tt := range []struct {
		name, key, value string // below the prefix
		want             error
	}{
		{"newer", "/format", "madoguchi 2", store.ErrNewer},
		{"foreign", "/config", "x", store.ErrForeign},
		{"foreign marker", "/format", "x", store.ErrForeign},
		{"no number", "/format", "madoguchi ", store.ErrDamaged},
		{"ours", "/format", "madoguchi 1", nil},
		{"beside", "2/format", "x", nil},
		{"above", "", "x", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := at(sharedNode(t))
			raw := opened(t, at(sharedNode(t))).client
			if _, err := raw.Put(t.Context(), o.Prefix+tt.key, tt.value); err != nil {
				t.Fatal(err)
			}
			e, err := Open(t.Context(), o)
			if !errors.Is(err, tt.want) {
				t.Fatalf("error %v, want %v", err, tt.want)
			}
			if err == nil {
				e.Close()
				return
			}
			resp, err2 := raw.Get(t.Context(), o.Prefix, clientv3.WithPrefix())
			if err2 != nil || len(resp.Kvs) != 1 || string(resp.Kvs[0].Value) != tt.value {
				t.Errorf("what was refused was changed: %v, %v", resp, err2)
			}
			if !strings.Contains(err.Error(), o.Endpoints[0]) {
				t.Errorf("the error does not name the cluster: %v", err)
			}
		})
	}
}

// TestOpenTogether: replicas that start at once find one store.
func TestOpenTogether(t *testing.T) {
	o := at(sharedNode(t))
	errs := make(chan error)
	for range 8 {
		go func() {
			e, err := Open(t.Context(), o)
			if err == nil {
				err = e.Close()
			}
			errs <- err
		}()
	}
	for range 8 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}

// TestDeleted: a store that somebody deletes under a running engine is no empty store.
func TestDeleted(t *testing.T) {
	e := opened(t, at(sharedNode(t)))
	mustPut(t, e, "a", "1")
	if _, err := e.client.Delete(t.Context(), e.keys.root, clientv3.WithPrefix()); err != nil {
		t.Fatal(err)
	}
	if err := e.View(t.Context(), func(store.Reader) error { return nil }); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("View: %v", err)
	}
}

// TestDown: a cluster that does not answer is an error in good time.
func TestDown(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0") // takes connections and says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	for name, address := range map[string]string{"nobody there": freePorts(t, 1)[0], "silence": silent.Addr().String()} {
		for _, user := range []string{"", "root"} {
			t.Run(name+" "+user, func(t *testing.T) {
				t.Parallel()
				o := Options{Endpoints: []string{address}, Prefix: "x", User: user, Password: user, DialTimeout: 700 * time.Millisecond}
				began := time.Now()
				_, err := Open(t.Context(), o)
				if err == nil || !strings.Contains(err.Error(), address) || !strings.Contains(err.Error(), "answer") || strings.Contains(err.Error(), "\n") {
					t.Errorf("error %v", err)
				}
				if took := time.Since(began); took > farAway {
					t.Errorf("it took %s", took)
				}
				ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
				defer cancel()
				o.DialTimeout = time.Minute
				if _, err := Open(ctx, o); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("with a context that ends: %v", err)
				}
			})
		}
	}
}
