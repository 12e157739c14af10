package line

import (
	"bytes"
	"encoding/json"
	"flag"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/goccy/go-yaml"

	"madoguchi/bot/harness/browser"
)

var drawMenus = flag.Bool("draw", false, "draw the pictures of the rich menus anew")

// TestRichMenuPictures holds the pictures to LINE's limits (REF#upload-rich-menu-image) and to the places in richmenu.yaml. With
// -draw it makes them, in a headless Chromium, from richmenu.html.
func TestRichMenuPictures(t *testing.T) {
	for _, size := range []MenuSize{FullMenu, CompactMenu} {
		if *drawMenus {
			drawMenu(t, size)
			continue
		}
		m, err := loadMenu(size)
		if err != nil {
			t.Fatal(err)
		}
		p, err := png.DecodeConfig(bytes.NewReader(m.picture))
		if err != nil {
			t.Fatalf("%s: %v", size, err)
		}
		if int64(p.Width) != m.Size.Width || int64(p.Height) != m.Size.Height || len(m.picture) > 1<<20 {
			t.Errorf("%s: the picture has %d×%d pixels and %d bytes, want %d×%d and at most a mebibyte", size, p.Width, p.Height, len(m.picture), m.Size.Width, m.Size.Height)
		}
		var covered int64
		for _, a := range m.Areas {
			covered += a.Bounds.Width * a.Bounds.Height
			if a.Bounds.X+a.Bounds.Width > m.Size.Width || a.Bounds.Y+a.Bounds.Height > m.Size.Height {
				t.Errorf("%s: an area lies outside the picture: %+v", size, a.Bounds)
			}
		}
		if covered != m.Size.Width*m.Size.Height {
			t.Errorf("%s: the areas cover %d pixels of %d: some taps do nothing, or two things", size, covered, m.Size.Width*m.Size.Height)
		}
	}
}

func drawMenu(t *testing.T, size MenuSize) {
	t.Helper()
	var f struct{ Menus map[MenuSize]any }
	data, _ := os.ReadFile("richmenu.yaml")
	if err := yaml.Unmarshal(data, &f); err != nil {
		t.Fatal(err)
	}
	menu, err := json.Marshal(f.Menus[size])
	if err != nil {
		t.Fatal(err)
	}
	m, err := loadMenu(size)
	if err != nil {
		t.Fatal(err)
	}
	page, _ := filepath.Abs("richmenu.html")
	p := browser.Open(t, "file://"+page, m.Size.Width, m.Size.Height)
	browser.Eval[bool](p, "draw("+string(menu)+"), true")
	p.Picture("richmenu-" + string(size) + ".png")
}
