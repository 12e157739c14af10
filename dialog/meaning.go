package dialog

import (
	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// meant takes the meaning that was chosen.
func (f flow) meant(value string) {
	c := f.c
	c.save()
	if value != noMeaning && c.world.Base.FAQ(value) != nil {
		c.brought.FAQ = value
		f.settle(value)
		return
	}
	c.state.unpend()
	again := c.state.count(knowledge.SlotTopic) > 1
	f.ruleOutOffered()
	if again { // nobody is asked a third time
		c.unsure()
		return
	}
	c.state.becomeSymptom()
	c.state.Missed = 1
	c.out.add(c.out.nearest(generalHelp...)...) // nobody has to wait for being understood
	c.out.sayAsking("clarify.told")
}

// answerKept answers what was asked while meanings were open, now that one of them is settled.
func (f flow) answerKept(entry *knowledge.FAQ) {
	c := f.c
	asked, _ := c.state.unpend()
	if asked == "" {
		return
	}
	p := c.view().retortOf(entry, c.read(asked))
	if p.belief < heardNear {
		return
	}
	if p.belief < heardRather {
		c.say(Plain, "talk.near")
	}
	p.tell(c)
}

// ruleOutOffered takes it that none of the meanings that were asked about is meant.
func (f flow) ruleOutOffered() {
	c := f.c
	for _, o := range c.state.Offered {
		if o.Value != noMeaning {
			c.state.ruleOut(o.Value)
		}
	}
	c.state.clear()
}

// ruleOut looks for another meaning than the one that was answered.
func (f flow) ruleOut() {
	c := f.c
	c.save()
	c.state.ruleOut(c.state.FAQ)
	c.state.settle("")
	m := c.view().match()
	var offers []knowledge.Candidate
	for _, o := range m.ByCategory(maxMeanings + 1) {
		if len(offers) < maxMeanings && o.Category != knowledge.OutOfScope {
			offers = append(offers, o)
		}
	}
	if len(offers) == 0 {
		f.lost()
		return
	}
	f.clarify(m, offers)
}

// cannotTell takes 「分からない」 to which is meant. Where at least the category is sure the likeliest entry is no guess; else it is
// named as one, with what is safe whatever happened, whom to call, and a person.
func (f flow) cannotTell() {
	c := f.c
	v := c.view()
	if m := v.match(); m.Confidence >= sure {
		f.settle(m.Best().FAQ)
		return
	}
	if v.offersIncident() && len(c.state.Aid) == 0 {
		c.say(FirstAid, "aid.common")
	}
	c.state.clear()
	c.unsure()
}

// clarifyAgain takes a text instead of one of the meanings: more about the matter. The same meanings
// are not offered again.
func (f flow) clarifyAgain(r reading.Reading) {
	c := f.c
	if r.Says(reading.Question) { // it has its answer once it is clear what is meant
		c.state.pend(r.Text, c.message)
	}
	if !saysWhich(c.view(), r) {
		c.learn(r.Facts)
		takeGuess(f)
		return
	}
	offered := c.state.Offered
	c.state.clear()
	before := c.view().match()
	urgent := tellsUrgent(c.view(), r) && !hurried(c.view())
	beside := c.view().words().Alarmed && !r.Alarmed // 「うちはIT分かる人がいない」 after a tale of trouble
	if m := r.Match; !beside && tellsMatter(m) && r.Length() >= reading.SaysLittle && (before.Confidence < sure || urgent) {
		c.setWords(r.Text) // clear by itself: what came before was the unclear part
	} else {
		c.addWords(r.Text)
	}
	c.learn(r.Facts)
	now, m := c.view().match(), c.view().meaning()
	switch {
	case !urgent && before.Confidence >= sure && now.Confidence < sure: // what was sure is not unsettled by what was said beside the question
		f.settle(before.Best().FAQ)
	case m.do == clarify && (c.state.count(knowledge.SlotTopic) >= 2 || sameAgain(offered, m.offers)), m.do == giveUp:
		takeGuess(f)
	case m.do == settle && c.view().urgency(c.world.Base.FAQ(m.faq)) != knowledge.High: // it was not chosen: a mistake can be mended
		c.say(Plain, "clarify.guess", c.world.Base.FAQ(m.faq).Title)
		f.understand()
	default:
		f.understand()
	}
}

// tellsMatter reports whether words mean surely by themselves a matter that is for this desk.
func tellsMatter(m knowledge.Match) bool {
	return !m.None && m.Confidence >= sure && m.Best().Category != knowledge.OutOfScope
}

// reconsider hears more from somebody who was told that the matter is not for this desk: perhaps it is after all.
func (f flow) reconsider(r reading.Reading) {
	c := f.c
	c.save()
	old := c.state.FAQ
	c.addWords(r.Text)
	c.learn(r.Facts)
	all := []reading.Reading{r}
	if r.Alarmed || c.view().newDeed(r) { // else it is said beside what was sent away, and adds up to nothing new
		all = append(all, c.view().words())
	}
	for _, words := range all {
		if m := words.Match; !m.None && m.Confidence >= sure && m.Best().FAQ != old {
			c.setWords(words.Text)
			c.state.Answered = false
			f.settle(m.Best().FAQ)
			return
		}
	}
	m := r.Match
	if offers := meanings(m); !m.None && len(offers) > 1 && m.Best().FAQ != old {
		c.setWords(r.Text)
		c.state.settle("")
		f.clarify(m, offers)
		return
	}
	c.firstAid()
	c.unsure()
}

// lost is the way when nothing fits: say it another way, then a person or a contact. It never ends in silence.
func (f flow) lost() {
	c := f.c
	c.state.Missed++
	if c.state.Missed == 1 {
		c.state.becomeSymptom()
		c.state.clear()
		c.state.Missed = 1
		c.out.sayAsking("rephrase")
		return
	}
	c.unsure()
}

// clarify asks which of two or three meanings is meant.
func (f flow) clarify(m knowledge.Match, offers []knowledge.Candidate) {
	c := f.c
	c.state.becomeClarify()
	f.urgentMeaning(m, offers[0].FAQ)
	c.state.Slots = append(c.state.Slots, knowledge.SlotTopic)
	var choices []Choice
	var ids []string
	for _, o := range offers {
		f := c.world.Base.FAQ(o.FAQ)
		choices, ids = append(choices, Choice{Label: f.Meaning, Value: f.ID}), append(ids, f.ID)
	}
	if len(c.state.Aid)+len(c.state.Flags) > 0 { // there was first aid: something has happened
		tellDoors(c, ids...)
	}
	c.putTopic(choices)
}

// urgentMeaning gives first aid before the question when something is told to be wrong, the likeliest meaning is urgent and at least its
// category is likely: it does no harm if another is meant. 「お金のことです」 tells of nothing yet, nor does a
// wish or a question.
func (f flow) urgentMeaning(m knowledge.Match, likeliest string) {
	c := f.c
	v := c.view()
	if told := v.words().Alarmed || m.Confidence >= sure && !v.words().Hopes(); told && m.Confidence >= likely && v.urgency(c.world.Base.FAQ(likeliest)) == knowledge.High {
		c.state.FAQ = likeliest
	}
	c.firstAid()
	c.state.FAQ = ""
}
