package web_test

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/harness/browser"
	"madoguchi/store"
)

// TestPicture: a picture goes through the quarantine: it is shown as it was encoded anew, what is
// none is kept and not shown, what is too large is not taken, and nothing of what came is left.
func TestPicture(t *testing.T) {
	d := startDesk(t)
	c := d.visitor()
	send := func(id, name, kind string, body []byte) int {
		r, err := c.Post(d.url()+"/pictures?"+url.Values{"id": {id}, "name": {name}}.Encode(), kind, bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		return r.StatusCode
	}
	var shot bytes.Buffer
	if err := png.Encode(&shot, image.NewGray(image.Rect(0, 0, 800, 600))); err != nil {
		t.Fatal(err)
	}
	const hostile = "警告\u202egnp.exe.png"
	for _, once := range []string{"p1", "p1"} { // sent again after a lost connection it counts once
		if code := send(once, hostile, "image/png", shot.Bytes()); code != http.StatusNoContent {
			t.Fatalf("a picture: %d", code)
		}
	}
	if code := send("p2", "x.svg", "image/svg+xml", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>`)); code != http.StatusNoContent {
		t.Fatalf("something else: %d", code)
	}
	for name, got := range map[string]int{
		"too large": send("p3", "x", "image/png", make([]byte, 10<<20+1)), "no picture": send("p4", "x", "text/html", []byte("x")), "empty": send("p5", "x", "image/png", nil), "nameless": send("", "x", "image/png", shot.Bytes()),
	} {
		if got < 400 || got >= 500 {
			t.Errorf("%s: %d", name, got)
		}
	}
	files := map[string]bot.Entry{}
	var conv bot.ConversationID
	for end := time.Now().Add(5 * time.Minute); time.Now().Before(end) && len(files) < 2; time.Sleep(10 * time.Millisecond) {
		conv = d.conversation()
		all, err := d.keeper.Transcript(t.Context(), conv, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range all {
			if e.File != nil && e.File.State != bot.Fetching {
				files[e.Of] = e
			}
		}
	}
	if len(files) != 2 || files["p1"].File.State != bot.Picture || files["p2"].File.State != bot.Quarantine || strings.ContainsRune(files["p1"].File.Name, '\u202e') {
		t.Fatalf("what came is %+v", files)
	}
	data, err := d.keeper.Picture(t.Context(), conv, files["p1"].N)
	if err != nil || !bytes.HasPrefix(data, []byte("\xff\xd8")) || bytes.Contains(data, shot.Bytes()) {
		t.Errorf("the picture is %d bytes, %v", len(data), err)
	}
	left := 0
	if err := d.engine.View(t.Context(), func(r store.Reader) error {
		for row, err := range r.Scan(store.K("file", string(conv)).Uint(0).Range()) {
			if left++; err != nil || row.Key == nil {
				return err
			}
		}
		return nil
	}); err != nil || left > 0 {
		t.Errorf("%d pieces of what came are left, %v", left, err)
	}
}

// conversation is the one that there is.
func (d *desk) conversation() (conv bot.ConversationID) {
	d.t.Helper()
	err := d.engine.View(d.t.Context(), func(r store.Reader) error {
		for row, err := range r.Scan(store.K("conversation").Range()) {
			if err != nil {
				return err
			}
			k := store.ReadKey(row.Key)
			k.Str()
			conv = bot.ConversationID(k.Str())
		}
		return nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return conv
}

// TestPictureInBrowser: a camera's picture becomes small before it is sent, and stands in the
// conversation.
func TestPictureInBrowser(t *testing.T) {
	d := startDesk(t)
	p := openPage(t, d.url(), 390, 844)
	browser.Eval[bool](p, `(async () => {
		const c = document.createElement("canvas"); c.width = 4000; c.height = 3000;
		const x = c.getContext("2d"); for (let i = 0; i < 4000; i++) { x.fillStyle = "hsl(" + i * 7 + " 80% 50%)"; x.fillRect(i * 37 % 4000, i * 91 % 3000, 60, 60); }
		const f = new File([await new Promise(r => c.toBlob(r, "image/png"))], "写真.png", {type: "image/png"});
		const all = new DataTransfer(); all.items.add(f);
		const input = document.getElementById("picture"); input.files = all.files; input.dispatchEvent(new Event("change"));
	})(), true`)
	p.Wait("写真を送りました（写真.png）")
	p.Until(`document.getElementById("offline").hidden`, "nothing to be complained of")
	for end := time.Now().Add(5 * time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		all, err := d.keeper.Transcript(t.Context(), d.conversation(), 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range all {
			if e.File != nil && e.File.State != bot.Fetching {
				if e.File.State != bot.Picture || e.File.Size > 300000 {
					t.Errorf("what came is %+v", e.File)
				}
				return
			}
		}
	}
	t.Fatal("waited in vain for the picture")
}
