package desk

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"madoguchi/bot"
	"madoguchi/knowledge"
)

// filter says which tickets of the queue are shown. It stands in the page's address.
type filter struct {
	List string // one of lists
	Q    string // words that all must stand in what is known
	Page int    // from 0
}

// lists are what the queue can show: what nobody has, what I have, all that is open, what is over.
var lists = []string{"waiting", "mine", "all", "closed"}

// perPage is how many tickets a page shows.
const perPage = 100

func filterOf(v url.Values) filter {
	f := filter{List: v.Get("list"), Q: strings.TrimSpace(v.Get("q"))}
	if !slices.Contains(lists, f.List) {
		f.List = lists[0]
	}
	if n, err := strconv.Atoi(v.Get("page")); err == nil && n > 0 && n < 1000 {
		f.Page = n
	}
	return f
}

// Query is the filter as it stands in an address.
func (f filter) Query() string {
	v := url.Values{"list": {f.List}}
	if f.Q != "" {
		v.Set("q", f.Q)
	}
	if f.Page > 0 {
		v.Set("page", strconv.Itoa(f.Page))
	}
	return v.Encode()
}

// row is a ticket in the queue.
type row struct {
	bot.Ticket
	Urgent, Overdue, Mine bool
	Erasing               bool // its consulter has everything erased
	Status                string
	Matter                string // the entry that the program takes it for
	Words                 string // the beginning of what the consulter said
}

// overdue reports whether a ticket should have been dealt with by now.
func overdue(t bot.Ticket, now time.Time) bool {
	whose, _ := t.Turn()
	return t.Overdue() || whose == bot.DesksTurn && !t.Due.IsZero() && !t.Due.After(now)
}

// inList reports whether a ticket belongs to a list.
func inList(t bot.Ticket, list, me string) bool {
	switch list {
	case "waiting":
		return t.Status == bot.Waiting
	case "mine":
		return t.Held() && t.Holder.ID == me
	case "closed":
		return t.Over()
	}
	return !t.Over()
}

// before sorts tickets as they should be taken: urgent ones first, then by the time that was
// promised; those that are over by when they ended, the latest first.
func before(x, y bot.Ticket) int {
	if x.Over() && y.Over() {
		return y.Changed.Compare(x.Changed)
	}
	urgent := func(t bot.Ticket) int {
		if t.Urgency == knowledge.High {
			return 0
		}
		return 1
	}
	return cmp.Or(cmp.Compare(urgent(x), urgent(y)), x.Promised.Compare(y.Promised), x.Opened.Compare(y.Opened), cmp.Compare(x.Number, y.Number))
}

// haystack is all of a ticket that is searched: what is stored of it is masked.
func (c *Console) haystack(t bot.Ticket) string {
	parts := append([]string{t.Number, t.Brief, c.entryTitle(t.FAQ), c.category(t.Category), t.Holder.Name, c.channel(t.Channel)}, t.Summary...)
	for _, f := range c.facts(t.Facts) {
		parts = append(parts, f.Label, f.Value)
	}
	for _, n := range t.Notes {
		parts = append(parts, n.Text)
	}
	return strings.Join(parts, "\n")
}

// found reports whether all words of a search stand in a ticket.
func (c *Console) found(t bot.Ticket, q string) bool {
	return q == "" || holdsAll(c.haystack(t), q)
}

// holdsAll reports whether all words of a search stand in a text, however either is typed.
func holdsAll(text, q string) bool {
	text = knowledge.Fold(text)
	return !slices.ContainsFunc(strings.Fields(knowledge.Fold(q)), func(w string) bool { return !strings.Contains(text, w) })
}

// queue is what the queue's page shows.
type queue struct {
	filter
	Rows   []row
	Found  int // in the list, before it is cut into pages
	Counts map[string]int
	Lists  []string
	Urgent int // of those that wait
	Prev   string
	Next   string
	Now    time.Time
	Stamp  string // of all that is shown
}

