package etcd

import (
	"context"
	"errors"
	"fmt"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"

	"madoguchi/store"
)

// commit writes changes if what r has read is still so, and errConflict if it is not. *lost means that nothing was written because
// the commit did not arrive.
func (e *engine) commit(ctx context.Context, r *reader, changes []store.Change) error {
	compares, err := r.reads.compares(r.rev)
	if err != nil {
		return err
	}
	s, err := e.slots.take(ctx, e)
	if err != nil {
		return err
	}
	bounded, cancel := context.WithTimeout(ctx, e.timing.commit)
	resp, err := e.client.Txn(bounded).
		If(append(compares, s.isUntouched())...).
		Then(append(e.operations(changes), s.put(s.mark()))...).
		Else(clientv3.OpGet(s.key)).
		Commit()
	cancel()
	if err != nil {
		return e.failed(ctx, s, err)
	}
	if resp.Succeeded {
		s.rev = resp.Header.Revision
		s.free()
		return nil
	}
	switch s.look(resp.Responses[0].GetResponseRange().Kvs) {
	case untouched:
		s.free()
		return errConflict
	case written: // the request was delivered twice
		s.free()
		return nil
	}
	s.session.over.Store(true)
	return fmt.Errorf("%w: the session with the cluster had run out", store.ErrUncertain)
}

func (e *engine) operations(changes []store.Change) []clientv3.Op {
	ops := make([]clientv3.Op, 0, len(changes)+1)
	for _, c := range changes {
		key := e.keys.data + string(c.Key)
		if c.Deleted {
			ops = append(ops, clientv3.OpDelete(key))
		} else {
			ops = append(ops, clientv3.OpPut(key, string(c.Value)))
		}
	}
	return ops
}

// failed decides what a commit means that was answered with an error or not at all.
func (e *engine) failed(ctx context.Context, s *slot, cause error) error {
	if errors.Is(cause, rpctypes.ErrLeaseNotFound) {
		s.session.over.Store(true)
		return &lost{cause}
	}
	if refused(cause) {
		s.free()
		return e.fault(ctx, "commit", cause)
	}
	found, err := e.settle(ctx, s, cause)
	switch found {
	case written:
		s.free()
		return nil
	case blocked, untouched:
		s.free()
		if ctx.Err() != nil || errors.Is(cause, rpctypes.ErrNoSpace) {
			return e.fault(ctx, "commit", cause)
		}
		return &lost{cause}
	}
	if err == nil {
		err = cause
	}
	return fmt.Errorf("%w: %w", store.ErrUncertain, e.fault(ctx, "commit", err))
}

// settle finds out whether a commit was applied, and sees to it that it no longer can be if it was not: it writes to the slot on the
// condition on which the commit does, so that only one of them succeeds. If ctx has ended it goes on for a moment; a
// caller that gives up in the middle of a commit is then told what came of it all the same.
func (e *engine) settle(ctx context.Context, s *slot, cause error) (found finding, err error) {
	ctx, cancel := outlive(ctx, e.timing)
	defer cancel()
	err = e.again(ctx, func(ctx context.Context) error {
		resp, err := e.client.Txn(ctx).If(s.isUntouched()).Then(s.put(s.block())).Else(clientv3.OpGet(s.key)).Commit()
		if err != nil {
			return err
		}
		if resp.Succeeded {
			found, s.rev = blocked, resp.Header.Revision
		} else {
			found = s.look(resp.Responses[0].GetResponseRange().Kvs)
		}
		return nil
	})
	if errors.Is(err, rpctypes.ErrNoSpace) && errors.Is(cause, rpctypes.ErrNoSpace) {
		// Nothing more can be written. But the commit is not under way any more, since it was answered: looking is enough.
		resp, err := e.get(ctx, s.key)
		if err != nil {
			return unknown, err
		}
		return s.look(resp.Kvs), nil
	}
	return found, err
}

// outlive returns a context that ends a moment after ctx.
func outlive(ctx context.Context, t timing) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		pause(longer, t.grace)
		cancel()
	})
	return longer, func() {
		stop()
		cancel()
	}
}
