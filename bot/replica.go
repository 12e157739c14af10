package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"madoguchi/store"
)

// Several replicas may share a store. Stepping needs no agreement: a move commits only if nothing has changed. Sending does,
// since what was sent cannot be taken back: a conversation's lane is claimed by the replica that sends, and a claim holds as
// long as its replica lives. A replica is a key that the store removes when the replica has not been heard of for
// replicaLife; every commit that follows a sending reads that key, so that a replica that was stalled and wakes up cannot commit.

const (
	laneSend = "send"
	laneDesk = "desk"
)

// replicaLife is how long a replica that has died keeps what it had in hand.
const replicaLife = 10 * time.Second

var errLost = errors.New("this replica has lost its place and takes a new one")

// join gives this process a place among the replicas, and a new one whenever it loses it, until ctx ends. On an engine that one
// process has to itself there is nothing to claim.
func (b *Bot) join(ctx context.Context) error {
	shared, ok := b.Engine.(store.Presencer)
	if !ok {
		return nil
	}
	lost, err := b.present(ctx, shared)
	if err != nil {
		return fmt.Errorf("join the replicas: %w", err)
	}
	b.tasks.Go(func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-lost:
			}
			b.setReplica("")
			b.Log.Warn("this replica was not heard of in time; others may have taken over what it had in hand")
			for {
				if lost, err = b.present(ctx, shared); err == nil || ctx.Err() != nil {
					break
				}
				sleep(ctx, time.Second)
			}
			b.Log.Info("back among the replicas")
		}
	})
	return nil
}

func (b *Bot) present(ctx context.Context, shared store.Presencer) (<-chan struct{}, error) {
	id := uuid.NewString()
	lost, err := shared.Present(ctx, store.K("replica", id), []byte(b.process), replicaLife)
	if err == nil {
		b.setReplica(id)
	}
	return lost, err
}

func (b *Bot) setReplica(id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.replica = id
}

