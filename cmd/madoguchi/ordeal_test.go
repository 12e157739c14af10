//go:build linux

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestOrdeal is everything that may befall a server, at random and at once, while people write:
// killed, stopped and started, LINE or Slack away or answering only half, a clock that jumps, a
// disk that is full. Then the books are compared. It goes on until the server was killed as often
// as MADOGUCHI_ORDEAL says, or until a while before the test's -timeout; MADOGUCHI_SEED draws the
// same again.
func TestOrdeal(t *testing.T) {
	kills, err := strconv.Atoi(os.Getenv("MADOGUCHI_ORDEAL"))
	if err != nil {
		t.Skip("MADOGUCHI_ORDEAL is not the number of kills")
	}
	newOrdeal(t, seeded(t)).run(kills)
}

// ordeal is what a server goes through.
type ordeal struct {
	t      *testing.T
	rnd    *rand.Rand
	town   *town
	room   *room
	s      settings
	logs   *journal
	server *child

	address string
	clock   string // file that says how far the server's clock is off
	ballast string // file that fills the disk; empty: the disk is not small

	died    []time.Time
	counts  map[string]int
	diary   []string // what befell it, and when
	written *os.File // all that the servers say; kept when the test fails
}

func newOrdeal(t *testing.T, seed uint64) *ordeal {
	o := &ordeal{
		t: t, rnd: rand.New(rand.NewPCG(seed, 0)), town: newTown(t, seed), room: newRoom(t), logs: &journal{}, address: freeAddress(t),
		clock: filepath.Join(t.TempDir(), "clock"), counts: map[string]int{},
	}
	uri, folder := "", t.TempDir()
	if err := syscall.Mount("none", folder, "tmpfs", 0, "size=64m"); err != nil {
		t.Logf("no disk becomes full: only root can make one that is small: %v", err)
	} else {
		t.Cleanup(func() { _ = syscall.Unmount(folder, syscall.MNT_DETACH) })
		uri, o.ballast = "bolt:"+filepath.Join(folder, "desk.db"), filepath.Join(folder, "ballast")
	}
	o.s = crashSettings(t, uri)
	var err error
	if o.written, err = os.CreateTemp("", "ordeal-*.log"); err != nil {
		t.Fatal(err)
	}
	o.setClock(0)
	return o
}

func (o *ordeal) run(kills int) {
	defer func() {
		o.written.Close()
		if !o.t.Failed() {
			_ = os.Remove(o.written.Name())
		} else {
			o.t.Logf("what befell it:\n%s", strings.Join(o.diary, "\n"))
			o.t.Logf("all that the servers said is in %s", o.written.Name())
			o.t.Logf("%d kills, %v; waiting at the end: %d; the server said last: %s", len(o.died), o.counts, waiting(o.town.target()), o.server.said())
		}
	}()
	o.start()
	o.running() // a store that is made while the disk is full is another matter
	people := &crowd{town: o.town, seed: o.rnd.Uint64(), size: 20, says: 40, pause: 400 * time.Millisecond}
	ctx, stop := context.WithCancel(o.t.Context())
	people.come(ctx)
	befalls := []struct {
		name string
		of   int // a hundred
		do   func()
	}{
		{"killed", 57, o.kill}, {"stopped", 10, o.restart}, {"LINE away", 9, o.lineAway}, {"Slack away", 7, o.slackAway},
		{"clock", 9, o.clockJumps}, {"disk full", 8, o.diskFull},
	}
	for len(o.died) < kills && !o.late() && !o.t.Failed() {
		roll := o.rnd.IntN(100)
		for _, b := range befalls {
			if roll -= b.of; roll < 0 {
				o.counts[b.name]++
				b.do()
				break
			}
		}
	}
	o.town.setOdds(odds{})
	o.setClock(0)
	o.running()
	stop()
	people.wait()
	waitForAll(o.t, time.Now().Add(settleWithin), "the desk was told everything", func() bool {
		_, all := o.town.quietSince()
		return all && waitingIn(o.town.target(), "inbox", "outbox", "notice") == 0
	})
	o.town.settle(o.t, o.s, o.server, func() *child { o.start(); return o.server })
	a := o.town.compare(o.t, o.s, o.died)
	cards := o.room.compare(o.t, a.tickets)
	if a.notices > 0 {
		o.t.Errorf("the desk was not told %d things", a.notices)
	}
	o.logs.check(o.t)
	if told := o.logs.figures["may see it twice"]; a.doubles > told {
		o.t.Errorf("%d answers were shown twice, and the desk said of %d only that they may be", a.doubles, told)
	}
	o.t.Logf("%d kills, %v; %d people, %d events acknowledged, %d lines, %d calls taken; %d tickets, %d cards; lines missed %d, doubles %d, of these unavoidable %d; logs: %v",
		len(o.died), o.counts, people.people(), a.events, a.lines, a.sends, len(a.tickets), cards, a.missed, a.doubles, a.unavoidable, o.logs.figures)
	if a.events < kills || a.sends < kills {
		o.t.Error("hardly anything happened")
	}
}

