package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/knowledge"
)

// result is what one run of the program came to.
type result struct {
	code     int
	out, err string
}

type env map[string]string

// call runs the program in this process.
func call(in string, e env, args ...string) result {
	var out, err bytes.Buffer
	lookup := func(name string) (string, bool) { v, ok := e[name]; return v, ok }
	ended := make(chan int, 1)
	go func() { ended <- run(args, process{strings.NewReader(in), &out, &err, lookup}) }()
	select {
	case code := <-ended:
		return result{code, out.String(), err.String()}
	case <-time.After(callWithin): // a server that should have been refused
		return result{-1, "", fmt.Sprintf("%v still runs after %v\n", args, callWithin)}
	}
}

// callWithin bounds a run that should end by itself.
const callWithin = 8 * time.Minute // it ends what hangs, and decides nothing else: on a busy machine to learn takes minutes

// want fails the test unless the run ended with a code; 0 is all that lets it go on.
func (r result) want(t *testing.T, code int) {
	t.Helper()
	if r.code != code {
		t.Fatalf("exit code %d, want %d; standard error: %s", r.code, code, r.err)
	}
}

// done checks that a command did what it was asked for.
func (r result) done(t *testing.T) result {
	t.Helper()
	if r.code != 0 {
		t.Fatalf("exit %d: %s", r.code, r.err)
	}
	return r
}

// refused checks how a run ends that cannot do what it should: the code, and one line that holds certain words.
func (r result) refused(t *testing.T, code int, words ...string) {
	t.Helper()
	if r.code != code {
		t.Errorf("exit code %d, want %d", r.code, code)
	}
	if strings.Count(r.err, "\n") != 1 || !strings.HasSuffix(r.err, "\n") || !strings.HasPrefix(r.err, "madoguchi: ") {
		t.Errorf("standard error is not one line of ours:\n%s", r.err)
	}
	if len(r.err) > 800 {
		t.Errorf("the line is too long to be read (%d bytes):\n%s", len(r.err), r.err)
	}
	for _, bad := range []string{"goroutine", "panic", "runtime error", ".go:", "%!"} {
		if strings.Contains(r.out+r.err, bad) {
			t.Errorf("%q reached the user:\n%s%s", bad, r.out, r.err)
		}
	}
	for _, w := range words {
		if !strings.Contains(r.err, w) {
			t.Errorf("standard error lacks %q:\n%s", w, r.err)
		}
	}
}

// built is the real binary, built at its first use.
var built = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "madoguchi-test-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, "madoguchi.exe") // the ending does no harm elsewhere
	if out, err := exec.Command("go", "build", "-ldflags", "-X main.source=tests", "-o", path, ".").CombinedOutput(); err != nil {
		return folder, fmt.Errorf("go build: %w: %s", err, out)
	}
	return path, nil
})

var buildAsked bool

func TestMain(m *testing.M) {
	source = "tests" // as built says: what the tests' programs learn they share
	knowledge.Files = fewFiles{knowledge.Files}
	becomeChild()
	cache, err := os.MkdirTemp("", "madoguchi-cache-") // what one test's program learns, the others' read
	if err != nil {
		panic(err)
	}
	os.Setenv(cacheVariable, cache)
	code := m.Run()
	os.RemoveAll(cache)
	if buildAsked {
		path, _ := built()
		os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// fewFiles is the program's base with what is asked after any answer and without what is asked after each: two thirds of what is read and
// learnt. The tests do both again and again, to see what becomes of a base; the real binary, which some of them start, carries all.
type fewFiles struct{ fs.FS }

func (f fewFiles) ReadDir(name string) ([]fs.DirEntry, error) {
	list, err := fs.ReadDir(f.FS, name)
	if name == "followups" {
		list = slices.DeleteFunc(list, func(e fs.DirEntry) bool { return e.Name() != "general.yaml" })
	}
	return list, err
}

// command is the real binary in an empty folder, without the settings of whoever runs the tests.
func command(t *testing.T, folder string, args ...string) *exec.Cmd {
	t.Helper()
	buildAsked = true
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), path, args...)
	c.Dir = folder
	c.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "MADOGUCHI_") })
	c.Env = append(c.Env, cacheVariable+"="+os.Getenv(cacheVariable))
	return c
}

// execute runs the real binary to its end.
func execute(t *testing.T, folder, in string, args ...string) result {
	t.Helper()
	c := command(t, folder, args...)
	var out, errs bytes.Buffer
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader(in), &out, &errs
	err := c.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return result{c.ProcessState.ExitCode(), out.String(), errs.String()}
}

// object decodes a JSON object and checks that it has exactly these keys.
func object(t *testing.T, data []byte, keys ...string) map[string]json.RawMessage {
	t.Helper()
	var m map[string]json.RawMessage
	if err := json.Unmarshal(data, &m); err != nil {
		t.Fatalf("%v: %s", err, data)
	}
	slices.Sort(keys)
	if got := slices.Sorted(maps.Keys(m)); !slices.Equal(got, keys) {
		t.Fatalf("keys %v, want %v: %s", got, keys, data)
	}
	return m
}

// strict decodes JSON into v, which must know every field.
func strict(t *testing.T, data []byte, v any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		t.Fatalf("%v: %s", err, data)
	}
	if _, err := d.Token(); err != io.EOF {
		t.Fatalf("more than one value: %s", data)
	}
}

// file writes a file into a new folder.
func file(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func contents(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// lines are the lines of an output, each of which must end.
func lines(t *testing.T, out string) []string {
	t.Helper()
	if out == "" {
		return nil
	}
	if !strings.HasSuffix(out, "\n") {
		t.Fatalf("the last line does not end: %q", out)
	}
	return strings.Split(strings.TrimSuffix(out, "\n"), "\n")
}
