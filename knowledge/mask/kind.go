package mask

import (
	"fmt"
	"slices"
	"strings"
)

// Kind is what a masked string was. Its value is the label that replaces the string.
type Kind string

// The kinds of private data.
const (
	Person    Kind = "〔氏名〕"
	Company   Kind = "〔会社名〕"
	Phone     Kind = "〔電話番号〕"
	Mail      Kind = "〔メール〕"
	URL       Kind = "〔URL〕"
	Address   Kind = "〔住所〕"
	Number    Kind = "〔番号〕"     // customer, order, licence, case and account numbers
	Secret    Kind = "〔秘密〕"     // passwords, PINs, one-time codes
	Card      Kind = "〔カード番号〕"  // payment cards
	MyNumber  Kind = "〔マイナンバー〕" // the Individual Number
	Sensitive Kind = "〔機微な情報〕"  // health and disability of a person, obscene words
	opaque         = '\uFFFC'   // stands for a label in the folded text, so that no rule reads it
	opaqueStr      = string(opaque)
)

// Kinds lists all kinds; where two candidates of equal length claim the same text, the earlier kind wins.
var Kinds = []Kind{Card, MyNumber, Secret, Mail, URL, Phone, Number, Company, Person, Address, Sensitive}

// Counts says how many strings of each kind were masked.
type Counts map[Kind]int

// Add adds the counts of other.
func (c Counts) Add(other Counts) {
	for k, n := range other {
		c[k] += n
	}
}

// Total is the number of masked strings of all kinds.
func (c Counts) Total() int {
	sum := 0
	for _, n := range c {
		sum += n
	}
	return sum
}

// String gives the counts on one line in the order of Kinds, such as "〔電話番号〕 2, 〔氏名〕 1".
func (c Counts) String() string {
	var parts []string
	for _, k := range Kinds {
		if c[k] > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", string(k), c[k]))
		}
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, ", ")
}

func (k Kind) rank() int { return slices.Index(Kinds, k) }
