package base

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestDiff(t *testing.T) {
	second := func(tree fstest.MapFS) fstest.MapFS {
		tree["faq/worm.yaml"] = &fstest.MapFile{Data: []byte(strings.NewReplacer("id: virus", "id: worm", "に感染", "が増殖").Replace(entry))}
		return tree
	}
	for _, tt := range []struct {
		name          string
		a, b          fs.FS
		want, summary string
	}{
		{"nothing", small(), edited("contacts:", "# seen\ncontacts:"), "", "nothing is different"},
		{"a line", small(), edited("線を", "ケーブルを"),
			"changed  faq virus\n         now\n         - LANの線を抜いてください。\n         + LANのケーブルを抜いてください。", "faq: 1 changed"},
		{"a condition and the urgency", small(), with("faq/virus.yaml", strings.NewReplacer("pcs >= 2", "pcs >= 3", "normal", "low").Replace(entry)),
			"changed  faq virus\n         urgency\n         - normal\n         + low\n         steps\n" +
				"         - 全部の台を調べます。  [pcs >= 2 and os in [windows10, windows7]]\n         + 全部の台を調べます。  [pcs >= 3 and os in [windows10, windows7]]", "faq: 1 changed"},
		{"an entry more", small(), second(small()), "added    faq worm\n         ウイルスが増殖した", "faq: 1 added"},
		{"an entry less", second(small()), small(), "removed  faq worm\n         ウイルスが増殖した", "faq: 1 removed"},
		{"a phrase and a contact", small(), func() fs.FS {
			tree := with("contacts.yaml", "- {id: ipa, name: IPA, for: 届出, who: business, confidence: verified}\n")
			tree["phrases.yaml"] = &fstest.MapFile{Data: []byte("greet: |-\n  こんにちは。\n  どうも。\n")}
			return tree
		}(), "changed  contact ipa\n         for\n         - 相談\n         + 届出\nchanged  phrase greet\n         + どうも。", "contact: 1 changed; phrase: 1 changed"},
		{"questions in another order", with("questions/x.jsonl", `{"faq":"virus","text":"甲"}`+"\n"+`{"faq":"virus","text":"乙"}`),
			with("questions/x.jsonl", `{"faq":"virus","text":"乙"}`+"\n"+`{"faq":"virus","text":"甲"}`),
			"changed  questions for virus\n         ~ in another order", "questions: 1 changed"},
		{"cases", with("cases.jsonl", `{"row":1,"subject":"秘"}`+"\n"+`{"row":2}`), with("cases.jsonl", `{"row":1,"subject":"密"}`+"\n"+`{"row":3}`),
			"added    cases\n         row 3\nremoved  cases\n         row 2\nchanged  cases\n         row 1", "cases: 1 added, 1 removed, 1 changed"},
	} {
		a, err := Load(tt.a)
		if err != nil {
			t.Fatal(err)
		}
		b, err := Load(tt.b)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		changes := Diff(a, b)
		for _, c := range changes {
			got = append(got, c.String())
		}
		if diff := cmp.Diff(tt.want, strings.Join(got, "\n")); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", tt.name, diff)
		}
		if got := Summary(changes); got != tt.summary {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.summary)
		}
	}
}
