package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"runtime/pprof"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"madoguchi/bot"
	"madoguchi/bot/line/linetest"
	"madoguchi/bot/loop"
	"madoguchi/dialog"
	"madoguchi/knowledge/mask"
	"madoguchi/store"
)

type benchCmd struct {
	Rate       int           `default:"500" help:"Webhooks a second, whether or not they are answered in time."`
	Consulters int           `default:"0" help:"Instead of a rate: so many consulters at a time, each of whom waits for the answer before the next word."`
	For        time.Duration `default:"20s" help:"How long."`
	Stored     int           `default:"0" help:"Conversations that are in the store before."`
	Folder     string        `type:"path" help:"Where to keep the store; without it a folder that is deleted afterwards."`
	Etcd       string        `placeholder:"URI" help:"An etcd store instead of a file: etcd://HOST:PORT/PREFIX, a prefix that is empty."`
	SealKey    string        `name:"seal-key-file" type:"path" hidden:""`
	Profile    string        `type:"path" hidden:"" help:"Where to write a profile of the processor."`
}

// Run drives the whole path on this machine: signed webhooks over HTTP, the real adapter, the real
// store, answers to a LINE that takes everything at once and counts. Everything is in this process,
// the load too, and shares its processors.
func (c benchCmd) Run(p process) (err error) {
	if c.Rate < 1 || c.For <= 0 || c.Consulters < 0 {
		return fmt.Errorf("%w: --rate and --for are above zero, --consulters is not below it", errUsage)
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
	// It closes no connection that the desk has opened and not used yet: a reply that is lost with
	// one is pushed, which would be measured too.
	go func() { _ = (&http.Server{Handler: sink, ReadHeaderTimeout: time.Hour}).Serve(platform) }()
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
	mask.Load() // what is ready some seconds after the start is not measured
	d.advisor.Current().Match("")
	debug.FreeOSMemory()
	if err := c.fill(ctx, p, d.loop, engine); err != nil {
		return err
	}
	told := stories(d.advisor.Current())
	endProfile, err := startProfile(c.Profile)
	if err != nil {
		return err
	}
	r := newMeasured(sink, folder)
	l := load{url: "http://" + listener.Addr().String() + "/webhook/line", r: r, stories: told}
	if c.Consulters > 0 {
		l.closed(ctx, c.Consulters, c.For)
	} else {
		l.open(ctx, c.Rate, c.For)
	}
	drain(engine)
	r.end()
	r.print(p.out, c)
	endProfile()
	stop()
	return <-served
}

// startProfile writes a profile of the processor until it is ended.
func startProfile(path string) (end func(), err error) {
	if path == "" {
		return func() {}, nil
	}
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() { pprof.StopCPUProfile(); _ = f.Close() }, nil
}

// fillAtOnce is how many conversations are put into the store before those are waited for.
const fillAtOnce = 5000

// fill puts conversations into the store, through the loop, and waits until they have been
// answered.
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
