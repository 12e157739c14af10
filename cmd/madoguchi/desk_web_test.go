package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"sync"
	"time"
)

// visitor is a browser with the web chat open: it posts, and keeps what its stream shows.
type visitor struct {
	s      *scene
	client *http.Client
	posts  int

	mu    sync.Mutex
	lines []string // of the stream, as they came
}

// visitor opens the chat; its stream stays open, and is opened again where it ends, as the page does.
func (s *scene) visitor() *visitor {
	s.t.Helper()
	jar, _ := cookiejar.New(nil)
	v := &visitor{s: s, client: &http.Client{Jar: jar}}
	r, err := v.client.Get(s.url + "/chat")
	if err != nil {
		s.t.Fatal(err)
	}
	r.Body.Close()
	ctx, cancel := context.WithCancel(context.Background())
	var reading sync.WaitGroup
	reading.Go(func() {
		last := ""
		for ctx.Err() == nil {
			last = v.follow(ctx, last)
			pause(ctx, 20*time.Millisecond)
		}
	})
	stop := s.stop
	s.stop = func() { // a stream that is open would hold up the server's end
		cancel()
		reading.Wait()
		stop()
	}
	return v
}

// follow reads the stream from where it was left until it ends.
func (v *visitor) follow(ctx context.Context, last string) string {
	q, _ := http.NewRequestWithContext(ctx, http.MethodGet, v.s.url+"/chat/events", nil)
	q.Header.Set("Last-Event-ID", last)
	r, err := v.client.Do(q)
	if err != nil {
		return last
	}
	defer r.Body.Close()
	in := bufio.NewScanner(r.Body)
	in.Buffer(nil, 1<<20)
	event, kept := "", ""
	for in.Scan() {
		text := in.Text()
		switch data, isData := strings.CutPrefix(text, "data: "); {
		case text == "":
			event = ""
		case strings.HasPrefix(text, "event: "):
			event = strings.TrimPrefix(text, "event: ")
		case strings.HasPrefix(text, "id: "):
			last = strings.TrimPrefix(text, "id: ")
		case isData && event == "conversation":
			if kept, _, _ = strings.Cut(last, "."); last != "" && kept != data { // what is shown of another one goes
				v.mu.Lock()
				v.lines = nil
				v.mu.Unlock()
			}
		case isData && event == "" && data != "":
			v.mu.Lock()
			v.lines = append(v.lines, data)
			v.mu.Unlock()
		}
	}
	return last
}

// says posts a message, as the page does: again under the same id when it is not taken.
func (v *visitor) says(words string) {
	v.s.t.Helper()
	v.s.heard(words)
	v.posts++
	body, _ := json.Marshal(map[string]string{"id": fmt.Sprint("m", v.posts), "text": words})
	v.s.eventually("the web chat takes a message", func() bool {
		r, err := v.client.Post(v.s.url+"/chat/messages", "application/json", strings.NewReader(string(body)))
		if err != nil {
			return false
		}
		r.Body.Close()
		return r.StatusCode == http.StatusNoContent
	})
}

func (v *visitor) all() []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return append([]string(nil), v.lines...)
}

// seen is how many lines hold words.
func (v *visitor) seen(words string) (n int) {
	for _, l := range v.all() {
		if strings.Contains(l, words) {
			n++
		}
	}
	return n
}

func (v *visitor) reads(words string) {
	v.s.t.Helper()
	defer func() {
		if v.s.t.Failed() {
			v.s.t.Logf("the web chat shows: %s", strings.Join(v.all(), "\n"))
		}
	}()
	v.s.eventually(fmt.Sprintf("the web chat shows %q", words), func() bool { return v.seen(words) > 0 })
}
