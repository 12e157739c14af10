package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

// measured is what a run came to.
type measured struct {
	sink *sink
	disk time.Duration // that one sync takes, before the load

	mu              sync.Mutex
	offered, failed int
	refused         string // why the first was
	late            int    // waited for longer than answerTakes
	acks            []time.Duration

	began          time.Time
	took, drained  time.Duration
	startCPU, cpu  time.Duration
	startAll, all  machineTime
	own, mapped    int // memory, in KiB
	stop, finished chan struct{}
}

func newMeasured(s *sink, folder string) *measured {
	r := &measured{sink: s, disk: syncTakes(folder), stop: make(chan struct{}), finished: make(chan struct{})}
	r.began, r.startCPU, r.startAll = time.Now(), processTime(), readMachineTime()
	go func() { defer close(r.finished); r.watchMemory() }()
	return r
}

// accepted counts a webhook, and how long it took to be answered with 200.
func (r *measured) accepted(took time.Duration, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.offered++; err != nil {
		r.failed++
		r.refused = cmp.Or(r.refused, err.Error())
		return
	}
	r.acks = append(r.acks, took)
}

func (r *measured) waited() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.late++
}

// loaded ends the load; answers may be due still.
func (r *measured) loaded() { r.took = time.Since(r.began) }

// end ends the measurement: all is answered.
func (r *measured) end() {
	r.drained, r.cpu, r.all = time.Since(r.began), processTime()-r.startCPU, readMachineTime().less(r.startAll)
	close(r.stop)
	<-r.finished
}

func (r *measured) print(w io.Writer, c benchCmd) {
	r.sink.mu.Lock()
	took, pushed, twice := slices.Clone(r.sink.took), r.sink.pushed, r.sink.twice
	r.sink.mu.Unlock()
	how := fmt.Sprintf("%d a second", c.Rate)
	if c.Consulters > 0 {
		how = fmt.Sprintf("%d consulters at a time", c.Consulters)
	}
	fmt.Fprintf(w, "webhooks   offered %d (%s), accepted %d (%.0f a second), refused %d %s\n", r.offered, how, len(r.acks), float64(len(r.acks))/r.took.Seconds(), r.failed, r.refused)
	fmt.Fprintf(w, "answers    sent %d (%.0f a second until the last), %d of them pushed and %d for the second time; waited for longer than %s %d, never came %d\n", r.sink.calls(), float64(r.sink.calls())/r.drained.Seconds(), pushed, twice, answerTakes, r.late, r.sink.never())
	fmt.Fprintf(w, "accepting  %s\nanswering  %s\n", spread(r.acks), spread(took))
	own := r.cpu.Seconds() / r.drained.Seconds()
	fmt.Fprintf(w, "processor  %.2f of %d, %s an event, the load and the platform included\n", own, runtime.NumCPU(), (r.cpu / time.Duration(max(1, len(r.acks)))).Round(time.Microsecond))
	fmt.Fprintf(w, "memory     %d MB of its own at most, and %d MB of the store's file as long as the system has room\n", r.own>>10, r.mapped>>10)
	fmt.Fprintf(w, "disk       one sync takes %s\n", r.disk.Round(10*time.Microsecond))
	fmt.Fprintf(w, "limit      %s\n", r.limit(own, c.Consulters > 0))
}

// Below so many idle processors there is nothing left to be had of them.
const hardlyIdle = 0.15

// limit says what kept the answers from coming faster. On a machine that others use too its figures
// are of what they left.
func (r *measured) limit(own float64, closed bool) string {
	if r.all.busy == 0 {
		return "not known: this system does not tell what its processors do"
	}
	seconds := r.drained.Seconds()
	others, idle := max(0, r.all.busy.Seconds()/seconds-own), r.all.idle.Seconds()/seconds
	state := fmt.Sprintf("others used %.2f processors, %.2f were idle", others, idle)
	switch {
	case idle < hardlyIdle*float64(runtime.NumCPU()) && others > own/2:
		return "the processor, and what others took of it: " + state
	case idle < hardlyIdle*float64(runtime.NumCPU()):
		return "the processor: " + state
	case closed:
		return "waiting: for the disk's syncs, or for more consulters at a time; " + state
	}
	return "nothing but the load that was asked for: " + state
}

// machineTime is what all processors have done so far.
type machineTime struct{ busy, idle time.Duration }

func (t machineTime) less(before machineTime) machineTime {
	return machineTime{t.busy - before.busy, t.idle - before.idle}
}

// tick is the unit in which Linux counts the time of processors.
const tick = 10 * time.Millisecond

// readMachineTime reads what the processors have done; without Linux's /proc it is zero.
func readMachineTime() machineTime {
	stat, err := os.ReadFile("/proc/stat")
	if err != nil {
		return machineTime{}
	}
	first, _, _ := bytes.Cut(stat, []byte("\n"))
	var user, nice, system, idle, wait, irq, soft, steal int64
	_, _ = fmt.Sscanf(string(first), "cpu %d %d %d %d %d %d %d %d", &user, &nice, &system, &idle, &wait, &irq, &soft, &steal)
	return machineTime{time.Duration(user+nice+system+irq+soft+steal) * tick, time.Duration(idle+wait) * tick}
}

// syncs is how often a sync is tried.
const syncs = 15

// syncTakes is how long the disk takes to make a page durable, in the middle of several attempts;
// 0: it could not be tried.
func syncTakes(folder string) time.Duration {
	f, err := os.Create(filepath.Join(folder, "sync.tmp"))
	if err != nil {
		return 0
	}
	defer func() { _ = f.Close(); _ = os.Remove(f.Name()) }()
	var took []time.Duration
	for range syncs {
		at := time.Now()
		if _, err := f.Write(make([]byte, os.Getpagesize())); err != nil || f.Sync() != nil {
			return 0
		}
		took = append(took, time.Since(at))
	}
	slices.Sort(took)
	return took[len(took)/2]
}

func spread(d []time.Duration) string {
	if len(d) == 0 {
		return "nothing"
	}
	slices.Sort(d)
	at := func(share float64) time.Duration {
		return d[min(len(d)-1, int(share*float64(len(d))))].Round(10 * time.Microsecond)
	}
	return fmt.Sprintf("p50 %s  p99 %s  max %s", at(0.5), at(0.99), at(1))
}

// resident reads how much memory this process holds, in KiB: its own, and pages of files, which the
// system takes back when it needs room. Without Linux's /proc both are zero.
func resident() (own, mapped int) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, 0
	}
	for line := range strings.Lines(string(status)) {
		_, _ = fmt.Sscanf(line, "RssAnon: %d", &own)
		_, _ = fmt.Sscanf(line, "RssFile: %d", &mapped)
	}
	return own, mapped
}

// watchMemory notes the most memory that is held while something goes on.
func (r *measured) watchMemory() {
	for {
		own, mapped := resident()
		r.own, r.mapped = max(r.own, own), max(r.mapped, mapped)
		select {
		case <-r.stop:
			return
		case <-time.After(100 * time.Millisecond):
		}
	}
}
