package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"

	"madoguchi/bot/desk"
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
func controlRoutes(engine store.Engine, accounts *desk.Accounts, c cases) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /backup", func(w http.ResponseWriter, r *http.Request) {
		if err := dump(r.Context(), engine, w); err != nil {
			panic(http.ErrAbortHandler) // the other side sees a copy that was cut off, and refuses it
		}
	})
	mux.HandleFunc("POST /staff", func(w http.ResponseWriter, r *http.Request) { answerStaff(w, r, accounts) })
	mux.HandleFunc("POST /kb", func(w http.ResponseWriter, r *http.Request) { answerShelf(w, r, storeShelf{engine}) })
	mux.HandleFunc("POST /erase", func(w http.ResponseWriter, r *http.Request) { answerErase(w, r, c) })
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
		return nil, fmt.Errorf("the store is in use by a server that does not answer on %s: %w", socket, err)
	}
	return r, nil
}