// place returns this replica's id; shared is false when the store belongs to one process.
func (b *Bot) place() (id string, shared bool) {
	if _, shared = b.Engine.(store.Presencer); !shared {
		return "", false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.replica, true
}

// hold is a lane of a conversation that this replica has claimed.
type hold struct {
	b         *Bot
	at        store.Key // of the claim
	id        string    // of the replica, as it was called then; empty: the store belongs to one process
	lane      string
	inherited bool // from one that died: it may have tried what lies there, whoever made it
}

// mine reports whether the replica has its place still, as far as it knows; it knows before another may take over.
func (h *hold) mine() bool {
	id, _ := h.b.place()
	return h.id == "" || h.id == id
}

// check fails when the replica has lost its place since: the commit that asks does not take place.
func (h *hold) check(r store.Reader) error {
	if h.id == "" {
		return nil
	}
	holder, _, err := h.b.records.claims.Get(r, h.at)
	if err != nil {
		return err
	}
	_, lives, err := r.Get(store.K("replica", h.id))
	if err == nil && (!lives || holder != h.id) {
		err = errLost
	}
	return err
}

// stands asks the store whether the claim does. It is for what no commit can take back.
func (h *hold) stands(ctx context.Context) error {
	if h.id == "" {
		return nil
	}
	return h.b.Engine.View(ctx, h.check)
}

// claim takes a lane of a conversation for this replica. It is nil when another one that lives has it: that one looks again
// before it lets go.
func (b *Bot) claim(ctx context.Context, conv ConversationID, lane string) (*hold, error) {
	id, shared := b.place()
	h := &hold{b: b, at: store.K(string(conv), lane), id: id, lane: lane}
	if !shared {
		return h, nil
	}
	if id == "" {
		return nil, errLost
	}
	mine := false
	err := b.Engine.Update(ctx, func(tx store.Txn) (err error) {
		mine, err = b.tryClaim(tx, conv, lane, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("claim conversation %s: %w", conv, err)
	}
	if !mine {
		return nil, nil
	}
	h.inherited = b.inherits(h.at)
	return h, nil
}

func (b *Bot) tryClaim(tx store.Txn, conv ConversationID, lane, id string) (bool, error) {
	at := store.K(string(conv), lane)
	holder, ok, err := b.records.claims.Get(tx, at)
	if err != nil || ok && holder == id {
		return err == nil, err
	}
	if ok {
		_, lives, err := tx.Get(store.K("replica", holder))
		if err != nil || lives {
			return false, err
		}
		b.inherit(at, true)
	}
	return true, b.records.claims.Put(tx, at, id)
}

// inherit notes that a lane was taken over from a replica that died, until the lane is empty.
func (b *Bot) inherit(at store.Key, is bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if is {
		b.inherited[string(at)] = true
	} else {
		delete(b.inherited, string(at))
	}
}

func (b *Bot) inherits(at store.Key) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.inherited[string(at)]
}

// claimFor takes the lanes that a move gives work to, in the same commit, if nobody has them.
func (b *Bot) claimFor(tx store.Txn, m *move) error {
	id, shared := b.place()
	if !shared || id == "" {
		return nil
	}
	if len(m.parcels) > 0 {
		if _, err := b.tryClaim(tx, m.conv, laneSend, id); err != nil {
			return err
		}
	}
	if len(m.notices) > 0 {
		if _, err := b.tryClaim(tx, m.conv, laneDesk, id); err != nil {
			return err
		}
	}
	return nil
}

// release lets go of a lane if there is nothing left in it. Looking and letting go are one commit, so that nothing is left
// behind by one replica and refused by another.
func (h *hold) release(ctx context.Context, conv ConversationID) (free bool, err error) {
	if h.id == "" {
		return true, nil
	}
	b := h.b
	table := b.records.outbox.Key
	if h.lane == laneDesk {
		table = b.records.notices.Key
	}
	err = b.Engine.Update(ctx, func(tx store.Txn) error {
		free = true
		for _, err := range tx.Scan(table(store.K(string(conv))).Range()) {
			free = false
			return err
		}
		if holder, _, err := b.records.claims.Get(tx, h.at); err != nil || holder != h.id {
			return err // this replica was stalled, and another has taken over
		}
		return b.records.claims.Delete(tx, h.at)
	})
	if err != nil {
		return false, fmt.Errorf("let go of conversation %s: %w", conv, err)
	}
	if free {
		b.inherit(h.at, false)
	}
	return free, nil
}

// sweepEvery is how often the store is searched for work that nobody has in hand: what was taken by a process that died, by
// another replica, or in a commit whose outcome was unknown.
const sweepEvery = 2 * time.Second

// sweep wakes the lanes for what has been lying in the store for two rounds; at the start, and as long as there is more than one
// round looks at or a lane keeps in hand, for everything.
func (b *Bot) sweep(ctx context.Context) {
	before, from := map[string]bool{}, map[string][]byte{}
	for first := true; ctx.Err() == nil; first = false {
		lying := map[string]bool{}
		for _, s := range []struct {
			name  string
			table store.Key
			lane  *lane
		}{
			{"inbox", b.records.inbox.Key(nil), b.steps},
			{"outbox", b.records.outbox.Key(nil), b.sends},
			{"notice", b.records.notices.Key(nil), b.tells},
			{"fetch", b.records.errands.Key(nil), b.fetches},
		} {
			convs, rest, err := b.lying(ctx, s.table, from[s.name])
			if err != nil {
				if ctx.Err() == nil {
					b.Log.Error("look for work left in the store", "in", s.name, "err", err)
				}
				continue
			}
			b.metrics.lying.WithLabelValues(s.name).Set(float64(len(convs)))
			all := s.lane.turnedAway() || first || rest != nil || from[s.name] != nil
			for _, conv := range convs {
				lying[s.name+string(conv)] = true
				if all || before[s.name+string(conv)] && !s.lane.busy(conv) {
					s.lane.wake(conv)
				}
			}
			from[s.name] = rest
		}
		before = lying
		sleep(ctx, sweepEvery)
	}
}

// maxLying bounds what one round looks at; the next one goes on from there.
const maxLying = 10_000

// lying returns the conversations that a table holds something of, beginning at from or, without it, at the first. rest is where
// the next round begins if there are more.
func (b *Bot) lying(ctx context.Context, table store.Key, from []byte) (out []ConversationID, rest []byte, err error) {
	err = b.Engine.View(ctx, func(r store.Reader) error {
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
			if len(out) == maxLying {
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
func firstPart(r store.Reader, start, end []byte) (ConversationID, bool, error) {
	for e, err := range r.Scan(start, end) {
		if err != nil {
			return "", false, err
		}
		k := store.ReadKey(e.Key)
		k.Str()
		return ConversationID(k.Str()), true, nil
	}
	return "", false, nil
}

func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
