package base

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"madoguchi/knowledge"
	"madoguchi/written"
)

// Embedded returns the base that the binary carries. It is read once.
var Embedded = sync.OnceValues(func() (*knowledge.Base, error) { return Load(knowledge.Files) })

// Load reads a base from a tree of data files: faq/*.yaml, contacts.yaml, categories.yaml,
// slots.yaml, phrases.yaml and, if there, phrases-easy.yaml, deeds.yaml, terms.yaml, firms.yaml, sources.yaml, forms/*.yaml,
// matters.yaml with languages/*.yaml, easy/*.yaml, voices/*.yaml, answers/*.yaml, told/*.yaml, followups/*.yaml,
// cases.jsonl and questions/*.jsonl. The error names every file and line that has to be mended, one
// a line.
func Load(files fs.FS) (*knowledge.Base, error) {
	b, _, err := load(files)
	return b, err
}

// load also names the files that were read: those that belong to the base, whatever else lies in
// the tree.
func load(files fs.FS) (*knowledge.Base, []string, error) {
	l := newLoader(files, written.Decode)
	b, err := l.base()
	if err == nil {
		err = inFiles(Check(b), files)
	}
	if err == nil {
		err = checkShapes(b)
	}
	if err != nil {
		return nil, nil, err
	}
	read := slices.Sorted(maps.Keys(l.digest))
	b.Version = l.version(read)
	return b, read, nil
}

// reload loads files that were in force before, perhaps by an earlier program: what that one took
// is no reason to stand without a base now.
func reload(files fs.FS) (*knowledge.Base, error) {
	l := newLoader(files, written.Reread)
	b, err := l.base()
	if err == nil {
		err = Check(b)
	}
	return b, err
}

// base reads all files.
func (l *loader) base() (*knowledge.Base, error) {
	files, b := l.files, &knowledge.Base{}
	l.yaml("contacts.yaml", &b.Contacts)
	l.yaml("categories.yaml", &b.Categories)
	l.yaml("slots.yaml", &b.Slots)
	l.yaml("phrases.yaml", &b.Phrases)
	l.ifThere("phrases-easy.yaml", &b.Easy) // bases stored before there was one have none
	if !l.ifThere("deeds.yaml", &b.Deeds) {
		b.Deeds = fittingDeeds(own().Deeds, b)
	}
	if b.Voices = l.voices("voices/*.yaml"); len(b.Voices) == 0 { // a base stored before there were any
		b.Voices = fittingVoices(own().Voices, b)
	}
	b.Phrases, b.Easy = completed(b.Phrases, own().Phrases), completed(b.Easy, own().Easy)
	l.ifThere("terms.yaml", &b.Terms) // bases stored before there were any have none
	l.ifThere("firms.yaml", &b.Firms)
	l.ifThere("sources.yaml", &b.Sources)
	if b.Forms = l.forms("forms/*.yaml"); len(b.Forms) == 0 { // a base stored before there were any
		b.Forms = fittingForms(own().Forms, b)
	}
	if b.Answers = named[knowledge.Answers](l, "answers/*.yaml"); len(b.Answers) == 0 {
		b.Answers = fittingAnswers(own().Answers, b)
	}
	if b.Told = named[map[string]knowledge.Wordings](l, "told/*.yaml"); len(b.Told) == 0 {
		b.Told = fittingTold(own().Told, b)
	}
	names, err := fs.Glob(files, "faq/*.yaml")
	l.fail(err)
	if len(names) == 0 {
		l.fail(errors.New("faq: no entries (*.yaml) found"))
	}
	for _, name := range names {
		entry, faults := &knowledge.FAQ{}, len(l.errs)
		l.yaml(name, entry)
		if id := strings.TrimSuffix(path.Base(name), ".yaml"); entry.ID != id && len(l.errs) == faults {
			l.fail(fmt.Errorf("%s: id is %q; it must be the file's name, %q", name, entry.ID, id))
		}
		b.FAQs = append(b.FAQs, entry)
	}
	if b.Languages, b.Matters = l.languages(); len(b.Languages) == 0 {
		b.Languages, b.Matters = ownLanguages().Languages, fittingMatters(ownLanguages().Matters, b)
	}
	b.EasyLines = named[[]knowledge.EasyLine](l, "easy/*.yaml")
	b.Cases = l.cases("cases.jsonl")
	b.Followups = l.followups("followups/*.yaml")
	b.Questions = l.questions("questions/*.jsonl")
	return b, errors.Join(l.errs...)
}

type loader struct {
	files  fs.FS
	digest map[string][]byte
	decode func(data []byte, into any) error
	errs   []error
}

func newLoader(files fs.FS, decode func(data []byte, into any) error) *loader {
	return &loader{files: files, digest: map[string][]byte{}, decode: decode}
}

func (l *loader) fail(err error) {
	if err != nil {
		l.errs = append(l.errs, err)
	}
}

