package reading

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"madoguchi/knowledge"
)

// Reading is what a text says, read once. It is a value: nobody changes what its maps and slices
// hold.
type Reading struct {
	Text   string // as it was written
	Folded string // in the form in which texts are compared

	Intent     Intent          // a wish that may come at any time, or ""
	YesNo      string          // knowledge.Yes or No when it is one to what the desk proposes, else ""
	Bare       bool            // says no more than a word
	Facts      knowledge.Facts // all that it states, the slots included whose subject it names
	Stated     knowledge.Facts // of these, what it states whatever its subject
	Theirs     knowledge.Facts // what people whom the consulter knows did
	Denied     knowledge.Facts // values of slots with several that it says are not so; Yes stands for all of them
	Subjects   []string        // the slots whose subject it names
	Sentences  []Sentence      // spelled as they are compared, each with its mood
	Precaution bool            // asks how to be prepared, and tells of nothing that has happened
	Alarmed    bool            // tells that something is wrong, and not only asks or supposes it
	Calm       bool            // nothing has happened to the consulter: asked to learn, told of others, over or legitimate
	Untold     bool            // tells of nothing that was done or has happened: it wishes, asks, supposes or denies
	Match      knowledge.Match // the entries that it may mean

	Voice  *knowledge.Voice // what it says besides the matter, or nil
	Voiced float64          // the belief in that
	Cry    Cry              // the despair or danger that it may tell of at the most

	Heard    Heard     // what it tells in another language
	Hearings []Hearing // of the facts, those that were heard and not read
	Doubts   []string  // slots of which it may tell something, and not surely

	base   *knowledge.Base
	sensed *sensed
	runes  runeSet // of the text, in both forms
	now    time.Time
}

// Reader reads texts with a base and what matches texts with its entries.
type Reader struct {
	Base *knowledge.Base
	knowledge.Senses
}

// At is Read at a certain time.
func (rd Reader) At(now time.Time) func(text string) Reading {
	return func(text string) Reading { return rd.Read(text, now) }
}

// Read reads a text. now must be in the consulter's time zone.
func (rd Reader) Read(text string, now time.Time) Reading {
	words := undecorated(text)
	r := Reading{Text: text, Folded: knowledge.Fold(words), base: rd.Base, sensed: newSensed(words, rd.Senses), now: now}
	r.runes = runeSetOf(text).with(runeSetOf(r.Folded))
	told := read(r.Folded, now)
	r.Stated, r.Denied, r.Theirs, r.Sentences = told.stated, told.denied, told.theirs, told.sentences
	if r.Heard = rd.abroad(r.Folded); len(r.Heard.Matters) > 0 {
		r.Stated = rd.factsAbroad(r.Heard)
	}
	r.Intent = r.intent()
	r.YesNo = r.yesNo()
	r.Bare = r.Length() <= OneWord
	r.Subjects = r.subjects()
	r.Facts = rd.allFacts(r)
	matter := matterOf(words)
	said := standard(knowledge.Fold(matter))
	r.Precaution = prepares.says(said) && !harmed.says(said)
	r.Match = rd.Match(matter)
	rd.dropDeeds(&r)
	rd.listen(&r)
	r.Untold = r.untold()
	r.Calm = r.Untold || r.calm() && (r.endedWell() || r.onlyLearns() || r.ofFriends() || rd.urgentBelief(r.Match, r.Stated) < surelyUrgent)
	r.Alarmed = slices.ContainsFunc(r.Sentences, func(s Sentence) bool { return s.Mood.real() && troubled(s.tells()) })
	if rd.Hear != nil {
		r.Voice, r.Voiced, r.Cry = rd.voiced(words)
	}
	return r
}

// surelyUrgent is the belief in urgent entries from which a text is not calm, whatever its moods
// say: 「…ファイルを開いたけど、本人に聞いたら 送ってないって」 is no hearsay. On a fifth of the
// material held out, 19 of 31 texts of urgent entries that were read as calm lie above it, and 1 of
// 96 of entries that are never urgent; of the questions of testdata/eval none of none and 1 of 32.
const surelyUrgent = 0.8

// hardlyUrgent is the belief in urgent entries under which a text means nothing urgent, whatever
// deed it seems to tell: 「去年まで年に五千円 払っていました。やめても大丈夫？」. On a fifth of the
// material held out, 12 of 31 deeds told by texts of entries that are never urgent lie under it,
// and 3 of 462 of urgent ones; of the questions of testdata/eval 5 of 13 and 1 of 126.
const hardlyUrgent = 0.05

