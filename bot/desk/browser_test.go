package desk_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// window is the console in a real, headless Chromium.
type window struct {
	t   testing.TB
	o   *office
	ctx context.Context
}

// chromium skips the test where there is none, unless MADOGUCHI_BROWSER=required.
func chromium(t testing.TB, more ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("browser tests are left out by -short")
	}
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		if os.Getenv("MADOGUCHI_BROWSER") == "required" {
			t.Fatal("no Chromium found, and MADOGUCHI_BROWSER=required")
		}
		t.Skip("no Chromium found: install it to run the browser tests")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "ja"))
	alloc, stop := chromedp.NewExecAllocator(context.Background(), append(options, more...)...)
	t.Cleanup(stop)
	return alloc
}

// open opens a window of its own, signed in as somebody.
func (o *office) open(alloc context.Context, login string, width, height int64) *window {
	o.t.Helper()
	ctx, done := chromedp.NewContext(alloc)
	o.t.Cleanup(done)
	w := &window{o.t, o, ctx}
	w.do(chromedp.EmulateViewport(width, height), chromedp.Navigate(o.url))
	w.wait("サインイン")
	if login != "" {
		w.do(chromedp.SendKeys(`input[name=login]`, login), chromedp.SendKeys(`input[name=password]`, password+"\r"))
		w.until(`!location.pathname.endsWith("/signin")`, "to be signed in")
	}
	return w
}

func (w *window) do(actions ...chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	if err := chromedp.Do(w.ctx, actions...); err != nil {
		w.t.Fatalf("in the browser: %v", err)
	}
}

func eval[T any](w *window, js string) T {
	w.t.Helper()
	v, err := chromedp.Run(w.ctx, chromedp.Evaluate[T](js))
	if err != nil {
		w.t.Fatalf("in the browser: %s: %v", js, err)
	}
	return v
}

func (w *window) text() string {
	return eval[string](w, `document.body ? document.body.innerText : ""`)
}

// wait waits until the page shows a text.
func (w *window) wait(text string) {
	w.t.Helper()
	w.until(fmt.Sprintf(`!!document.body && document.body.innerText.includes(%q)`, text), "the page to show "+text)
}

func (w *window) until(js, what string) {
	w.t.Helper()
	for end := time.Now().Add(30 * time.Second); !eval[bool](w, js); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			w.t.Fatalf("waited for %s; the page shows:\n%s", what, w.text())
		}
	}
}

func (w *window) goTo(path string) {
	w.t.Helper()
	w.do(chromedp.Navigate(w.o.url + path))
}

// press presses what is called so.
func (w *window) press(label string) {
	w.t.Helper()
	find := fmt.Sprintf(`[...document.querySelectorAll("button, summary, a")].find(b => b.checkVisibility() && b.textContent.trim() === %q)`, label)
	w.until(find+" !== undefined", "something to press called "+label)
	eval[bool](w, find+".click(), true")
}

var shots = flag.String("shots", "", "write pictures of each page into this folder")

// shot takes a picture of the whole page, to be looked at.
func (w *window) shot(name string) {
	w.t.Helper()
	if *shots == "" {
		return
	}
	picture, err := chromedp.Run(w.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*shots, name+".png"), picture, 0o644); err != nil {
		w.t.Fatal(err)
	}
}

// dark shows pages as to who has set their screen so.
var dark = chromedp.Flag("blink-settings", "preferredColorScheme=0")

// sizes are those at which every page is looked at.
var sizes = map[string][2]int64{"wide": {1280, 800}, "phone": {390, 844}}
