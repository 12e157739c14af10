package dialog

import (
	"slices"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// roleEmergency is the role of the number for danger that is there now: nobody is sent there for
// being next.
const roleEmergency = "police-now"

// called takes the news that somebody has been called or told who was to be: it is thanked for, and
// the next one to be called is named. It reports whether that was the news.
func called(f flow, r reading.Reading) bool {
	c := f.c
	if c.entry() == nil || !r.Says(reading.Reached) || r.Says(reading.Question) && !r.AsksOnlyNext() {
		return false
	}
	near, far := c.out.entryReferrals(c.entry(), c.state.Facts)
	all := slices.Concat(near, far)
	reached := slices.ContainsFunc(all, func(x Referral) bool { return r.Names(x.Name) })
	if !reached {
		return false
	}
	c.save()
	c.learn(r.Stated)
	var left []Referral
	for _, x := range all {
		switch {
		case r.Names(x.Name) && !slices.Contains(c.state.Called, x.ID):
			c.state.Called = append(slices.Clone(c.state.Called), x.ID)
		case !slices.Contains(c.state.Called, x.ID) && c.world.Base.Contact(x.ID).Role != roleEmergency:
			left = append(left, x)
		}
	}
	c.say(Plain, "called.thanks")
	c.firstAid()
	if c.state.Answered && len(left) > 0 && left[0].Phone != "" {
		c.say(Plain, "called.next")
		c.out.add(c.out.referralSheet(left[:1]))
	}
	c.because("was told whom they reached")
	f.askOn()
	return true
}

// followed takes 「切りました」, said of the first aid while something else is asked: what was advised
// is done.
func (f flow) followed(r reading.Reading) bool {
	c := f.c
	if len(c.state.Aid)+len(c.state.Flags) == 0 || !r.Says(reading.Done) {
		return false
	}
	c.save()
	if r.Says(reading.CutOff) && cutNetwork(c, r) && !c.state.Facts.Answered("network") {
		c.learn(knowledge.Facts{"network": "disconnected"})
	}
	c.say(Plain, "aid.done")
	f.repeat()
	return true
}

// cutNetwork reports whether what somebody says they cut off is the network: what they name, else the
// one thing that they were told to cut.
func cutNetwork(c *consultation, r reading.Reading) bool {
	if r.Says(reading.LineCutsNet) {
		return true
	}
	net, call := false, c.state.Facts.Is("did", "on_phone") || c.state.Slot == "called"
	for _, s := range c.state.Tasks {
		net, call = net || reading.LineCutsNet.In(s.Text), call || reading.LineCutsCall.In(s.Text)
	}
	return net && !call
}

// stepDone takes the news that a step has been done: it is thanked for, never ordered again. What
// the desk surely has to say of just that step, p, is said behind. It reports whether that was the
// news.
func stepDone(f flow, r reading.Reading, p retort) bool {
	c := f.c
	if c.entry() == nil || !r.Says(reading.StepDone) || r.Says(reading.Question) || c.view().newDeed(r) {
		return false
	}
	c.say(Plain, "done.thanks")
	if p.belief >= beyondDoubt {
		f.talkBack(r, p)
		return true
	}
	c.save()
	c.learn(r.Stated)
	c.firstAid()
	c.because("was told that a step is done")
	switch {
	case c.unclear && c.state.Answered && c.state.Phase != PhaseHandoff:
		putDone(c)
		return true
	case c.ticked && !c.out.urges():
		sayOpen(c)
	}
	f.askOn()
	return true
}

// deniesPart takes the news that something in particular was not given away, where something else
// was: 「暗証番号は言ってない」 after a card number. It takes nothing back.
func deniesPart(f flow, r reading.Reading) bool {
	c := f.c
	if r.Says(reading.Question) || r.Length() > reading.ShortNews || len(r.Stated) > 1 {
		return false
	}
	for slot, gone := range r.Denied {
		if gone == knowledge.Yes || !c.state.Facts.Has(slot) || len(r.Stated) == 1 && !r.Stated.Is(slot, knowledge.No) {
			continue
		}
		c.say(Plain, "denied.part")
		c.because("was told that it was not all")
		f.askOn()
		return true
	}
	return false
}

// introduces reports whether what a text says is about whoever writes, and no more: 「うちは印刷屋です」.
func introduces(r reading.Reading) bool {
	return r.Says(reading.Introduces) && !r.Says(reading.Question) && r.Length() <= reading.ShortNews
}
