package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestSink: a webhook is answered by its token, or by a push to whoever wrote; what answers nothing
// more is counted as said twice.
func TestSink(t *testing.T) {
	s := newSink()
	say := func(path, body string) {
		s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/v2/bot/message"+path, strings.NewReader(body)))
	}
	answered := func(c <-chan struct{}) bool {
		select {
		case <-c:
			return true
		default:
			return false
		}
	}
	a, b, c := s.expect("1", "Ua", time.Now()), s.expect("2", "Ub", time.Now()), s.expect("3", "Ub", time.Now())
	say("/reply", `{"replyToken":"1"}`)
	if !answered(a) || answered(b) || answered(c) {
		t.Error("a reply answers what its token came with, and nothing else")
	}
	say("/reply", `{"replyToken":"1"}`)
	say("/push", `{"to":"Ua"}`)
	if answered(b) || s.twice != 2 {
		t.Errorf("%d answers came twice, want 2", s.twice)
	}
	say("/push", `{"to":"Ub"}`)
	if !answered(b) || !answered(c) {
		t.Error("a push answers all that its reader waits for")
	}
	s.expect("4", "Uc", time.Now())
	s.expect("5", "Ud", time.Now())
	s.refused("5")
	if n := s.never(); n != 1 {
		t.Errorf("%d were never answered, want that which was not refused", n)
	}
	if s.calls() != 4 || s.pushed != 2 || s.twice != 2 || len(s.took) != 3 {
		t.Errorf("%d calls, %d pushed, %d twice, %d answered", s.calls(), s.pushed, s.twice, len(s.took))
	}
}
