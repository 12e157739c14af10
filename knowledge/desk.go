package knowledge

// Desk says who the desk is: what consulters may ask about it, and what it is answered from. Everything but Name may be empty.
type Desk struct {
	Name      string
	Phone     string
	Place     string
	Area      string // the prefecture: 大阪府
	URL       string
	Operator  string
	Privacy   string // the page that says what is kept
	Hours     []Hours
	CallsBack bool // staff call who has given a number; else they write here first
	Alone     bool // nobody reads what is handed over: no person is promised
	KeepDays  int  // what was said is erased after so many days without a word; 0: not known
	KeepFacts int  // what was understood of it, the same
	KeepFiles int  // pictures and files

	Notice     string // how what consulters write is treated, in the desk's own words; empty: as the base says it
	NoticeLine string // the same in a line, for who comes the first time
}