// queueOf reads the queue. Of the closed ones only their list needs to know.
func (c *Console) queueOf(ctx context.Context, who Account, f filter, now time.Time, part bool) (queue, error) {
	q := queue{filter: f, Lists: lists, Counts: map[string]int{}, Now: now}
	read := func(ctx context.Context) ([]bot.Ticket, error) {
		return c.lately.read(ctx, part, c.Tickets.OpenTickets)
	}
	if f.List == "closed" {
		read = c.Tickets.Tickets
	}
	all, err := read(ctx)
	if err != nil {
		return q, err
	}
	me := who.staff().ID
	var picked []bot.Ticket
	for _, t := range all {
		for _, list := range lists {
			if inList(t, list, me) {
				q.Counts[list]++
			}
		}
		if t.Status == bot.Waiting && t.Urgency == knowledge.High {
			q.Urgent++
		}
		if inList(t, f.List, me) && c.found(t, f.Q) {
			picked = append(picked, t)
		}
	}
	slices.SortFunc(picked, before)
	q.Found = len(picked)
	from := min(f.Page*perPage, len(picked))
	to := min(from+perPage, len(picked))
	for _, t := range picked[from:to] {
		q.Rows = append(q.Rows, c.row(t, me, now))
	}
	if f.Page > 0 {
		q.Prev = filter{f.List, f.Q, f.Page - 1}.Query()
	}
	if to < len(picked) {
		q.Next = filter{f.List, f.Q, f.Page + 1}.Query()
	}
	q.Stamp = q.stamp()
	return q, nil
}

// lately is what was read of the open tickets a moment ago: pages of all staff look again every few
// seconds, and on a cluster a hundred tickets are a hundred reads.
type lately struct {
	mu   sync.Mutex
	at   time.Time // by the machine's clock
	list []bot.Ticket
}

// latelyFor is how old what a page asks by itself may be. What somebody asks is always read anew.
const latelyFor = time.Second

// read reads the open tickets; one at a time does, and those who wait meanwhile share what was
// read.
func (l *lately) read(ctx context.Context, part bool, read func(context.Context) ([]bot.Ticket, error)) ([]bot.Ticket, error) {
	if !part {
		return read(ctx)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if time.Since(l.at) < latelyFor {
		return l.list, nil
	}
	list, err := read(ctx)
	if err == nil {
		l.list, l.at = list, time.Now()
	}
	return list, err
}

// stamp changes whenever something changes that the list shows. Times are shown to the minute.
func (q queue) stamp() string {
	sum := fnv.New64a()
	fmt.Fprintln(sum, q.Now.Unix()/60, q.Counts, q.Found, q.Urgent)
	for _, r := range q.Rows {
		fmt.Fprintln(sum, r.Number, r.Status, r.Urgent, r.Overdue, r.Changed.UnixNano(), r.Words)
	}
	return strconv.FormatUint(sum.Sum64(), 36)
}

func (c *Console) row(t bot.Ticket, me string, now time.Time) row {
	return row{
		Ticket: t, Urgent: t.Urgency == knowledge.High, Overdue: overdue(t, now), Mine: t.Held() && t.Holder.ID == me, Erasing: erasing(t),
		Status: c.status(t), Matter: c.entryTitle(t.FAQ), Words: plain(strings.Join(strings.Fields(t.Brief), " ")),
	}
}

// erasing reports whether a ticket ended because its consulter has everything erased: it is about to
// be gone, and nobody is to answer.
func erasing(t bot.Ticket) bool {
	return t.Over() && slices.ContainsFunc(t.History, func(h bot.HistoryEntry) bool {
		return h.What == "the consulter has everything erased" && !h.At.Before(t.Changed)
	})
}

// status is where a ticket stands, in words.
func (c *Console) status(t bot.Ticket) string {
	switch t.Status {
	case bot.Claimed, bot.Answered:
		return c.texts.Text("status_"+string(t.Status), plain(t.Holder.Name))
	case bot.Closed:
		return c.texts.Text("status_closed", c.or(string(t.End), "end_"+string(t.End)))
	}
	return c.texts.Text("status_" + string(t.Status))
}

// home is where somebody begins who has signed in.
func (c *Console) home(who Account) string {
	if who.may(see) {
		return "./"
	}
	return "faq"
}

func (c *Console) queuePage(v *visit) (answer, error) {
	if !v.who.may(see) {
		return answer{to: c.home(v.who)}, nil
	}
	q, err := c.queueOf(v.Context(), v.who, filterOf(v.URL.Query()), v.now, false)
	return answer{view: "queue", data: q}, err
}

// queueList is the list alone, for a page that looks again by itself.
func (c *Console) queueList(v *visit) (answer, error) {
	q, err := c.queueOf(v.Context(), v.who, filterOf(v.URL.Query()), v.now, true)
	if err != nil || q.Stamp == v.FormValue("stamp") {
		return answer{}, err
	}
	return answer{view: "queue_change", data: q}, nil
}
