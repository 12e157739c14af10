package desk

import (
	"strconv"
	"time"

	"madoguchi/bot"
	"madoguchi/knowledge/mask"
)

// reachLine is one way in which a consulter can be reached, and what they gave.
type reachLine struct {
	Way mask.Way
	All []string
}

// reach shows how a consulter can be reached. It stands in the audit log and in the ticket's history
// before it stands on the page, and only on the page of who pressed.
func (c *Console) reach(v *visit) (answer, error) {
	if err := c.enter(v, "saw how to reach", ""); err != nil {
		return answer{}, err
	}
	r, err := c.Tickets.Reach(v.Context(), v.PathValue("number"), v.who.staff())
	if err != nil {
		return c.missing(err)
	}
	a, err := c.ticketWith(v, draft{}, 0, 0)
	if t, ok := a.data.(ticketView); ok {
		t.Reached, t.CallIn = reachLines(r), bot.CallIn
		a.data = t
	}
	return a, err
}

// call tells the consulter that who pressed will call, now or in so many minutes.
func (c *Console) call(v *visit) (answer, error) {
	minutes, _ := strconv.Atoi(v.PostFormValue("in"))
	return c.done(v, "announced a call", strconv.Itoa(minutes), func(n string, by bot.Staff) error {
		return c.Tickets.Act(v.Context(), n, bot.Announce{Number: n, By: by, At: c.Now().Add(time.Duration(minutes) * time.Minute)})
	})
}

func reachLines(r bot.Reach) (out []reachLine) {
	for _, way := range mask.Ways {
		if all := r.All(way); len(all) > 0 {
			for i := range all {
				all[i] = plain(all[i])
			}
			out = append(out, reachLine{way, all})
		}
	}
	return out
}
