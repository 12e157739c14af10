package main

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
	"madoguchi/knowledge/match"
)

// To learn a base takes seconds of the processor in which nothing can be answered. What was learnt
// is kept as a file in the folder for caches: whoever starts with the same base and the same
// program reads it there. The folder may be emptied at any time.

// Beside it is kept which examples mislead, for the next kb lint or publish.

// cacheVariable names the folder; without it, it is "madoguchi" in the user's folder for caches.
// "off" keeps nothing.
const cacheVariable = "MADOGUCHI_CACHE"

// cacheFolder is where what was learnt is kept, "" where it is not.
func cacheFolder() string {
	switch folder, set := os.LookupEnv(cacheVariable); {
	case folder == "off":
		return ""
	case set && folder != "":
		return folder
	}
	folder, err := os.UserCacheDir()
	if err != nil { // a service without a home: it learns at each start, as it would with an empty folder
		return ""
	}
	return filepath.Join(folder, "madoguchi")
}

// learnOnce learns a base, or reads what was learnt of it before. A folder that cannot be used
// costs time and nothing else.
func learnOnce(b *knowledge.Base) match.Learnt {
	path := keptPath(b, learntSuffix)
	if l, err := readLearnt(b, path); err == nil {
		return l
	}
	l := match.Learn(b)
	keep(path, l.Write)
	return l
}

// misledOnce tries a base's examples, or reads what was found before: to be sure that one misleads
// several must learn, and what they have learnt is good for nothing else.
func misledOnce(b *knowledge.Base) []base.Problem {
	path := keptPath(b, misledSuffix)
	var found []base.Problem
	if data, err := readKept(path); err == nil && json.Unmarshal(data, &found) == nil {
		return found
	}
	found = base.Examples(b, func(chance uint8) knowledge.Matcher {
		if chance == 0 { // a server that takes this base up learns the same
			return learntOf(b).Match
		}
		return match.Trained(b, chance).Match
	})
	keep(path, func(w io.Writer) error { return json.NewEncoder(w).Encode(found) })
	return found
}

// keptPath is where what comes of a base is kept, or "".
func keptPath(b *knowledge.Base, suffix string) string {
	folder, name := cacheFolder(), keptName(b)
	if folder == "" || name == "" {
		return ""
	}
	return filepath.Join(folder, name+suffix)
}

// The ends of the names of what is kept.
const (
	learntSuffix = ".learnt"
	misledSuffix = ".misled"
)

// keptName names what this program learns from a base. A base that was made by hand has no version.
func keptName(b *knowledge.Base) string {
	if b.Version == "" || program() == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(program() + "\n" + b.Version))
	return hex.EncodeToString(sum[:12])
}

// source names the source of a program; set where several programs are known to be made of one, as
// in the tests, which take it from here in the place of the program's hash.
var source string

// program is the hash of this program: another one may learn otherwise. "" where it cannot be read.
var program = sync.OnceValue(func() string {
	if source != "" {
		return source
	}
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return ""
	}
	return string(h.Sum(nil))
})

func readLearnt(b *knowledge.Base, path string) (match.Learnt, error) {
	data, err := readKept(path)
	if err != nil {
		return match.Learnt{}, err
	}
	return match.Read(b, bytes.NewReader(data))
}

// readKept reads a file that was kept, which is then the newest: what is used stays.
func readKept(path string) ([]byte, error) {
	data, err := os.ReadFile(path)
	if err == nil {
		_ = os.Chtimes(path, time.Time{}, time.Now())
	}
	return data, err
}

// keep writes a file, unless its path is "", and forgets what is old of its kind.
func keep(path string, write func(io.Writer) error) {
	if path != "" && writeWhole(path, write) == nil {
		forgetOld(filepath.Dir(path), filepath.Ext(path))
	}
}

// writeWhole writes beside and renames: whoever reads meanwhile sees all of it or nothing.
func writeWhole(path string, write func(io.Writer) error) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), "*.tmp")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	if err := errors.Join(write(f), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// keptFiles is how many bases stay: the one in force, the one before, and a draft that is tried.
// Each takes some 60 MB.
const keptFiles = 3

// forgetOld removes all of a kind but the newest.
func forgetOld(folder, suffix string) {
	list, err := os.ReadDir(folder)
	if err != nil {
		return
	}
	type file struct {
		path string
		at   int64
	}
	var kept []file
	for _, e := range list {
		if info, err := e.Info(); err == nil && strings.HasSuffix(e.Name(), suffix) {
			kept = append(kept, file{filepath.Join(folder, e.Name()), info.ModTime().UnixNano()})
		}
	}
	slices.SortFunc(kept, func(a, b file) int { return cmp.Compare(b.at, a.at) })
	for _, f := range kept[min(keptFiles, len(kept)):] {
		os.Remove(f.path)
	}
}
