package knowledge

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Condition is an expression over facts, such as `paid`, `os in [windows7, windows10]` or `pcs >= 2 and not backup`.
// The zero Condition always holds.
//
//	slot             affirmed: answered with something other than "no" or 「分からない」
//	not X            X does not hold
//	slot == value    slot != value    slot in [value, value]    slot >= 2  (also > < <=, for numbers)
//	X and Y          X or Y           (X)
//
// A comparison with a slot that is not known is false, != included. Where a slot holds several values, == and in are true of any of
// them.
type Condition struct {
	text string
	root node
}

// ParseCondition reads an expression. An empty text is the Condition that always holds.
func ParseCondition(text string) (Condition, error) {
	if strings.TrimSpace(text) == "" {
		return Condition{}, nil
	}
	p := parser{words: conditionWords(text)}
	root, err := p.or()
	if err == nil && p.peek() != "" {
		err = fmt.Errorf("unexpected %q", p.peek())
	}
	if err != nil {
		return Condition{}, fmt.Errorf("condition %q: %w", text, err)
	}
	return Condition{text: text, root: root}, nil
}

// Holds evaluates the condition.
func (c Condition) Holds(f Facts) bool { return c.root == nil || c.root.holds(f) }

// Always reports whether the condition is the one that always holds.
func (c Condition) Always() bool { return c.root == nil }

// String returns the expression as it was written.
func (c Condition) String() string { return c.text }

// Tests returns every slot named with the values it is compared to (none for a bare slot).
func (c Condition) Tests() map[string][]string {
	out := map[string][]string{}
	if c.root != nil {
		c.root.walk(func(slot string, values []string) { out[slot] = append(out[slot], values...) })
	}
	return out
}

// UnmarshalText reads the condition from a data file.
func (c *Condition) UnmarshalText(b []byte) (err error) {
	*c, err = ParseCondition(string(b))
	return err
}

// UnmarshalYAML reads the same at once; see yamlText.
func (c *Condition) UnmarshalYAML(unmarshal func(any) error) error { return yamlText(unmarshal, c) }

// MarshalText writes the condition as it was read.
func (c Condition) MarshalText() ([]byte, error) { return []byte(c.text), nil }

type node interface {
	holds(Facts) bool
	walk(func(slot string, values []string))
	spell(Speller) string
}

type (
	affirmed struct{ slot string }
	not      struct{ x node }
	both     struct{ x, y node }
	either   struct{ x, y node }
	compare  struct {
		slot, op string
		values   []string
	}
)

func (n affirmed) holds(f Facts) bool { return f.Has(n.slot) }
func (n not) holds(f Facts) bool      { return !n.x.holds(f) }
func (n both) holds(f Facts) bool     { return n.x.holds(f) && n.y.holds(f) }
func (n either) holds(f Facts) bool   { return n.x.holds(f) || n.y.holds(f) }

func (n compare) holds(f Facts) bool {
	if !f.Known(n.slot) {
		return false
	}
	one := slices.ContainsFunc(f.Values(n.slot), func(v string) bool { return slices.Contains(n.values, v) })
	switch n.op {
	case "==", "in":
		return one
	case "!=":
		return !one
	}
	have, ok := f.Number(n.slot)
	want, err := strconv.Atoi(n.values[0])
	if !ok || err != nil {
		return false
	}
	switch n.op {
	case ">=":
		return have >= want
	case "<=":
		return have <= want
	case ">":
		return have > want
	default:
		return have < want
	}
}

func (n affirmed) walk(f func(string, []string)) { f(n.slot, nil) }
func (n not) walk(f func(string, []string))      { n.x.walk(f) }
func (n both) walk(f func(string, []string))     { n.x.walk(f); n.y.walk(f) }
func (n either) walk(f func(string, []string))   { n.x.walk(f); n.y.walk(f) }
func (n compare) walk(f func(string, []string))  { f(n.slot, n.values) }

// spaced puts room around everything in an expression that is no word. Of two that begin alike the longer stands first.
var spaced = strings.NewReplacer(
	"(", " ( ", ")", " ) ", "[", " [ ", "]", " ] ", ",", " , ",
	"==", " == ", "!=", " != ", ">=", " >= ", "<=", " <= ", ">", " > ", "<", " < ",
)

// conditionWords cuts an expression into names, operators and brackets.
func conditionWords(text string) []string { return strings.Fields(spaced.Replace(text)) }

// maxConditionDepth bounds brackets and nots, so that a hostile file cannot exhaust the stack.
const maxConditionDepth = 50

type parser struct {
	words []string
	depth int
}

func (p *parser) peek() string {
	if len(p.words) == 0 {
		return ""
	}
	return p.words[0]
}

func (p *parser) next() string {
	w := p.peek()
	if w != "" {
		p.words = p.words[1:]
	}
	return w
}

func (p *parser) or() (node, error) {
	x, err := p.and()
	for err == nil && p.peek() == "or" {
		p.next()
		var y node
		if y, err = p.and(); err == nil {
			x = either{x, y}
		}
	}
	return x, err
}

func (p *parser) and() (node, error) {
	x, err := p.term()
	for err == nil && p.peek() == "and" {
		p.next()
		var y node
		if y, err = p.term(); err == nil {
			x = both{x, y}
		}
	}
	return x, err
}

func (p *parser) term() (node, error) {
	if p.depth++; p.depth > maxConditionDepth {
		return nil, fmt.Errorf("nested too deeply")
	}
	defer func() { p.depth-- }()
	switch w := p.next(); {
	case w == "not":
		x, err := p.term()
		return not{x}, err
	case w == "(":
		x, err := p.or()
		if err == nil && p.next() != ")" {
			err = fmt.Errorf("a ( is not closed")
		}
		return x, err
	case isSlotName(w):
		return p.comparison(w)
	case w == "":
		return nil, fmt.Errorf("ends where a slot was expected")
	default:
		return nil, fmt.Errorf("%q is no slot", w)
	}
}

func (p *parser) comparison(slot string) (node, error) {
	switch op := p.peek(); op {
	case "==", "!=", ">=", "<=", ">", "<":
		p.next()
		v := p.next()
		if !isValue(v) {
			return nil, fmt.Errorf("%s %s lacks a value", slot, op)
		}
		if _, err := strconv.Atoi(v); err != nil && op[0] != '=' && op[0] != '!' {
			return nil, fmt.Errorf("%s %s needs a number, not %q", slot, op, v)
		}
		return compare{slot, op, []string{v}}, nil
	case "in":
		p.next()
		values, err := p.list()
		return compare{slot, op, values}, err
	default:
		return affirmed{slot}, nil
	}
}

func (p *parser) list() ([]string, error) {
	if p.next() != "[" {
		return nil, fmt.Errorf("in needs a list such as [a, b]")
	}
	var out []string
	for {
		v := p.next()
		if !isValue(v) {
			return nil, fmt.Errorf("a list holds %q", v)
		}
		out = append(out, v)
		switch p.next() {
		case ",":
		case "]":
			return out, nil
		default:
			return nil, fmt.Errorf("a [ is not closed")
		}
	}
}

func isSlotName(w string) bool {
	switch w {
	case "", "and", "or", "not", "in":
		return false
	}
	return strings.Trim(w, "abcdefghijklmnopqrstuvwxyz_") == ""
}

func isValue(w string) bool {
	return w != "" && strings.Trim(w, "abcdefghijklmnopqrstuvwxyz0123456789_.-") == ""
}
