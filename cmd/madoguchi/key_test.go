package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"madoguchi/store"
	"madoguchi/store/bolt"
	"madoguchi/store/kms/vaulttest"
)

const vaultToken = "hvs.nobody-may-see-this"

// vaulted is a desk whose key is in a Vault.
type vaulted struct {
	*testing.T
	*vaulttest.Vault
	env        env
	path, file string // the store's file; a key file
}

func newVaulted(t *testing.T) *vaulted {
	folder := t.TempDir()
	v := &vaulted{T: t, Vault: vaulttest.New(vaultToken, "desk", "other"), path: filepath.Join(folder, "data", "desk.db"), file: filepath.Join(folder, "desk.key")}
	t.Cleanup(v.Close)
	v.env = env{"MADOGUCHI_STORE": "bolt:" + v.path, "MADOGUCHI_LISTEN": "127.0.0.1:0", "MADOGUCHI_SEAL_KEY": v.URI("desk"), "MADOGUCHI_VAULT_TOKEN": vaultToken}
	return v
}

// call runs the program; the token must not come out.
func (v *vaulted) call(args ...string) result {
	v.Helper()
	r := call("", v.env, args...)
	if strings.Contains(r.out+r.err, vaultToken) {
		v.Errorf("%v: the token is shown:\n%s%s", args, r.out, r.err)
	}
	return r
}

func (v *vaulted) settings(key string) settings {
	s := settings{Store: "bolt:" + v.path, Vault: vaultSettings{Token: vaultToken}}
	s.nameKey(key, "")
	return s
}

// opens reports how the store opens with a key.
func (v *vaulted) opens(key string) error {
	engine, _, err := openSealed(v.Context(), v.settings(key), false)
	if err != nil {
		return err
	}
	return engine.Close()
}

func TestSealKeySources(t *testing.T) {
	config := file(t, "c.yaml", []byte("seal_key: hcvault+http://127.0.0.1:1/transit/keys/a\nvault: {token_file: /nonexistent, namespace: city}\n"))
	const uri = "hcvault+http://127.0.0.1:1/transit/keys/b"
	for name, tt := range map[string]struct {
		env  env
		args []string
		want string
	}{
		"file beats nothing":             {env{"MADOGUCHI_VAULT_TOKEN": "x"}, []string{"--config", config}, "hcvault+http://127.0.0.1:1/transit/keys/a"},
		"environment beats file":         {env{"MADOGUCHI_SEAL_KEY_FILE": "/k"}, []string{"--config", config}, "file:/k"},
		"URI beats file in one source":   {env{"MADOGUCHI_SEAL_KEY_FILE": "/k", "MADOGUCHI_SEAL_KEY": uri}, nil, uri},
		"flag beats environment":         {env{"MADOGUCHI_SEAL_KEY": uri}, []string{"--seal-key-file", "/f"}, "file:/f"},
		"URI of a file":                  {env{"MADOGUCHI_SEAL_KEY_FILE": "/k"}, []string{"--seal-key", "file:/g"}, "file:/g"},
		"nothing, and no token is read":  {env{"MADOGUCHI_VAULT_TOKEN_FILE": "/nonexistent"}, nil, ""},
		"a key in a file needs no token": {env{"MADOGUCHI_SEAL_KEY": "file:/k", "MADOGUCHI_VAULT_TOKEN_FILE": "/nonexistent"}, nil, "file:/k"},
	} {
		var f settingFlags
		for i := 0; i < len(tt.args); i += 2 {
			*map[string]*string{"--config": &f.Config, "--seal-key": &f.SealKey, "--seal-key-file": &f.KeyFile}[tt.args[i]] = tt.args[i+1]
		}
		s, err := f.load(process{env: func(name string) (string, bool) { v, ok := tt.env[name]; return v, ok }})
		if err != nil || s.sealKey() != tt.want {
			t.Errorf("%s: %q, want %q (%v)", name, s.sealKey(), tt.want, err)
		}
	}
	for value, words := range map[string][]string{
		"aws-kms://user:hunter2@x":                         {"aws-kms", "hcvault://"},
		"hcvault://desk:hunter2@h:1/transit/keys/k":        {"user"},
		"hcvault+http://vault.example.jp:1/transit/keys/k": {"in clear"},
		"desk.key": {"file:PATH"},
	} {
		r := call("", env{"MADOGUCHI_SEAL_KEY": value}, "config", "check")
		r.refused(t, 1, append(words, "MADOGUCHI_SEAL_KEY")...)
		if strings.Contains(r.err, "hunter2") {
			t.Errorf("a password is shown: %s", r.err)
		}
	}
	call("", env{"MADOGUCHI_SEAL_KEY": "hcvault://h:1/transit/keys/k"}, "config", "check").refused(t, 1, "no token", "MADOGUCHI_VAULT_TOKEN_FILE")
	call("", env{"MADOGUCHI_SEAL_KEY": "hcvault://h:1/transit/keys/k", "MADOGUCHI_VAULT_TOKEN_FILE": "/nonexistent"}, "config", "check").
		refused(t, 1, "/nonexistent", "MADOGUCHI_VAULT_TOKEN_FILE")
}

