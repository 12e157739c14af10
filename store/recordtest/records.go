// Package recordtest holds what was ever stored against today's code. A package that stores records lists their types in a test
// and keeps examples of each version in testdata/records.
//
// Only tests import it. records.go is what they call; shape.go fills values and compares their JSON.
package recordtest

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"madoguchi/store"
)

var newExamples = flag.Bool("new-examples", false, "write the examples of records that are missing")

// A Record is a type of records that a package stores, to be given to [Records].
type Record struct {
	name    string // of its examples' files; several types may share a table
	table   string
	version uint
	key     store.Key
	sealer  *store.Sealer // nil: not sealed
	filled  func() (any, error)
	read    func(store.Reader) (any, bool, error)
}

// Plain is the type of a table's records. The key is one at which such a record may lie.
func Plain[T any](name string, t store.Table[T], key store.Key) Record {
	return Record{
		name: name, table: t.Name, version: t.Version, key: key,
		filled: func() (any, error) { var v T; return &v, fill(reflect.ValueOf(&v).Elem(), name, 0) },
		read:   func(r store.Reader) (any, bool, error) { return t.Get(r, key) },
	}
}

// Sealed is the same for a sealed table.
func Sealed[T any](name string, t store.SealedTable[T], key store.Key) Record {
	r := Plain(name, t.Table, key)
	r.sealer = t.Sealer
	r.read = func(r store.Reader) (any, bool, error) { return t.Get(r, key) }
	return r
}

// Table is the name of the table.
func (r Record) Table() string { return r.table }

// An example is a record as some version of the program wrote it, before it was sealed. It is a file NAME-vVERSION-N.json and
// never rewritten.
type example struct {
	Record  string          `json:"record"`
	Table   string          `json:"table"`
	Key     string          `json:"key"`     // for people
	Bytes   string          `json:"bytes"`   // the key below the table's name, in hexadecimal digits
	Version uint            `json:"version"` // of the encoding
	Sealed  bool            `json:"sealed"`
	Lost    []string        `json:"lost,omitempty"` // fields that today's code is right to forget
	Body    json.RawMessage `json:"body"`

	file string
}

// Records holds the examples in a folder against today's code: each is read, and nothing in it is lost but what it
// says; each type has one of every version; the newest version has one of exactly today's fields. It finds a field that was added,
// removed, renamed or got another type; it does not find that the meaning of a value has changed.
//
// A field that old code may ignore and lose needs a new example (go test -run TestRecords -new-examples, in the package); any other
// change needs a new version too, and an Upgrade; see store.Table.
func Records(t *testing.T, e store.Engine, folder string, records ...Record) {
	t.Helper()
	examples, err := load(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		t.Run(r.name, func(t *testing.T) {
			mine := examples[r.name]
			delete(examples, r.name)
			now, err := r.now()
			if err != nil {
				t.Fatal(err)
			}
			faults := compare(r, now, mine)
			if len(faults) > 0 && *newExamples {
				mine = append(mine, r.write(t, folder, now, mine))
				faults = compare(r, now, mine)
			}
			for _, f := range faults {
				t.Error(f)
			}
			for _, x := range mine {
				r.readBack(t, e, x)
			}
		})
	}
	for name := range examples {
		t.Errorf("%s holds examples of %q, which nothing reads any more", folder, name)
	}
}

// load returns the examples by the name of their record, older ones first.
func load(folder string) (map[string][]example, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*-v*-*.json"))
	if err != nil {
		return nil, err
	}
	slices.Sort(files)
	all := map[string][]example{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		x := example{file: filepath.Base(file)}
		d := json.NewDecoder(bytes.NewReader(data))
		d.DisallowUnknownFields()
		if err := d.Decode(&x); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if !strings.HasPrefix(x.file, fmt.Sprintf("%s-v%d-", x.Record, x.Version)) {
			return nil, fmt.Errorf("%s holds an example of %s of version %d", file, x.Record, x.Version)
		}
		all[x.Record] = append(all[x.Record], x)
	}
	return all, nil
}

// now is how today's code writes a record in which nothing is empty.
func (r Record) now() ([]byte, error) {
	v, err := r.filled()
	if err != nil {
		return nil, err
	}
	return json.Marshal(v)
}

