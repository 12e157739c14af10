package reading

import (
	"embed"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"madoguchi/knowledge"
)

// The patterns that people who know the desk may have to mend are data: patterns/*.txt. A file
// holds named groups:
//
//	# [bye] takes leave
//	frame ^(?:もう|じゃあ、?)*(?:…)[。!]*$
//	さようなら <- さようなら
//	やめ(?:ます|る) <- もうやめます / じゃあ、やめる
//
// A line is one alternative of the group's regular expression; behind <- stand examples, which a
// test holds it to. A frame stands around all alternatives. Behind the name may stand: begins (the
// frame ^(?:…)), raw (read over the text as it was written; all others over the folded one), +other
// (with the alternatives of the group other, which stands before). The group -name takes back what
// the group name found. Other lines that begin with # are remarks.
//
//go:embed patterns/*.txt
var patternFiles embed.FS

// Group names a group of patterns.
type Group string

// pattern is a group, ready to be used.
type pattern struct {
	re     *regexp.Regexp // all lines
	words  []needle       // one of them stands in every text that re matches; none: there are no such words
	unless *pattern       // takes back what re finds; nil: nothing does
	raw    bool
	frame  string
	lines  []alternative
}

// alternative is one line of a group.
type alternative struct {
	text     string
	examples []string
	re       *regexp.Regexp
	words    [][]needle // of each list one stands in every text that re matches
}

// in reports whether a text, whose characters are known, says what the line says.
func (l *alternative) in(text string, has *runeSet) bool {
	return l.mayBeIn(text, has) && l.re.MatchString(text)
}

// mayBeIn is a look that is cheap: without its words a line is not tried.
func (l *alternative) mayBeIn(text string, has *runeSet) bool {
	for _, words := range l.words {
		if !anyIn(text, has, words) {
			return false
		}
	}
	return true
}

// book is all groups: by name, and in the order of their file.
type book struct {
	groups map[Group]*pattern
	inFile map[string][]Group
}

var patterns = readPatterns()

// readPatterns compiles the files. They are part of the binary: a fault is the programmer's, who
// sees it at once.
func readPatterns() book {
	b := book{groups: map[Group]*pattern{}, inFile: map[string][]Group{}}
	files, err := patternFiles.ReadDir("patterns")
	if err != nil {
		panic(err)
	}
	for _, f := range files {
		data, err := patternFiles.ReadFile("patterns/" + f.Name())
		if err != nil {
			panic(err)
		}
		if err := b.parse(f.Name(), string(data)); err != nil {
			panic(err)
		}
	}
	for name, p := range b.groups {
		p.re = regexp.MustCompile(p.framed(p.lines))
		p.words = needlesFrom(needles(p.re.String())...)
		for i := range p.lines {
			l := &p.lines[i]
			l.re = regexp.MustCompile(p.framed([]alternative{*l}))
			for _, words := range allNeedles(l.re.String()) {
				l.words = append(l.words, needlesFrom(words...))
			}
		}
		if meant, ok := strings.CutPrefix(string(name), "-"); ok {
			b.groups[Group(meant)].unless = p
		}
	}
	return b
}

var header = regexp.MustCompile(`^# \[(-?[a-z_.]+)((?: [a-z_.+]+)*)\]`)

// parse adds the groups of a file.
func (b book) parse(file, data string) error {
	var p *pattern
	n := 0
	for line := range strings.Lines(data) {
		n++
		line = strings.TrimSuffix(line, "\n")
		m := header.FindStringSubmatch(line)
		frame, framed := strings.CutPrefix(line, "frame ")
		switch {
		case m != nil:
			var err error
			if p, err = b.begin(file, Group(m[1]), strings.Fields(m[2])); err != nil {
				return fmt.Errorf("%s, line %d: %w", file, n, err)
			}
		case line == "" || line[0] == '#':
		case p == nil:
			return fmt.Errorf("%s, line %d stands in no group", file, n)
		case framed:
			p.frame = frame
		default:
			text, examples, _ := strings.Cut(line, " <- ")
			p.lines = append(p.lines, alternative{text: text, examples: strings.Split(examples, " / ")})
		}
	}
	return nil
}

