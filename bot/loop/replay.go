package loop

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"madoguchi/bot"
	"madoguchi/dialog"
	"madoguchi/store"
)

// Replayed is what another base would make of the conversations that are kept. It holds no words.
type Replayed struct {
	Looked    int                     `json:"looked"`
	Unread    int                     `json:"unread"`
	Kinds     map[dialog.TurnKind]int `json:"kinds"`
	Calmer    int                     `json:"calmer"`
	Dangerous int                     `json:"dangerous"`
	Moves     []Move                  `json:"moves"` // the dangerous first, then those of most conversations
}

// Move is what became of some conversations' answer.
type Move struct {
	dialog.Turn
	N    int      `json:"n"`
	Case []string `json:"case,omitempty"` // numbers of some of their tickets
}

// casesOfMove is how many tickets are named of a move.
const casesOfMove = 5

// Replay takes each conversation with two bases.
func (x *Archive) Replay(ctx context.Context, was, is dialog.Side) (Replayed, error) {
	out := Replayed{Kinds: map[dialog.TurnKind]int{}}
	moves := map[dialog.Turn]*Move{}
	var mu sync.Mutex
	looked, unread, err := x.Each(ctx, func(_ store.Reader, c bot.Conversation) (func(), error) {
		t := dialog.Replay(c.State, was, is)
		return func() {
			mu.Lock()
			defer mu.Unlock()
			out.Kinds[t.Kind]++
			if t.Calmer {
				out.Calmer++
			}
			if t.Dangerous {
				out.Dangerous++
			}
			if !t.Dangerous && (t.Kind == dialog.TurnSame || t.Kind == dialog.TurnNothing) {
				return
			}
			m := moves[t]
			if m == nil {
				m = &Move{Turn: t}
				moves[t] = m
			}
			m.N++
			if n := cmp.Or(c.Ticket, c.Closed); n != "" && len(m.Case) < casesOfMove {
				m.Case = append(m.Case, n)
			}
		}, nil
	})
	for _, m := range moves {
		slices.Sort(m.Case)
		out.Moves = append(out.Moves, *m)
	}
	slices.SortFunc(out.Moves, func(a, b Move) int {
		return cmp.Or(boolInt(b.Dangerous)-boolInt(a.Dangerous), b.N-a.N, cmp.Compare(a.Was+" "+a.Is, b.Was+" "+b.Is), cmp.Compare(a.Kind, b.Kind))
	})
	out.Looked, out.Unread = looked, unread
	return out, err
}
