package bottest

import (
	"bufio"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/bot"
	"madoguchi/dialog"
)

// Play plays a script and writes it anew with all that follows. In a script
//
//	# what it shows
//	at: 2026-11-24T10:00:00+09:00       the clock stands so; further down it is put forward to it
//	mornings: none                      above it: no list in the morning
//	calls: back                         above it: staff call who has given a number
//	rota: 佐藤 山田                      above it: they are on call at night, by mail, in this order
//	+ 2h                                it goes on, and timers that are due fire, in order
//	> text, > [button], > <image>       the consulter on LINE does something, ten seconds later
//	> <unsend 2>, > <edit 2> text       takes back the second of these lines, or changes it
//	> text // <image> // text           several at once, 0.6 seconds between one and the next
//	> (2h ago) text                     it happened then, and comes only now
//	web> text, slack> text, group> text the same from elsewhere: another conversation
//	山田: 担当する                       staff do something, with the latest ticket or the one named
//	山田: 1001 > text                   and reply; with >! they were asked about it and mean it,
//	                                    with >~ it can be taken back for ten seconds
//	line: quota                         how the platform takes what is sent: ok, down, quota,
//	                                    blocked, refuses, token
//	desk: down                          the platform on which staff are shown things; ok: it is back
//
// What is indented is written by playing it: what goes out on a channel and how, what staff see,
// where a ticket stands, and after a ! why something was refused.
func Play(script string) (string, error) {
	f, err := shared()
	if err != nil {
		return "", err
	}
	p := player{said: map[string]int{}}
	lines := bufio.NewScanner(strings.NewReader(script))
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if strings.HasPrefix(line, " ") {
			continue
		}
		if err := p.line(f, line); err != nil {
			return "", fmt.Errorf("line %d: %w", n, err)
		}
	}
	if p.desk == nil {
		return "", fmt.Errorf("a script needs a line such as at: 2026-11-24T10:00:00+09:00")
	}
	return p.head + p.out.String(), nil
}

// player is a script while it is played.
type player struct {
	*desk
	head string         // before the clock is set
	said map[string]int // by channel: how many lines the consulter has said there
	n    int            // of the last event or reply
}

func (p *player) line(f fixed, line string) error {
	if p.desk == nil && !strings.HasPrefix(line, "at: ") {
		p.head += line + "\n"
		return nil
	}
	name, rest, _ := strings.Cut(line, " ")
	if p.desk == nil {
		at, err := time.Parse(time.RFC3339, rest)
		if err != nil {
			return err
		}
		f.callsBack = strings.Contains(p.head, "\ncalls: back\n")
		if f.rota, err = f.rotaIn(p.head); err != nil {
			return err
		}
		p.desk = newDesk(f, at)
		morning := bot.Timer{At: f.calendar.NextOpening(at), Conversation: bot.TheDesk, Kind: bot.TimerMorning}
		if !strings.Contains(p.head, "\nmornings: none\n") {
			p.timers = append(p.timers, morning)
		}
	}
	p.out.WriteString(line + "\n")
	switch {
	case line == "" || name == "#":
		return nil
	case name == "at:":
		at, err := time.Parse(time.RFC3339, rest)
		if err != nil {
			return err
		}
		return p.until(at)
	case name == "+":
		d, err := time.ParseDuration(rest)
		if err != nil {
			return err
		}
		return p.until(p.now.Add(d))
	case strings.HasSuffix(name, ">"):
		return p.consulter(strings.TrimSuffix(name, ">"), rest)
	case name == "desk:":
		p.away = rest == "down"
		return p.tell()
	case name == "line:" || name == "slack:" || name == "mail:":
		if _, ok := verdicts[rest]; !ok {
			return fmt.Errorf("%q is no verdict", rest)
		}
		p.verdict[bot.Channel(strings.TrimSuffix(name, ":"))] = rest
		return p.resend()
	case strings.HasSuffix(name, ":"):
		return p.staff(strings.TrimSuffix(name, ":"), rest)
	}
	return fmt.Errorf("%q means nothing", line)
}

// until lets time pass: each timer fires when it is due.
func (p *player) until(at time.Time) error {
	for range 1000 {
		slices.SortStableFunc(p.timers, func(a, b bot.Timer) int { return a.At.Compare(b.At) })
		if len(p.timers) == 0 || p.timers[0].At.After(at) {
			p.now = at
			return nil
		}
		due := p.timers[0]
		p.timers = p.timers[1:]
		if due.At.After(p.now) {
			p.now = due.At
		}
		if err := p.fire(due); err != nil {
			return err
		}
	}
	return fmt.Errorf("timers never end")
}

