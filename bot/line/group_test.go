package line_test

import (
	"slices"
	"strings"
	"testing"

	"madoguchi/bot"
	"madoguchi/bot/line/linetest"
)

// TestGroup: in a group the bot speaks when it is spoken to, says nothing of private conversations, and offers to go on in one.
func TestGroup(t *testing.T) {
	for _, kind := range []string{"group", "room"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			d := startDesk(t)
			private := d.friend("森")
			other := linetest.Place{User: d.line.AddPerson("阿部").ID}
			members := []*linetest.Person{{ID: private.User}, {ID: other.User}}
			g := d.line.AddGroup("営業部", members...)
			if kind == "room" {
				g = d.line.AddRoom("営業部", members...)
			}
			here, his := linetest.Place{User: private.User, Group: g.ID}, linetest.Place{User: other.User, Group: g.ID}
			d.say(private, "偽の警告が出ました", "電話をかけないでください")

			d.deliver(d.line.Join(g.ID))
			d.sees(here, "@で呼ばれたときだけ")
			d.idle()
			said := len(d.shown(here))
			nobody := linetest.Place{Group: g.ID}
			d.deliver(d.text(here, "今日のお昼は何にしますか"), d.line.Sticker(here), d.line.Media(his, "image", "", []byte("GIF89a")), d.text(nobody, "@"+d.line.Name+" だれでしょう"),
				d.line.Unsend(his, "123456"), d.line.Other("memberJoined", here, nil))
			d.idle()
			if now := len(d.shown(here)); now != said {
				t.Errorf("the bot spoke without being spoken to: %q", d.shown(here)[said:])
			}

			d.say(here, "記録をください @"+d.line.Name, "まだ記録がありません")
			d.sees(here, "https://line.me/R/ti/p/%40216madog")
			if strings.Contains(strings.Join(d.shown(here), "\n"), "偽の警告") {
				t.Error("the group was shown what was said in private")
			}
			for _, l := range d.transcript(here) {
				if strings.Contains(l.Text, "@") && strings.Contains(l.Text, d.line.Name) {
					t.Errorf("the mention is part of what was said: %q", l.Text)
				}
			}
			d.say(here, "🍎@"+d.line.Name+" 偽の警告が出ました", "電話をかけないでください")
			d.idle()
			said = len(d.shown(here))
			shown := d.line.Shown(g.ID)
			e, _ := d.line.Tap(his, shown[len(shown)-1].Buttons[0]) // somebody else's button
			d.deliver(e)
			d.idle()
			if now := len(d.shown(here)); now != said {
				t.Errorf("another member's press was answered: %q", d.shown(here)[said:])
			}
			d.pressAny(here)

			d.deliver(d.text(here, "@"+d.line.Name+" 退出して"))
			d.sees(here, "このグループから退出します")
			d.until("the bot to have left", func() bool {
				return slices.ContainsFunc(d.line.Requests("/leave"), func(r linetest.Request) bool { return r.Status == 200 })
			})
			d.idle()
			if n := len(d.pushes()); n > 0 {
				t.Errorf("%d pushes", n)
			}
		})
	}
}

// TestEditedInGroup: an edited message counts as it stands now; edited so that it is not for the bot, it is taken back.
func TestEditedInGroup(t *testing.T) {
	d := startDesk(t)
	p := d.line.AddPerson("池田")
	g := d.line.AddGroup("総務部", p)
	here := linetest.Place{User: p.ID, Group: g.ID}
	d.deliver(d.line.Join(g.ID))
	e := d.say(here, "@"+d.line.Name+" 偽の警告が出ました。合言葉はカッパです", "電話をかけないでください")
	d.deliver(d.line.Edit(here, e.Message(), "@"+d.line.Name+" 偽の警告が出ました。台数は3台です"))
	d.idle()
	if all := d.transcript(here); strings.Contains(words(all), "カッパ") || !strings.Contains(words(all), "台数は3台") {
		t.Errorf("after an edit the transcript holds %s", words(all))
	}
	d.deliver(d.line.Edit(here, e.Message(), "やっぱり何でもないです"))
	d.idle()
	if all := d.transcript(here); strings.Contains(words(all), "偽の警告") || strings.Contains(words(all), "何でもない") {
		t.Errorf("after it is not for the bot any more the transcript holds %s", words(all))
	}
	d.deliver(d.line.Leave(g.ID))
	d.idle()
}

func words(lines []bot.Entry) string {
	var out []string
	for _, l := range lines {
		if l.From == bot.FromConsulter {
			out = append(out, l.Text)
		}
	}
	return strings.Join(out, "|")
}
