package desk_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/desk"
	"madoguchi/knowledge"
)

func (o *office) transcript(conv string) []bot.Entry {
	o.t.Helper()
	lines, err := o.loop.Transcript(o.t.Context(), bot.ConversationID(conv), 0)
	if err != nil {
		o.t.Fatal(err)
	}
	return lines
}

// replies are what staff have said to a consulter.
func (o *office) replies(conv string) (out []string) {
	o.t.Helper()
	for _, l := range o.transcript(conv) {
		if l.From == bot.FromStaff {
			out = append(out, l.Text)
		}
	}
	return out
}

// TestHandOff: from the queue to a closed ticket and back, all by forms, without script.
func TestHandOff(t *testing.T) {
	o := newOffice(t)
	o.hire("yamada", "山田", desk.Adviser)
	o.hire("suzuki", "鈴木", desk.Adviser)
	number := o.waiting("a", "web", "偽の警告が出ました")
	yamada, suzuki := o.signedIn("yamada"), o.signedIn("suzuki")
	if _, body, _ := yamada.get(""); !strings.Contains(body, number) || !strings.Contains(body, "偽の警告が出ました") || !strings.Contains(body, "<title>(1) 待っている") {
		t.Errorf("the queue shows\n%s", body)
	}
	at := "tickets/" + number
	do := func(b client, action string, form url.Values, want int) string {
		t.Helper()
		code, body, _ := b.post(at+"/"+action, form)
		if code != want {
			t.Errorf("%s: %d, want %d\n%s", action, code, want, body)
		}
		return body
	}
	do(yamada, "claim", nil, http.StatusSeeOther)
	if body := do(suzuki, "claim", nil, http.StatusConflict); !strings.Contains(body, "山田 さんが担当しています") {
		t.Error("who comes second is not told who has it")
	}
	reply := suzuki.form(number)
	reply.Set("text", "鈴木です。")
	if body := do(suzuki, "reply", reply, http.StatusConflict); !strings.Contains(body, "鈴木です。</textarea>") {
		t.Error("what was written is lost")
	}
	reply = yamada.form(number)
	reply.Set("text", "山田です。\r\nもう大丈夫です。")
	do(yamada, "reply", reply, http.StatusSeeOther)
	do(yamada, "reply", reply, http.StatusSeeOther) // pressed twice
	if got := o.replies("a"); !slices.Equal(got, []string{"山田です。\nもう大丈夫です。"}) {
		t.Errorf("the consulter reads %q", got)
	}
	do(yamada, "note", url.Values{"note": {"折り返しは 03-1234-5678"}}, http.StatusSeeOther)
	if body := do(yamada, "note", url.Values{"note": {" "}}, http.StatusConflict); !strings.Contains(body, "メモが空です") {
		t.Error("an empty note is not refused in words")
	}
	if _, body, _ := suzuki.get(at); !strings.Contains(body, "折り返しは 03-1234-5678") {
		t.Error("a colleague does not see the note")
	}
	if all := fmt.Sprint(o.transcript("a")); strings.Contains(all, "折り返し") {
		t.Error("the consulter sees the note")
	}
	do(yamada, "assign", url.Values{"to": {"suzuki"}}, http.StatusSeeOther)
	do(yamada, "assign", url.Values{"to": {"nobody"}}, http.StatusBadRequest)
	do(suzuki, "putback", nil, http.StatusSeeOther)
	do(suzuki, "raise", nil, http.StatusSeeOther)
	if got := o.ticket(number); got.Status != bot.Waiting || got.Urgency != knowledge.High {
		t.Errorf("it stands at %s, %s", got.Status, got.Urgency)
	}
	do(suzuki, "claim", nil, http.StatusSeeOther)
	do(suzuki, "close", url.Values{"category": {"1.053"}}, http.StatusConflict)
	do(suzuki, "close", url.Values{"end": {"solved"}, "category": {"9.99"}}, http.StatusConflict)
	do(suzuki, "close", url.Values{"end": {"solved"}, "category": {"1.08"}}, http.StatusSeeOther)
	if got := o.ticket(number); got.Status != bot.Closed || got.End != bot.Solved || got.Category != "1.08" {
		t.Errorf("it stands at %s, %s, %s", got.Status, got.End, got.Category)
	}
	if _, body, _ := suzuki.get("?list=closed"); !strings.Contains(body, number) || !strings.Contains(body, "解決した") {
		t.Error("the closed one is not listed")
	}
	do(yamada, "reopen", nil, http.StatusSeeOther)
	if got := o.ticket(number); got.Status != bot.Claimed || got.Holder.Name != "山田" {
		t.Errorf("taken up again it stands at %s with %s", got.Status, got.Holder.Name)
	}
	do(yamada, "return", nil, http.StatusSeeOther)
	if got := o.ticket(number); got.Status != bot.Returned {
		t.Errorf("given back it stands at %s", got.Status)
	}
	if code, _, _ := yamada.get("tickets/9999"); code != http.StatusNotFound {
		t.Errorf("a ticket that is not there: %d", code)
	}
}