// dropDeeds takes the deeds back that a text cannot mean. Few words may leave open what they are
// about and keep theirs, and what one is sorry to have given away was given:
// 免許証の写真を送ってしまいました.
func (rd Reader) dropDeeds(r *Reading) {
	if r.Length() < TellsMore || len(r.Match.Candidates) == 0 || rd.urgentBelief(r.Match, r.Stated) >= hardlyUrgent {
		return
	}
	sorry := r.Says(regrets)
	for _, d := range rd.Base.Deeds {
		_, isAhead := d.When.Tests()[knowledge.SlotFacing]
		if !d.Urgent && !isAhead || !d.Happened(r.Stated) {
			continue
		}
		for slot := range d.When.Tests() {
			if sorry && slot == "typed_in" {
				continue
			}
			delete(r.Stated, slot)
			delete(r.Facts, slot)
		}
	}
}

// urgentBelief is the belief in the entries that are urgent for these facts.
func (rd Reader) urgentBelief(m knowledge.Match, f knowledge.Facts) float64 {
	sum := 0.0
	for _, c := range m.Candidates {
		if e := rd.Base.FAQ(c.FAQ); e != nil && e.UrgencyFor(f) == knowledge.High {
			sum += c.Score
		}
	}
	return sum
}

// Says reports whether the text says what a group of patterns is about.
func (r Reading) Says(g Group) bool {
	p := patterns.groups[g]
	if p.raw {
		return p.holdsIn(r.Text, &r.runes)
	}
	return p.holdsIn(r.Folded, &r.runes)
}

// yesNo reads a yes or no to one of the flow's own questions.
func (r Reading) yesNo() string {
	switch {
	case utf8.RuneCountInString(r.Folded) > Short:
		return ""
	case r.Says(yesToFlow):
		return knowledge.Yes
	case r.Says(noToFlow):
		return knowledge.No
	}
	return ""
}

// BeginsWithYesNo reports whether the text begins with a yes or no, however long it is.
func (r Reading) BeginsWithYesNo() bool { return r.Says(yesToFlow) || r.Says(noToFlow) }

// subjectSlots are the slots that a text may name by their subject.
var subjectSlots = func() []string {
	var out []string
	for _, g := range patterns.inFile["subjects.txt"] {
		if slot, ok := strings.CutPrefix(string(g), subject); ok {
			out = append(out, slot)
		}
	}
	return out
}()

func (r Reading) subjects() []string {
	var out []string
	for _, slot := range subjectSlots {
		if r.Says(Group(subject + slot)) {
			out = append(out, slot)
		}
	}
	return out
}

// allFacts adds to what the text states how it answers the questions whose subject it names.
func (rd Reader) allFacts(r Reading) knowledge.Facts {
	out := r.Stated.Clone()
	for _, name := range r.Subjects {
		slot := rd.Base.Slot(name)
		if out.Answered(name) || slot == nil || r.Says(Question) {
			continue
		}
		if v, ok := answer(slot, r.Folded, r.Stated, r.now); ok && v != knowledge.Unknown { // 「線の抜き方が分からない」 tells nothing of the network
			out[name] = v
		}
	}
	if !out.Answered("personal_data") && r.Says(peopleData) {
		out["personal_data"] = knowledge.Yes
	}
	return out
}

// From how much belief a text is taken for an answer, or for none, as people were learnt to answer;
// and from how much against what its words say. Measured on testdata/answers and testdata/facts.
const (
	answersRather = 0.5
	answersSurely = 0.8
)

// Answer reads the text as the answer to a question. A word or two are read by rules; a tale as it
// was learnt that people answer; where that is not sure, by rules again. Whether a machine is still
// connected is asked so that yes and no answer it too.
func (r Reading) Answer(slot *knowledge.Slot) (string, bool) {
	if v, ok := named(slot, r.Folded, r.Stated, r.now); ok {
		return v, true
	}
	value, byWords := inWords(slot, r.Folded, r.Stated, r.now)
	ok := byWords
	if !ok {
		value, ok = byEnding(slot, r.Folded)
	}
	if !ok && r.YesNo != "" && slot.Name == "network" {
		return map[string]string{knowledge.Yes: "connected", knowledge.No: "disconnected"}[r.YesNo], true
	}
	v, belief := r.learntAnswer(slot)
	if ok && !byWords && belief > 0 && v != value && !ownToQuestion(slot, r.Folded) {
		value, ok = "", false // 「お金がない」 ends like a no and answers nothing
	}
	if belief >= r.leastAgainst(ok, byWords) && !r.speaksAgainst(slot, v, value) {
		return v, v != ""
	}
	return value, ok
}

// ownToQuestion reports whether an answer that is told by its ending is nothing but that, or has a
// word or a verb of the question.
func ownToQuestion(slot *knowledge.Slot, folded string) bool {
	return didIt(withoutFillers(folded)) != nothing || saysItIs.says(folded) || echoes(slot, folded) || ownVerbIn(slot.Name, folded)
}

