package slack

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"madoguchi/bot"
	"madoguchi/knowledge/mask"
)

// How a consulter can be reached, and that they will be called: the card says in which ways, and
// who presses is shown what was given, they alone, in a modal that leaves nothing in the channel.

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
func (k look) reachModal(n modalNote, t bot.Ticket, r bot.Reach) slack.ModalViewRequest {
	v := k.modal(modalCall, "modal_reach", "", n)
	var lines []string
	for _, way := range mask.Ways {
		if all := r.All(way); len(all) > 0 {
			lines = append(lines, "*"+k.texts.of("reach_"+string(way))+"*\n"+defang(strings.Join(all, "\n")))
		}
	}
	if len(lines) == 0 {
		lines = []string{k.texts.of("reach_none")}
	}
	note := k.texts.of("reach_note", t.Number)
	if t.Passphrase != "" {
		note += "\n" + k.texts.of("reach_word", escape(t.Passphrase))
	}
	v.Blocks.BlockSet = []slack.Block{section(clip(strings.Join(lines, "\n"), maxSection)), contextBlock(note)}
	if !t.Over() && t.Passphrase != "" {
		v.Submit = words(k.texts.of("modal_call"), maxTitle)
		var options []*slack.OptionBlockObject
		for _, n := range bot.CallIn {
			minutes := strconv.Itoa(n)
			options = append(options, slack.NewOptionBlockObject(minutes, words(k.texts.of("call_"+minutes), maxOption), nil))
		}
		choose := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, fieldCall, options...)
		v.Blocks.BlockSet = append(v.Blocks.BlockSet, slack.NewInputBlock(fieldCall, words(k.texts.of("modal_call_when"), maxField), nil, choose))
	}
	return v
}

const (
	modalCall = "call"
	fieldCall = "call"
)

// announce tells the consulter that who sent the modal will call.
func (d *desk) announce(ctx context.Context, n modalNote, in string, by bot.Staff) any {
	minutes, err := strconv.Atoi(in)
	if err == nil {
		err = d.Tickets.Act(ctx, n.Ticket, bot.Announce{Number: n.Ticket, By: by, At: d.Now().Add(time.Duration(minutes) * time.Minute)})
	}
	if err == nil {
		d.tellThread(n, d.texts.of("call_announced", d.look.staffName(by), n.Ticket))
	}
	return d.wrong(ctx, n.Ticket, fieldCall, err)
}

// reach fetches it; that user was shown it is written down first.
func (d *desk) reach(ctx context.Context, n modalNote, t bot.Ticket, user string) (slack.ModalViewRequest, error) {
	r, err := d.Tickets.Reach(ctx, t.Number, d.staff(user, ""))
	return d.look.reachModal(n, t, r), err
}
