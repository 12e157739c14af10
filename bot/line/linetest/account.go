package linetest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	_ "image/jpeg" // the formats that LINE takes
	_ "image/png"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// SetQuota sets how many pushes the plan allows in a month, -1 for any number, and how many were made.
func (s *Server) SetQuota(limit, used int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.quota, s.used = limit, used
}

// Used is how many pushes were made, by recipient.
func (s *Server) Used() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.used
}

// SetChatMode sets the account's mode: "chat", or "bot" where chats are switched off.
func (s *Server) SetChatMode(mode string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chatMode = mode
}

// SetWebhook sets where webhooks go, and whether they do.
func (s *Server) SetWebhook(url string, active bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Webhook, s.active = url, active
}

func (s *Server) getQuota(c *call) {
	if s.quota < 0 {
		c.json(200, map[string]string{"type": "none"})
		return
	}
	c.json(200, map[string]any{"type": "limited", "value": s.quota})
}

func (s *Server) getConsumption(c *call) { c.json(200, map[string]int64{"totalUsage": s.used}) }

func (s *Server) info(c *call) {
	read := "manual"
	if s.chatMode == "bot" {
		read = "auto"
	}
	c.json(200, map[string]string{"userId": BotID, "basicId": BasicID, "displayName": s.Name, "chatMode": s.chatMode, "markAsReadMode": read})
}

func (s *Server) verify(c *call) {
	form, _ := url.ParseQuery(string(c.body))
	if form.Get("access_token") != s.Token {
		c.json(400, map[string]string{"error": "invalid_request", "error_description": "invalid access token"})
		return
	}
	c.json(200, map[string]any{"client_id": "1234567890", "expires_in": 0, "scope": ""})
}

func (s *Server) getWebhook(c *call) {
	if s.Webhook == "" {
		c.fail(404, "Webhook endpoint not found")
		return
	}
	c.json(200, map[string]any{"endpoint": s.Webhook, "active": s.active})
}

func (s *Server) putWebhook(c *call) {
	var q struct {
		Endpoint string `json:"endpoint"`
	}
	if !c.read(&q) {
		return
	}
	if u, err := url.Parse(q.Endpoint); err != nil || u.Host == "" || len(q.Endpoint) > 500 {
		c.fail(400, "Invalid webhook endpoint URL")
		return
	}
	s.Webhook = q.Endpoint
	c.json(200, struct{}{})
}

// testWebhook sends the webhook without events that the console's "Verify" sends too (REF#test-webhook-endpoint).
func (s *Server) testWebhook(c *call) {
	var q struct {
		Endpoint string `json:"endpoint"`
	}
	if len(c.body) > 0 && !c.read(&q) {
		return
	}
	target := s.Webhook
	if q.Endpoint != "" {
		target = q.Endpoint
	}
	s.mu.Unlock() // whoever is called may call back
	a := s.post(context.WithoutCancel(c.r.Context()), target, nil)
	s.mu.Lock()
	reason := a.Reason
	if a.OK() {
		reason = "OK"
	}
	c.json(200, map[string]any{"success": a.OK(), "timestamp": s.Now().UTC().Format(time.RFC3339Nano), "statusCode": a.Status, "reason": strings.ToUpper(reason), "detail": fmt.Sprint(a.Status)})
}

// menu is a rich menu (REF#rich-menu).
type menu struct {
	ID       string     `json:"richMenuId"`
	Size     size       `json:"size"`
	Selected bool       `json:"selected"`
	Name     string     `json:"name"`
	ChatBar  string     `json:"chatBarText"`
	Areas    []menuArea `json:"areas"`
	picture  []byte
}

type size struct {
	Width  int `json:"width"`
	Height int `json:"height"`
}

type menuArea struct {
	Bounds struct {
		X      int `json:"x"`
		Y      int `json:"y"`
		Width  int `json:"width"`
		Height int `json:"height"`
	} `json:"bounds"`
	Action json.RawMessage `json:"action"`
}