// compareTakes is how long before the test's end its books are compared at the latest.
const compareTakes = 6 * time.Minute

func (o *ordeal) late() bool {
	end, ok := o.t.Deadline()
	return ok && time.Until(end) < compareTakes
}

func (o *ordeal) start() {
	o.town.line.SetWebhook("http://"+o.address+"/webhook/line", true)
	o.server = start(o.t, childServe, serverReady, o.keep(), slices.Concat(serverEnv(o.s, o.address, o.town), o.room.env(), []string{clockEnv + "=" + o.clock})...)
}

// keep keeps a line of a log, and writes all of them down.
func (o *ordeal) keep() func(string) {
	note := o.logs.keep(true)
	return func(line string) {
		note(line)
		_, _ = o.written.WriteString(line + "\n")
	}
}

// tell writes into the diary.
func (o *ordeal) tell(format string, args ...any) {
	o.diary = append(o.diary, time.Now().Format(clockForm)+" "+fmt.Sprintf(format, args...))
}

// running waits until the server serves. One that somebody else's port has kept from it, or that
// was too slow on a busy machine, is killed and starts anew.
func (o *ordeal) running() {
	o.t.Helper()
	for range 5 {
		err := o.server.wait()
		if err == nil {
			return
		}
		o.t.Logf("a start that failed: %v", err)
		o.died = append(o.died, time.Now())
		o.server.kill()
		o.address = freeAddress(o.t)
		o.start()
	}
	o.t.Fatal("the server does not start")
}

// a is a time up to d.
func (o *ordeal) a(d time.Duration) time.Duration { return time.Duration(o.rnd.Int64N(int64(d))) }

func (o *ordeal) hold(d time.Duration) { pause(o.t.Context(), d) }

func (o *ordeal) kill() {
	if o.rnd.IntN(6) == 0 { // also while it starts
		o.hold(o.a(500 * time.Millisecond))
	} else {
		o.running()
		o.hold(50*time.Millisecond + o.a(850*time.Millisecond))
	}
	o.tell("killed")
	o.died = append(o.died, time.Now())
	o.server.kill()
	o.start()
}

func (o *ordeal) restart() {
	o.running()
	o.hold(o.a(500 * time.Millisecond))
	o.tell("stopped")
	stopServer(o.t, o.server)
	o.tell("has stopped")
	o.start()
}

// among goes on with something while a kill may come in between.
func (o *ordeal) among(d time.Duration) {
	o.running()
	o.hold(o.a(d))
	if o.rnd.IntN(2) == 0 {
		o.kill()
	}
	o.hold(o.a(d))
}

// lineAway lets LINE be away, at times for so long that no token works any more, as far as the
// server can tell: what has piled up by then goes as one.
func (o *ordeal) lineAway() {
	away := []odds{{cut: 1}, {failed: 1}, {refused: 1}, {cut: 0.3, failed: 0.2, takenCut: 0.2, takenFailed: 0.2}}
	now := away[o.rnd.IntN(len(away))]
	o.tell("LINE away: %+v", now)
	o.town.setOdds(now)
	o.among(2 * time.Second)
	if o.rnd.IntN(2) == 0 {
		since := time.Now()
		o.setClock(time.Minute + o.a(time.Hour))
		o.hold(clockRead)
		defer func() {
			o.hold(o.a(2 * time.Second))
			o.setClock(0)
			o.town.clockWas(since)
		}()
	}
	o.town.setOdds(odds{})
	o.tell("LINE back")
}

func (o *ordeal) slackAway() {
	away := []string{slackCut, slackFails, slackFull, slackHangs, slackMum}[o.rnd.IntN(5)]
	o.tell("Slack away: %s", away)
	o.room.set(away)
	o.among(2 * time.Second)
	o.room.set("")
	o.tell("Slack back")
}

// clockJumps sets the clock wrong by up to half a day, either way, and right again.
func (o *ordeal) clockJumps() {
	since := time.Now()
	o.setClock(o.a(24*time.Hour) - 12*time.Hour)
	o.among(2 * time.Second)
	o.setClock(0)
	o.town.clockWas(since)
}

func (o *ordeal) setClock(off time.Duration) {
	o.tell("clock off by %s", off)
	whole := o.clock + ".new" // it is read at any time
	err := os.WriteFile(whole, []byte(off.String()), 0o600)
	if err == nil {
		err = os.Rename(whole, o.clock)
	}
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *ordeal) diskFull() {
	if o.ballast == "" {
		return
	}
	o.tell("disk full")
	fill(o.t, o.ballast)
	o.among(time.Second)
	if err := os.Remove(o.ballast); err != nil {
		o.t.Fatal(err)
	}
	o.tell("disk free")
}
