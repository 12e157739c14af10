package line_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"madoguchi/bot/line"
	"madoguchi/bot/line/linetest"
)

// TestRichMenu installs, leaves alone what is right, and replaces what is not.
func TestRichMenu(t *testing.T) {
	d := startDesk(t)
	install := func(size line.MenuSize) (bool, error) {
		return line.InstallRichMenu(context.Background(), d.channel.Options, size)
	}
	for _, tt := range []struct {
		size    line.MenuSize
		changed bool
	}{{line.FullMenu, true}, {line.FullMenu, false}, {line.CompactMenu, true}, {line.CompactMenu, false}, {line.FullMenu, true}} {
		changed, err := install(tt.size)
		names, now := d.line.Menus()
		if err != nil || changed != tt.changed || len(names) != 1 || !strings.Contains(now, string(tt.size)) {
			t.Errorf("%s: changed %v, %v; there are %v, everybody's is %q", tt.size, changed, err, names, now)
		}
	}
	d.line.Fail(linetest.Fault{Path: "/content", Status: 500})
	if _, err := install(line.CompactMenu); err == nil {
		t.Error("no error where the picture was not taken")
	}
	if _, now := d.line.Menus(); !strings.Contains(now, "full") {
		t.Errorf("after a failure everybody's is %q, want the one before", now)
	}
	if _, err := install(line.CompactMenu); err != nil {
		t.Error(err)
	}
	if names, now := d.line.Menus(); len(names) != 1 || !strings.Contains(now, "compact") {
		t.Errorf("there are %v, everybody's is %q", names, now)
	}
	if _, err := install("huge"); err == nil {
		t.Error("a size that there is not")
	}
}

// TestDoctor breaks one thing after the other.
func TestDoctor(t *testing.T) {
	d := startDesk(t)
	good := d.channel.Options
	good.Metrics = nil
	look := func(o line.Options) map[string]line.Finding {
		out := map[string]line.Finding{}
		for _, f := range line.Doctor(context.Background(), o) {
			out[f.Check] = f
			if f.Level != line.Fine && (f.Do == "" || f.Page == "") {
				t.Errorf("%s: what to do, or where, is missing: %+v", f.Check, f)
			}
			if s := fmt.Sprint(f); strings.Contains(s, o.Token) || strings.Contains(s, o.Secrets[0]) {
				t.Errorf("%s holds a secret", f.Check)
			}
		}
		return out
	}
	if _, err := line.InstallRichMenu(context.Background(), good, line.FullMenu); err != nil {
		t.Fatal(err)
	}
	for check, f := range look(good) {
		if f.Level != line.Fine && check != "redelivery" {
			t.Errorf("all is well, but %+v", f)
		}
	}
	wrong := good
	wrong.Secrets = []string{"0123456789abcdef0123456789abcdef"}
	d.hook.set(mustNew(t, wrong).Handler())
	if f := look(wrong)["webhook test"]; f.Level != line.Broken || !strings.Contains(f.Do, "channel/1234567890/basics") {
		t.Errorf("a wrong secret: %+v", f)
	}
	d.hook.set(http.NotFoundHandler())
	if f := look(good)["webhook test"]; f.Level != line.Broken || !strings.Contains(f.Do, "proxy") {
		t.Errorf("a path that leads nowhere: %+v", f)
	}
	d.hook.set(nil)
	if f := look(good)["webhook test"]; f.Level != line.Broken {
		t.Errorf("a stopped program: %+v", f)
	}
	wrong.Secrets = []string{"my-secret"}
	if f := look(wrong)["channel secret 1"]; f.Level != line.Broken {
		t.Errorf("no secret: %+v", f)
	}
	wrong = good
	wrong.Token = "nonsense"
	if f := look(wrong)["access token"]; f.Level != line.Broken {
		t.Errorf("a wrong token: %+v", f)
	}
	d.line.Forgive()
	wrong = good
	wrong.APIURL = "http://127.0.0.1:1"
	if f := look(wrong)["connection"]; f.Level != line.Broken {
		t.Errorf("no way to LINE: %+v", f)
	}
	wrong = good
	wrong.Now = func() time.Time { return d.clock.Now().Add(5 * time.Minute) }
	if f := look(wrong)["clock"]; f.Level != line.Broken {
		t.Errorf("a clock that is fast: %+v", f)
	}
	d.line.SetQuota(200, 200)
	d.line.SetChatMode("bot")
	d.line.SetWebhook("https://example.com/elsewhere", true)
	found := look(good)
	for check, level := range map[string]line.Level{"budget": line.Broken, "bot mode": line.Advice, "webhook URL": line.Broken} {
		if found[check].Level != level {
			t.Errorf("%s: %+v, want %s", check, found[check], level)
		}
	}
	d.line.SetWebhook("", true)
	if f := look(good)["webhook URL"]; f.Level != line.Broken || !strings.Contains(f.Do, "/webhook/line") {
		t.Errorf("no webhook: %+v", f)
	}
}

func mustNew(t *testing.T, o line.Options) *line.Channel {
	t.Helper()
	c, err := line.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
