package dialog_test

import (
	"regexp"
	"slices"
	"testing"
	"unicode/utf8"

	"madoguchi/dialog"
)

var placeholder = regexp.MustCompile(`%[0-9]*[sd]`)

// unread matches a run of 漢字 that has no reading behind it. 月火水… are the names of the days.
var unread = regexp.MustCompile(`[\p{Han}々]+(?:[^\p{Han}々（]|$)`)

// TestEasyPhrases: both files have the same keys and placeholders, and whatever is said in easy Japanese has its readings.
func TestEasyPhrases(t *testing.T) {
	plain, easy := advisor().Base.Phrases, advisor().Base.Easy
	for key, text := range plain {
		other, ok := easy[key]
		if !ok {
			t.Errorf("phrases-easy.yaml lacks %q", key)
			continue
		}
		if got, want := placeholder.FindAllString(other, -1), placeholder.FindAllString(text, -1); !slices.Equal(got, want) {
			t.Errorf("%s: placeholders %v, want %v", key, got, want)
		}
	}
	for key, text := range easy {
		if _, ok := plain[key]; !ok {
			t.Errorf("phrases.yaml lacks %q", key)
		}
		switch key {
		case "date.weekdays", "easy.off":
			continue // names of days; another language; said on the way back
		}
		if at := unread.FindString(text); at != "" {
			t.Errorf("%s: %q has no reading", key, at)
		}
	}
	for _, s := range advisor().Base.Slots {
		for _, text := range []string{s.EasyQuestion, s.EasyAgain} {
			if text == "" || unread.MatchString(text) {
				t.Errorf("slot %s: %q in easy Japanese", s.Name, text)
			}
		}
		for _, c := range s.Choices {
			label := c.Easy
			if label == "" {
				label = c.Label
			}
			if unread.MatchString(label) || utf8.RuneCountInString(label) > 20 {
				t.Errorf("slot %s: choice %q in easy Japanese", s.Name, label)
			}
		}
	}
}

// TestEasyWishes: what asks for easy Japanese, and what does not.
func TestEasyWishes(t *testing.T) {
	for text, want := range map[string]bool{
		"やさしい日本語": true, "やさしい日本語でお願いします": true, "ひらがなで": true, "ひらがなで書いてください": true, "にほんご むずかしい": true, "日本語が難しいです": true,
		"かんじ よめない": true, "すみません、漢字が読めません": true, "簡単な日本語でお願いします": true, "Easy Japanese please": true, "ふりがなをつけて": true,
		"変な日本語のメールが来ました": false, "ひらがなのファイル名に変わってしまい、開けません": false, "設定が難しいです": false, "取引先から日本語がおかしいメールが来ています": false,
	} {
		if got := step(dialog.State{}, said("1", text), morning).State.Easy; got != want {
			t.Errorf("%s: easy %v, want %v", text, got, want)
		}
		easy := dialog.State{Easy: true, Version: dialog.StateVersion, Core: dialog.Core{Phase: dialog.PhaseSymptom}}
		if !want && !step(easy, said("1", text), morning).State.Easy {
			t.Errorf("%s: ends easy Japanese", text)
		}
	}
	easy := step(dialog.State{}, said("1", "やさしい日本語で"), morning).State
	for _, text := range []string{"ふつうの日本語", "普通の日本語でいいです", "もとの日本語にもどして"} {
		if step(easy, said("2", text), morning).State.Easy {
			t.Errorf("%s: stays easy", text)
		}
	}
}
