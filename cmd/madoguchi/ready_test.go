package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/harness"
	"madoguchi/dialog"
	"madoguchi/store"
)

// fullEngine is a store that can be read, and takes nothing while its disk is full.
type fullEngine struct {
	store.Engine
	full atomic.Bool
}

func (e *fullEngine) Update(ctx context.Context, fn func(store.Txn) error) error {
	if e.full.Load() {
		return errors.New("no space left on device")
	}
	return e.Engine.Update(ctx, fn)
}

// TestReady: a server that can keep nothing says so, and why, for as long as that is so: whoever
// shares out what comes in must pass it by.
func TestReady(t *testing.T) {
	trained := edition
	edition = quickEdition
	t.Cleanup(func() { edition = trained })
	s := crashSettings(t, "")
	engine, sealer, err := openSealed(t.Context(), s, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = engine.Close() })
	e := &fullEngine{Engine: engine}
	d, err := newDesk(t.Context(), s, e, sealer, time.Time{}, harness.Logger(t))
	if err != nil {
		t.Fatal(err)
	}
	for n, tt := range []struct {
		full bool
		code int
		says string
	}{{false, http.StatusOK, "ok"}, {true, http.StatusServiceUnavailable, "no space left on device"}, {false, http.StatusOK, "ok"}} {
		e.full.Store(tt.full)
		id := string(rune('a' + n))
		err := d.loop.Accept(t.Context(), bot.Event{ID: bot.EventID(id), Conversation: "web-a", Event: dialog.Event{Kind: dialog.Text, Message: id, Text: "こんにちは"}})
		if (err != nil) != tt.full {
			t.Fatalf("full %v: accepting gave %v", tt.full, err)
		}
		w := httptest.NewRecorder()
		d.routes().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/readyz", nil))
		if said := w.Body.String(); w.Code != tt.code || !strings.Contains(said, tt.says) {
			t.Errorf("full %v: %d %s", tt.full, w.Code, said)
		}
		w = httptest.NewRecorder()
		d.routes().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/healthz", nil))
		if w.Code != http.StatusOK {
			t.Errorf("full %v: it lives, and says %d", tt.full, w.Code)
		}
	}
}
