package linetest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/google/uuid"
)

// Event is a webhook event (REF#webhook-event-objects).
type Event map[string]any

// ID is the event's own, by which it is known when it comes again.
func (e Event) ID() string { id, _ := e["webhookEventId"].(string); return id }

// Message is the id of the message that the event is about.
func (e Event) Message() string {
	m, _ := e["message"].(map[string]any)
	id, _ := m["id"].(string)
	return id
}

// Again is the same event delivered again, as a redelivery or, as networks will, without saying so.
func (e Event) Again(redelivery bool) Event {
	again := maps.Clone(e)
	again["deliveryContext"] = map[string]any{"isRedelivery": redelivery}
	return again
}

// Standby is the event as an account sees it for which another module is answering.
func (e Event) Standby() Event {
	e = maps.Clone(e)
	e["mode"] = "standby"
	delete(e, "replyToken")
	return e
}

// event makes an event. Its time is later than that of any before. The lock is held.
func (s *Server) event(kind string, at Place, withToken bool) Event {
	source := map[string]any{"type": "user", "userId": at.User}
	switch {
	case strings.HasPrefix(at.Group, "C"):
		source = map[string]any{"type": "group", "groupId": at.Group, "userId": at.User}
	case at.Group != "":
		source = map[string]any{"type": "room", "roomId": at.Group, "userId": at.User}
	}
	if at.User == "" {
		delete(source, "userId")
	}
	s.serial++
	s.last = max(s.last+1, s.Now().UnixMilli())
	e := Event{
		"type": kind, "mode": "active", "timestamp": s.last, "source": source, "deliveryContext": map[string]any{"isRedelivery": false},
		"webhookEventId": fmt.Sprintf("01J%023X", s.serial),
	}
	if withToken {
		e["replyToken"] = strings.ReplaceAll(uuid.NewString(), "-", "")
	}
	return e
}

func (p Place) chat() string { return cmp.Or(p.Group, p.User) }

// say makes the event of a message, and puts the message where it is seen.
func (s *Server) say(at Place, message map[string]any) Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.event("message", at, true)
	id := s.next()
	message["id"] = id
	mark := "read-" + id
	message["markAsReadToken"], message["quoteToken"] = mark, "quote-"+id
	e["message"] = message
	if p := s.people[at.User]; p != nil && at.Group == "" {
		p.Written = s.Now()
	}
	raw, _ := json.Marshal(message)
	ch := s.chat(at.chat())
	ch.entries = append(ch.entries, &Entry{ID: id, At: s.Now(), From: cmp.Or(at.User, "?"), Message: readMessage(raw), readMark: mark})
	s.changed()
	return e
}

// Text is somebody writing. A group's text that holds 「@」 and the account's name mentions it.
func (s *Server) Text(at Place, text string) Event {
	m := map[string]any{"type": "text", "text": text}
	if mention := s.mention(text); mention != nil && at.Group != "" {
		m["mention"] = mention
	}
	return s.say(at, m)
}

func (s *Server) mention(text string) map[string]any {
	before, _, found := strings.Cut(text, "@"+s.Name)
	if !found {
		return nil
	}
	return map[string]any{"mentionees": []any{map[string]any{
		"index": utf16Len(before), "length": utf16Len("@" + s.Name), "type": "user", "userId": BotID, "isSelf": true,
	}}}
}

// Media is somebody sending an image, a video, an audio or a file.
func (s *Server) Media(at Place, kind, name string, data []byte) Event {
	m := map[string]any{"type": kind}
	if kind == "file" {
		m["fileName"], m["fileSize"] = name, len(data)
	} else {
		m["contentProvider"] = map[string]any{"type": "line"}
	}
	e := s.say(at, m)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.contents[e.Message()] = &content{data: data, mime: http.DetectContentType(data)}
	return e
}

// Emoji is somebody writing a text in which every (word) is one of LINE's own emoji.
func (s *Server) Emoji(at Place, text string) Event {
	e := s.Text(at, text)
	var list []any
	units := utf16.Encode([]rune(text))
	for i := 0; i < len(units); i++ {
		if units[i] != '(' {
			continue
		}
		if n := slices.Index(units[i:], ')'); n > 0 {
			list = append(list, map[string]any{"index": i, "length": n + 1, "productId": "5ac1bfd5040ab15980c9b435", "emojiId": "001"})
			i += n
		}
	}
	e["message"].(map[string]any)["emojis"] = list
	return e
}

