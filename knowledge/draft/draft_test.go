package draft

import (
	"slices"
	"strings"
	"testing"

	"madoguchi/knowledge"
)

func cases(category string, row int, texts ...string) (out []knowledge.Case) {
	for i, t := range texts {
		subject, content, _ := strings.Cut(t, "/")
		out = append(out, knowledge.Case{Row: row + i, Category: category, Subject: subject, Content: content})
	}
	return out
}

// TestGroups: cases that tell of the same are one group, of one category, with its words.
func TestGroups(t *testing.T) {
	all := slices.Concat(
		cases("3", 1, "有給休暇の日数/パートの有給休暇は何日ですか。担当は〔氏名〕です。", "有給休暇を取らせたい/お世話になっております。有給休暇を5日取らせる義務はありますか。", "〔氏名〕の有給休暇/退職する人の有給休暇をどうするか"),
		cases("3", 4, "源泉徴収の納付/源泉徴収の納付期限を過ぎました", "源泉徴収の計算/報酬の源泉徴収の計算を知りたい", "源泉徴収はいるか/税理士への源泉徴収はいりますか"),
		cases("9", 7, "有給休暇について/有給休暇の買い取り"),
		cases("3", 8, "会社の引っ越し/住所を変えました"),
	)
	groups := Groups(all, Options{})
	if len(groups) != 2 {
		t.Fatalf("%d groups: %+v", len(groups), groups)
	}
	for i, want := range []struct {
		rows    []int
		keyword string
	}{{[]int{1, 2, 3}, "休暇"}, {[]int{4, 5, 6}, "源泉"}} {
		g := groups[i]
		if !slices.Equal(g.Rows, want.rows) || !slices.Contains(g.Keywords, want.keyword) || g.Title == "" || g.Category != "3" || len(g.Questions) < 4 {
			t.Errorf("%+v, want the rows %v with %s", g, want.rows, want.keyword)
		}
		for _, q := range append(g.Questions, g.Title) {
			if strings.Contains(q, "〔") || strings.Contains(q, "お世話") {
				t.Errorf("a question that is none: %q", q)
			}
		}
	}
	if g := Groups(all, Options{Least: 4}); len(g) != 0 {
		t.Errorf("groups of less than four: %+v", g)
	}
	if g := Groups(all, Options{Most: 1}); len(g) != 1 {
		t.Errorf("%d groups, one was wanted", len(g))
	}
	if g := Groups(nil, Options{}); len(g) != 0 {
		t.Errorf("of nothing: %+v", g)
	}
}

// TestLinked: every case is in one group.
func TestLinked(t *testing.T) {
	var list []vector
	for i := range 60 {
		v := vector{[]string{"a", "b", "c"}[i%3]: 1, "x": 0.2, string(rune('A' + i)): 0.5}
		v.norm()
		list = append(list, v)
	}
	groups := linked(list, 0.3)
	seen := map[int]bool{}
	for _, g := range groups {
		for _, i := range g {
			if seen[i] || i%3 != g[0]%3 {
				t.Errorf("%d is out of place in %v", i, g)
			}
			seen[i] = true
		}
	}
	if len(groups) != 3 || len(seen) != 60 {
		t.Errorf("%d groups of %d", len(groups), len(seen))
	}
}
