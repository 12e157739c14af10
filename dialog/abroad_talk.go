package dialog

import (
	"slices"
	"strings"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// What is asked back in another language, after an answer or before one.

// Replies that the flow knows; all others go by the concept that asks for them.
const (
	talkWait   = "wait" // until a person reads it
	talkLong   = "long" // until the money or the account is back
	talkWhom   = "whom" // whom to call: with the numbers
	talkNext   = "next"
	talkDone   = "done"
	talkThanks = "thanks"
	talkHello  = "hello"
)

// most of the replies in one answer, and of the matters offered where it is not clear what is
// meant.
const (
	maxAbroadTalk = 2
	maxAbroadNear = 3
)

// known are the matters that were told, the most pressing first.
func (g guest) known() []*knowledge.Matter {
	return slices.DeleteFunc(slices.Clone(g.c.world.Base.Matters), func(m *knowledge.Matter) bool {
		return m.Show == "" || !strings.Contains(g.c.state.Words, m.Show)
	})
}

// asksOfKnown reports whether something is asked of matters that are all known: who tells them
// again to ask of them has their first aid.
func (g guest) asksOfKnown(matters []*knowledge.Matter, heard reading.Heard) bool {
	known := g.known()
	news := slices.ContainsFunc(matters, func(m *knowledge.Matter) bool { return m.Crisis != "" || !slices.Contains(known, m) })
	return !news && len(g.beside(known, heard)) > 0
}

// beside are the replies to what is asked in the message that tells matters, but for what their
// first aid says: what to do, and whom to call.
func (g guest) beside(matters []*knowledge.Matter, heard reading.Heard) []string {
	if !heard.Asks {
		return nil
	}
	heard.Talk = slices.DeleteFunc(slices.Clone(heard.Talk), func(id string) bool {
		return slices.Contains([]string{talkNext, talkWhom, talkThanks, talkHello, talkDone}, id)
	})
	return g.replies(matters, heard)
}

// replies are the replies to what is asked back, without courtesies where something else is asked.
func (g guest) replies(matters []*knowledge.Matter, heard reading.Heard) []string {
	var out []string
	for _, id := range heard.Talk {
		if id == talkNext && len(heard.Near) > 0 { // "my computer is slow, what can I do?" is something new
			continue
		}
		if id == talkWait && !g.c.state.Ticketed {
			id = talkLong
		}
		courtesy := slices.Contains([]string{talkNext, talkThanks, talkHello}, id)
		if text := g.reply(matters, id); text != "" && len(out) < maxAbroadTalk && !(courtesy && len(out) > 0) {
			out = append(out, text)
		}
	}
	return out
}

// reply is what is said to something asked back: what the most pressing matter has to say to it, or
// what holds for all.
func (g guest) reply(matters []*knowledge.Matter, id string) string {
	l := g.c.out.language
	for _, m := range matters {
		if text := l.Matters[m.ID].Talk[id]; text != "" {
			return text
		}
	}
	return l.Talk[id]
}

// talk answers what tells no matter: something asked back, yes or no, a word for the ticket, or
// what is not understood.
func (g guest) talk(heard reading.Heard, r reading.Reading) {
	c := g.c
	courtesy := heard.Holds(talkHello) || heard.Holds(talkThanks)
	told := c.state.Words != "" || c.state.Ticketed
	if texts := g.replies(g.known(), heard); len(texts) > 0 && !(courtesy && !told && len(heard.Near) > 0) {
		c.state.Missed = 0
		g.answer(texts, told)
		return
	}
	yes, no := slices.Contains(heard.First, "yes"), slices.Contains(heard.First, "no")
	switch short := r.Length() <= reading.Short && !heard.Asks; {
	case c.state.Low > 0:
		if c.state.Low++; c.state.Low%numbersAgain == 0 {
			c.out.add(c.out.referralsAbroad(contactsOf(g.crisis(crisisDespair)), nil, true)...)
		}
		g.askNext("abroad.stay")
	case short && yes && c.state.offers(abroadHuman) && !no:
		g.handOff(Requested)
	case short && no && !yes && c.state.Slot == slotAbroad:
		g.askNext("abroad.more")
	case c.state.Ticketed && !heard.Asks:
		c.addWords(r.Text)
		c.say(Plain, "human.waiting", c.state.Ticket)
	case told:
		g.unknown(heard.Near)
	default:
		g.unclear(heard.Near)
	}
}

// answer says replies, with the numbers to call where they are asked for.
func (g guest) answer(texts []string, told bool) {
	c := g.c
	whom := g.reply(g.known(), talkWhom)
	for _, text := range texts {
		if numbers := g.numbers(); text == whom && len(numbers) > 0 {
			numbers[0].Text = strings.Replace(numbers[0].Text, c.out.phrase("abroad.call"), whom, 1)
			c.out.add(numbers...)
		} else {
			c.out.tell(Plain, text)
		}
	}
	switch {
	case !told:
		g.ask("abroad.which", nil)
	case c.state.Low > 0:
		g.askNext("abroad.stay")
	default:
		g.askNext("abroad.more")
	}
}

// numbers are whom to call in the matters that were told.
func (g guest) numbers() []Message {
	return g.c.out.referralsAbroad(contactsOf(g.known()), nil, g.c.state.Low > 0)
}

// unknown says honestly that a machine has no answer to that, and offers a person. What happened is
// not asked again.
func (g guest) unknown(near []string) {
	c := g.c
	missed := c.state.Missed
	key := "abroad.unknown"
	if missed%2 == 1 {
		key = "abroad.unknown_again"
	}
	if c.out.language.Phrases[key] == "" { // a base stored before there was that phrase
		g.unclear(near)
		return
	}
	g.askNext(key, near...)
	c.state.Missed = missed + 1
}

// unclear asks which it is; what is not understood twice is offered to a person in other words.
func (g guest) unclear(near []string) {
	c := g.c
	missed := c.state.Missed
	key := "abroad.which"
	if missed%2 == 1 {
		key = "abroad.unclear"
	}
	g.ask(key, near)
	c.state.Missed = missed + 1
}
