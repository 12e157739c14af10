package desk

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"

	"madoguchi/bot"
	"madoguchi/dialog"
	"madoguchi/knowledge"
)

// figures are what the desk hears, counted over some days up to today. No person can be read out of
// them: numbers that are small are not told apart.
type figures struct {
	Days    int
	Month   string // 2026-11, where a month is counted instead of the latest days
	Choices []int
	Months  []string
	Surges  []surge
	From    time.Time
	To      time.Time

	Daily   []day
	Tallies []tally
	Chart   chart
	Median  string // how long who was handed over waited, in the desk's hours
	Slow    string // nine in ten waited no longer
	Waited  int    // how many were measured
}

// day counts consultations that began on a day, and those that were handed to a person.
type day struct {
	Date           time.Time
	In, Out        int // of the desk's hours
	Handed, Urgent int
}

// tally counts by one thing: category, how it ended.
type tally struct {
	Name string
	Rows []tallied
}

type tallied struct {
	Label string
	Count int
	Width int // of a bar, of 100
}

// spans are for how many days figures can be had: conversations are kept for 90.
var spans = []int{7, 28, 84}

func spanOf(text string) int {
	if n, err := strconv.Atoi(text); err == nil && slices.Contains(spans, n) {
		return n
	}
	return 28
}

// stretch is what is counted: some days, the first and the last among them.
type stretch struct {
	from, to time.Time
	month    string
}

// stretchOf reads a stretch from an address.
func (c *Console) stretchOf(v url.Values, now time.Time) stretch {
	today := midnight(c.Calendar.In(now))
	if m, err := time.ParseInLocation("2006-01", v.Get("month"), today.Location()); err == nil && !m.After(today) {
		return stretch{m, m.AddDate(0, 1, -1), v.Get("month")}
	}
	return stretch{today.AddDate(0, 0, 1-spanOf(v.Get("days"))), today, ""}
}

// days is how many days a stretch has.
func (p stretch) days() (n int) {
	for d := p.from; !d.After(p.to); d = d.AddDate(0, 0, 1) {
		n++
	}
	return n
}

// monthsBack is how many months can be counted, this one among them: conversations are kept for 90
// days.
const monthsBack = 3

// small is below which numbers are not told apart.
const small = 3

// coarse makes the same of all small numbers.
func coarse(n int) int {
	if n > 0 && n < small {
		return small - 1
	}
	return n
}

// shown is a number as it is shown.
func shown(n int) string {
	if n > 0 && n < small {
		return fmt.Sprintf("1〜%d", small-1)
	}
	return strconv.Itoa(n)
}

// figuresOf counts.
func (c *Console) figuresOf(all []bot.Outline, tickets []bot.Ticket, p stretch, now time.Time) figures {
	days := p.days()
	f := figures{Month: p.month, Choices: spans, From: p.from, To: p.to, Surges: c.surges(all, now)}
	if p.month == "" {
		f.Days = days
	}
	for i := range monthsBack {
		today := c.Calendar.In(now)
		f.Months = append(f.Months, time.Date(today.Year(), today.Month()-time.Month(i), 1, 0, 0, 0, 0, today.Location()).Format("2006-01"))
	}
	at := map[string]int{}
	for i := range days {
		d := f.From.AddDate(0, 0, i)
		at[d.Format(time.DateOnly)] = i
		f.Daily = append(f.Daily, day{Date: d})
	}
	on := func(t time.Time) *day {
		if i, ok := at[c.Calendar.In(t).Format(time.DateOnly)]; ok {
			return &f.Daily[i]
		}
		return nil
	}
	ends, categories, channels := map[string]int{}, map[string]int{}, map[string]int{}
	for _, o := range all {
		d := on(o.Begun)
		if d == nil {
			continue
		}
		if c.Calendar.Open(o.Begun) {
			d.In++
		} else {
			d.Out++
		}
		ends[c.texts.Text("outcome_"+outcome(o))]++
		channels[c.channel(o.Channel)]++
		if e := c.Base().FAQ(o.FAQ); e != nil {
			categories[c.category(e.Category)]++
		} else {
			categories[c.texts.Text("no_category")]++
		}
	}
	solved := map[string]int{}
	for _, o := range all {
		if k := solvedKind(o); k != "" && on(o.Begun) != nil {
			solved[c.texts.Text("solved_"+k)]++
		}
	}
	reasons, closed := map[string]int{}, map[string]int{}
	var waits []time.Duration
	for _, t := range tickets {
		d := on(t.Opened)
		if d == nil || t.Channel == bot.Drill {
			continue
		}
		d.Handed++
		if t.Urgency == knowledge.High {
			d.Urgent++
		}
		reasons[c.or(string(t.Reason), "reason_"+string(t.Reason))]++
		if t.Status == bot.Closed {
			closed[c.or(string(t.End), "end_"+string(t.End))]++
		}
		if w, ok := waited(t); ok {
			waits = append(waits, w)
		}
	}
	f.Tallies = []tally{
		c.tally("by_outcome", ends), c.tally("by_solved", solved), c.tally("by_category", categories), c.tally("by_channel", channels), c.tally("by_reason", reasons), c.tally("by_end", closed),
	}
	if f.Waited = len(waits); f.Waited >= bot.MinPickups {
		slices.Sort(waits)
		f.Median, f.Slow = c.span(waits[len(waits)/2]), c.span(waits[len(waits)*9/10])
	}
	f.Chart = chartOf(f.Daily)
	return f
}

