package etcd

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"strings"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
)

// A connection on which nothing answers for pingAfter is given up pingWithin later. gRPC does not ping more often than
// every ten seconds.
const (
	pingAfter  = 10 * time.Second
	pingWithin = 3 * time.Second
)

// connect returns a client that has been answered.
func connect(ctx context.Context, o Options) (*clientv3.Client, error) {
	config, err := o.tls()
	if err != nil {
		return nil, err
	}
	// The client's own context must outlive this call, and end with it while it lasts: the log-in waits for nothing else.
	life, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer context.AfterFunc(ctx, cancel)()
	d := dialer{o, config, life}
	for told := error(nil); ; {
		client, err := d.attempt(ctx)
		if err == nil {
			return client, nil
		}
		if told == nil || codeOf(err) == codes.Unavailable { // says more than that time is up
			told = err
		}
		if !passing(err) || encryption(err) || !pause(ctx, 100*time.Millisecond) {
			cancel()
			return nil, explain(told)
		}
	}
}

// dialer makes clients that end with life.
type dialer struct {
	o    Options
	tls  *tls.Config
	life context.Context
}

func (d dialer) dial(user, password string) (*clientv3.Client, error) {
	return clientv3.New(clientv3.Config{
		Endpoints: d.o.urls(), TLS: d.tls, Username: user, Password: password, DialTimeout: d.o.DialTimeout, Context: d.life,
		DialKeepAliveTime: pingAfter, DialKeepAliveTimeout: pingWithin, Logger: zap.NewNop(),
	})
}

// attempt connects without a user first: a log-in that nobody answers does not say why.
func (d dialer) attempt(ctx context.Context) (*clientv3.Client, error) {
	client, err := d.dial("", "")
	if err != nil {
		return nil, err
	}
	if err = probe(ctx, client); err == nil && d.o.User == "" {
		return client, nil
	}
	client.Close()
	if err != nil {
		return nil, err
	}
	return d.dial(d.o.User, d.o.Password)
}

// probe asks for anything. Unlike the client's usual requests it fails at once when there is no connection, and then
// says why.
func probe(ctx context.Context, client *clientv3.Client) error {
	question := &pb.RangeRequest{Key: []byte{0}, CountOnly: true, Serializable: true} // one member can answer it alone
	_, err := pb.NewKVClient(client.ActiveConnection()).Range(ctx, question, grpc.WaitForReady(false))
	switch err = rpctypes.Error(err); {
	case errors.Is(err, rpctypes.ErrPermissionDenied), errors.Is(err, rpctypes.ErrUserEmpty):
		return nil // it has answered; the key is not one of ours
	}
	return err
}

// explain makes an error of the first contact readable.
func explain(err error) error {
	text := rpctypes.ErrorDesc(err)
	switch {
	case errors.Is(rpctypes.Error(err), rpctypes.ErrAuthFailed):
		return errors.New("the cluster does not take the user and password; check the settings etcd.user and etcd.password_file")
	case encryption(err):
		return fmt.Errorf("no encrypted connection (%s); check the settings etcd.ca_file, etcd.cert_file and etcd.key_file", text)
	case codeOf(err) == codes.Unavailable:
		return fmt.Errorf("it does not answer (%s); is it running there, and does it want TLS (etcd.ca_file)?", text)
	}
	return err
}

var errNoUser = errors.New("the cluster lets nobody in without a user and a password; set etcd.user and etcd.password_file")

// encryption reports whether it was TLS that failed, which waiting does not mend.
func encryption(err error) bool {
	text := rpctypes.ErrorDesc(err)
	return strings.Contains(text, "x509:") || strings.Contains(text, "tls:") || strings.Contains(text, "authentication handshake failed")
}
