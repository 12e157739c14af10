package slack

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"madoguchi/bot"
)

// What staff fill in, and look at, before a card.

// modalNote is what a modal brings back: a modal does not know where it was opened.
type modalNote struct {
	Ticket string `json:"t"`
	Thread string `json:"th,omitempty"`
	Do     string `json:"do,omitempty"`  // what is asked about
	Put    int    `json:"put,omitempty"` // how often something was put into the reply
}

func (n modalNote) String() string {
	raw, _ := json.Marshal(n)
	return string(raw)
}

// Names of the modals and their fields.
const (
	modalSure      = "sure"
	modalReply     = "reply"
	modalConfirmed = "reply_confirmed"
	modalClose     = "close"
	modalAssign    = "assign"
	modalMerge     = "merge"
	fieldOutcome   = "outcome"
	fieldTo        = "to"
	fieldInto      = "into"
	fieldText      = "text"
	fieldDraft     = "draft" // begins its name once something was put in
	fieldEnd       = "end"
)

// replyModal asks for a reply. doubt is what the writer of one is asked about it; with draft there
// is one to be put in. Slack keeps what stands in a field of the same name, so that a text that is
// put in has a field of its own.
func (k look) replyModal(n modalNote, text, doubt string, draft bool) slack.ModalViewRequest {
	field := fieldText
	if text != "" {
		field = fieldDraft + strconv.Itoa(n.Put)
	}
	input := slack.NewPlainTextInputBlockElement(nil, field).WithMultiline(true).WithMaxLength(maxInput)
	if text != "" {
		input = input.WithInitialValue(clip(text, maxInput))
	}
	blocks := []slack.Block{slack.NewInputBlock(field, words(k.texts.of("modal_text"), maxField), nil, input)}
	v := k.modal(modalReply, "modal_reply", "modal_send", n)
	if doubt != "" {
		v = k.modal(modalConfirmed, "modal_reply", "modal_send_anyway", n)
		blocks = append([]slack.Block{section(k.texts.of("modal_doubt", doubt))}, blocks...)
	} else if help := k.helpToWrite(n, draft); len(help) > 0 {
		blocks = append([]slack.Block{slack.NewActionBlock("desk", help...)}, blocks...)
	}
	v.Blocks.BlockSet = blocks
	return v
}

// helpToWrite is what can be put into a reply.
func (k look) helpToWrite(n modalNote, draft bool) (out []slack.BlockElement) {
	if draft {
		out = append(out, button(deskDraft, k.texts.of("modal_draft"), n.Ticket, ""))
	}
	var options []*slack.OptionBlockObject
	if k.templates == nil {
		return out
	}
	for i, t := range k.templates.List {
		options = append(options, slack.NewOptionBlockObject(strconv.Itoa(i), words(t.Name, maxOption), nil))
	}
	if len(options) > 0 {
		out = append(out, slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, words(k.texts.of("modal_template"), maxOption), deskTemplate, options...))
	}
	return out
}

// writtenIn is the field in which a reply was written.
func (v *view) writtenIn() string {
	for field := range v.State.Values {
		if strings.HasPrefix(field, fieldDraft) {
			return field
		}
	}
	return fieldText
}

func (v *view) written() string { return v.input(v.writtenIn()) }

// closeModal asks how a ticket ended and what was done; outcome is what staff wrote to the
// consulter.
func (k look) closeModal(n modalNote, t bot.Ticket, outcome string, mine bool) slack.ModalViewRequest {
	var options []*slack.OptionBlockObject
	for _, end := range bot.EndReasons() {
		options = append(options, slack.NewOptionBlockObject(string(end), words(k.texts.of("end_"+string(end)), maxOption), nil))
	}
	choose := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, fieldEnd, options...)
	done := slack.NewPlainTextInputBlockElement(nil, fieldOutcome).WithMultiline(true).WithMaxLength(maxInput)
	if outcome != "" {
		done = done.WithInitialValue(clip(outcome, maxInput))
	}
	v := k.modal(modalClose, "modal_close", "button_close", n)
	v.Blocks.BlockSet = []slack.Block{
		slack.NewInputBlock(fieldEnd, words(k.texts.of("modal_end"), maxField), nil, choose),
		slack.NewInputBlock(fieldOutcome, words(k.texts.of("modal_outcome"), maxField), nil, done).WithOptional(true),
	}
	if t.Held() && !mine {
		warning := section(k.texts.of("modal_not_yours", k.staffName(t.Holder)))
		v.Blocks.BlockSet = append([]slack.Block{warning}, v.Blocks.BlockSet...)
	}
	return v
}

