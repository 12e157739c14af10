package main

import (
	"strings"
	"testing"
	"time"

	"madoguchi/bot/calendar"
	"madoguchi/bot/harness"
	"madoguchi/bot/mail/mailtest"
)

// atNight: whoever is on call is written to of an urgent ticket, and mentioned in Slack; the mail
// holds no word of what was said. When Slack is down by day, staff get a mail too.
func atNight(t *testing.T) {
	t.Parallel()
	server, err := mailtest.Start(nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	s := newScene(t, harness.NewClock(tuesday.Add(13*time.Hour)))
	s.with = func(o *settings) {
		o.Mail = mailSettings{Server: "smtp://" + server.Address, From: "desk@example.jp", Console: "https://desk.example.jp/desk"}
		o.OnCall = onCallSettings{People: map[string]calendar.Person{"sato": {Mail: "sato@example.jp", Slack: s.sato.ID}}}
	}
	s.serve()
	card, number := s.tanuki.handedOff()
	s.inThread(card, "<@"+s.sato.ID+">")
	s.eventually("there is a mail", func() bool { return len(server.Taken()) > 0 })
	m := server.Taken()[0]
	if m.To[0] != "sato@example.jp" || !strings.Contains(m.Subject, "至急") || !strings.Contains(m.Subject, number) || !strings.Contains(m.Text, "https://desk.example.jp/desk/tickets/"+number) {
		t.Errorf("%+v", m)
	}
	s.claim(s.sato, card)
	s.clock.Advance(2 * time.Hour)
	s.calm()
	if n := len(server.Taken()); n != 1 {
		t.Errorf("%d mails of a ticket that was taken", n)
	}

	s.clock.Set(tuesday.Add(24 * time.Hour))
	s.slack.Kick(deskRoom)
	visitor := s.visitor()
	visitor.says("人と話したい")
	s.eventually("it is known that nobody sees it", func() bool {
		s.clock.Advance(time.Minute)
		return len(server.Taken()) > 1
	})
	second := server.Taken()[1]
	if !strings.Contains(second.Subject, "通常") || !strings.Contains(second.Text, "Slackに知らせられません") {
		t.Errorf("%+v", second)
	}
	s.slack.Invite(deskRoom)
	for _, m := range server.Taken() {
		for _, words := range s.said {
			if strings.Contains(m.Text+m.Subject, words) {
				t.Errorf("a mail holds what was said: %q", words)
			}
		}
	}
}
