package base

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"madoguchi/written"
)

// inFiles puts the file and the line before each of some joined errors that quote a name nothing
// answers to: whoever is to mend it has to find it first. Errors of which no line is found stay as
// they are.
func inFiles(err error, files fs.FS) error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return err
	}
	var out []error
	for _, e := range joined.Unwrap() {
		if at := placeOf(e.Error(), files); at != "" {
			e = fmt.Errorf("%s: %w", at, e)
		}
		out = append(out, e)
	}
	return errors.Join(out...)
}

// placeOf is the file and line of what a message quotes, or "".
func placeOf(message string, files fs.FS) string {
	where, rest, _ := strings.Cut(message, ": ")
	from := strings.IndexByte(rest, '"')
	if from < 0 {
		return ""
	}
	prefix, err := strconv.QuotedPrefix(rest[from:])
	if err != nil {
		return ""
	}
	quoted, err := strconv.Unquote(prefix)
	if err != nil || quoted == "" {
		return ""
	}
	kind, name, _ := strings.Cut(where, " ")
	name, _, _ = strings.Cut(name, ",")
	wanted := alone(quoted)
	for _, file := range filesOf(kind, name, files) {
		data, err := fs.ReadFile(files, file)
		if err != nil {
			continue
		}
		if text, err := written.Text(data); err == nil {
			data = text
		}
		lines := strings.Split(string(data), "\n")
		if i := slices.IndexFunc(lines, wanted.MatchString); i >= 0 {
			return fmt.Sprintf("%s, line %d", file, i+1)
		}
	}
	return ""
}

// alone finds a name that stands by itself, and not as a part of another.
func alone(name string) *regexp.Regexp {
	return regexp.MustCompile(`(?:^|[^-\w])` + regexp.QuoteMeta(name) + `(?:[^-\w]|$)`)
}

// filesOf are the files in which a thing of some kind stands.
func filesOf(kind, name string, files fs.FS) []string {
	pattern := map[string]string{
		"faq": "faq/" + name + ".yaml", "followups": "followups/" + name + ".yaml", "questions": "questions/*.jsonl", "voice": "voices/*.yaml",
		"deed": "deeds.yaml", "category": "categories.yaml", "contact": "contacts.yaml", "form": "forms/" + name + ".yaml", "terms.yaml": "terms.yaml", "firms.yaml": "firms.yaml", "sources.yaml": "sources.yaml",
	}[kind]
	found, err := fs.Glob(files, pattern)
	if pattern == "" || err != nil {
		return nil
	}
	return found
}

// tabbed is the first line that is indented by a tab, which YAML does not take, or 0.
func tabbed(data []byte) int {
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		if indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]; strings.Contains(indent, "\t") && strings.TrimSpace(line) != "" {
			return n
		}
	}
	return 0
}
