package web_test

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"madoguchi/bot"
	"madoguchi/bot/harness/browser"
	"madoguchi/bot/web"
)

// TestRecord: the conversation can be printed by who holds it, and by nobody else.
func TestRecord(t *testing.T) {
	d := startDesk(t)
	p := openPage(t, d.url(), 390, 844)
	p.say("会社の名前で偽の通販サイトがあると、お客様から電話がありました")
	p.toTheAnswer()
	if browser.Eval[float64](p, `document.querySelectorAll('.menu a[href="/chat/record"]').length`) != 1 {
		t.Error("the menu does not lead to it")
	}
	p.Go(d.url() + "/record")
	p.Wait("相談の記録")
	for _, want := range []string{"会社の名前で偽の通販サイト", "案内した相談先", "あなた", "自動応答", "印刷する"} {
		if !strings.Contains(p.Text(), want) {
			t.Errorf("it does not say %q", want)
		}
	}
	p.Look("record-phone")
	p.Resize(1280, 800)
	p.Look("record-wide")
	other := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := other.Get(d.url() + "/record")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != http.StatusSeeOther {
		t.Errorf("without the cookie: %d", r.StatusCode)
	}
	jar, _ := cookiejar.New(nil)
	stranger := &http.Client{Jar: jar}
	for _, path := range []string{"", "/record"} {
		r, err := stranger.Get(d.url() + path)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(r.Body)
		r.Body.Close()
		if path != "" && (strings.Contains(string(body), "通販") || !strings.Contains(string(body), "まだ、相談の記録はありません")) {
			t.Errorf("a stranger reads %s", body)
		}
	}
}

// TestEmbed: the chat is shown within the pages that the desk names, with a cookie that lives there,
// and within no others.
func TestEmbed(t *testing.T) {
	page := func(embed []string, dest string) (csp string, cookie string) {
		d := startDesk(t)
		o := d.chat.Options
		o.Embed = embed
		chat, err := web.New(o)
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodGet, "/chat", nil)
		r.Header.Set("Sec-Fetch-Dest", dest)
		w := httptest.NewRecorder()
		chat.Handler().ServeHTTP(w, r)
		return w.Header().Get("Content-Security-Policy"), w.Header().Get("Set-Cookie")
	}
	if csp, cookie := page(nil, "iframe"); !strings.Contains(csp, "frame-ancestors 'none'") || !strings.Contains(cookie, "SameSite=Lax") {
		t.Errorf("without a list: %s; %s", csp, cookie)
	}
	city := []string{"https://www.city.example.jp", "https://shokokai.example.jp"}
	if csp, cookie := page(city, "iframe"); !strings.Contains(csp, "frame-ancestors https://www.city.example.jp https://shokokai.example.jp;") || !strings.Contains(cookie, "Partitioned") || !strings.Contains(cookie, "Secure") || !strings.Contains(cookie, "SameSite=None") {
		t.Errorf("in a frame: %s; %s", csp, cookie)
	}
	if _, cookie := page(city, "document"); !strings.Contains(cookie, "SameSite=Lax") {
		t.Errorf("by itself: %s", cookie)
	}
	for _, bad := range []string{"*", "https://*", "city.example.jp", "https://city.example.jp/", "javascript:x", "https://a.example; script-src *", "https://a.example 'unsafe-inline'", "ftp://a.example", ""} {
		if web.CheckOrigin(bad) == nil {
			t.Errorf("%q is taken for an origin", bad)
		}
	}
}

// TestNameStaysWhole: the desk's name is not broken within, which reads as something else.
func TestNameStaysWhole(t *testing.T) {
	d := startDesk(t)
	p := openPage(t, d.url(), 390, 844)
	p.Wait("相談窓口")
	p.Until(`[...document.querySelectorAll("#log .name")].some(e => getComputedStyle(e).wordBreak === "keep-all")`, "the name in one piece")
}

// TestRecordWithholds: the word by which a case is carried on does not go on paper.
func TestRecordWithholds(t *testing.T) {
	d := startDesk(t)
	o := d.chat.Options
	o.Secrets = func(context.Context, bot.ConversationID) ([]string, error) {
		return []string{"ひみつの言葉", ""}, nil
	}
	chat, err := web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	c := d.visitor()
	if got := post(t, c, d.url(), `{"id":"1","text":"ひみつの言葉は内緒です"}`); got != http.StatusNoContent {
		t.Fatal(got)
	}
	linesWith(t, c, d.url(), "内緒です")
	u, _ := url.Parse(d.url())
	r := httptest.NewRequest(http.MethodGet, "/chat/record", nil)
	for _, k := range c.Jar.Cookies(u) {
		r.AddCookie(k)
	}
	w := httptest.NewRecorder()
	chat.Handler().ServeHTTP(w, r)
	if body := w.Body.String(); strings.Contains(body, "ひみつの言葉") || !strings.Contains(body, "＊は内緒です") {
		t.Errorf("the paper says %s", body)
	}
}
