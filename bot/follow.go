package bot

import (
	"slices"
	"time"

	"madoguchi/bot/calendar"
	"madoguchi/dialog"
	"madoguchi/knowledge"
)

// A consultation does not end with an answer. Who agrees is reminded of the days by which a report
// is due, and asked once, on the third day, whether it is solved. Solved is what the consulter says
// is, and verified once they have not come back with it for a week; silence is neither.

// Following is what comes after a consultation.
type Following struct {
	Asked    time.Time `json:"asked"`             // when the consulter was asked whether they want it
	Agreed   time.Time `json:"agreed,omitzero"`   // when they said so
	FAQ      string    `json:"faq"`               // the matter
	Due      []Due     `json:"due,omitempty"`     // what they are still to be told
	Put      time.Time `json:"put,omitzero"`      // when they were asked whether it is solved
	Solved   time.Time `json:"solved,omitzero"`   // when they said that it is
	Unsolved time.Time `json:"unsolved,omitzero"` // when they said that it is not
	Back     time.Time `json:"back,omitzero"`     // when they came back with it after all
	Verified bool      `json:"verified,omitempty"`
}

// Due is something that the consulter is told on a day.
type Due struct {
	What DueKind   `json:"what"`
	At   time.Time `json:"at"`
	Day  time.Time `json:"day,omitzero"` // the last day of it
}

// DueKind says what.
type DueKind string

const (
	DueFirst  DueKind = "first"  // the first report
	DueFull   DueKind = "full"   // the full one
	DueSolved DueKind = "solved" // is it solved?
	DueVerify DueKind = "verify" // have they come back? Nothing is said.
)

// When things are said, and how long it takes until what is solved is verified.
const (
	followAt     = 10 * time.Hour // of the day
	firstOn      = 3              // the day of the first report's reminder, the day of noticing being the first
	fullBefore   = 3              // days before the full report is due
	solvedOn     = 3              // days after the consultation
	verifiedIn   = 7 * 24 * time.Hour
	followAskFor = 24 * time.Hour // how long the question may be answered
)

// The values of the buttons, which are nothing to the dialog.
const (
	followYes = "follow.yes"
	followNo  = "follow.no"
	solvedYes = "solved.yes"
	solvedNo  = "solved.no"
)

// offerFollowing asks whether the consulter wants to be reminded, and asked, when a matter that is
// worth it has come to its end, and nothing else is asked. It goes with the reply: alone it would
// cost.
func (c *change) offerFollowing(before dialog.Phase, out *dialog.Outcome) {
	s, to := c.Conversation.State, c.Conversation.ReplyTo
	over := s.Phase == dialog.PhaseDone && before != dialog.PhaseDone
	if !over || out.Ask != nil || len(out.Messages) >= MaxMessages || out.Handoff != nil || s.Grave != "" || to.Public || c.Conversation.Ticket != "" || c.language() != nil {
		return
	}
	if f := c.Conversation.Follow; f != nil && f.FAQ == s.FAQ {
		return
	}
	_, duty := dialog.DeadlinesOf(s, c.Dialog(c.edition(s), ""))
	if s.FAQ == "" || !duty && !c.Conversation.Pressing(c.Edition.Base) {
		return
	}
	c.Conversation.Follow = &Following{Asked: c.Now, FAQ: s.FAQ}
	ask := "follow_ask"
	if duty {
		ask = "follow_ask_duty"
	}
	out.Messages = append(slices.Clone(out.Messages), c.asking(ask, followYes, "follow_yes", followNo, "follow_no")...)
}

// asking is a question with two answers.
func (c *change) asking(key string, yes, yesLabel, no, noLabel string) []dialog.Message {
	p := c.Phrases
	return []dialog.Message{{Kind: dialog.Asking, Text: p.Text(key), Choices: []dialog.Choice{{Label: p.Text(yesLabel), Value: yes}, {Label: p.Text(noLabel), Value: no}}}}
}

// following takes the answer to one of the questions. It is false when the event is about something
// else.
func (c *change) following(e InboxEvent) bool {
	f := c.Conversation.Follow
	if f == nil {
		return e.Kind == dialog.Choose && slices.Contains([]string{followYes, followNo, solvedYes, solvedNo}, e.Choice)
	}
	waits := c.Conversation.State.Phase == dialog.PhaseDone
	is := func(value, label string) bool {
		return e.Kind == dialog.Choose && e.Choice == value || e.Kind == dialog.Text && waits && knowledge.Fold(e.Text) == knowledge.Fold(c.Phrases.Text(label))
	}
	next := *f
	next.Due = slices.Clone(f.Due)
	switch {
	case f.Agreed.IsZero() && is(followYes, "follow_yes") && c.Now.Sub(f.Asked) < followAskFor:
		next.Agreed = c.Now
		c.Conversation.Follow = &next
		c.plan(&next)
	case f.Agreed.IsZero() && is(followNo, "follow_no"), c.stopsFollowing(e):
		next.Due = nil
		c.Conversation.Follow = &next
		c.tell(FromBot, c.Phrases.plain("follow_none"), Delivery{})
	case !f.Put.IsZero() && f.Solved.IsZero() && is(solvedYes, "solved_yes"):
		next.Solved, next.Due = c.Now, append(next.Due, Due{What: DueVerify, At: c.Now.Add(verifiedIn)})
		c.Conversation.Follow = &next
		c.remind(c.Now.Add(verifiedIn), TimerFollow, string(DueVerify))
		c.Outcomes = append(c.Outcomes, OutcomeSolved)
		c.tell(FromBot, c.Phrases.plain("solved_thanks"), Delivery{})
	case !f.Put.IsZero() && is(solvedNo, "solved_no"):
		next.Unsolved = c.Now
		c.Conversation.Follow = &next
		c.Outcomes = append(c.Outcomes, OutcomeUnsolved)
		c.tell(FromBot, c.Phrases.plain("solved_go_on"), Delivery{})
	case e.Kind == dialog.Choose && slices.Contains([]string{followYes, solvedYes}, e.Choice): // pressed again, or too late
	default:
		return false
	}
	return true
}

