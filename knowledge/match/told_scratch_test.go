package match

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
)

func TestScratchTold(t *testing.T) {
	b, err := base.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	x := newTold(b)
	at := time.Now()
	x.learn()
	t.Logf("learnt in %v, %d features, %d classes", time.Since(at), len(x.vocabulary.names), len(x.facts))
	file := os.Getenv("SET")
	f, _ := os.Open(file)
	type row struct {
		Text string
		Has  []string
		Mood string
	}
	type hit struct {
		r row
		f knowledge.Fact
		b float64
	}
	var hits []hit
	n := 0
	for s := bufio.NewScanner(f); s.Scan(); {
		var r row
		json.Unmarshal(s.Bytes(), &r)
		fact, belief := x.Tell(r.Text)
		if len(r.Has) > 0 {
			n++
		}
		if fact.Slot != "" {
			hits = append(hits, hit{r, fact, belief})
		}
	}
	for _, th := range []float64{0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9} {
		ok, bad, neg := 0, 0, 0
		for _, h := range hits {
			if h.b < th {
				continue
			}
			l := h.f.Slot + "=" + h.f.Value
			switch {
			case slices.Contains(h.r.Has, l):
				ok++
			case len(h.r.Has) == 0:
				neg++
			default:
				bad++
			}
		}
		t.Logf("%.1f: right %d of %d texts, wrong %d, in negatives %d, precision %.3f", th, ok, n, bad, neg, float64(ok)/float64(max(1, ok+bad+neg)))
	}
	if os.Getenv("SHOW") != "" {
		for _, h := range hits {
			l := h.f.Slot + "=" + h.f.Value
			if h.b > 0.5 && !slices.Contains(h.r.Has, l) {
				t.Logf("%.2f %s [%s %s] %s", h.b, l, h.r.Mood, strings.Join(h.r.Has, ","), h.r.Text)
			}
		}
	}
}
