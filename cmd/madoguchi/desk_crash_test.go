//go:build unix

package main

import (
	"strings"
	"testing"

	"madoguchi/bot/line/linetest"
	"madoguchi/bot/slack/slacktest"
)

// launch starts the server in a process of its own, where the platforms find it.
func (s *scene) launch() *child {
	s.t.Helper()
	for {
		address := freeAddress(s.t)
		s.env["MADOGUCHI_LISTEN"] = address
		var vars []string
		for k, v := range s.env {
			vars = append(vars, k+"="+v)
		}
		c := start(s.t, childServe, serverReady, func(line string) { _, _ = s.log.Write([]byte(line + "\n")) }, vars...)
		s.stop = c.kill
		err := c.wait()
		if err == nil {
			s.at(address)
			return c
		}
		if !strings.Contains(err.Error(), "is in use by another program") { // somebody else was faster
			s.t.Fatal(err)
		}
	}
}

// once checks that the consulter has seen a reply once, and staff its mark.
func (s *scene) once(reply, words string) {
	s.t.Helper()
	s.tanuki.reads(words)
	s.marked(reply, "white_check_mark")
	if n := s.tanuki.seen(words); n != 1 {
		s.t.Errorf("%q arrived %d times", words, n)
	}
}

// TestDeskCrash kills the server in the middle of a hand-off: nothing is lost, and nothing stands twice on either side. The server is
// the program itself, with the pace that Slack asks for.
func TestDeskCrash(t *testing.T) {
	t.Parallel()
	s := newScene(t, nil)
	server := s.launch()
	again := func() {
		t.Helper()
		server.kill()
		server = s.launch()
	}
	card, _ := s.tanuki.handedOff()
	s.claim(s.yamada, card)

	// Between claim and reply; the reply is written while nobody is there to take it.
	server.kill()
	first := s.yamada.Write(deskRoom, card.TS, "> 一つ目のお返事です。")
	server = s.launch()
	s.once(first, "一つ目のお返事です。")

	// The reply is accepted, LINE has not taken it.
	pushes := len(s.line.Requests("/message/push"))
	s.line.Fail(linetest.Fault{Path: "/message/push", Hang: true})
	second := s.yamada.Write(deskRoom, card.TS, "> 二つ目のお返事です。")
	s.eventually("the reply is on its way", func() bool { return len(s.line.Requests("/message/push")) > pushes })
	again()
	s.once(second, "二つ目のお返事です。")

	// LINE has taken it, and nobody was told.
	s.line.Fail(linetest.Fault{Path: "/message/push", Hang: true, Taken: true})
	third := s.yamada.Write(deskRoom, card.TS, "> 三つ目のお返事です。")
	s.tanuki.reads("三つ目のお返事です。")
	again()
	s.once(third, "三つ目のお返事です。")

	// Slack has taken the consulter's words, and nobody was told.
	s.slack.Fail("chat.postMessage", slacktest.Fault{Hang: true, Taken: true})
	s.tanuki.says("画面はまだ出ています")
	s.inThread(card, "画面はまだ出ています")
	again()
	s.tanuki.says("音も鳴っています")
	s.inThread(card, "音も鳴っています") // the desk is told in order: the other is settled by now

	s.finish(s.yamada, card)
	stopServer(t, server)
	for _, words := range []string{"画面はまだ出ています", "音も鳴っています", "偽の警告が画面に出ました", "人と話したい"} {
		if n := s.threaded(card, words); n != 1 {
			t.Errorf("%q stands %d times in the thread", words, n)
		}
	}
	if n := len(s.slack.Posts(deskRoom)); n != 1 {
		t.Errorf("%d posts in the desk's channel, want the card", n)
	}
	for _, words := range []string{"一つ目", "二つ目", "三つ目"} {
		if n := s.tanuki.seen(words); n != 1 {
			t.Errorf("the reply %q arrived %d times", words, n)
		}
	}
	engine, err := openEngine(t.Context(), s.settings())
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	for _, table := range []string{"inbox", "outbox", "dead", "damaged"} {
		if n := count(t, engine, table); n > 0 {
			t.Errorf("%d entries are left in %s", n, table)
		}
	}
}