// Album is somebody sending several pictures as one (REF#wh-image): an event each, which LINE delivers in no order.
func (s *Server) Album(at Place, pictures ...[]byte) []Event {
	s.mu.Lock()
	s.albums++
	id := "album" + strconv.Itoa(s.albums)
	s.mu.Unlock()
	var out []Event
	for i, data := range pictures {
		e := s.Media(at, "image", "", data)
		e["message"].(map[string]any)["imageSet"] = map[string]any{"id": id, "index": i + 1, "total": len(pictures)}
		out = append(out, e)
	}
	return out
}

// Sticker is somebody sending a sticker.
func (s *Server) Sticker(at Place) Event {
	return s.say(at, map[string]any{"type": "sticker", "packageId": "446", "stickerId": "1988", "stickerResourceType": "STATIC", "keywords": []any{"hello"}})
}

// Location is somebody sending a place.
func (s *Server) Location(at Place) Event {
	return s.say(at, map[string]any{"type": "location", "title": "東京都庁", "address": "東京都新宿区西新宿2-8-1", "latitude": 35.6895, "longitude": 139.6917})
}

// Follow is somebody adding the account, or lifting the block.
func (s *Server) Follow(user string) Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.people[user]
	e := s.event("follow", Place{User: user}, true)
	e["follow"] = map[string]any{"isUnblocked": p.Blocked}
	p.Friend, p.Blocked = true, false
	s.changed()
	return e
}

// Unfollow is somebody blocking the account.
func (s *Server) Unfollow(user string) Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.people[user].Blocked = true
	s.changed()
	return s.event("unfollow", Place{User: user}, false)
}

// Join is the account being taken into a group; Leave its being removed.
func (s *Server) Join(group string) Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.groups[group].Bot = true
	return s.event("join", Place{Group: group}, true)
}

func (s *Server) Leave(group string) Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.groups[group].Bot = false
	return s.event("leave", Place{Group: group}, false)
}

// Unsend is somebody taking a message back: its content is gone too.
func (s *Server) Unsend(at Place, message string) Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e := s.entry(at.chat(), message); e != nil {
		e.Unsent, e.Message = true, Message{Type: "text"}
	}
	if f := s.contents[message]; f != nil {
		f.gone = true
	}
	e := s.event("unsend", at, false)
	e["unsend"] = map[string]any{"messageId": message}
	s.changed()
	return e
}

// Edit is somebody writing a message anew.
func (s *Server) Edit(at Place, message, text string) Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e := s.entry(at.chat(), message); e != nil {
		e.Message.Text, e.Edited = text, true
	}
	e := s.event("messageEdited", at, true)
	m := map[string]any{"type": "text", "id": message, "text": text, "quoteToken": "quote-edited-" + message}
	if mention := s.mention(text); mention != nil {
		m["mention"] = mention
	}
	e["message"] = m
	s.changed()
	return e
}

func (s *Server) entry(chat, message string) *Entry {
	i := slices.IndexFunc(s.chat(chat).entries, func(e *Entry) bool { return e.ID == message })
	if i < 0 {
		return nil
	}
	return s.chats[chat].entries[i]
}

// Other is an event of another type, with what belongs to it.
func (s *Server) Other(kind string, at Place, more map[string]any) Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.event(kind, at, true)
	maps.Copy(e, more)
	return e
}

// Tap is somebody tapping a button: the event that it causes, or none where it opens something.
func (s *Server) Tap(at Place, b Button) (Event, bool) {
	switch b.Type {
	case "message":
		return s.Text(at, b.Text), true
	case "postback":
		s.mu.Lock()
		defer s.mu.Unlock()
		if b.DisplayText != "" {
			ch := s.chat(at.chat())
			ch.entries = append(ch.entries, &Entry{ID: s.next(), At: s.Now(), From: at.User, Message: Message{Type: "text", Text: b.DisplayText}})
		}
		e := s.event("postback", at, true)
		e["postback"] = map[string]any{"data": b.Data}
		s.changed()
		return e, true
	}
	return nil, false
}

// Press taps the button with a label in what the account said last; quick replies are gone once something follows.
func (s *Server) Press(at Place, label string) (Event, error) {
	entries := s.Chat(at.chat())
	for i := len(entries) - 1; i >= 0; i-- {
		for _, b := range entries[i].Message.Buttons {
			if b.Label == label {
				e, ok := s.Tap(at, b)
				if !ok {
					return nil, fmt.Errorf("linetest: %q opens %s", label, cmp.Or(b.URI, b.Clipboard))
				}
				return e, nil
			}
		}
	}
	return nil, fmt.Errorf("linetest: no button %q", label)
}

// Old is an event as if it had happened some time ago.
func (e Event) Old(by time.Duration) Event {
	e = maps.Clone(e)
	if at, ok := e["timestamp"].(int64); ok {
		e["timestamp"] = at - by.Milliseconds()
	}
	return e
}
