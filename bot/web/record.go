package web

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"madoguchi/bot"
	"madoguchi/bot/caller"
	"madoguchi/dialog"
	"madoguchi/knowledge"
)

// CheckOrigin says what is wrong with an origin whose pages may show the chat.
func CheckOrigin(origin string) error {
	u, err := url.Parse(origin)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil || strings.ContainsAny(origin, " ;,*'\"") {
		return fmt.Errorf("embed: %q is no origin; write it as https://www.city.example.jp, without anything behind it", origin)
	}
	return nil
}

// sheet is what every page has besides the chat itself.
type sheet struct {
	Desk, Phone string
	Root        string // leads from where it stands to what stands below /chat
}

// paper is what is printed: the consulter's own conversation, in order.
type paper struct {
	sheet
	Now    string
	Lines  []paperLine
	Bodies []dialog.Referral // that were named, each once
	Papers []knowledge.Paper // that were offered or asked for
	Own    bool              // the browser is the one in which the conversation is held
}

type paperLine struct {
	At    string
	From  bot.Speaker
	Words string
}

// record is the consulter's conversation as a page to print. It is theirs alone: no address leads
// to it but from the browser that holds it, or one that was given (pass.go).
func (c *Chat) record(w http.ResponseWriter, r *http.Request) {
	token, ok := visitor(r)
	if !ok {
		http.Redirect(w, r, "../chat", http.StatusSeeOther)
		return
	}
	if wait := c.limits.post(token, caller.Address(r), c.Now()); wait > 0 { // to read it all costs as much as to write
		busy(w, wait)
		return
	}
	p := paper{sheet: sheet{c.Desk, c.Phone, ""}, Own: true}
	conv, err := c.Conversations.Where(r.Context(), c.conversation(token))
	if err == nil {
		err = c.fill(r.Context(), &p, conv)
	}
	if err != nil {
		c.cannotOpen(w, p.sheet, "record", err)
		return
	}
	c.show(w, "record.html", http.StatusOK, p)
}

// fill puts a conversation on paper, with the papers of it.
func (c *Chat) fill(ctx context.Context, p *paper, conv bot.ConversationID) error {
	lines, err := c.Conversations.Transcript(ctx, conv, 0)
	if err != nil {
		return err
	}
	var secrets []string
	if c.Secrets != nil {
		if secrets, err = c.Secrets(ctx, conv); err != nil {
			return err
		}
	}
	p.Now = c.In(c.Now()).Format(stamp)
	for _, l := range lines {
		if l.Unsent || l.Text == "" {
			continue
		}
		p.Lines = append(p.Lines, paperLine{c.In(l.At).Format(stamp), l.From, without(visible(l.Text), secrets)})
		for _, b := range l.Contacts {
			if !slices.ContainsFunc(p.Bodies, func(o dialog.Referral) bool { return o.ID == b.ID }) {
				p.Bodies = append(p.Bodies, b)
			}
		}
	}
	if c.Passes == nil || len(p.Lines) == 0 {
		return nil
	}
	p.Papers, err = c.Passes.Papers(ctx, conv)
	for _, form := range p.Papers {
		for _, part := range form.Parts {
			for i, l := range part.Lines {
				part.Lines[i] = without(visible(l), secrets)
			}
		}
	}
	return err
}

// show answers with a page that nobody keeps: whole or, when its template fails, not at all.
func (c *Chat) show(w http.ResponseWriter, name string, status int, data any) {
	var page bytes.Buffer
	if err := c.pages.ExecuteTemplate(&page, name, data); err != nil {
		c.fail(w, "show "+name, err)
		return
	}
	unkept(w.Header())
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(page.Bytes())
}

// unkept has nobody keep what is answered, and no search engine find it.
func unkept(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("X-Robots-Tag", "noindex, nofollow")
}

// stamp is a time on paper.
const stamp = "2006-01-02 15:04"

// without is a text in which some words are covered: whoever is given the paper must not be able to
// use them.
func without(text string, secrets []string) string {
	for _, s := range secrets {
		if s != "" {
			text = strings.ReplaceAll(text, s, strings.Repeat("＊", 6))
		}
	}
	return text
}

// visible is a text in which nothing turns around what stands beside it.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\u200D' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
			return -1
		}
		return r
	}, text)
}
