package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"madoguchi/bot"
	"madoguchi/bot/line/linetest"
)

// load is what consulters write, and where it goes.
type load struct {
	url     string
	r       *measured
	stories []string
	client  *http.Client
	n       atomic.Int64 // webhooks so far
}

// storyRunes is how long a story is at least that is told in one message. A shorter one may be the
// first part of more, for which the desk waits a moment: that is not what is measured.
const storyRunes = 31

// maxStories is how many different stories are told, and isClear how sure the matter of each is: of
// one that is not clear more is awaited too.
const (
	maxStories = 2000
	isClear    = 0.6
)

// stories are what consulters begin with: questions from which the base has learnt, all others.
func stories(e *bot.Edition) []string {
	var all, out []string
	for _, id := range slices.Sorted(maps.Keys(e.Base.Questions)) {
		for _, q := range e.Base.Questions[id] {
			if utf8.RuneCountInString(q) >= storyRunes {
				all = append(all, q)
			}
		}
	}
	mixed := rand.New(rand.NewPCG(1, 1)).Perm(len(all)) // neighbours are of one matter; each run has the same mixture
	for _, i := range mixed {
		if len(out) == maxStories {
			break
		}
		if e.Match(all[i]).Confidence > isClear {
			out = append(out, all[i])
		}
	}
	return out
}

// talk is what consulters go on with: what many say in the same words. None stands twice running:
// that would be a slip of the finger.
var talk = []string{"3台です", "Windows 11です", "いいえ", "ありがとうございました"}

// turns is how often each of them writes.
func (l *load) turns() int { return 1 + len(talk) }

// says is what a consulter writes in a turn.
func (l *load) says(consulter, turn int) string {
	if turn %= l.turns(); turn > 0 {
		return talk[turn-1]
	}
	return l.stories[consulter%len(l.stories)]
}

// open sends webhooks at a rate, whether or not they are answered in time.
func (l *load) open(ctx context.Context, rate int, d time.Duration) {
	l.client = newBenchClient(512)
	users := 3*rate + 1 // so that one's messages are some seconds apart
	var wg sync.WaitGroup
	for n := range int(float64(rate) * d.Seconds()) {
		if wait := time.Until(l.r.began.Add(time.Duration(n) * time.Second / time.Duration(rate))); wait > 0 {
			time.Sleep(wait)
		}
		turn := n / users
		user := n%users + users*(turn/l.turns())
		wg.Go(func() { l.send(ctx, user, l.says(user, turn)) })
	}
	wg.Wait()
	l.r.loaded()
}

// answerTakes is how long a consulter waits for an answer at most; on a busy machine it may come later.
const answerTakes = 10 * time.Second

// closed lets so many consulters write at a time, each after the answer to what was written before.
func (l *load) closed(ctx context.Context, consulters int, d time.Duration) {
	l.client = newBenchClient(consulters)
	end := l.r.began.Add(d)
	var next atomic.Int64
	var wg sync.WaitGroup
	for range consulters {
		wg.Go(func() {
			for time.Now().Before(end) {
				user := int(next.Add(1))
				for turn := 0; turn < l.turns() && time.Now().Before(end); turn++ {
					answered := l.send(ctx, user, l.says(user, turn))
					select {
					case <-answered:
					case <-time.After(answerTakes):
						l.r.waited()
					}
				}
			}
		})
	}
	wg.Wait()
	l.r.loaded()
}

func newBenchClient(connections int) *http.Client {
	t := &http.Transport{MaxIdleConnsPerHost: connections, MaxConnsPerHost: connections}
	return &http.Client{Transport: t, Timeout: 10 * time.Second}
}

// send sends one webhook. What it returns is closed when the webhook is answered, or refused.
func (l *load) send(ctx context.Context, user int, text string) (answered <-chan struct{}) {
	n := l.n.Add(1)
	token := fmt.Sprintf("%032x", n)
	to := fmt.Sprintf("U%032x", user)
	body := webhookBody(int(n-1), to, token, text)
	at := time.Now()
	answered = l.r.sink.expect(token, to, at)
	err := post(ctx, l.client, l.url, body)
	l.r.accepted(time.Since(at), err)
	if err != nil {
		l.r.sink.refused(token)
		refused := make(chan struct{})
		close(refused)
		return refused
	}
	return answered
}

// sink is a LINE that takes everything at once: it knows by the reply token which webhook was
// answered, and when; by the consulter, where an answer was pushed.
type sink struct {
	mu     sync.Mutex
	sent   map[string]expected // by token
	took   []time.Duration     // from webhook to answer
	n      int                 // calls
	pushed int                 // of them
	twice  int                 // of them, for nothing that was still to be answered
}

// expected is a webhook that is to be answered.
type expected struct {
	user    string
	since   time.Time
	done    chan struct{}
	refused bool
}

func newSink() *sink { return &sink{sent: map[string]expected{}} }

func (s *sink) expect(token, user string, at time.Time) <-chan struct{} {
	e := expected{user: user, since: at, done: make(chan struct{})}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent[token] = e
	return e.done
}

// refused notes that a webhook was refused: it need not be answered. It may be all the same, where
// the desk gave up waiting for a commit that took place.
func (s *sink) refused(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e, ok := s.sent[token]; ok {
		e.refused = true
		s.sent[token] = e
	}
}

// never is how many webhooks were taken and not answered.
func (s *sink) never() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.sent {
		if !e.refused {
			n++
		}
	}
	return n
}

// answer takes an answer to a webhook, or a push to a user: that answers all that waits.
func (s *sink) answer(token, user string, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
	due := map[string]expected{}
	if user != "" {
		s.pushed++
		for t, e := range s.sent {
			if e.user == user {
				due[t] = e
			}
		}
	} else if e, ok := s.sent[token]; ok {
		due[token] = e
	}
	if len(due) == 0 {
		s.twice++
	}
	for t, e := range due {
		s.took = append(s.took, at.Sub(e.since))
		delete(s.sent, t)
		close(e.done)
	}
}

func (s *sink) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Line-Request-Id", "bench")
	if !strings.HasSuffix(r.URL.Path, "/reply") && !strings.HasSuffix(r.URL.Path, "/push") {
		_, _ = io.WriteString(w, `{"type":"none","totalUsage":0}`)
		return
	}
	var body struct {
		ReplyToken string `json:"replyToken"`
		To         string `json:"to"` // of a push
	}
	_ = json.NewDecoder(r.Body).Decode(&body)
	_, _ = io.WriteString(w, `{"sentMessages":[{"id":"1","quoteToken":"q"}]}`)
	s.answer(body.ReplyToken, body.To, time.Now())
}

func (s *sink) calls() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

func webhookBody(n int, user, token, text string) []byte {
	now := time.Now().UnixMilli()
	words, _ := json.Marshal(text)
	return fmt.Appendf(nil, `{"destination":"%s","events":[{"type":"message","mode":"active","timestamp":%d,"webhookEventId":"%026d","deliveryContext":{"isRedelivery":false},"replyToken":"%s","source":{"type":"user","userId":"%s"},"message":{"type":"text","id":"%d","quoteToken":"q","text":%s}}]}`,
		linetest.BotID, now, n, token, user, n+1, words)
}

func post(ctx context.Context, client *http.Client, url string, body []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("X-Line-Signature", linetest.Sign(linetest.DefaultSecret, body))
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, res.Body)
	if res.StatusCode != http.StatusOK {
		return errors.New(res.Status)
	}
	return nil
}
