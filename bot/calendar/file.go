package calendar

import (
	"time"

	ics "github.com/arran4/golang-ical"
)

// Day is a day to be put into somebody's calendar.
type Day struct {
	ID    string // the same day has the same id, so that it stands there once
	Name  string
	About string
	On    time.Time
}

// File is an iCal file with days. Each reminds of itself on the morning of the day before.
func File(days []Day, now time.Time) string {
	f := ics.NewCalendarFor("madoguchi")
	f.SetMethod(ics.MethodPublish)
	for _, d := range days {
		e := f.AddEvent(d.ID)
		e.SetDtStampTime(now)
		e.SetSummary(d.Name)
		if d.About != "" {
			e.SetDescription(d.About)
		}
		e.SetAllDayStartAt(d.On)
		e.SetAllDayEndAt(d.On.AddDate(0, 0, 1))
		a := e.AddAlarm()
		a.SetAction(ics.ActionDisplay)
		a.SetDescription(d.Name)
		a.SetTrigger("-PT15H")
	}
	return f.Serialize(ics.WithNewLineWindows) // the standard wants it everywhere
}
