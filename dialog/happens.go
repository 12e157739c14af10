package dialog

import (
	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// putHappens asks whether what is urgent if it has happened has happened: a wish, a question or a
// denial names it and tells no such thing. What was asked has its reply first.
func putHappens(f flow) {
	c := f.c
	if r := c.read(c.state.Words); r.Says(reading.Question) {
		if p := c.view().retort(r); p.belief >= heardSurely {
			p.tell(c)
		}
	}
	c.putOwn(slotHappens)
}

// happens takes the answer: it is helped now, or told what would be done.
func happens(f flow, value string) {
	c := f.c
	c.save()
	c.state.Happens = value
	c.state.clear()
	f.proceed()
}

// replyToHappens hears a text while that is asked. Who cannot say is helped.
func replyToHappens(t *turn, r reading.Reading) {
	c := t.c
	v := c.view()
	switch p := v.retort(r); {
	case r.YesNo != "":
		t.answered(c.state.sided(r.YesNo))
	case t.flow.explains(r, p):
	case v.knowsNot(r), v.newDeed(r), r.Alarmed && !r.Calm:
		c.learn(r.Facts)
		c.addWords(r.Text)
		t.answered(knowledge.Yes)
	case r.Says(reading.Question) && p.belief >= heardAfter:
		t.flow.talkBack(r, p)
	default:
		c.learn(r.Facts)
		t.answered(knowledge.No)
	}
}
