package bot

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"madoguchi/bot/calendar"
	"madoguchi/dialog"
	"madoguchi/knowledge"
)

// Whoever is on call hears by mail of what does not wait: an urgent ticket while nobody is at the
// desk, and any ticket that the desk's platform does not show. One after the other is called until
// somebody takes it, and nobody oftener than they can bear. A mail holds no consulter's word.

// MailChannel is the channel on which staff are written to.
const MailChannel Channel = "mail"

// MailAddress is a ReplyTo.Address of it.
type MailAddress struct {
	To string `json:"to"`
}

// Quiet limits: the next in the rota is called when the one before has not taken a ticket for
// callNext; whoever was called to a ticket is called to it once more, after callAgain; nobody gets
// two mails within callPause, nor more than maxCalls in a night.
const (
	callNext   = 15 * time.Minute
	callAgain  = time.Hour
	callRounds = 2
	callPause  = 5 * time.Minute
	maxCalls   = 8
	aNight     = 16 * time.Hour // from five in the evening till nine
)

// Summons is a mail that somebody was sent about tickets.
type Summons struct {
	To      string    `json:"to"` // their name in the rota
	At      time.Time `json:"at"`
	Tickets []string  `json:"tickets"`
}

// mails reports whether there is somebody to write to, and a way.
func (w World) mails() bool { return w.Rota != nil && w.Channels[MailChannel].Sends }

// wakes reports whether somebody is to be called now: it is urgent and nobody is at the desk.
func (w World) wakes(t Ticket) bool { return t.Urgency == knowledge.High && !w.Calendar.Open(w.Now) }

// rings reports whether somebody will be called to a ticket that is opened now, and the consulter
// can be told so.
func (c *change) rings(u knowledge.Urgency) bool {
	reachable := slices.ContainsFunc(c.Rota.At(c.Now), func(p calendar.Person) bool { return p.Mail != "" })
	return c.mails() && reachable && c.language() == nil && c.wakes(Ticket{Urgency: u})
}

// wake has somebody called, if that is wanted, and reports whether it is.
func (c *change) wake(t *Ticket) bool {
	wanted := c.wakes(*t)
	if wanted {
		c.callOut(t.Number, c.Now)
	}
	return wanted
}

// callOut has whoever is on call called to a ticket, if that is wanted by then.
func (c *change) callOut(number string, at time.Time) {
	if c.mails() {
		c.Timers = append(c.Timers, Timer{At: at, Conversation: TheDesk, Kind: TimerCall, Ref: number})
	}
}

// summon calls the next in the rota to a ticket, together with all others that want somebody. It is
// the desk's own conversation that knows who was called.
func (c *change) summon(number string) error {
	t, err := c.look.Ticket(number)
	if err != nil || t == nil || !c.calls(*t) {
		return err
	}
	c.Conversation.Summons = slices.DeleteFunc(slices.Clone(c.Conversation.Summons), func(s Summons) bool { return c.Now.Sub(s.At) > aNight })
	if c.idle(*t) { // nobody is woken for what is not urgent
		c.callOut(number, c.Calendar.NextReading(c.Now))
		return nil
	}
	if last := c.lastSummons(func(s Summons) bool { return slices.Contains(s.Tickets, number) }); c.Now.Sub(last) < callNext {
		c.callOut(number, last.Add(callNext))
		return nil
	}
	who, after := c.next(number)
	switch {
	case who == nil && after.IsZero(): // all were called
		return nil
	case who == nil:
		c.callOut(number, after)
		return nil
	}
	tickets, err := c.calling(*t)
	if err != nil {
		return err
	}
	c.mail(*who, tickets)
	c.callOut(number, c.Now.Add(callNext))
	return nil
}

// calls reports whether somebody is to be called to a ticket: nobody has it, and nobody sees it.
func (w World) calls(t Ticket) bool {
	whose, _ := t.Turn()
	return whose == DesksTurn && !t.Held() && (w.wakes(t) || t.hidden())
}

// hidden reports whether the desk's platform does not show a ticket.
func (t Ticket) hidden() bool { return t.Unseen && t.Shown.IsZero() }

// idle reports whether a ticket can wait until the desk opens.
func (w World) idle(t Ticket) bool { return t.Urgency != knowledge.High && !w.Calendar.Open(w.Now) }

