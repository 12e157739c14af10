package base

import (
	_ "embed"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/knowledge"
)

// What an exported folder holds for people, besides the base: how to go on, and the form of a new
// entry.
var (
	//go:embed folder/README.md
	readme []byte
	//go:embed folder/template.yaml
	template []byte
)

// toFill marks, in the template, what somebody has to write; no base is published that still holds
// it.
const toFill = "〔書く〕"

// templateCategory is what the template has, for a base with the desk's scheme.
const templateCategory = "2.010"

// beside are those files by name. Load does not read them.
var beside = map[string][]byte{
	"README.md": readme, "template.yaml": template, "entry.schema.json": schemaFile, ".vscode/settings.json": []byte(editorSettings),
}

// Companions are the files that go beside a base into a folder where people edit it, by name.
func Companions() map[string][]byte { return beside }

// reviewAfter is how many months an entry may stand before somebody must read it again.
const reviewAfter = 6

var entryID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// NewEntry is a new entry to be filled in, and the name of its file. It refuses an id that is no
// name of a file, or that the base has.
func NewEntry(b *knowledge.Base, id, category string, today time.Time) (name string, content []byte, err error) {
	switch {
	case !entryID.MatchString(id):
		return "", nil, fmt.Errorf("an entry cannot be named %q; write small letters, digits and hyphens, such as fake-invoice", id)
	case b.FAQ(id) != nil:
		return "", nil, fmt.Errorf("there is an entry %s already; choose another name, or change faq/%[1]s.yaml", id)
	case category != "" && b.Category(category) == nil:
		return "", nil, fmt.Errorf("there is no category %q in categories.yaml", category)
	}
	text := string(template)
	if category == "" && b.Category(templateCategory) == nil && len(b.Categories) > 0 {
		category = b.Categories[0].ID
	}
	if b.Contact("desk") == nil {
		text = withField(text, "contacts", "[]")
	}
	for field, value := range map[string]string{
		"id": id, "reviewed_on": today.Format(time.DateOnly), "review_by": today.AddDate(0, reviewAfter, 0).Format(time.DateOnly),
	} {
		text = withField(text, field, value)
	}
	if category != "" {
		text = withField(text, "category", `"`+category+`"`)
	}
	return "faq/" + id + ".yaml", []byte(text), nil
}

// Proposal is what is known of an entry before anybody has written its answer.
type Proposal struct {
	Category  string
	Title     string
	Keywords  []string
	Questions []string
	Rows      []int // of the table
}

// Proposed is a new entry that holds what is proposed, and asks for the rest.
func Proposed(b *knowledge.Base, id string, p Proposal, today time.Time) (name string, content []byte, err error) {
	name, content, err = NewEntry(b, id, p.Category, today)
	if err != nil {
		return "", nil, err
	}
	text := string(content)
	if p.Title != "" {
		text = regexp.MustCompile(`(?m)^title: .*$`).ReplaceAllLiteralString(text, "title: "+strconv.Quote(p.Title))
	}
	var words, rows []string
	for _, w := range p.Keywords {
		words = append(words, strconv.Quote(w))
	}
	for _, r := range p.Rows {
		rows = append(rows, strconv.Itoa(r))
	}
	text = withField(text, "keywords", "["+strings.Join(words, ", ")+"]")
	text = withField(text, "cases", "["+strings.Join(rows, ", ")+"]")
	var asks strings.Builder
	asks.WriteString("examples:\n")
	for _, q := range p.Questions {
		asks.WriteString("  - " + strconv.Quote(q) + "\n")
	}
	for n := len(p.Questions); n < fewExamples; n++ {
		asks.WriteString("  - " + toFill + fmt.Sprintf("例文%d\n", n+1))
	}
	text = regexp.MustCompile(`(?m)^examples:\n(?:  - .*\n)*`).ReplaceAllLiteralString(text, asks.String())
	return name, []byte(text), nil
}

// fewExamples is how many an entry needs to be published.
const fewExamples = 5

// withField sets a field of the template that has a value on its line, and leaves the comment
// behind it.
func withField(text, field, value string) string {
	return regexp.MustCompile(`(?m)^`+field+`: \S+`).ReplaceAllLiteralString(text, field+": "+value)
}

// Strays returns the files of a folder that look as if they belonged to a base and are not read,
// such as faq/new.yml. What an editor or a person keeps beside is left alone.
func Strays(files fs.FS) []Problem {
	var out []Problem
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if name != "." && strings.HasPrefix(entry.Name(), ".") {
				return fs.SkipDir
			}
			return nil
		}
		if mend := strayed(name); mend != "" {
			out = append(out, Problem{Where: name, What: mend})
		}
		return nil
	})
	if err != nil {
		out = append(out, Problem{Where: "the folder", What: err.Error()})
	}
	return out
}

// strayed says how to mend the name of a file that is not read though somebody may think so, or "".
func strayed(name string) string {
	folder, ending := path.Dir(name), path.Ext(name)
	_, known := beside[name]
	if known || strings.HasPrefix(path.Base(name), ".") || belongs(name) {
		return ""
	}
	for _, pattern := range belonging {
		should := path.Ext(pattern)
		within := path.Dir(pattern)
		switch {
		case within != "." && (folder == within || strings.HasPrefix(folder, within+"/")):
			return fmt.Sprintf("is not read: in %s/ a name ends with %s, without a further folder", within, should)
		case within == "." && folder == "." && strings.TrimSuffix(pattern, should) == strings.TrimSuffix(name, ending):
			return "is not read: name it " + pattern
		}
	}
	return ""
}

// belongs reports whether Load may read a file.
func belongs(name string) bool {
	return slices.ContainsFunc(belonging, func(pattern string) bool {
		ok, _ := path.Match(pattern, name) // the patterns are ours
		return ok
	})
}
