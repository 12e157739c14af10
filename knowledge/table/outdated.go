package table

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"madoguchi/knowledge"
	"madoguchi/written"
)

//go:embed outdated.yaml
var outdatedFile []byte

// rule is what is no longer true, or never was, in an old draft: any of its words, where none of its `unless` stands, and why.
type rule struct {
	Words  []string `yaml:"words"`
	Unless []string `yaml:"unless"`
	Lacks  []string `yaml:"lacks"` // the draft has none of these, though the entry speaks of the duty
	Why    string   `yaml:"why"`
}

var outdatedRules = sync.OnceValue(func() []rule {
	var out []rule
	if err := written.Decode(outdatedFile, &out); err != nil {
		panic(fmt.Sprintf("table: the embedded outdated.yaml is broken: %v", err))
	}
	return out
})

// outdated says what is wrong with a draft of the standard answer, in the light of the entry that takes its place.
func outdated(draft string, f *knowledge.FAQ) []string {
	draft = knowledge.Fold(draft)
	has := func(words []string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(draft, knowledge.Fold(w)) })
	}
	var out []string
	for _, r := range outdatedRules() {
		wrong := has(r.Words) && !has(r.Unless)
		if len(r.Lacks) > 0 {
			wrong = len(f.Legal) > 0 && !has(r.Lacks)
		}
		if wrong {
			out = append(out, r.Why)
		}
	}
	return out
}
