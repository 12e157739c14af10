package main

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"madoguchi/store/bolt"
)

func TestWrongUsage(t *testing.T) {
	for _, tt := range []struct {
		name  string
		args  []string
		words []string
	}{
		{"no arguments", nil, []string{"madoguchi demo", "--help"}},
		{"unknown command", []string{"dmeo"}, []string{"dmeo", "--help"}},
		{"unknown flag", []string{"ask", "--jsno"}, []string{"--jsno", "--help"}},
		{"unknown flag before the command", []string{"--verbose", "demo"}, []string{"--verbose"}},
		{"flag without its value", []string{"demo", "--listen"}, []string{"--listen"}},
		{"argument missing", []string{"import"}, []string{"<file>"}},
		{"one argument too many", []string{"import", "a.csv", "b.csv"}, []string{"b.csv"}},
		{"subcommand missing", []string{"config"}, []string{"check", "key"}},
		{"unknown format", []string{"export", "--format", "xml"}, []string{"--format", "xml", "jsonl"}},
		{"format and encoding at odds", []string{"export", "--format", "jsonl", "--encoding", "cp932"}, []string{"--encoding"}},
		{"nothing to ask", []string{"ask"}, []string{"--json"}},
		{"no time", []string{"ask", "--at", "tomorrow", "x"}, []string{"--at", "tomorrow", "2026-11-24T09:00:00+09:00"}},
		{"no time zone", []string{"chat", "--at", "2026-11-24T09:00:00"}, []string{"--at"}},
		{"line breaks in an argument", []string{"a\nb\r\nc\x1b[31m\u2028d"}, []string{"a"}},
	} {
		t.Run(tt.name, func(t *testing.T) { call("", nil, tt.args...).refused(t, 2, tt.words...) })
	}
	for _, command := range []string{"chat", "demo", "eval"} {
		args := []string{command}
		if command == "eval" {
			args = append(args, "../../testdata/eval/questions.jsonl")
		}
		call("", env{"MADOGUCHI_NOW": "yesterday"}, args...).refused(t, 2, "MADOGUCHI_NOW", "yesterday", "2026-11-24T09:00:00+09:00")
	}
}

func TestHelpAndVersion(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"demo", "--help"}, {"kb", "show", "--help"}, {"version"}} {
		r := call("", nil, args...)
		if r.code != 0 || r.err != "" || r.out == "" {
			t.Errorf("%v: code %d, standard error %q", args, r.code, r.err)
		}
	}
}

// TestPrecedence: the file gives way to the environment, the environment to flags; what is empty says nothing.
func TestPrecedence(t *testing.T) {
	config := file(t, "madoguchi.yaml", []byte("listen: 127.0.0.1:1001\nstore: bolt:file.db\ndesk:\n  name: 区の窓口\n"))
	environment := env{"MADOGUCHI_LISTEN": "127.0.0.1:1002", "MADOGUCHI_STORE": "bolt:env.db"}
	for _, tt := range []struct {
		name          string
		env           env
		flags         []string
		listen, store string
	}{
		{"nothing but defaults", nil, nil, "127.0.0.1:8080", "bolt:data/madoguchi.db"},
		{"file", nil, []string{"--config", config}, "127.0.0.1:1001", "bolt:file.db"},
		{"environment over file", environment, []string{"--config", config}, "127.0.0.1:1002", "bolt:env.db"},
		{"flag over environment", environment, []string{"--config", config, "--listen", "127.0.0.1:1003"}, "127.0.0.1:1003", "bolt:env.db"},
		{"empty environment", env{"MADOGUCHI_LISTEN": ""}, []string{"--config", config}, "127.0.0.1:1001", "bolt:file.db"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := call("", tt.env, append([]string{"config", "check"}, tt.flags...)...)
			r.want(t, 0)
			for name, want := range map[string]string{"listen": tt.listen, "store": tt.store} {
				if got := setting(r.out, name); got != want {
					t.Errorf("%s is %q, want %q", name, got, want)
				}
			}
			if !strings.Contains(r.out, "mon-fri 09:00–12:00") {
				t.Errorf("what the file leaves out is lost:\n%s", r.out)
			}
		})
	}
	for name, content := range map[string]string{"empty": "", "blank": " \n", "comments": "# nothing yet\n", "start of a document": "---\n", "empty section": "desk:\n", "byte order mark": "\uFEFFlisten: 127.0.0.1:8080\n"} {
		r := call("", nil, "config", "check", "--config", file(t, "c.yaml", []byte(content)))
		if r.code != 0 || setting(r.out, "listen") != "127.0.0.1:8080" {
			t.Errorf("%s file: code %d, %s%s", name, r.code, r.out, r.err)
		}
	}
	hours := file(t, "hours.yaml", []byte("desk:\n  hours:\n    - {days: tue, from: \"10:00\", to: \"12:00\"}\n"))
	if r := call("", nil, "config", "check", "--config", hours); strings.Count(r.out, "\nhours ") != 1 {
		t.Errorf("the hours of the file do not replace the default ones:\n%s%s", r.out, r.err)
	}
}

