package reading

import (
	"testing"
	"time"

	"madoguchi/knowledge"
)

func TestDayAsked(t *testing.T) {
	now := time.Date(2026, 11, 30, 16, 20, 0, 0, time.FixedZone("JST", 9*3600)) // a Monday
	for _, c := range []struct{ text, want string }{
		{"あさっては開いてる？", "2026-12-02"},
		{"明日の朝いちから人おる？", "2026-12-01"},
		{"今日は何時まで", "2026-11-30"},
		{"お正月は休みですか", "2027-01-01"},
		{"年末はいつまで", "2026-12-31"},
		{"12月29日はやってますか", "2026-12-29"},
		{"11/3は休み？", "2027-11-03"},
		{"土曜日もやってますか", "2026-12-05"},
		{"日曜は休み？", "2026-12-06"},
		{"来週の月曜は何時から", "2026-12-07"},
		{"月曜は何時から", "2026-11-30"},
		{"土日もいけますか", "2026-12-05"},
		{"2月30日は", ""},
		{"何時までやってますか", ""},
		{"平日だけですか", ""},
	} {
		got := ""
		if d, ok := (Reading{Folded: knowledge.Fold(c.text), now: now}).DayAsked(); ok {
			got = d.Format(time.DateOnly)
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.text, got, c.want)
		}
	}
}
