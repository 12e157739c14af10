package desk_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"madoguchi/bot/desk"
	"madoguchi/store"
	"madoguchi/store/recordtest"
)

func TestAccounts(t *testing.T) {
	a := &desk.Accounts{Engine: store.Memory()}
	ctx := t.Context()
	good := desk.Account{Login: "yamada", Name: "山田", Roles: []desk.Role{desk.Adviser}}
	for _, tt := range []struct {
		name, password string
		change         func(*desk.Account)
		want           error
	}{
		{"a short password", "abcdefg1234", nil, desk.ErrPassword},
		{"one character over and over", strings.Repeat("ab", 20), nil, desk.ErrPassword},
		{"the login in it", "my-YAMADA-secret", nil, desk.ErrPassword},
		{"a login with a space", password, func(a *desk.Account) { a.Login = "ya mada" }, desk.ErrLogin},
		{"a login in kana", password, func(a *desk.Account) { a.Login = "やまだ" }, desk.ErrLogin},
		{"no name", password, func(a *desk.Account) { a.Name = " " }, desk.ErrName},
		{"a name that turns around", password, func(a *desk.Account) { a.Name = "山\u202E田" }, desk.ErrName},
		{"no role", password, func(a *desk.Account) { a.Roles = nil }, desk.ErrRole},
		{"an unknown role", password, func(a *desk.Account) { a.Roles = []desk.Role{"king"} }, desk.ErrRole},
	} {
		who := good
		if tt.change != nil {
			tt.change(&who)
		}
		if err := a.Add(ctx, who, tt.password, ""); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
	if list, err := a.List(ctx); err != nil || len(list) != 0 {
		t.Errorf("what was refused is there: %v, %v", list, err)
	}
	who := good
	who.Login = " ＹＡＭＡＤＡ " // as an input method writes it
	if err := a.Add(ctx, who, password, ""); err != nil {
		t.Fatal(err)
	}
	if err := a.Add(ctx, good, password, ""); !errors.Is(err, desk.ErrTaken) {
		t.Errorf("the same again: %v", err)
	}
	list, err := a.List(ctx)
	if err != nil || len(list) != 1 || list[0].Login != "yamada" || !list[0].First || strings.Contains(list[0].Password, password) || !strings.HasPrefix(list[0].Password, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("%+v, %v", list, err)
	}
	if _, _, err := a.SignIn(ctx, "yamada", "ｃｏｒｒｅｃｔ-horse-battery-7", ""); err != nil {
		t.Errorf("typed in full width: %v", err)
	}
	if err := a.Remove(ctx, "suzuki", ""); !errors.Is(err, desk.ErrNoAccount) {
		t.Errorf("removing nobody: %v", err)
	}
}

// TestLock: after five wrong passwords nobody gets in for a quarter of an hour, with whatever
// password; an unknown login cannot be told from a known one; a new password unlocks.
func TestLock(t *testing.T) {
	o := newOffice(t)
	o.hire("yamada", "山田", desk.Adviser)
	try := func(login, password string) (int, string) {
		code, body, _ := o.client().post("signin", url.Values{"login": {login}, "password": {password}})
		return code, body
	}
	for _, login := range []string{"yamada", "nobody"} {
		for n := range 5 {
			code, body := try(login, "wrong-password-1")
			if code != http.StatusUnauthorized || strings.Contains(body, "15分のあいだ") != (n == 4) {
				t.Errorf("%s, wrong password %d: %d, %v", login, n+1, code, strings.Contains(body, "15分のあいだ"))
			}
		}
	}
	if code, body := try("yamada", password); code != http.StatusUnauthorized || !strings.Contains(body, "15分のあいだ") {
		t.Errorf("the right password while locked: %d", code)
	}
	o.clock.Advance(15*time.Minute + time.Second)
	if code, _ := try("yamada", password); code != http.StatusSeeOther {
		t.Errorf("the right password a quarter of an hour later: %d", code)
	}
	for range 5 {
		try("yamada", "wrong-password-1")
	}
	if err := o.accounts.SetPassword(t.Context(), "yamada", password+"x", ""); err != nil {
		t.Fatal(err)
	}
	if code, _ := try("yamada", password+"x"); code != http.StatusSeeOther {
		t.Errorf("a new password does not unlock: %d", code)
	}
	tooMany := false
	for range 40 {
		code, _ := try("somebody", "wrong-password-1")
		tooMany = tooMany || code == http.StatusTooManyRequests
	}
	if !tooMany {
		t.Error("one address may try for ever")
	}
}

// TestSessions: they end by themselves, by signing out, with the account and with its password;
// what a page asks by itself keeps none alive.
func TestSessions(t *testing.T) {
	o := newOffice(t)
	o.hire("yamada", "山田", desk.Adviser)
	in := func(b client) bool { code, _, _ := b.get(""); return code == http.StatusOK }

	b := o.signedIn("yamada")
	for range 5 {
		o.clock.Advance(50 * time.Minute)
		if !in(b) {
			t.Fatal("who works all the time is signed out")
		}
	}
	for range 5 {
		o.clock.Advance(15 * time.Minute)
		b.get("queue")
	}
	if in(b) {
		t.Error("an hour and a quarter of looking by itself keeps a session alive")
	}
	b = o.signedIn("yamada")
	for range 15 {
		o.clock.Advance(50 * time.Minute)
		in(b)
	}
	if in(b) {
		t.Error("a session lasts for more than 12 hours")
	}
	b = o.signedIn("yamada")
	stolen := b.Jar.Cookies(mustParse(t, o.url))
	b.post("signout", nil)
	thief := o.client()
	thief.Jar.SetCookies(mustParse(t, o.url), stolen)
	if in(b) || in(thief) {
		t.Error("signing out ends nothing")
	}
	b, other := o.signedIn("yamada"), o.signedIn("yamada")
	b.post("account/signout", nil)
	if !in(b) || in(other) {
		t.Errorf("signing out elsewhere: here %v, there %v", in(b), in(other))
	}
	if code, _, _ := b.post("account/password", url.Values{"old": {"wrong-password-1"}, "new": {"another-good-one-9"}}); code != http.StatusForbidden {
		t.Errorf("changing with a wrong password: %d", code)
	}
	if code, _, to := b.post("account/password", url.Values{"old": {password}, "new": {"another-good-one-9"}}); code != http.StatusSeeOther || !strings.HasPrefix(to, "signin") {
		t.Errorf("changing the password: %d", code)
	}
	if in(b) {
		t.Error("a session outlives its password")
	}
	if err := o.accounts.SetPassword(t.Context(), "yamada", password, "yamada"); err != nil {
		t.Fatal(err)
	}
	b = o.signedIn("yamada")
	if err := o.accounts.Remove(t.Context(), "yamada", "boss"); err != nil {
		t.Fatal(err)
	}
	if in(b) {
		t.Error("a session outlives its account")
	}
}

func mustParse(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// TestFirstPassword: whoever got their password from somebody else first changes it.
func TestFirstPassword(t *testing.T) {
	o := newOffice(t)
	if err := o.accounts.Add(t.Context(), desk.Account{Login: "yamada", Name: "山田", Roles: []desk.Role{desk.Adviser}}, password, ""); err != nil {
		t.Fatal(err)
	}
	b := o.signedIn("yamada")
	if _, _, to := b.get(""); to != "account" {
		t.Errorf("led to %q, want to the account", to)
	}
	if _, body, _ := b.get("account"); !strings.Contains(body, "ほかの人も知っています") {
		t.Error("it is not said why")
	}
}

// TestCookie: script cannot read it, other sites' forms do not send it, it is not sent without TLS
// but to this machine.
func TestCookie(t *testing.T) {
	o := newOffice(t)
	o.hire("yamada", "山田", desk.Adviser)
	for host, secure := range map[string]bool{"127.0.0.1:8080": false, "localhost": false, "desk.example.jp": true, "192.168.1.5": true} {
		req, _ := http.NewRequest("POST", o.url+"signin", strings.NewReader(url.Values{"login": {"yamada"}, "password": {password}}.Encode()))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Host = host
		r, err := o.client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		c := r.Cookies()[0]
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure != secure || c.Path != "" || c.Domain != "" {
			t.Errorf("%s: %s", host, c)
		}
	}
}

// TestNext: signing in leads to a place of the console and to no other.
func TestNext(t *testing.T) {
	o := newOffice(t)
	o.hire("yamada", "山田", desk.Adviser)
	for next, want := range map[string]string{
		"tickets/1001": "tickets/1001", "?list=mine": "?list=mine", "https://evil.example": "", "//evil.example": "", "/elsewhere": "", "../chat": "", "javascript:alert(1)": "",
		"\\\\evil.example": "", "signin?next=x": "",
	} {
		b := o.client()
		_, _, to := b.post("signin", url.Values{"login": {"yamada"}, "password": {password}, "next": {next}})
		_, _, to = b.get(to)
		if to != want {
			t.Errorf("%q leads to %q, want %q", next, to, want)
		}
	}
}

// TestAudit: what is done stands in the log, without words; nobody unknown is named.
func TestAudit(t *testing.T) {
	o := newOffice(t)
	o.hire("yamada", "山田", desk.Adviser)
	o.hire("boss", "長", desk.Administrator)
	b := o.signedIn("yamada")
	number := o.waiting("a", "web", "偽の警告が出ました")
	b.get("tickets/" + number)
	b.post("tickets/"+number+"/claim", nil)
	o.client().post("signin", url.Values{"login": {"my-secret-password"}, "password": {"x"}})
	list, err := o.accounts.Deeds(t.Context(), o.clock.Now().Add(time.Hour), 100)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range list {
		got = append(got, d.By+" "+d.What+" "+d.Ticket)
		if strings.Contains(d.By+d.About, "secret") {
			t.Errorf("%+v", d)
		}
	}
	all := strings.Join(got, "\n")
	for _, want := range []string{"yamada signed in", "yamada looked at " + number, "yamada claimed " + number, " added"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not in\n%s", want, all)
		}
	}
	if _, body, _ := o.signedIn("boss").get("audit"); !strings.Contains(body, "「担当する」を押した") {
		t.Error("the page does not show it")
	}
}

// TestRecords: see recordtest.Records.
func TestRecords(t *testing.T) {
	e, sealer := sealedStore(t)
	defer e.Close()
	recordtest.Records(t, e, "testdata/records", desk.RecordsForTest(sealer)...)
}
