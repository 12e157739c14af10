package linetest

import (
	"bytes"
	"cmp"
	"context"
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
)

// Options are what a Server is made of. All may be empty.
type Options struct {
	Secret  string           // channel secret, with which webhooks are signed
	Token   string           // channel access token, which callers must show
	Webhook string           // where webhooks go; callers may set it too
	Now     func() time.Time // nil: time.Now
	Name    string           // the account's
}

// Defaults of Options. The secret is the public example of LINE's documentation.
const (
	DefaultSecret = "8c570fa6dd201bb328f1c1eac23a96d8"
	DefaultToken  = "linetest-channel-access-token"
)

// BotID and BasicID are the account's own.
const (
	BotID   = "Ub07000000000000000000000000000a1"
	BasicID = "@216madog"
)

// Server is LINE, as far as an account sees it. It is safe for concurrent use.
type Server struct {
	Options
	URL string // where it listens, when it was made by Start

	mux    *http.ServeMux
	client *http.Client
	closed chan struct{}
	ending sync.Once
	server *http.Server

	mu         sync.Mutex
	people     map[string]*Person
	groups     map[string]*Group
	chats      map[string]*chat
	tokens     map[string]*replyToken
	keys       map[string]accepted
	contents   map[string]*content
	albums     int
	menus      []*menu
	menuOfAll  string
	active     bool // webhooks are in use
	chatMode   string
	quota      int64 // -1: none
	used       int64
	faults     []*Fault
	requests   []Request
	violations []string
	answers    []Answer
	pending    []pendingDelivery
	redeliver  []time.Duration
	watchers   map[chan struct{}]bool
	serial     int64 // the last id given
	last       int64 // the last event's time
	rates      map[string]*rate
}

// New makes a Server that is served by whoever mounts it; Start makes one that listens.
func New(o Options) *Server {
	o.Secret, o.Token, o.Name = cmp.Or(o.Secret, DefaultSecret), cmp.Or(o.Token, DefaultToken), cmp.Or(o.Name, "中小企業IT相談窓口")
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Server{
		Options: o, client: &http.Client{}, closed: make(chan struct{}), people: map[string]*Person{}, groups: map[string]*Group{},
		chats: map[string]*chat{}, tokens: map[string]*replyToken{}, keys: map[string]accepted{}, contents: map[string]*content{},
		watchers: map[chan struct{}]bool{}, rates: map[string]*rate{}, active: true, chatMode: "chat", quota: -1, serial: 530000000000000000,
	}
	s.routes()
	return s
}

// Start makes a Server that listens on a free port of this machine, until Close.
func Start(o Options) (*Server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("linetest: %w", err)
	}
	s := New(o)
	s.URL = "http://" + l.Addr().String()
	s.server = &http.Server{Handler: s, ReadHeaderTimeout: 5 * time.Second}
	go s.server.Serve(l) // ends with Close
	return s, nil
}

// Close ends a Server: what hangs is cut off, pages that watch are let go.
func (s *Server) Close() {
	s.ending.Do(func() { close(s.closed) })
	if s.server != nil {
		s.server.Close()
	}
	s.client.CloseIdleConnections()
}

func (s *Server) routes() {
	s.mux = http.NewServeMux()
	for pattern, h := range map[string]func(*call){
		"POST /v2/bot/message/reply": s.reply, "POST /v2/bot/message/push": s.push,
		"POST /v2/bot/message/validate/reply": s.validate, "POST /v2/bot/message/validate/push": s.validate,
		"POST /v2/bot/chat/loading/start": s.loading, "POST /v2/bot/chat/markAsRead": s.markAsRead,
		"GET /v2/bot/profile/{user}": s.profile, "GET /v2/bot/group/{chat}/member/{user}": s.memberProfile, "GET /v2/bot/room/{chat}/member/{user}": s.memberProfile,
		"GET /v2/bot/group/{chat}/members/count": s.memberCount, "GET /v2/bot/room/{chat}/members/count": s.memberCount,
		"POST /v2/bot/group/{chat}/leave": s.leaveChat, "POST /v2/bot/room/{chat}/leave": s.leaveChat,
		"GET /v2/bot/message/{id}/content": s.content, "GET /v2/bot/message/{id}/content/transcoding": s.transcoding,
		"GET /v2/bot/message/quota": s.getQuota, "GET /v2/bot/message/quota/consumption": s.getConsumption,
		"GET /v2/bot/info": s.info, "POST /v2/oauth/verify": s.verify,
		"GET /v2/bot/channel/webhook/endpoint": s.getWebhook, "PUT /v2/bot/channel/webhook/endpoint": s.putWebhook, "POST /v2/bot/channel/webhook/test": s.testWebhook,
		"POST /v2/bot/richmenu": s.createMenu, "GET /v2/bot/richmenu/list": s.listMenus, "GET /v2/bot/richmenu/{id}": s.getMenu, "DELETE /v2/bot/richmenu/{id}": s.deleteMenu,
		"POST /v2/bot/richmenu/{id}/content": s.putPicture, "GET /v2/bot/richmenu/{id}/content": s.getPicture,
		"POST /v2/bot/user/all/richmenu/{id}": s.setDefault, "GET /v2/bot/user/all/richmenu": s.getDefault, "DELETE /v2/bot/user/all/richmenu": s.unsetDefault,
	} {
		s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, h) })
	}
	s.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.serve(w, r, func(c *call) { c.violate("unknown path %s %s", r.Method, r.URL.Path); c.fail(404, "Not found") })
	})
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// Request is a call that was made.
type Request struct {
	Method, Path string
	Status       int // 0: cut off, or left hanging
	ID           string
	At           time.Time
	RetryKey     string
}

