package line

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/line/line-bot-sdk-go/v8/linebot/messaging_api"

	"madoguchi/bot"
)

// budget watches what pushes cost. Replies are free; a push counts once for each recipient, and the plan allows so many in a
// month (LD/pricing; 200 on the free one). A share is kept for urgent cases: what is not urgent waits for the consulter's next
// message, which brings a token.
type budget struct {
	c *Channel

	mu      sync.Mutex
	known   bool
	limit   int64                // unlimited, or pushes a month
	used    int64                // in month, as LINE says, and ours since
	month   time.Time            // its first moment
	read    time.Time            // when LINE was last asked
	reading chan struct{}        // closed when LINE has answered; nil: it is not being asked
	pending int64                // pushes that are on their way
	told    map[int]bool         // levels that the desk was told of in month
	sizes   map[string]groupSize // of groups and rooms
}

type groupSize struct {
	members int
	read    time.Time
}

const (
	unlimited   = -1
	reread      = 10 * time.Minute // LINE's own count follows with some delay anyway
	groupKept   = time.Hour
	maxGroups   = 10_000
	alertWithin = 10 * time.Second
)

// levels are the shares of the budget, in per cent, at which the desk is told, once a month each.
var levels = []int{95, 80, 50}

// tokyo is the zone in which LINE counts months (LD/check-webhook-error-statistics and the console show UTC+9).
var tokyo = time.FixedZone("JST", 9*60*60)

func monthOf(t time.Time) time.Time {
	y, m, _ := t.In(tokyo).Date()
	return time.Date(y, m, 1, 0, 0, 0, 0, tokyo)
}

func newBudget(c *Channel) *budget {
	return &budget{c: c, told: map[int]bool{}, sizes: map[string]groupSize{}}
}

// reserve says for how many recipients a push counts and sets them aside, so that many at a time take no
// more than there is; or it refuses. Urgent ones are never refused here: LINE itself says when there is
// nothing left, and being told so costs nothing. Where LINE does not say how much there is, pushes are
// made. Whoever has reserved settles.
func (b *budget) reserve(ctx context.Context, to address, urgent bool) (recipients int, err error) {
	b.refresh(ctx)
	recipients = b.recipients(ctx, to)
	b.mu.Lock()
	defer b.mu.Unlock()
	bounded := b.known && b.limit != unlimited && !urgent
	if left := b.limit - b.used - b.pending - int64(recipients); bounded && left < b.kept() {
		b.c.metrics.kept.WithLabelValues("reserve").Inc()
		return 0, &bot.SendError{Failure: bot.Quota, Err: fmt.Errorf("%d of %d pushes are used in this month; the rest is kept for urgent cases", b.used, b.limit)}
	}
	b.pending += int64(recipients)
	return recipients, nil
}

// kept is how many pushes are kept for urgent cases.
func (b *budget) kept() int64 { return int64(float64(b.limit)*b.c.Reserve + 0.5) }

// settle ends a reservation: LINE has taken the push, or has not.
func (b *budget) settle(ctx context.Context, recipients int, taken bool) {
	b.mu.Lock()
	b.pending -= int64(recipients)
	if taken {
		b.used += int64(recipients)
	}
	b.mu.Unlock()
	if taken {
		b.report(ctx)
	}
}

// exhaust notes that LINE says there is nothing left, whatever its figures were.
func (b *budget) exhaust() {
	b.c.metrics.kept.WithLabelValues("line").Inc()
	b.mu.Lock()
	if b.known && b.limit != unlimited {
		b.used = max(b.used, b.limit)
	}
	b.mu.Unlock()
	b.report(context.Background())
}

// watch looks where the budget stands, in the background, when that was long ago: the account's broadcasts use it up too.
func (b *budget) watch(ctx context.Context) {
	b.mu.Lock()
	stale := b.stale(b.c.Now())
	b.mu.Unlock()
	if stale {
		b.c.tasks.Go(func() { b.refresh(context.WithoutCancel(ctx)) })
	}
}

func (b *budget) stale(now time.Time) bool {
	age := now.Sub(b.read)
	return b.reading == nil && (age < 0 || age >= reread || !b.month.Equal(monthOf(now)))
}

// refresh asks LINE where the budget stands, unless it was asked lately. One caller asks and the others
// wait: after a start, or an outage, hundreds have something to push.
func (b *budget) refresh(ctx context.Context) {
	now := b.c.Now()
	b.mu.Lock()
	if !b.stale(now) {
		asked := b.reading
		b.mu.Unlock()
		if asked != nil {
			select {
			case <-asked:
				b.refresh(ctx) // it may have been asked long ago
			case <-ctx.Done():
			}
		}
		return
	}
	asked := make(chan struct{})
	defer close(asked)
	b.reading = asked
	before := b.used
	b.mu.Unlock()

	limit, used, err := b.ask(ctx)

	b.mu.Lock()
	b.reading, b.read = nil, now
	if month := monthOf(now); !month.Equal(b.month) {
		b.month, b.used, before, b.told = month, b.used-before, 0, map[int]bool{}
	}
	if err == nil {
		b.known, b.limit, b.used = true, limit, used+b.used-before // what was pushed while LINE answered is not in its figure
	}
	b.mu.Unlock()
	if err != nil {
		b.c.Log.Warn("where the budget for pushes stands is not known; going on with what was", "channel", b.c.name, "err", err)
		return
	}
	b.report(ctx)
}

