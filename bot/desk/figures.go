package desk

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
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
	Choices []int
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
func (c *Console) figuresOf(all []bot.Outline, tickets []bot.Ticket, days int, now time.Time) figures {
	today := midnight(c.Calendar.In(now))
	f := figures{Days: days, Choices: spans, From: today.AddDate(0, 0, 1-days), To: today}
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

// chart is the daily figures as bars: what SVG draws, in its own units.
type chart struct {
	Width, Height int
	Bars          []bar
	Labels        []mark
	Lines         []mark
}

type bar struct {
	X, Y, W, H int
	Class      string
}

type mark struct {
	X, Y int
	Text string
}

// chartOf draws a bar for each day: within the hours below, outside them above.
func chartOf(days []day) chart {
	const height, left, bottom, top = 220, 40, 30, 10
	step := max(9, 720/len(days))
	c := chart{Width: left + step*len(days) + 10, Height: height}
	most := 4
	for _, d := range days {
		most = max(most, d.In+d.Out)
	}
	room := height - bottom - top
	for i := range 5 {
		n := most * i / 4
		c.Lines = append(c.Lines, mark{left, height - bottom - n*room/most, strconv.Itoa(n)})
	}
	every := max(1, len(days)/7)
	for i, d := range days {
		x, in, out := left+i*step, d.In*room/most, d.Out*room/most
		c.Bars = append(c.Bars, bar{x, height - bottom - in, step - 2, in, "in"}, bar{x, height - bottom - in - out, step - 2, out, "out"})
		if i%every == 0 {
			c.Labels = append(c.Labels, mark{x, height - 10, fmt.Sprintf("%d/%d", d.Date.Month(), d.Date.Day())})
		}
	}
	return c
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
	return c.figuresOf(all, tickets, spanOf(v.FormValue("days")), v.now), nil
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
		write(d.Date.Format(time.DateOnly), strconv.Itoa(d.In), strconv.Itoa(d.Out), strconv.Itoa(d.Handed), shown(d.Urgent))
	}
	for _, t := range f.Tallies {
		write()
		write(t.Name, c.texts.Text("cases"))
		for _, r := range t.Rows {
			write(r.Label, shown(r.Count))
		}
	}
	w.Flush()
	return answer{bytes: out.Bytes(), kind: "text/csv; charset=utf-8"}, w.Error()
}
