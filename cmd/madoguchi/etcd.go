package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"madoguchi/store"
	"madoguchi/store/etcd"
)

// etcdSettings are what the address of an etcd store does not say.
type etcdSettings struct {
	CAFile       string `yaml:"ca_file"` // with it connections are encrypted
	CertFile     string `yaml:"cert_file"`
	KeyFile      string `yaml:"key_file"`
	User         string `yaml:"user"`
	Password     secret `yaml:"-"` // a configuration file names only the file with it
	PasswordFile string `yaml:"password_file"`
}

// readEtcd takes over what the environment says of etcd, and reads the password from its file.
func (s *settings) readEtcd(p process) error {
	env := func(name string) string { v, _ := p.env("MADOGUCHI_ETCD_" + name); return v }
	e := &s.Etcd
	set(&e.CAFile, env("CA_FILE"))
	set(&e.CertFile, env("CERT_FILE"))
	set(&e.KeyFile, env("KEY_FILE"))
	set(&e.User, env("USER"))
	set(&e.Password, env("PASSWORD"))
	set(&e.PasswordFile, env("PASSWORD_FILE"))
	return fromFile(&e.Password, e.PasswordFile, "etcd.password_file (MADOGUCHI_ETCD_PASSWORD_FILE)")
}

// inEtcd reports whether the store is on a cluster.
func (s settings) inEtcd() bool { return strings.HasPrefix(s.Store, "etcd:") }

// etcdOptions is the cluster of an etcd store and how to reach it.
func (s settings) etcdOptions() (etcd.Options, error) {
	o, err := etcd.ParseURI(s.Store)
	if err != nil {
		return o, fmt.Errorf("store (MADOGUCHI_STORE) is %w", err)
	}
	e := s.Etcd
	o.CAFile, o.CertFile, o.KeyFile, o.User, o.Password = e.CAFile, e.CertFile, e.KeyFile, e.User, string(e.Password)
	if err := o.Check(); err != nil {
		return o, fmt.Errorf("%w; see etcd.ca_file, cert_file, key_file, user and password_file (MADOGUCHI_ETCD_CA_FILE and so on)", err)
	}
	return o, nil
}

func openEtcd(ctx context.Context, s settings) (store.Engine, error) {
	o, err := s.etcdOptions()
	if err != nil {
		return nil, err
	}
	e, err := etcd.Open(ctx, o)
	switch {
	case errors.Is(err, store.ErrNewer):
		err = fmt.Errorf("%w: use that version, or choose another prefix with --store or MADOGUCHI_STORE", err)
	case errors.Is(err, store.ErrForeign), errors.Is(err, store.ErrDamaged):
		err = fmt.Errorf("%w; it was left as it is: see --store or MADOGUCHI_STORE", err)
	}
	return e, err
}
