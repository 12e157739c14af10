package desk_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"madoguchi/bot"
	"madoguchi/bot/desk"
	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
)

// fields reads a form of a page as a browser would send it.
func fields(t testing.TB, body, action string) url.Values {
	t.Helper()
	out, ok := desk.FieldsForTest(body, action)
	if !ok {
		t.Fatalf("no form %s in %s", action, body)
	}
	return out
}

// TestEntryFormKeeps: what nobody touches in the form stays as it is, for every entry there is.
func TestEntryFormKeeps(t *testing.T) {
	b, err := base.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range b.FAQs {
		got, problems := desk.ThroughForm(f)
		if len(problems) > 0 {
			t.Errorf("%s: %v", f.ID, problems)
		}
		want, err := base.WriteEntry(f)
		if err != nil {
			t.Fatal(err)
		}
		if have, err := base.WriteEntry(got); err != nil || string(have) != string(want) {
			t.Errorf("%s became\n%s", f.ID, have)
		}
	}
}

// TestEntry is an entry's way: written in the form, judged, tried in a conversation, published under
// a running consultation, and taken back.
func TestEntry(t *testing.T) {
	o := newEditorsOffice(t)
	o.hire("editor", "編集 花子", desk.Editor)
	o.hire("other", "別の 編集者", desk.Editor)
	o.hire("adviser", "山田", desk.Adviser)
	b := o.signedIn("editor")
	o.say("before", "web", "偽の警告が出ました")

	_, page, _ := b.get("faq/support-scam/edit")
	form := fields(t, page, "faq/support-scam/edit")
	if got := form["now.text"]; len(got) < 4 || !strings.Contains(strings.Join(got, ""), "Esc") {
		t.Fatalf("the form holds %q", got)
	}
	const news = "まず深呼吸をしてから、画面を写真に撮ってください。"
	form["now.text"], form["now.when"] = []string{news}, []string{""}
	form.Set("steps.when", "paied ==")
	_, look, _ := b.post("faq/support-scam/look", form)
	if !strings.Contains(look, news) || !strings.Contains(look, "条件「paied ==」が読めません") {
		t.Errorf("the look is %s", look)
	}
	form = fields(t, page, "faq/support-scam/edit")
	form["now.text"], form["now.when"] = []string{news}, []string{""}
	form.Set("do", "keep")
	if code, body, to := b.post("faq/support-scam/edit", form); code != http.StatusSeeOther || !strings.HasPrefix(to, "faq/support-scam/edit") {
		t.Fatalf("keeping: %d %s %s", code, to, body)
	}
	if code, body, _ := o.signedIn("other").post("faq/support-scam/edit", form); code != http.StatusConflict || !strings.Contains(body, "編集 花子") {
		t.Errorf("a second writer over an older page: %d", code)
	}
	if f := o.loopBase().FAQ("support-scam"); strings.Contains(knowledge.FirstLine(f.Now, nil), "深呼吸") {
		t.Error("a draft is in force")
	}

	trial := o.tried(b)
	if !strings.Contains(trial, "+ "+news) {
		t.Errorf("the trial does not say what changes: %s", trial)
	}
	_, talk, _ := b.post("draft/talk", url.Values{"text": {"偽の警告が出ました"}, "do": {"say"}})
	for range 4 {
		if strings.Contains(talk, news) {
			break
		}
		pick := regexp.MustCompile(`name="pick" value="(unknown:[^"]*)"`).FindStringSubmatch(talk)
		if pick == nil {
			t.Fatalf("nothing to press in %s", talk)
		}
		f := fields(t, talk, "draft/talk#say")
		f.Del("do")
		f.Set("pick", pick[1])
		_, talk, _ = b.post("draft/talk", f)
	}
	if !strings.Contains(talk, news) {
		t.Errorf("the draft says %s", talk)
	}

	publish := fields(t, trial, "draft/publish")
	if code, _, _ := b.post("draft/publish", publish); code != http.StatusBadRequest {
		t.Errorf("without a reason: %d", code)
	}
	publish.Set("note", "落ち着いてもらうため")
	if code, _, _ := o.signedIn("adviser").post("draft/publish", publish); code != http.StatusForbidden {
		t.Errorf("an adviser publishes: %d", code)
	}
	code, body, to := b.post("draft/publish", publish)
	if code != http.StatusSeeOther || !strings.HasPrefix(to, "releases") {
		t.Fatalf("publishing: %d %s", code, body)
	}
	o.until("the release to be in force", func() bool {
		return strings.Contains(knowledge.FirstLine(o.loopBase().FAQ("support-scam").Now, nil), "深呼吸")
	})
	if _, list, _ := b.get("releases"); !strings.Contains(list, "落ち着いてもらうため") || !strings.Contains(list, "編集 花子") {
		t.Errorf("the releases are %s", list)
	}
	if _, empty, _ := b.get("draft"); !strings.Contains(empty, "下書きはありません") {
		t.Error("the draft is still there")
	}
	o.answered("after", "偽の警告が出ました")
	o.answered("before")
	if said := o.saidTo("after"); !strings.Contains(said, news) {
		t.Errorf("who comes after it is told %s", said)
	}
	if said := o.saidTo("before"); strings.Contains(said, news) || !strings.Contains(said, "Esc") {
		t.Errorf("who came before it is told %s", said)
	}

	_, was, _ := b.get("releases/1")
	if was = html.UnescapeString(was); !strings.Contains(was, "- "+news) {
		t.Errorf("release 1 is not shown beside the one in force: %s", was)
	}
	back := fields(t, was, "releases/1/back")
	if code, body, _ := b.post("releases/1/back", back); code != http.StatusSeeOther {
		t.Fatalf("rolling back: %d %s", code, body)
	}
	if code, _, _ := b.post("releases/2/back", back); code != http.StatusConflict {
		t.Errorf("rolling back over what nobody has seen: %d", code)
	}
	o.until("the release before to be in force", func() bool {
		return !strings.Contains(knowledge.FirstLine(o.loopBase().FAQ("support-scam").Now, nil), "深呼吸")
	})
}

