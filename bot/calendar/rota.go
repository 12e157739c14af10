package calendar

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"madoguchi/knowledge"
)

// Person is a member of staff who can be called while nobody is at the desk.
type Person struct {
	Name  string `yaml:"-"`
	Mail  string `yaml:"mail"`
	Slack string `yaml:"slack"` // a user's id
}

// Shift says who is called at some times: those named, in this order, each when the one before
// does not answer.
type Shift struct {
	Days     string   `yaml:"days"`     // mon-fri, sat or mon, wed; empty: every day
	Holidays bool     `yaml:"holidays"` // and on public holidays
	First    string   `yaml:"first"`    // the first day, as 2026-12-29; empty: since ever
	Last     string   `yaml:"last"`     // the last day; empty: without end
	From     string   `yaml:"from"`     // 17:00; a shift that ends before it begins goes over midnight
	To       string   `yaml:"to"`       // 09:00
	Call     []string `yaml:"call"`
}

// Rota says who is on call. The first shift that fits a time counts. It does not change.
type Rota struct {
	calendar *Calendar
	people   map[string]Person
	shifts   []Shift
}

// Rota makes a rota; with people and no shifts all are on call at any time, in the order of their
// names.
func (c *Calendar) Rota(people map[string]Person, shifts []Shift) (*Rota, error) {
	r := &Rota{calendar: c, people: map[string]Person{}}
	for name, p := range people {
		p.Name = name
		r.people[name] = p
	}
	var errs []error
	for i, s := range shifts {
		if s.Days == "" {
			s.Days = "mon-sun"
		}
		if s.From == "" && s.To == "" {
			s.From, s.To = "00:00", "24:00"
		}
		if err := s.check(r.people); err != nil {
			errs = append(errs, fmt.Errorf("shift %d: %w", i+1, err))
		}
		r.shifts = append(r.shifts, s)
	}
	return r, errors.Join(errs...)
}

func (s Shift) check(people map[string]Person) error {
	early, late := min(s.From, s.To), max(s.From, s.To)
	errs := []error{knowledge.Hours{Days: s.Days, From: early, To: late}.Check()}
	for _, day := range []string{s.First, s.Last} {
		if _, err := time.Parse(time.DateOnly, day); err != nil && day != "" {
			errs = append(errs, fmt.Errorf("day %q: write it as 2026-12-29", day))
		}
	}
	if s.First != "" && s.Last != "" && s.Last < s.First {
		errs = append(errs, fmt.Errorf("it ends (%s) before it begins (%s)", s.Last, s.First))
	}
	if len(s.Call) == 0 {
		errs = append(errs, errors.New("nobody is called; name one of people"))
	}
	for _, name := range s.Call {
		if _, ok := people[name]; !ok {
			errs = append(errs, fmt.Errorf("%q is none of people", name))
		}
	}
	return errors.Join(errs...)
}

// At returns who is on call at a time, in the order in which they are called.
func (r *Rota) At(t time.Time) (out []Person) {
	if r == nil {
		return nil
	}
	if len(r.shifts) == 0 {
		return r.All()
	}
	t = r.calendar.In(t)
	for _, s := range r.shifts {
		if !r.covers(s, t) {
			continue
		}
		for _, name := range s.Call {
			out = append(out, r.people[name])
		}
		return out
	}
	return nil
}

// All returns everybody, by name.
func (r *Rota) All() (out []Person) {
	if r == nil {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(r.people)) {
		out = append(out, r.people[name])
	}
	return out
}

// covers reports whether a time is within a shift, be it one that began the evening before.
func (r *Rota) covers(s Shift, t time.Time) bool {
	from, to := clock(t, s.From), clock(t, s.To)
	if s.From < s.To {
		return r.on(s, t) && !t.Before(from) && t.Before(to)
	}
	return r.on(s, t) && !t.Before(from) || r.on(s, t.AddDate(0, 0, -1)) && t.Before(to)
}

// on reports whether a shift begins on a day.
func (r *Rota) on(s Shift, day time.Time) bool {
	date := day.Format(time.DateOnly)
	if s.First != "" && date < s.First || s.Last != "" && date > s.Last {
		return false
	}
	return knowledge.Hours{Days: s.Days}.On(day.Weekday()) || s.Holidays && r.calendar.Holiday(day)
}
