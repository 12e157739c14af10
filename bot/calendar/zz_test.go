package calendar
import ("testing";"strings";"time";"fmt")
func w(events string, head ...string) string { return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n"+strings.Join(head,"")+strings.ReplaceAll(events,"\n","\r\n")+"\r\nEND:VCALENDAR\r\n" }
func ev(l ...string) string { return "BEGIN:VEVENT\nUID:a\nSUMMARY:会議\n"+strings.Join(l,"\n")+"\nEND:VEVENT" }
const outlookTZ = "BEGIN:VTIMEZONE\nTZID:Tokyo Standard Time\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0900\nTZOFFSETTO:+0900\nEND:STANDARD\nEND:VTIMEZONE\n"
const customTZ = "BEGIN:VTIMEZONE\nTZID:Customized Time Zone\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0900\nTZOFFSETTO:+0900\nEND:STANDARD\nEND:VTIMEZONE\n"
const nyTZ = "BEGIN:VTIMEZONE\nTZID:Eastern Standard Time\nBEGIN:STANDARD\nDTSTART:16011104T020000\nRRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11\nTZOFFSETFROM:-0400\nTZOFFSETTO:-0500\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:16010311T020000\nRRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0400\nEND:DAYLIGHT\nEND:VTIMEZONE\n"
func TestZZ(t *testing.T) {
	tok, _ := time.LoadLocation("Asia/Tokyo")
	type q struct{ at string; open bool }
	for _, c := range []struct{ name, ical string; qs []q }{
		{"day=end", w(ev("DTSTART;VALUE=DATE:20270310","DTEND;VALUE=DATE:20270310")), []q{{"2027-03-10T10:00",false},{"2027-03-11T10:00",true}}},
		{"no dtend", w(ev("DTSTART;VALUE=DATE:20270310")), []q{{"2027-03-10T10:00",false},{"2027-03-11T10:00",true}}},
		{"outlook tz", w(outlookTZ+ev("DTSTART;TZID=Tokyo Standard Time:20270310T100000","DTEND;TZID=Tokyo Standard Time:20270310T110000")), []q{{"2027-03-10T10:30",false},{"2027-03-10T11:30",true}}},
		{"quoted tzid", w(outlookTZ+ev("DTSTART;TZID=\"Tokyo Standard Time\":20270310T100000","DTEND;TZID=\"Tokyo Standard Time\":20270310T110000")), []q{{"2027-03-10T10:30",false}}},
		{"outlook display name", w(strings.ReplaceAll(outlookTZ,"Tokyo Standard Time","(UTC+09:00) Osaka\\, Sapporo\\, Tokyo")+ev("DTSTART;TZID=\"(UTC+09:00) Osaka, Sapporo, Tokyo\":20270310T100000","DTEND;TZID=\"(UTC+09:00) Osaka, Sapporo, Tokyo\":20270310T110000")), []q{{"2027-03-10T10:30",false},{"2027-03-10T11:30",true}}},
		{"outlook display ja", w(strings.ReplaceAll(outlookTZ,"Tokyo Standard Time","東京 (標準時)")+ev("DTSTART;TZID=\"東京 (標準時)\":20270310T100000","DTEND;TZID=\"東京 (標準時)\":20270310T110000")), []q{{"2027-03-10T10:30",false}}},
		{"custom tz", w(customTZ+ev("DTSTART;TZID=Customized Time Zone:20270310T100000","DTEND;TZID=Customized Time Zone:20270310T110000")), []q{{"2027-03-10T10:30",false}}},
		{"eastern", w(nyTZ+ev("DTSTART;TZID=Eastern Standard Time:20270310T200000","DTEND;TZID=Eastern Standard Time:20270310T210000")), []q{{"2027-03-11T10:30",false},{"2027-03-11T11:30",true}}},
		{"own dst zone unnamed", w(strings.ReplaceAll(nyTZ,"Eastern Standard Time","Firmenzeit")+ev("DTSTART;TZID=Firmenzeit:20270310T200000","DTEND;TZID=Firmenzeit:20270310T210000")), []q{{"2027-03-11T10:30",false}}},
		{"google tz", w(ev("DTSTART;TZID=Asia/Tokyo:20270310T100000","DTEND;TZID=Asia/Tokyo:20270310T110000"),"X-WR-CALNAME:d\r\nX-WR-TIMEZONE:Asia/Tokyo\r\n"), []q{{"2027-03-10T10:30",false}}},
		{"utc", w(ev("DTSTART:20270310T010000Z","DTEND:20270310T020000Z")), []q{{"2027-03-10T10:30",false},{"2027-03-10T11:30",true}}},
		{"floating wr", w(ev("DTSTART:20270310T200000","DTEND:20270310T210000"),"X-WR-TIMEZONE:America/New_York\r\n"), []q{{"2027-03-11T10:30",false}}},
		{"duration", w(ev("DTSTART;TZID=Asia/Tokyo:20270310T100000","DURATION:PT1H30M")), []q{{"2027-03-10T11:15",false},{"2027-03-10T11:45",true}}},
		{"duration days", w(ev("DTSTART;VALUE=DATE:20270309","DURATION:P2D")), []q{{"2027-03-10T10:00",false},{"2027-03-11T10:00",true}}},
		{"duration P1W", w(ev("DTSTART;VALUE=DATE:20270308","DURATION:P1W")), []q{{"2027-03-12T10:00",false},{"2027-03-15T10:00",true}}},
		{"neg duration", w(ev("DTSTART;TZID=Asia/Tokyo:20270310T100000","DURATION:-PT1H")), nil},
		{"end before", w(ev("DTSTART;VALUE=DATE:20270310","DTEND;VALUE=DATE:20270309")), nil},
		{"far year", w(ev("DTSTART;VALUE=DATE:21500310","DTEND;VALUE=DATE:21500311")), nil},
		{"year 0001", w(ev("DTSTART;VALUE=DATE:00010101","DTEND;VALUE=DATE:00010102")), nil},
		{"year 9999 until", w(ev("DTSTART;VALUE=DATE:20270310","RRULE:FREQ=WEEKLY;UNTIL=99991231")), []q{{"2027-03-17T10:00",false},{"2099-12-30T10:00",false}}},
		{"rule second friday", w(ev("DTSTART;TZID=Asia/Tokyo:20270312T100000","DTEND;TZID=Asia/Tokyo:20270312T110000","RRULE:FREQ=MONTHLY;BYDAY=2FR")), []q{{"2027-04-09T10:30",false},{"2027-04-16T10:30",true}}},
		{"rule outlook setpos", w(ev("DTSTART;TZID=Asia/Tokyo:20270331T100000","DTEND;TZID=Asia/Tokyo:20270331T110000","RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1")), []q{{"2027-04-30T10:30",false}}},
		{"exdate tz", w(ev("DTSTART;TZID=Asia/Tokyo:20270303T100000","DTEND;TZID=Asia/Tokyo:20270303T110000","RRULE:FREQ=WEEKLY","EXDATE;TZID=Asia/Tokyo:20270310T100000")), []q{{"2027-03-10T10:30",true},{"2027-03-17T10:30",false}}},
		{"exdate utc", w(ev("DTSTART;TZID=Asia/Tokyo:20270303T100000","DTEND;TZID=Asia/Tokyo:20270303T110000","RRULE:FREQ=WEEKLY","EXDATE:20270310T010000Z")), []q{{"2027-03-10T10:30",true},{"2027-03-17T10:30",false}}},
		{"exdate value date", w(ev("DTSTART;VALUE=DATE:20270303","RRULE:FREQ=WEEKLY","EXDATE;VALUE=DATE:20270310,20270317")), []q{{"2027-03-10T10:30",true},{"2027-03-17T10:30",true},{"2027-03-24T10:30",false}}},
		{"exdate several lines", w(ev("DTSTART;VALUE=DATE:20270303","RRULE:FREQ=WEEKLY","EXDATE;VALUE=DATE:20270310","EXDATE;VALUE=DATE:20270317")), []q{{"2027-03-17T10:30",true}}},
		{"rdate", w(ev("DTSTART;TZID=Asia/Tokyo:20270303T100000","DTEND;TZID=Asia/Tokyo:20270303T110000","RDATE;TZID=Asia/Tokyo:20270310T130000,20270311T100000")), []q{{"2027-03-10T13:30",false},{"2027-03-11T10:30",false},{"2027-03-03T10:30",false}}},
		{"rdate period", w(ev("DTSTART:20270303T010000Z","DTEND:20270303T020000Z","RDATE;VALUE=PERIOD:20270310T010000Z/PT3H,20270311T010000Z/20270311T013000Z")), []q{{"2027-03-10T11:30",false},{"2027-03-11T10:15",false},{"2027-03-11T10:45",true}}},
		{"rdate date for times", w(ev("DTSTART:20270303T010000Z","DTEND:20270303T020000Z","RDATE;VALUE=DATE:20270310")), nil},
		{"recurrence moved", w(ev("DTSTART;TZID=Asia/Tokyo:20270303T100000","DTEND;TZID=Asia/Tokyo:20270303T110000","RRULE:FREQ=WEEKLY;COUNT=5")+"\n"+ev("RECURRENCE-ID;TZID=Asia/Tokyo:20270310T100000","DTSTART;TZID=Asia/Tokyo:20270311T130000","DTEND;TZID=Asia/Tokyo:20270311T140000")), []q{{"2027-03-10T10:30",true},{"2027-03-11T13:30",false},{"2027-03-17T10:30",false},{"2027-04-07T10:30",true}}},
		{"recurrence cancelled", w(ev("DTSTART;TZID=Asia/Tokyo:20270303T100000","DTEND;TZID=Asia/Tokyo:20270303T110000","RRULE:FREQ=WEEKLY;COUNT=5")+"\n"+ev("STATUS:CANCELLED","RECURRENCE-ID:20270310T010000Z","DTSTART;TZID=Asia/Tokyo:20270310T100000","DTEND;TZID=Asia/Tokyo:20270310T110000")), []q{{"2027-03-10T10:30",true},{"2027-03-17T10:30",false}}},
		{"recurrence day form of times", w(ev("DTSTART;TZID=Asia/Tokyo:20270303T100000","DTEND;TZID=Asia/Tokyo:20270303T110000","RRULE:FREQ=WEEKLY;COUNT=5")+"\n"+ev("RECURRENCE-ID;VALUE=DATE:20270310","DTSTART;TZID=Asia/Tokyo:20270311T130000","DTEND;TZID=Asia/Tokyo:20270311T140000")), []q{{"2027-03-10T10:30",true},{"2027-03-11T13:30",false}}},
		{"range thisandfuture", w(ev("DTSTART;TZID=Asia/Tokyo:20270303T100000","DTEND;TZID=Asia/Tokyo:20270303T110000","RRULE:FREQ=WEEKLY;COUNT=5")+"\n"+ev("RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Asia/Tokyo:20270310T100000","DTSTART;TZID=Asia/Tokyo:20270311T130000","DTEND;TZID=Asia/Tokyo:20270311T140000")), nil},
		{"outlook allday midnight", w(outlookTZ+ev("DTSTART;TZID=Tokyo Standard Time:20270310T000000","DTEND;TZID=Tokyo Standard Time:20270311T000000","X-MICROSOFT-CDO-ALLDAYEVENT:TRUE")), []q{{"2027-03-10T16:30",false},{"2027-03-11T10:30",true}}},
		{"transparent", w(ev("DTSTART;VALUE=DATE:20270310","DTEND;VALUE=DATE:20270311","TRANSP:TRANSPARENT")), []q{{"2027-03-10T10:30",false}}},
		{"apple alarm+geo", w(ev("DTSTART;VALUE=DATE:20270310","DTEND;VALUE=DATE:20270311","X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC","BEGIN:VALARM\nUID:x\nTRIGGER:-PT15H\nACTION:AUDIO\nEND:VALARM")), []q{{"2027-03-10T10:30",false}}},
		{"folded lines tab", w("BEGIN:VEVENT\nUID:a\nSUMMARY:とても長い題のついた\n\t会議\nDTSTART;VALUE=DA\n TE:20270310\nEND:VEVENT"), []q{{"2027-03-10T10:30",false}}},
		{"lf only, BOM", "\ufeff"+strings.ReplaceAll(w(ev("DTSTART;VALUE=DATE:20270310")),"\r\n","\n"), []q{{"2027-03-10T10:30",false}}},
		{"lowercase", w("begin:vevent\nuid:a\nsummary:x\ndtstart;value=date:20270310\nend:vevent"), []q{{"2027-03-10T10:30",false}}},
		{"dtstart value date-time explicit", w(ev("DTSTART;VALUE=DATE-TIME;TZID=Asia/Tokyo:20270310T100000","DTEND;VALUE=DATE-TIME;TZID=Asia/Tokyo:20270310T110000")), []q{{"2027-03-10T10:30",false}}},
		{"no seconds", w(ev("DTSTART:20270310T1000","DTEND:20270310T1100")), []q{{"2027-03-10T10:30",false}}},
		{"hyphens", w(ev("DTSTART:2027-03-10T10:00:00","DTEND:2027-03-10T11:00:00")), nil},
		{"feb 30", w(ev("DTSTART;VALUE=DATE:20270230")), nil},
		{"rule hourly", w(ev("DTSTART:20270310T100000","DTEND:20270310T110000","RRULE:FREQ=HOURLY")), nil},
		{"rule byhour same", w(ev("DTSTART;TZID=Asia/Tokyo:20270303T100000","DTEND;TZID=Asia/Tokyo:20270303T110000","RRULE:FREQ=WEEKLY;BYDAY=WE;BYHOUR=10;BYMINUTE=0")), []q{{"2027-03-10T10:30",false}}},
		{"leap yearly", w(ev("DTSTART;VALUE=DATE:20240229","RRULE:FREQ=YEARLY")), []q{{"2028-02-29T10:30",false},{"2027-03-01T10:30",true}}},
		{"rule until utc", w(ev("DTSTART;TZID=Asia/Tokyo:20270303T100000","DTEND;TZID=Asia/Tokyo:20270303T110000","RRULE:FREQ=WEEKLY;UNTIL=20270310T010000Z")), []q{{"2027-03-10T10:30",false},{"2027-03-17T10:30",true}}},
		{"rule until day", w(ev("DTSTART;TZID=Asia/Tokyo:20270303T100000","DTEND;TZID=Asia/Tokyo:20270303T110000","RRULE:FREQ=WEEKLY;UNTIL=20270310")), []q{{"2027-03-10T10:30",false},{"2027-03-17T10:30",true}}},
		{"rule until without Z in tz", w(ev("DTSTART;TZID=Asia/Tokyo:20270303T100000","DTEND;TZID=Asia/Tokyo:20270303T110000","RRULE:FREQ=WEEKLY;UNTIL=20270310T100000")), []q{{"2027-03-10T10:30",false},{"2027-03-17T10:30",true}}},
		{"rule count on days wkst", w(ev("DTSTART;VALUE=DATE:20270301","RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;WKST=SU;COUNT=4")), []q{{"2027-03-03T10:30",false},{"2027-03-15T10:30",false},{"2027-03-08T10:30",true},{"2027-03-29T10:30",true}}},
		{"rule with blanks", w(ev("DTSTART;VALUE=DATE:20270303","RRULE: FREQ=WEEKLY; COUNT=3")), []q{{"2027-03-10T10:30",false}}},
		{"rdate with no rule days list", w(ev("DTSTART;VALUE=DATE:20270303","RDATE;VALUE=DATE:20270310,20270312")), []q{{"2027-03-12T10:30",false}}},
		{"exdate of rdate", w(ev("DTSTART;VALUE=DATE:20270303","RDATE;VALUE=DATE:20270310,20270312","EXDATE;VALUE=DATE:20270310")), []q{{"2027-03-10T10:30",true}}},
		{"two with the same uid", w(ev("DTSTART;VALUE=DATE:20270303")+"\n"+ev("DTSTART;VALUE=DATE:20270310")), []q{{"2027-03-03T10:30",false},{"2027-03-10T10:30",false}}},
		{"multi-day over weekend", w(ev("DTSTART;VALUE=DATE:20270305","DTEND;VALUE=DATE:20270310")), []q{{"2027-03-09T10:30",false},{"2027-03-10T10:30",true}}},
		{"tz w. dst end next day", w(ev("DTSTART;TZID=W. Europe Standard Time:20270310T013000","DTEND;TZID=W. Europe Standard Time:20270310T023000")), []q{{"2027-03-10T10:00",false}}},
		{"tzid utc", w(ev("DTSTART;TZID=UTC:20270310T010000","DTEND;TZID=UTC:20270310T020000")), []q{{"2027-03-10T10:30",false}}},
		{"tzid GMT+9", w(ev("DTSTART;TZID=GMT+0900:20270310T100000","DTEND;TZID=GMT+0900:20270310T110000")), nil},
		{"tzid JST", w(ev("DTSTART;TZID=JST:20270310T100000","DTEND;TZID=JST:20270310T110000")), []q{{"2027-03-10T10:30",false}}},
		{"tzid Japan", w(ev("DTSTART;TZID=Japan:20270310T100000","DTEND;TZID=Japan:20270310T110000")), []q{{"2027-03-10T10:30",false}}},
		{"todo only", w("BEGIN:VTODO\nUID:a\nSUMMARY:x\nDUE:20270310T100000\nEND:VTODO"), nil},
		{"event and todo", w(ev("DTSTART;VALUE=DATE:20270310")+"\nBEGIN:VTODO\nUID:b\nSUMMARY:x\nDUE:20270311T100000\nEND:VTODO"), []q{{"2027-03-10T10:30",false}}},
		{"cancel status whole", w(ev("STATUS:CANCELLED","DTSTART;VALUE=DATE:20270310")), []q{{"2027-03-10T10:30",true}}},
		{"tentative", w(ev("STATUS:TENTATIVE","DTSTART;VALUE=DATE:20270310")), []q{{"2027-03-10T10:30",false}}},
		{"no end time", w(ev("DTSTART:20270310T010000Z")), nil},
		{"dtstart date dtend time", w(ev("DTSTART;VALUE=DATE:20270310","DTEND:20270310T020000Z")), nil},
		{"both dtend duration", w(ev("DTSTART:20270310T010000Z","DTEND:20270310T020000Z","DURATION:PT3H")), nil},
		{"recurring exception orphan", w(ev("RECURRENCE-ID:20270310T010000Z","DTSTART:20270311T010000Z","DTEND:20270311T020000Z")), []q{{"2027-03-11T10:30",false}}},
		{"old start 1970 weekly", w(ev("DTSTART;VALUE=DATE:19700107","RRULE:FREQ=WEEKLY")), []q{{"2027-03-10T10:30",false}}},
		{"duplicate dtstart", w(ev("DTSTART;VALUE=DATE:20270310","DTSTART;VALUE=DATE:20270312")), nil},
		{"exrule", w(ev("DTSTART;VALUE=DATE:20270310","RRULE:FREQ=DAILY","EXRULE:FREQ=WEEKLY")), nil},
	} {
		cal := always(t)

		err := cal.AddICal(strings.NewReader(c.ical))
		if err != nil { if c.qs!=nil { fmt.Println("REFUSED", c.name, err) } else { fmt.Println("  refused ok", c.name, "|", err) }; continue }
		if c.qs==nil { fmt.Println("TAKEN", c.name) }
		for _, x := range c.qs { at,_ := time.ParseInLocation("2006-01-02T15:04",x.at,tok); if cal.Open(at)!=x.open { fmt.Println("WRONG", c.name, x.at, "open", cal.Open(at)) } }
	}
}
