package knowledge

// Answers are wordings with which what is asked is answered, for each value that a slot may hold; those
// of Unknown say that it is not known, and those of NoAnswer are said in the place of an answer. It
// is learnt from them how an answer is told in other words; nobody reads them.
type Answers map[string][]string

// NoAnswer stands in Answers for what is no answer.
const NoAnswer = "none"

// AnyQuestion stands in the place of a slot for what answers no question, whichever is asked: 「時間がない」.
const AnyQuestion = "any"

// Answerer reads a text as the answer to what is asked: the likeliest value of a slot, and the belief
// that the text says so. The value is "" where the text more likely answers nothing.
type Answerer func(slot, text string) (value string, belief float64)
