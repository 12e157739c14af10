package desk_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"madoguchi/bot/desk"
)

// TestSecondFactor: it counts once a number was right; then a password alone opens nothing; no
// number is taken twice; wrong ones lock; a new password by the administrator takes it away.
func TestSecondFactor(t *testing.T) {
	o := newOffice(t)
	o.hire("yamada", "山田", desk.Adviser)
	o.hire("boss", "長", desk.Administrator)
	b := o.signedIn("yamada")
	b.post("account/second/begin", nil)
	_, page, _ := b.get("account")
	m := regexp.MustCompile(`<code>([A-Z2-7 ]+)</code>`).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("no secret in %s", page)
	}
	secret := strings.ReplaceAll(m[1], " ", "")
	code := func() string {
		n, err := totp.GenerateCode(secret, o.clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if status, picture, _ := b.get("account/second/picture"); status != http.StatusOK || !strings.HasPrefix(picture, "\x89PNG") {
		t.Errorf("the picture: %d", status)
	}
	if status, _, to := o.signedIn("yamada").get(""); status != http.StatusOK {
		t.Errorf("what was only begun is asked for: %d to %q", status, to)
	}
	if status, _, _ := b.post("account/second/confirm", url.Values{"code": {"000000"}}); status != http.StatusBadRequest {
		t.Errorf("a wrong number: %d", status)
	}
	if status, body, _ := b.post("account/second/confirm", url.Values{"code": {code()}}); status != http.StatusOK || strings.Contains(body, m[1]) {
		t.Errorf("the right number: %d", status)
	}
	if status, _, _ := b.get("account/second/picture"); status != http.StatusNotFound {
		t.Errorf("the secret can still be seen: %d", status)
	}

	half := o.signedIn("yamada")
	for _, path := range []string{"", "account", "staff"} {
		if _, _, to := half.get(path); !strings.HasPrefix(to, "signin") {
			t.Errorf("with a password alone %q leads to %q", path, to)
		}
	}
	if _, _, to := half.get("signin?next=account"); to != "signin/code?next=.%2Faccount" {
		t.Errorf("it is not asked for: %q", to)
	}
	if status, _, _ := half.post("signin/code", url.Values{"code": {code()}}); status != http.StatusUnauthorized {
		t.Errorf("the number that was taken before: %d", status)
	}
	o.clock.Advance(30 * time.Second)
	number := code()
	if status, _, to := half.post("signin/code", url.Values{"code": {number[:3] + " " + number[3:]}, "next": {"account"}}); status != http.StatusSeeOther || to != "account" {
		t.Errorf("the next number: %d to %q", status, to)
	}
	if status, _, _ := half.get(""); status != http.StatusOK {
		t.Errorf("signed in whole: %d", status)
	}

	guesser := o.signedIn("yamada")
	last := 0
	for range 6 {
		last, page, _ = guesser.post("signin/code", url.Values{"code": {"123456"}})
	}
	if last != http.StatusUnauthorized || !strings.Contains(page, "15分のあいだ") {
		t.Errorf("guessing numbers does not lock: %d", last)
	}
	o.clock.Advance(16 * time.Minute)
	if _, _, to := guesser.get("signin/code"); to != "signin" {
		t.Errorf("half a session lasts for longer than ten minutes: %q", to)
	}
	boss := o.signedIn("boss")
	_, page, _ = boss.post("staff/password", url.Values{"login": {"yamada"}})
	m = regexp.MustCompile(`<code>([a-z2-9-]+)</code>`).FindStringSubmatch(page)
	if m == nil {
		t.Fatal("no new password")
	}
	lost := o.client()
	lost.post("signin", url.Values{"login": {"yamada"}, "password": {m[1]}})
	if _, _, to := lost.get(""); to != "account" {
		t.Errorf("a new password for a lost phone leads to %q", to)
	}
}
