package match

import (
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"madoguchi/knowledge"
)

// BenchmarkNew is what loading a base costs here, and its parts.
func BenchmarkNew(b *testing.B) {
	base := shared().base
	texts, class := everything(base)
	split := each(texts, features)
	v := newVocabulary(split)
	rows := each(split, v.terms)
	for _, part := range []struct {
		name string
		do   func()
	}{
		{"whole", func() { New(base) }},
		{"features", func() { each(texts, features) }},
		{"vocabulary", func() { newVocabulary(split) }},
		{"terms", func() { each(split, v.terms) }},
		{"as read", func() { v.asRead(texts) }},
		{"train", func() { train(material{texts: rows, class: class, urgent: shared().urgent}, v, 0) }},
	} {
		b.Run(part.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				part.do()
			}
			b.ReportMetric(float64(len(texts)), "texts")
		})
	}
}

// BenchmarkMatch reports how long one match takes, in the middle and at worst.
func BenchmarkMatch(b *testing.B) {
	benchmarkMatch(b, shared())
}

func benchmarkMatch(b *testing.B, x *Index) {
	questions := readQuestions(b, "../../testdata/eval/questions.jsonl")
	var took []time.Duration
	for n := 0; b.Loop(); n++ {
		began := time.Now()
		x.Match(questions[n%len(questions)].Text)
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}

// BenchmarkGrowth adds made-up cases: what New takes and holds grows with them, a match only with the vocabulary.
func BenchmarkGrowth(b *testing.B) {
	for _, cases := range []int{0, 10_000, 100_000} {
		base := grown(shared().base, cases)
		b.Run(fmt.Sprintf("New/%d", cases), func(b *testing.B) {
			for b.Loop() {
				New(base)
			}
		})
		before := heap()
		x := New(base)
		held := heap() - before
		b.Run(fmt.Sprintf("Match/%d", cases), func(b *testing.B) {
			benchmarkMatch(b, x)
			b.ReportMetric(float64(held>>20), "MB")
			b.ReportMetric(float64(len(x.vocabulary.names)), "terms")
		})
	}
}

// grown is a base with more cases, each put together from two examples of one entry.
func grown(b *knowledge.Base, cases int) *knowledge.Base {
	out := *b
	out.Cases, out.FAQs = slices.Clone(b.Cases), nil
	for _, f := range b.FAQs {
		g := *f
		g.Cases = slices.Clone(f.Cases)
		out.FAQs = append(out.FAQs, &g)
	}
	for n := range cases {
		f := out.FAQs[n%len(out.FAQs)]
		text := func(k int) string { return f.Examples[k%len(f.Examples)] }
		row := 100_000 + n
		f.Cases = append(f.Cases, row)
		out.Cases = append(out.Cases, knowledge.Case{
			Row: row, Category: f.Category, Subject: f.Title, Content: fmt.Sprintf("%s\n%s %d", text(n/7), text(n/11+3), n),
		})
	}
	return &out
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