// setting is a line of config check.
func setting(out, name string) string {
	for line := range strings.Lines(out) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == name {
			return fields[1]
		}
	}
	return ""
}

func TestBrokenConfiguration(t *testing.T) {
	for _, tt := range []struct {
		name, content string
		words         []string
	}{
		{"unclosed list", "listen: 127.0.0.1:1\nstore: [\n", []string{"line 2"}},
		{"unclosed quote", "store: bolt:x.db\nlisten: \"a\nb: c\n", []string{"line 2"}},
		{"tab", "desk:\n\tname: x\n", []string{"line 2"}},
		{"unknown setting", "store: bolt:x.db\nlsiten: 127.0.0.1:1\n", []string{"line 2", "lsiten", "listen, store"}},
		{"unknown setting of the desk", "desk:\n  nmae: x\n", []string{"line 2", "nmae", "name, zone"}},
		{"wrong type", "desk:\n  hours: 9-17\n", []string{"line 2"}},
		{"a list", "- listen\n", []string{"line 1"}},
		{"a text", "listen 127.0.0.1:1\n", []string{"line 1"}},
		{"setting given twice", "listen: a:1\nlisten: b:1\n", []string{"line 2", "listen"}},
		{"picture", png, nil},
		{"address", "listen: \"8080\"\n", []string{"listen", "8080", "127.0.0.1:8080"}},
		{"port that cannot be", "listen: 127.0.0.1:99999\n", []string{"listen", "99999"}},
		{"port that is none", "listen: 127.0.0.1:web-page\n", []string{"listen", "web-page"}},
		{"store", "store: mysql://localhost\n", []string{"store", "mysql", "bolt:"}},
		{"store without path", "store: \"bolt:\"\n", []string{"store", "bolt:PATH"}},
		{"etcd without prefix", "store: etcd://localhost:2379\n", []string{"store", "prefix", "etcd://HOST:PORT/PREFIX"}},
		{"etcd without port", "store: etcd://localhost/x\n", []string{"store", "localhost", "etcd://HOST:PORT/PREFIX"}},
		{"etcd user without password", "store: etcd://localhost:1/x\netcd: {user: desk}\n", []string{"password", "etcd.ca_file", "MADOGUCHI_ETCD_"}},
		{"etcd with a file that is missing", "store: etcd://localhost:1/x\netcd: {ca_file: /nonexistent/ca.pem}\n", []string{"/nonexistent/ca.pem"}},
		{"password in the file", "etcd: {password: hunter2}\n", []string{"line 1", "password"}},
		{"password file that is missing", "etcd: {user: desk, password_file: /nonexistent/pw}\n", []string{"/nonexistent/pw", "MADOGUCHI_ETCD_PASSWORD_FILE"}},
		{"time zone", "desk:\n  zone: Mars/Base\n", []string{"zone", "Mars/Base"}},
		{"no time zone", "desk:\n  zone: \"\"\n", []string{"desk.zone", "Asia/Tokyo"}},
		{"weekday", "desk:\n  hours: [{days: monday, from: \"09:00\", to: \"17:00\"}]\n", []string{"hours", "monday", "mon-fri"}},
		{"hours the wrong way round", "desk:\n  hours: [{days: mon, from: \"17:00\", to: \"09:00\"}]\n", []string{"hours", "17:00"}},
		{"no hours", "desk:\n  hours: []\n", []string{"desk.hours"}},
		{"closed day", "desk:\n  closed: [24.12.2026]\n", []string{"closed", "24.12.2026", "2026-11-24"}},
		{"no name", "desk:\n  name: \"\"\n", []string{"desk.name"}},
		{"two faults", "listen: \"1\"\nstore: x\n", []string{"listen", "store"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := file(t, "madoguchi.yaml", []byte(tt.content))
			words := tt.words
			if len(words) > 0 && strings.HasPrefix(words[0], "line ") {
				words = append(words, path)
			}
			for _, command := range [][]string{{"config", "check"}, {"serve"}, {"demo"}, {"kb", "list"}} {
				call("", nil, append(command, "--config", path)...).refused(t, 1, words...)
			}
		})
	}
	missing := filepath.Join(t.TempDir(), "none.yaml")
	call("", nil, "config", "check", "--config", missing).refused(t, 1, missing, "--config")
	call("", nil, "config", "check", "--config", t.TempDir()).refused(t, 1, "directory")
	call("", env{"MADOGUCHI_STORE": "nonsense"}, "kb", "list").refused(t, 1, "MADOGUCHI_STORE", "nonsense", "bolt:data/madoguchi.db")
	call("", env{"MADOGUCHI_LISTEN": "nonsense"}, "demo").refused(t, 1, "MADOGUCHI_LISTEN", "nonsense")
}

