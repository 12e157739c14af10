package slack

import (
	"context"
	"encoding/json"
	"hash/fnv"
	"io"
	"log"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// Socket Mode brings the same as HTTP does, in envelopes that are acknowledged by their id
// (docs.slack.dev/apis/events-api/using-socket-mode). An envelope that is not acknowledged within
// three seconds comes again.

// lanes is how many envelopes are dealt with at a time. Those of one person share a lane, so that
// they keep their order: the SDK's own dispatcher starts a goroutine for each and loses it.
const lanes = 16

// laneRoom is how many envelopes wait in a lane; then the socket waits too, and Slack sends to
// another replica.
const laneRoom = 64

// longestRest is between attempts to connect while Slack refuses.
const longestRest = time.Minute

// receive keeps a socket open until ctx ends. The SDK reconnects by itself, and gives up when Slack
// refuses its token or cannot be reached for long: then a new one is made, after a pause.
func (s *Slack) receive(ctx context.Context) {
	rest := &backoff.ExponentialBackOff{InitialInterval: time.Second, RandomizationFactor: 0.5, Multiplier: 2, MaxInterval: longestRest}
	rest.Reset()
	for ctx.Err() == nil {
		if s.listen(ctx) {
			rest.Reset()
		}
		select {
		case <-ctx.Done():
		case <-time.After(rest.NextBackOff()):
		}
	}
}

// listen runs one client of the SDK until it gives up, and reports whether it was ever connected.
func (s *Slack) listen(ctx context.Context) (connected bool) {
	running, stop := context.WithCancel(ctx)
	defer stop()
	silent := log.New(io.Discard, "", 0) // the SDK would log what people write
	api := slack.New("", slack.OptionAppLevelToken(s.AppToken), slack.OptionAPIURL(s.APIURL), slack.OptionHTTPClient(s.http), slack.OptionLog(silent))
	socket := socketmode.New(api, socketmode.OptionPingInterval(s.Heartbeat), socketmode.OptionReadLimit(maxBody), socketmode.OptionLog(silent))
	queues := make([]chan socketmode.Request, lanes)
	var work sync.WaitGroup
	for i := range queues {
		queues[i] = make(chan socketmode.Request, laneRoom)
		work.Go(func() {
			for r := range queues[i] {
				s.envelope(running, socket, r)
			}
		})
	}
	ended := make(chan error, 1)
	go func() { ended <- socket.RunContext(running) }()
	for open := true; open; {
		select {
		case e := <-socket.Events:
			if e.Type == socketmode.EventTypeHello {
				connected = true
			}
			s.heed(e, queues)
		case err := <-ended:
			open = false
			if ctx.Err() == nil {
				s.Log.Error("Socket Mode has ended; it is begun anew", "err", scrub(err))
			}
		}
	}
	s.metrics.sockets.Set(0)
	for _, q := range queues {
		close(q)
	}
	stop()
	work.Wait()
	return connected
}

// heed sorts what the SDK tells.
func (s *Slack) heed(e socketmode.Event, queues []chan socketmode.Request) {
	switch e.Type {
	case socketmode.EventTypeHello:
		s.metrics.sockets.Set(1)
		s.Log.Info("Socket Mode is connected")
	case socketmode.EventTypeConnectionError, socketmode.EventTypeIncomingError:
		s.metrics.sockets.Set(0)
		switch data := e.Data.(type) {
		case *slack.ConnectionErrorEvent:
			s.Log.Warn("Socket Mode cannot connect", "attempt", data.Attempt, "again_in", data.Backoff, "err", scrub(data.ErrorObj))
		case *slack.IncomingEventError:
			s.Log.Info("Socket Mode was cut off and connects again", "err", scrub(data.ErrorObj))
		}
	case socketmode.EventTypeEventsAPI, socketmode.EventTypeInteractive, socketmode.EventTypeSlashCommand:
		queues[laneOf(*e.Request)] <- *e.Request
	case socketmode.EventTypeErrorBadMessage: // the SDK could not read it; we read less of it
		var r socketmode.Request
		if bad, ok := e.Data.(*socketmode.ErrorBadMessage); ok && json.Unmarshal(bad.Message, &r) == nil && r.EnvelopeID != "" {
			queues[laneOf(r)] <- r
		}
	}
}

// laneOf chooses a lane by who did something.
func laneOf(r socketmode.Request) int {
	var who struct {
		Event  struct{ User, Channel name }
		User   name
		UserID name `json:"user_id"`
	}
	_ = json.Unmarshal(r.Payload, &who)
	h := fnv.New32a()
	_, _ = io.WriteString(h, string(who.Event.User+who.User+who.UserID))
	return int(h.Sum32() % lanes)
}

// envelope deals with one envelope and acknowledges it once that is durable.
func (s *Slack) envelope(ctx context.Context, socket *socketmode.Client, r socketmode.Request) {
	next, body := serve(s.serveEvent), []byte(r.Payload)
	switch r.Type {
	case socketmode.RequestTypeInteractive:
		next = s.onInteraction
	case socketmode.RequestTypeSlashCommands:
		next = func(ctx context.Context, body []byte) (any, error) {
			var fields map[string]name
			if json.Unmarshal(body, &fields) != nil {
				return nil, errNotDocumented
			}
			return s.onCommand(ctx, commandOf(func(key string) string { return string(fields[key]) }))
		}
	case socketmode.RequestTypeEventsAPI:
	default: // of a kind that is not known yet: nothing to do, and nothing to come again
		next = func(context.Context, []byte) (any, error) { return nil, nil }
	}
	answer, err := s.guarded(ctx, r.Type, body, next)
	if err != nil {
		return
	}
	if !r.AcceptsResponsePayload {
		answer = nil
	}
	if err := socket.AckCtx(ctx, r.EnvelopeID, answer); err != nil && ctx.Err() == nil {
		s.Log.Warn("an envelope could not be acknowledged and comes again", "err", scrub(err))
	}
}
