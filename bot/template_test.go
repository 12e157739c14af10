package bot

import (
	"strings"
	"testing"

	"madoguchi/knowledge"
)

func TestTemplates(t *testing.T) {
	own, err := NewTemplates(nil, knowledge.Desk{Name: "区の窓口", Phone: "03-0000-0000"})
	if err != nil || len(own.List) < 3 {
		t.Fatal(err)
	}
	all := ""
	for i := range own.List {
		text, _ := own.Fill(i, Ticket{Number: "1001"}, Staff{Name: "佐藤"})
		all += text + "\n"
	}
	if _, ok := own.Fill(len(own.List), Ticket{}, Staff{}); ok {
		t.Error("there is one too many")
	}
	for _, want := range []string{"1001", "佐藤", "区の窓口"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not filled in", want)
		}
	}
	if strings.Contains(all, "{") {
		t.Errorf("something is left: %s", all)
	}
	for data, want := range map[string]string{
		"- {name: 礼, text: '{名前}様'}":                                      "{名前} is nothing that is filled in",
		"- {name: 礼}":                                                     "needs a name and a text",
		"- {name: 礼, text: a}\n- {name: 礼, text: b}":                      "twice",
		"- {title: 礼, text: a}":                                           "title",
		"- {name: 礼, text: '" + strings.Repeat("あ", maxTemplate+1) + "'}": "longer",
	} {
		if _, err := NewTemplates([]byte(data), knowledge.Desk{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40s: %v, want %q", data, err, want)
		}
	}
}
