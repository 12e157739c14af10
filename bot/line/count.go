package line

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// LINE counts UTF-16 code units by default, and grapheme clusters in what is written on or by buttons
// (LD/text-character-count).

// units is the length of a text in UTF-16 code units.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}

// clusters is the length of a text in grapheme clusters: what a reader takes for one character.
func clusters(s string) int { return uniseg.GraphemeClusterCount(s) }

const ellipsis = "…"

// cutUnits shortens a text to at most n code units. It never cuts through a character.
func cutUnits(s string, n int) string {
	if units(s) <= n {
		return s
	}
	return strings.TrimRight(s[:fitting(s, n-units(ellipsis), units)], " \n　") + ellipsis
}

// cutClusters shortens a text to at most n grapheme clusters.
func cutClusters(s string, n int) string {
	if clusters(s) <= n {
		return s
	}
	return s[:fitting(s, n-1, func(string) int { return 1 })] + ellipsis
}

// fitting is how many bytes of a text, in whole grapheme clusters, weigh at most max. A cluster may be longer than that (a
// letter with a thousand accents): then whole runes count.
func fitting(s string, max int, weigh func(cluster string) int) int {
	end, sum, state := 0, 0, -1
	for rest := s; rest != ""; {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		sum += weigh(cluster)
		if sum > max {
			break
		}
		end += len(cluster)
	}
	if end > 0 || max <= 0 {
		return end
	}
	for i, r := range s {
		if max -= weigh(string(r)); max < 0 {
			return i
		}
	}
	return len(s)
}

// breaks are where a long text is best cut, best first.
var breaks = []string{"\n\n", "\n", "。", "、", " "}

// split cuts a text into pieces of at most max code units: between paragraphs, else lines, else sentences.
func split(s string, max int) []string {
	var out []string
	for s = strings.TrimSpace(s); units(s) > max; s = strings.TrimSpace(s) {
		end := fitting(s, max, units)
		for _, b := range breaks {
			if i := strings.LastIndex(s[:end], b); i > end/2 {
				end = i + len(b)
				break
			}
		}
		if end == 0 {
			_, end = utf8.DecodeRuneInString(s)
		}
		if piece := strings.TrimSpace(s[:end]); piece != "" {
			out = append(out, piece)
		}
		s = s[end:]
	}
	if s != "" {
		out = append(out, s)
	}
	return out
}
