package dialog

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// From how much belief a follow-up is answered. After the answer nearly everything that is said is one, and a reply that is near
// helps more than none; in the middle of the questions it may as well be an answer to them. Set on testdata/followups; how near a line must be
// matters little there: of 320, right are 286 at 0.15, 285 at 0.22, 284 at 0.30, and 284 where no line is ever near enough.
const (
	lineNear    = 0.22 // how near a line of the entry must be to be said as what comes near; a cosine
	heardNear   = 0.1  // from here it is said as what comes near, where nothing else is to be said
	heardAfter  = 0.2
	heardRather = 0.35 // from here it is no other matter, be that urgent
	heardMiddle = 0.4
	heardSurely = 0.5  // from here it is neither another matter nor a mere fact
	hardlyElse  = 0.95 // from here it is that, whatever else the words could be: an answer, a question about the matter
	nearly      = 0.6  // which share of the belief in the likeliest a second one needs to be said beside it
)

// mostAsides is how often a question stands again behind what was talked about: then the answer is given without it.
const mostAsides = 2

// mostBesides is the same with the facts that are told besides.
const mostBesides = 3

// maxReply is how many runes a reply may have: what is longer pours out instead of answering.
const maxReply = 300

// retort is what the base has to say to a text about the matter in hand.
type retort struct {
	lines  []string
	intent string
	belief float64 // 0: nothing
	place  string  // which follow-up it is, so that the same is not said twice running
	or     string  // what may be meant as well, where that is nearly as likely
	also   string  // what answers the second of two questions
}

// text is the retort as one bubble.
func (p retort) text() string {
	lines := p.lines
	for len(lines) > 1 && utf8.RuneCountInString(strings.Join(lines, "\n")) > maxReply {
		lines = lines[:len(lines)-1]
	}
	return strings.Join(lines, "\n")
}

// ownAndSure reports whether a retort is surely what the matter itself has to say, and no general reply.
func (p retort) ownAndSure() bool { return p.belief >= heardSurely && !strings.HasPrefix(p.place, "#") }

// tell says a retort as one that is sure.
func (p retort) tell(c *consultation) {
	c.out.tell(Plain, p.text())
	c.out.tell(Plain, p.also)
	c.note("desk", p.lines[0])
	c.state.Said = p.place
}

// retort is what there is to say to a text after, or in the middle of, the matter in hand: the reply of the follow-up that it most
// likely is and that says something to a consulter with these facts.
func (v view) retort(r reading.Reading) retort {
	entry := v.entry()
	if entry == nil {
		return retort{}
	}
	if first, second, ok := r.TwoQuestions(); ok {
		one, other := v.retortOf(entry, v.read(first)), v.retortOf(entry, v.read(second))
		if one.belief >= heardRather && other.belief >= heardRather && one.place != other.place {
			one.or, one.also = "", other.text()
			return one
		}
	}
	return v.retortOf(entry, r)
}

func (v view) retortOf(entry *knowledge.FAQ, r reading.Reading) retort {
	facts := v.matter.Facts.Clone()
	for slot, value := range r.Stated {
		facts[slot] = knowledge.Joined(facts[slot], value)
	}
	calm := !presses(v.base, entry, facts) || v.matter.supposed(v.base)
	if best := v.base.FAQ(r.Match.Best().FAQ); best != nil && best.Urgency == knowledge.High && r.Match.Confidence >= likely && !v.matter.supposed(v.base) {
		calm = false // the words are about something urgent, whatever was talked about before
	}
	var best retort
	for _, f := range r.Follows(entry.ID) {
		list := v.base.Followups[f.Entry]
		if f.N >= len(list) {
			continue // the finder learnt from another edition
		}
		lines := list[f.N].Reply(facts, calm)
		if len(lines) > 0 {
			lines[0] = r.Fitted(lines[0])
			plain := reading.WithoutYesNo(lines[0])
			if plain != lines[0] && (f.Score < heardSurely || r.AsksOtherwise(list[f.N].Ask)) {
				lines[0] = plain // 「はい」 to another question than the one that was asked does harm
			}
		}
		switch {
		case len(lines) == 0, v.said == f.Entry+"#"+strconv.Itoa(f.N) && f.Score < 0.9: // what was said just now is hardly asked again
		case best.belief == 0:
			best = retort{lines: lines, intent: f.Intent, belief: f.Score, place: f.Entry + "#" + strconv.Itoa(f.N)}
		case f.Entry != "" && f.Entry != entry.ID: // a sister's is said only where it is the likeliest of all
			return best
		case best.belief < heardSurely && f.Score >= best.belief*nearly && f.Score >= heardNear && (r.Says(reading.Question) || r.Length() > reading.Short):
			best.or = retort{lines: lines}.text()
			best.belief += f.Score
			return best
		default:
			return best
		}
	}
	return best
}

