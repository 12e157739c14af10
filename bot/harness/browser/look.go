package browser

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

var shots = flag.String("shots", "", "write pictures of the pages that are looked at into this folder")

// axe is the script of that name, if MADOGUCHI_AXE names its file.
var axe = sync.OnceValues(func() (string, error) {
	path := os.Getenv("MADOGUCHI_AXE")
	if path == "" {
		return "", nil
	}
	data, err := os.ReadFile(path)
	return string(data), err
})

// Everywhere does something at each size and in each colour in which pages are looked at; name tells
// them apart.
func Everywhere(t *testing.T, do func(name string, width, height int64, more ...Option)) {
	sizes := map[string][2]int64{"wide": {1280, 800}, "phone": {390, 844}}
	schemes := map[string][]Option{"light": nil}
	if *shots != "" || os.Getenv("MADOGUCHI_AXE") != "" { // what differs is colour alone
		schemes["dark"] = []Option{Dark()}
	}
	for scheme, more := range schemes {
		for size, px := range sizes {
			do(size+"-"+scheme, px[0], px[1], more...)
		}
	}
}

// Look looks at what holds for every page: nothing runs out of it, everything that can be pressed is
// big enough and has a name, headings are there, and axe finds nothing.
func (p *Page) Look(name string) {
	p.t.Helper()
	p.Until(`document.readyState === "complete"`, "the page "+name)
	if over := p.TooWide(); over > 0 {
		p.t.Errorf("%s is %.0f pixels too wide", name, over)
	}
	for what, find := range map[string]string{
		"too small for a finger": `[...document.querySelectorAll("button, summary, select, input:not([type=hidden]):not([type=checkbox])")].filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 43).map(e => e.outerHTML.slice(0, 120))`,
		"without a name":         `[...document.querySelectorAll("button, a, textarea, input:not([type=hidden]), select, img")].filter(e => e.checkVisibility() && !(e.textContent.trim() || e.labels?.[0]?.textContent.trim() || e.ariaLabel || e.alt)).map(e => e.outerHTML)`,
		"of its structure":       structure,
		"the browser reports":    `(() => { const o = new ReportingObserver(() => {}, {buffered: true}); o.observe(); return o.takeRecords().map(r => r.type + " " + JSON.stringify(r.body)) })()`,
	} {
		for _, fault := range Eval[[]string](p, find) {
			p.t.Errorf("%s: %s: %s", name, what, fault)
		}
	}
	p.axe(name)
	if *shots != "" {
		p.WholePicture(filepath.Join(*shots, strings.ReplaceAll(name, "/", "-")+".png"))
	}
}

// axe has axe look at the page.
func (p *Page) axe(name string) {
	p.t.Helper()
	script, err := axe()
	if err != nil {
		p.t.Fatal(err)
	}
	if script == "" {
		return
	}
	if !Eval[bool](p, `typeof axe !== "undefined"`) {
		Eval[bool](p, script+"\n;true")
	}
	Eval[bool](p, `window.found = null, axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then(r => { window.found = r.violations.map(v => v.id + ": " + v.nodes.map(n => n.html.slice(0, 160) + " " + n.failureSummary).join(" | ")) }), true`)
	p.Until(`window.found !== null`, "axe to have looked at "+name)
	for _, v := range Eval[[]string](p, `window.found`) {
		p.t.Errorf("%s: axe finds %s", name, v)
	}
}
