package dialog

import (
	"strings"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// What is said to the desk while a person is awaited. Most of it has its reply in the voices; what
// the store knows better (how long it takes, that the consulter leaves, which number was given) is
// answered by who keeps it, and here where nobody does.
const (
	waitsWhen        = "queue.when"
	waitsWrongNumber = "queue.wrong-number"
	waitsDropNumber  = "queue.drop-number"
	waitsSolved      = "queue.solved"
	waitsCallMe      = "queue.call"
)

// Waiting is what somebody who waits for a person says to the desk.
type Waiting string

// The kinds of it that concern what is stored.
const (
	AsksWhen    Waiting = "when"   // when they are read, what became of it
	LeavesQueue Waiting = "leaves" // they do not want to wait any more
	WrongNumber Waiting = "wrong"  // how they can be reached was mistaken
	DropsNumber Waiting = "drops"  // how they can be reached is not to be kept
)

// HeardWaiting is what a text by somebody who waits says to the desk, if it is surely that; ""
// where it is anything else.
func HeardWaiting(r reading.Reading, base *knowledge.Base) Waiting {
	v, _ := saidToDesk(r)
	switch {
	case v == nil || tellsDeed(base, r):
	case v.Over:
		return LeavesQueue
	case v.ID == waitsWhen:
		return AsksWhen
	case v.ID == waitsWrongNumber:
		return WrongNumber
	case v.ID == waitsDropNumber:
		return DropsNumber
	}
	return ""
}

// saidToDesk is the voice of who waits that a text is, with the belief in it, or nil: what tells of
// despair or danger, asks for anything else or is long is none.
func saidToDesk(r reading.Reading) (*knowledge.Voice, float64) {
	if r.Length() > reading.ToDesk || grave(r) {
		return nil, 0
	}
	v, belief := r.HeardWhile(knowledge.InQueue)
	if v == nil || belief < voiceWhile {
		return nil, 0
	}
	switch r.Intent {
	case "":
	case reading.WantsHuman: // who is awaited already may be asked to call
		if v.ID != waitsCallMe && !strings.HasPrefix(v.ID, waitsWhen) {
			return nil, 0
		}
	case reading.Thanks, reading.Okay, reading.Bye:
		if !r.Says(reading.QueueSolved) {
			return nil, 0 // no more than thanks
		}
	case reading.Hello, reading.WantsUrgent:
	default:
		return nil, 0 // a wish of its own
	}
	if v.Over && (belief < voiceSurely || r.Says(reading.Question) || r.Bare && r.YesNo != "") {
		return nil, 0
	}
	return v, belief
}

// grave reports whether a text is heard as despair or danger.
func grave(r reading.Reading) bool {
	if r.Intent == reading.Despair || r.Intent == reading.Danger {
		return true
	}
	v := r.Voice
	return v != nil && v.Grave && r.Voiced >= voiceRather
}

// waits answers what is said to the desk while a person is awaited: when, how many are before, call
// me, it is solved. What is asked about the matter has its answer from there.
func (g vigil) waits(r reading.Reading) bool {
	c := g.c
	if c.state.Phase != PhaseHandoff && c.state.Phase != PhaseSymptom || c.state.Ticket == "" || !c.state.Ticketed || c.view().newDeed(r) {
		return false
	}
	v, belief := saidToDesk(r)
	if v == nil && r.Says(reading.QueueSolved) && !r.Asks() && r.Length() <= reading.ToDesk && !grave(r) {
		v = c.world.Base.Voice(waitsSolved)
	}
	if p := c.view().retort(r); v == nil || p.belief > max(belief, heardSurely) && r.Asks() {
		return false
	}
	settings := c.out.settings(c.world.Desk)
	settings["ticket"], settings["time"] = c.state.Ticket, c.out.nextReading()
	lines, ok := v.Reply(settings)
	if !ok {
		return false
	}
	c.note("consulter", r.Text)
	c.out.tell(Plain, strings.Join(lines, "\n"))
	return true
}

// addToTicket takes what is written while a person is awaited: it is kept for who reads it, and
// what is asked has its answer as it had before.
func (f flow) addToTicket(r reading.Reading) {
	c := f.c
	v := c.view()
	p := v.retort(r)
	asks := r.Says(reading.Question)
	if called(f, r) { // who was to be called was: nobody is told to call them again
		return
	}
	c.addWords(r.Text)
	c.learn(r.Facts)
	c.firstAid()
	switch beside := v.elsewhere(r); {
	case p.belief >= heardMiddle, asks && p.belief >= heardRather:
		p.tell(c)
	case asks && f.nameContacts(r):
	case beside != nil:
		beside.tell(c)
	case asks && v.lineNear(r).belief > 0:
		c.say(Plain, "talk.near")
		v.lineNear(r).tell(c)
	case asks:
		c.say(Plain, "human.asked", c.state.Ticket)
	default:
		c.say(Plain, "human.waiting", c.state.Ticket)
	}
}

// tellsTrouble reports whether a text of somebody who waits, of whose matter nothing is known yet,
// tells or asks what is wrong, rather than something about them or the wait.
func tellsTrouble(v view, r reading.Reading) bool {
	switch {
	case r.Match.None:
		return false
	case r.Says(reading.Question):
		return v.newMatter(r) && r.Match.Confidence >= beyondDoubt && strings.HasPrefix(r.Match.Best().Category, "1.")
	case v.newDeed(r), incident(r.Match, sure) && r.Alarmed:
		return true
	}
	return incident(r.Match, beyondDoubt) && !onlyMachines(r.Facts)
}

// onlyMachines reports whether facts say nothing but which machines there are, and who writes.
func onlyMachines(news knowledge.Facts) bool {
	for slot := range news {
		switch slot {
		case knowledge.SlotPCs, knowledge.SlotOS, knowledge.SlotDevice, knowledge.SlotWritingFrom, "since", "role", "contractor":
		default:
			return false
		}
	}
	return len(news) > 0
}
