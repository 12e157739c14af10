package web

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"madoguchi/bot"
	"madoguchi/dialog"
)

//go:embed static
var static embed.FS

//go:embed pages
var pageFiles embed.FS

// Conversations keeps what is said; loop.Loop does.
type Conversations interface {
	Accept(ctx context.Context, events ...bot.Event) error
	AcceptFile(ctx context.Context, before []bot.Event, e bot.Event, data []byte) error
	Transcript(ctx context.Context, conv bot.ConversationID, after uint64) ([]bot.Entry, error)
	Where(ctx context.Context, conv bot.ConversationID) (bot.ConversationID, error)
	Follow(ctx context.Context, conv bot.ConversationID) (<-chan struct{}, error)
}

// Options are what the web chat is made of.
type Options struct {
	Conversations Conversations
	Hash          func(kind, id string) string // keyed: what a visitor holds is not what the store holds
	Desk          string                       // the desk's name, for the page's title
	Phone         string                       // its telephone number, for whom the page does not work; empty: none is told
	Greeting      func() []dialog.Message      // shown to who has said nothing yet; nil: nothing is
	Embed         []string                     // origins whose pages may show the chat in a frame: https://www.city.example.jp
	Log           *slog.Logger
	Heartbeat     time.Duration    // between signs of life on a stream; 0 is 15 s
	Now           func() time.Time // nil: time.Now

	// Secrets are words of a conversation that must not go on paper, such as that by which a case is
	// carried on. nil: there are none.
	Secrets func(ctx context.Context, conv bot.ConversationID) ([]string, error)

	Passes Passes // what pages open to whoever holds their address; nil: none do

	In func(time.Time) time.Time // a time as the desk's clock shows it; nil: as it is
}

// Chat serves the web chat under /chat.
type Chat struct {
	Options
	page   []byte             // the chat itself
	pages  *template.Template // the others
	done   chan struct{}
	limits *limits
}

// New makes a web chat.
func New(o Options) (*Chat, error) {
	if o.Conversations == nil || o.Hash == nil || o.Log == nil {
		return nil, errors.New("web: conversations, hash and log are needed")
	}
	if o.Heartbeat == 0 {
		o.Heartbeat = 15 * time.Second
	}
	if o.In == nil {
		o.In = func(t time.Time) time.Time { return t }
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	for _, origin := range o.Embed {
		if err := CheckOrigin(origin); err != nil {
			return nil, err
		}
	}
	t, err := template.ParseFS(static, "static/chat.html")
	if err != nil {
		return nil, err
	}
	pages, err := template.ParseFS(pageFiles, "pages/*.html")
	if err != nil {
		return nil, err
	}
	var page bytes.Buffer
	if err := t.Execute(&page, map[string]string{"Desk": o.Desk, "Phone": o.Phone}); err != nil {
		return nil, err
	}
	return &Chat{Options: o, page: page.Bytes(), pages: pages, done: make(chan struct{}), limits: newLimits()}, nil
}

// Close ends all streams, so that a server can stop; pages connect again by themselves.
func (c *Chat) Close() { close(c.done) }

// Handler is the routes. Nothing that changes anything is reachable by GET, and other sites' pages
// cannot post here.
func (c *Chat) Handler() http.Handler {
	files, _ := fs.Sub(static, "static")
	mux := http.NewServeMux()
	mux.HandleFunc("GET /chat", c.servePage)
	mux.Handle("GET /chat/static/", http.StripPrefix("/chat/static/", http.FileServerFS(files)))
	mux.HandleFunc("GET /chat/events", c.stream)
	mux.HandleFunc("POST /chat/messages", c.receive)
	mux.HandleFunc("POST /chat/pictures", c.receivePicture)
	mux.HandleFunc("GET /chat/record", c.record)
	mux.HandleFunc("POST /chat/pass", c.askPass)
	mux.HandleFunc("GET /chat/pass/{conv}/{secret}", c.lookPass)
	mux.HandleFunc("POST /chat/pass/{conv}/{secret}", c.usePass)
	return c.guard(http.NewCrossOriginProtection().Handler(mux))
}

// guard sets the headers that keep the page from being framed where it must not be, sniffed, or made
// to load anything from elsewhere.
func (c *Chat) guard(next http.Handler) http.Handler {
	within := "'none'"
	if len(c.Embed) > 0 {
		within = strings.Join(c.Embed, " ")
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'self'; frame-ancestors "+within+"; base-uri 'none'; form-action 'self'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin") // with no-referrer a browser would not say from where a form is posted
		next.ServeHTTP(w, r)
	})
}

// servePage changes nothing: a conversation begins with the first message.
func (c *Chat) servePage(w http.ResponseWriter, r *http.Request) {
	if _, known := visitor(r); !known {
		c.newVisitor(w, r)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(c.page)
}

// channel is the name of this one; what is said on it is read from the transcript.
const channel bot.Channel = "web"

// accept takes an event, and before the first one of a visitor the greeting, which is an event like
// any other; its fixed id makes it happen once.
func (c *Chat) accept(ctx context.Context, token string, e bot.Event) error {
	err := c.Conversations.Accept(ctx, c.events(token, e)...)
	if err == nil {
		c.limits.begins(token)
	}
	return err
}

// events are those of accept.
func (c *Chat) events(token string, e bot.Event) []bot.Event {
	events := []bot.Event{e}
	if !c.limits.hasBegun(token) {
		events = []bot.Event{{ID: "start", Event: dialog.Event{Kind: dialog.Start}}, e}
	}
	for i := range events {
		events[i].Conversation, events[i].ReplyTo = c.conversation(token), bot.ReplyTo{Channel: channel}
	}
	return events
}

// fail tells the chat's page in one line that it is not its fault; what happened goes to the log.
func (c *Chat) fail(w http.ResponseWriter, doing string, err error) {
	c.report(doing, err)
	http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
}

// report logs what happened, but that a visitor went away.
func (c *Chat) report(doing string, err error) {
	if !errors.Is(err, context.Canceled) {
		c.Log.Error("web chat", "doing", doing, "err", err)
	}
}
