//go:build linux

package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"madoguchi/bot/line/linetest"
	"madoguchi/store"
)

// storeWithWords makes a store in which people have said something.
func storeWithWords(t *testing.T, s settings) {
	t.Helper()
	seed := seeded(t)
	w := newTown(t, seed)
	address := freeAddress(t)
	w.line.SetWebhook("http://"+address+"/webhook/line", true)
	server := start(t, childServe, serverReady, nil, serverEnv(s, address, w)...)
	t.Cleanup(func() { server.kill() })
	if err := server.wait(); err != nil {
		t.Fatal(err)
	}
	people := &crowd{town: w, seed: seed, size: 8, says: 12, pause: 50 * time.Millisecond}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	people.come(ctx)
	waitForAll(t, time.Now().Add(childWithin), "people have spoken", func() bool { return people.people() > 16 })
	stop()
	people.wait()
	stopServer(t, server)
}

// refuses starts a server that must not start, and returns the one line that it says.
func refuses(t *testing.T, env []string) string {
	t.Helper()
	server := start(t, childServe, serverReady, nil, env...)
	defer server.kill()
	err := server.wait()
	said := server.said()
	if err == nil || server.ProcessState == nil || server.ProcessState.ExitCode() != 1 || strings.Count(said, "\n") != 0 || !strings.HasPrefix(said, "madoguchi: ") {
		t.Errorf("the server was not refused in one line: %v: %s", err, said)
	}
	return said
}

func readOnly(t *testing.T) {
	t.Parallel()
	disk := smallDisk(t, "8m")
	s := crashSettings(t, "bolt:"+filepath.Join(disk, "desk.db"))
	storeWithWords(t, s)
	path, _ := s.boltPath()
	before := contents(t, path)
	if err := syscall.Mount("none", disk, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	t.Log(refuses(t, serverEnv(s, freeAddress(t), newTown(t, 1))))
	if !bytes.Equal(before, contents(t, path)) {
		t.Error("the file was changed")
	}
}

func damaged(t *testing.T) {
	t.Parallel()
	s := crashSettings(t, "")
	storeWithWords(t, s)
	path, _ := s.boltPath()
	good := contents(t, path)
	used := usedBytes(t, s)
	rnd := rand.New(rand.NewPCG(seeded(t), 0))
	w := newTown(t, 1)
	for _, size := range []int{1, 4096, 8192, used / 2, used - 1} {
		put(t, path, good[:size])
		t.Log(refuses(t, serverEnv(s, freeAddress(t), w)))
		if !bytes.Equal(good[:size], contents(t, path)) {
			t.Error("a file that was cut off was changed")
		}
	}
	var pages []int // those that begin something: most of a file continues what a page before it begins
	for at := 0; at < used; at += 4096 {
		if binary.NativeEndian.Uint64(good[at:]) == uint64(at/4096) {
			pages = append(pages, at)
		}
	}
	rounds, refused := crashes(t, 9), 0
	for round := range rounds {
		bad := bytes.Clone(good)
		for range 1 + rnd.IntN(4) {
			page, at := pages[rnd.IntN(len(pages))], rnd.IntN(4096)
			switch round % 3 {
			case 0: // what a start reads first
				page = pages[rnd.IntN(2)]
			case 1: // where it hurts
				at = rnd.IntN(160)
			}
			bad[page+at] ^= 1 << rnd.IntN(8)
		}
		put(t, path, bad)
		if said, ok := survives(t, s); !ok {
			refused++
			t.Log(said)
			if !bytes.Equal(bad, contents(t, path)) {
				t.Error("a file that was refused was changed")
			}
		}
	}
	t.Logf("%d of %d files with bits flipped were refused", refused, rounds)
}

// survives starts a server on a store that may be damaged and has all who are in it write again. It must refuse in a line, or serve
// to the end: what is damaged is an error then.
func survives(t *testing.T, s settings) (said string, serves bool) {
	t.Helper()
	w := newTown(t, 1)
	address := freeAddress(t)
	w.line.SetWebhook("http://"+address+"/webhook/line", true)
	lines := &gathered{}
	server := start(t, childServe, serverReady, lines.keep, serverEnv(s, address, w)...)
	defer server.kill()
	if err := server.wait(); err != nil {
		said = server.said()
		if strings.Count(said, "\n") != 0 || !strings.HasPrefix(said, "madoguchi: ") {
			t.Errorf("not refused in one line: %v", err)
		}
		return said, false
	}
	for n := range 16 {
		p := w.line.AddPerson(fmt.Sprint("person ", n+1))
		p.Friend = true
		e := w.line.Text(linetest.Place{User: p.ID}, "ありがとうございました")
		w.enter(p.ID, e, "")
		w.deliver(t.Context(), e)
	}
	_ = server.Process.Signal(syscall.SIGTERM)
	select {
	case <-server.ended:
	case <-time.After(childWithin):
		t.Fatal("SIGTERM did not stop the server: " + server.said())
	}
	if code := server.ProcessState.ExitCode(); code != 0 && !strings.Contains(server.said(), "damaged") { // a commit may have met the damage
		t.Errorf("SIGTERM: exit code %d: %s", code, server.said())
	}
	if text := lines.String(); strings.Contains(text, "goroutine ") || strings.Contains(text, "fatal error") {
		at := max(0, strings.Index(text, "goroutine ")-500)
		t.Errorf("the server died: %s", text[at:min(len(text), at+4000)])
	}
	return "", true
}

func put(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// usedBytes is how much of a store's file is in use: behind it there is room to grow.
func usedBytes(t *testing.T, s settings) int {
	t.Helper()
	e, err := openEngine(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	var b bytes.Buffer
	if _, err := e.(store.Snapshotter).Snapshot(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}
