package bot

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"madoguchi/dialog"
	"madoguchi/knowledge/reading"
)

// Together are the events of a conversation that came as one: the pictures of an album, a comment
// with its files, a story told in several short messages. Each stands in the transcript; they are
// answered once.
type Together []InboxEvent

// What comes together. A text that tells by itself what to do waits for nothing.
const (
	togetherWithin = 2 * time.Second // between one and the next, by the platform's clock
	shortText      = 30              // runes of a text that may be a part of a story
)

// MaxTogether is how many events are answered together at most.
const MaxTogether = 30

func (t Together) apply(c *change) error {
	var acts []InboxEvent
	var heard []uint64
	for _, e := range t {
		entries, act, err := e.hear(c)
		if err != nil {
			return err
		}
		switch {
		case !act:
		case e.Album.ID != "" && e.Album.ID == c.Conversation.Album: // it was answered with the others
			if err := c.showStaff(entries); err != nil {
				return err
			}
		default:
			acts, heard = append(acts, e), append(heard, entries...)
		}
	}
	if len(acts) == 0 {
		return nil
	}
	whole := c.reachOnly(merged(acts))
	if whole.Album.ID != "" {
		c.Conversation.Album = whole.Album.ID
	}
	if whole.Kind != dialog.Start && whole.Kind != dialog.Reach {
		if done, err := c.forgetting(whole); done || err != nil {
			return err
		}
		if done, err := c.going(&whole, heard); done || err != nil {
			return err
		}
		if c.following(whole) {
			return nil
		}
		if done, err := c.handleQueueRequest(whole, heard); done || err != nil {
			return err
		}
	}
	return c.answer(whole, heard)
}

// showStaff shows entries to staff, if somebody waits for them.
func (c *change) showStaff(entries []uint64) error {
	t, err := c.ticket(c.Conversation.Ticket)
	if err != nil || t == nil {
		return err
	}
	c.notify(PendingNotice{Kind: Said, Ticket: t.Number, Entries: entries})
	return nil
}

// merged is one event made of several: their words, if any has words, else the first.
func merged(list []InboxEvent) InboxEvent {
	out, last := list[0], list[len(list)-1]
	var words, called []string
	out.GivesOnly, out.AsksCall = true, false
	for _, e := range list {
		if e.Kind == dialog.Text {
			out.GivesOnly, out.AsksCall = out.GivesOnly && e.GivesOnly, out.AsksCall || e.AsksCall
			if len(words) == 0 {
				only, call := out.GivesOnly, out.AsksCall
				out = e
				out.GivesOnly, out.AsksCall = only, call
			}
			words = append(words, e.Text)
			out.parts = append(out.parts, dialog.Part{Message: e.Message, Text: e.Text})
		}
		out.Secrets, called = out.Secrets || e.Secrets, append(called, e.Called...)
		if e.Album.ID != "" {
			out.Album = e.Album
		}
	}
	if len(words) > 1 {
		out.Text, out.Message, out.At, out.Received = strings.Join(words, "\n"), last.Message, last.At, last.Received
	} else {
		out.parts = nil
	}
	out.Called = called
	return out
}

// media are the kinds of events that hold no words.
var media = []dialog.Kind{dialog.Image, dialog.File, dialog.Audio, dialog.Video, dialog.Location, dialog.Sticker}

// Joined are those of a conversation's next events, in order, that are answered together; it is one
// at least, if there are any. more reports that another may still be on its way.
func Joined(c Conversation, next []InboxEvent, look Lookup, w World) (run Together, more bool) {
	if len(next) == 0 {
		return nil, false
	}
	defer func() { // what cannot be read by itself is found so when it is acted upon
		if recover() != nil {
			run, more = Together{next[0]}, false
		}
	}()
	run = Together{next[0]}
	open := opens(c)
	for _, e := range next[1:min(len(next), MaxTogether)] {
		if !joins(run[len(run)-1], e, open, w) {
			return run, false // something else came behind it: nothing more belongs to it
		}
		run = append(run, e)
	}
	first := run[0]
	switch {
	case len(run) == MaxTogether:
		return run, false
	case slices.Contains(media, first.Kind):
		return run, first.Album.ID != "" && first.Album.ID != c.Album && (first.Album.Of == 0 || len(run) < first.Album.Of)
	case first.Kind != dialog.Text || !open:
		return run, false
	}
	return run, !settled(c, run, look, w)
}

// opens reports that the conversation waits to hear what is wrong: no question stands, nobody has
// it.
func opens(c Conversation) bool {
	s := c.State
	return c.Ticket == "" && c.Joining == nil && s.FAQ == "" && s.Slot == "" && (s.Phase == "" || s.Phase == dialog.PhaseSymptom)
}

// joins reports whether an event belongs to the one before it.
func joins(before, e InboxEvent, open bool, w World) bool {
	kinds := func(k dialog.Kind) bool { return k == dialog.Text || slices.Contains(media, k) }
	if !kinds(before.Kind) || !kinds(e.Kind) || before.ReplyTo.Channel != e.ReplyTo.Channel {
		return false
	}
	if before.Message != "" && before.Message == e.Message || before.Album.ID != "" && before.Album.ID == e.Album.ID {
		return true
	}
	told := before.Kind == dialog.Text || e.Kind == dialog.Text // of pictures each is worth a word
	return told && open && e.happened().Sub(before.happened()).Abs() <= togetherWithin && part(before, w) && part(e, w)
}

// part reports whether an event may be a part of a story: no wish, and nothing that tells a story
// by itself.
func part(e InboxEvent, w World) bool {
	if e.Kind != dialog.Text {
		return true
	}
	if e.Case != "" || utf8.RuneCountInString(e.Text) > shortText {
		return false
	}
	wish := w.read(w.Edition)(e.Text).Intent
	return wish == "" || wish == reading.Hello
}

// settled reports whether there is no reason to wait for more: it is clear what is wrong, or what
// to do at once, or what is wished.
func settled(c Conversation, run Together, look Lookup, w World) bool {
	for _, e := range run {
		if !part(e, w) {
			return true
		}
	}
	then, err := Apply(c, run, look, w)
	if err != nil || len(then.Tickets) > 0 || then.Conversation.State.FAQ != "" || then.Conversation.State.Slot != "" {
		return true
	}
	return slices.ContainsFunc(then.Entries, func(e Entry) bool { return e.Message.Kind == dialog.FirstAid })
}
