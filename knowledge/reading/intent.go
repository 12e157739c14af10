package reading

import (
	"strings"
	"unicode"
)

// Intent is something that may be said at any time, whatever is being asked. Those in
// patterns/wishes.txt have the name of their group.
type Intent string

const (
	Despair      Intent = "despair"
	Danger       Intent = "danger" // to body, house or shop
	WantsHuman   Intent = "human"
	WantsUrgent  Intent = "urgent" // 「緊急のとき」, as the menu on LINE says it
	WantsRestart Intent = "restart"
	WantsBack    Intent = "back"
	WantsRecord  Intent = "record"
	WantsPaper   Intent = "paper" // a draft of a report, a notice
	WantsAbout   Intent = "about"
	WantsKept    Intent = "kept"   // to see all that is kept of them
	WantsNotice  Intent = "notice" // to read how what they write is treated
	WantsPlain   Intent = "plain"  // and back from easy Japanese
	WantsEasy    Intent = "easy"   // easy Japanese, with readings
	WantsAnswer  Intent = "answer" // no more questions
	WantsOther   Intent = "other"  // 「別のこと」: the desk is on the wrong track
	WantsMore    Intent = "more"   // 「もっとくわしく」, 「次は何をすれば」
	Okay         Intent = "okay"   // 「分かりました」
	Thanks       Intent = "thanks"
	Bye          Intent = "bye"
	Hello        Intent = "hello"
	Insult       Intent = "insult"

	NoWords Intent = "empty"
)

// The wish for a person has several groups: anywhere in a text, and as all of it.
const (
	humanAsked     Intent = "human.asked"
	humanByPhone   Intent = "human.phone"
	humanNoMachine Intent = "human.machine"
)

// wishes are the groups of wishes.txt in its order.
var wishes = patterns.inFile["wishes.txt"]

// intent names what a text wishes besides the matter, or "". What looks like thanks or a slip and
// states facts (「間違えました、2台です」) is news.
func (r Reading) intent() Intent {
	i := r.wish()
	switch i {
	case WantsBack, Thanks, Okay, Bye:
		if len(r.Stated) > 0 {
			return ""
		}
	}
	return i
}

func (r Reading) wish() Intent {
	w := charactersOf(r.Folded)
	if w == (characters{}) {
		return NoWords
	}
	for _, g := range wishes {
		if g[0] != '-' && r.Says(g) {
			switch i := Intent(g); i {
			case humanAsked, humanByPhone, humanNoMachine:
				return WantsHuman
			default:
				return i
			}
		}
	}
	if r.SpacedKana() {
		for s := range strings.FieldsFuncSeq(r.Folded, func(c rune) bool { return strings.ContainsRune(sentenceEnd, c) }) {
			s = strings.ReplaceAll(s, " ", "")
			if humanAsked.asks(s) || humanByPhone.asks(s) {
				return WantsHuman
			}
		}
	}
	return ""
}

func (i Intent) asks(folded string) bool { return Group(i).says(folded) }

// characters counts the characters of a text.
type characters struct{ letters, kana, han, hangul int }

func charactersOf(text string) characters {
	var w characters
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Hiragana, r), unicode.Is(unicode.Katakana, r):
			w.kana++
		case unicode.Is(unicode.Han, r):
			w.han++
		case unicode.Is(unicode.Hangul, r):
			w.hangul++
		case unicode.IsLetter(r), unicode.IsDigit(r):
			w.letters++
		}
	}
	return w
}

// AsksOnlyNext reports whether what a text asks is no more than what to do now, behind something
// that it tells: 「銀行には電話しました。次は？」.
func (r Reading) AsksOnlyNext() bool {
	asks := false
	for _, s := range r.Sentences {
		switch {
		case WhatNow.says(s.Text):
			asks = true
		case Question.says(s.Text):
			return false
		}
	}
	return asks
}
