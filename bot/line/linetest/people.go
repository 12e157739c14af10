package linetest

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// Person is somebody on LINE.
type Person struct {
	ID, Name string
	Friend   bool // has added the account
	Blocked  bool // has blocked it
	Written  time.Time
}

// Group is a group chat or a room.
type Group struct {
	ID, Name string
	Members  []string // without the account
	Bot      bool     // the account is in it
}

// Place is where something is said: by a person, in private or in a group.
type Place struct{ User, Group string }

// chat is what one private chat or one group shows.
type chat struct {
	entries []*Entry
	loading time.Time // the animation plays until then
	asked   int       // how often it was asked for
}

// Entry is a line of a chat, as those in it see it.
type Entry struct {
	ID       string    `json:"id"` // of the message
	At       time.Time `json:"at"`
	From     string    `json:"from,omitempty"` // a person's id; empty: the account
	Via      string    `json:"via,omitempty"`  // of the account's: reply or push
	Message  Message   `json:"message"`
	Seen     bool      `json:"seen,omitempty"` // marked as read
	Unsent   bool      `json:"unsent,omitempty"`
	Edited   bool      `json:"edited,omitempty"`
	readMark string
}

// Message is a message as it was sent.
type Message struct {
	Type    string          `json:"type"`
	Text    string          `json:"text,omitempty"`
	AltText string          `json:"altText,omitempty"`
	Raw     json.RawMessage `json:"raw,omitempty"` // all of it
	Buttons []Button        `json:"-"`             // in the order in which they stand; quick replies last
}

// Button is something that can be tapped.
type Button struct {
	Type        string `json:"type"`
	Label       string `json:"label"`
	Data        string `json:"data"`
	DisplayText string `json:"displayText"`
	Text        string `json:"text"`
	URI         string `json:"uri"`
	Clipboard   string `json:"clipboardText"`
}

// Words are what a reader of the message gets to know without tapping: its text, or its alternative.
func (m Message) Words() string {
	if m.Type == "text" {
		return m.Text
	}
	return m.AltText
}

// idFor makes an id as LINE's look: U, C or R and 32 hexadecimal digits. The same name makes the same id.
func idFor(kind, name string) string {
	return fmt.Sprintf("%s%x", kind, sha256.Sum256([]byte(name)))[:33]
}

// AddPerson makes somebody who has not added the account yet.
func (s *Server) AddPerson(name string) *Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := &Person{ID: idFor("U", name), Name: name}
	s.people[p.ID] = p
	return p
}

// AddGroup makes a group that the account is not in yet.
func (s *Server) AddGroup(name string, members ...*Person) *Group {
	return s.addGroup("C", name, members)
}

// AddRoom makes a room: a group as they were before 2020.
func (s *Server) AddRoom(name string, members ...*Person) *Group {
	return s.addGroup("R", name, members)
}

func (s *Server) addGroup(kind, name string, members []*Person) *Group {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := &Group{ID: idFor(kind, name), Name: name}
	for _, m := range members {
		g.Members = append(g.Members, m.ID)
	}
	s.groups[g.ID] = g
	return g
}

// chat is what a person's private chat or a group shows. The lock is held.
func (s *Server) chat(id string) *chat {
	if s.chats[id] == nil {
		s.chats[id] = &chat{}
	}
	return s.chats[id]
}

// Chat is what stands in a person's private chat, or in a group, in order.
func (s *Server) Chat(id string) []Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Entry
	for _, e := range s.chat(id).entries {
		out = append(out, *e)
	}
	return out
}

// Shown is what the account has shown there, in order; what came twice stands twice.
func (s *Server) Shown(id string) []Message {
	var out []Message
	for _, e := range s.Chat(id) {
		if e.From == "" {
			out = append(out, e.Message)
		}
	}
	return out
}

// Loading is how often the loading animation was asked for, and whether it plays.
func (s *Server) Loading(id string) (asked int, plays bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chat(id)
	return c.asked, c.loading.After(s.Now())
}

