package table

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"

	"madoguchi/written"
)

//go:embed scheme.yaml
var schemeFile []byte

// The columns of the desk's table.
const (
	colRow = iota
	colReceipt
	colKind
	colMajor
	colMinor
	colSubject
	colContent
	colConsultRemark
	colAnswer
	colAnswerRemark
	colKeywords
	colIncident
	colMeasures
	colStandard
	colReference
	columns
)

type scheme struct {
	Header    []string          `yaml:"header"`
	Names     map[int]string    `yaml:"names"`
	Generated string            `yaml:"generated"`
	Replaces  string            `yaml:"replaces"` // why, at %s
	Besides   string            `yaml:"besides"`
	Words     map[string]string `yaml:"words"`
	Majors    map[string]string `yaml:"majors"`
	Minors    map[string]string `yaml:"minors"`
}

// desk is scheme.yaml, read once.
var desk = sync.OnceValue(func() scheme {
	var s scheme
	if err := written.Decode(schemeFile, &s); err != nil || len(s.Header) != columns {
		panic(fmt.Sprintf("table: the embedded scheme is broken: %v, %d columns", err, len(s.Header)))
	}
	return s
})

// columnName is what messages call a column.
func columnName(i int) string {
	if n, ok := desk().Names[i]; ok {
		return n
	}
	if i < columns {
		return desk().Header[i]
	}
	return strconv.Itoa(i + 1)
}

// squash brings a header or a label to the form in which it is compared: width folded, no blanks, lower case.
func squash(s string) string {
	s = strings.ToLower(norm.NFKC.String(s))
	return strings.NewReplacer(" ", "", "\t", "", "\n", "", "\r", "", "~", "〜", bom, "").Replace(s)
}

// number reads a positive whole number of any width, 0 for anything else.
func number(cell string) int {
	n, err := strconv.Atoi(strings.TrimSpace(norm.NFKC.String(cell)))
	if err != nil || n < 1 {
		return 0
	}
	return n
}

// leading gives the digits that a category's label begins with.
func leading(label string) string {
	label = strings.TrimSpace(norm.NFKC.String(label))
	for i, r := range label {
		if r < '0' || r > '9' {
			return label[:i]
		}
	}
	return label
}

// category makes the id from the labels of the major and the minor column: "01.…", "053.…" is 1.053.
func category(major, minor string) string {
	return strings.TrimLeft(leading(major), "0") + "." + leading(minor)
}

// Category says whether the desk's scheme has a category of this id.
func Category(id string) bool { return desk().Minors[id] != "" }

// labels gives the texts of the major and the minor column for a category.
func labels(id string) (major, minor string, ok bool) {
	first, _, _ := strings.Cut(id, ".")
	major, minor = desk().Majors[first], desk().Minors[id]
	return major, minor, major != "" && minor != ""
}

// ownLabels are the two texts for a category of a base that is not of the scheme: its numbers alone,
// from which category makes the id again.
func ownLabels(id string) (major, minor string, ok bool) {
	major, minor, ok = strings.Cut(id, ".")
	ok = ok && number(major) > 0 && leading(minor) == minor && minor != "" && !strings.HasPrefix(major, "0")
	return major + ".", minor + ".", ok
}
