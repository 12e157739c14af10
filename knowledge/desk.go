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
	KeepDays  int  // a conversation is erased after so many days without a word; 0: not known
}
