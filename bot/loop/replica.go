package loop

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"madoguchi/bot"
	"madoguchi/store"
)

// Several replicas may share a store. Stepping needs no agreement: a change commits only if nothing
// has changed. Sending does, since what was sent cannot be taken back: a conversation's deliveries
// are claimed by the replica that sends, and a claim holds as long as its replica lives. A replica
// is a key that the store removes when the replica has not been heard of for replicaLife; every
// commit that follows a sending reads that key, so that a replica that was stalled and wakes up
// cannot commit.

const (
	claimSend = "send"
	claimDesk = "desk"
)

// replicaLife is how long a replica that has died keeps what it had in hand.
const replicaLife = 10 * time.Second

var errLost = errors.New("this replica has lost its place and takes a new one")

// join gives this process a place among the replicas, and a new one whenever it loses it, until ctx
// ends. On an engine that one process has to itself there is nothing to claim.
func (l *Loop) join(ctx context.Context) error {
	shared, ok := l.o.Engine.(store.Presencer)
	if !ok {
		return nil
	}
	lost, err := l.present(ctx, shared)
	if err != nil {
		return fmt.Errorf("join the replicas: %w", err)
	}
	l.tasks.Go(func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-lost:
			}
			l.setReplica("")
			l.o.Log.Warn("this replica was not heard of in time; others may have taken over what it had in hand")
			for {
				if lost, err = l.present(ctx, shared); err == nil || ctx.Err() != nil {
					break
				}
				sleep(ctx, time.Second)
			}
			l.o.Log.Info("back among the replicas")
		}
	})
	return nil
}

func (l *Loop) present(ctx context.Context, shared store.Presencer) (<-chan struct{}, error) {
	id := uuid.NewString()
	lost, err := shared.Present(ctx, store.K("replica", id), []byte(l.process), replicaLife)
	if err == nil {
		l.setReplica(id)
	}
	return lost, err
}

func (l *Loop) setReplica(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.replica = id
}

