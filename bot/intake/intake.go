package intake

import (
	"errors"
	"io"
	"net/http"
	"sync"
	"time"
)

// Options are an Intake's bounds. What is zero has its default.
type Options struct {
	Held   int64         // bytes of incomplete bodies held in all; 512 KiB
	Within time.Duration // in which a body must be complete; 10 s
}

const (
	defaultHeld   = 512 << 10
	defaultWithin = 10 * time.Second
)

// Intake bounds the bodies of what passes through it. It is safe for concurrent use.
type Intake struct {
	o Options

	mu       sync.Mutex
	held     int64
	underway []*body // those that hold something, the oldest first
}

// New makes an Intake.
func New(o Options) *Intake {
	if o.Held == 0 {
		o.Held = defaultHeld
	}
	if o.Within == 0 {
		o.Within = defaultWithin
	}
	return &Intake{o: o}
}

// Limit is a handler within the bounds.
func (i *Intake) Limit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body == nil || r.Body == http.NoBody {
			next.ServeHTTP(w, r)
			return
		}
		b := &body{ReadCloser: r.Body, of: i, connection: http.NewResponseController(w)}
		defer b.end()
		_ = b.connection.SetReadDeadline(time.Now().Add(i.o.Within)) // a connection that cannot is bounded by its bytes
		bounded := *r
		bounded.Body = b
		next.ServeHTTP(w, &bounded)
	})
}

// ErrGivenUp is why a body ends that was on its way for too long while others waited.
var ErrGivenUp = errors.New("intake: the body was not complete in time")

// body is a request's body on its way.
type body struct {
	io.ReadCloser
	of         *Intake
	connection *http.ResponseController
	held       int64 // bytes that were read
	over       bool  // complete, or given up
	givenUp    bool
}

// Read reads on, and counts what is held until all is there.
func (b *body) Read(p []byte) (int, error) {
	if b.of.isGivenUp(b) {
		return 0, ErrGivenUp
	}
	n, err := b.ReadCloser.Read(p)
	switch {
	case b.of.isGivenUp(b):
		return n, ErrGivenUp
	case err != nil:
		b.end()
		if err == io.EOF { // all is there: the deadline would end the answer too
			_ = b.connection.SetReadDeadline(time.Time{})
		}
	default:
		b.of.hold(b, int64(n))
	}
	return n, err
}

// end counts a body no more.
func (b *body) end() {
	b.of.mu.Lock()
	defer b.of.mu.Unlock()
	b.of.drop(b)
}

func (i *Intake) isGivenUp(b *body) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return b.givenUp
}

// hold counts bytes of a body. If there are too many in all the oldest are given up, but never the
// one that is alone.
func (i *Intake) hold(b *body, n int64) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if b.over {
		return
	}
	if b.held == 0 {
		i.underway = append(i.underway, b)
	}
	b.held += n
	i.held += n
	for i.held > i.o.Held && len(i.underway) > 1 {
		oldest := i.underway[0]
		oldest.givenUp = true
		i.drop(oldest)
		_ = oldest.connection.SetReadDeadline(time.Now()) // who waits for its next byte waits no longer
	}
}

// drop forgets a body. i.mu is held.
func (i *Intake) drop(b *body) {
	if b.over {
		return
	}
	b.over = true
	i.held -= b.held
	for n, o := range i.underway {
		if o == b {
			i.underway = append(i.underway[:n], i.underway[n+1:]...)
			return
		}
	}
}