// lineNear is the line of the entry in hand that speaks of what a text speaks of, as a retort that comes near, or nothing.
func (v view) lineNear(r reading.Reading) retort {
	entry := v.entry()
	if entry == nil || r.Bare {
		return retort{}
	}
	var lines []string
	for _, all := range entry.Texts {
		lines = append(lines, knowledge.LinesFor(all, v.matter.Facts)...)
	}
	i, near := r.Nearest(lines)
	if i < 0 || near < lineNear || v.said == lines[i] {
		return retort{}
	}
	return retort{lines: lines[i : i+1], belief: heardNear, place: lines[i]}
}

// least is the belief from which a text in the middle of the questions is talked about: one that asks sooner than one that may be an
// answer put otherwise.
func (v view) least(r reading.Reading) float64 {
	if r.Says(reading.Question) || r.Length() > reading.SaysLittle {
		return heardAfter
	}
	return heardSurely
}

// statesOnly reports whether a text tells facts of the matter and asks nothing: it is noted, not talked about.
func (v view) statesOnly(r reading.Reading) bool {
	told := r.Facts.Clone()
	delete(told, "since") // a day is told along with news
	return len(told) > 0 && !r.Says(reading.Question) && r.Length() <= reading.Short
}

// takesOver reports whether a text tells of an urgent deed of another matter: it is taken as itself, whatever is being asked. In a matter
// without hurry every such deed is of another one, also where it is not yet clear which entry is meant: the old questions end.
func (v view) takesOver(r reading.Reading, p retort) bool {
	m, now := r.Match, v.entry()
	best := v.base.FAQ(m.Best().FAQ)
	if now == nil {
		return false
	}
	unhurried := now.Urgency != knowledge.High && !v.urgent()
	other := best != nil && best.Category != now.Category && !v.agenda.keeps(best.ID)
	if unhurried && other && tellsUrgent(v, r) {
		return true
	}
	if !v.newDeed(r) {
		return false
	}
	if unhurried && (other || p.belief < heardSurely) && r.Length() >= reading.SaysLittle && tellsDeed(v.base, r) {
		return true
	}
	if !other || m.None || m.Confidence < sure || p.belief >= heardRather {
		return false
	}
	return best.UrgencyFor(r.Stated) == knowledge.High && now.UrgencyFor(v.matter.Facts) != knowledge.High
}

// tellsUrgent reports whether a text tells by itself, and does not ask, of something that is
// urgent.
func tellsUrgent(v view, r reading.Reading) bool {
	m := r.Match
	best := v.base.FAQ(m.Best().FAQ)
	if best == nil || m.None || m.Confidence < sure || r.Calm || r.Says(reading.Question) || r.Length() < reading.SaysLittle {
		return false
	}
	return v.isUrgent(best, r) && (r.Alarmed || r.TellsNow() || flagged(v.base, r.Stated))
}

// tellsDeed reports whether a text tells, and does not ask, of a deed that is urgent.
func tellsDeed(base *knowledge.Base, r reading.Reading) bool {
	return !r.Says(reading.Question) && flagged(base, r.Stated)
}

// newDeed reports whether a text tells of a deed that was not known.
func (v view) newDeed(r reading.Reading) bool {
	m := v.matter
	m.Facts = m.Facts.Clone()
	for slot, value := range r.Facts {
		if s := v.base.Slot(slot); s != nil && s.Several {
			value = knowledge.Joined(m.Facts[slot], value)
		}
		m.Facts[slot] = value
	}
	return len(m.waiting(v.base)) > len(v.matter.waiting(v.base)) && !m.covered(v.base, v.entry())
}

