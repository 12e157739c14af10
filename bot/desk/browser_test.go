package desk_test

import (
	"fmt"
	"strings"
	"testing"

	"madoguchi/bot/harness/browser"
)

func TestMain(m *testing.M) { browser.Main(m) }

// window is the console in a real Chromium.
type window struct {
	t testing.TB
	o *office
	*browser.Page
}

// open opens a window of its own, signed in as somebody.
func (o *office) open(login string, width, height int64, more ...browser.Option) window {
	o.t.Helper()
	w := window{o.t, o, browser.Open(o.t, o.url, width, height, more...)}
	w.Wait("サインイン")
	if login != "" {
		w.Type(`input[name=login]`, login)
		w.Type(`input[name=password]`, password+"\r")
		w.Until(`!location.pathname.endsWith("/signin")`, "to be signed in")
	}
	return w
}

func (w window) goTo(path string) {
	w.t.Helper()
	w.Go(w.o.url + path)
}

// press presses what is called so.
func (w window) press(label string) {
	w.t.Helper()
	find := `[...document.querySelectorAll("button, summary, a")].find(b => b.checkVisibility() && b.textContent.trim() === %q)`
	w.Click(fmt.Sprintf(find, label), "something to press called "+label)
}

// look looks at a page of the console.
func (w window) look(name string) {
	w.t.Helper()
	w.Look(name)
	if title := browser.Eval[string](w, `document.title`); !strings.Contains(title, " - 担当者の画面") {
		w.t.Errorf("%s is titled %q", name, title)
	}
}
