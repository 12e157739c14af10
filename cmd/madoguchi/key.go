package main

import (
	"errors"
	"fmt"
	"strings"

	"madoguchi/store"
	"madoguchi/store/kms"
)

// vaultSettings are what the URI of a key in Vault does not say.
type vaultSettings struct {
	Token     secret `yaml:"-"` // a configuration file names only the file with it
	TokenFile string `yaml:"token_file"`
	CAFile    string `yaml:"ca_file"`
	Namespace string `yaml:"namespace"`
}

// readVault takes over what the environment says of Vault, and reads the token from its file.
func (s *settings) readVault(p process) error {
	env := func(name string) string { v, _ := p.env("MADOGUCHI_VAULT_" + name); return v }
	v := &s.Vault
	set(&v.Token, env("TOKEN"))
	set(&v.TokenFile, env("TOKEN_FILE"))
	set(&v.CAFile, env("CA_FILE"))
	set(&v.Namespace, env("NAMESPACE"))
	if !s.inVault() { // the file may lie on another machine
		return nil
	}
	return fromFile(&v.Token, v.TokenFile, "vault.token_file (MADOGUCHI_VAULT_TOKEN_FILE)")
}

// nameKey takes over what one source of settings says of the desk's key; nothing leaves it as it was. Afterwards SealKeyFile is
// the key's file, or SealKey the URI of one that is in no file.
func (s *settings) nameKey(uri, file string) {
	if path, ok := strings.CutPrefix(uri, "file:"); ok {
		uri, file = "", path
	}
	switch {
	case uri != "":
		s.SealKey, s.SealKeyFile = uri, ""
	case file != "":
		s.SealKey, s.SealKeyFile = "", file
	}
}

// sealKey is the URI of the desk's key; empty when none is named.
func (s settings) sealKey() string {
	if s.SealKey == "" && s.SealKeyFile != "" {
		return "file:" + s.SealKeyFile
	}
	return s.SealKey
}

func (s settings) inVault() bool { return kms.Is(s.SealKey) }

func (s settings) checkKey() error {
	if s.SealKey == "" {
		return nil
	}
	if !s.inVault() { // not quoted: there may be a password in it
		scheme, _, _ := strings.Cut(s.SealKey, ":")
		return fmt.Errorf("seal_key (MADOGUCHI_SEAL_KEY) begins with %q; write file:PATH or hcvault://HOST:PORT/transit/keys/NAME", scheme)
	}
	if err := (kms.Options{URI: s.SealKey}).Check(); err != nil {
		return fmt.Errorf("seal_key (MADOGUCHI_SEAL_KEY): %w", err)
	}
	return nil
}

// openDeskKey opens the key that the settings name. A key service is not asked yet.
func openDeskKey(s settings) (store.DeskKey, error) {
	if !s.inVault() {
		return store.OpenKeyFile(s.SealKeyFile)
	}
	v := s.Vault
	key, err := kms.Open(kms.Options{URI: s.SealKey, Token: string(v.Token), CAFile: v.CAFile, Namespace: v.Namespace})
	if err != nil {
		return nil, fmt.Errorf("%w; see vault.token_file and ca_file (MADOGUCHI_VAULT_TOKEN_FILE and so on)", err)
	}
	return key, nil
}

// mendKey says what to do about a key that cannot be opened.
func mendKey(s settings, err error) error {
	switch {
	case s.inVault():
		return err
	case !errors.Is(err, store.ErrNoKeyFile):
		return fmt.Errorf("%w; name the desk's key with MADOGUCHI_SEAL_KEY_FILE", err)
	case s.inEtcd():
		return fmt.Errorf("%w: put the desk's key there, or name it with MADOGUCHI_SEAL_KEY_FILE; for a new store make one with 'madoguchi config key %s'", err, s.SealKeyFile)
	case stored(s):
		return fmt.Errorf("%w: put the desk's key back there, or name it with MADOGUCHI_SEAL_KEY_FILE; a new key could not read what the store %s holds", err, s.Store)
	}
	return fmt.Errorf("%w: make one with 'madoguchi config key %s'", err, s.SealKeyFile)
}

// wrongKey says what to do about a key that does not open the store.
func wrongKey(s settings) error {
	if s.inVault() {
		return fmt.Errorf("%s does not open the store %s: %w; name the right one with MADOGUCHI_SEAL_KEY", s.SealKey, s.Store, store.ErrWrongKey)
	}
	return fmt.Errorf("%s does not open the store %s: %w; put the right key there, or name it with MADOGUCHI_SEAL_KEY_FILE or MADOGUCHI_SEAL_KEY", s.SealKeyFile, s.Store, store.ErrWrongKey)
}

// tryKey asks a key service for a round trip; a key in a file has nobody to ask.
func tryKey(key store.DeskKey) error {
	if k, ok := key.(*kms.Key); ok {
		return k.Check()
	}
	return nil
}
