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
	var with dialog.Kind
	out.GivesOnly, out.AsksCall = true, false
	for _, e := range list {
		if e.Kind == dialog.Text {
			out.GivesOnly, out.AsksCall = out.GivesOnly && e.GivesOnly, out.AsksCall || e.AsksCall
			if len(words) == 0 {
				only, call, album := out.GivesOnly, out.AsksCall, out.Album
				out = e
				out.GivesOnly, out.AsksCall, out.Album = only, call, album
			}
			words = append(words, e.Text)
			out.parts = append(out.parts, dialog.Part{Message: e.Message, Text: e.Text})
		}
		if with == "" && slices.Contains(looked, e.Kind) {
			with = e.Kind
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
	if out.Called = called; len(words) > 0 {
		out.with = with
	}
	return out
}

// media are the kinds of events that hold no words.
var media = []dialog.Kind{dialog.Image, dialog.File, dialog.Audio, dialog.Video, dialog.Location, dialog.Sticker}

// looked are those in which there is something to look at.
var looked = media[:4]

// Joined are those of a conversation's next events, in order, that are answered together; it is one
// at least, if there are any. more reports that another may still be on its way.
func Joined(c Conversation, next []InboxEvent, look Lookup, w World) (run Together, more bool) {
	if len(next) == 0 {
		return nil, false
	}
	run = Together{next[0]}
	defer func() { // what cannot be read is found so when it is acted upon
		if recover() != nil {
			more = false
		}
	}()
	heard := answers(c, look)
	for _, e := range next[1:min(len(next), MaxTogether)] {
		if !joins(run[len(run)-1], e, heard, w) || heard && c.State.Slot != "" && !e.sameAs(run[len(run)-1]) && settles(c, run, look, w) {
			return run, false // something else came behind it: nothing more belongs to it
		}
		run = append(run, e)
	}
	return run, len(run) < MaxTogether && mayGoOn(c, run, heard, look, w)
}

// mayGoOn reports whether it is worth a moment to wait for more that belongs to a run.
func mayGoOn(c Conversation, run Together, heard bool, look Lookup, w World) bool {
	first := run[0]
	switch {
	case first.Album.ID != "" && first.Album.ID != c.Album && first.Album.Of > 0:
		return run.of(first.Album) < first.Album.Of && !(run.texts() > 0 && heard && settles(c, run, look, w))
	case first.Album.ID != "":
		return first.Album.ID != c.Album
	case !heard || first.Kind != dialog.Text && !slices.Contains(media, first.Kind):
		return false
	}
	for _, e := range run {
		if !part(e, w) {
			return false
		}
	}
	if texts := run.texts(); texts == 0 {
		return true // words may follow a picture
	} else if texts == 1 && c.State.FAQ != "" && w.read(w.Edition)(merged(run).Text).Says(reading.Question) {
		return false // a question is whole by itself
	}
	return !settles(c, run, look, w)
}

// of counts the pictures of an album.
func (t Together) of(album Album) (n int) {
	for _, e := range t {
		if e.Album.ID == album.ID {
			n++
		}
	}
	return n
}

func (t Together) texts() (n int) {
	for _, e := range t {
		if e.Kind == dialog.Text {
			n++
		}
	}
	return n
}

// answers reports whether the bot answers what is said: no person has it, nothing else is awaited.
func answers(c Conversation, look Lookup) bool {
	if c.Joining != nil {
		return false
	}
	if c.Ticket == "" {
		return true
	}
	t, err := look.Ticket(c.Ticket)
	return err == nil && t != nil && !t.Held()
}

// sameAs reports that two events are one thing that was sent: a comment and its file, an album.
func (e InboxEvent) sameAs(other InboxEvent) bool {
	return e.Message != "" && e.Message == other.Message || e.Album.ID != "" && e.Album.ID == other.Album.ID
}

// joins reports whether an event belongs to the one before it; heard, that the bot answers.
func joins(before, e InboxEvent, heard bool, w World) bool {
	kinds := func(k dialog.Kind) bool { return k == dialog.Text || slices.Contains(media, k) }
	if !kinds(before.Kind) || !kinds(e.Kind) || before.ReplyTo.Channel != e.ReplyTo.Channel {
		return false
	}
	if e.sameAs(before) {
		return true
	}
	return heard && e.happened().Sub(before.happened()).Abs() <= togetherWithin && part(before, w) && part(e, w)
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

// unfinished reports whether a run ends within a sentence: パソコンに, メールが. What it seems to be
// about is a guess until the next piece.
func (t Together) unfinished(w World) bool {
	last := t[len(t)-1]
	return last.Kind == dialog.Text && w.read(w.Edition)(last.Text).Says(reading.Unfinished)
}

// settles reports whether a run leaves nothing to wait for: there is something to do at once, what
// was asked is answered, or it is clear what is wrong.
func settles(c Conversation, run Together, look Lookup, w World) bool {
	out, err := Apply(c, run, look, w)
	if err != nil || len(out.Tickets) > 0 && c.Ticket == "" {
		return true
	}
	if slices.ContainsFunc(out.Entries, Entry.FirstAid) {
		return out.Conversation.State.FAQ != "" || len(out.Conversation.State.Facts) > len(c.State.Facts) || !run.unfinished(w)
	}
	was, is := c.State, out.Conversation.State
	if was.Slot != "" {
		return is.Slot != was.Slot || is.Number != was.Number
	}
	return is.FAQ != "" && is.FAQ != was.FAQ && run.texts() == 1 // who has begun to tell it in pieces goes on so
}
