package main

import (
	"context"
	"errors"
	"fmt"

	"madoguchi/bot"
	"madoguchi/bot/loop"
	"madoguchi/knowledge"
	"madoguchi/store"
)

// ticketsAsk asks a server that has the store open for its tickets.
type ticketsAsk struct{}

// ticketsAnswer is what comes back.
type ticketsAnswer struct {
	Tickets []bot.Ticket `json:"tickets"`
}

// closedCases are the tickets that are closed, as rows of the desk's table.
func closedCases(s settings, b *knowledge.Base) (out []knowledge.Case, err error) {
	phrases, err := bot.LoadPhrases()
	if err != nil {
		return nil, err
	}
	tickets, err := ticketsOf(context.Background(), s)
	if err != nil {
		return nil, err
	}
	for _, t := range tickets {
		if c, over := phrases.Case(len(out)+1, t, b); over {
			out = append(out, c)
		}
	}
	return out, nil
}

// ticketsOf reads the tickets, while a server has the store open or not.
func ticketsOf(ctx context.Context, s settings) (_ []bot.Ticket, err error) {
	if !stored(s) {
		return nil, fmt.Errorf("there is no store at %s; name it with --store or MADOGUCHI_STORE", s.Store)
	}
	engine, sealer, err := openSealed(ctx, s, false)
	if errors.Is(err, store.ErrLocked) {
		out, err := askControl[ticketsAnswer](ctx, s, "tickets", ticketsAsk{})
		return out.Tickets, err
	}
	if err != nil {
		return nil, err
	}
	defer closing(engine, &err)
	return loop.ReadTickets(ctx, engine, sealer)
}