// assignModal asks to whom a ticket is given: at first to who asks.
func (k look) assignModal(n modalNote, user string) slack.ModalViewRequest {
	choose := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, nil, fieldTo)
	choose.InitialUser = user
	v := k.modal(modalAssign, "button_assign", "button_assign", n)
	v.Blocks.BlockSet = []slack.Block{slack.NewInputBlock(fieldTo, words(k.texts.of("modal_to"), maxField), nil, choose)}
	return v
}

// mergeModal asks which ticket of the same person another is put together with.
func (k look) mergeModal(n modalNote) slack.ModalViewRequest {
	v := k.modal(modalMerge, "button_merge", "button_merge", n)
	v.Blocks.BlockSet = []slack.Block{
		section(k.texts.of("modal_merge", n.Ticket)),
		slack.NewInputBlock(fieldInto, words(k.texts.of("modal_into"), maxField), nil, slack.NewPlainTextInputBlockElement(nil, fieldInto).WithMaxLength(12)),
	}
	return v
}

// sureModal asks once more before something is done.
func (k look) sureModal(n modalNote, action string) slack.ModalViewRequest {
	n.Do = action
	v := k.modal(modalSure, "confirm_title", "confirm_yes", n)
	v.Blocks.BlockSet = []slack.Block{section(k.texts.of("confirm_" + action))}
	return v
}

// detailsModal is all that is known of a ticket: what a card has no room for.
func (k look) detailsModal(t bot.Ticket) slack.ModalViewRequest {
	v := k.modal("details", "modal_details", "", modalNote{Ticket: t.Number})
	reason := k.texts.or("reason_"+string(t.Reason), string(t.Reason))
	blocks := []slack.Block{section(k.texts.of("details_head", t.Number, escape(reason), escape(t.Passphrase)))}
	var rest []string
	for _, l := range t.Summary {
		rest = append(rest, defang(clip(l, maxSummary)))
	}
	for _, piece := range pieces(strings.Join(rest, "\n"), maxSection) {
		blocks = append(blocks, quoted(piece))
	}
	if open := t.Sheet.Open; len(open) > 0 {
		blocks = append(blocks, quoted(k.texts.of("details_open", defang(strings.Join(open, "\n・")))))
	}
	if done := t.Sheet.Done; len(done) > 0 {
		blocks = append(blocks, quoted(k.texts.of("details_done", defang(strings.Join(done, "\n・")))))
	}
	if len(t.Titles) > 0 {
		blocks = append(blocks, quoted(k.texts.of("details_faqs", defang(strings.Join(t.Titles, "\n・")))))
	}
	if len(t.Similar) > 0 {
		c := t.Similar[0]
		text := "*" + k.texts.of("details_similar", c.Row) + "*\n" + defang(brief(c.Text))
		if c.Answer != "" {
			text += "\n" + k.texts.of("details_answer", defang(brief(c.Answer)))
		}
		blocks = append(blocks, quoted(text))
	}
	v.Blocks.BlockSet = blocks[:min(len(blocks), maxBlocks)]
	return v
}

func (k look) modal(callback, title, submit string, n modalNote) slack.ModalViewRequest {
	v := slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: callback, Title: words(k.texts.of(title), maxTitle), Close: words(k.texts.of("modal_cancel"), maxTitle),
		PrivateMetadata: clip(n.String(), maxPrivate),
	}
	if submit == "" { // only to be looked at
		v.Close = words(k.texts.of("modal_shut"), maxTitle)
		return v
	}
	v.Submit = words(k.texts.of(submit), maxTitle)
	return v
}
