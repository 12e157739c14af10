package loop

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// A platform delivers again what it thinks was not taken: Slack for five minutes, or for a day if
// the app asks for it; LINE says neither how often nor how long. So what was seen is remembered by
// its age, and only who writes for hours as fast as is read has fewer remembered than that.
const (
	deliveredAgain = 24 * time.Hour // no platform goes on for longer
	seenAlways     = 200            // the latest are remembered however old: a clock may be wrong
	seenAtMost     = 4000           // more than an hour of the fastest writing that is read; see writesEvery
)

// seenEvents are the events of a conversation that were taken, the latest last.
type seenEvents []seenEvent

// seenEvent is stored as its name and, behind a space, its minute.
type seenEvent struct {
	Name   string // see eventName
	Minute int64  // when it came, in minutes since 1970; 0: an earlier program did not say
}

// MarshalText is the stored form.
func (e seenEvent) MarshalText() ([]byte, error) {
	if e.Minute == 0 {
		return []byte(e.Name), nil
	}
	return strconv.AppendInt([]byte(e.Name+" "), e.Minute, 10), nil
}

// UnmarshalText reads the stored form.
func (e *seenEvent) UnmarshalText(data []byte) (err error) {
	name, minute, told := strings.Cut(string(data), " ")
	*e = seenEvent{Name: name}
	if told {
		e.Minute, err = strconv.ParseInt(minute, 10, 64)
	}
	return err
}

func (s seenEvents) holds(name string) bool {
	return slices.ContainsFunc(s, func(e seenEvent) bool { return e.Name == name })
}

// with is the list with one more, and without those that no platform delivers again.
func (s seenEvents) with(name string, came time.Time) seenEvents {
	now := came.Unix() / 60
	oldest := now - int64(deliveredAgain/time.Minute)
	drop := max(0, len(s)+1-seenAtMost)
	for drop < len(s)+1-seenAlways && s[drop].Minute < oldest {
		drop++
	}
	return append(slices.Clone(s[drop:]), seenEvent{name, now})
}

// upgradeSeen reads what version 1 wrote: names without times.
func upgradeSeen(_ uint, body []byte) ([]byte, error) { return body, nil }