// TestUnseen: a reply does not go out while the consulter has said something that its writer has
// not read; shown that, they may send it.
func TestUnseen(t *testing.T) {
	o := newOffice(t)
	o.hire("yamada", "山田", desk.Adviser)
	number := o.waiting("a", "web", "偽の警告が出ました")
	b := o.signedIn("yamada")
	b.post("tickets/"+number+"/claim", nil)
	form := b.form(number)
	form.Set("text", "そのままお待ちください。")
	o.say("a", "web", "いま電話をかけてしまいました")
	code, body, _ := b.post("tickets/"+number+"/reply", form)
	if code != http.StatusConflict || len(o.replies("a")) > 0 {
		t.Fatalf("%d, %q", code, o.replies("a"))
	}
	for _, want := range []string{"いま電話をかけてしまいました", `class="line consulter new"`, "そのままお待ちください。</textarea>", "読んだので、このまま送る"} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is not on the page", want)
		}
	}
	for _, m := range hidden.FindAllStringSubmatch(body, -1) {
		form.Set(m[1], m[2])
	}
	if code, _, _ := b.post("tickets/"+number+"/reply", form); code != http.StatusSeeOther || len(o.replies("a")) != 1 {
		t.Errorf("having read it: %d, %q", code, o.replies("a"))
	}
}

// TestRace: of ten who claim and answer at once one does.
func TestRace(t *testing.T) {
	o := newOffice(t)
	number := o.waiting("a", "web", "偽の警告が出ました")
	var all []client
	var forms []url.Values
	for i := range 10 {
		login := fmt.Sprintf("staff%d", i)
		o.hire(login, fmt.Sprintf("担当%d", i), desk.Adviser)
		b := o.signedIn(login)
		f := b.form(number)
		f.Set("text", "担当の者です。"+login)
		all, forms = append(all, b), append(forms, f)
	}
	codes := make([]int, len(all))
	var wg sync.WaitGroup
	for i, b := range all {
		wg.Go(func() { codes[i], _, _ = b.post("tickets/"+number+"/reply", forms[i]) })
	}
	wg.Wait()
	won := 0
	for _, code := range codes {
		switch code {
		case http.StatusSeeOther:
			won++
		case http.StatusConflict:
		default:
			t.Errorf("status %d", code)
		}
	}
	if won != 1 || len(o.replies("a")) != 1 {
		t.Errorf("%d won, the consulter got %q", won, o.replies("a"))
	}
}

// TestDoubt: what looks like a secret, or names another's case, is sent only when it is confirmed.
func TestDoubt(t *testing.T) {
	o := newOffice(t)
	o.hire("yamada", "山田", desk.Adviser)
	number, other := o.waiting("a", "web", "偽の警告が出ました"), o.waiting("b", "web", "偽の警告が出ました")
	b := o.signedIn("yamada")
	form := b.form(number)
	form.Set("text", "受付番号"+other+"の件です。")
	if code, body, _ := b.post("tickets/"+number+"/reply", form); code != http.StatusConflict || !strings.Contains(body, `name="confirmed"`) {
		t.Errorf("status %d", code)
	}
	form.Set("confirmed", "1")
	if code, _, _ := b.post("tickets/"+number+"/reply", form); code != http.StatusSeeOther || len(o.replies("a")) != 1 {
		t.Errorf("confirmed: %d", code)
	}
	form = b.form(number)
	form.Set("text", strings.Repeat("長", 5001))
	if code, body, _ := b.post("tickets/"+number+"/reply", form); code != http.StatusBadRequest || !strings.Contains(body, "5000文字まで") {
		t.Errorf("a long one: %d", code)
	}
}

