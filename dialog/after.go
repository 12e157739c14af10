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
