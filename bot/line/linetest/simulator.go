package linetest

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"time"
)

//go:embed static
var static embed.FS

// SimulatorPath is where a Simulator is to be served, and everything below it; APIPath is LINE's API there.
const (
	SimulatorPath = "/line-simulator/"
	APIPath       = "/line-simulator/api"
)

// Simulator is LINE with a page like a phone: whoever opens it is a person on LINE, and talks with the real adapter.
type Simulator struct {
	*Server
	handler http.Handler
	people  []*Person
	group   *Group
}

// NewSimulator makes a Simulator with some people and a group. Options.Webhook is where the adapter receives.
func NewSimulator(o Options) *Simulator {
	m := &Simulator{Server: New(o)}
	for _, name := range []string{"佐藤 花子", "鈴木 一郎"} {
		m.people = append(m.people, m.AddPerson(name))
	}
	m.group = m.AddGroup("みどり商店会", m.people...)
	m.Redelivery(5*time.Second, 30*time.Second, 2*time.Minute)
	m.handler = m.pages()
	return m
}

func (m *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) { m.handler.ServeHTTP(w, r) }

func (m *Simulator) pages() http.Handler {
	files, _ := fs.Sub(static, "static")
	pages := http.NewServeMux()
	pages.Handle("GET "+SimulatorPath, http.StripPrefix(SimulatorPath, http.FileServerFS(files)))
	pages.HandleFunc("GET "+SimulatorPath+"state", m.state)
	pages.HandleFunc("GET "+SimulatorPath+"changes", m.changes)
	pages.HandleFunc("POST "+SimulatorPath+"act", m.act)
	pages.HandleFunc("GET "+SimulatorPath+"content/{id}", m.picture)
	pages.HandleFunc("GET "+SimulatorPath+"menu.png", m.menuPicture)
	guarded := http.NewCrossOriginProtection().Handler(pages)
	mux := http.NewServeMux()
	mux.Handle(APIPath+"/", http.StripPrefix(APIPath, m.Server)) // programs call it, not pages
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data:; frame-ancestors 'self'")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-store")
		guarded.ServeHTTP(w, r)
	})
	return mux
}

// view is what the page shows.
type view struct {
	Account string     `json:"account"`
	Chats   []chatName `json:"chats"`
	Me      string     `json:"me"` // the person's id
	Private bool       `json:"private"`
	Friend  bool       `json:"friend"` // or, in a group: the account is in it
	Blocked bool       `json:"blocked"`
	Loading bool       `json:"loading"`
	Entries []line     `json:"entries"`
	Menu    *menu      `json:"menu"`
	Books   books      `json:"books"`
}

type chatName struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// line is an entry with the name of who wrote it.
type line struct {
	Entry
	Name string `json:"name"`
}

// books are LINE's own: what the account did and how it answered.
type books struct {
	Requests   []Request `json:"requests"`
	Answers    []Answer  `json:"answers"`
	Violations []string  `json:"violations"`
	Quota      int64     `json:"quota"`
	Used       int64     `json:"used"`
	Pending    int       `json:"pending"`
}

// place is what a chat's id stands for; in the group one writes as the first person.
func (m *Simulator) place(id string) (Place, error) {
	if id == m.group.ID {
		return Place{User: m.people[0].ID, Group: id}, nil
	}
	for _, p := range m.people {
		if p.ID == id {
			return Place{User: id}, nil
		}
	}
	return Place{}, errors.New("no such chat")
}

const shownRequests = 12

func last[T any](list []T, n int) []T { return append([]T{}, list[max(0, len(list)-n):]...) }

func (m *Simulator) state(w http.ResponseWriter, r *http.Request) {
	id := r.FormValue("chat")
	if id == "" {
		id = m.people[0].ID
	}
	at, err := m.place(id)
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	s := m.Server
	s.mu.Lock()
	defer s.mu.Unlock()
	v := view{Account: s.Name, Me: at.User, Private: at.Group == "", Loading: s.chat(id).loading.After(s.Now()), Entries: []line{}}
	for _, p := range m.people {
		v.Chats = append(v.Chats, chatName{p.ID, p.Name})
	}
	v.Chats = append(v.Chats, chatName{m.group.ID, m.group.Name})
	if v.Private {
		v.Friend, v.Blocked = s.people[id].Friend, s.people[id].Blocked
	} else {
		v.Friend = m.group.Bot
	}
	for _, e := range s.chat(id).entries {
		name := s.Name
		if p := s.people[e.From]; p != nil {
			name = p.Name
		}
		v.Entries = append(v.Entries, line{*e, name})
	}
	for _, one := range s.menus {
		if one.ID == s.menuOfAll && v.Private {
			v.Menu = one
		}
	}
	v.Books = books{last(s.requests, shownRequests), last(s.answers, shownRequests), last(s.violations, shownRequests), s.quota, s.used, len(s.pending)}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

// changes tells the page when to look again, and delivers again what is due.
func (m *Simulator) changes(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	news := m.Watch(r.Context())
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		fmt.Fprint(w, "data: changed\n\n")
		if out.Flush() != nil {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case <-m.closed:
			return
		case <-news:
		case <-tick.C: // the animation ends by the clock
			m.Redeliver(context.WithoutCancel(r.Context()))
		}
	}
}

// deed is what the person does.
type deed struct {
	Chat    string `json:"chat"`
	Do      string `json:"do"`
	Text    string `json:"text"`
	Message string `json:"message"`
	Button  Button `json:"button"`
	Name    string `json:"name"`
	Data    []byte `json:"data"` // base64
}

// maxUpload bounds a picture.
const maxUpload = 12 << 20

func (m *Simulator) act(w http.ResponseWriter, r *http.Request) {
	var d deed
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxUpload*4/3)).Decode(&d); err != nil {
		http.Error(w, "not a deed", http.StatusBadRequest)
		return
	}
	at, err := m.place(d.Chat)
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	if e := m.event(at, d); e != nil {
		m.Deliver(context.WithoutCancel(r.Context()), e)
	}
	w.WriteHeader(http.StatusNoContent)
}

// event is what LINE makes of a deed; nil: nothing that the account hears of.
func (m *Simulator) event(at Place, d deed) Event {
	switch d.Do {
	case "text":
		return m.Text(at, d.Text)
	case "tap":
		e, _ := m.Tap(at, d.Button)
		return e
	case "image", "file":
		return m.Media(at, d.Do, d.Name, d.Data)
	case "sticker":
		return m.Sticker(at)
	case "unsend":
		return m.Unsend(at, d.Message)
	case "edit":
		return m.Edit(at, d.Message, d.Text)
	case "follow":
		if at.Group != "" {
			return m.Join(at.Group)
		}
		return m.Follow(at.User)
	case "unfollow":
		if at.Group != "" {
			return m.Leave(at.Group)
		}
		return m.Unfollow(at.User)
	}
	return nil
}

func (m *Simulator) picture(w http.ResponseWriter, r *http.Request) {
	m.mu.Lock()
	f := m.contents[r.PathValue("id")]
	m.mu.Unlock()
	if f == nil || f.gone {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", f.mime)
	_, _ = w.Write(f.data)
}

func (m *Simulator) menuPicture(w http.ResponseWriter, r *http.Request) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, one := range m.menus {
		if one.ID == m.menuOfAll {
			w.Header().Set("Content-Type", http.DetectContentType(one.picture))
			_, _ = w.Write(one.picture)
			return
		}
	}
	http.NotFound(w, r)
}
