package web_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/harness/browser"
	"madoguchi/bot/web"
	"madoguchi/store"
)

// linkIn is the address of the page that stands beside a line of a conversation.
func (d *desk) linkIn(c *http.Client, words string) string {
	d.t.Helper()
	var e bot.Entry
	for _, l := range linesWith(d.t, c, d.url(), words) {
		if strings.Contains(l, words) {
			if err := json.Unmarshal([]byte(l[strings.Index(l, "{"):]), &e); err != nil {
				d.t.Fatal(err)
			}
		}
	}
	if len(e.Links) != 1 {
		d.t.Fatalf("%q stands with %d pages", words, len(e.Links))
	}
	return strings.TrimSuffix(d.url(), "chat") + e.Links[0].Path
}

// consulter is a visitor who has said something.
func (d *desk) consulter(words ...string) *http.Client {
	d.t.Helper()
	c := d.visitor()
	for i, text := range words {
		post(d.t, c, d.url(), fmt.Sprintf(`{"id":"a%d","text":%q}`, i, text))
		linesWith(d.t, c, d.url(), text)
	}
	return c
}

// askPass is the menu's button.
func askPass(t *testing.T, c *http.Client, url string) int {
	t.Helper()
	r, err := c.Post(url+"/pass", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	return r.StatusCode
}

func fetch(t *testing.T, method, url string) (*http.Response, string) {
	t.Helper()
	q, err := http.NewRequest(method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := (&http.Client{}).Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, _ := io.ReadAll(r.Body)
	return r, string(body)
}

// TestPass: the record opens once to whoever holds its address, however often programs look at it;
// then, and for an address that was made up, it says kindly that it does not.
func TestPass(t *testing.T) {
	d := startDesk(t)
	c := d.visitor()
	if got := askPass(t, c, d.url()); got != http.StatusConflict {
		t.Errorf("before anything was said: %d", got)
	}
	post(t, c, d.url(), `{"id":"a1","text":"お客様の名簿をまちがえて別の会社に送りました"}`)
	linesWith(t, c, d.url(), "名簿")
	if got := askPass(t, c, d.url()); got != http.StatusNoContent {
		t.Fatalf("the link is not given: %d", got)
	}
	link := d.linkIn(c, "印刷できるページ")
	before := d.stored()
	for range 2 { // as a messenger that makes a preview
		r, body := fetch(t, http.MethodGet, link)
		if r.StatusCode != http.StatusOK || strings.Contains(body, "名簿") || !strings.Contains(body, "記録を開く") {
			t.Fatalf("looking: %d %s", r.StatusCode, body)
		}
		fetch(t, http.MethodHead, link)
	}
	if !maps.Equal(before, d.stored()) {
		t.Error("looking has changed what is stored")
	}
	r, body := fetch(t, http.MethodPost, link)
	if r.StatusCode != http.StatusOK || !strings.Contains(body, "別の会社に送りました") {
		t.Errorf("opening: %d %s", r.StatusCode, body)
	}
	if r.Header.Get("Cache-Control") != "no-store" || !strings.Contains(r.Header.Get("X-Robots-Tag"), "noindex") {
		t.Errorf("it may be kept: %v", r.Header)
	}
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		if r, body := fetch(t, method, link); r.StatusCode != http.StatusGone || strings.Contains(body, "名簿") || !strings.Contains(body, "もう開かれています") {
			t.Errorf("%s again: %d %s", method, r.StatusCode, body)
		}
		for _, made := range []string{link[:len(link)-1] + "0", strings.Replace(link, "/web-", "/web-x", 1)} {
			if r, body := fetch(t, method, made); r.StatusCode != http.StatusGone || !strings.Contains(body, "もう使えません") {
				t.Errorf("%s of one that was made up: %d %s", method, r.StatusCode, body)
			}
		}
	}
}

// TestPassEnds: an address opens nothing once its time is over, and none once the conversation is
// erased.
func TestPassEnds(t *testing.T) {
	d := startDesk(t)
	c := d.consulter("人と話したい")
	linesWith(t, c, d.url(), "受付番号")
	askPass(t, c, d.url())
	link := d.linkIn(c, "印刷できるページ")
	all, err := d.keeper.Tickets(t.Context())
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	if _, err := d.keeper.Eraser().Case(t.Context(), all[0].Number, false); err != nil {
		t.Fatal(err)
	}
	if r, _ := fetch(t, http.MethodPost, link); r.StatusCode != http.StatusGone {
		t.Errorf("after the erasure: %d", r.StatusCode)
	}
	over := bot.Conversation{Passes: []bot.Pass{{What: bot.PassRecord, Key: "k", Until: time.Unix(1000, 0)}}}
	if _, err := over.Pass("k", time.Unix(999, 0)); err != nil {
		t.Error(err)
	}
	if _, err := over.Pass("k", time.Unix(1000, 0)); err != bot.ErrPassGone {
		t.Errorf("after its time: %v", err)
	}
}

// TestDates: who agrees to be reminded may take the days of the law into a calendar, more than once,
// without a word of what was said.
func TestDates(t *testing.T) {
	d := startDesk(t)
	p := openPage(t, d.url(), 390, 844)
	p.say("お客様300人の名簿をまちがえて別の会社にメールで送りました。今日です")
	p.toTheAnswer()
	p.press("はい、助かりました")
	p.press("お願いします")
	p.Wait("カレンダーに入れる")
	link := browser.Eval[string](p, `document.querySelector("a.page").href`)
	before := d.stored()
	for range 2 {
		r, body := fetch(t, http.MethodGet, link)
		if r.StatusCode != http.StatusOK || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/calendar") || strings.Count(body, "BEGIN:VEVENT") != 2 {
			t.Fatalf("%d %s", r.StatusCode, body)
		}
		for _, want := range []string{"DTSTART;VALUE=DATE:20261130", "DTSTART;VALUE=DATE:20261224"} { // the fifth day is a Sunday
			if !strings.Contains(body, want) {
				t.Errorf("%s is missing: %s", want, body)
			}
		}
		if strings.Contains(body, "名簿") || strings.Contains(body, "300") {
			t.Errorf("it holds what was said: %s", body)
		}
	}
	if r, _ := fetch(t, http.MethodHead, link); r.StatusCode != http.StatusOK {
		t.Errorf("HEAD: %d", r.StatusCode)
	}
	if r, _ := fetch(t, http.MethodPost, link); r.StatusCode != http.StatusGone {
		t.Errorf("the record opens with it: %d", r.StatusCode)
	}
	if !maps.Equal(before, d.stored()) {
		t.Error("to look at the days has changed what is stored")
	}
}

