package dialog

import (
	"slices"
	"strings"
	"time"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// Deadlines are the days by which the law wants a report of a leak: the first one, which is due
// within about 3 to 5 days, and the full one.
type Deadlines struct {
	Noticed time.Time // the first day
	First   time.Time // the last day of the first report
	Full    time.Time // that of the full one
}

// DeadlinesOf are those of a consultation; ok is false where the law wants none, as far as is known.
func DeadlinesOf(s State, w World) (d Deadlines, ok bool) {
	entry := w.Base.FAQ(s.FAQ)
	if entry == nil || !s.Facts.Has("personal_data") {
		return d, false
	}
	lines := slices.DeleteFunc(knowledge.LinesFor(entry.Legal, s.Facts), func(l string) bool { return !reading.LineTerm.In(l) })
	if len(lines) == 0 {
		return d, false
	}
	sp := w.speaker(false)
	noticed, err := time.ParseInLocation(time.DateOnly, s.Facts["since"], w.Now.Location())
	if err != nil {
		noticed = s.Begun.In(w.Now.Location())
	}
	full := 30
	if said := strings.Join(lines, ""); strings.Contains(said, "60") && !strings.Contains(said, "30") {
		full = 60
	}
	return Deadlines{Noticed: noticed, First: sp.term(noticed, 5), Full: sp.term(noticed, full)}, true
}