func (p *player) fire(due bot.Timer) error {
	before := p.out.Len()
	p.print("%s %s", p.now.Format("01-02 15:04"), due.Kind)
	quiet := p.out.Len()
	if due.Kind == bot.TimerRetention {
		p.retire(due)
	} else if err := p.apply(due.Conversation, due); err != nil {
		return err
	}
	if p.out.Len() == quiet { // nothing was to be done
		text := p.out.String()[:before]
		p.out.Reset()
		p.out.WriteString(text)
	}
	return nil
}

// retire does what the loop does about a conversation that may be old enough.
func (p *player) retire(due bot.Timer) {
	c, kept := p.convs[due.Conversation]
	if !kept {
		return
	}
	again, what := c.RetireAt(p.now, keep)
	if !again.After(p.now) && what == bot.RetireWords {
		p.print("its words are erased")
		p.convs[due.Conversation], _ = c.Bared(p.now, keep)
		delete(p.entries, due.Conversation)
		delete(p.reach, due.Conversation)
		for number, t := range p.tickets {
			if t.Conversation == due.Conversation {
				p.tickets[number] = t.Bared()
			}
		}
		again, _ = p.convs[due.Conversation].RetireAt(p.now, keep)
	}
	if again.After(p.now) {
		due.At = again
		if !slices.Contains(p.timers, due) { // as in the store
			p.timers = append(p.timers, due)
		}
		return
	}
	p.print("erased")
	delete(p.convs, due.Conversation)
	delete(p.entries, due.Conversation)
}

// consulter lets somebody do something on a channel, or several things one after the other.
func (p *player) consulter(where, text string) error {
	p.now = p.now.Add(10 * time.Second)
	channel, conv := bot.Channel(where), bot.ConversationID(where)
	if where == "" || where == "group" {
		channel = "line"
	}
	if where == "" {
		conv = "line"
	}
	if real, ok := p.aliases[conv]; ok {
		conv = real
	}
	parts := strings.Split(text, atOnce)
	var waiting []bot.InboxEvent
	for i, part := range parts {
		if i > 0 {
			p.now = p.now.Add(600 * time.Millisecond)
		}
		e, err := p.event(channel, where, conv, part)
		if err != nil {
			return err
		}
		if len(parts) == 1 {
			return p.apply(conv, e)
		}
		if waiting, err = p.takeTogether(conv, append(waiting, e), i < len(parts)-1); err != nil {
			return err
		}
	}
	return nil
}

// atOnce parts what is sent one after the other, faster than anybody answers.
const atOnce = " // "

// takeTogether acts upon what came, as the loop does, and returns what waits for more.
func (p *player) takeTogether(conv bot.ConversationID, waiting []bot.InboxEvent, others bool) ([]bot.InboxEvent, error) {
	for len(waiting) > 0 {
		run, more := bot.Joined(p.convs[conv], waiting, lookup{p.desk, conv}, p.world(p.now))
		if more && others {
			return waiting, nil
		}
		if err := p.apply(conv, run); err != nil {
			return nil, err
		}
		waiting = waiting[len(run):]
	}
	return nil, nil
}

// event is what somebody does on a channel.
func (p *player) event(channel bot.Channel, where string, conv bot.ConversationID, text string) (bot.InboxEvent, error) {
	p.n++
	p.said[where]++
	e := bot.InboxEvent{ID: bot.EventID(fmt.Sprint("e", p.n)), At: p.now, Received: p.now, Message: fmt.Sprint("m", p.said[where])}
	if ago, rest, ok := strings.Cut(text, " ago) "); ok && strings.HasPrefix(ago, "(") {
		d, err := time.ParseDuration(ago[1:])
		if err != nil {
			return e, err
		}
		e.At, text = e.At.Add(-d), rest
	}
	e.ReplyTo = bot.ReplyTo{Channel: channel, Public: where == "group"}
	if channel == "line" {
		e.ReplyTo.Token, e.ReplyTo.Until = string(e.ID), p.now.Add(50*time.Second)
	}
	p.did(&e, text, p.offered(conv))
	e.Mask(e.Text, "", p.world(p.now).Hash)
	return e, nil
}