// TestInsertAndPreview: an entry's lines come as they hold for what is known, and nothing is sent.
func TestInsertAndPreview(t *testing.T) {
	o := newOffice(t)
	o.hire("yamada", "山田", desk.Adviser)
	number := o.waiting("a", "web", "偽の警告が出ました")
	b := o.signedIn("yamada")
	form := b.form(number)
	form.Set("text", "山田です。")
	form.Set("do", "insert")
	form.Set("entry", "support-scam")
	code, body, _ := b.post("tickets/"+number+"/reply", form)
	if code != http.StatusOK || !strings.Contains(body, "山田です。\n") || strings.Count(body, "電話") < 5 {
		t.Errorf("inserted: %d", code)
	}
	form.Set("do", "preview")
	form.Set("text", "𠮷野です。<b>")
	if _, body, _ := b.post("tickets/"+number+"/reply", form); !strings.Contains(body, "9文字、5,000文字まで") || !strings.Contains(body, "𠮷野です。&lt;b&gt;") {
		t.Error("the preview does not say what will be seen, or how long it is")
	}
	form.Set("do", "insert")
	form.Set("entry", "no-such-entry")
	if code, _, _ := b.post("tickets/"+number+"/reply", form); code != http.StatusBadRequest {
		t.Errorf("an entry that is not there: %d", code)
	}
	if len(o.replies("a")) > 0 {
		t.Error("it was sent")
	}
}

// TestArrival: it is shown what became of a reply.
func TestArrival(t *testing.T) {
	for _, tt := range []struct {
		name    string
		channel bot.Channel
		fail    *bot.SendError
		want    string
	}{
		{"read from the page", "web", nil, "相談者の画面に出ています"},
		{"taken", "post", nil, "相手のサービスに届きました"},
		{"refused for good", "post", &bot.SendError{Failure: bot.Permanent, Err: errors.New("no")}, "届きませんでした"},
		{"blocked", "post", &bot.SendError{Failure: bot.Blocked, Err: errors.New("no")}, "届きませんでした"},
		{"no budget", "post", &bot.SendError{Failure: bot.Quota, Err: errors.New("no")}, "まだ届いていません"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := newOffice(t)
			o.hire("yamada", "山田", desk.Adviser)
			number := o.waiting("a", tt.channel, "偽の警告が出ました")
			if tt.fail != nil {
				o.platform.set(tt.fail)
			}
			b := o.signedIn("yamada")
			form := b.form(number)
			form.Set("text", "山田です。")
			b.post("tickets/"+number+"/reply", form)
			o.until("the page to say 「"+tt.want+"」", func() bool {
				_, body, _ := b.get("tickets/" + number)
				return strings.Contains(body, tt.want)
			})
		})
	}
}

// TestLive: a page that looks again by itself gets what has changed, and nothing when nothing has.
func TestLive(t *testing.T) {
	o := newOffice(t)
	o.hire("yamada", "山田", desk.Adviser)
	number := o.waiting("a", "web", "偽の警告が出ました")
	b := o.signedIn("yamada")
	asked := func(path string) string {
		_, body, _ := b.get(path)
		from := strings.Index(body, `hx-get="`) + len(`hx-get="`)
		at := body[from : from+strings.IndexByte(body[from:], '"')]
		return strings.TrimLeft(strings.ReplaceAll(at, "&amp;", "&"), "./")
	}
	for name, page := range map[string]string{"queue": "", "ticket": "tickets/" + number} {
		at := asked(page)
		if code, body, _ := b.get(at + "&seen=1"); code != http.StatusNoContent {
			t.Errorf("%s, nothing new: %d %s", name, code, body)
		}
	}
	queue, ticket := asked(""), asked("tickets/"+number)
	seen := b.form(number).Get("seen")
	o.say("a", "web", "パソコンは3台です")
	o.waiting("b", "web", "偽の警告が出ました")
	o.until("the queue to show two", func() bool { // what a page asks by itself may be a second old
		code, body, _ := b.get(queue)
		return code == http.StatusOK && strings.Contains(body, "<title>(2)")
	})
	if code, body, _ := b.get(ticket + "&seen=" + seen); code != http.StatusOK || !strings.Contains(body, "パソコンは3台です") || !strings.Contains(body, "新しく書きました") {
		t.Errorf("the ticket: %d", code)
	}
}

