package dialog

// afterAnswer holds what is done when a button is pressed once the answer had been given, or once nothing had been found.
var afterAnswer = map[string]map[string]func(flow){
	slotHelped: {
		"yes":   func(f flow) { f.c.finish("helped.thanks") },
		"no":    func(f flow) { f.c.stillAsks("next.still") },
		"human": func(f flow) { f.c.handOff(Requested) },
	},
	slotNext: {
		"more":  func(f flow) { f.c.tellMore() },
		"other": flow.ruleOut,
		"human": func(f flow) { f.c.handOff(NotHelped) },
	},
	slotUnsure: {
		"human": func(f flow) { f.c.handOff(Unsure) },
		"contacts": func(f flow) {
			f.c.out.add(f.c.out.nearest(generalHelp...)...)
			f.c.askHelped()
		},
		"again": func(f flow) {
			f.c.state.becomeSymptom() // what was told stays
			f.c.out.sayAsking("unsure.more")
		},
	},
}

// pressed does what was pressed after the answer. Who asks for anything else asks for a person.
func (f flow) pressed(slot, value string) {
	f.c.state.clear()
	if do, ok := afterAnswer[slot][value]; ok {
		do(f)
		return
	}
	f.c.handOff(Requested)
}

// reached goes on after somebody gave how they can be reached: who asks to be called wants a person; else what was asked is asked
// again, and where nothing was there is nothing to say.
func reached(f flow, e Event) {
	c := f.c
	c.note("consulter", e.Text)
	switch {
	case e.Call && !c.state.Ticketed:
		c.firstAid()
		c.handOff(Requested)
	case c.state.Slot != "" || c.state.Phase == PhaseSymptom:
		f.repeat()
	}
}
