package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"

	"madoguchi/bot/desk"
	"madoguchi/bot/loop"
	"madoguchi/knowledge/base"
	"madoguchi/store"
)

// control is the socket beside a bolt file through which a running server is asked for what only it
// can do. Whoever may read the file may use it.
func control(s settings) (string, error) {
	path, err := s.boltPath()
	if err != nil {
		return "", err
	}
	return filepath.Abs(path + ".sock")
}

// listenControl opens the socket. Without one, where the folder's path is too long for a socket,
// the server serves all the same.
func listenControl(s settings) (net.Listener, error) {
	path, err := control(s)
	if err != nil {
		return nil, err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) { // of a server that was killed: the store's lock is ours
		return nil, err
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	return l, os.Chmod(path, 0o600)
}

// controlRoutes are what the socket offers.
func controlRoutes(engine store.Engine, accounts *desk.Accounts, c keeper, kept *loop.Archive, night drill) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /backup", func(w http.ResponseWriter, r *http.Request) {
		if err := dump(r.Context(), engine, w); err != nil {
			panic(http.ErrAbortHandler) // the other side sees a copy that was cut off, and refuses it
		}
	})
	mux.HandleFunc("POST /staff", answering(maxAsk, func(ctx context.Context, a staffAsk) (out staffAnswer, err error) {
		out.List, err = a.in(ctx, accounts)
		return out, err
	}))
	mux.HandleFunc("POST /kb", answering(maxShelfAsk, func(ctx context.Context, a shelfAsk) (shelfAnswer, error) {
		return a.in(ctx, storeShelf{engine})
	}))
	mux.HandleFunc("POST /replay", answering(2*maxShelfAsk, func(ctx context.Context, a replayAsk) (out replayAnswer, err error) {
		out.Replayed, err = a.in(ctx, kept, storeShelf{engine})
		return out, err
	}))
	mux.HandleFunc("POST /erase", answering(maxAsk, func(ctx context.Context, a eraseAsk) (out eraseAnswer, err error) {
		out.Kept, err = a.in(ctx, c)
		return out, err
	}))
	mux.HandleFunc("POST /retention", answering(maxAsk, func(ctx context.Context, a retentionAsk) (loop.Due, error) {
		return c.Due(ctx, a.At)
	}))
	mux.HandleFunc("POST /correct", answering(maxAsk, func(ctx context.Context, a correctAsk) (correctAnswer, error) {
		return a.in(ctx, kept, storeShelf{engine})
	}))
	mux.HandleFunc("POST /drill", answering(maxAsk, func(ctx context.Context, a drillAsk) (drillAnswer, error) { return night.hold(ctx, a) }))
	mux.HandleFunc("POST /tickets", answering(maxAsk, func(ctx context.Context, _ ticketsAsk) (out ticketsAnswer, err error) {
		out.Tickets, err = c.Tickets(ctx)
		return out, err
	}))
	mux.HandleFunc("GET /erasures", func(w http.ResponseWriter, r *http.Request) {
		erased, err := erasuresOf(r.Context(), engine)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		_, _ = w.Write(writtenErasures(erased))
	})
	return mux
}

// callServer asks the server that has the store open.
func callServer(ctx context.Context, s settings, method, path string, body io.Reader) (*http.Response, error) {
	socket, err := control(s)
	if err != nil {
		return nil, err
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", socket)
	}}}
	req, err := http.NewRequestWithContext(ctx, method, "http://madoguchi/"+path, body)
	if err != nil {
		return nil, err
	}
	r, err := client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("%s: %w (it does not answer on %s: %w)", s.Store, store.ErrLocked, socket, err)
	}
	return r, nil
}

// maxAsk bounds what is asked in words, in bytes.
const maxAsk = 64 << 10

// refused is what comes back in the place of an answer.
type refused struct {
	Why  string `json:"why,omitempty"`
	Kind string `json:"kind,omitempty"` // which of the refusals that callers tell apart
}

// refusals are the errors that callers tell apart, by their names on the wire.
var refusals = map[string]error{"overtaken": base.ErrOvertaken, "not kept": base.ErrNotKept}

// refusal is an error of the server in its own words.
type refusal struct {
	text string
	is   error
}

func (r refusal) Error() string { return r.text }
func (r refusal) Unwrap() error { return r.is }

// askControl asks the server that has the store open for what answering answers there.
func askControl[Answer any](ctx context.Context, s settings, path string, ask any) (out Answer, _ error) {
	body, err := json.Marshal(ask)
	if err != nil {
		return out, err
	}
	r, err := callServer(ctx, s, http.MethodPost, path, bytes.NewReader(body))
	if err != nil {
		return out, err
	}
	defer r.Body.Close()
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return out, fmt.Errorf("the server broke off its answer: %w", err)
	}
	var no refused
	if json.Unmarshal(raw, &no) != nil || json.Unmarshal(raw, &out) != nil {
		return out, errors.New("the server that has the store open is an older one and cannot do this: restart it with this version")
	}
	if no.Why != "" {
		return out, refusal{no.Why, refusals[no.Kind]}
	}
	return out, nil
}

// answering answers what is asked in JSON of at most some bytes.
func answering[Ask, Answer any](limit int64, do func(context.Context, Ask) (Answer, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var a Ask
		var out any
		err := json.NewDecoder(http.MaxBytesReader(w, r.Body, limit)).Decode(&a)
		if err == nil {
			out, err = do(r.Context(), a)
		}
		if err != nil {
			no := refused{Why: err.Error()}
			for kind, is := range refusals {
				if errors.Is(err, is) {
					no.Kind = kind
				}
			}
			out = no
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(out)
	}
}
