package base

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"
)

// TestInFiles: what is refused is named with its file and line.
func TestInFiles(t *testing.T) {
	files := fstest.MapFS{
		"faq/virus.yaml":      {Data: []byte("id: virus\ncategory: \"1\"\ncontacts: [ipa, ipa-biz2]\nask:\n  - ipa-biz\n")},
		"questions/a.jsonl":   {Data: []byte("{\"faq\":\"virus\",\"text\":\"x\"}\n{\"faq\":\"gone\",\"text\":\"x\"}\n")},
		"followups/gone.yaml": {Data: []byte("- ask: [x]\n")},
	}
	for message, want := range map[string]string{
		`faq virus: contact "ipa-biz" is not in contacts.yaml`:  "faq/virus.yaml, line 5: ",
		`faq virus: contact "ipa-biz2" is not in contacts.yaml`: "faq/virus.yaml, line 3: ",
		`faq virus, steps: "paid": paid is no slot`:             "",
		`questions: "gone" is no entry`:                         "questions/a.jsonl, line 2: ",
		`followups gone: there is no such entry`:                "",
		`faq other: category "1" is not in categories.yaml`:     "",
		`faq virus: title, meaning and now are needed`:          "",
	} {
		if got := inFiles(errors.Join(errors.New(message)), files).Error(); got != want+message {
			t.Errorf("%s\nwant %s", got, want+message)
		}
	}
	if err := inFiles(nil, files); err != nil {
		t.Error(err)
	}
}

func TestTabs(t *testing.T) {
	_, err := Load(with("contacts.yaml", "- id: ipa\n\tname: IPA\n"))
	if err == nil || !strings.Contains(err.Error(), "contacts.yaml: [2]") || !strings.Contains(err.Error(), "tab") {
		t.Error(err)
	}
}

func TestSays(t *testing.T) {
	for text, want := range map[string]bool{
		"警察が必ず犯人を逮捕します。": true, "必ず警察に相談します。逮捕されることもあります。": false, "逮捕は必ずではありません。": false,
	} {
		if says(text, "必ず…逮捕") != want {
			t.Error(text)
		}
	}
}
