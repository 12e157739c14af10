package reading

import (
	"cmp"
	"strconv"
	"strings"

	"madoguchi/knowledge"
)

// Is reports whether the text is a label, word for word.
func (r Reading) Is(label string) bool { return knowledge.Fold(label) == r.Folded }

// around may stand before and behind the number or the label of a choice.
const around = "。.!、 )番（("

// Chosen finds the choice that the text names by its label, its value, or, where numbers are no
// answers themselves, its number.
func (r Reading) Chosen(offered []knowledge.Choice, numbered bool) (value string, ok bool) {
	text := strings.Trim(r.Folded, around)
	if m := place.regexp().FindStringSubmatch(text); m != nil {
		text = strconv.Itoa(placeOf(m[1]))
	}
	for i, c := range offered {
		if r.Is(c.Label) || text == knowledge.Fold(c.Label) || text == c.Value && c.Value != "" && !isNumber(c.Value) {
			return c.Value, true
		}
		if numbered && text == strconv.Itoa(i+1) {
			return c.Value, true
		}
	}
	return "", false
}

// placeOf reads a place: 2, 二. What is no number is the uppermost, which has no other name.
func placeOf(s string) int {
	n, _ := parseNumber(s)
	return cmp.Or(n, 1)
}

func isNumber(s string) bool { return strings.Trim(s, "0123456789") == "" }
