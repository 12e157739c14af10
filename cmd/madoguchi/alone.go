package main

import (
	"context"
	"slices"
	"sync"
	"time"

	"madoguchi/bot/desk"
)

// attendance knows whether anybody can read what consulters hand over at a desk without a channel
// in Slack: an adviser who may sign in to the console.
type attendance struct {
	people *desk.Accounts

	mu    sync.Mutex
	asked time.Time
	alone bool
}

// attendanceHolds is how long an answer counts: a desk's first adviser is there soon, and not each
// message asks the store.
const attendanceHolds = 10 * time.Second

// Alone reports whether there is nobody. While the store does not tell, what was known last counts.
func (a *attendance) Alone() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if now := time.Now(); a.asked.IsZero() || now.Sub(a.asked) > attendanceHolds {
		bounded, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if list, err := a.people.List(bounded); err == nil {
			a.alone, a.asked = !slices.ContainsFunc(list, func(who desk.Account) bool { return slices.Contains(who.Roles, desk.Adviser) }), now
		}
	}
	return a.alone
}

// nobodyReads is said of a desk at which nobody can answer, by those who look at its settings.
const nobodyReads = "nobody can answer: no adviser may sign in to the console, and Slack has no channel for the desk. The bot says so and names whom to call; it hands nothing over"

// nobodyMend says what to do about it.
const nobodyMend = "madoguchi staff add LOGIN --name NAME --role adviser, or set MADOGUCHI_SLACK_DESK_CHANNEL"
