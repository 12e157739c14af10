package base

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/knowledge"
)

// TestWriteEntry: what is written is read as the same entry, whatever people write.
func TestWriteEntry(t *testing.T) {
	b := carried(t)
	all := append([]*knowledge.FAQ{}, b.FAQs...)
	for _, odd := range []string{
		"- 先頭が線", "a: b", "#9110に電話します。", "かぎ「」かっこ", `"引用"`, "'一重'", "yes", "null", "~", "2026-01-01", "1.053", "0x1F", "1e3", "二行\n目", "末尾の空白 ", "  頭の空白", "{a: 1}", "[x]",
		"!tag", "&anchor", "*alias", "%指示", "@", "`", "|", ">", "?", ":", "絵文字🙂", "\u200bゼロ幅", "タブ\tあり", "a\\nb", "true", ".inf", "、", "<<", "=",
	} {
		f := *b.FAQ("support-scam")
		f.Title, f.Meaning = odd, odd
		f.Now = []knowledge.Line{{Text: odd, When: f.Now[0].When}, {Text: odd}}
		f.Keywords, f.Examples, f.ReviewedBy = []string{odd}, []string{odd, odd + "2"}, odd
		all = append(all, &f)
	}
	for _, f := range all {
		data, err := WriteEntry(f)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ReadEntry(data)
		if err != nil {
			t.Errorf("%s %q: %v\n%s", f.ID, f.Title, err, data)
			continue
		}
		if d := cmp.Diff(spread(f), spread(got)); d != "" {
			t.Errorf("%s %q: %s", f.ID, f.Title, d)
		}
	}
}

// spread is an entry with its conditions as they are written.
func spread(f *knowledge.FAQ) map[string]any {
	out := map[string]any{
		"id": f.ID, "category": f.Category, "title": f.Title, "meaning": f.Meaning, "urgency": f.Urgency, "when": f.UrgentWhen.String(), "unless": f.Unless.String(), "private": f.Private,
		"guidebook": strings.Join(f.Guidebook, "/"), "cases": len(f.Cases), "keywords": strings.Join(f.Keywords, "/"), "examples": strings.Join(f.Examples, "/"),
		"on": f.ReviewedOn.Format(time.DateOnly), "by": f.ReviewedBy, "until": f.ReviewBy.Format(time.DateOnly),
	}
	for field, lines := range f.Texts {
		for _, l := range lines {
			out[field] = append(asList(out[field]), l.Text+" / "+l.When.String())
		}
	}
	for _, a := range f.Ask {
		out["ask"] = append(asList(out["ask"]), a.Slot+" / "+a.When.String())
	}
	for _, r := range f.Contacts {
		out["contacts"] = append(asList(out["contacts"]), r.ID+" / "+r.When.String())
	}
	return out
}

func asList(x any) []string { list, _ := x.([]string); return list }

// TestWith: the base that others use is not changed, and a new entry is found.
func TestWith(t *testing.T) {
	b := carried(t)
	f := *b.FAQ("support-scam")
	f.Title = "別の題"
	if got := With(b, &f); got.FAQ("support-scam").Title != "別の題" || b.FAQ("support-scam").Title == "別の題" || len(got.FAQs) != len(b.FAQs) || got.Version != "" {
		t.Error("the entry is not put in place")
	}
	f.ID = "aaa-new"
	if got := With(b, &f); got.FAQ("aaa-new") == nil || len(got.FAQs) != len(b.FAQs)+1 || got.FAQs[0].ID != "aaa-new" {
		t.Error("the new entry is not there")
	}
}

// TestLintEntry: one entry is judged as Load and Lint judge it in the whole base.
func TestLintEntry(t *testing.T) {
	b := carried(t)
	whole := Lint(b, today)
	for _, f := range b.FAQs {
		for _, p := range LintEntry(b, f.ID, today) {
			if !p.Warning {
				t.Errorf("%s: %s", f.ID, p)
			}
			found := false
			for _, w := range whole {
				found = found || w.Where == p.Where && w.What == p.What
			}
			if !found {
				t.Errorf("only alone: %s", p)
			}
		}
	}
	for _, c := range []struct {
		change func(f *knowledge.FAQ)
		says   string
	}{
		{func(f *knowledge.FAQ) { f.Title = "" }, "title, meaning and now are needed"},
		{func(f *knowledge.FAQ) { f.Category = "9.99" }, "not in categories.yaml"},
		{func(f *knowledge.FAQ) { f.Contacts = []knowledge.Referral{{ID: "nobody"}} }, "not in contacts.yaml"},
		{func(f *knowledge.FAQ) { f.FirstAid = nil }, "has no first_aid"},
		{func(f *knowledge.FAQ) { f.Steps = []knowledge.Line{{Text: "電源を切れ。"}} }, "steps 1"},
		{func(f *knowledge.FAQ) { f.Steps = []knowledge.Line{{Text: strings.Repeat("あ", 120)}} }, "limit 110"},
		{func(f *knowledge.FAQ) { f.Examples = append(f.Examples, b.FAQ("utm").Examples[0]) }, "stands in utm"},
	} {
		f := *b.FAQ("support-scam")
		c.change(&f)
		found := false
		for _, p := range LintEntry(With(b, &f), f.ID, today) {
			found = found || !p.Warning && strings.Contains(p.String(), c.says) && p.Form != ""
		}
		if !found {
			t.Errorf("nobody says %q: %v", c.says, LintEntry(With(b, &f), f.ID, today))
		}
	}
}