// speaksAgainst reports whether the words of the text forbid an answer that was learnt: what is not
// known is no yes, 「かかってません」 neither, and what tells of something else answers nothing.
func (r Reading) speaksAgainst(slot *knowledge.Slot, learnt, read string) bool {
	switch learnt {
	case "", knowledge.Unknown:
		return false
	case knowledge.No:
		return beside(slot, r.Folded) && !tailNo.MatchString(r.Folded)
	}
	return read == knowledge.Unknown || read == knowledge.No && tailNo.MatchString(r.Folded) || tellsOther(slot, withoutFillers(r.Folded), r.Stated)
}

// leastAgainst is the belief from which it counts how people were learnt to answer, where rules
// read the text, perhaps by its words, or do not.
func (r Reading) leastAgainst(read, byWords bool) float64 {
	switch {
	case !read:
		return answersRather
	case r.Length() <= SaysLittle, r.BeginsWithYesNo():
		return 1
	case byWords:
		return answersSurely
	}
	return answersRather
}

// AnswersInWords reports whether the text answers a question by what it tells, or by the question's
// own verb (「かかってません」), and not only by an ending that talk may have too:
// 「お金が戻らない」.
func (r Reading) AnswersInWords(slot *knowledge.Slot) bool {
	v, belief := r.learntAnswer(slot)
	if few := r.Length() <= SaysLittle || r.BeginsWithYesNo(); belief >= answersSurely && (v != "" || !few) {
		return v != ""
	}
	if _, ok := inWords(slot, r.Folded, r.Stated, r.now); ok {
		return true
	}
	_, ok := r.Answer(slot)
	return ok && (echoes(slot, r.Folded) || ownVerbIn(slot.Name, r.Folded))
}

// OnlyReports reports whether the text says whom the consulter has told and nothing else: 「警察には電話
// しました」 is a line of the record, no answer and no other matter.
func (r Reading) OnlyReports() bool {
	m := reported.regexp().FindStringIndex(r.Folded)
	return m != nil && utf8.RuneCountInString(r.Folded[:m[0]])+utf8.RuneCountInString(r.Folded[m[1]:]) <= OneWord
}

// ToldTo names whom a text says the consulter has told, in their own words.
func ToldTo(text string) []string {
	var out []string
	for _, m := range reported.regexp().FindAllStringSubmatch(knowledge.Fold(text), -1) {
		if who := strings.ToUpper(m[1]); !slices.Contains(out, who) {
			out = append(out, who)
		}
	}
	return out
}

// TwoMatters cuts a text at the words that join two matters told in one message. ok is false when
// there are none.
func (r Reading) TwoMatters() (first, second string, ok bool) {
	at := joins.regexp().FindStringIndex(r.Text)
	if at == nil && r.Says(two) {
		at = twoBetween.regexp().FindStringIndex(r.Text)
	}
	if at == nil {
		return r.Text, "", false
	}
	return r.Text[:at[0]], r.Text[at[1]:], true
}

// InMood reports whether one of the sentences is in a mood.
func (r Reading) InMood(m Mood) bool {
	return slices.ContainsFunc(r.Sentences, func(s Sentence) bool { return s.Mood == m })
}

// Parts are the sentences of a text as they were written.
func (r Reading) Parts() (out []string) {
	from := 0
	add := func(to int) {
		if s := strings.TrimSpace(r.Text[from:to]); s != "" {
			out = append(out, s)
		}
		from = to
	}
	for i, c := range r.Text {
		if strings.ContainsRune("。!?！？\n", c) {
			add(i + utf8.RuneLen(c))
		}
	}
	add(len(r.Text))
	return out
}

// TwoQuestions cuts a text that asks two things: at the words that join them, or where two of its sentences
// ask. ok is false when it does not.
func (r Reading) TwoQuestions() (first, second string, ok bool) {
	if !r.Says(Question) {
		return "", "", false
	}
	if first, second, ok = r.TwoMatters(); !ok {
		var asked []string
		for _, s := range r.Sentences {
			if s.Mood == Asks {
				asked = append(asked, s.Text)
			}
		}
		if len(asked) != 2 {
			return "", "", false
		}
		first, second = asked[0], asked[1]
	}
	ok = utf8.RuneCountInString(first) >= OneWord && utf8.RuneCountInString(second) >= OneWord
	return first, second, ok
}

// Names reports whether the text names a body that stands in a name too: 「銀行の番号は」 and 取引銀行.
func (r Reading) Names(name string) bool {
	name = knowledge.Fold(name)
	return slices.ContainsFunc(body.regexp().FindAllString(r.Folded, -1), func(b string) bool { return strings.Contains(name, b) })
}

// Device reads out of a tale which machine it is about. A phone left behind (忘れた) is no 「忘れました」.
func (r Reading) Device(slot *knowledge.Slot) (string, bool) {
	return Answer(slot, strings.ReplaceAll(r.Text, "忘れ", "なくし"), r.now)
}