// TestFaultyDraft: what would do harm is not published, whoever presses.
func TestFaultyDraft(t *testing.T) {
	o := newEditorsOffice(t)
	o.hire("editor", "編集 花子", desk.Editor)
	b := o.signedIn("editor")
	_, page, _ := b.get("faq/utm/edit")
	form := fields(t, page, "faq/utm/edit")
	form["now.text"], form["now.when"] = []string{"必ず犯人を逮捕しますので安心しろ。"}, []string{""}
	form.Set("do", "keep")
	if code, _, _ := b.post("faq/utm/edit", form); code != http.StatusSeeOther {
		t.Fatalf("a draft may be unfinished: %d", code)
	}
	trial := o.tried(b)
	if !strings.Contains(trial, "命令のように読めます") || strings.Contains(trial, "draft/publish") {
		t.Errorf("the trial says %s", trial)
	}
	key := regexp.MustCompile(`name="key" value="([^"]*)"`).FindString(trial)
	if code, _, _ := b.post("draft/publish", url.Values{"key": {key}, "note": {"x"}}); code != http.StatusConflict {
		t.Errorf("published: %d", code)
	}
	_, list, _ := b.get("draft")
	if code, _, _ := b.post("draft/drop", fields(t, list, "draft/drop")); code != http.StatusSeeOther {
		t.Errorf("dropping: %d", code)
	}
	if _, empty, _ := b.get("draft"); !strings.Contains(empty, "下書きはありません") {
		t.Error("the draft is still there")
	}
}

// TestByAnother: where the desk wants it so, nobody publishes what they wrote.
func TestByAnother(t *testing.T) {
	o := newEditorsOffice(t, func(o *desk.Options) { o.ByAnother = true })
	o.hire("editor", "編集 花子", desk.Editor)
	o.hire("second", "編集 次郎", desk.Editor)
	b := o.signedIn("editor")
	_, page, _ := b.get("faq/utm/edit")
	form := fields(t, page, "faq/utm/edit")
	form.Set("title", "UTMのことを聞きたい")
	form.Set("do", "keep")
	b.post("faq/utm/edit", form)
	if code, body, _ := b.post("draft/publish", url.Values{"note": {"x"}}); code != http.StatusForbidden || !strings.Contains(body, "もう一人のFAQ編集者") {
		t.Errorf("one's own draft: %d", code)
	}
	if code, body, _ := o.signedIn("second").post("draft/publish", url.Values{"note": {"x"}}); code != http.StatusConflict || strings.Contains(body, "もう一人のFAQ編集者") {
		t.Errorf("another's: %d", code)
	}
}

