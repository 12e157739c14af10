package web

import (
	"net/http"
	"sync"
	"time"

	"madoguchi/bot/caller"
)

// Limits keep one visitor, or one address, from slowing down everybody else. They are wide enough
// for a person who writes fast, and for an office behind one address.
const (
	visitorEvery  = time.Second // a message a second,
	visitorBurst  = 20          // after so many at once
	addressEvery  = 100 * time.Millisecond
	addressBurst  = 200
	beginsEvery   = 2 * time.Second // conversations begun from one address
	beginsBurst   = 40
	visitorStream = 5 // streams open at a time: one for each tab
	addressStream = 200
)

// maxKnown bounds how many visitors are remembered; then all are forgotten.
const maxKnown = 50_000

// limits are how much each visitor and each address has done lately.
type limits struct {
	mu      sync.Mutex
	rates   caller.Rates
	streams map[string]int
	begun   map[string]bool // visitors who have a conversation, as far as this process knows
}

func newLimits() *limits {
	return &limits{streams: map[string]int{}, begun: map[string]bool{}}
}

// manyBehind is how many addresses a proxy counts as that does not say for whom it asks.
const manyBehind = 20

func share(address string) int {
	if address == caller.Unknown {
		return manyBehind
	}
	return 1
}

// post is how long a visitor has to wait before a message is taken.
func (l *limits) post(token, address string, now time.Time) time.Duration {
	n := share(address)
	d := l.rates.Wait("visitor "+token, visitorEvery, visitorBurst, now)
	if d == 0 {
		d = l.rates.Wait("address "+address, addressEvery/time.Duration(n), addressBurst*n, now)
	}
	if d == 0 && !l.hasBegun(token) {
		d = l.rates.Wait("begins "+address, beginsEvery/time.Duration(n), beginsBurst*n, now)
	}
	return d
}

func (l *limits) hasBegun(token string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.begun[token]
}

func (l *limits) begins(token string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.begun) >= maxKnown {
		clear(l.begun)
	}
	l.begun[token] = true
}

// stream lets a visitor open one more stream, if there are not too many; done is to be called at
// its end.
func (l *limits) stream(token, address string) (done func(), ok bool) {
	visitor, from := "visitor "+token, "address "+address
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.streams[visitor] >= visitorStream || l.streams[from] >= addressStream*share(address) {
		return nil, false
	}
	l.streams[visitor]++
	l.streams[from]++
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		for _, who := range []string{visitor, from} {
			if l.streams[who]--; l.streams[who] == 0 {
				delete(l.streams, who)
			}
		}
	}, true
}

// busy asks a visitor to wait. The page sends again by itself.
func busy(w http.ResponseWriter, wait time.Duration) {
	caller.RetryAfter(w, wait)
	http.Error(w, "混み合っています。少し待って、もう一度送ってください。", http.StatusTooManyRequests)
}
