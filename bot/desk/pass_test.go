package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"madoguchi/bot"
	"madoguchi/bot/desk"
)

// TestGivePass: staff give the record from the ticket; it stands in the conversation as a page that
// opens once, and in the history. Where nobody could open it the page says so.
func TestGivePass(t *testing.T) {
	o := newOffice(t)
	o.hire("sato", "佐藤", desk.Adviser)
	b := o.signedIn("sato")
	number := o.waiting("a", "web", "偽の警告が出ました")
	if code, body, _ := b.post("tickets/"+number+"/pass", nil); code != http.StatusSeeOther {
		t.Fatalf("%d %s", code, body)
	}
	ticket := o.ticket(number)
	lines, err := o.loop.Transcript(t.Context(), ticket.Conversation, 0)
	if err != nil {
		t.Fatal(err)
	}
	last := lines[len(lines)-1]
	if len(last.Links) != 1 || last.From != bot.FromBot {
		t.Errorf("the consulter is told %+v", last)
	}
	if _, body, _ := b.get("tickets/" + number); !strings.Contains(body, "相談者に記録を渡した") || strings.Contains(body, last.Links[0].Path) {
		t.Error("the history does not say so, or the page shows the address")
	}
	other := o.waiting("b", "post", "偽の警告が出ました")
	if code, body, _ := b.post("tickets/"+other+"/pass", nil); code != http.StatusConflict || !strings.Contains(body, "desk.chat") {
		t.Errorf("on a channel without a page: %d", code)
	}
	o.public = true
	open := o.waiting("c", "web", "偽の警告が出ました")
	if code, body, _ := b.post("tickets/"+open+"/pass", nil); code != http.StatusConflict || strings.Contains(body, "desk.chat") || !strings.Contains(body, "ほかの人も読める") {
		t.Errorf("where others read along: %d", code)
	}
}