// begin adds an empty group.
func (b book) begin(file string, name Group, options []string) (*pattern, error) {
	if b.groups[name] != nil {
		return nil, fmt.Errorf("the group %s is there twice", name)
	}
	p := &pattern{frame: "…"}
	for _, o := range options {
		other, include := strings.CutPrefix(o, "+")
		switch {
		case o == "begins":
			p.frame = "^(?:…)"
		case o == "raw":
			p.raw = true
		case include && b.groups[Group(other)] != nil:
			p.lines = slices.Clone(b.groups[Group(other)].lines)
		default:
			return nil, fmt.Errorf("%s says %q, which means nothing", name, o)
		}
	}
	b.groups[name] = p
	b.inFile[file] = append(b.inFile[file], name)
	return p, nil
}

// hasHappened matches the endings of what was done or is so; in the files it is written {た}.
const hasHappened = `(?:た(?:[^らい]|$)|て(?:い?(?:る|ます|た|まし|て)|しま|、|き|お|から|$)|ちゃ|ちま|と(?:る|った|りま|ります|んです)|とう|まし[たて])`

// Ends of what is told by a noun, in the files {です}, and amounts, {円}.
const (
	nounEnds = `(?:です|でした|や|だ|どす)?(?:けど|が|ねん|よ|わ)?(?:$|[。、!])`
	sum      = `[0-9一二三四五六七八九十百千数]+(?:万|千|円)[0-9千百円]*(?:分|円分)?(?:くらい|ぐらい|ほど|ずつ)?`
)

// shorthand are the names in braces for what recurs in the files.
var shorthand = strings.NewReplacer("{た}", hasHappened, "{です}", nounEnds, "{円}", sum)

// framed is the regular expression of some alternatives.
func (p *pattern) framed(lines []alternative) string {
	var all []string
	for _, l := range lines {
		all = append(all, l.text)
	}
	return shorthand.Replace(strings.Replace(p.frame, "…", strings.Join(all, "|"), 1))
}

// holds reports whether a text, given in both forms, says what the group is about.
func (p *pattern) holds(text, folded string) bool {
	if p.raw {
		folded = text
	}
	has := runeSetOf(folded)
	return p.holdsIn(folded, &has)
}

// holdsIn is holds for a text in the group's form, or both, whose characters are known.
func (p *pattern) holdsIn(text string, has *runeSet) bool {
	return p.foundIn(text, has) && (p.unless == nil || !p.unless.foundIn(text, has))
}

// foundIn reports whether one of the lines matches. Line by line only those are tried whose words
// stand in the text, which is far faster than to try all at once.
func (p *pattern) foundIn(text string, has *runeSet) bool {
	for i := range p.lines {
		if p.lines[i].in(text, has) {
			return true
		}
	}
	return false
}

// In reports whether a text says what the group is about.
func (g Group) In(text string) bool {
	p := patterns.groups[g]
	if p.raw {
		return p.holds(text, "")
	}
	return p.holds("", knowledge.Fold(text))
}

// says is In for folded text.
func (g Group) says(folded string) bool { return patterns.groups[g].holds(folded, folded) }

// saysIn is says for a text whose characters are known.
func (g Group) saysIn(folded string, has *runeSet) bool {
	return patterns.groups[g].holdsIn(folded, has)
}

// Find returns the first place at which a text says what the group is about, and what its parts in
// brackets found, or nil.
func (g Group) Find(text string) []string {
	p := patterns.groups[g]
	if !p.raw {
		text = knowledge.Fold(text)
	}
	return p.re.FindStringSubmatch(text)
}

// FindAll returns what the first part in brackets that found something found, of every place at
// which a folded text says what the group is about.
func (g Group) FindAll(folded string) []string {
	var out []string
	for _, m := range patterns.groups[g].re.FindAllStringSubmatch(folded, -1) {
		if i := slices.IndexFunc(m[1:], func(part string) bool { return part != "" }); i >= 0 {
			out = append(out, m[1+i])
		}
	}
	return out
}

// regexp is the group's regular expression, for what needs more than whether it holds.
func (g Group) regexp() *regexp.Regexp { return patterns.groups[g].re }