func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}

// outcome is how far a conversation has come.
func outcome(o bot.Outline) string {
	switch {
	case o.Ticket:
		return "handed"
	case o.Phase == dialog.PhaseDone:
		return "done"
	case o.Phase == dialog.PhaseAnswer || o.Phase == dialog.PhaseFeedback:
		return "answered"
	}
	return "left"
}

// solvedKind is what the consulter said of the end; empty: nothing. Silence is no success.
func solvedKind(o bot.Outline) string {
	switch {
	case o.Back:
		return "back"
	case o.Verified:
		return "verified"
	case o.Solved:
		return "said"
	case o.Unsolved:
		return "not"
	}
	return ""
}

// waited is how long it took until somebody took a ticket, from when that was promised.
func waited(t bot.Ticket) (time.Duration, bool) {
	from := t.Promised
	if from.Before(t.Opened) {
		from = t.Opened
	}
	for _, h := range t.History {
		if h.By.ID != "" {
			return max(0, h.At.Sub(from)), true
		}
	}
	return 0, false
}

func (c *Console) span(d time.Duration) string {
	if d < time.Hour {
		return c.texts.Text("minutes", int(d.Round(time.Minute).Minutes()))
	}
	return c.texts.Text("hours_minutes", int(d.Hours()), int(d.Minutes())%60)
}

// tally sorts counts, the largest first. Neither their order nor their bars tell small ones apart.
func (c *Console) tally(name string, counts map[string]int) tally {
	t := tally{Name: c.texts.Text(name)}
	for label, n := range counts {
		t.Rows = append(t.Rows, tallied{Label: label, Count: n})
	}
	slices.SortFunc(t.Rows, func(x, y tallied) int {
		return cmp.Or(cmp.Compare(coarse(y.Count), coarse(x.Count)), cmp.Compare(x.Label, y.Label))
	})
	for i, r := range t.Rows {
		t.Rows[i].Width = coarse(r.Count) * 100 / coarse(t.Rows[0].Count)
	}
	return t
}

// surge is a matter that comes much more often than it does.
type surge struct {
	Entry string
	Title string
	Count int    // within surgeWithin
	Usual string // in as long, as a rule
}

const (
	surgeWithin = 24 * time.Hour
	surgeBefore = 28 // days with which it is compared
	surgeLeast  = 5
	surgeTimes  = 3
)

// surges are the matters of which at least surgeLeast came within a day, and surgeTimes as many as
// on an ordinary one; the largest first.
func (c *Console) surges(all []bot.Outline, now time.Time) (out []surge) {
	since, from := now.Add(-surgeWithin), now.Add(-surgeWithin).AddDate(0, 0, -surgeBefore)
	lately, before := map[string]int{}, map[string]int{}
	for _, o := range all {
		switch {
		case o.FAQ == "" || o.Begun.After(now) || o.Begun.Before(from):
		case o.Begun.After(since):
			lately[o.FAQ]++
		default:
			before[o.FAQ]++
		}
	}
	for id, n := range lately {
		usual := float64(before[id]) / surgeBefore
		if f := c.Base().FAQ(id); f != nil && n >= surgeLeast && float64(n) >= surgeTimes*usual {
			out = append(out, surge{id, f.Title, n, strconv.FormatFloat(usual, 'f', 1, 64)})
		}
	}
	slices.SortFunc(out, func(x, y surge) int { return cmp.Or(y.Count-x.Count, cmp.Compare(x.Entry, y.Entry)) })
	return out
}

func (c *Console) readFigures(v *visit) (figures, error) {
	all, err := c.Tickets.Outlines(v.Context())
	if err != nil {
		return figures{}, err
	}
	tickets, err := c.Tickets.Tickets(v.Context())
	if err != nil {
		return figures{}, err
	}
	return c.figuresOf(all, tickets, c.stretchOf(v.URL.Query(), v.now), v.now), nil
}

func (c *Console) figures(v *visit) (answer, error) {
	f, err := c.readFigures(v)
	return answer{view: "figures", data: f}, err
}

// figuresTable is the same as a table for a spreadsheet.
func (c *Console) figuresTable(v *visit) (answer, error) {
	f, err := c.readFigures(v)
	if err != nil {
		return answer{}, err
	}
	var out bytes.Buffer
	out.WriteString("\uFEFF") // Excel then reads it as UTF-8
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	write := func(cells ...string) { _ = w.Write(cells) }
	write(c.texts.Text("day"), c.texts.Text("in_hours"), c.texts.Text("out_of_hours"), c.texts.Text("handed"), c.texts.Text("urgent"))
	for _, d := range f.Daily {
		write(d.Date.Format(time.DateOnly), strconv.Itoa(d.In), strconv.Itoa(d.Out), shown(d.Handed), shown(d.Urgent))
	}
	for _, t := range f.Tallies {
		write()
		write(t.Name, c.texts.Text("cases"))
		for _, r := range t.Rows {
			write(r.Label, shown(r.Count))
		}
	}
	if f.Median != "" {
		write()
		write(c.texts.Text("waiting_time"), c.texts.Text("waits", f.Median, f.Slow, f.Waited))
	}
	w.Flush()
	return answer{bytes: out.Bytes(), kind: "text/csv; charset=utf-8"}, w.Error()
}
