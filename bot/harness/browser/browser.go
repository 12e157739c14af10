package browser

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Page is a page that shares no cookies with another, as if it were in a Chromium of its own.
type Page struct {
	t      testing.TB
	ctx    context.Context
	broken chan string // why a script of the page ended
}

// Option changes how a page is shown.
type Option = chromedp.Action[chromedp.Void]

// Dark shows pages as to who has set their screen so.
func Dark() Option {
	dark := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: dark})
		return err
	})
}

// awake lets a page believe that it has the focus, since several are looked at at a time.
func awake() Option {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
		return err
	})
}

// Main runs a package's tests and closes the Chromium in which they opened pages.
func Main(m *testing.M) {
	code := m.Run()
	shared.stop()
	os.Exit(code)
}

// shared is the Chromium of all pages of a process: to start one takes longer than most tests.
var shared running

type running struct {
	mu    sync.Mutex
	ctx   context.Context // nil: it does not run
	close func()          // ends it
}

// in is a context for pages in the running Chromium.
func (r *running) in(path string) (context.Context, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ctx != nil {
		return r.ctx, nil
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "ja"))
	alloc, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, done := chromedp.NewContext(alloc)
	if err := chromedp.Do(ctx); err != nil {
		stop()
		return nil, err
	}
	r.ctx, r.close = ctx, func() { done(); stop() }
	return ctx, nil
}

func (r *running) stop() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ctx != nil {
		r.close()
	}
}

// Open opens a page of so many pixels. It skips the test where there is no Chromium, unless
// MADOGUCHI_BROWSER=required.
func Open(t testing.TB, url string, width, height int64, more ...Option) *Page {
	t.Helper()
	chromium, err := shared.in(path(t))
	if err != nil {
		t.Fatal(err)
	}
	ctx, done := chromedp.NewContext(chromium, chromedp.WithNewBrowserContext())
	t.Cleanup(done)
	p := &Page{t, ctx, make(chan string, 1)}
	p.do(awake())
	p.listen()
	for _, o := range more {
		p.do(o)
	}
	p.Resize(width, height)
	p.Go(url)
	return p
}

// listen has a script that fails fail the test: a page without its script waits for ever.
func (p *Page) listen() {
	p.t.Helper()
	err := chromedp.Listen(p.ctx, func(ev any) {
		e, ok := ev.(*runtime.EventExceptionThrown)
		if !ok {
			return
		}
		select {
		case p.broken <- told(e.ExceptionDetails):
		default: // the first is enough
		}
	})
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() {
		select {
		case why := <-p.broken:
			p.t.Errorf("a script of the page failed: %s", why)
		default:
		}
	})
}

// told is an exception in words.
func told(e *runtime.ExceptionDetails) string {
	why := e.Text
	if e.Exception != nil {
		why += " " + e.Exception.Description
	}
	return fmt.Sprintf("%s:%d: %s", e.URL, e.LineNumber+1, why)
}

// path is where the program lies.
func path(t testing.TB) string {
	t.Helper()
	if testing.Short() {
		t.Skip("browser tests are left out by -short")
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("MADOGUCHI_BROWSER") == "required" {
		t.Fatal("no Chromium found, and MADOGUCHI_BROWSER=required")
	}
	t.Skip("no Chromium found: install it to run the browser tests")
	return ""
}

// Picture writes what is seen of the page into a file.
func (p *Page) Picture(path string) {
	p.t.Helper()
	p.picture(path, chromedp.CaptureScreenshot())
}

// WholePicture writes all of the page into a file, also what must be scrolled to.
func (p *Page) WholePicture(path string) {
	p.t.Helper()
	p.picture(path, chromedp.FullScreenshot(100)) // 100: as PNG
}

func (p *Page) picture(file string, take chromedp.Action[[]byte]) {
	p.t.Helper()
	data, err := chromedp.Run(p.ctx, take)
	if err == nil {
		err = os.WriteFile(file, data, 0o644)
	}
	if err != nil {
		p.t.Fatal(err)
	}
}
