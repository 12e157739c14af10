package browser

import (
	"context"
	"os"
	"os/exec"
	"testing"

	"github.com/chromedp/chromedp"
)

// Page is a page in a Chromium of its own: it shares no cookies with another.
type Page struct {
	t   testing.TB
	ctx context.Context
}

// Option changes how a Chromium is started.
type Option = chromedp.ExecAllocatorOption

// Dark shows pages as to who has set their screen so.
func Dark() Option { return chromedp.Flag("blink-settings", "preferredColorScheme=0") }

// Open opens a page of so many pixels. It skips the test where there is no Chromium, unless
// MADOGUCHI_BROWSER=required.
func Open(t testing.TB, url string, width, height int64, more ...Option) *Page {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium(t)), chromedp.NoSandbox,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "ja"))
	alloc, stop := chromedp.NewExecAllocator(context.Background(), append(options, more...)...)
	ctx, done := chromedp.NewContext(alloc)
	t.Cleanup(func() { done(); stop() })
	p := &Page{t, ctx}
	p.Resize(width, height)
	p.Go(url)
	return p
}

// chromium is where the program lies.
func chromium(t testing.TB) string {
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

func (p *Page) picture(path string, take chromedp.Action[[]byte]) {
	p.t.Helper()
	data, err := chromedp.Run(p.ctx, take)
	if err == nil {
		err = os.WriteFile(path, data, 0o644)
	}
	if err != nil {
		p.t.Fatal(err)
	}
}
