package knowledge

// Senses are what texts are understood with, learnt from a base. All but Match may be nil: then
// nothing is found, near, heard, answered or told.
type Senses struct {
	Match  Matcher
	Follow Finder
	Near   Nearer
	Hear   Hearer
	Answer Answerer
	Tell   Teller
}
