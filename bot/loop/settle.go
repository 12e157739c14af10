package loop

import (
	"context"
	"errors"
	"sync"

	"madoguchi/bot"
	"madoguchi/store"
)

// What was sent is taken out of the store by several senders in one commit: those whose platform
// has answered while the commit before was on its way. Each waits for it, as if it had its own.

// maxSettled is how many deliveries one commit takes out: each costs two reads and a write at most,
// of which a commit may hold so many; see store.MaxReads.
const maxSettled = 50

// settler commits what several senders have sent.
type settler struct {
	l *Loop

	mu      sync.Mutex
	waiting []*settled
	busy    bool
}

// settled is a delivery that is to be taken out, as long as its claim holds.
type settled struct {
	take func(store.Txn) error
	err  error         // to be read after done
	done chan struct{} // closed when it is known
}

// settle takes a delivery out of the outbox; errLost when another replica has taken over.
func (s *settler) settle(ctx context.Context, h *claim, d bot.Delivery) error {
	one := &settled{take: s.l.settling(h, d), done: make(chan struct{})}
	s.mu.Lock()
	s.waiting = append(s.waiting, one)
	if !s.busy {
		s.busy = true
		s.l.tasks.Go(s.run)
	}
	s.mu.Unlock()
	select {
	case <-one.done:
		return one.err
	case <-ctx.Done():
		return ctx.Err() // it is found out later whether it was taken out
	}
}

// run commits until nobody waits.
func (s *settler) run() {
	for {
		batch := s.next()
		if len(batch) == 0 {
			return
		}
		err := s.l.update(s.l.work, func(tx store.Txn) error { return takeAll(tx, batch) })
		for _, one := range batch {
			if err != nil {
				one.err = err
			}
			close(one.done)
		}
	}
}

func (s *settler) next() []*settled {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := min(maxSettled, len(s.waiting))
	batch := s.waiting[:n:n]
	s.waiting = s.waiting[n:]
	s.busy = n > 0
	return batch
}

// takeAll takes out all whose claim holds: one that is lost costs the others nothing.
func takeAll(tx store.Txn, batch []*settled) error {
	for _, one := range batch {
		if one.err = one.take(tx); one.err != nil && !errors.Is(one.err, errLost) {
			return one.err
		}
	}
	return nil
}
