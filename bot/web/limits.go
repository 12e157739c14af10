package web

import (
	"math"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limits keep one visitor, or one address, from slowing down everybody else. They are wide enough for
// a person who writes fast, and for an office behind one address.
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

// maxKnown bounds how many visitors and addresses are remembered; then all are forgotten, which lets
// some write a little more.
const maxKnown = 50_000

// limits are how much each visitor and each address has done lately.
type limits struct {
	mu      sync.Mutex
	rates   map[string]*rate.Limiter
	streams map[string]int
	begun   map[string]bool // visitors who have a conversation, as far as this process knows
}

func newLimits() *limits {
	return &limits{rates: map[string]*rate.Limiter{}, streams: map[string]int{}, begun: map[string]bool{}}
}

// wait is how long somebody has to wait before they may do something; 0: it is done.
func (l *limits) wait(who string, every time.Duration, burst int, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	r := l.rates[who]
	if r == nil {
		if len(l.rates) >= maxKnown {
			clear(l.rates)
		}
		r = rate.NewLimiter(rate.Every(every), burst)
		l.rates[who] = r
	}
	reserved := r.ReserveN(now, 1)
	if d := reserved.DelayFrom(now); d > 0 {
		reserved.CancelAt(now)
		return d
	}
	return 0
}

// manyBehind is how many addresses a proxy counts as that does not say for whom it asks.
const manyBehind = 20

func share(address string) int {
	if address == unknown {
		return manyBehind
	}
	return 1
}

// post is how long a visitor has to wait before a message is taken.
func (l *limits) post(token, address string, now time.Time) time.Duration {
	n := share(address)
	d := l.wait("visitor "+token, visitorEvery, visitorBurst, now)
	if d == 0 {
		d = l.wait("address "+address, addressEvery/time.Duration(n), addressBurst*n, now)
	}
	if d == 0 && !l.hasBegun(token) {
		d = l.wait("begins "+address, beginsEvery/time.Duration(n), beginsBurst*n, now)
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

// stream lets a visitor open one more stream, if there are not too many; done is to be called at its
// end.
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
	w.Header().Set("Retry-After", strconv.Itoa(max(1, int(math.Ceil(wait.Seconds())))))
	http.Error(w, "混み合っています。少し待って、もう一度送ってください。", http.StatusTooManyRequests)
}

// unknown is the address of whoever comes through a proxy that does not say for whom it asks.
const unknown = "unknown"

// address is where a request comes from. Behind a proxy on this machine or in its network it is what
// the proxy says.
func address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	ip := net.ParseIP(host)
	if ip == nil || !ip.IsLoopback() && !ip.IsPrivate() {
		return host
	}
	hops := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
	if last := net.ParseIP(strings.TrimSpace(hops[len(hops)-1])); last != nil {
		return last.String()
	}
	return unknown
}