const png = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01"

// TestStoreOfSomethingElse: a file that is no store is refused and left as it is.
func TestStoreOfSomethingElse(t *testing.T) {
	whole := filepath.Join(t.TempDir(), "whole.db")
	e, err := bolt.Open(whole, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	good := contents(t, whole)
	for _, tt := range []struct {
		name    string
		content []byte
	}{
		{"text", []byte("これはデータベースではありません。\n")},
		{"picture", []byte(png + strings.Repeat("\x00\xff", 5000))},
		{"zeros", make([]byte, 1<<16)},
		{"cut off in the first page", good[:100]},
		{"cut off behind the first page", good[:4096]},
		{"cut off behind the third page", good[:3*4096]},
		{"sqlite", append([]byte("SQLite format 3\x00"), make([]byte, 8192)...)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := file(t, "x.db", tt.content)
			for _, command := range [][]string{{"demo", "--listen", "127.0.0.1:0"}, {"kb", "list"}, {"export"}, {"import", goodTable(t)}} {
				call("", nil, append(command, "--store", "bolt:"+path)...).refused(t, 1, path, "--store")
			}
			if string(contents(t, path)) != string(tt.content) {
				t.Error("the file was changed")
			}
			if files, _ := os.ReadDir(filepath.Dir(path)); len(files) != 1 {
				t.Errorf("something was made beside the file: %v", files)
			}
		})
	}
	folder := t.TempDir()
	call("", nil, "kb", "list", "--store", "bolt:"+folder).refused(t, 1, folder, "--store")
	// An empty file is what a full disk leaves, or a copy that failed: not silently a new store.
	call("", nil, "kb", "list", "--store", "bolt:"+file(t, "empty.db", nil)).refused(t, 1, "empty")
}

func TestUnwritableFolder(t *testing.T) {
	plain := file(t, "plain", []byte("x"))
	below := filepath.Join(plain, "madoguchi.db")
	for _, command := range [][]string{{"demo", "--listen", "127.0.0.1:0"}, {"kb", "list"}, {"export"}, {"import", goodTable(t)}} {
		call("", nil, append(command, "--store", "bolt:"+below)...).refused(t, 1, below, "--store")
	}
	call("", nil, "config", "key", filepath.Join(plain, "desk.key")).refused(t, 1, plain)
	if runtime.GOOS == "windows" || os.Getuid() == 0 {
		return // no permission stops them
	}
	folder := t.TempDir()
	if err := os.Chmod(folder, 0o500); err != nil {
		t.Fatal(err)
	}
	call("", nil, "demo", "--listen", "127.0.0.1:0", "--store", "bolt:"+filepath.Join(folder, "x.db")).refused(t, 1, folder, "permission", "--store")
}

func TestPortInUse(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	address := l.Addr().String()
	path := filepath.Join(t.TempDir(), "data", "x.db")
	call("", nil, "demo", "--listen", address, "--store", "bolt:"+path).refused(t, 1, address, "in use", "--listen")
	if _, err := os.Stat(filepath.Dir(path)); !errors.Is(err, fs.ErrNotExist) {
		t.Error("something was made although nothing could be served")
	}
	// TEST-NET-1: no machine has this address.
	call("", nil, "demo", "--listen", "192.0.2.1:8080", "--store", "bolt:"+path).refused(t, 1, "192.0.2.1:8080", "--listen")
}