// loading shows the animation (REF#display-a-loading-indicator).
func (s *Server) loading(c *call) {
	var q struct {
		ChatID  string `json:"chatId"`
		Seconds *int   `json:"loadingSeconds"`
	}
	if !c.read(&q) {
		return
	}
	seconds := 20
	if q.Seconds != nil {
		seconds = *q.Seconds
	}
	switch {
	case s.people[q.ChatID] == nil:
		c.violate("a loading animation for what is no person")
		c.fail(400, "The request body has 1 error(s)", detail{"Only user id is acceptable, please confirm if there are any group/room ids or illegal ids.", "chatId"})
	case seconds < 5 || seconds > 60 || seconds%5 != 0:
		c.violate("a loading animation of %d s", seconds)
		c.fail(400, "The request body has 1 error(s)", detail{"Must be one of the following values: [5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60]", "loadingSeconds"})
	default:
		if !s.people[q.ChatID].Blocked { // who has blocked it sees nothing, and LINE does not say so
			ch := s.chat(q.ChatID)
			ch.loading = s.Now().Add(time.Duration(seconds) * time.Second)
			ch.asked++
		}
		c.json(http.StatusAccepted, struct{}{})
	}
}

// markAsRead marks a message and all before it (REF#mark-as-read).
func (s *Server) markAsRead(c *call) {
	var q struct {
		Token string `json:"markAsReadToken"`
	}
	if !c.read(&q) {
		return
	}
	for _, ch := range s.chats {
		i := slices.IndexFunc(ch.entries, func(e *Entry) bool { return e.readMark != "" && e.readMark == q.Token })
		if i < 0 {
			continue
		}
		for _, e := range ch.entries[:i+1] {
			e.Seen = e.Seen || e.From != ""
		}
		c.json(200, struct{}{})
		return
	}
	c.violate("a markAsReadToken that was never given")
	c.fail(400, "The request body has 1 error(s)", detail{"Invalid markAsReadToken. Tokens must be used by the bot that received them via Webhook.", "markAsReadToken"})
}

type profile struct {
	DisplayName string `json:"displayName"`
	UserID      string `json:"userId"`
	Language    string `json:"language,omitempty"`
	PictureURL  string `json:"pictureUrl,omitempty"`
}

// profile tells a name, but of friends only (REF#get-profile).
func (s *Server) profile(c *call) {
	p := s.people[c.r.PathValue("user")]
	if p == nil {
		c.violate("a profile of a user id that does not exist") // LD/development-guidelines
	}
	if p == nil || p.Blocked || !p.Friend {
		c.fail(404, "Not found")
		return
	}
	c.json(200, profile{p.Name, p.ID, "ja", ""})
}

func (s *Server) memberProfile(c *call) {
	g, p := s.groups[c.r.PathValue("chat")], s.people[c.r.PathValue("user")]
	if g == nil || p == nil || !g.Bot || !slices.Contains(g.Members, p.ID) {
		c.fail(404, "Not found")
		return
	}
	c.json(200, profile{DisplayName: p.Name, UserID: p.ID})
}

func (s *Server) memberCount(c *call) {
	g := s.groups[c.r.PathValue("chat")]
	if g == nil || !g.Bot {
		c.fail(404, "Not found")
		return
	}
	c.json(200, map[string]int{"count": len(g.Members)})
}

func (s *Server) leaveChat(c *call) {
	g := s.groups[c.r.PathValue("chat")]
	if g == nil || !g.Bot {
		c.fail(404, "Not found")
		return
	}
	g.Bot = false
	c.json(200, struct{}{})
}

// content is a picture or a file.
type content struct {
	data      []byte
	mime      string
	preparing int  // how often 202 is answered first
	gone      bool // unsent, or deleted after a while
}

// Prepare makes a content be asked for so many times before it is there: long films are converted first.
func (s *Server) Prepare(message string, times int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.contents[message].preparing = times
}

// content sends what was sent (REF#get-content): 202 while it is converted, 404 never, 410 no more.
func (s *Server) content(c *call) {
	f := s.contents[c.r.PathValue("id")]
	switch {
	case f == nil:
		c.fail(404, "Not found")
	case f.gone:
		c.fail(410, "The content is gone")
	case f.preparing > 0:
		f.preparing--
		c.status = http.StatusAccepted
	default:
		c.header.Set("Content-Type", f.mime)
		c.answer = f.data
	}
}

func (s *Server) transcoding(c *call) {
	switch f := s.contents[c.r.PathValue("id")]; {
	case f == nil || f.gone:
		c.fail(404, "Not found")
	case f.preparing > 0:
		c.json(200, map[string]string{"status": "processing"})
	default:
		c.json(200, map[string]string{"status": "succeeded"})
	}
}
