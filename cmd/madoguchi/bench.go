package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"madoguchi/bot"
	"madoguchi/bot/line/linetest"
	"madoguchi/bot/loop"
	"madoguchi/dialog"
	"madoguchi/store"
)

type benchCmd struct {
	Rate    int           `default:"500" help:"Webhooks a second."`
	For     time.Duration `default:"20s" help:"How long."`
	Stored  int           `default:"0" help:"Conversations that are in the store before."`
	Folder  string        `type:"path" help:"Where to keep the store; without it a folder that is deleted afterwards."`
	Etcd    string        `placeholder:"URI" help:"An etcd store instead of a file: etcd://HOST:PORT/PREFIX, a prefix that is empty."`
	SealKey string        `name:"seal-key-file" type:"path" hidden:""`
}

// Run drives the whole path on this machine: signed webhooks over HTTP, the real adapter, the real store, answers to a LINE that
// takes everything at once and counts. Everything is in this process, the load too, and shares its processors.
func (c benchCmd) Run(p process) (err error) {
	if c.Rate < 1 || c.For <= 0 {
		return fmt.Errorf("%w: --rate and --for are above zero", errUsage)
	}
	folder := c.Folder
	if folder == "" {
		if folder, err = os.MkdirTemp("", "madoguchi-bench"); err != nil {
			return err
		}
		defer os.RemoveAll(folder)
	}
	sink := newSink()
	platform, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go func() { _ = (&http.Server{Handler: sink, ReadHeaderTimeout: time.Second}).Serve(platform) }()
	defer platform.Close()

	s := defaultSettings()
	s.Store, s.SealKeyFile = "bolt:"+filepath.Join(folder, "bench.db"), filepath.Join(folder, "desk.key")
	if c.Etcd != "" {
		s.Store = c.Etcd
	}
	api := "http://" + platform.Addr().String()
	s.LINE = []lineSettings{{Secret: linetest.DefaultSecret, Token: linetest.DefaultToken, APIURL: api, DataAPIURL: api}}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	engine, sealer, err := openSealed(ctx, s, true)
	if err != nil {
		return err
	}
	defer closing(engine, &err)
	d, err := newDesk(ctx, s, engine, sealer, time.Time{}, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	listener, err := listen("127.0.0.1:0")
	if err != nil {
		return err
	}
	served := make(chan error, 1)
	go func() { served <- d.run(ctx, listener) }()
	d.advisor.Current().Match("") // a server takes webhooks while its matcher learns: that is not what is measured
	if err := c.fill(ctx, p, d.loop, engine); err != nil {
		return err
	}
	r := &measured{sink: sink, began: time.Now(), startCPU: processTime()}
	loaded, watched := make(chan struct{}), sync.WaitGroup{}
	watched.Go(func() { r.watchMemory(loaded) })
	c.load(ctx, "http://"+listener.Addr().String()+"/webhook/line", r)
	drain(engine)
	r.drained = time.Since(r.began)
	r.cpu = processTime() - r.startCPU
	close(loaded)
	watched.Wait()
	r.print(p.out, c)
	stop()
	return <-served
}

// fillAtOnce is how many conversations are put into the store before those are waited for.
const fillAtOnce = 5000

// fill puts conversations into the store, through the loop, and waits until they have been answered.
func (c benchCmd) fill(ctx context.Context, p process, to *loop.Loop, engine store.Engine) error {
	if c.Stored == 0 {
		return nil
	}
	began := time.Now()
	for first := 0; first < c.Stored; first += fillAtOnce {
		work, ctx := errgroup.WithContext(ctx)
		work.SetLimit(64)
		for n := range min(fillAtOnce, c.Stored-first) {
			name := "stored-" + strconv.Itoa(first+n)
			work.Go(func() error {
				return to.Accept(ctx, bot.Event{
					ID: "e", Conversation: bot.ConversationID(name), ReplyTo: bot.ReplyTo{Channel: "stored"},
					Event: dialog.Event{Kind: dialog.Text, Text: "ありがとう"},
				})
			})
		}
		if err := work.Wait(); err != nil {
			return err
		}
		drain(engine)
	}
	fmt.Fprintf(p.out, "stored %d conversations in %s\n", c.Stored, time.Since(began).Round(time.Second))
	return nil
}

// talk is what each consulter says, one after the other.
var talk = []string{"パソコンに偽の警告が出て、電話しろと言われています", "3台です", "Windows 11です", "いいえ", "いいえ", "ありがとうございました"}

// sink is a LINE that takes everything at once: it knows by the reply token which webhook was answered, and when.
type sink struct {
	mu   sync.Mutex
	sent map[string]time.Time // by token: when the webhook went out
	took []time.Duration      // from webhook to answer
	n    int                  // calls
}

func newSink() *sink { return &sink{sent: map[string]time.Time{}} }

func (s *sink) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Line-Request-Id", "bench")
	if !strings.HasSuffix(r.URL.Path, "/reply") && !strings.HasSuffix(r.URL.Path, "/push") {
		_, _ = io.WriteString(w, `{"type":"none","totalUsage":0}`)
		return
	}
	var body struct {
		ReplyToken string `json:"replyToken"`
	}
	_ = json.NewDecoder(r.Body).Decode(&body)
	_, _ = io.WriteString(w, `{"sentMessages":[{"id":"1","quoteToken":"q"}]}`)
	now := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
	if at, ok := s.sent[body.ReplyToken]; ok {
		s.took = append(s.took, now.Sub(at))
		delete(s.sent, body.ReplyToken)
	}
}

