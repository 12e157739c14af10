package reading

import (
	"maps"
	"time"

	"madoguchi/knowledge"
)

// FactsOf returns the facts that a text states. now turns 「昨日」 into a date; it must be in the
// consulter's time zone.
func FactsOf(text string, now time.Time) knowledge.Facts {
	return factsOf(knowledge.Fold(text), now)
}

// factsOf is FactsOf for folded text.
func factsOf(text string, now time.Time) knowledge.Facts {
	return read(text, now).stated
}

// account is what a text tells.
type account struct {
	stated    knowledge.Facts
	denied    knowledge.Facts // what it says was not done, of the slots that hold several
	theirs    knowledge.Facts // what people one knows did
	sentences []Sentence
}

// read reads folded text.
func read(text string, now time.Time) account {
	out := knowledge.Facts{}
	text = withStops(text)
	quoting := standard(text)
	spelled := withoutQuotes(quoting)
	sentences := sentencesWithMood(spelled)
	for i, s := range sentences {
		sentences[i].whole = quoting[s.from : s.from+len(s.Text)]
	}
	readStates(text, sentences, out)
	denied, theirs := readHappenings(spelled, quoting, sentences, out)
	readAhead(quoting, sentences, out)
	if n, ok := readPCs(text); ok {
		out[knowledge.SlotPCs] = n
	}
	if os, ok := readOS(text); ok && !allHearsay(sentences) {
		out[knowledge.SlotOS] = os
	}
	if d, ok := readDevice(text); ok {
		out[knowledge.SlotDevice] = d
	}
	if day, ok := readSince(spelled, sentences, now); ok {
		out["since"] = day
	}
	dropUnlikely(text, out)
	if ofAnother.says(text) {
		clear(denied)
		maps.DeleteFunc(out, func(slot, v string) bool { return AsksDeed(slot) && v == knowledge.No })
	}
	for slot, v := range denied {
		if v == knowledge.Yes && !takesBack.says(text) { // 何も入れていません takes back only where one was mistaken
			delete(denied, slot)
		}
	}
	return account{out, denied, theirs, sentences}
}

var (
	carried     = re(`usb|メモリ|sdカード|(?:外付け|持ち出し)[^、。]{0,8}(?:hdd|ハードディスク)`)
	losing      = re(`紛失|粉失|なくし|失くし|無くし|落とし|置き忘れ|置いて来|置いてき|盗まれ|盗難|忘れて来|忘れてき|見当たら|亡くし`)
	bankTheft   = re(`ネットバンキング|ネットバンク|インターネットバンキング|不正送金|不正に.{0,4}送金`)
	theft       = re(`勝手|不正|覚え|知ら(?:ない|ん)(?:間|うち)`)
	talkedInto  = re(`騙され|だまされ|指示|言われ`)
	realTrouble = re(`身代金|拡張子|ランサム`)
)

// dropUnlikely takes back what the context makes unlikely: a lock matters only for things lost, and
// encryption of a lost stick is a lock, no ransom. Money that left the account by bank fraud was
// not paid by the consulter.
func dropUnlikely(text string, f knowledge.Facts) {
	if f.Answered("locked") || f.Answered("encrypted") {
		dropLockOrRansom(text, f)
	}
	if f["paid"] == "transfer" && bankTheft.MatchString(text) && theft.MatchString(text) && !talkedInto.MatchString(text) {
		delete(f, "paid")
	}
}

func dropLockOrRansom(text string, f knowledge.Facts) {
	switch lost := losing.MatchString(text) || carried.MatchString(text); {
	case !lost:
		delete(f, "locked")
	case f.Answered("encrypted") && !realTrouble.MatchString(text):
		if !f.Answered("locked") {
			f["locked"] = f["encrypted"]
		}
		delete(f, "encrypted")
	}
}
