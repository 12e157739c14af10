package etcd

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"
	"google.golang.org/grpc/codes"

	"madoguchi/store"
)

const (
	format     = 1
	formatName = "madoguchi "
)

// Open connects to the cluster and makes the store below the prefix when there is none. It fails, at the latest after
// the dial timeout, with an error in one line that names the cluster and wraps [store.ErrForeign], [store.ErrNewer],
// [store.ErrDamaged], ctx's error, or what the cluster said. What is refused is left as it is.
//
// The engine is a [store.Snapshotter] and a [store.Presencer] too.
func Open(ctx context.Context, options Options) (store.Engine, error) {
	return open(ctx, options, defaultTiming())
}

func open(ctx context.Context, o Options, timing timing) (*engine, error) {
	if err := o.Check(); err != nil {
		return nil, fmt.Errorf("store: etcd: %w", firstOf(err))
	}
	if o.DialTimeout <= 0 {
		o.DialTimeout = dialDefault
	}
	bounded, cancel := context.WithTimeout(ctx, o.DialTimeout)
	defer cancel()
	client, err := connect(bounded, o)
	if err == nil {
		e := newEngine(client, o, timing)
		if err = e.checkFormat(bounded, o.User); err == nil {
			return e, nil
		}
		e.Close()
		if passing(err) {
			err = errors.New("a member answers, but the cluster does not: has it lost its majority?")
		}
	}
	if ctx.Err() != nil {
		err = ctx.Err()
	} else if code := codeOf(err); code == codes.DeadlineExceeded || code == codes.Canceled {
		err = fmt.Errorf("no answer within %s", o.DialTimeout)
	}
	return nil, fmt.Errorf("store: etcd at %s: %w", strings.Join(o.Endpoints, ","), err)
}

// checkFormat makes an empty prefix ours, and refuses one that this program did not write or does not know.
func (e *engine) checkFormat(ctx context.Context, user string) error {
	for {
		var found *clientv3.TxnResponse
		err := e.again(ctx, func(ctx context.Context) (err error) {
			found, err = e.client.Txn(ctx).Then(
				clientv3.OpGet(e.keys.format),
				clientv3.OpGet(e.keys.root, clientv3.WithPrefix(), clientv3.WithLimit(1), clientv3.WithKeysOnly()),
			).Commit()
			return err
		})
		if err != nil {
			return e.mendFormat(err, user)
		}
		marker, first := found.Responses[0].GetResponseRange(), found.Responses[1].GetResponseRange()
		switch {
		case len(marker.Kvs) > 0:
			return knownFormat(string(marker.Kvs[0].Value))
		case len(first.Kvs) > 0:
			return fmt.Errorf("%w: below %s there are keys of another program; choose another prefix", store.ErrForeign, e.keys.root)
		}
		// Nothing there. That this is still so is compared, and somebody who was faster is found by looking again; likewise
		// ourselves, if only the answer is lost.
		err = e.again(ctx, func(ctx context.Context) error {
			_, err := e.client.Txn(ctx).
				If(clientv3.Compare(clientv3.Version(e.keys.root), "=", 0).WithPrefix()).
				Then(clientv3.OpPut(e.keys.format, formatName+strconv.Itoa(format))).
				Commit()
			return err
		})
		if err != nil {
			return e.mendFormat(err, user)
		}
	}
}

func (e *engine) mendFormat(err error, user string) error {
	switch {
	case errors.Is(err, rpctypes.ErrUserEmpty), errors.Is(err, rpctypes.ErrPermissionDenied) && user == "":
		return errNoUser
	case errors.Is(err, rpctypes.ErrPermissionDenied):
		return fmt.Errorf("the user may not read and write below %s: grant its role that (etcdctl role grant-permission ROLE --prefix=true readwrite %s)", e.keys.root, e.keys.root)
	}
	return err
}

func knownFormat(marker string) error {
	number, ours := strings.CutPrefix(marker, formatName)
	n, err := strconv.Atoi(number)
	switch {
	case !ours:
		return fmt.Errorf("%w: the format key is another program's; choose another prefix", store.ErrForeign)
	case err != nil || n < 1:
		return fmt.Errorf("%w: no format number", store.ErrDamaged)
	case n > format:
		return fmt.Errorf("%w (format %d, known up to %d)", store.ErrNewer, n, format)
	}
	return nil
}
