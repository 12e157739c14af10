package desk

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/calendar"
	"madoguchi/bot/caller"
	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
	"madoguchi/written"
)

//go:embed static views texts.yaml
var files embed.FS

// Tickets are what staff work on; loop.Loop keeps them.
type Tickets interface {
	Ticket(ctx context.Context, number string) (bot.Ticket, error)
	Tickets(ctx context.Context) ([]bot.Ticket, error)
	OpenTickets(ctx context.Context) ([]bot.Ticket, error)
	Outlines(ctx context.Context) ([]bot.Outline, error)
	Transcript(ctx context.Context, conv bot.ConversationID, after uint64) ([]bot.Entry, error)
	Picture(ctx context.Context, conv bot.ConversationID, line uint64) ([]byte, error)
	Claim(ctx context.Context, number string, by bot.Staff) error
	Assign(ctx context.Context, number string, to, by bot.Staff) error
	PutBack(ctx context.Context, number string, by bot.Staff) error
	Raise(ctx context.Context, number string, by bot.Staff) error
	Answer(ctx context.Context, number string, r bot.Reply) error
	ReturnToBot(ctx context.Context, number string, by bot.Staff) error
	Close(ctx context.Context, number string, by bot.Staff, end bot.EndReason) error
	Reopen(ctx context.Context, number string, by bot.Staff) error
	Act(ctx context.Context, number string, in bot.Input) error
	Reach(ctx context.Context, number string, by bot.Staff) (bot.Reach, error)
	Paper(ctx context.Context, number, form string) (p knowledge.Paper, ok bool, err error)
	Jot(ctx context.Context, number string, by bot.Staff, text string) error
	Bulletin(ctx context.Context) (bot.Bulletin, error)
	SetBulletin(ctx context.Context, b bot.Bulletin) error
	EndBulletin(ctx context.Context) error
	Categorize(ctx context.Context, number string, by bot.Staff, category string) error
}

// Options are what the console is made of. All are needed.
type Options struct {
	Tickets  Tickets
	Accounts *Accounts
	Edition  func() *bot.Edition // the base in force, with what is learnt of it
	Learn    Learner             // how a draft is learnt
	Calendar *calendar.Calendar
	Sends    func(bot.Channel) bool // whether what is said on a channel has to be delivered first
	Desk     knowledge.Desk         // who the desk is
	Log      *slog.Logger
	Now      func() time.Time // the clock

	ByAnother bool // who wrote a draft does not publish it
}

// Learner learns a base, which takes seconds. chance makes trainings differ, as base.Lint asks for
// them; that of 0 is what is put in force.
type Learner func(b *knowledge.Base, chance uint8) knowledge.Senses

// Base is the one in force.
func (o Options) Base() *knowledge.Base { return o.Edition().Base }

// Console serves the desk's side under /desk. It is safe for concurrent use.
type Console struct {
	Options
	texts   bot.Phrases
	views   *template.Template
	version string // of what is in static: a browser keeps it until it changes
	rates   caller.Rates
	present presences
	lately  lately
	trials  trials
	inForce atomic.Pointer[base.Standing] // as shelf read it last
	stated  readings
	canned  []canned
	said    map[string]string // how what is wrong with an entry is said, by its form
}

// New makes a console.
func New(o Options) (*Console, error) {
	if o.Tickets == nil || o.Accounts == nil || o.Edition == nil || o.Learn == nil || o.Calendar == nil || o.Sends == nil || o.Log == nil || o.Now == nil {
		return nil, errors.New("desk: an option is missing")
	}
	c := &Console{Options: o}
	data, err := files.ReadFile("texts.yaml")
	if err == nil {
		err = written.Decode(data, &c.texts)
	}
	if err != nil {
		return nil, err
	}
	if c.canned, err = readCanned(); err != nil {
		return nil, err
	}
	if c.said, err = readProblems(); err != nil {
		return nil, err
	}
	if c.version, err = versionOf("static"); err != nil {
		return nil, err
	}
	c.views, err = template.New("").Funcs(c.functions()).ParseFS(files, "views/*.html")
	return c, err
}

// versionOf names what a folder holds.
func versionOf(folder string) (string, error) {
	sum := sha256.New()
	err := fs.WalkDir(files, folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := files.ReadFile(path)
		sum.Write([]byte(path))
		sum.Write(data)
		return err
	})
	return hex.EncodeToString(sum.Sum(nil))[:12], err
}

// Handler is the routes. Nothing that changes anything is reachable by GET, and pages of other
// sites cannot post here.
func (c *Console) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, r := range routes() {
		mux.Handle(r.method+" "+r.path, c.serve(r))
	}
	mux.HandleFunc("GET /desk", func(w http.ResponseWriter, r *http.Request) {
		to := "desk/"
		if r.URL.RawQuery != "" {
			to += "?" + r.URL.RawQuery
		}
		goTo(w, to)
	})
	static, _ := fs.Sub(files, "static")
	mux.Handle("GET /desk/static/", keep(http.StripPrefix("/desk/static/", http.FileServerFS(static))))
	return guard(http.NewCrossOriginProtection().Handler(mux))
}

// goTo sends a browser on. The place is relative, so that the console works under whatever path a
// proxy shows it.
func goTo(w http.ResponseWriter, to string) {
	w.Header().Set("Location", to)
	w.WriteHeader(http.StatusSeeOther)
}

// keep lets browsers keep what does not change without getting another address.
func keep(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		next.ServeHTTP(w, r)
	})
}

// guard sets the headers that keep a page from being framed, sniffed, kept, or made to load or run
// anything that is not ours.
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}