// TestDeskKey: what has no key, or a wrong one, is refused before anything is written.
func TestDeskKey(t *testing.T) {
	folder := t.TempDir()
	path, key := filepath.Join(folder, "data", "madoguchi.db"), filepath.Join(folder, "desk.key")
	serve := func(keyFile string) result {
		args := []string{"serve", "--listen", "127.0.0.1:0", "--store", "bolt:" + path}
		if keyFile != "" {
			args = append(args, "--seal-key-file", keyFile)
		}
		return call("", nil, args...)
	}
	untouched := func(name string) {
		t.Helper()
		if _, err := os.Stat(filepath.Dir(path)); !errors.Is(err, fs.ErrNotExist) {
			t.Fatalf("%s: the store was made", name)
		}
	}
	serve("").refused(t, 1, "config key", "MADOGUCHI_SEAL_KEY_FILE")
	untouched("no key named")
	serve(key).refused(t, 1, key, "config key")
	untouched("no key there")
	serve(file(t, "no.key", []byte("secret words"))).refused(t, 1, "not a key file", "MADOGUCHI_SEAL_KEY_FILE")
	untouched("no key file")
	serve(folder).refused(t, 1, folder)
	untouched("a folder")

	call("", nil, "config", "key", key).want(t, 0)
	made := string(contents(t, key))
	call("", nil, "config", "key", key).refused(t, 1, key, "never replaced")
	if string(contents(t, key)) != made {
		t.Fatal("a key was replaced")
	}
	call("", nil, "config", "check", "--seal-key-file", key).want(t, 0)
	call("", nil, "config", "check", "--seal-key-file", filepath.Join(folder, "none")).refused(t, 1, "none", "config key")

	sealStore(t, path, key)
	before := string(contents(t, path))
	other := filepath.Join(folder, "other.key")
	call("", nil, "config", "key", other).want(t, 0)
	serve(other).refused(t, 1, other, "MADOGUCHI_SEAL_KEY_FILE")
	serve(filepath.Join(folder, "none")).refused(t, 1, "none", "put the desk's key back")
	demo := []string{"demo", "--listen", "127.0.0.1:0", "--store", "bolt:" + path}
	call("", nil, demo...).refused(t, 1, filepath.Join(folder, "data", "desk.key"), "put the key back")
	call("", nil, append(demo, "--seal-key-file", other)...).refused(t, 1, other)
	if string(contents(t, path)) != before {
		t.Error("a store was changed without its key")
	}
	if _, err := os.Stat(filepath.Join(folder, "data", "desk.key")); err == nil {
		t.Error("a new key was made beside a store that another one sealed")
	}
}

// sealStore makes a store that is sealed by a key.
func sealStore(t *testing.T, path, key string) {
	t.Helper()
	engine, _, err := openSealed(t.Context(), settings{Store: "bolt:" + path, SealKeyFile: key}, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := engine.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestMissingFiles(t *testing.T) {
	none, empty := filepath.Join(t.TempDir(), "none"), t.TempDir()
	call("", nil, "eval", none).refused(t, 1, none)
	call("", nil, "eval", empty).refused(t, 1, empty)
	call("", nil, "import", none).refused(t, 1, none)
	call("", nil, "import", empty).refused(t, 1, empty)
	call("", nil, "kb", "lint", none).refused(t, 1, none)
	call("", nil, "kb", "lint", file(t, "plain", nil)).refused(t, 1, "plain")
	call("", nil, "kb", "lint", empty).refused(t, 1, empty, "contacts.yaml")
	call("", nil, "kb", "show", "nonsense", "--store", "bolt:"+filepath.Join(empty, "x.db")).refused(t, 1, "nonsense", "kb list")
}

// TestFaultIsOneLine: a panic on the way reaches the user as one line too.
func TestFaultIsOneLine(t *testing.T) {
	var out, err strings.Builder
	code := run([]string{"chat", "--json"}, process{panicking{}, &out, &err, os.LookupEnv})
	result{code, out.String(), err.String()}.refused(t, 1, "report it", "a broken; reader")
}

type panicking struct{}

func (panicking) Read([]byte) (int, error) { panic("a broken\nreader") }

// TestFullDisk: an output that cannot be written is a failure, also of commands that do not look at every line.
func TestFullDisk(t *testing.T) {
	path := "bolt:" + filepath.Join(t.TempDir(), "x.db")
	for _, args := range [][]string{{"version"}, {"--help"}, {"config", "check"}, {"kb", "list", "--store", path}, {"export", "--store", path}, {"export", "--format", "jsonl", "--store", path}} {
		var err strings.Builder
		code := run(args, process{strings.NewReader(""), full{}, &err, func(string) (string, bool) { return "", false }})
		result{code, "", err.String()}.refused(t, 1, "no space left")
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }
