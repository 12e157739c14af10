package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"madoguchi/bot/web"
	"madoguchi/knowledge"
	"madoguchi/written"
)

// whole is a number as people write it: 90, 090, ９０.
type whole int

// mostWhole is a century in days. Far larger ones, as days or hours, are no length of time that can be added to a date: what was
// just said would be due.
const mostWhole = 36500

// UnmarshalYAML reads it.
func (w *whole) UnmarshalYAML(raw []byte) error {
	text := strings.Trim(written.Tidy(string(raw)), `"'`)
	n, err := strconv.Atoi(text)
	if err != nil || strings.ContainsAny(text, "+_") {
		return fmt.Errorf("%q is no whole number; write it as 90", text)
	}
	if n > mostWhole {
		return fmt.Errorf("%d is too large a number; %d is the largest", n, mostWhole)
	}
	*w = whole(n)
	return nil
}

// tidy puts settings that hold no words into plain characters.
func (s *settings) tidy() {
	d := &s.Desk
	for _, to := range []*string{&s.Listen, &d.Zone, &d.Phone, &d.URL, &d.Privacy, &s.Slack.DeskChannel, &s.Slack.OnCall, &s.Slack.ClientID, &s.Slack.RedirectURL, &s.Slack.APIURL} {
		*to = written.Tidy(*to)
	}
	for i := range s.LINE {
		l := &s.LINE[i]
		l.Name, l.APIURL, l.DataAPIURL = written.Tidy(l.Name), written.Tidy(l.APIURL), written.Tidy(l.DataAPIURL)
	}
	for i := range d.Closed {
		d.Closed[i] = written.Tidy(d.Closed[i])
	}
	if d.KeepFacts == 0 { // not set
		d.KeepFacts = max(defaultKeepFacts, d.KeepDays)
	}
	s.Store = strings.TrimSpace(s.Store)
	tidyHours(d.Hours)
	for i := range d.Special {
		d.Special[i].Day = written.Tidy(d.Special[i].Day)
		tidyHours(d.Special[i].Hours)
	}
	d.Name, d.Place, d.Area, d.Operator = strings.TrimSpace(d.Name), strings.TrimSpace(d.Place), strings.TrimSpace(d.Area), strings.TrimSpace(d.Operator)
}

func tidyHours(list []knowledge.Hours) {
	for i := range list {
		h := &list[i]
		h.Days, h.From, h.To = strings.ToLower(written.Tidy(h.Days)), written.Tidy(h.From), written.Tidy(h.To)
	}
}

// checkShapes looks at what consulters dial and open.
func (d deskSettings) checkShapes() error {
	var errs []error
	check := func(name, value string, is func(string) error) {
		if value == "" {
			return
		}
		if err := is(value); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
		}
	}
	check("desk.phone (MADOGUCHI_DESK_PHONE)", d.Phone, knowledge.CheckPhone)
	check("desk.area (MADOGUCHI_DESK_AREA)", d.Area, knowledge.CheckArea)
	check("desk.url (MADOGUCHI_DESK_URL)", d.URL, knowledge.CheckURL)
	check("desk.privacy_url (MADOGUCHI_DESK_PRIVACY_URL)", d.Privacy, knowledge.CheckURL)
	check("desk.chat (MADOGUCHI_DESK_CHAT)", d.Chat, knowledge.CheckURL)
	if d.Chat != "" && !strings.HasSuffix(d.Chat, "/chat") {
		errs = append(errs, fmt.Errorf("desk.chat (MADOGUCHI_DESK_CHAT): %q is not where the chat is; write it as https://HOST/chat", d.Chat))
	}
	for _, origin := range d.Embed {
		check("desk", origin, web.CheckOrigin)
	}
	return errors.Join(errs...)
}
