package linetest

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Fault is something that goes wrong with one call.
type Fault struct {
	Path    string // what the call's path ends in
	Status  int    // what is answered; 0: nothing
	Message string // with Status
	Hang    bool   // no answer until the caller gives up
	Taken   bool   // the call has had its effect before this happens
	Times   int    // how often; 0: once
}

// LINE's words when it is too much (REF#error-messages).
const (
	RateLimit    = "The API rate limit has been exceeded. Try again later."
	ManyToOne    = "A large number of messages has been sent to the same user. Try again later."
	MonthlyLimit = "You have reached your monthly limit."
)

// Fail makes the next calls go wrong, in order.
func (s *Server) Fail(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range faults {
		f.Times = max(1, f.Times)
		s.faults = append(s.faults, &f)
	}
}

// fault takes the first fault that is meant for a call.
func (s *Server) fault(r *http.Request) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, f := range s.faults {
		if strings.HasSuffix(r.URL.Path, f.Path) {
			if f.Times--; f.Times == 0 {
				s.faults = slices.Delete(s.faults, i, i+1)
			}
			return f
		}
	}
	return nil
}

// spoil makes a call's answer what a fault wants it to be.
func (c *call) spoil(f *Fault) {
	if f.Status == 0 {
		c.status, c.answer = 0, nil
		return
	}
	c.fail(f.Status, cmp.Or(f.Message, "Internal server error"))
}

// suffer ends a call as a fault wants it.
func (c *call) suffer(w http.ResponseWriter, f *Fault) {
	if f.Status != 0 {
		w.WriteHeader(c.status)
		_, _ = w.Write(c.answer)
		return
	}
	if f.Hang {
		select {
		case <-c.r.Context().Done():
		case <-c.s.closed:
		}
	}
	panic(http.ErrAbortHandler) // the connection is cut
}

// rate counts the calls of one second.
type rate struct {
	second int64
	calls  int
}

// callsPerSecond are LINE's limits for each endpoint (REF#rate-limits).
func callsPerSecond(path string) int {
	switch {
	case strings.HasSuffix(path, "/loading/start"):
		return 100
	case strings.HasSuffix(path, "/richmenu/list"):
		return 10
	}
	return 2000
}

func (s *Server) tooFast(r *http.Request) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := r.Method + " " + r.Pattern
	n := s.rates[name]
	if n == nil {
		n = &rate{}
		s.rates[name] = n
	}
	if now := time.Now().Unix(); now != n.second {
		n.second, n.calls = now, 0
	}
	n.calls++
	return n.calls > callsPerSecond(r.URL.Path)
}