// place returns this replica's id; shared is false when the store belongs to one process.
func (l *Loop) place() (id string, shared bool) {
	if _, shared = l.o.Engine.(store.Presencer); !shared {
		return "", false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.replica, true
}

// claim is a kind of work of a conversation that this replica has taken for itself.
type claim struct {
	l         *Loop
	at        store.Key // of the claim
	id        string    // of the replica, as it was called then; empty: the store belongs to one process
	what      string
	inherited bool // from one that died: it may have tried what lies there, whoever made it
}

// mine reports whether the replica has its place still, as far as it knows; it knows before another
// may take over.
func (h *claim) mine() bool {
	id, _ := h.l.place()
	return h.id == "" || h.id == id
}

// check fails when the replica has lost its place since: the commit that asks does not take place.
func (h *claim) check(r store.Reader) error {
	if h.id == "" {
		return nil
	}
	holder, _, err := h.l.records.claims.Get(r, h.at)
	if err != nil {
		return err
	}
	_, lives, err := r.Get(store.K("replica", h.id))
	if err == nil && (!lives || holder != h.id) {
		err = errLost
	}
	return err
}

// claimWork takes a kind of work of a conversation for this replica. It is nil when another one
// that lives has it: that one looks again before it lets go.
func (l *Loop) claimWork(ctx context.Context, conv bot.ConversationID, what string) (*claim, error) {
	id, shared := l.place()
	h := &claim{l: l, at: store.K(string(conv), what), id: id, what: what}
	if !shared {
		return h, nil
	}
	if id == "" {
		return nil, errLost
	}
	mine := false
	err := l.update(ctx, func(tx store.Txn) (err error) {
		mine, err = l.tryClaim(tx, conv, what, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("claim conversation %s: %w", conv, err)
	}
	if !mine {
		return nil, nil
	}
	h.inherited = l.inherits(h.at)
	return h, nil
}

func (l *Loop) tryClaim(tx store.Txn, conv bot.ConversationID, what, id string) (bool, error) {
	at := store.K(string(conv), what)
	holder, ok, err := l.records.claims.Get(tx, at)
	if err != nil || ok && holder == id {
		return err == nil, err
	}
	if ok {
		_, lives, err := tx.Get(store.K("replica", holder))
		if err != nil || lives {
			return false, err
		}
		l.inherit(at, true)
	}
	return true, l.records.claims.Put(tx, at, id)
}

// inherit notes that work was taken over from a replica that died, until nothing of it is left.
func (l *Loop) inherit(at store.Key, is bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if is {
		l.inherited[string(at)] = true
	} else {
		delete(l.inherited, string(at))
	}
}

func (l *Loop) inherits(at store.Key) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.inherited[string(at)]
}

// claimFor claims what a change leaves to be done, in the same commit, if nobody has them.
func (l *Loop) claimFor(tx store.Txn, p *prepared) error {
	id, shared := l.place()
	if !shared || id == "" {
		return nil
	}
	if len(p.Deliveries) > 0 {
		if _, err := l.tryClaim(tx, p.conv, claimSend, id); err != nil {
			return err
		}
	}
	if len(p.Notices) > 0 {
		if _, err := l.tryClaim(tx, p.conv, claimDesk, id); err != nil {
			return err
		}
	}
	return nil
}

// release lets go of a claim if there is nothing left to do. Looking and letting go are one commit,
// so that nothing is left behind by one replica and refused by another.
func (h *claim) release(ctx context.Context, conv bot.ConversationID) (free bool, err error) {
	if h.id == "" {
		return true, nil
	}
	l := h.l
	table := l.records.outbox.Key
	if h.what == claimDesk {
		table = l.records.notices.Key
	}
	err = l.update(ctx, func(tx store.Txn) error {
		free = true
		for _, err := range tx.Scan(table(store.K(string(conv))).Range()) {
			free = false
			return err
		}
		if holder, _, err := l.records.claims.Get(tx, h.at); err != nil || holder != h.id {
			return err // this replica was stalled, and another has taken over
		}
		return l.records.claims.Delete(tx, h.at)
	})
	if err != nil {
		return false, fmt.Errorf("let go of conversation %s: %w", conv, err)
	}
	if free {
		l.inherit(h.at, false)
	}
	return free, nil
}

// sweepEvery is how often the store is searched for work that nobody has in hand: what was taken by
// a process that died, by another replica, or in a commit whose outcome was unknown.
const sweepEvery = 2 * time.Second

// sweep wakes the queues for what has been lying in the store for two rounds; at the start, and as
// long as there is more than one round looks at or a queue keeps in hand, for everything.
func (l *Loop) sweep(ctx context.Context) {
	before, from := map[string]bool{}, map[string][]byte{}
	for first := true; ctx.Err() == nil; first = false {
		backlog := map[string]bool{}
		for _, s := range []struct {
			name  string
			table store.Key
			queue queue
		}{
			{"inbox", l.records.inbox.Key(nil), l.steps},
			{"outbox", l.records.outbox.Key(nil), l.sends},
			{"notice", l.records.notices.Key(nil), l.tells},
			{"fetch", l.records.fetches.Key(nil), l.fetches},
		} {
			convs, rest, err := l.backlog(ctx, s.table, from[s.name])
			if err != nil {
				if ctx.Err() == nil {
					l.o.Log.Error("look for work left in the store", "in", s.name, "err", err)
				}
				continue
			}
			l.metrics.backlog.WithLabelValues(s.name).Set(float64(len(convs)))
			all := s.queue.turnedAway() || first || rest != nil || from[s.name] != nil
			for _, conv := range convs {
				backlog[s.name+string(conv)] = true
				if all || before[s.name+string(conv)] && !s.queue.busy(conv) {
					s.queue.wake(conv)
				}
			}
			from[s.name] = rest
		}
		before = backlog
		sleep(ctx, sweepEvery)
	}
}

// maxBacklog bounds what one round looks at; the next one goes on from there.
const maxBacklog = 10_000

// backlog returns the conversations that a table holds something of, beginning at from or, without
// it, at the first. rest is where the next round begins if there are more.
func (l *Loop) backlog(ctx context.Context, table store.Key, from []byte) (out []bot.ConversationID, rest []byte, err error) {
	err = l.o.Engine.View(ctx, func(r store.Reader) error {
		out, rest = nil, nil
		start, end := table.Range()
		if from != nil {
			start = from
		}
		for {
			conv, found, err := firstPart(r, start, end)
			if err != nil || !found {
				return err
			}
			if len(out) == maxBacklog {
				rest = start
				return nil
			}
			out = append(out, conv)
			start = store.PrefixEnd(table.Str(string(conv)))
		}
	})
	return out, rest, err
}

// firstPart reads the first entry of a range and returns the part behind the table's name.
func firstPart(r store.Reader, start, end []byte) (bot.ConversationID, bool, error) {
	for e, err := range r.Scan(start, end) {
		if err != nil {
			return "", false, err
		}
		k := store.ReadKey(e.Key)
		k.Str()
		return bot.ConversationID(k.Str()), true, nil
	}
	return "", false, nil
}

func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
