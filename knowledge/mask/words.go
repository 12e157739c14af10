package mask

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"madoguchi/written"
)

//go:embed data/words.yaml
var wordsFile []byte

//go:embed data/stays.txt
var staysFile string

//go:embed data/numbers.txt
var numbersFile string

//go:embed data/domains.txt
var domainsFile string

//go:embed data/platforms.txt
var platformsFile string

// lists is data/words.yaml by name.
var lists = sync.OnceValue(func() map[string][]string {
	var m map[string][]string
	if err := written.Decode(wordsFile, &m); err != nil {
		panic("mask: the embedded word lists do not parse: " + err.Error())
	}
	return m
})

// words gives one list, which must exist.
func words(name string) []string {
	l, ok := lists()[name]
	if !ok {
		panic("mask: no word list " + name)
	}
	return l
}

// set is a list for look-ups.
type set map[string]bool

func setOf(names ...string) func() set {
	return sync.OnceValue(func() set {
		s := set{}
		for _, n := range names {
			for _, w := range words(n) {
				s[w] = true
			}
		}
		return s
	})
}

// alt is a regular expression that matches any word of the lists, the longest first.
func alt(names ...string) string {
	var all []string
	for _, n := range names {
		all = append(all, words(n)...)
	}
	slices.SortStableFunc(all, func(a, b string) int { return len(b) - len(a) })
	quoted := make([]string, len(all))
	for i, w := range all {
		quoted[i] = regexp.QuoteMeta(w)
	}
	return "(?:" + strings.Join(quoted, "|") + ")"
}

// pattern compiles on first use; in the expression {{list}} stands for any word of that list, and _ for a
// blank, which is never a line break.
func pattern(expr string) regex {
	return sync.OnceValue(func() *regexp.Regexp {
		full := listRef.ReplaceAllStringFunc(expr, func(ref string) string {
			return alt(strings.Split(ref[2:len(ref)-2], " ")...)
		})
		return regexp.MustCompile(strings.ReplaceAll(full, "_", `[ \t]`))
	})
}

// regex is an expression that is compiled on first use.
type regex = func() *regexp.Regexp

var listRef = regexp.MustCompile(`\{\{[a-z -]+\}\}`)

// lines gives the entries of a plain text list: no comments, no blank lines, the first field of each.
func lines(file string) []string {
	var out []string
	for l := range strings.Lines(file) {
		l, _, _ = strings.Cut(strings.TrimSpace(l), "\t")
		if l != "" && (!strings.HasPrefix(l, "#") || isShortNumber(l)) {
			out = append(out, l)
		}
	}
	return out
}

func isShortNumber(l string) bool { return len(l) > 1 && l[1] >= '0' && l[1] <= '9' }

// publicNumbers are the digits of the numbers that stay.
var publicNumbers = sync.OnceValue(func() set {
	s := set{}
	for _, n := range lines(numbersFile) {
		s[digits(n)] = true
	}
	return s
})

var publicDomains = sync.OnceValue(func() []string { return lines(domainsFile) })

var platformDomains = sync.OnceValue(func() set {
	s := set{}
	for _, d := range lines(platformsFile) {
		s[d] = true
	}
	return s
})

// keepers are the entries of data/stays.txt, folded, by their first rune, the longest first.
var keepers = sync.OnceValue(func() map[rune][]string {
	m := map[rune][]string{}
	for _, l := range lines(staysFile) {
		w := foldWord(l)
		r, _ := utf8.DecodeRuneInString(w)
		m[r] = append(m[r], w)
	}
	for r := range m {
		slices.SortFunc(m[r], func(a, b string) int { return len(b) - len(a) })
	}
	return m
})

// keeperSet is the same for whole strings.
var keeperSet = sync.OnceValue(func() set {
	s := set{}
	for _, list := range keepers() {
		for _, w := range list {
			s[w] = true
		}
	}
	return s
})
