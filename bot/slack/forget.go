package slack

import (
	"context"
	"regexp"
	"strings"
)

// erased sees to it that a ticket that was erased is not read in Slack either. Our own posts in its
// thread are deleted, and our files; of its card only the number stays, so that staff see what
// became of it; lists that name it are deleted. What staff wrote an app cannot delete: they are
// asked to.
func (t *notifier) erased(ctx context.Context) error {
	number := t.n.Ticket.Number
	t.d.erased.put(number, true)
	for ref, id := range t.n.Refs {
		var err error
		switch {
		case strings.HasPrefix(ref, refPictures):
			err = t.d.c.removeFile(ctx, id)
		case strings.HasPrefix(ref, refLines), ref == refTranscript:
			err = t.d.c.remove(ctx, t.d.DeskChannel, id)
		}
		if err != nil {
			return err
		}
	}
	theirs, err := t.emptyThread(ctx, t.refs[refThread])
	if err != nil {
		return err
	}
	if err := t.dropLists(ctx, number); err != nil {
		return err
	}
	text := escape(t.n.Text)
	if theirs > 0 {
		text += "\n" + t.d.texts.of("erased_theirs", theirs)
	}
	if err := t.emptyCard(ctx, text); err != nil {
		return err
	}
	t.d.consulters.forget(number)
	t.d.cards.forget(number)
	return nil
}

// emptyCard puts a text in the place of all that the card shows. A card that cannot be changed is
// deleted.
func (t *notifier) emptyCard(ctx context.Context, text string) error {
	ts := t.refs[refCard]
	if ts == "" {
		return nil
	}
	p := t.d.look.lines(text)
	err := t.d.c.update(ctx, ts, post{channel: t.d.DeskChannel, text: p.text, blocks: p.blocks}, key{t.n.ID, refCard})
	switch code(err) {
	case "message_not_found":
		return nil
	case "cant_update_message", "edit_window_closed":
		return t.d.c.remove(ctx, t.d.DeskChannel, ts)
	}
	return err
}

// emptyThread deletes what is ours below a root, and counts what others wrote there.
func (t *notifier) emptyThread(ctx context.Context, root string) (theirs int, err error) {
	if root == "" {
		return 0, nil
	}
	all, err := t.d.c.readAll(ctx, t.d.DeskChannel, root, threadPages)
	if err != nil {
		return 0, err
	}
	for _, m := range all {
		switch {
		case string(m.TS) == root:
		case !ours(m):
			theirs++
		default:
			for _, f := range m.Files {
				if err := t.d.c.removeFile(ctx, string(f.ID)); err != nil {
					return 0, err
				}
			}
			if err := t.d.c.remove(ctx, t.d.DeskChannel, string(m.TS)); code(err) == "cant_delete_message" { // another app's
				theirs++
			} else if err != nil {
				return 0, err
			}
		}
	}
	return theirs, nil
}

// ours is true of what an app wrote; whether it was this one Slack says when it is deleted.
func ours(m message) bool {
	return m.BotID != "" || m.Metadata != nil && m.Metadata.Type == metadataType
}

// listPages is how far back lists are looked for: as many posts as a channel of a busy desk has in
// some weeks. What it shows of a ticket older than that stood in its card only.
const listPages = 30

// dropLists deletes our posts in the channel that name a ticket and are no card.
func (t *notifier) dropLists(ctx context.Context, number string) error {
	channels := []string{t.d.DeskChannel}
	if t.onCallChannel() {
		channels = append(channels, t.d.OnCall)
	}
	names := regexp.MustCompile(`(?:^|\D)` + regexp.QuoteMeta(number) + `(?:\D|$)`)
	for _, channel := range channels {
		all, err := t.d.c.readAll(ctx, channel, "", listPages)
		if err != nil {
			return err
		}
		for _, m := range all {
			card := m.Metadata != nil && m.Metadata.Payload.Ticket != ""
			if card || !ours(m) || !names.MatchString(string(m.Text)) && !names.Match(m.Blocks) {
				continue
			}
			if err := t.d.c.remove(ctx, channel, string(m.TS)); err != nil && code(err) != "cant_delete_message" {
				return err
			}
		}
	}
	return nil
}
