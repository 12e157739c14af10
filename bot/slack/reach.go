package slack

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"madoguchi/bot"
	"madoguchi/knowledge/mask"
)

// How a consulter can be reached: the card says in which ways, and who presses is shown what was
// given, they alone, in a modal that leaves nothing in the channel.

// deskReach asks to see it.
const deskReach = actionDesk + "reach"

// ways names the ways in which a consulter can be reached.
func (k look) ways(t bot.Ticket) (out []string) {
	for _, way := range t.Reach {
		out = append(out, k.texts.of("reach_"+string(way)))
	}
	return out
}

// reachModal is what was given, each way a line.
func (k look) reachModal(t bot.Ticket, r bot.Reach) slack.ModalViewRequest {
	v := k.modal("reach", "modal_reach", "", modalNote{Ticket: t.Number})
	var lines []string
	for _, way := range mask.Ways {
		if all := r.All(way); len(all) > 0 {
			lines = append(lines, "*"+k.texts.of("reach_"+string(way))+"*\n"+defang(strings.Join(all, "\n")))
		}
	}
	if len(lines) == 0 {
		lines = []string{k.texts.of("reach_none")}
	}
	v.Blocks.BlockSet = []slack.Block{
		section(clip(strings.Join(lines, "\n"), maxSection)), contextBlock(k.texts.of("reach_note", t.Number, escape(t.Passphrase))),
	}
	return v
}

// reach fetches it; that user was shown it is written down first.
func (d *desk) reach(ctx context.Context, t bot.Ticket, user string) (slack.ModalViewRequest, error) {
	r, err := d.Tickets.Reach(ctx, t.Number, d.staff(user, ""))
	return d.look.reachModal(t, r), err
}
