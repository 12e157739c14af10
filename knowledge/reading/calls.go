package reading

import "madoguchi/knowledge"

// knowCalls marks the sentences whose call is one with somebody who does no harm: a bank or the
// police that one rings oneself, customers who ring. To hang up, or to say what was told, would be
// wrong there. Who says to be from the bank and rings may be anybody: that is none.
func knowCalls(text string, sentences []Sentence) {
	suspect := suspectCall.says(text)
	known := false
	for i := range sentences {
		s := &sentences[i]
		switch {
		case ownCall.says(s.Text):
			s.known = true
		case suspect:
		case knownCall.says(s.Text), callWaits.says(s.Text), helperCall.says(s.Text):
			s.known = true
		default:
			s.known = known // who was named before is meant still: 銀行に電話しました。いま話し中です
		}
		known = known || s.known
	}
}

// ofCall reports whether a fact tells of a call.
func ofCall(slot, value string) bool {
	return slot == "called" || slot == knowledge.SlotDid && value == "on_phone"
}
