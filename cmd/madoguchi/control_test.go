package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestOlderServer: a server that does not offer what is asked is named as the cause, not what it says.
func TestOlderServer(t *testing.T) {
	_, path := storeIn(t)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	s := settings{Store: "bolt:" + path}
	l, err := listenControl(s)
	if err != nil {
		t.Fatal(err)
	}
	defer serveHandler(t, l, http.NotFoundHandler())()
	if _, err := askControl[staffAnswer](t.Context(), s, "staff", staffAsk{Do: "list"}); err == nil || !strings.Contains(err.Error(), "restart it") {
		t.Errorf("asked an older server: %v", err)
	}
}
