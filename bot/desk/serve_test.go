package desk

import (
	"errors"
	"html/template"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"madoguchi/bot/harness"
)

// TestFailures: what failed is said as it is: reading, recording, or a page of ours.
func TestFailures(t *testing.T) {
	c := wordsOf(t)
	c.Log, c.views = harness.Logger(t), template.New("")
	visitBy := func(method string) *visit { return &visit{Request: httptest.NewRequest(method, "/desk/bulletin", nil)} }
	for want, do := range map[string]func(http.ResponseWriter){
		"読み込めませんでした": func(w http.ResponseWriter) { c.fail(w, visitBy(http.MethodGet), errors.New("no store")) },
		"記録できませんでした": func(w http.ResponseWriter) { c.fail(w, visitBy(http.MethodPost), errors.New("no store")) },
		"作れませんでした":   func(w http.ResponseWriter) { c.show(w, visitBy(http.MethodPost), answer{view: "none"}) },
	} {
		w := httptest.NewRecorder()
		do(w)
		if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%d %s, want %s", w.Code, w.Body, want)
		}
	}
}