// TestNewEntry: a new entry begins in the form, and is refused where its name is none.
func TestNewEntry(t *testing.T) {
	o := newEditorsOffice(t)
	o.hire("editor", "編集 花子", desk.Editor)
	b := o.signedIn("editor")
	for id, want := range map[string]int{"Fake": http.StatusBadRequest, "../x": http.StatusBadRequest, "utm": http.StatusBadRequest, "fake-parking": http.StatusOK} {
		code, body, _ := b.post("faq", url.Values{"id": {id}, "category": {"1.02"}, "example": {"駐車違反の通知が来ました"}})
		if code != want {
			t.Errorf("%s: %d", id, code)
		}
		if want == http.StatusOK && (!strings.Contains(body, "駐車違反の通知が来ました") || !strings.Contains(body, "かならず書いてください")) {
			t.Errorf("the form is %s", body)
		}
	}
}

// TestVerify: a contact that was looked at again is drafted with the day, and nothing else changes.
func TestVerify(t *testing.T) {
	o := newEditorsOffice(t)
	o.hire("editor", "編集 花子", desk.Editor)
	b := o.signedIn("editor")
	_, page, _ := b.get("contacts")
	page = html.UnescapeString(page)
	form := fields(t, page, "contacts/ipa-biz")
	if !strings.Contains(form.Get("mail"), "@ipa.go.jp") {
		t.Fatalf("the form holds %v", form)
	}
	wrong := fields(t, page, "contacts/ipa-biz")
	wrong.Set("phone", "電話はこちら")
	if code, body, _ := b.post("contacts/ipa-biz", wrong); code != http.StatusBadRequest || !strings.Contains(body, "保存していません") {
		t.Errorf("what nobody can dial: %d", code)
	}
	form.Set("phone_note", "電話はありません。メールで送ります")
	if code, _, _ := b.post("contacts/ipa-biz", form); code != http.StatusSeeOther {
		t.Fatalf("verifying: %d", code)
	}
	if code, _, _ := b.post("contacts/ipa-anshin", fields(t, page, "contacts/ipa-anshin")); code != http.StatusSeeOther {
		t.Fatalf("verifying another: %d", code)
	}
	if code, _, _ := b.post("contacts/nobody", form); code != http.StatusNotFound {
		t.Errorf("nobody: %d", code)
	}
	list, err := base.Drafts(t.Context(), o.engine)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	all, err := base.ReadContacts(list[0].Content)
	if err != nil {
		t.Fatal(err)
	}
	var changed []string
	for i, c := range all {
		if c.VerifiedOn == "2026-11-30" {
			changed = append(changed, c.ID)
		} else if was := o.loopBase().Contacts[i]; was.ID != c.ID || was.Phone != c.Phone || was.VerifiedOn != c.VerifiedOn {
			t.Errorf("%s changed too", c.ID)
		}
	}
	if strings.Join(changed, " ") != "ipa-biz ipa-anshin" {
		t.Errorf("verified: %v", changed)
	}
}

// tried waits until what is drafted was tried, and returns the page.
func (o *office) tried(b client) (page string) {
	o.t.Helper()
	o.until("the draft to be tried", func() bool {
		_, page, _ = b.get("draft")
		page = html.UnescapeString(page)
		return strings.Contains(page, "件の質問をしました")
	})
	return page
}

func (o *office) loopBase() *knowledge.Base { return o.advisor.Current().Base }

// answered lets a consulter say something, and answer every question with 「分からない」.
func (o *office) answered(conv string, words ...string) {
	o.t.Helper()
	o.say(conv, "web", words...)
	for range 6 {
		lines, err := o.loop.Transcript(o.t.Context(), bot.ConversationID(conv), 0)
		if err != nil {
			o.t.Fatal(err)
		}
		if last := lines[len(lines)-1]; len(last.Choices) == 0 || strings.Contains(o.saidTo(conv), "解決") {
			return
		}
		o.say(conv, "web", "分からない")
	}
}

// saidTo is all that the desk has said to a consulter.
func (o *office) saidTo(conv string) string {
	o.t.Helper()
	lines, err := o.loop.Transcript(o.t.Context(), bot.ConversationID(conv), 0)
	if err != nil {
		o.t.Fatal(err)
	}
	var out []string
	for _, l := range lines {
		if l.From != bot.FromConsulter {
			out = append(out, l.Text)
		}
	}
	return strings.Join(out, "\n")
}
