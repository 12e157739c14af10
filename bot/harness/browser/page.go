package browser

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/cdproto"
	"github.com/chromedp/chromedp"
)

// patience bounds what a test waits for in vain; it decides nothing else.
const patience = 3 * time.Minute

func (p *Page) do(action chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, action); err != nil {
		p.t.Fatalf("in the browser: %v", err)
	}
}

// Go opens another address.
func (p *Page) Go(url string) {
	p.t.Helper()
	p.do(chromedp.Navigate(url))
}

// Reload loads the page anew.
func (p *Page) Reload() {
	p.t.Helper()
	p.do(chromedp.Reload())
}

// Resize gives the page so many pixels.
func (p *Page) Resize(width, height int64) {
	p.t.Helper()
	p.do(chromedp.EmulateViewport(width, height))
}

// Type types into what a selector finds; "\r" is Enter.
func (p *Page) Type(selector, keys string) {
	p.t.Helper()
	p.do(chromedp.SendKeys(selector, keys))
}

// Keys presses keys where the page has its focus.
func (p *Page) Keys(keys string) {
	p.t.Helper()
	p.do(chromedp.KeyEvent(keys))
}

// Click clicks what an expression finds, as soon as it finds something.
func (p *Page) Click(find, what string) {
	p.t.Helper()
	p.Until(find+" !== undefined", what)
	Eval[bool](p, find+".click(), true")
}

// shown is a page, or what a test makes of one by embedding it.
type shown interface{ page() *Page }

func (p *Page) page() *Page { return p }

// Eval is what an expression is in the page.
func Eval[T any](s shown, js string) T {
	p := s.page()
	p.t.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](js))
	if err != nil {
		p.t.Fatalf("in the browser: %s: %v", js, err)
	}
	return v
}

// Until waits until an expression is true. A page that gives way to the next one while it is
// looked at is looked at again.
func (p *Page) Until(js, what string) {
	p.t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		select {
		case why := <-p.broken:
			p.t.Fatalf("waited for %s, but a script of the page failed: %s", what, why)
		default:
		}
		is, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](js))
		switch {
		case err != nil && !left(err):
			p.t.Fatalf("in the browser: %s: %v", js, err)
		case err == nil && is:
			return
		case time.Now().After(end):
			p.t.Fatalf("waited for %s; the page shows:\n%s", what, p.Text())
		}
	}
}

// left reports whether a page was left for another one before it could answer.
func left(err error) bool {
	var refused *cdproto.Error
	return errors.As(err, &refused) && (strings.Contains(refused.Message, "navigated or closed") ||
		strings.Contains(refused.Message, "context was destroyed") || strings.Contains(refused.Message, "context with specified id"))
}

// Wait waits until the page shows a text.
func (p *Page) Wait(text string) {
	p.t.Helper()
	p.WaitIn("body", text)
}

// WaitIn waits until what a selector finds shows a text.
func (p *Page) WaitIn(selector, text string) {
	p.t.Helper()
	p.Until(fmt.Sprintf(`!!document.querySelector(%q)?.innerText.includes(%q)`, selector, text), "the page to show "+text)
}

// Text is what the page shows.
func (p *Page) Text() string {
	return Eval[string](p, `document.body ? document.body.innerText : ""`)
}

// TooWide is by how many pixels something runs out of the page at its side.
func (p *Page) TooWide() float64 {
	p.t.Helper()
	return Eval[float64](p, `document.documentElement.scrollWidth - document.documentElement.clientWidth`)
}
