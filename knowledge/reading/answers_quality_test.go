package reading_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/goccy/go-yaml"

	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
	"madoguchi/knowledge/match"
	"madoguchi/knowledge/reading"
)

// TestAnswersQuality reads testdata/answers: what people write when they are asked something, by an
// author who had not seen what is learnt from. A wrong fact does more harm than one that is asked
// for again.
func TestAnswersQuality(t *testing.T) {
	rd := answering()
	b := rd.Base
	var all, right, wrong, beside, taken int
	files, _ := filepath.Glob("../../testdata/answers/*.yaml")
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var wanted map[string][]string
		if err := yaml.Unmarshal(data, &wanted); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		slot := b.Slot(strings.TrimSuffix(filepath.Base(file), ".yaml"))
		for value, texts := range wanted {
			for _, text := range texts {
				got, ok := rd.Read(text, testNow).Answer(slot)
				switch {
				case value == knowledge.NoAnswer && ok && got != knowledge.Unknown:
					taken++
					fallthrough
				case value == knowledge.NoAnswer:
					beside++
					continue
				case got == value:
					right++
				case ok:
					wrong++
				}
				all++
				if got != value {
					t.Logf("%s: %s is read as %q, not %q", slot.Name, text, got, value)
				}
			}
		}
	}
	t.Logf("%d of %d answers read, %d read wrongly; %d of %d that answer nothing taken for an answer", right, all, wrong, taken, beside)
	if 100*right < 80*all || 100*wrong > 5*all || 100*taken > 8*beside {
		t.Error("that is worse than it was")
	}
}

// answering reads answers as it is learnt from the base that people give them, and matches nothing.
// It learns once.
var answering = sync.OnceValue(func() reading.Reader {
	b, err := base.Embedded()
	if err != nil {
		panic(err)
	}
	return reading.Reader{Base: b, Senses: knowledge.Senses{Match: matchesNothing, Answer: match.NewAnswers(b).Answer}}
})

func matchesNothing(string) knowledge.Match { return knowledge.Match{} }
