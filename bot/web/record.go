package web

import (
	"bytes"
	"fmt"
	"html/template"
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

// paper is what is printed: the consulter's own conversation, in order.
type paper struct {
	Desk, Phone string
	Now         string
	Lines       []paperLine
	Bodies      []dialog.Referral // that were named, each once
	Papers      []knowledge.Paper // that were offered
	Own         bool              // the browser is the one in which the conversation is held
}

type paperLine struct {
	At    string
	From  bot.Speaker
	Words string
}

// record is the consulter's conversation as a page to print. It is theirs alone: no address leads
// to it but from the browser that holds it.
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
	conv, err := c.Conversations.Where(r.Context(), c.conversation(token))
	if err != nil {
		c.fail(w, "find", err)
		return
	}
	if err := c.printRecord(w, r, conv, true); err != nil {
		c.fail(w, "record", err)
	}
}

// printRecord writes a conversation as a page to print, with the papers that were offered in it. own says that the browser is the
// one in which it is held.
func (c *Chat) printRecord(w http.ResponseWriter, r *http.Request, conv bot.ConversationID, own bool) error {
	lines, err := c.Conversations.Transcript(r.Context(), conv, 0)
	if err != nil {
		return err
	}
	var secrets []string
	if c.Secrets != nil {
		if secrets, err = c.Secrets(r.Context(), conv); err != nil {
			return err
		}
	}
	out := paper{Desk: c.Desk, Phone: c.Phone, Own: own, Now: c.In(c.Now()).Format(stamp)}
	for _, l := range lines {
		if l.Unsent || l.Text == "" {
			continue
		}
		out.Lines = append(out.Lines, paperLine{c.In(l.At).Format(stamp), l.From, without(visible(l.Text), secrets)})
		for _, b := range l.Contacts {
			if !slices.ContainsFunc(out.Bodies, func(o dialog.Referral) bool { return o.ID == b.ID }) {
				out.Bodies = append(out.Bodies, b)
			}
		}
	}
	if c.Passes != nil && len(out.Lines) > 0 {
		if out.Papers, err = c.Passes.Papers(r.Context(), conv); err != nil {
			return err
		}
		for _, p := range out.Papers {
			for _, part := range p.Parts {
				for i, l := range part.Lines {
					part.Lines[i] = without(visible(l), secrets)
				}
			}
		}
	}
	return c.write(w, c.paper, http.StatusOK, out)
}

// write answers with a page that nobody keeps.
func (c *Chat) write(w http.ResponseWriter, t *template.Template, status int, data any) error {
	var page bytes.Buffer
	if err := t.Execute(&page, data); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Robots-Tag", "noindex, nofollow")
	w.WriteHeader(status)
	_, _ = w.Write(page.Bytes())
	return nil
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
