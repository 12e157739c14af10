package dialog_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"math"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"madoguchi/knowledge"
)

var relearn = flag.Bool("relearn", false, "with -update: pin what the conversations' words are understood as anew")

// pins is what the words of the conversations in testdata/dialogs were understood as when they were
// written: what is learnt changes with each example and each sentence of the base, and would rewrite
// conversations that test the flow and have nothing to do with it. A pin that names something the
// base no longer has is understood anew, and so is what has no pin yet; -update writes those down.
// The conversations in testdata/dialogs/trained run on what is learnt today.
type pins struct {
	base *knowledge.Base
	asks knowledge.Senses // what is learnt today
	mu   sync.Mutex
	of   map[string]pin // by what was asked
	used map[string]pin
}

// pinnedFile holds a pin a line.
const pinnedFile = "../testdata/dialogs/understood.jsonl"

// pin is what one of the senses said: [sense, what it was asked, …] and [what it said, belief], the
// likeliest first.
type pin struct {
	Asked []string `json:"asked"`
	Said  []belief `json:"said,omitempty"`
	Sure  float64  `json:"sure,omitempty"`
	None  bool     `json:"none,omitempty"`
}

type belief struct {
	In    string  `json:"in"`
	Score float64 `json:"score"`
}

// likeliest is how many guesses a pin keeps.
const likeliest = 8

var pinned = sync.OnceValue(func() *pins {
	d := advisor()
	p := &pins{base: d.Base, asks: d.Senses, of: map[string]pin{}, used: map[string]pin{}}
	data, err := os.ReadFile(pinnedFile)
	if err != nil && !os.IsNotExist(err) {
		panic(err)
	}
	for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan() && !*relearn; {
		var one pin
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			panic(pinnedFile + ": " + err.Error())
		}
		p.of[one.key()] = one
	}
	return p
})

func (p pin) key() string { return strings.Join(p.Asked, "\x00") }

// desk is the tests' desk with the pins for senses.
func (p *pins) desk() desk {
	return desk{p.base, knowledge.Senses{Match: p.match, Follow: p.follow, Near: p.near, Hear: p.hear, Answer: p.answer}}
}

// get returns the pin of what is asked, or what learn says of it now.
func (p *pins) get(asked []string, stands func(string) bool, learn func() pin) pin {
	p.mu.Lock()
	defer p.mu.Unlock()
	key := pin{Asked: asked}.key()
	one, ok := p.of[key]
	if !ok || slices.ContainsFunc(one.Said, func(b belief) bool { return !stands(b.In) }) {
		one = learn()
		one.Asked = asked
		one.Said = one.Said[:min(len(one.Said), likeliest)]
		for i := range one.Said {
			one.Said[i].Score = rounded(one.Said[i].Score)
		}
		p.of[key] = one
	}
	p.used[key] = one
	return one
}

func rounded(x float64) float64 { return math.Round(x*1000) / 1000 }

func (p *pins) match(text string) knowledge.Match {
	entry := func(id string) bool { return p.base.FAQ(id) != nil }
	one := p.get([]string{"match", text}, entry, func() pin {
		m := p.asks.Match(text)
		said := make([]belief, len(m.Candidates))
		for i, c := range m.Candidates {
			said[i] = belief{c.FAQ, c.Score}
		}
		return pin{Said: said, Sure: rounded(m.Confidence), None: m.None}
	})
	m := knowledge.Match{Confidence: one.Sure, None: one.None}
	for _, b := range one.Said {
		m.Candidates = append(m.Candidates, knowledge.Candidate{FAQ: b.In, Category: p.base.FAQ(b.In).Category, Score: b.Score})
	}
	return m
}

func (p *pins) follow(entry, text string) []knowledge.Found {
	// A follow-up is known by the first of its wordings, with "*" before where it may follow any answer.
	find := func(name string) (knowledge.Found, bool) {
		of, first := entry, name
		if rest, any := strings.CutPrefix(name, "*"); any {
			of, first = "", rest
		}
		n := slices.IndexFunc(p.base.Followups[of], func(f knowledge.Followup) bool { return f.Ask[0] == first })
		if n < 0 {
			return knowledge.Found{}, false
		}
		return knowledge.Found{Entry: of, N: n, Intent: p.base.Followups[of][n].Intent}, true
	}
	stands := func(name string) bool { _, ok := find(name); return ok }
	one := p.get([]string{"follow", entry, text}, stands, func() pin {
		var said []belief
		for _, f := range p.asks.Follow(entry, text) {
			name := p.base.Followups[f.Entry][f.N].Ask[0]
			if f.Entry == "" && entry != "" {
				name = "*" + name
			}
			said = append(said, belief{name, f.Score})
		}
		return pin{Said: said}
	})
	var out []knowledge.Found
	for _, b := range one.Said {
		f, _ := find(b.In)
		f.Score = b.Score
		out = append(out, f)
	}
	return out
}

func (p *pins) near(text string, lines []string) (int, float64) {
	among := func(line string) bool { return slices.Contains(lines, line) }
	one := p.get([]string{"near", text, strings.Join(lines, "|")}, among, func() pin {
		n, near := p.asks.Near(text, lines)
		if n < 0 {
			return pin{}
		}
		return pin{Said: []belief{{lines[n], near}}}
	})
	if len(one.Said) == 0 {
		return -1, 0
	}
	return slices.Index(lines, one.Said[0].In), one.Said[0].Score
}

func (p *pins) hear(while knowledge.Span, text string) (*knowledge.Voice, float64) {
	voice := func(id string) *knowledge.Voice {
		i := slices.IndexFunc(p.base.Voices, func(v *knowledge.Voice) bool { return v.ID == id })
		if i < 0 {
			return nil
		}
		return p.base.Voices[i]
	}
	one := p.get(hearing(while, text), func(id string) bool { return voice(id) != nil }, func() pin {
		v, sure := p.asks.Hear(while, text)
		if v == nil {
			return pin{}
		}
		return pin{Said: []belief{{v.ID, sure}}}
	})
	if len(one.Said) == 0 {
		return nil, 0
	}
	return voice(one.Said[0].In), one.Said[0].Score
}

// hearing names what is asked of the hearer.
func hearing(while knowledge.Span, text string) []string {
	if while == "" {
		return []string{"hear", text}
	}
	return []string{"hear", text, string(while)}
}

func (p *pins) answer(slot, text string) (string, float64) {
	value := func(v string) bool { return v == "" || p.base.Slot(slot) != nil }
	one := p.get([]string{"answer", slot, text}, value, func() pin {
		v, sure := p.asks.Answer(slot, text)
		return pin{Said: []belief{{v, sure}}}
	})
	return one.Said[0].In, one.Said[0].Score
}

// write keeps the pins that were asked for, in an order that shows in a diff what changed.
func (p *pins) write(t *testing.T) {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	keys := make([]string, 0, len(p.used))
	for key := range p.used {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		if err := enc.Encode(p.used[key]); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(pinnedFile, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