// stopsFollowing reports whether the consulter wants to hear no more.
func (c *change) stopsFollowing(e InboxEvent) bool {
	return e.Kind == dialog.Choose && e.Choice == followNo ||
		e.Kind == dialog.Text && knowledge.Fold(e.Text) == knowledge.Fold(c.Phrases.Text("follow_stop"))
}

// plan sets down what the consulter is to be told when, and says so.
func (c *change) plan(f *Following) {
	at := func(day time.Time) time.Time {
		day = c.Calendar.In(day)
		return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, day.Location()).Add(followAt)
	}
	add := func(what DueKind, on, last time.Time) {
		if !on.After(c.Now) { // it is late already: as soon as is kind
			on = at(c.Now.AddDate(0, 0, 1))
		}
		if last.IsZero() || on.Before(at(last).Add(24*time.Hour-followAt)) {
			f.Due = append(f.Due, Due{what, on, last})
			c.remind(on, TimerFollow, string(what))
		}
	}
	text := ""
	if d, ok := dialog.DeadlinesOf(c.Conversation.State, c.Dialog(c.edition(c.Conversation.State), "")); ok {
		add(DueFirst, at(d.Noticed.AddDate(0, 0, firstOn-1)), d.First)
		add(DueFull, at(d.Full.AddDate(0, 0, -fullBefore)), d.Full)
	}
	add(DueSolved, at(c.Now.AddDate(0, 0, solvedOn)), time.Time{})
	for _, due := range f.Due {
		text += "\n" + c.Phrases.Text("follow_on_"+string(due.What), c.day(due.At))
	}
	planned := dialog.Message{Kind: dialog.Plain, Text: c.Phrases.Text("follow_planned", text)}
	if slices.ContainsFunc(f.Due, func(d Due) bool { return !d.Day.IsZero() }) { // there are days to put into a calendar
		if m, err := c.linked(planned.Text+"\n"+c.Phrases.Text("pass_dates"), c.Phrases.Text("pass_dates_label"), PassDates, datesPassFor); err == nil {
			planned = m
		}
	}
	c.tell(FromBot, []dialog.Message{planned}, Delivery{})
}

// Days are by when the law wants reports, for a calendar. None of the consulter's words stand in
// them. id tells this conversation's from others'.
func (p Phrases) Days(id, desk string, d dialog.Deadlines) []calendar.Day {
	about := desk + "\n" + p.Text("ics_about")
	return []calendar.Day{
		{ID: id + "-first", Name: p.Text("ics_first"), About: about, On: d.First},
		{ID: id + "-full", Name: p.Text("ics_full"), About: about, On: d.Full},
	}
}

// day is a date as one says it.
func (c *change) day(at time.Time) string {
	at = c.Calendar.In(at)
	return c.Phrases.Text("follow_day", int(at.Month()), at.Day())
}

// followDue tells what is due, if it still is.
func (c *change) followDue(what DueKind) error {
	f := c.Conversation.Follow
	if f == nil {
		return nil
	}
	i := slices.IndexFunc(f.Due, func(d Due) bool { return d.What == what && !d.At.After(c.Now) })
	if i < 0 {
		return nil
	}
	due, next := f.Due[i], *f
	next.Due = slices.Delete(slices.Clone(f.Due), i, i+1)
	c.Conversation.Follow = &next
	if what == DueVerify {
		if next.Back.IsZero() {
			next.Verified = true
			c.Outcomes = append(c.Outcomes, OutcomeVerified)
		}
		c.audit("a matter that was solved was looked at again")
		return nil
	}
	t, err := c.ticket(c.Conversation.Ticket)
	switch {
	case err != nil:
		return err
	case what != DueSolved:
		c.tell(FromBot, c.Phrases.plain("follow_"+string(what), c.day(due.Day)), Delivery{})
	case t != nil: // staff are at it, and ask themselves
		c.audit("the consulter was not asked whether it is solved: staff are at it")
	default:
		next.Put = c.Now
		c.tell(FromBot, c.asking("solved_ask", solvedYes, "solved_yes", solvedNo, "solved_no"), Delivery{})
	}
	return nil
}

// cameBack notes that a consulter goes on with what they had said to be solved.
func (c *change) cameBack() {
	f, s := c.Conversation.Follow, c.Conversation.State
	if f == nil || f.Solved.IsZero() || f.Verified || !f.Back.IsZero() || s.FAQ != f.FAQ || s.Phase == dialog.PhaseDone || c.Now.Sub(f.Solved) > verifiedIn {
		return
	}
	next := *f
	next.Back = c.Now
	c.Conversation.Follow = &next
	c.Outcomes = append(c.Outcomes, OutcomeBack)
}

// What became of consultations, for the figures.
const (
	OutcomeContained = "contained" // it came to its end without a person
	OutcomeSolved    = "solved"    // the consulter says that it is solved
	OutcomeUnsolved  = "unsolved"  // that it is not
	OutcomeBack      = "came_back" // they came back with it within a week
	OutcomeVerified  = "verified"  // they did not
)

// ended counts a consultation that came to its end without a person.
func (c *change) ended(before dialog.Phase) {
	if s := c.Conversation.State; s.Phase == dialog.PhaseDone && before != dialog.PhaseDone && s.FAQ != "" && s.Ticket == "" {
		c.Outcomes = append(c.Outcomes, OutcomeContained)
	}
}