// call is a request under way. Its answer is written when it is finished, so that a fault can come after the deed.
type call struct {
	s      *Server
	r      *http.Request
	id     string
	body   []byte
	status int
	header http.Header
	answer []byte
	broken []string // rules of LINE's
}

// maxBody is from where LINE answers 413 (REF#status-codes); pictures go to another host there.
const maxBody = 2 << 20

func (s *Server) serve(w http.ResponseWriter, r *http.Request, h func(*call)) {
	c := &call{s: s, r: r, id: uuid.NewString(), status: 200, header: w.Header()}
	c.header.Set("x-line-request-id", c.id)
	c.header.Set("Content-Type", "application/json")
	c.header.Set("Date", s.Now().UTC().Format(http.TimeFormat))
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	c.body = body
	f := s.fault(r)
	switch {
	case err != nil:
		return // the caller has gone
	case f != nil && !f.Taken:
		c.spoil(f)
		s.note(c)
		c.suffer(w, f)
		return
	case len(body) > maxBody:
		c.violate("a body of more than 2 MB")
		c.fail(413, "Request Entity Too Large")
	case !s.authorized(r):
		c.violate("no valid access token")
		c.fail(401, "Authentication failed due to the following reason: invalid token. Confirm that the access token in the authorization header is valid.")
	case r.Header.Get("X-Line-Retry-Key") != "" && !strings.HasSuffix(r.URL.Path, "/message/push"):
		c.violate("a retry key on %s", r.URL.Path) // REF#retry-api-request
		c.fail(400, "The request header 'X-Line-Retry-Key' is not allowed")
	case s.tooFast(r):
		c.violate("more calls than LINE allows to %s", r.URL.Path)
		c.fail(429, RateLimit)
	default:
		s.answer(h, c, f)
		if f != nil {
			c.suffer(w, f)
			return
		}
		w.WriteHeader(c.status)
		_, _ = w.Write(c.answer)
		return
	}
	s.note(c)
	w.WriteHeader(c.status)
	_, _ = w.Write(c.answer)
}

// answer has a call's effect and enters it in the books at once, so that who sees the one finds the other.
func (s *Server) answer(h func(*call), c *call, f *Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	h(c)
	if f != nil {
		c.spoil(f)
	}
	s.enter(c)
}

func (s *Server) note(c *call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.enter(c)
}

// enter enters a call in the books. The lock is held.
func (s *Server) enter(c *call) {
	s.violations = append(s.violations, c.broken...)
	s.requests = append(s.requests, Request{c.r.Method, c.r.URL.Path, c.status, c.id, s.Now(), c.r.Header.Get("X-Line-Retry-Key")})
	s.changed()
}

func (s *Server) authorized(r *http.Request) bool {
	if r.URL.Path == "/v2/oauth/verify" {
		return true // the token is in the body
	}
	return subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), []byte("Bearer "+s.Token)) == 1
}

// json answers with a body. LINE answers {} where there is nothing to say; an empty body breaks SDKs.
func (c *call) json(status int, body any) {
	c.status = status
	c.answer, _ = json.Marshal(body)
}

// fail answers with one of LINE's errors (REF#error-responses).
func (c *call) fail(status int, message string, details ...detail) {
	c.json(status, struct {
		Message string   `json:"message"`
		Details []detail `json:"details,omitempty"`
	}{message, details})
}

type detail struct {
	Message  string `json:"message"`
	Property string `json:"property"`
}

// read reads the body's JSON.
func (c *call) read(v any) bool {
	if !strings.HasPrefix(c.r.Header.Get("Content-Type"), "application/json") {
		c.violate("content type %q on %s", c.r.Header.Get("Content-Type"), c.r.URL.Path)
		c.fail(415, fmt.Sprintf("The content type, %s, is not supported", c.r.Header.Get("Content-Type")))
		return false
	}
	d := json.NewDecoder(bytes.NewReader(c.body))
	d.UseNumber()
	if err := d.Decode(v); err != nil {
		c.violate("a body that is no JSON on %s: %v", c.r.URL.Path, err)
		c.fail(400, "The request body could not be parsed as JSON")
		return false
	}
	return true
}

// violate notes that the caller broke one of LINE's rules.
func (c *call) violate(format string, args ...any) {
	c.broken = append(c.broken, fmt.Sprintf(format, args...)+", request "+c.id)
}

// Violations are the rules that were broken so far.
func (s *Server) Violations() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.violations)
}

// Forgive forgets the violations so far: those that a test made on purpose.
func (s *Server) Forgive() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.violations = nil
}

// Requests are the calls so far whose path ends in a text.
func (s *Server) Requests(path string) []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Request
	for _, r := range s.requests {
		if strings.HasSuffix(r.Path, path) {
			out = append(out, r)
		}
	}
	return out
}

// Watch returns a channel that is sent to whenever something has changed, until ctx ends.
func (s *Server) Watch(ctx context.Context) <-chan struct{} {
	c := make(chan struct{}, 1)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.watchers[c] = true
	context.AfterFunc(ctx, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.watchers, c)
		close(c)
	})
	return c
}

// changed tells the watchers. The lock is held.
func (s *Server) changed() {
	for c := range s.watchers {
		select {
		case c <- struct{}{}:
		default: // one signal is waiting already
		}
	}
}