// next is who is called next to a ticket; nil: nobody, or nobody before a time.
func (c *change) next(number string) (who *calendar.Person, after time.Time) {
	rota := c.Rota.At(c.Now)
	if len(rota) == 0 && c.Calendar.Open(c.Now) { // all are at work, and see nothing
		rota = c.Rota.All()
	}
	for round := range callRounds {
		for _, p := range rota {
			all, here := c.called(p, number)
			if p.Mail == "" || all >= maxCalls || here != round {
				continue
			}
			free := c.lastSummons(func(s Summons) bool { return s.To == p.Name }).Add(callPause)
			if again := c.lastSummons(func(s Summons) bool { return s.To == p.Name && slices.Contains(s.Tickets, number) }).Add(callAgain); here > 0 && again.After(free) {
				free = again
			}
			if !free.After(c.Now) {
				return &p, time.Time{}
			}
			if after.IsZero() || free.Before(after) {
				after = free
			}
		}
		if !after.IsZero() {
			break
		}
	}
	return nil, after
}

// called is how often somebody was called this night, and to one ticket.
func (c *change) called(p calendar.Person, number string) (all, here int) {
	for _, s := range c.Conversation.Summons {
		if s.To != p.Name {
			continue
		}
		all++
		if slices.Contains(s.Tickets, number) {
			here++
		}
	}
	return all, here
}

// lastSummons is when somebody was last called of those that are meant.
func (c *change) lastSummons(meant func(Summons) bool) (last time.Time) {
	for _, s := range c.Conversation.Summons {
		if meant(s) && s.At.After(last) {
			last = s.At
		}
	}
	return last
}

// calling are a ticket and all others that want somebody now.
func (c *change) calling(t Ticket) ([]Ticket, error) {
	open, err := c.look.OpenTickets()
	if err != nil {
		return nil, err
	}
	out := []Ticket{t}
	for _, o := range open {
		if o.Number != t.Number && c.calls(o) && !c.idle(o) {
			out = append(out, o)
		}
	}
	return out, nil
}

// mail writes to somebody of tickets: their numbers, how urgent, since when, where to read them.
func (c *change) mail(to calendar.Person, tickets []Ticket) {
	urgent := slices.ContainsFunc(tickets, func(t Ticket) bool { return t.Urgency == knowledge.High })
	hidden := slices.ContainsFunc(tickets, Ticket.hidden)
	degree := func(high bool) string {
		if high {
			return c.Phrases.Text("mail_urgent")
		}
		return c.Phrases.Text("mail_normal")
	}
	summons := Summons{To: to.Name, At: c.Now}
	lines := []string{c.Phrases.Text("mail_head", c.Desk.Name)}
	for _, t := range tickets {
		_, since := t.Turn()
		summons.Tickets = append(summons.Tickets, t.Number)
		lines = append(lines, c.Phrases.Text("mail_line", t.Number, degree(t.Urgency == knowledge.High), c.age(since)))
		if c.Console != "" {
			lines = append(lines, c.Console+"/tickets/"+t.Number)
		}
	}
	if hidden {
		lines = append(lines, "", c.Phrases.Text("mail_hidden"))
	}
	lines = append(lines, "", c.Phrases.Text("mail_foot"))
	subject := c.Phrases.Text("mail_subject", degree(urgent), strings.Join(summons.Tickets, c.Phrases.Text("brief_and")))
	c.Conversation.Summons = append(c.Conversation.Summons, summons)
	c.audit("called " + to.Name + " to " + strings.Join(summons.Tickets, " "))
	c.send(to, subject, strings.Join(lines, "\n"), summons.Tickets[0])
}

// send leaves a mail to be sent.
func (c *change) send(to calendar.Person, subject, body, ticket string) {
	address, err := json.Marshal(MailAddress{to.Mail})
	if err != nil {
		return // a string is always one
	}
	c.Conversation.Out++
	c.Deliveries = append(c.Deliveries, Delivery{
		N: c.Conversation.Out, Conversation: c.Conversation.ID, Created: c.Now, Urgent: true, Ticket: ticket,
		ReplyTo: ReplyTo{Channel: MailChannel, Address: address}, Messages: []dialog.Message{{Kind: dialog.Plain, Text: subject}, {Kind: dialog.Plain, Text: body}},
	})
}
