package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"madoguchi/bot/intake"
	"madoguchi/bot/line/linetest"
)

// stopWithin bounds a clean stop: requests in hand are finished or cut off by then.
const stopWithin = 5 * time.Second

type serveCmd struct {
	settingFlags `embed:""`
}

func (c serveCmd) Run(p process) error {
	s, err := c.load(p)
	if err != nil {
		return err
	}
	if s.sealKey() == "" {
		return errors.New("serve needs the desk's key: make one with 'madoguchi config key PATH' and set MADOGUCHI_SEAL_KEY_FILE to it, or MADOGUCHI_SEAL_KEY to one in Vault")
	}
	return serve(p, s, time.Time{}, mode{})
}

type demoCmd struct {
	settingFlags `embed:""`
	Samples      bool `default:"true" negatable:"" help:"Begin a new store with made-up consultations, to try the desk's side."`
	Simulator    bool `name:"line-simulator" help:"Also play LINE: a page like a phone, to try the desk on LINE without an account."`
}

func (c demoCmd) Run(p process) error {
	s, err := c.load(p)
	if err != nil {
		return err
	}
	now, err := fixedClock(p, "")
	if err != nil {
		return err
	}
	if s.sealKey() == "" {
		if s.SealKeyFile, err = beside(s, "desk.key"); err != nil {
			return err
		}
	}
	return serve(p, s, now, mode{demo: true, simulator: c.Simulator, samples: c.Samples})
}

// mode is how the desk is served.
type mode struct{ demo, simulator, samples bool }

// serve runs the desk until it is told to stop.
func serve(p process, s settings, now time.Time, how mode) (err error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	signal.Ignore(syscall.SIGPIPE) // whoever reads the log may go away; the desk stays
	defer func() {
		if ctx.Err() != nil && errors.Is(err, context.Canceled) {
			err = nil // told to stop while starting
		}
	}()
	listener, err := listen(s.Listen)
	if err != nil {
		return err
	}
	defer listener.Close()
	url := "http://" + listener.Addr().String()
	var phone *linetest.Simulator
	if how.simulator {
		phone = simulate(&s, url, now)
	}
	engine, sealer, err := openSealed(ctx, s, how.demo)
	if err != nil {
		return err
	}
	defer closing(engine, &err)
	log := slog.New(slog.NewTextHandler(p.err, nil))
	d, err := newDesk(ctx, s, engine, sealer, now, log)
	if err != nil {
		return mendNewer(s, err)
	}
	if !s.inEtcd() {
		if d.control, err = listenControl(s); err != nil {
			log.Warn("while this server runs, backups and changes of staff by command are not possible", "err", err)
		}
	}
	d.phone = phone
	d.samples = how.samples
	if how.demo {
		password, err := d.letIn(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintf(p.out, "相談の画面: %s/chat\n", url)
		fmt.Fprintf(p.out, "担当者の画面: %s/desk （利用者名 %s、パスワード %s）\n", url, demoLogin, password)
		if phone != nil {
			fmt.Fprintf(p.out, "LINEのまねをする画面: %s%s\n", url, linetest.SimulatorPath)
		}
		fmt.Fprintln(p.out, "（止めるときは Ctrl+C）")
	}
	log.Info("serving", "chat", url+"/chat", "store", s.Store, "base", d.base.Version, "entries", len(d.base.FAQs), "cases", len(d.base.Cases))
	return d.run(ctx, listener)
}

func listen(address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err == nil {
		return l, nil
	}
	const mend = "choose another address with --listen or MADOGUCHI_LISTEN"
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s is in use by another program: stop that one, or %s", address, mend)
	}
	if op := (*net.OpError)(nil); errors.As(err, &op) {
		err = op.Err
	}
	return nil, fmt.Errorf("cannot listen on %s: %w; %s", address, err, mend)
}

// run serves until ctx ends, then stops cleanly: first nothing new is taken, then what is in hand
// is finished or left in the store.
func (d *service) run(ctx context.Context, l net.Listener) error {
	working, rest := context.WithCancel(context.WithoutCancel(ctx))
	defer rest()
	worked := make(chan error, 1)
	go func() { worked <- d.loop.Run(working, d.endpoints, d.staff) }()
	var beside sync.WaitGroup
	beside.Go(func() { d.follow(ctx) })
	beside.Go(func() { d.dress(ctx) })
	if d.samples {
		beside.Go(func() {
			if err := d.addSamples(ctx); err != nil && ctx.Err() == nil {
				d.log.Warn("the sample tickets were not made", "err", err)
			}
		})
	}
	if d.slack != nil {
		beside.Go(func() {
			if err := d.slack.Run(ctx); err != nil && ctx.Err() == nil {
				d.log.Error("slack", "err", err)
			}
		})
	}
	err := d.serve(ctx, l, worked)
	rest()
	err = errors.Join(err, <-worked)
	bounded, cancel := context.WithTimeout(context.Background(), stopWithin)
	defer cancel()
	for _, c := range d.line {
		_ = c.Close(bounded) // what it has left to do is a courtesy
	}
	if ctx.Err() != nil { // else the process ends with an error anyway
		beside.Wait()
	}
	return err
}

// maxHeader is how many bytes the head of a request may have: platforms and browsers send some two
// thousand.
const maxHeader = 32 << 10

// serve answers requests until ctx ends or the loop fails.
func (d *service) serve(ctx context.Context, l net.Listener, worked chan error) error {
	server := &http.Server{Handler: intake.New(intake.Options{}).Limit(d.routes()), ReadHeaderTimeout: 5 * time.Second, MaxHeaderBytes: maxHeader, IdleTimeout: 2 * time.Minute, ErrorLog: slog.NewLogLogger(d.log.Handler(), slog.LevelWarn)}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	if d.control != nil {
		control := &http.Server{Handler: controlRoutes(d.engine, d.people, d.loop, d.loop.Archive(), drill{d.loop, d.advisor, drillAnswers}), ReadHeaderTimeout: 5 * time.Second}
		go func() { _ = control.Serve(d.control) }()
		defer control.Close()
	}
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case err := <-worked:
		worked <- nil
		return err
	case <-ctx.Done():
	}
	d.log.Info("stopping")
	d.chat.Close()
	if d.phone != nil {
		d.phone.Close()
	}
	bounded, cancel := context.WithTimeout(context.Background(), stopWithin)
	defer cancel()
	if err := server.Shutdown(bounded); err != nil {
		return server.Close()
	}
	return nil
}