func (s *Server) createMenu(c *call) {
	m := &menu{}
	if !c.read(m) {
		return
	}
	var k checker
	k.text("name", m.Name, "rich_menu.name_max", graphemes)
	k.text("chatBarText", m.ChatBar, "rich_menu.chatBarText_max", graphemes)
	if m.Size.Width < 800 || m.Size.Width > 2500 || m.Size.Height < 250 || float64(m.Size.Width)/float64(m.Size.Height) < 1.45 {
		k.wrong("size", "invalid size %dx%d", m.Size.Width, m.Size.Height)
	}
	if len(m.Areas) > limits["rich_menu.areas_max"] {
		k.wrong("areas", "Size must be between 0 and %d", limits["rich_menu.areas_max"])
	}
	for i, a := range m.Areas {
		at := fmt.Sprintf("areas[%d]", i)
		if b := a.Bounds; b.X < 0 || b.Y < 0 || b.Width < 1 || b.Height < 1 || b.X+b.Width > m.Size.Width || b.Y+b.Height > m.Size.Height {
			k.wrong(at+".bounds", "outside the menu")
		}
		k.action(at+".action", a.Action, "action.label_max.rich_menu")
	}
	if len(k.wrongs) > 0 {
		for _, w := range k.wrongs {
			c.violate("rich menu: %s: %s", w.Property, w.Message)
		}
		c.fail(400, fmt.Sprintf("The request body has %d error(s)", len(k.wrongs)), k.wrongs...)
		return
	}
	m.ID = "richmenu-" + strings.ReplaceAll(uuid.NewString(), "-", "")
	s.menus = append(s.menus, m)
	c.json(200, map[string]string{"richMenuId": m.ID})
}

// menuOf is the menu that a call names; it answers 404 where there is none.
func (s *Server) menuOf(c *call) *menu {
	for _, m := range s.menus {
		if m.ID == c.r.PathValue("id") {
			return m
		}
	}
	c.fail(404, "richmenu not found")
	return nil
}

func (s *Server) listMenus(c *call) {
	list := s.menus
	if list == nil {
		list = []*menu{}
	}
	c.json(200, map[string]any{"richmenus": list})
}

func (s *Server) getMenu(c *call) {
	if m := s.menuOf(c); m != nil {
		c.json(200, m)
	}
}

func (s *Server) deleteMenu(c *call) {
	m := s.menuOf(c)
	if m == nil {
		return
	}
	if s.menuOfAll == m.ID {
		s.menuOfAll = ""
	}
	s.menus = slices.DeleteFunc(s.menus, func(o *menu) bool { return o == m })
	c.json(200, struct{}{})
}

// putPicture takes a menu's picture, once (REF#upload-rich-menu-image).
func (s *Server) putPicture(c *call) {
	m := s.menuOf(c)
	if m == nil {
		return
	}
	p, format, err := image.DecodeConfig(bytes.NewReader(c.body))
	switch {
	case err != nil || c.r.Header.Get("Content-Type") != "image/"+format:
		c.violate("a rich menu's picture is no %s", c.r.Header.Get("Content-Type"))
		c.fail(http.StatusUnsupportedMediaType, "unsupported media type")
	case len(c.body) > 1<<20 || p.Width != m.Size.Width || p.Height != m.Size.Height:
		c.violate("a rich menu's picture has %d bytes and %dx%d pixels", len(c.body), p.Width, p.Height)
		c.fail(400, "The image size is invalid")
	case m.picture != nil:
		c.violate("a rich menu's picture was to be replaced")
		c.fail(400, "An image has already been uploaded to the richmenu")
	default:
		m.picture = c.body
		c.json(200, struct{}{})
	}
}

func (s *Server) getPicture(c *call) {
	if m := s.menuOf(c); m != nil {
		c.header.Set("Content-Type", http.DetectContentType(m.picture))
		c.answer = m.picture
	}
}

func (s *Server) setDefault(c *call) {
	m := s.menuOf(c)
	switch {
	case m == nil:
	case m.picture == nil:
		c.violate("a rich menu without a picture was to be the default")
		c.fail(400, "must upload richmenu image before applying it to user")
	default:
		s.menuOfAll = m.ID
		c.json(200, struct{}{})
	}
}

func (s *Server) getDefault(c *call) {
	if s.menuOfAll == "" {
		c.fail(404, "no default richmenu")
		return
	}
	c.json(200, map[string]string{"richMenuId": s.menuOfAll})
}

func (s *Server) unsetDefault(c *call) {
	s.menuOfAll = ""
	c.json(200, struct{}{})
}

// Menus are the names of the rich menus there are, and which is everybody's.
func (s *Server) Menus() (names []string, everybodys string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.menus {
		names = append(names, m.Name)
		if m.ID == s.menuOfAll {
			everybodys = m.Name
		}
	}
	return names, everybodys
}