// compare returns what is wrong with a type's examples.
func compare(r Record, now []byte, examples []example) (faults []string) {
	today, err := shape(now)
	if err != nil {
		return []string{err.Error()}
	}
	seen, whole := map[uint]bool{}, false
	for _, x := range examples {
		seen[x.Version] = true
		was, err := shape(x.Body)
		was = like(today, was)
		switch {
		case err != nil:
			faults = append(faults, fmt.Sprintf("%s: %v", x.file, err))
		case x.Version > r.version:
			faults = append(faults, fmt.Sprintf("%s is of version %d, and the table of version %d: a version never goes back", x.file, x.Version, r.version))
		case x.Sealed != (r.sealer != nil):
			faults = append(faults, fmt.Sprintf("%s: sealed is %v and was %v: give the table another name", x.file, r.sealer != nil, x.Sealed))
		}
		if x.Version != r.version {
			continue
		}
		for _, field := range sorted(was) {
			if kind, ok := today[field]; !ok {
				faults = append(faults, fmt.Sprintf("%s has %s, which is not written any more: raise the table's Version and teach Upgrade", x.file, field))
			} else if kind != was[field] {
				faults = append(faults, fmt.Sprintf("%s has %s as %s, and now it is %s: raise the table's Version and teach Upgrade", x.file, field, was[field], kind))
			}
		}
		missing := slices.DeleteFunc(sorted(today), func(field string) bool { return was[field] != "" })
		whole = whole || len(missing) == 0
	}
	for v := uint(1); v <= r.version; v++ {
		if !seen[v] {
			faults = append(faults, fmt.Sprintf("there is no example of %s in version %d: go test -run TestRecords -new-examples writes one of today", r.name, v))
		}
	}
	if seen[r.version] && !whole {
		faults = append(faults, fmt.Sprintf("%s has fields that no example of version %d has: raise the table's Version, unless old code may ignore and lose them; then write an example with go test -run TestRecords -new-examples", r.name, r.version))
	}
	return faults
}

// write adds an example of today.
func (r Record) write(t *testing.T, folder string, now []byte, examples []example) example {
	t.Helper()
	n := 1
	for _, x := range examples {
		if x.Version == r.version {
			n++
		}
	}
	x := example{Record: r.name, Table: r.table, Key: r.key.String(), Bytes: hex.EncodeToString(r.key), Version: r.version, Sealed: r.sealer != nil, Body: now}
	x.file = fmt.Sprintf("%s-v%d-%d.json", r.name, r.version, n)
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "\t")
	if err := enc.Encode(x); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, x.file), b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Logf("wrote %s", x.file)
	return x
}

// readBack puts an example into the store, as the program of then did, and reads it with today's code.
func (r Record) readBack(t *testing.T, e store.Engine, x example) {
	t.Helper()
	if x.Table != r.table || x.Bytes != hex.EncodeToString(r.key) {
		t.Errorf("%s lay at %q/%s, and such records lie at %q/%s now: old ones would not be found", x.file, x.Table, x.Key, r.table, r.key)
		return
	}
	var got any
	err := e.Update(t.Context(), func(tx store.Txn) (err error) {
		then := store.Table[json.RawMessage]{Name: x.Table, Version: x.Version}
		if r.sealer == nil {
			err = then.Put(tx, r.key, x.Body)
		} else {
			k := store.ReadKey(r.key)
			if err = r.sealer.Ensure(tx, k.Str()); err == nil {
				err = store.SealedTable[json.RawMessage]{Table: then, Sealer: r.sealer}.Put(tx, r.key, x.Body)
			}
		}
		return err
	})
	if err == nil {
		err = e.View(t.Context(), func(v store.Reader) (err error) {
			got, _, err = r.read(v)
			return err
		})
	}
	if err != nil {
		t.Errorf("%s cannot be read: %v", x.file, err)
		return
	}
	again, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	for _, lost := range losses(x.Body, again) {
		if !slices.Contains(x.Lost, lost) {
			t.Errorf("%s: %s is lost or changed when it is read", x.file, lost)
		}
	}
}
