package knowledge

// Pairs are the pairs of neighbouring characters of a text, folded: by them two texts are seen to be
// alike wherever their words begin and end.
type Pairs map[string]bool

// PairsOf are those of a text.
func PairsOf(text string) Pairs {
	out := Pairs{}
	r := []rune(Fold(text))
	for i := range len(r) - 1 {
		out[string(r[i:i+2])] = true
	}
	return out
}

// In is which share of the pairs another text has, too.
func (p Pairs) In(o Pairs) float64 {
	return float64(p.both(o)) / float64(max(1, len(p)))
}

// Like is which share of the pairs of two texts both have.
func (p Pairs) Like(o Pairs) float64 {
	return float64(2*p.both(o)) / float64(len(p)+len(o)+1)
}

func (p Pairs) both(o Pairs) (n int) {
	for pair := range p {
		if o[pair] {
			n++
		}
	}
	return n
}