func (l *loader) read(name string) []byte {
	data, err := fs.ReadFile(l.files, name)
	if err != nil {
		l.fail(fmt.Errorf("read %s: %w", name, err))
	}
	sum := sha256.Sum256(data)
	l.digest[name] = sum[:]
	text, err := written.Text(data)
	if err != nil {
		l.fail(fmt.Errorf("%s: %w", name, err))
	}
	return text
}

// yaml decodes a file strictly: an unknown field is an error.
func (l *loader) yaml(name string, into any) {
	data := l.read(name)
	if len(data) == 0 {
		return
	}
	if err := l.decode(data, into); err != nil {
		if n := tabbed(data); n > 0 {
			err = fmt.Errorf("[%d] the line is indented by a tab; write blanks in its place", n)
		}
		l.fail(fmt.Errorf("%s: %s", name, placed(firstLine(err.Error()), data)))
	}
}

// ifThere decodes a file that a base may lack, and reports whether it has it.
func (l *loader) ifThere(name string, into any) bool {
	if _, err := fs.Stat(l.files, name); err != nil {
		return false
	}
	l.yaml(name, into)
	return true
}

// cases reads a case a line. A base without cases is a base.
func (l *loader) cases(name string) []knowledge.Case {
	if _, err := fs.Stat(l.files, name); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	cases, err := ReadCases(l.read(name))
	if err != nil {
		l.fail(fmt.Errorf("%s: %w", name, err))
	}
	return cases
}

// questions reads further questions, a JSON object {"faq","text"} a line.
func (l *loader) questions(pattern string) map[string][]string {
	names, err := fs.Glob(l.files, pattern)
	l.fail(err)
	out := map[string][]string{}
	for _, name := range names {
		for n, line := range strings.Split(strings.TrimSpace(string(l.read(name))), "\n") {
			var q struct{ FAQ, Text string }
			if err := json.Unmarshal([]byte(line), &q); err != nil || q.FAQ == "" || q.Text == "" {
				l.fail(fmt.Errorf(`%s, line %d: write {"faq":"…","text":"…"}`, name, n+1))
				continue
			}
			out[q.FAQ] = append(out[q.FAQ], q.Text)
		}
	}
	return out
}

// generalFollowups is the file of what may follow any answer; the others have the names of their
// entries.
const generalFollowups = "general"

// followups reads what is asked after an answer, a file an entry. A base without any is a base.
func (l *loader) followups(pattern string) map[string][]knowledge.Followup {
	out := named[[]knowledge.Followup](l, pattern)
	if list, ok := out[generalFollowups]; ok {
		delete(out, generalFollowups)
		out[""] = list
	}
	return out
}

// voices reads what may be said at any time.
func (l *loader) voices(pattern string) []*knowledge.Voice {
	names, err := fs.Glob(l.files, pattern)
	l.fail(err)
	var out []*knowledge.Voice
	for _, name := range names {
		var list []*knowledge.Voice
		l.yaml(name, &list)
		out = append(out, list...)
	}
	return out
}

// named reads something of each file, by the file's name.
func named[T any](l *loader, pattern string) map[string]T {
	names, err := fs.Glob(l.files, pattern)
	l.fail(err)
	out := map[string]T{}
	for _, name := range names {
		var it T
		l.yaml(name, &it)
		out[strings.TrimSuffix(path.Base(name), ".yaml")] = it
	}
	return out
}

// languages reads the other languages and what is heard in them.
func (l *loader) languages() ([]*knowledge.Language, []*knowledge.Matter) {
	names, err := fs.Glob(l.files, "languages/*.yaml")
	l.fail(err)
	if len(names) == 0 {
		return nil, nil
	}
	var matters []*knowledge.Matter
	l.yaml("matters.yaml", &matters)
	var out []*knowledge.Language
	for _, name := range names {
		language := &knowledge.Language{}
		l.yaml(name, language)
		if id := strings.TrimSuffix(path.Base(name), ".yaml"); language.ID != id {
			l.fail(fmt.Errorf("%s: id is %q; it must be the file's name, %q", name, language.ID, id))
		}
		out = append(out, language)
	}
	return out, matters
}

// ReadCases decodes cases, a JSON object a line.
func ReadCases(data []byte) ([]knowledge.Case, error) {
	var out []knowledge.Case
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var c knowledge.Case
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		out = append(out, c)
	}
	return out, lines.Err()
}

// version names the content: a digest over the names and contents of all files.
func (l *loader) version(names []string) string {
	h := sha256.New()
	for _, name := range names {
		fmt.Fprintf(h, "%s\x00%x\n", name, l.digest[name])
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
}

// placed puts the line before a message that names none, as those of conditions and dates do: the
// line that holds what the message quotes.
func placed(message string, data []byte) string {
	at := strings.IndexByte(message, '"')
	if strings.HasPrefix(message, "[") || at < 0 {
		return message
	}
	prefix, _ := strconv.QuotedPrefix(message[at:])
	quoted, _ := strconv.Unquote(prefix)
	before, _, found := bytes.Cut(data, []byte(quoted))
	if !found || quoted == "" {
		return message
	}
	return fmt.Sprintf("[%d] %s", 1+bytes.Count(before, []byte("\n")), message)
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}
