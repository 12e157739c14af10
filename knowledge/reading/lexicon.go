package reading

import (
	"embed"
	"fmt"
	"slices"
	"strings"
)

// The lexicon of deeds is data too: the verbs by meaning, what follows when somebody does something to something, and how words are
// spelled. A line is one entry, with examples behind <-; lines that begin with # [name] begin a group.
//
//go:embed patterns/deeds/*.txt
var deedFiles embed.FS

// entry is a line of such a file.
type entry struct {
	group, text string
	examples    []string
}

// lexiconFile reads a file of the lexicon. A fault is the programmer's, who sees it at once.
func lexiconFile(name string) []entry {
	data, err := deedFiles.ReadFile("patterns/deeds/" + name)
	if err != nil {
		panic(err)
	}
	var out []entry
	group := ""
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if rest, ok := strings.CutPrefix(line, "# ["); ok {
			group, _, _ = strings.Cut(rest, "]")
		}
		if line == "" || line[0] == '#' {
			continue
		}
		text, examples, _ := strings.Cut(line, " <- ")
		out = append(out, entry{group, text, strings.Split(examples, " / ")})
	}
	return out
}

// readVerbs reads the verbs by meaning.
func readVerbs() map[string][]verb {
	out := map[string][]verb{}
	for _, e := range lexiconFile("verbs.txt") {
		how, roots, _ := strings.Cut(e.text, " ")
		b, ok := bends[how]
		if !ok {
			panic(fmt.Sprintf("verbs.txt, %s: there is no bend %q", e.group, how))
		}
		for root := range strings.FieldsSeq(roots) {
			out[e.group] = append(out[e.group], verb{root, b})
		}
	}
	return out
}

// readDeedTable reads what follows from a deed.
func readDeedTable() []deed {
	var out []deed
	for _, e := range lexiconFile("table.txt") {
		d, err := parseDeed(e)
		if err != nil {
			panic(fmt.Sprintf("table.txt, %s: %q: %v", e.group, e.text, err))
		}
		out = append(out, d)
	}
	return out
}

// parseDeed reads a line: objects ! other objects : verbs and options.
func parseDeed(e entry) (deed, error) {
	var d deed
	d.slot, d.value, _ = strings.Cut(e.group, "=")
	things, doing, ok := strings.Cut(e.text, " : ")
	if !ok {
		return d, fmt.Errorf("no verbs")
	}
	objects, others, _ := strings.Cut(things, " ! ")
	var err error
	if objects != "any" {
		if d.objects, err = objectGroups(strings.Split(objects, "|")); err != nil {
			return d, err
		}
	}
	if d.unless, err = objectGroups(strings.Fields(others)); err != nil {
		return d, err
	}
	for word := range strings.FieldsSeq(doing) {
		switch {
		case word == "done":
			d.only = done
		case word == "undone":
			d.only = undone
		case word == "apart":
			d.apart = true
		case word == "text":
			d.wholeText = true
		case word == "suspect":
			d.toSuspect = true
		case verbsOf[word] != nil:
			d.verbs = append(d.verbs, verbsOf[word]...)
		default:
			return d, fmt.Errorf("there are no verbs %s", word)
		}
	}
	return d, nil
}

func objectGroups(names []string) ([]*pattern, error) { return groupsNamed(object, names) }

func groupsNamed(kind string, names []string) ([]*pattern, error) {
	var out []*pattern
	for _, name := range names {
		p := patterns.groups[Group(kind+name)]
		if p == nil {
			return nil, fmt.Errorf("there is no group %s%s", kind, name)
		}
		out = append(out, p)
	}
	return out, nil
}

// anyHolds reports whether one of the groups holds for a text.
func anyHolds(groups []*pattern, text string) bool {
	if len(groups) == 0 {
		return false
	}
	has := runeSetOf(text)
	return slices.ContainsFunc(groups, func(p *pattern) bool { return p.holdsIn(text, &has) })
}
