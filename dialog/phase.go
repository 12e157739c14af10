package dialog

// Phase is where a consultation stands.
type Phase string

const (
	PhaseSymptom  Phase = "symptom"  // waiting to hear what is wrong
	PhaseClarify  Phase = "clarify"  // choosing between likely meanings
	PhaseAsk      Phase = "ask"      // asking for facts
	PhaseAnswer   Phase = "answer"   // the answer was given; did it help?
	PhaseFeedback Phase = "feedback" // it did not; what next?
	PhaseHandoff  Phase = "handoff"  // a person has been asked for
	PhaseDone     Phase = "done"
)

// The phase is written here and nowhere else; a step may pass through several.

func (c *Core) becomeSymptom()  { c.Phase = PhaseSymptom }
func (c *Core) becomeClarify()  { c.Phase = PhaseClarify }
func (c *Core) becomeAsk()      { c.Phase = PhaseAsk }
func (c *Core) becomeAnswer()   { c.Phase = PhaseAnswer }
func (c *Core) becomeFeedback() { c.Phase = PhaseFeedback }
func (c *Core) becomeHandoff()  { c.Phase = PhaseHandoff }
func (c *Core) becomeDone()     { c.Phase = PhaseDone }

// becomeNew forgets the matter and all that was asked about it.
func (c *Core) becomeNew() {
	*c = Core{}
	c.becomeSymptom()
}