// ask reads the quota and its consumption (REF#get-quota, REF#get-consumption).
func (b *budget) ask(ctx context.Context) (limit, used int64, err error) {
	err = b.c.call(ctx, func(api *messaging_api.MessagingApiAPI) (*http.Response, error) {
		res, quota, err := api.GetMessageQuotaWithHttpInfo()
		if err == nil {
			limit = quota.Value
			if quota.Type != messaging_api.QuotaType_LIMITED {
				limit = unlimited
			}
		}
		return legible(res, err)
	})
	if err != nil {
		return 0, 0, err
	}
	err = b.c.call(ctx, func(api *messaging_api.MessagingApiAPI) (*http.Response, error) {
		res, c, err := api.GetMessageQuotaConsumptionWithHttpInfo()
		if err == nil {
			used = c.TotalUsage
		}
		return legible(res, err)
	})
	return limit, used, err
}

// legible makes no answer of one that cannot be read: a figure that is missing is not zero.
func legible(res *http.Response, err error) (*http.Response, error) {
	if err != nil && res != nil && res.StatusCode/100 == 2 {
		return nil, err
	}
	return res, err
}

// recipients is for how many a push to an address counts: in a group for each member (LD/pricing).
func (b *budget) recipients(ctx context.Context, to address) int {
	if to.private() || !lineID.MatchString(to.To) {
		return 1
	}
	now := b.c.Now()
	b.mu.Lock()
	s, ok := b.sizes[to.To]
	b.mu.Unlock()
	if ok && now.Sub(s.read) < groupKept {
		return s.members
	}
	err := b.c.call(ctx, func(api *messaging_api.MessagingApiAPI) (*http.Response, error) {
		if to.In == "room" {
			res, n, err := api.GetRoomMemberCountWithHttpInfo(to.To)
			if err == nil {
				s.members = int(n.Count)
			}
			return res, err
		}
		res, n, err := api.GetGroupMemberCountWithHttpInfo(to.To)
		if err == nil {
			s.members = int(n.Count)
		}
		return res, err
	})
	if err != nil || s.members < 1 {
		return max(1, s.members)
	}
	s.read = now
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.sizes) >= maxGroups {
		clear(b.sizes)
	}
	b.sizes[to.To] = s
	return s.members
}

// Budget is where an account's budget for pushes stands.
type Budget struct {
	Known    bool
	Limit    int64 // -1: any number
	Used     int64
	Reserve  int64 // of Limit, for urgent cases
	Forecast int64 // by the end of the month, if it goes on like this
}

// Budget tells where the budget stands, as far as is known.
func (c *Channel) Budget() Budget {
	c.budget.mu.Lock()
	defer c.budget.mu.Unlock()
	return c.budget.stand(c.Now())
}

func (b *budget) stand(now time.Time) Budget {
	s := Budget{Known: b.known, Limit: b.limit, Used: b.used, Forecast: b.used}
	if !b.known {
		return s
	}
	if b.limit != unlimited {
		s.Reserve = b.kept()
	}
	gone := max(now.Sub(b.month), 24*time.Hour) // on the first day a single push says little
	whole := b.month.AddDate(0, 1, 0).Sub(b.month)
	s.Forecast = max(b.used, int64(float64(b.used)*float64(whole)/float64(min(gone, whole))))
	return s
}

// report shows the figures and tells the desk of a level that was reached: the highest, which says the lower ones too.
func (b *budget) report(ctx context.Context) {
	b.mu.Lock()
	s := b.stand(b.c.Now())
	level := 0
	if s.Known && s.Limit > 0 {
		for _, l := range levels {
			if s.Used*100 >= s.Limit*int64(l) && !b.told[l] {
				level = max(level, l)
				b.told[l] = true
			} else if b.told[l] {
				break
			}
		}
	}
	month := b.month
	b.mu.Unlock()
	if !s.Known {
		return
	}
	m := b.c.metrics
	m.limit.Set(float64(s.Limit))
	m.used.Set(float64(s.Used))
	m.forecast.Set(float64(s.Forecast))
	if level == 0 {
		return
	}
	words := text("budget_alert", int(month.Month()), s.Limit, level) + "\n" + text("budget_forecast", s.Forecast, s.Used)
	if s.Limit-s.Used <= s.Reserve {
		words += "\n" + text("budget_kept")
	}
	b.c.Log.Warn("the budget for pushes runs out", "channel", b.c.name, "level", level, "used", s.Used, "limit", s.Limit, "forecast", s.Forecast)
	b.c.tasks.Go(func() { b.alert(context.WithoutCancel(ctx), level, month, words) })
}

func (b *budget) alert(ctx context.Context, level int, month time.Time, words string) {
	if b.c.Alert == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, alertWithin)
	defer cancel()
	name := fmt.Sprintf("budget/%s/%s/%d", b.c.name, month.Format("2006-01"), level)
	if err := b.c.Alert(ctx, name, words); err != nil {
		b.c.Log.Error("the desk was not told of the budget; it is told with the next push", "channel", b.c.name, "err", err)
		b.mu.Lock()
		delete(b.told, level)
		b.mu.Unlock()
	}
}