// did reads what the consulter does.
func (p *player) did(e *bot.InboxEvent, text string, offered []dialog.Choice) {
	e.Kind, e.Text = dialog.Text, text
	if inner, ok := inside(text, "[", "]"); ok {
		e.Kind, e.Text = dialog.Choose, inner
		for _, c := range offered {
			if c.Label == inner {
				e.Choice = c.Value
			}
		}
		return
	}
	inner, rest, ok := strings.Cut(text, ">")
	if !ok || !strings.HasPrefix(inner, "<") {
		for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' }) {
			if _, err := strconv.Atoi(word); err == nil && len(word) == 4 {
				e.Case = word
			}
		}
		return
	}
	kind, of, _ := strings.Cut(inner[1:], " ")
	e.Kind, e.Text = dialog.Kind(kind), strings.TrimSpace(rest)
	if of != "" {
		e.Message = "m" + of
	}
	if e.Kind == dialog.Image {
		e.File = &bot.Attachment{Ref: e.Message}
	}
}

func inside(s, open, close string) (string, bool) {
	if !strings.HasPrefix(s, open) || !strings.HasSuffix(s, close) {
		return "", false
	}
	return s[len(open) : len(s)-len(close)], true
}

// staff lets a member of staff do something.
func (p *player) staff(name, what string) error {
	by := bot.Staff{ID: "staff/" + name, Name: name}
	number := number(p.given - 1)
	if n, rest, ok := strings.Cut(what, " "); ok && len(n) == 4 && strings.Trim(n, "0123456789") == "" {
		number, what = n, rest
	}
	conv := bot.ConversationID("line")
	if t, ok := p.tickets[number]; ok {
		conv = t.Conversation
	}
	in, err := p.does(number, by, what)
	if err != nil {
		return err
	}
	return p.apply(conv, in)
}

func (p *player) does(number string, by bot.Staff, what string) (bot.Input, error) {
	verb, rest, _ := strings.Cut(what, " ")
	switch verb {
	case p.words["claim"]:
		return bot.Claim{Number: number, By: by}, nil
	case p.words["put_back"]:
		return bot.PutBack{Number: number, By: by}, nil
	case p.words["raise"]:
		return bot.Raise{Number: number, By: by}, nil
	case p.words["lower"]:
		return bot.Lower{Number: number, By: by}, nil
	case p.words["hand_back"]:
		return bot.HandBack{Number: number, By: by}, nil
	case p.words["close"]:
		end, outcome, _ := strings.Cut(rest, " ")
		end, sure := strings.CutSuffix(end, "!")
		return bot.Close{Number: number, By: by, End: bot.EndReason(end), Outcome: outcome, Confirmed: sure}, nil
	case p.words["call"]: // now, or in so long
		in, _ := time.ParseDuration(rest)
		return bot.Announce{Number: number, By: by, At: p.now.Add(in)}, nil
	case p.words["note"]:
		return bot.Jot{Number: number, By: by, Text: rest}, nil
	case p.words["file"]:
		return bot.Categorize{Number: number, By: by, Category: rest}, nil
	case p.words["reopen"]:
		return bot.Reopen{Number: number, By: by}, nil
	case p.words["merge"]:
		return bot.Merge{Number: number, Into: rest, By: by}, nil
	case p.words["recall"]:
		return bot.Recall{Number: number, Reply: fmt.Sprint("r", p.n), By: by}, nil
	case ">", ">!", ">~":
		p.n++
		reply := bot.Reply{ID: fmt.Sprint("r", p.n), By: by, Text: rest, Confirmed: verb == ">!", TakeOver: verb == ">!"}
		if verb == ">~" {
			reply.Hold = 10 * time.Second
		}
		return bot.Answer{Number: number, Reply: reply}, nil
	}
	if colleague, ok := strings.CutSuffix(what, p.words["assign"]); ok {
		return bot.Assign{Number: number, To: bot.Staff{ID: "staff/" + colleague, Name: colleague}, By: by}, nil
	}
	return nil, fmt.Errorf("%q is nothing that staff do", what)
}

// offered are the buttons that the consulter was shown last.
func (p *player) offered(conv bot.ConversationID) (out []dialog.Choice) {
	for _, e := range p.entries[conv] {
		if e.From == bot.FromBot && len(e.Choices) > 0 {
			out = e.Choices
		}
	}
	return out
}
