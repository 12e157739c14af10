package caller

import (
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// maxKnown bounds how many callers are remembered; then all are forgotten, which lets some do a
// little more.
const maxKnown = 50_000

// Rates are how much each of many has done lately. It is safe for concurrent use.
type Rates struct {
	mu  sync.Mutex
	who map[string]*rate.Limiter
}

// Wait is how long somebody has to wait before they may do something: burst at once, then one in
// every; 0: it is done.
func (l *Rates) Wait(who string, every time.Duration, burst int, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	r := l.who[who]
	if r == nil {
		if l.who == nil || len(l.who) >= maxKnown {
			l.who = map[string]*rate.Limiter{}
		}
		r = rate.NewLimiter(rate.Every(every), burst)
		l.who[who] = r
	}
	reserved := r.ReserveN(now, 1)
	if d := reserved.DelayFrom(now); d > 0 {
		reserved.CancelAt(now)
		return d
	}
	return 0
}

// RetryAfter says in an answer's header how long to wait.
func RetryAfter(w http.ResponseWriter, wait time.Duration) {
	w.Header().Set("Retry-After", strconv.Itoa(max(1, int(math.Ceil(wait.Seconds())))))
}
