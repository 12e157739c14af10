package base

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/knowledge"
)

var today = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// clean is a base in which Lint finds nothing.
func clean() *knowledge.Base {
	f := &knowledge.FAQ{
		ID: "virus", Category: "1.051", Title: "ウイルスに感染した", Meaning: "ウイルスに感染した", Urgency: knowledge.Normal,
		Now:      []knowledge.Line{{Text: "LANの線を抜いてください。"}},
		Contacts: []knowledge.Referral{{ID: "ipa"}},
		ReviewBy: knowledge.Date{Time: today.AddDate(0, 0, 1)},
	}
	for n := range leastExamples {
		f.Examples = append(f.Examples, fmt.Sprintf("ウイルスに感染しました、%d台です", n))
	}
	return &knowledge.Base{
		FAQs:       []*knowledge.FAQ{f},
		Categories: []*knowledge.Category{{ID: "1.051"}},
		Contacts:   []*knowledge.Contact{{ID: "ipa", Who: "business"}, {ID: "anshin", Who: "person"}},
		Slots:      []*knowledge.Slot{{Name: "pcs", Question: "何台ありますか？"}},
		Phrases:    map[string]string{"greet": "こんにちは。"},
	}
}

func TestLint(t *testing.T) {
	long := strings.Repeat("長", maxLineLength+1)
	for _, tt := range []struct {
		name  string
		spoil func(b *knowledge.Base, f *knowledge.FAQ)
		want  string
	}{
		{"nothing", func(*knowledge.Base, *knowledge.FAQ) {}, ""},
		{"a category without an entry", func(b *knowledge.Base, _ *knowledge.FAQ) {
			b.Categories = append(b.Categories, &knowledge.Category{ID: "1.02"})
		}, "category 1.02: no entry answers it"},
		{"a long title", func(_ *knowledge.Base, f *knowledge.FAQ) { f.Title = long[:3*(maxTitleLength+1)] },
			"faq virus, title: has 35 characters, limit 34"},
		{"a title as long as allowed", func(_ *knowledge.Base, f *knowledge.FAQ) { f.Title = long[:3*maxTitleLength] }, ""},
		{"a long meaning", func(_ *knowledge.Base, f *knowledge.FAQ) { f.Meaning = long[:3*(maxMeaningLength+1)] },
			"faq virus, meaning: has 41 characters, limit 40"},
		{"a long step", func(_ *knowledge.Base, f *knowledge.FAQ) { f.Steps = []knowledge.Line{{Text: "短い"}, {Text: long}} },
			"faq virus, steps 2: has 111 characters, limit 110"},
		{"a long question", func(b *knowledge.Base, _ *knowledge.FAQ) { b.Slots[0].Question = long },
			"slot pcs: has 111 characters, limit 110"},
		{"a long phrase", func(b *knowledge.Base, _ *knowledge.FAQ) { b.Phrases["greet"] = long + long },
			"phrase greet: has 222 characters, limit 220"},
		{"a promise", func(_ *knowledge.Base, f *knowledge.FAQ) { f.Now[0].Text = "お金は必ず戻ります。" },
			"faq virus, now 1: says 「必ず戻り」: a promise"},
		{"blame", func(_ *knowledge.Base, f *knowledge.FAQ) { f.Legal = []knowledge.Line{{Text: "不注意です。"}} },
			"faq virus, legal 1: says 「不注意」: blame"},
		{"a product in a phrase", func(b *knowledge.Base, _ *knowledge.FAQ) { b.Phrases["greet"] = "ノートンを買いましょう。" },
			"phrase greet: says 「ノートン」: the desk is neutral"},
		{"private data", func(_ *knowledge.Base, f *knowledge.FAQ) {
			f.Prepare = []knowledge.Line{{Text: "hanako.kaze@kaze-shoten.co.jp にメール"}}
		}, "faq virus, prepare 1: holds what looks private or secret: "},
		{"too few examples", func(_ *knowledge.Base, f *knowledge.FAQ) { f.Examples = f.Examples[1:] },
			"faq virus: has 19 examples; matching needs 20"},
		{"a review that is due", func(_ *knowledge.Base, f *knowledge.FAQ) { f.ReviewBy.Time = today.AddDate(0, 0, -1) },
			"warning: faq virus: is past its review date 2026-11-21"},
		{"no review date", func(_ *knowledge.Base, f *knowledge.FAQ) { f.ReviewBy = knowledge.Date{} }, ""},
		{"a contact for persons only", func(_ *knowledge.Base, f *knowledge.FAQ) { f.Contacts[0].ID = "anshin" },
			"warning: faq virus: names only a contact that takes no businesses: anshin"},
		{"a contact for persons besides another", func(_ *knowledge.Base, f *knowledge.FAQ) {
			f.Contacts = append(f.Contacts, knowledge.Referral{ID: "anshin"})
		}, ""},
	} {
		b := clean()
		tt.spoil(b, b.FAQs[0])
		var got []string
		for _, p := range Lint(b, today) {
			got = append(got, p.String())
		}
		whole := strings.Join(got, "\n")
		if strings.HasSuffix(tt.want, ": ") && strings.HasPrefix(whole, tt.want) {
			continue
		}
		if diff := cmp.Diff(tt.want, whole); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", tt.name, diff)
		}
	}
}

func TestBannedPhrases(t *testing.T) {
	list := readBanned()
	if len(list) < 20 {
		t.Fatalf("only %d banned phrases were read", len(list))
	}
	for _, b := range list {
		if b[1] == "" {
			t.Errorf("%s: no reason is given", b[0])
		}
	}
	lines := 0
	for line := range strings.Lines(banned) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			lines++
		}
	}
	if lines != len(list) {
		t.Errorf("%d lines, but %d phrases: a tab is missing", lines, len(list))
	}
}

// TestEmbeddedIsFit: nothing but reviews may be due in the base that the binary carries.
func TestEmbeddedIsFit(t *testing.T) {
	b, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range Lint(b, today) {
		if !p.Warning {
			t.Error(p)
		}
	}
}
