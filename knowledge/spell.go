package knowledge

// Speller puts a condition into words for people: each test, and how tests belong together.
type Speller struct {
	Test   func(slot, op string, values []string) string // op is empty where the slot is to be affirmed
	Not    func(x string) string
	And    func(x, y string) string
	Or     func(x, y string) string
	Within func(x string) string // what stands in brackets
}

// Spell is the condition in words; that of what always holds is empty.
func (c Condition) Spell(s Speller) string {
	if c.root == nil {
		return ""
	}
	return c.root.spell(s)
}

func (n affirmed) spell(s Speller) string { return s.Test(n.slot, "", nil) }
func (n compare) spell(s Speller) string  { return s.Test(n.slot, n.op, n.values) }
func (n either) spell(s Speller) string   { return s.Or(n.x.spell(s), n.y.spell(s)) }

func (n not) spell(s Speller) string {
	switch n.x.(type) {
	case both, either:
		return s.Not(s.Within(n.x.spell(s)))
	}
	return s.Not(n.x.spell(s))
}

func (n both) spell(s Speller) string {
	part := func(x node) string {
		if _, loose := x.(either); loose {
			return s.Within(x.spell(s))
		}
		return x.spell(s)
	}
	return s.And(part(n.x), part(n.y))
}
