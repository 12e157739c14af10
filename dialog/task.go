package dialog

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/knowledge/reading"
)

// Task is something urgent that the consulter was told to do.
type Task struct {
	Text string    `json:"text"`
	Told time.Time `json:"told"`
	Done time.Time `json:"done,omitzero"` // when the consulter said that it is
	Of   string    `json:"of,omitempty"`  // the message that said so
}

// maxTasks is how many steps are kept in mind: more is not done.
const maxTasks = 8

// open are the steps that are not done, as they were told.
func (m *Matter) open() (out []Task) {
	for _, s := range m.Tasks {
		if s.Done.IsZero() {
			out = append(out, s)
		}
	}
	return out
}

// advise takes a line as a step that is to be done, unless it says what is not to be.
func (m *Matter) advise(line string, now time.Time) {
	known := slices.ContainsFunc(m.Tasks, func(s Task) bool { return s.Text == line })
	if line != "" && !known && !reading.LineForbids.In(line) && len(m.Tasks) < maxTasks {
		m.Tasks = append(m.Tasks, Task{Text: line, Told: now})
	}
}

// tick marks a step as done.
func (m *Matter) tick(text string, now time.Time, message string) {
	m.Tasks = slices.Clone(m.Tasks)
	for i := range m.Tasks {
		if s := &m.Tasks[i]; s.Text == text && s.Done.IsZero() {
			s.Done, s.Of = now, message
		}
	}
}

// untick takes back what a message said to be done.
func (m *Matter) untick(message string) {
	m.Tasks = slices.Clone(m.Tasks)
	for i := range m.Tasks {
		if s := &m.Tasks[i]; message != "" && s.Of == message {
			s.Done, s.Of = time.Time{}, ""
		}
	}
}

// tick marks the steps that a text says are done: those that name all that it names. A step that is
// taken for done and is not does harm: where it is left open which is meant, that is noted for this turn.
func (c *consultation) tick(r reading.Reading) {
	open := c.state.open()
	told := r.Says(reading.Reached) && len(reading.ToldTo(r.Text)) > 0
	if len(open) == 0 || r.Says(reading.Question) || !told && !r.Says(reading.StepDone) && !r.Says(reading.Done) {
		return
	}
	names := r.ContentWords()
	for _, s := range open {
		lacks := func(name string) bool { return !strings.Contains(s.Text, name) }
		if len(names) > 0 && !slices.ContainsFunc(names, lacks) {
			c.state.tick(s.Text, c.world.Now, c.message)
			c.ticked = true
		}
	}
	c.unclear = !c.ticked && !told
}

// slotDone asks which of the steps is done.
const slotDone = "done"

// putDone asks which of the open steps is done, each a button.
func putDone(c *consultation) {
	var choices []Choice
	for i, s := range c.state.Tasks {
		if s.Done.IsZero() {
			first, _, _ := strings.Cut(s.Text, "。")
			choices = append(choices, Choice{Label: clip(first, maxDoneLabel), Value: strconv.Itoa(i)})
		}
	}
	choices = append(choices, Choice{Label: c.out.phrase("done.none"), Value: noMeaning})
	c.put(slotDone, Message{Kind: Asking, Text: c.out.phrase("done.which"), Choices: choices})
}

// maxDoneLabel is how many characters of a step stand on a button.
const maxDoneLabel = 18

// doneChosen takes the button of a step that is done, and names what is still to be done.
func doneChosen(f flow, value string) {
	c := f.c
	c.state.clear()
	if i, err := strconv.Atoi(value); err == nil && i >= 0 && i < len(c.state.Tasks) {
		c.state.tick(c.state.Tasks[i].Text, c.world.Now, c.message)
		c.say(Plain, "done.thanks")
		sayOpen(c)
	}
	f.askOn()
}

// sayOpen names the next step that is still to be done.
func sayOpen(c *consultation) {
	if open := c.state.open(); len(open) > 0 {
		c.say(Plain, "done.next", c.out.line(open[0].Text))
	}
}

// taskLines are the steps that are done, with the time, and those that are not.
func (s speaker) taskLines(m Matter) (done, open []string) {
	for _, step := range m.Tasks {
		if at := step.Done; !at.IsZero() {
			done = append(done, minuteOf(s, at)+" "+step.Text)
		} else {
			open = append(open, step.Text)
		}
	}
	if len(done) == 0 { // what was advised stands in the log
		return nil, nil
	}
	return done, open
}

// tasksOf are the texts of the steps that are done, or that are not, for staff.
func tasksOf(m Matter, done bool) (out []string) {
	for _, s := range m.Tasks {
		if s.Done.IsZero() != done {
			out = append(out, s.Text)
		}
	}
	return out
}
