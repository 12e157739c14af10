// Package calendar knows when somebody is at the desk. It reads no clock: every time is handed in.
//
//	calendar.go  Calendar: slots, Japanese public holidays, the turn of the year; when the desk reads next
//	days.go      a desk's own days: closed, open otherwise
//	file.go      days as an iCal file for somebody's calendar
//	rota.go      who is on call when nobody is there
//	ical.go      an iCal file that somebody else keeps: days and times; icalevent.go: how long and how
//	             often; icalzone.go: where (windowszones.txt)
//
// A body that the desk refers to has hours of its own, a line of words in the base: see
// knowledge.Contact.OpenAt, which asks this calendar only whether a day is a holiday of everybody.
package calendar
