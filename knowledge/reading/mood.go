package reading

import (
	"slices"

	"madoguchi/knowledge"
)

// Mood is in what way a sentence is meant.
type Mood string

const (
	Statement Mood = "statement"
	Asks      Mood = "question"
	Condition Mood = "condition"
	Plan      Mood = "plan" // or a wish
	Negation  Mood = "negation"

	Hearsay Mood = "hearsay" // of others, and news
	Over    Mood = "over"    // long ago, and done with
	Legit   Mood = "legit"   // with those whom one knows
	Aside   Mood = "aside"   // says nothing of the matter: a greeting, a word of comfort
)

// Sentence is a sentence of a text and its mood.
type Sentence struct {
	Text string
	Mood Mood

	whole string // with what it quotes, which Text blanks
	from  int
	told  int  // how much of it tells; behind may stand a question or a plan
	known bool // a call that it tells of is one with somebody who does no harm
}

// tells is the part of a sentence that tells what is so.
func (s Sentence) tells() string { return s.Text[:s.told] }

// real reports whether what a sentence tells has happened to the consulter, or may have: whether a
// deed in it was done, or only asked about, its verb tells.
func (m Mood) real() bool { return m != Hearsay && m != Over && m != Legit && m != Aside }

// sentencesWithMood cuts a text into sentences. A text that tells how all ended, long ago or so
// that only the next time is asked about, tells of the past in all its sentences.
func sentencesWithMood(text string) []Sentence {
	var out []Sentence
	over := passed.says(text) || isOver.says(text) && (longAgo.says(text) || nextTime.says(text))
	allLegit := legitAll.says(text)
	from := 0
	for _, s := range sentencesOf(text) {
		m := moodOf(s, over)
		if allLegit && m.real() {
			m = Legit
		}
		out = append(out, Sentence{Text: s, Mood: m, whole: s, from: from, told: toldIn(s, m)})
		from += len(s)
	}
	knowCalls(text, out)
	return out
}

// but is where what is told ends and a question or a plan begins: 押したんですけど、どうすれば.
var but = re(`(?:けど|けれども?|のに|ので(?:、|[^はすしもき])|ですが|ますが|ましたが|たが|んで(?:、|[^すしもきくだ])|ねんけど|たんやけど|から)、?`)

// toldIn is how much of a sentence tells what is so.
func toldIn(sentence string, m Mood) int {
	switch m {
	case Asks, Condition, Plan:
		_, end := lastMatch(but, sentence)
		return max(end, 0)
	case Statement, Negation:
		return len(sentence)
	}
	return 0
}

// endsTold is how a sentence ends that tells what is so: 届いたときの画面で入れてしまいました.
var endsTold = re(`(?:[たっ]た|した|れた|った|いた|ました|んだ|てる|ている|ています|とる|とります|てます|ておる|ており)(?:の|ん)?(?:です|や|だ)?(?:が|けど|けれど|よ|ね|わ|ばい|とです)*[。!]?$`)

// wishesSo is a wish that ends as what is told does: 禁止したいと思っています.
var wishesSo = re(`(?:たい|ほしい|欲しい|しよう|[えけせてねべめれ]よう)[かな]?と(?:思|考え)って(?:い)?(?:る|ます)`)

func moodOf(sentence string, over bool) Mood {
	has := runeSetOf(sentence)
	says := func(g Group) bool { return g.saysIn(sentence, &has) }
	switch {
	case isAside(sentence):
		return Aside
	case over:
		return Over
	case says(newsMood), says(hearsayMood):
		return Hearsay
	case says(legitMood):
		return Legit
	case says(conditionMood) && !endsTold.MatchString(sentence):
		return Condition
	case says(questionMood):
		return Asks
	case says(planMood) && (!endsTold.MatchString(sentence) || wishesSo.MatchString(sentence)):
		return Plan
	case says(negationMood):
		return Negation
	}
	return Statement
}

// allHearsay reports whether a text tells only of others.
func allHearsay(sentences []Sentence) bool {
	return !slices.ContainsFunc(sentences, func(s Sentence) bool { return s.Mood != Hearsay })
}

// sentenceAt is the sentence at a place, a plain statement where there are none.
func sentenceAt(sentences []Sentence, at int) Sentence {
	for _, s := range slices.Backward(sentences) {
		if s.from <= at {
			return s
		}
	}
	return Sentence{Mood: Statement}
}

// calm reports whether nothing has happened to the consulter: the text asks how to be prepared,
// supposes a case, or tells of others, of what is long over or of what is legitimate, and of
// nothing else.
func (r Reading) calm() bool {
	if statesHarm(r.Stated) {
		return false
	}
	others := r.Precaution
	for _, s := range r.Sentences {
		switch s.Mood {
		case Aside:
		case Hearsay, Over:
			others = true
		case Legit:
			others = others || legitSure.says(s.Text) || tellsDeed(s.Text)
			if troubled(s.Text) {
				return false
			}
		case Asks, Plan:
			if learns.says(s.Text) {
				others = true
				continue
			}
			if troubled(s.Text) {
				return false
			}
			others = others || turnedDown.says(s.Text)
		case Condition:
			others = true
			if troubled(s.tells()) {
				return false
			}
		default:
			if troubled(s.Text) {
				return false
			}
			others = others || turnedDown.says(s.Text)
		}
	}
	return others
}

// statesHarm reports whether facts tell of something that was done, or has happened.
func statesHarm(f knowledge.Facts) bool {
	return slices.ContainsFunc([]string{"paid", "typed_in", "remote_control", "app_installed", "opened", "tapped", "called", "did", "encrypted", "spreading", "threat", "victims"}, f.Has)
}

// Hopes reports whether a text only wishes, asks or thinks a case through, and no sentence tells of
// trouble: 振込限度額を下げたい.
func (r Reading) Hopes() bool {
	hopes := false
	for _, s := range r.Sentences {
		switch s.Mood {
		case Aside:
		case Plan, Asks, Condition:
			hopes = true
		default:
			return false
		}
		if troubled(s.Text) {
			return false
		}
	}
	return hopes
}

// endedWell reports whether a text says outright that it is over, or that one turned it down: then
// it is calm, however much it is like what is urgent.
func (r Reading) endedWell() bool {
	return slices.ContainsFunc(r.Sentences, func(s Sentence) bool { return s.Mood == Over || turnedDown.says(s.Text) })
}

// ofFriends reports whether each sentence that says anything is news or of people one knows, and one
// of them tells what befell these: 「知り合いが二百万だまし取られたって。怖い世の中やな」.
func (r Reading) ofFriends() bool {
	befell := false
	for _, s := range r.Sentences {
		switch s.Mood {
		case Aside:
		case Hearsay:
			befell = befell || holdsAny(s.Text, friendWords) && befellOthers(s.Text, "")
		default:
			return false
		}
	}
	return befell
}

// onlyLearns reports whether each sentence that says anything asks what holds in general:
// 不正送金の補償って法人でもありますか.
func (r Reading) onlyLearns() bool {
	asks := false
	for _, s := range r.Sentences {
		switch {
		case s.Mood == Aside:
		case !learns.says(s.Text):
			return false
		default:
			asks = true
		}
	}
	return asks
}

// troubled reports whether a sentence tells of trouble.
func troubled(sentence string) bool { return harmed.says(sentence) || alarm.says(sentence) }

// tellsDeed reports whether something is done in a sentence, whatever its mood.
func tellsDeed(sentence string) bool {
	h := &happenings{done: map[string][]happening{}, undone: map[string][]string{}}
	readDeeds(sentence, sentence, nil, h)
	return len(h.done) > 0
}
