package main

import (
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// A setting that is misspelt would silently not be one. In a file every unknown name is an error;
// in the environment, where others put names of ours too, one that is nearly a setting's.

// environ is the process's environment, for the names in it.
var environ = os.Environ

// envPrefix is what all our names in the environment begin with.
const envPrefix = "MADOGUCHI_"

// nearly is how many letters a name may be off to be taken for a misspelt one; two that are swapped
// are both off.
const nearly = 2

// asked records which names of the environment were asked for.
type asked struct {
	env   func(string) (string, bool)
	names []string
}

func (a *asked) lookup(name string) (string, bool) {
	a.names = append(a.names, name)
	return a.env(name)
}

// misspelt says which name in the environment is nearly one that was asked for.
func (a *asked) misspelt() error {
	known := append(slices.Clone(a.names), "MADOGUCHI_CACHE", "MADOGUCHI_NOW")
	for _, entry := range environ() {
		name, _, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(name, envPrefix) || slices.Contains(known, name) {
			continue
		}
		if near, off := nearest(name, known); off <= nearly {
			return fmt.Errorf("%s in the environment is no setting; is %s meant?", name, near)
		}
	}
	return nil
}

// settingPaths are the names of all settings of a file, with dots.
func settingPaths(prefix string, of reflect.Type) (names []string) {
	for i := range of.NumField() {
		f := of.Field(i)
		name := f.Tag.Get("yaml")
		if name == "-" {
			continue
		}
		inner := f.Type
		for inner.Kind() == reflect.Slice {
			inner = inner.Elem()
		}
		if inner.Kind() == reflect.Struct {
			names = append(names, settingPaths(prefix+name+".", inner)...)
		} else {
			names = append(names, prefix+name)
		}
	}
	return names
}

var unknownName = regexp.MustCompile(`"([^"]+)"`)

// suggest names the setting that a message about an unknown one is nearest to; empty: none is near.
func suggest(message string) string {
	m := unknownName.FindStringSubmatch(message)
	if m == nil {
		return ""
	}
	var parts []string
	for _, name := range settingPaths("", reflect.TypeFor[settings]()) {
		parts = append(parts, strings.Split(name, ".")...)
	}
	if near, off := nearest(m[1], parts); off <= nearly {
		return near
	}
	return ""
}

// nearest is the name that is the fewest letters off, and how many.
func nearest(name string, known []string) (near string, off int) {
	off = len(name) + 1
	for _, k := range slices.Sorted(slices.Values(known)) {
		if d := levenshtein.ComputeDistance(name, k); d < off {
			near, off = k, d
		}
	}
	return near, off
}
