package match

import (
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/ikawaha/kagome-dict/ipa"
	"github.com/ikawaha/kagome/v2/tokenizer"

	"madoguchi/knowledge"
)

// TestReadings writes readings.txt anew with -update: the readings of the words in kanji that occur at least twice.
func TestReadings(t *testing.T) {
	if !*update {
		t.Skip("with -update it writes readings.txt")
	}
	b := asked(t)
	texts, _ := everything(b)
	for _, list := range b.Followups {
		for _, f := range list {
			texts = append(append(texts, f.Ask...), reply(&f))
		}
	}
	if err := os.WriteFile("readings.txt", []byte(strings.Join(readings(t, texts), "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}

func readings(t *testing.T, texts []string) (out []string) {
	dictionary, err := tokenizer.New(ipa.Dict(), tokenizer.OmitBosEos()) // package ja loads it without readings
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]map[string]int{} // word, reading
	for _, text := range texts {
		for _, m := range dictionary.Analyze(knowledge.Fold(text), tokenizer.Search) {
			r, ok := m.Reading()
			isHan := strings.ContainsFunc(m.Surface, func(r rune) bool { return scriptOf(r) == han })
			if !ok || r == "*" || !isHan || utf8.RuneCountInString(m.Surface) > longestWord {
				continue
			}
			if count[m.Surface] == nil {
				count[m.Surface] = map[string]int{}
			}
			count[m.Surface][strings.Map(toHiragana, r)]++
		}
	}
	for word, of := range count {
		best := ""
		for r, n := range of {
			if n >= 2 && (best == "" || n > of[best] || n == of[best] && r < best) {
				best = r
			}
		}
		if best != "" {
			out = append(out, word+" "+best)
		}
	}
	slices.Sort(out)
	return out
}
