package mask

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// group is a stretch of digits in whatever script: 4111, ④①①①, 四一一一.
type group struct {
	start, end int
	digits     string
	sep        string // what parts it from the group before it, one blank for many
}

// digitOf gives the digit that a sign stands for when numbers are read out or pasted.
func digitOf(r rune) (byte, bool) {
	switch {
	case r >= '0' && r <= '9':
		return byte(r), true
	case r >= '①' && r <= '⑨':
		return byte('1' + r - '①'), true
	case r >= '⓵' && r <= '⓽':
		return byte('1' + r - '⓵'), true
	case r >= '❶' && r <= '❾':
		return byte('1' + r - '❶'), true
	case strings.ContainsRune("⓪⓿〇零○", r):
		return '0', true
	}
	if i := strings.IndexRune("一二三四五六七八九", r); i >= 0 {
		return byte('1' + i/3), true
	}
	return 0, false
}

// anyDigits gives the digits of a text in whatever script, as ASCII.
func anyDigits(t string) string {
	var b strings.Builder
	for _, r := range t {
		if d, ok := digitOf(r); ok {
			b.WriteByte(d)
		}
	}
	return b.String()
}

// chains gives the groups that belong together: all parted by the same sign, or by blanks and dashes
// in any mixture. Its time grows with the length of the text.
func (s *source) chains() [][]group {
	var out [][]group
	var chain []group
	done := func() {
		if len(chain) > 0 {
			out = append(out, chain)
		}
		chain = nil
	}
	end := -1
	for pos := 0; pos < len(s.text); {
		r, n := utf8.DecodeRuneInString(s.text[pos:])
		d, ok := digitOf(r)
		switch {
		case !ok:
		case pos == end && len(chain) > 0:
			g := &chain[len(chain)-1]
			g.digits, g.end, end = g.digits+string(d), pos+n, pos+n
		default:
			g := group{start: pos, end: pos + n, digits: string(d)}
			if len(chain) > 0 {
				g.sep = parting(s.text[end:pos])
				if last := chain[len(chain)-1]; g.sep == "" {
					done()
				} else if len(chain) > 1 && last.sep != g.sep {
					done()
					chain = []group{last}
				}
			}
			chain, end = append(chain, g), pos+n
		}
		pos += n
	}
	done()
	return out
}

// parting is the sign between two groups of digits, empty where something else stands there.
func parting(between string) string {
	core := strings.Trim(between, " \t\u3000")
	switch {
	case len(between) > 16, utf8.RuneCountInString(core) > 2:
		return ""
	case core == "", all(core, func(r rune) bool { return strings.ContainsRune("-‐‑–—―−ー－・~〜", r) }):
		return " "
	case strings.Trim(core, "\n\r") == "":
		return "\n"
	case utf8.RuneCountInString(core) > 1 || !strings.Contains(",、，./／_＿:：|｜の*;;+", core):
		return ""
	}
	return core
}

// cardShapes are the ways in which the digits of a card are grouped; those of any number, one by
// one, stand apart.
var cardShapes = [][]int{{4, 4, 4, 4}, {4, 6, 5}, {4, 6, 4}, {16}, {15}, {14}}

var myNumberShapes = [][]int{{4, 4, 4}, {12}}

func looseGroups(s *source)  { grouped(s, false) }
func strictGroups(s *source) { grouped(s, true) }

// grouped finds cards and Individual Numbers in groups that no expression over plain digits sees.
func grouped(s *source, strict bool) {
	for _, chain := range s.chains() {
		if plainChain(s, chain) {
			continue
		}
		for i := 0; i < len(chain); {
			if n := shaped(chain[i:], cardShapes, 14, 16); n > 0 && s.card(chain[i:i+n]) {
				i += n
			} else if n := shaped(chain[i:], myNumberShapes, 12, 12); n > 0 && s.individualGroups(chain, i, n, strict) {
				i += n
			} else {
				i++
			}
		}
	}
}

// plainChain is true of what cards and myNumbers read.
func plainChain(s *source, chain []group) bool {
	for i, g := range chain {
		if i > 0 && (g.sep != " " || g.start-chain[i-1].end > 2) || g.end-g.start != len(g.digits) {
			return false
		}
	}
	return true
}

// shaped gives how many groups at the head of a chain have one of the shapes, or are single digits,
// all that there are.
func shaped(chain []group, shapes [][]int, least, most int) int {
	for _, shape := range shapes {
		if len(chain) >= len(shape) && slices.EqualFunc(chain[:len(shape)], shape, func(g group, n int) bool { return len(g.digits) == n }) {
			return len(shape)
		}
	}
	ones := 0
	for ones < len(chain) && len(chain[ones].digits) == 1 {
		ones++
	}
	if ones >= least && ones <= most {
		return ones
	}
	return 0
}

func joined(chain []group) string {
	var b strings.Builder
	for _, g := range chain {
		b.WriteString(g.digits)
	}
	return b.String()
}

func (s *source) card(chain []group) bool {
	d, start, end := joined(chain), chain[0].start, chain[len(chain)-1].end
	if !(issued(d) && luhn(d)) && !s.cueBefore(start, "card-cues", 24) {
		return false
	}
	s.strong(start, end, Card)
	return true
}

func (s *source) individualGroups(chain []group, i, n int, strict bool) bool {
	whole := i == 0 && n == len(chain)
	d, start, end := joined(chain[i:i+n]), chain[i].start, chain[i+n-1].end
	cued := s.cueBefore(start, "mynumber-cues", 30)
	valid := checkDigit(d) && whole && !isMoney(s.text[end:])
	alone := strings.TrimSpace(s.text) == s.text[start:end]
	if !cued && !(valid && (alone || !strict)) || !whole && !cued {
		return false
	}
	s.strong(start, end, MyNumber)
	return true
}