// facesNew reports whether a text tells of something that is to be kept from happening, for which
// there is first aid that was not said yet.
func facesNew(v view, r reading.Reading) bool {
	return r.Stated.Has(knowledge.SlotFacing) && v.newDeed(r)
}

// elsewhere is the entry of another matter that a text asks about in the middle of this one, with what there is to say to it, or nil:
// never its first line, which answers nothing by itself.
func (v view) elsewhere(r reading.Reading) *retort {
	best := v.besideEntry(r)
	if best == nil {
		return nil
	}
	if p := v.retortOf(best, r); p.belief >= heardSurely {
		return &p
	}
	return nil
}

// talkBack says a retort and goes on where it was.
func (f flow) talkBack(r reading.Reading, p retort) {
	c := f.c
	c.save()
	c.learn(r.Stated)
	c.firstAid()
	c.state.Said = p.place
	switch {
	case p.or != "" && !endsAsking(c): // neither is said as if it were sure; not where the whole answer follows
		c.out.tell(Plain, c.out.phrase("talk.either")+"\n・"+p.text())
		c.out.tell(Plain, "・"+p.or)
	case p.belief < heardAfter:
		c.say(Plain, "talk.near")
		c.out.tell(Plain, p.text())
	case c.state.replied(p.place) > 1 && c.state.Answered:
		c.stillAsks("next.cannot")
		return
	case c.state.replied(p.place) > 0:
		first, _, _ := strings.Cut(p.lines[0], "。")
		c.say(Plain, "talk.same", first)
	default:
		c.out.tell(Plain, p.text())
		c.out.tell(Plain, p.also)
	}
	c.state.reply(p.place)
	c.note("desk", p.lines[0])
	c.because("replies to " + p.intent + " " + p.place)
	tellDoors(c, c.state.FAQ)
	f.askOn()
}

// maxReplied is how many follow-ups are kept in mind.
const maxReplied = 16

// replied is how often a follow-up was replied to.
func (m *Matter) replied(place string) int { return times(m.Replied, place) }

// reply notes that a follow-up is replied to.
func (m *Matter) reply(place string) {
	m.Replied = append(slices.Clone(m.Replied), place)
	m.Replied = m.Replied[max(0, len(m.Replied)-maxReplied):]
}

// askOn puts the question that stood before something was said beside it, in other words than before.
func (f flow) askOn() {
	c := f.c
	slot := c.world.Base.Slot(c.state.Slot)
	switch {
	case c.state.Phase == PhaseHandoff:
	case c.state.Slot == knowledge.SlotTopic:
		openChoice(f)
	case slot != nil && c.state.Facts.Answered(slot.Name):
		c.state.clear()
		f.proceed()
	case slot != nil:
		c.state.Asides++
		stands(f, slot)
	case c.entry() != nil && c.state.Answered:
		c.askMore()
	default:
		f.repeat()
	}
}

// endsAsking reports whether what stands is let go of with one more thing that is said besides.
func endsAsking(c *consultation) bool {
	if c.state.Slot == knowledge.SlotTopic {
		return c.state.Asides >= 1
	}
	return c.state.Phase == PhaseAsk && (c.state.Asides >= mostAsides || c.state.Asides+c.state.Noted >= mostBesides)
}

// stands puts a question that stands since something was asked or told besides: in other words, then
// only reminded of. Who asks and tells so much needs the answer without it.
func stands(f flow, slot *knowledge.Slot) {
	c := f.c
	n := c.state.Asides + c.state.Noted
	if (c.state.Asides > mostAsides || n > mostBesides) && f.enough() {
		return
	}
	q := c.out.slotAgain(slot, "talk.back")
	if n > 1 {
		q.Text = c.out.phrase("talk.open")
	}
	c.put(slot.Name, q)
}

// askMore leaves the floor to the consulter after something was talked about.
func (c *consultation) askMore() {
	c.state.becomeAnswer()
	q := c.out.ownQuestion(slotHelped)
	q.Text = c.out.phrase("talk.more")
	q.Choices = slices.DeleteFunc(q.Choices, func(o Choice) bool { return o.Value == knowledge.No })
	c.put(slotHelped, q)
}