func (s *sink) calls() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

// measured is what a run came to.
type measured struct {
	sink            *sink
	offered, failed int
	acks            []time.Duration
	took, drained   time.Duration
	cpu             time.Duration
	began           time.Time
	startCPU        time.Duration
	own, mapped     int // memory, in KiB
}

// load sends webhooks at the rate, whether or not they are answered in time.
func (c benchCmd) load(ctx context.Context, url string, r *measured) {
	s := r.sink
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 512, MaxConnsPerHost: 512}, Timeout: 10 * time.Second}
	users := 3*c.Rate + 1 // so that one's messages are some seconds apart
	var mu sync.Mutex
	var wg sync.WaitGroup
	total := int(float64(c.Rate) * c.For.Seconds())
	for n := range total {
		if wait := time.Until(r.began.Add(time.Duration(n) * time.Second / time.Duration(c.Rate))); wait > 0 {
			time.Sleep(wait)
		}
		turn := n / users
		user := fmt.Sprintf("U%032x", n%users+users*(turn/len(talk)))
		token := fmt.Sprintf("%032x", n+1)
		body := webhookBody(n, user, token, talk[turn%len(talk)])
		wg.Go(func() {
			at := time.Now()
			s.mu.Lock()
			s.sent[token] = at
			s.mu.Unlock()
			err := post(ctx, client, url, body)
			mu.Lock()
			defer mu.Unlock()
			if r.offered++; err != nil {
				r.failed++
				return
			}
			r.acks = append(r.acks, time.Since(at))
		})
	}
	wg.Wait()
	r.took = time.Since(r.began)
}

func webhookBody(n int, user, token, text string) []byte {
	now := time.Now().UnixMilli()
	words, _ := json.Marshal(text)
	return fmt.Appendf(nil, `{"destination":"%s","events":[{"type":"message","mode":"active","timestamp":%d,"webhookEventId":"%026d","deliveryContext":{"isRedelivery":false},"replyToken":"%s","source":{"type":"user","userId":"%s"},"message":{"type":"text","id":"%d","quoteToken":"q","text":%s}}]}`,
		linetest.BotID, now, n, token, user, n+1, words)
}

func post(ctx context.Context, client *http.Client, url string, body []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(string(body)))
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

// drainWithin is how long answers may still come after the last webhook.
const drainWithin = 2 * time.Minute

// drain waits until nothing is left to step or to send.
func drain(engine store.Engine) {
	for end := time.Now().Add(drainWithin); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		left := false
		_ = engine.View(context.Background(), func(tx store.Reader) error {
			for _, table := range []string{"inbox", "outbox"} {
				for range tx.Scan(store.K(table).Range()) {
					left = true
					break
				}
			}
			return nil
		})
		if !left {
			return
		}
	}
}

func (r *measured) print(w io.Writer, c benchCmd) {
	r.sink.mu.Lock()
	took := slices.Clone(r.sink.took)
	r.sink.mu.Unlock()
	fmt.Fprintf(w, "webhooks   offered %d (%d a second), accepted %d (%.0f a second), refused %d\n", r.offered, c.Rate, len(r.acks), float64(len(r.acks))/r.took.Seconds(), r.failed)
	fmt.Fprintf(w, "answers    sent %d (%.0f a second until the last)\n", r.sink.calls(), float64(r.sink.calls())/r.drained.Seconds())
	fmt.Fprintf(w, "accepting  %s\nanswering  %s\n", spread(r.acks), spread(took))
	fmt.Fprintf(w, "processor  %.2f of the machine's, %s an event, the load and the platform included\n", r.cpu.Seconds()/r.drained.Seconds(), (r.cpu / time.Duration(max(1, len(r.acks)))).Round(time.Microsecond))
	fmt.Fprintf(w, "memory     %d MB of its own at most, and %d MB of the store's file as long as the system has room\n", r.own>>10, r.mapped>>10)
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

// processTime is what this process has used of the processors so far.
func processTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// resident reads how much memory this process holds, in KiB: its own, and pages of files, which the system takes back when it needs
// room. Without Linux's /proc both are zero.
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
func (r *measured) watchMemory(stop <-chan struct{}) {
	for {
		own, mapped := resident()
		r.own, r.mapped = max(r.own, own), max(r.mapped, mapped)
		select {
		case <-stop:
			return
		case <-time.After(100 * time.Millisecond):
		}
	}
}
