package bot

import (
	"slices"

	"madoguchi/dialog"
)

// correct does what an unsent or edited message asks for: what was said is gone, or changed,
// everywhere, and what was concluded from it too. The audit keeps that it happened, without words.
func (c *change) correct(e InboxEvent) error {
	said, err := c.look.Said(e.Message)
	if err != nil {
		return err
	}
	if err := c.forgetReach(e.Message); err != nil {
		return err
	}
	if e.Kind == dialog.Edit && slices.ContainsFunc(said, func(entry Entry) bool { return entry.From == FromConsulter && !entry.Unsent }) {
		if err := c.keepReach(e); err != nil {
			return err
		}
	}
	var numbers []uint64
	for _, entry := range said {
		if entry.From != FromConsulter || e.Message == "" || entry.Unsent {
			continue
		}
		numbers = append(numbers, entry.N)
		if e.Kind == dialog.Edit {
			entry.Text, entry.Edited = e.Text, true
		} else {
			if entry.File != nil {
				c.Dropped = append(c.Dropped, FilePieces{entry.N, entry.File.Pieces})
			}
			entry.Text, entry.Unsent, entry.File = c.Phrases.Text("unsent"), true, nil
		}
		c.Entries = append(c.Entries, entry)
	}
	if e.Kind == dialog.Unsend && len(numbers) == 0 && e.Message != "" { // it was overtaken, and is still to come
		unsent := append(slices.Clone(c.Conversation.Unsent), c.messageHash(e))
		c.Conversation.Unsent = unsent[max(0, len(unsent)-maxUnsent):]
	}
	c.audit(string(e.Kind), numbers...)
	if c.Conversation.Ticket != "" && len(numbers) > 0 {
		text := c.Phrases.Text("desk_withdrawn")
		if e.Kind == dialog.Edit {
			text = c.Phrases.Text("desk_edited")
		}
		c.notify(PendingNotice{Kind: Withdrawn, Ticket: c.Conversation.Ticket, Entries: numbers, Text: text})
	}
	if e.Kind == dialog.Edit {
		return c.answer(e, numbers)
	}
	return c.answer(e, nil)
}

// maxUnsent is how many messages are remembered that were taken back before they came.
const maxUnsent = 20

// unsentBefore reports whether a message was taken back before it came.
func (c *change) unsentBefore(e InboxEvent) bool {
	return e.Message != "" && slices.Contains(c.Conversation.Unsent, c.messageHash(e))
}

func (w World) messageHash(e InboxEvent) string { return w.Hash("message", e.Message)[:16] }
