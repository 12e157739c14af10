package bot

import (
	"testing"
	"time"

	"madoguchi/bot/calendar"
	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
)

// TestDeadlinesAreTold: who agrees is reminded of both reports of a leak before they are due, on
// days that are not over, and asked once whether it is solved.
func TestDeadlinesAreTold(t *testing.T) {
	b, err := base.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	phrases, err := LoadPhrases()
	if err != nil {
		t.Fatal(err)
	}
	hours, err := calendar.New("Asia/Tokyo", calendar.DefaultHours())
	if err != nil {
		t.Fatal(err)
	}
	at := func(day string) time.Time {
		d, err := time.ParseInLocation("2006-01-02 15:04", day, hours.In(time.Now()).Location())
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for name, c := range map[string]struct {
		now, since string
		want       map[DueKind]string
	}{
		"on the day":             {"2026-11-25 14:00", "2026-11-25", map[DueKind]string{DueFirst: "2026-11-27 10:00", DueFull: "2026-12-21 10:00", DueSolved: "2026-11-28 10:00"}},
		"on the fourth":          {"2026-11-28 14:00", "2026-11-25", map[DueKind]string{DueFirst: "2026-11-29 10:00", DueFull: "2026-12-21 10:00", DueSolved: "2026-12-01 10:00"}},
		"when the first is over": {"2026-12-10 14:00", "2026-11-25", map[DueKind]string{DueFull: "2026-12-21 10:00", DueSolved: "2026-12-13 10:00"}},
		"when both are":          {"2027-01-20 14:00", "2026-11-25", map[DueKind]string{DueSolved: "2027-01-23 10:00"}},
	} {
		conv := Conversation{ID: "web-a", Rev: 1, ReplyTo: ReplyTo{Channel: "web"}}
		conv.State.Phase, conv.State.FAQ, conv.State.Begun = dialog.PhaseDone, "missent-mail", at(c.since+" 09:00")
		conv.State.Facts = knowledge.Facts{"personal_data": knowledge.Yes, "since": c.since}
		conv.Follow = &Following{Asked: at(c.now).Add(-time.Minute), FAQ: "missent-mail"}
		w := World{Now: at(c.now), Calendar: hours, Edition: &Edition{Base: b}, Phrases: phrases, Chance: func(int) int { return 0 }, Hash: func(kind, text string) string { return kind + text }}
		x := &change{World: w, tickets: map[string]*TicketChange{}}
		x.Conversation = conv
		if !x.following(InboxEvent{Kind: dialog.Choose, Choice: followYes}) {
			t.Fatalf("%s: the yes was about something else", name)
		}
		got := map[DueKind]string{}
		for _, d := range x.Conversation.Follow.Due {
			got[d.What] = hours.In(d.At).Format("2006-01-02 15:04")
		}
		if len(got) != len(c.want) || len(x.Timers) != len(c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
		if days := len(c.want) > 1; days != (len(x.Entries[0].Links) == 1 && len(x.Conversation.Passes) == 1) {
			t.Errorf("%s: the days of the law are offered for a calendar: %v", name, !days)
		}
		for what, day := range c.want {
			if got[what] != day {
				t.Errorf("%s: %s on %s, want %s", name, what, got[what], day)
			}
		}
	}
}
