package intake

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// server answers how many bytes a body had, or why it had none.
func server(t *testing.T, o Options) (*Intake, *httptest.Server) {
	t.Helper()
	i := New(o)
	s := httptest.NewServer(i.Limit(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		all, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		switch {
		case errors.Is(err, ErrGivenUp):
			http.Error(w, "given up", http.StatusRequestTimeout)
		case err != nil:
			http.Error(w, "broken off", http.StatusBadRequest)
		default:
			fmt.Fprint(w, len(all))
		}
	})))
	t.Cleanup(s.Close)
	return i, s
}

// begin sends a body's first bytes and no more.
func begin(t *testing.T, s *httptest.Server, length, sent int) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	fmt.Fprintf(c, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", length, strings.Repeat("x", sent))
	return c
}

func (i *Intake) state() (held int64, underway int) {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.held, len(i.underway)
}

// eventually waits for what other goroutines bring about; it ends only what hangs.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(5 * time.Minute); !is(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal(what)
		}
	}
}

// TestHalfBodies proves that hundreds of bodies that never end hold no more than the bound, and
// that a whole one passes at any time, also one that is larger than the bound.
func TestHalfBodies(t *testing.T) {
	const bound = 64 << 10
	i, s := server(t, Options{Held: bound, Within: time.Hour})
	const halves, half = 200, 4 << 10
	var told atomic.Int32
	for range halves {
		c := begin(t, s, 1<<20, half)
		go func() {
			if n, _ := c.Read(make([]byte, 1)); n > 0 {
				told.Add(1)
			}
		}()
	}
	eventually(t, "the bodies are not on their way", func() bool { return told.Load() >= halves-bound/half }) // what comes later pushes others out
	var whole sync.WaitGroup
	for n := range 15 {
		whole.Go(func() {
			size := []int{10, 4 << 10}[n%2]
			res, err := http.Post(s.URL, "", strings.NewReader(strings.Repeat("y", size)))
			if err != nil {
				t.Error(err)
				return
			}
			defer res.Body.Close()
			if said, _ := io.ReadAll(res.Body); string(said) != fmt.Sprint(size) {
				t.Errorf("a body of %d bytes: %s", size, said)
			}
		})
	}
	whole.Wait()
	eventually(t, "more is held than may be", func() bool { held, _ := i.state(); return held <= bound })
	res, err := http.Post(s.URL, "", strings.NewReader(strings.Repeat("y", 1<<20)))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if said, _ := io.ReadAll(res.Body); string(said) != fmt.Sprint(1<<20) {
		t.Errorf("a large body: %s", said)
	}
}

// TestOldestGoes proves that the one that is given up is told so.
func TestOldestGoes(t *testing.T) {
	i, s := server(t, Options{Held: 10 << 10, Within: time.Hour})
	old := begin(t, s, 1<<20, 8<<10)
	eventually(t, "the first is not on its way", func() bool { _, n := i.state(); return n == 1 })
	begin(t, s, 1<<20, 8<<10)
	answer := make([]byte, 64)
	n, err := old.Read(answer)
	if err != nil || !strings.Contains(string(answer[:n]), "408") {
		t.Errorf("the oldest is told %q, %v", answer[:n], err)
	}
}

// TestDeadline proves that what is not complete in time is given up, and that a connection lives on
// when its body was.
func TestDeadline(t *testing.T) {
	i, s := server(t, Options{Within: 50 * time.Millisecond})
	c := begin(t, s, 100, 10)
	if said, err := io.ReadAll(c); err != nil || !strings.Contains(string(said), "400") {
		t.Errorf("%q, %v", said, err)
	}
	if held, n := i.state(); held != 0 || n != 0 {
		t.Errorf("%d bytes of %d bodies are held still", held, n)
	}
	// A machine that is too busy to send a body in that time gets more.
	within := 50 * time.Millisecond
	for !livesOn(t, within) {
		if within *= 2; within > time.Minute {
			t.Fatal("a whole body is given up, or the connection after it")
		}
	}
}

// livesOn sends whole bodies over one connection, each when the time of the one before is over, and
// reports whether all were taken.
func livesOn(t *testing.T, within time.Duration) bool {
	t.Helper()
	_, s := server(t, Options{Within: within})
	for range 3 {
		res, err := s.Client().Post(s.URL, "", strings.NewReader("whole"))
		if err != nil {
			return false
		}
		said, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if string(said) != "5" {
			return false
		}
		time.Sleep(within + within/5)
	}
	return true
}