// TestKeyService: a service that does not do what it is asked is said, and nothing is begun or changed.
func TestKeyService(t *testing.T) {
	t.Parallel() // it waits
	v := newVaulted(t)
	troubles := []struct {
		name string
		set  func()
		word string
	}{
		{"sealed", func() { v.Sealed = true }, "unsealed"},
		{"token expired", func() { v.Token = "renewed" }, "permission denied"},
	}
	upset := func(set func()) { v.Lock(); defer v.Unlock(); set() }
	calm := func() { upset(func() { v.Sealed, v.Token, v.Slow = false, vaultToken, 0 }) }
	refuse := func(unchanged func(name string)) {
		for _, trouble := range troubles {
			upset(trouble.set)
			v.call("serve").refused(t, 1, v.URI("desk"), trouble.word)
			v.call("config", "check").refused(t, 1, v.URI("desk"), trouble.word)
			calm()
			unchanged(trouble.name)
		}
	}
	refuse(func(name string) {
		if _, err := os.Stat(filepath.Dir(v.path)); !errors.Is(err, fs.ErrNotExist) {
			t.Fatalf("%s: a store was begun", name)
		}
	})
	r := v.call("config", "check")
	r.want(t, 0)
	if setting(r.out, "seal") != "key" || !strings.Contains(r.out, v.URI("desk")) || !strings.Contains(r.out, "encrypts and decrypts") {
		t.Errorf("config check: %s", r.out)
	}
	if err := v.opens(v.URI("desk")); err != nil {
		t.Fatal(err)
	}
	before := string(contents(t, v.path))
	refuse(func(name string) {
		if string(contents(t, v.path)) != before {
			t.Errorf("%s: the store was changed", name)
		}
	})
	upset(func() { v.Slow = time.Minute })
	v.call("serve").refused(t, 1, v.URI("desk"), "in time")
	calm()
	v.env["MADOGUCHI_SEAL_KEY"] = v.URI("other")
	v.call("serve").refused(t, 1, v.URI("other"), "not the one this store was sealed with", "MADOGUCHI_SEAL_KEY")
	call("", nil, "config", "key", v.file).want(t, 0)
	v.call("serve", "--seal-key-file", v.file).refused(t, 1, v.file, "not the one this store was sealed with")
	if string(contents(t, v.path)) != before {
		t.Error("a store was changed without its key")
	}
}

// TestRewrap moves a desk from a key file into Vault and back.
func TestRewrap(t *testing.T) {
	v := newVaulted(t)
	fromFile, inVault := "file:"+v.file, v.URI("desk")
	call("", nil, "config", "key", v.file).want(t, 0)
	if err := v.opens(fromFile); err != nil {
		t.Fatal(err)
	}
	backup := filepath.Join(t.TempDir(), "before.dump")
	v.call("backup", "--seal-key", fromFile, backup).want(t, 0)
	before := string(contents(t, v.path))

	refused := func(words []string, args ...string) {
		t.Helper()
		v.call(append([]string{"config", "rewrap"}, args...)...).refused(t, 1, words...)
		if string(contents(t, v.path)) != before {
			t.Fatalf("%v changed the store", args)
		}
	}
	refused([]string{"--to", "none", "config key"}, "--seal-key", fromFile, "--to", "file:"+v.file+".none")
	refused([]string{"--to", "file:PATH"}, "--seal-key", fromFile, "--to", v.file)
	refused([]string{"--to", "no key of that name"}, "--seal-key", fromFile, "--to", v.URI("dekc"))
	refused([]string{v.URI("other"), "does not open"}, "--seal-key", v.URI("other"), "--to", inVault)
	v.Sealed = true
	refused([]string{"--to", "unsealed"}, "--seal-key", fromFile, "--to", inVault)
	v.Sealed = false
	held, err := bolt.Open(v.path, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	v.call("config", "rewrap", "--seal-key", fromFile, "--to", inVault).refused(t, 1, "in use")
	if err := held.Close(); err != nil {
		t.Fatal(err)
	}

	v.call("config", "rewrap", "--seal-key", fromFile, "--to", inVault).want(t, 0)
	if err := v.opens(fromFile); !errors.Is(err, store.ErrWrongKey) {
		t.Errorf("the old key: %v", err)
	}
	if err := v.opens(inVault); err != nil {
		t.Errorf("the new key: %v", err)
	}
	v.call("config", "rewrap", "--seal-key", fromFile, "--to", inVault).want(t, 0) // its first answer was lost
	v.call("config", "rewrap", "--to", inVault).want(t, 0)                         // Vault has rotated the key
	v.call("restore", backup).refused(t, 1, "another desk key", "config rewrap")
	if err := v.opens(inVault); err != nil {
		t.Errorf("after a restore that was refused: %v", err)
	}
	v.call("config", "rewrap", "--to", fromFile).want(t, 0)
	if err := v.opens(inVault); !errors.Is(err, store.ErrWrongKey) {
		t.Errorf("the key in Vault, after the way back: %v", err)
	}
	v.call("restore", "--seal-key", fromFile, backup).want(t, 0)
	if err := v.opens(fromFile); err != nil {
		t.Errorf("restored with the old key: %v", err)
	}
}