// stored is all that the store holds.
func (d *desk) stored() map[string]string {
	d.t.Helper()
	out := map[string]string{}
	err := d.engine.View(d.t.Context(), func(r store.Reader) error {
		for e, err := range r.Scan(nil, nil) {
			if err != nil {
				return err
			}
			out[string(e.Key)] = string(e.Value)
		}
		return nil
	})
	if err != nil || len(out) == 0 {
		d.t.Fatal(len(out), err)
	}
	return out
}

// TestPassPages looks at the page of a pass, in whatever state it is, at the record that it opens
// and at the papers on it. The browser is one that does not say by itself whether a form is of the
// same site, as none does over plain HTTP: the record opens all the same.
func TestPassPages(t *testing.T) {
	d := startDesk(t)
	c := d.consulter("お客様300人の名簿をまちがえて別の会社にメールで送りました。今日です", "個人情報保護委員会への報告の下書き")
	silent := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Del("Sec-Fetch-Site")
		d.chat.Handler().ServeHTTP(w, r)
	}))
	defer silent.Close()
	browser.Everywhere(t, func(as string, width, height int64, more ...browser.Option) {
		if got := askPass(t, c, d.url()); got != http.StatusNoContent {
			t.Fatalf("the link is not given: %d", got)
		}
		p := browser.Open(t, silent.URL+strings.TrimPrefix(d.linkIn(c, "印刷できるページ"), "http://"+d.addr), width, height, more...)
		p.Wait("記録を開く")
		p.Look("pass-" + as)
		address := browser.Eval[string](p, `location.href`)
		p.Click(`document.querySelector("button")`, "the button that opens the record")
		p.Wait("別の会社にメールで送りました")
		p.Look("pass-record-" + as)
		if papers := browser.Eval[int](p, `document.querySelectorAll(".sheet").length`); papers != 1 {
			t.Errorf("%d papers stand on the record", papers)
		}
		p.Go(address)
		p.Wait("もう開かれています")
		p.Look("pass-used-" + as)
		p.Go(address + "x")
		p.Wait("もう使えません")
		p.Look("pass-gone-" + as)
	})
}

// TestCannotOpen: what cannot be read is said in words, on a page, and uses nothing up.
func TestCannotOpen(t *testing.T) {
	d := startDesk(t)
	c := d.consulter("お客様の名簿をまちがえて別の会社に送りました")
	askPass(t, c, d.url())
	link := d.linkIn(c, "印刷できるページ")
	o := d.chat.Options
	o.Secrets = func(context.Context, bot.ConversationID) ([]string, error) { return nil, errors.New("no store") }
	chat, err := web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	chat.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, link, nil))
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "いまは、記録を開けません") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if r, body := fetch(t, http.MethodPost, link); r.StatusCode != http.StatusOK || !strings.Contains(body, "別の会社に送りました") {
		t.Errorf("afterwards: %d %s", r.StatusCode, body)
	}
}
