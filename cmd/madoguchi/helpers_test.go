package main

import (
	"net"
	"net/http"
	"regexp"
	"testing"
	"time"
)

// badWords are what no server writes in its log that is well; slow is what it may, on a busy machine.
var (
	badWords = regexp.MustCompile(`goroutine |panic|DATA RACE|level=ERROR|is damaged|cannot be stepped|will not arrive|backups of a running`)
	slow     = regexp.MustCompile(`events were not taken`) // the platform did not wait: a start takes long on a busy machine
)

// serveHandler serves on a listener until the returned function is called.
func serveHandler(t *testing.T, l net.Listener, h http.Handler) func() {
	t.Helper()
	server := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
	return func() {
		server.Close()
		<-done
	}
}
