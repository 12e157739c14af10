package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/mask"
)

// A consulter may see all that the desk keeps of them, by kind, with until when; and who comes the
// first time is told in a line how what they write is treated. What they gave to be reached by is
// named by its kind: shown in full it would stand in the transcript.

// showKept tells the consulter what is kept of them.
func (c *change) showKept() error {
	k, err := c.holdings()
	if err != nil {
		return err
	}
	if l := c.language(); l != nil {
		text := fmt.Sprintf(l.Phrases["bot.kept"], k.entries, c.iso(c.Keep.Words), len(k.facts), c.iso(c.Keep.Facts), k.files, len(k.ways))
		if len(k.numbers) > 0 {
			text += "\n" + fmt.Sprintf(l.Phrases["bot.kept_cases"], strings.Join(k.numbers, ", "))
		}
		said := []dialog.Message{{Kind: dialog.Plain, Text: text}, {Kind: dialog.Plain, Text: l.Phrases["bot.kept_who"]}}
		c.tell(FromBot, said, Delivery{})
		return nil
	}
	p := c.spoken()
	said := append(p.plain("kept_head"), dialog.Message{Kind: dialog.Plain, Text: strings.Join(c.keptLines(p, k), "\n")})
	then := p.Text("kept_who")
	if open := c.Conversation.Ticket; open != "" {
		then += "\n" + p.Text("kept_open", open)
	}
	c.tell(FromBot, append(said, dialog.Message{Kind: dialog.Plain, Text: then + "\n" + p.Text("kept_erase")}), Delivery{})
	return nil
}

// holdings are what is kept of a conversation, as the store has it.
type holdings struct {
	entries int
	first   time.Time
	files   int // that are still here
	notes   int // of staff
	numbers []string
	ways    []mask.Way
	facts   []string
}

func (c *change) holdings() (k holdings, err error) {
	for n := uint64(1); n <= c.Conversation.Entries; n++ {
		e, err := c.look.Entry(n)
		switch {
		case err != nil:
			return k, err
		case e == nil: // of this very moment, or erased
			continue
		case k.entries == 0:
			k.first = e.At
		}
		k.entries++
		if e.File != nil && e.File.Pieces > 0 {
			k.files++
		}
	}
	for _, e := range c.Entries { // said just now
		if k.first.IsZero() {
			k.first = e.At
		}
		k.entries++
	}
	tickets, err := c.look.Own()
	if err != nil {
		return k, err
	}
	for _, t := range tickets {
		k.numbers = append(k.numbers, t.Number)
		k.notes += len(t.Notes)
	}
	reach, err := c.reach()
	if err != nil {
		return k, err
	}
	k.ways = reach.Ways()
	e := c.edition(c.Conversation.State)
	k.facts = dialog.Known(c.Conversation.State, c.Dialog(e, ""))
	return k, nil
}

// keptLines say it kind by kind.
func (c *change) keptLines(p Phrases, k holdings) []string {
	words, facts, files := c.keptUntil(p, c.Keep.Words), c.keptUntil(p, c.Keep.Facts), c.keptUntil(p, c.Keep.Files)
	lines := []string{p.Text("kept_words", k.entries, c.fullDay(p, k.first), int(c.Keep.Words/day), words)}
	add := func(there bool, key string, args ...any) {
		if there {
			lines = append(lines, p.Text(key, args...))
		}
	}
	and := c.Phrases.Text("brief_and")
	add(len(k.facts) > 0, "kept_facts", strings.Join(k.facts, and), facts)
	add(len(c.Conversation.Past) > 0, "kept_past", len(c.Conversation.Past), facts)
	add(k.files > 0, "kept_files", k.files, files)
	var ways []string
	for _, way := range k.ways {
		ways = append(ways, p.Text("reach_"+string(way)))
	}
	add(len(ways) > 0, "kept_reach", strings.Join(ways, and), words)
	add(len(k.numbers) > 0, "kept_tickets", strings.Join(k.numbers, and), facts)
	add(k.notes > 0, "kept_notes", k.notes, words)
	add(true, "kept_address", words)
	add(true, "kept_numbers")
	return lines
}

func (c *change) keptUntil(p Phrases, d time.Duration) string { return c.fullDay(p, c.Now.Add(d)) }

// fullDay is a day as one says it, with its year.
func (c *change) fullDay(p Phrases, t time.Time) string {
	t = c.Calendar.In(t)
	return p.Text("kept_day", t.Year(), int(t.Month()), t.Day())
}

// iso is the day on which something that is kept so long goes, for whoever reads no Japanese.
func (c *change) iso(d time.Duration) string {
	return c.Calendar.In(c.Now.Add(d)).Format(time.DateOnly)
}

// withNotice puts a line on how what is written is treated into what is said to who comes the first
// time. Nothing that does not wait stands behind it: while there is first aid to give, or somebody
// in despair or danger, or what does not wait is still asked about, it waits for another turn.
func (c *change) withNotice(messages []dialog.Message, urgency knowledge.Urgency) []dialog.Message {
	s := c.Conversation.State
	urgent := dialog.Urges(messages) || s.Grave != "" || urgency == knowledge.High && (s.Phase == dialog.PhaseAsk || s.Phase == dialog.PhaseClarify)
	if c.Conversation.Noticed || len(messages) == 0 || urgent || c.Conversation.ReplyTo.Public {
		return messages
	}
	line := c.noticeLine()
	if line == "" {
		return messages
	}
	c.Conversation.Noticed = true
	return WithNotice(messages, line)
}

// noticeLine is the line, in the desk's own words if it has any.
func (c *change) noticeLine() string {
	switch l := c.language(); {
	case l != nil:
		return l.Phrases["bot.notice_line"]
	case c.Conversation.State.Easy:
		return c.spoken().Text("notice_line", int(c.Keep.Words/day))
	}
	return c.Phrases.NoticeLine(c.Desk.NoticeLine, int(c.Keep.Words/day))
}

// NoticeLine is the line in Japanese: the desk's own, if it has one.
func (p Phrases) NoticeLine(own string, days int) string {
	if own != "" {
		return strings.ReplaceAll(own, "{days}", strconv.Itoa(days))
	}
	return p.Text("notice_line", days)
}

// WithNotice puts the line before the question that is asked, or behind all where none is.
func WithNotice(messages []dialog.Message, line string) []dialog.Message {
	at := len(messages)
	if messages[at-1].Kind == dialog.Asking {
		at--
	}
	messages = slices.Clone(messages)
	switch {
	case at > 0 && messages[at-1].Kind == dialog.Plain:
		messages[at-1].Text += "\n" + line
	case len(messages) < MaxMessages:
		messages = slices.Insert(messages, at, dialog.Message{Kind: dialog.Plain, Text: line})
	default:
		messages[max(at-1, 0)].Text += "\n\n" + line
	}
	return messages
}
