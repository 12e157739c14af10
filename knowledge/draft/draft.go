package draft

import (
	"cmp"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"madoguchi/knowledge"
)

// A Group are cases that tell of the same.
type Group struct {
	Category  string
	Title     string   // in the cases' own words; empty where none is short enough
	Keywords  []string // that tell the group from the others
	Questions []string // as they were asked, the most telling first
	Rows      []int
}

// Options say which groups are wanted.
type Options struct {
	Least int     // how many cases a group has at least; 0: 3
	Most  int     // how many groups at most; 0: 40
	Like  float64 // how much alike cases are on average; 0: 0.16
}

// Limits of what is proposed.
const (
	maxTitle     = 34
	maxKeywords  = 8
	maxQuestions = 25
	minQuestion  = 6
	maxQuestion  = 60

	// ownShare is how much more often a keyword stands in its group than in other cases.
	ownShare = 2

	// maxOfOne is how many cases of a category are looked at, the latest: room grows by the square.
	maxOfOne = 3000
)

// Groups are the groups of cases, within each category, the largest first.
func Groups(cases []knowledge.Case, o Options) []Group {
	o.Least, o.Most, o.Like = cmp.Or(o.Least, 3), cmp.Or(o.Most, 40), cmp.Or(o.Like, 0.16)
	all := vectors(cases)
	of := map[string][]int{}
	for i, c := range cases {
		of[c.Category] = append(of[c.Category], i)
	}
	var out []Group
	for _, category := range slices.Sorted(maps.Keys(of)) {
		ids := of[category]
		ids = ids[max(0, len(ids)-maxOfOne):]
		var own []vector
		for _, i := range ids {
			own = append(own, all[i])
		}
		for _, members := range linked(own, o.Like) {
			if len(members) < o.Least {
				continue
			}
			for k, m := range members {
				members[k] = ids[m]
			}
			slices.Sort(members)
			out = append(out, groupOf(cases, all, members))
		}
	}
	slices.SortStableFunc(out, func(a, b Group) int { return len(b.Rows) - len(a.Rows) })
	out = out[:min(len(out), o.Most)]
	ownQuestions(out)
	return out
}

// ownQuestions takes away what is asked in several groups: it tells none from another.
func ownQuestions(groups []Group) {
	in := map[string]int{}
	for _, g := range groups {
		for _, q := range g.Questions {
			in[knowledge.Fold(q)]++
		}
	}
	for i := range groups {
		groups[i].Questions = slices.DeleteFunc(groups[i].Questions, func(q string) bool { return in[knowledge.Fold(q)] > 1 })
	}
}

func groupOf(cases []knowledge.Case, all []vector, members []int) Group {
	g := Group{Category: cases[members[0]].Category}
	middle := vector{}
	for _, i := range members {
		middle.add(all[i])
		g.Rows = append(g.Rows, cases[i].Row)
	}
	middle.norm()
	slices.Sort(g.Rows)
	central := slices.Clone(members)
	slices.SortStableFunc(central, func(a, b int) int { return cmp.Compare(all[b].like(middle), all[a].like(middle)) })
	for _, i := range central {
		if s := plain(cases[i].Subject); s != "" && utf8.RuneCountInString(s) <= maxTitle && g.Title == "" {
			g.Title = s
		}
	}
	g.Keywords = keywords(all, members, middle)
	g.Questions = questions(cases, central, g.Keywords)
	return g
}

// keywords are the words that weigh most, stand in a third of the cases at least, and in few others:
// what everybody writes tells nothing.
func keywords(all []vector, members []int, middle vector) []string {
	in := map[string]int{}
	for _, i := range members {
		for w := range all[i] {
			in[w]++
		}
	}
	everywhere := map[string]int{}
	for _, v := range all {
		for w := range v {
			everywhere[w]++
		}
	}
	least := max(2, int(math.Ceil(float64(len(members))/3)))
	tells := func(w string) bool {
		outside := float64(everywhere[w]-in[w]) / float64(max(1, len(all)-len(members)))
		return float64(in[w])/float64(len(members)) >= ownShare*outside
	}
	var out []string
	for w := range middle {
		if last, _ := utf8.DecodeLastRuneInString(w); in[w] >= least && tells(w) && !unicode.Is(unicode.Hiragana, last) { // no stems of verbs
			out = append(out, w)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(cmp.Compare(middle[b], middle[a]), cmp.Compare(a, b)) })
	return out[:min(len(out), maxKeywords)]
}

// sentence ends where one does.
var sentence = regexp.MustCompile(`[。！？!?\n]+`)

// questions are what was asked, each once: the subjects, then how the stories begin, where a keyword
// stands in it.
func questions(cases []knowledge.Case, central []int, keywords []string) (out []string) {
	seen := map[string]bool{}
	add := func(text string) {
		text = plain(text)
		n, key := utf8.RuneCountInString(text), knowledge.Fold(text)
		if n < minQuestion || n > maxQuestion || seen[key] || len(out) == maxQuestions {
			return
		}
		seen[key] = true
		out = append(out, text)
	}
	for _, i := range central {
		add(cases[i].Subject)
	}
	for _, i := range central {
		for n, s := range sentence.Split(cases[i].Content, 3) {
			if n < 2 && slices.ContainsFunc(keywords, func(w string) bool { return strings.Contains(knowledge.Fold(s), w) }) {
				add(s)
			}
		}
	}
	return out
}

// plain is a text that can be shown, or "" for one in which something was masked.
func plain(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if masked.MatchString(text) {
		return ""
	}
	return text
}