// TestHostileWords: what strangers write is text, wherever it stands, and leads nowhere.
func TestHostileWords(t *testing.T) {
	o := newOffice(t)
	o.hire("yamada", "山田", desk.Roles()...)
	words := `偽の警告が出ました <script>alert(1)</script> <img src=x onerror=alert(1)> "><b> javascript:alert(1) https://evil.example.com/x ` + "\u202Etxt.exe\u202C \u200B\u2066x\u2069 " + strings.Repeat("あ", 5000)
	number := o.waiting("a", "web", words)
	b := o.signedIn("yamada")
	b.post("tickets/"+number+"/note", url.Values{"note": {`<script>alert(2)</script>`}})
	form := b.form(number)
	form.Set("text", `</textarea><script>alert(3)</script>`)
	form.Set("do", "preview")
	_, preview, _ := b.post("tickets/"+number+"/reply", form)
	_, page, _ := b.get("tickets/" + number)
	_, list, _ := b.get("?list=all&q=" + url.QueryEscape(`"><script>alert(4)</script>`))
	_, all, _ := b.get("?list=all")
	for name, body := range map[string]string{"preview": preview, "ticket": page, "search": list, "queue": all} {
		for _, bad := range []string{"<script>alert", "onerror=alert(1)>", `href="javascript`, "evil.example.com", "\u202E", "\u2066", "\u200B", `"><b>`} {
			if strings.Contains(body, bad) {
				t.Errorf("%s: %q stands there", name, bad)
			}
		}
	}
	if !strings.Contains(page, "evil[.]example[.]com") {
		t.Error("the address cannot be read any more")
	}
}

// TestSearch finds by number and by words that all must be there, however they are typed.
func TestSearch(t *testing.T) {
	o := newOffice(t)
	o.hire("yamada", "山田", desk.Adviser)
	number := o.waiting("a", "web", "偽の警告が出ました。ＵＳＢメモリーを挿しました")
	other := o.waiting("b", "web", "迷惑メールが多くて困っています")
	b := o.signedIn("yamada")
	for q, want := range map[string][]bool{
		number: {true, false}, "usb": {true, false}, "ＵＳＢ 警告": {true, false}, "usb 迷惑": {false, false}, "迷惑": {false, true}, "": {true, true}, "山田": {false, false},
	} {
		_, body, _ := b.get("?list=all&q=" + url.QueryEscape(q))
		for i, n := range []string{number, other} {
			if got := strings.Contains(body, `id="t`+n+`"`); got != want[i] {
				t.Errorf("searching %q finds %s: %v", q, n, got)
			}
		}
	}
}

// TestQueueOrder: urgent ones first, then what was promised first; what is late is marked.
func TestQueueOrder(t *testing.T) {
	o := newOffice(t)
	o.hire("yamada", "山田", desk.Adviser)
	var numbers []string
	for i, words := range []string{"迷惑メールが多くて困っています", "セミナーの講師をお願いしたい", "偽の警告が出ました"} {
		numbers = append(numbers, o.waiting(fmt.Sprint("c", i), "web", words))
		o.clock.Advance(time.Minute)
	}
	b := o.signedIn("yamada")
	_, body, _ := b.get("")
	var at []int
	for _, i := range []int{2, 0, 1} {
		at = append(at, strings.Index(body, `id="t`+numbers[i]+`"`))
	}
	if !slices.IsSorted(at) || at[0] < 0 {
		t.Errorf("they stand at %v", at)
	}
	late := func() int { _, body, _ := b.get(""); return strings.Count(body, "待たせています") }
	if n := late(); n != 0 {
		t.Errorf("%d are marked as late at once", n)
	}
	o.clock.Advance(20 * time.Minute)
	if n := late(); n != 1 {
		t.Errorf("after 20 minutes %d are marked as late, want the urgent one", n)
	}
	o.clock.Advance(3 * time.Hour) // lunch does not count
	b = o.signedIn("yamada")
	if n := late(); n != 3 {
		t.Errorf("after three hours %d are marked as late", n)
	}
}
