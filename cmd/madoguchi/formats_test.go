package main

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"madoguchi/store"
	"madoguchi/store/bolt"
)

// TestNewerStore: what a newer program wrote is refused with a clear word, by every command that would work with it, and
// left as it is to the byte.
func TestNewerStore(t *testing.T) {
	for _, tt := range []struct {
		name  string
		write func(t *testing.T, path string)
		words []string
	}{
		{"the file's format", func(t *testing.T, path string) {
			db, err := bbolt.Open(path, 0o600, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if err := db.Update(func(tx *bbolt.Tx) error { return tx.Bucket([]byte("madoguchi")).Put([]byte("format"), []byte("2")) }); err != nil {
				t.Fatal(err)
			}
		}, []string{"format 2, known up to 1"}},
		{"a version that was noted", func(t *testing.T, path string) {
			update(t, path, func(e store.Engine) error { return store.Formats{"conversation": 9}.Note(t.Context(), e) })
		}, []string{"conversation records of version 9, known up to 5", "backup"}},
		{"the base in force", func(t *testing.T, path string) {
			update(t, path, func(e store.Engine) error {
				return e.Update(t.Context(), func(tx store.Txn) error {
					return store.Table[string]{Name: "kb", Version: 9}.Put(tx, store.K("current"), "in another form")
				})
			})
		}, []string{"version 9, known up to 1", "backup"}},
		{"the root secret", func(t *testing.T, path string) {
			update(t, path, func(e store.Engine) error {
				return e.Update(t.Context(), func(tx store.Txn) error {
					return tx.Put(store.K("seal", "root"), []byte("\x02\x09sealed in another form"))
				})
			})
		}, []string{"seal"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			folder := t.TempDir()
			path, key := filepath.Join(folder, "desk.db"), filepath.Join(folder, "desk.key")
			call("", nil, "config", "key", key).want(t, 0)
			sealStore(t, path, key)
			tt.write(t, path)
			before := string(contents(t, path))
			args := []string{"serve", "--listen", "127.0.0.1:0", "--store", "bolt:" + path, "--seal-key-file", key}
			call("", nil, args...).refused(t, 1, append(tt.words, path, store.ErrNewer.Error(), "use that version")...)
			args[0] = "demo"
			call("", nil, args...).refused(t, 1, store.ErrNewer.Error())
			if string(contents(t, path)) != before {
				t.Error("the store was changed")
			}
		})
	}
}

func update(t *testing.T, path string, do func(store.Engine) error) {
	t.Helper()
	e, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := do(e); err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestNewerBackup: a backup of a newer program replaces nothing.
func TestNewerBackup(t *testing.T) {
	k := newKept(t)
	path := strings.TrimPrefix(k.settings.Store, "bolt:")
	old := filepath.Join(t.TempDir(), "old.db")
	if err := os.WriteFile(old, contents(t, path), 0o600); err != nil {
		t.Fatal(err)
	}
	update(t, path, func(e store.Engine) error { return store.Formats{"line": 9}.Note(t.Context(), e) })
	dump := filepath.Join(t.TempDir(), "newer.dump")
	f, err := os.Create(dump)
	if err != nil {
		t.Fatal(err)
	}
	update(t, path, func(e store.Engine) error { _, err := store.WriteDump(t.Context(), e, f); return err })
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	before := string(contents(t, old))
	call("", nil, "restore", "--store", "bolt:"+old, "--seal-key-file", k.settings.SealKeyFile, dump).
		refused(t, 1, dump, "line records of version 9", "with that version")
	if string(contents(t, old)) != before {
		t.Error("the store was changed")
	}
}

// TestNotedOnce: the versions are noted at the first start, and a second one writes nothing.
func TestNotedOnce(t *testing.T) {
	folder := t.TempDir()
	path, key := filepath.Join(folder, "desk.db"), filepath.Join(folder, "desk.key")
	call("", nil, "config", "key", key).want(t, 0)
	sealStore(t, path, key)
	before := string(contents(t, path))
	sealStore(t, path, key)
	if string(contents(t, path)) != before {
		t.Error("opening again wrote something")
	}
	update(t, path, func(e store.Engine) error {
		older := store.Formats{"conversation": 1}
		err := older.Check(t.Context(), e)
		if err == nil || !strings.Contains(err.Error(), "conversation records of version 5, known up to 1") {
			t.Errorf("an older program: %v", err)
		}
		return nil
	})
}

// TestEveryTableHasExamples: whatever package describes a table keeps examples of its records, which its test reads.
func TestEveryTableHasExamples(t *testing.T) {
	found := 0
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && strings.HasPrefix(d.Name(), ".") && len(d.Name()) > 2:
			return fs.SkipDir
		case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		tables := tablesIn(t, path)
		if len(tables) == 0 {
			return nil
		}
		examples := map[string]bool{}
		files, err := filepath.Glob(filepath.Join(filepath.Dir(path), "testdata/records/*-v*-*.json"))
		for _, file := range files {
			var x struct{ Table string }
			if err := json.Unmarshal(contents(t, file), &x); err != nil {
				return err
			}
			examples[x.Table] = true
		}
		for _, name := range tables {
			found++
			if !examples[name] {
				t.Errorf("%s stores records of %q and has no example of them: list the type in a test with recordtest.Records", path, name)
			}
		}
		return err
	})
	if err != nil || found < 8 {
		t.Errorf("%d tables found: %v", found, err)
	}
}

// tablesIn returns the names of the tables that a file describes: store.Table[T]{Name: "name"}, also within package store. Names
// that are no literals belong to functions such as bot's sealed, whose package lists what it makes of them.
func tablesIn(t *testing.T, path string) (names []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		literal, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		typed, ok := literal.Type.(*ast.IndexExpr)
		if !ok {
			return true
		}
		name := ""
		switch x := typed.X.(type) {
		case *ast.SelectorExpr:
			name = x.Sel.Name
		case *ast.Ident:
			name = x.Name
		}
		if name != "Table" {
			return true
		}
		for _, e := range literal.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok && kv.Key.(*ast.Ident).Name == "Name" {
				if value, ok := kv.Value.(*ast.BasicLit); ok {
					unquoted, _ := strconv.Unquote(value.Value)
					names = append(names, unquoted)
				}
			}
		}
		return true
	})
	return names
}
