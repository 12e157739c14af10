package knowledge

import "slices"

// How many lines of each kind an urgent answer begins with. Who reads it on a telephone, at night, with a fright, does the next thing
// and telephones; the rest is there for whoever asks for more.
const (
	openingSteps = 3
	openingDoNot = 2
	openingLegal = 2
)

// Opening is what an urgent answer says at first, and Rest what is said to who asks for more. Lines stand in the order of their
// weight in an entry's file, so the first ones are those that do not wait.
type Opening struct {
	Now                 string
	Steps, DoNot, Legal []string
	Rest                struct{ Steps, DoNot, Legal []string }
}

// Opening lays out the entry for a consulter with these facts to whom it is urgent. Where what is to be done now was said already, as
// first aid, it is not said again: then it is the first step that is meant for who did what these
// consulters did, else the first.
func (f *FAQ) Opening(facts Facts, said func(line string) bool) Opening {
	o := Opening{Now: FirstLine(f.Now, facts)}
	steps := LinesFor(f.Steps, facts)
	if len(steps) > 0 && said(o.Now) {
		i := max(0, slices.Index(steps, meantForSome(f.Steps, facts)))
		o.Now = steps[i]
		steps = slices.Delete(steps, i, i+1)
	}
	o.Steps, o.Rest.Steps = cut(steps, openingSteps)
	o.DoNot, o.Rest.DoNot = cut(LinesFor(f.DoNot, facts), openingDoNot)
	o.Legal, o.Rest.Legal = cut(LinesFor(f.Legal, facts), openingLegal)
	return o
}

// meantForSome is the first line that holds and does not hold for everybody, or "".
func meantForSome(lines []Line, facts Facts) string {
	for _, l := range lines {
		if !l.When.Always() && l.When.Holds(facts) {
			return l.Text
		}
	}
	return ""
}

func cut(lines []string, n int) (first, rest []string) {
	n = min(n, len(lines))
	return lines[:n], lines[n:]
}
