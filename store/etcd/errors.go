package etcd

import (
	"context"
	"errors"
	"fmt"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// codeOf is the class of an error of the client, whichever of its three kinds it is.
func codeOf(err error) codes.Code {
	var of rpctypes.EtcdError
	switch {
	case errors.As(err, &of):
		return of.Code()
	case errors.Is(err, context.DeadlineExceeded):
		return codes.DeadlineExceeded
	case errors.Is(err, context.Canceled):
		return codes.Canceled
	}
	return status.Code(err)
}

// passing reports whether the same request may succeed a little later, or at another member.
func passing(err error) bool {
	switch codeOf(err) {
	case codes.Unavailable, codes.DeadlineExceeded, codes.Canceled, codes.Internal:
		return true
	}
	return errors.Is(rpctypes.Error(err), rpctypes.ErrTooManyRequests)
}

// refused reports whether a transaction that failed with err was certainly not written and never will be. Errors that etcd
// gives after applying it as well do not count: it reports a full disk quota on the commit that fills it.
func refused(err error) bool {
	switch codeOf(err) {
	case codes.InvalidArgument, codes.NotFound, codes.FailedPrecondition, codes.OutOfRange,
		codes.PermissionDenied, codes.Unauthenticated, codes.DataLoss:
		return true
	}
	return errors.Is(rpctypes.Error(err), rpctypes.ErrTooManyRequests)
}

// fault says what failed. If ctx has ended it is that.
func (e *engine) fault(ctx context.Context, what string, err error) error {
	return fmt.Errorf("store: etcd: %s: %w", what, e.cause(ctx, err))
}

func (e *engine) cause(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, rpctypes.ErrCompacted):
		return fmt.Errorf("the cluster has dropped the snapshot, which stayed open too long (%w)", err)
	case errors.Is(err, rpctypes.ErrNoSpace):
		return fmt.Errorf("the cluster's disk quota is used up: compact and defragment it, or raise --quota-backend-bytes (%w)", err)
	case codeOf(err) == codes.DeadlineExceeded: // ours, not the caller's, who must not mistake it
		return fmt.Errorf("no answer from %s within %s", e.hosts, e.timing.patience)
	}
	return errors.New(rpctypes.ErrorDesc(err))
}
