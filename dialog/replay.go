package dialog

import (
	"slices"
	"strings"

	"madoguchi/knowledge"
)

// Side is a base and what it makes of words: two are compared over kept conversations.
type Side struct {
	Base  *knowledge.Base
	Match knowledge.Matcher
}

// Turn says how a kept consultation's answer differs under another base.
type Turn struct {
	Kind      TurnKind
	Was, Is   string // the entries; empty: none
	Calmer    bool   // it was urgent and is not any more
	Dangerous bool   // what did not wait is no longer taken as such, or has no first aid any more
}

// TurnKind says what became of an answer.
type TurnKind string

const (
	TurnNothing TurnKind = "nothing told" // there were no words to take it by
	TurnSame    TurnKind = "same"
	TurnWorded  TurnKind = "worded otherwise"
	TurnOther   TurnKind = "another entry"
	TurnLost    TurnKind = "no entry any more"
	TurnFound   TurnKind = "an entry now"
)

// TurnKinds are all of them, in the order in which they are shown.
var TurnKinds = []TurnKind{TurnSame, TurnWorded, TurnOther, TurnLost, TurnFound, TurnNothing}

// Replay takes a kept consultation by its words and facts, as they stood in the end, with two bases.
// It is not gone through message by message: what is compared is which entry its words mean, and
// what that tells a consulter with these facts. Where the consulter chose an entry that the words
// alone did not mean, the choice stands as long as the entry does.
func Replay(s State, was, is Side) Turn {
	if s.Words == "" && s.FAQ == "" {
		return Turn{Kind: TurnNothing}
	}
	before, now := was.means(s), is.means(s)
	if chosen := was.Base.FAQ(s.FAQ); chosen != nil && chosen != before {
		before = chosen
		if still := is.Base.FAQ(s.FAQ); still != nil {
			now = still
		}
	}
	t := Turn{Was: idOf(before), Is: idOf(now)}
	switch {
	case before == nil && now == nil:
		t.Kind = TurnSame
	case before == nil:
		t.Kind = TurnFound
	case now == nil:
		t.Kind = TurnLost
	case before.ID != now.ID:
		t.Kind = TurnOther
	case toldBy(before, s.Facts) != toldBy(now, s.Facts):
		t.Kind = TurnWorded
	default:
		t.Kind = TurnSame
	}
	hot := before != nil && presses(was.Base, before, s.Facts)
	t.Calmer = hot && (now == nil || !presses(is.Base, now, s.Facts))
	t.Dangerous = hot && (t.Calmer || now == nil || now.Category == knowledge.OutOfScope ||
		aidOf(before, s.Facts) && !aidOf(now, s.Facts))
	return t
}

// means is the entry that a consultation's words mean; nil: none.
func (d Side) means(s State) *knowledge.FAQ {
	if s.Words == "" {
		return d.Base.FAQ(s.FAQ)
	}
	m := d.Match(s.Words).Given(d.Base, s.Facts)
	if m.None || len(m.Candidates) == 0 {
		return nil
	}
	return d.Base.FAQ(m.Best().FAQ)
}

// aidOf reports whether an entry has first aid, or one thing to do now, for some facts.
func aidOf(entry *knowledge.FAQ, f knowledge.Facts) bool {
	return entry != nil && (len(knowledge.LinesFor(entry.FirstAid, f)) > 0 || knowledge.FirstLine(entry.Now, f) != "")
}

// toldBy is what an entry tells a consulter with some facts, and whom it names.
func toldBy(entry *knowledge.FAQ, f knowledge.Facts) string {
	lines := slices.Concat(
		knowledge.LinesFor(entry.FirstAid, f), []string{knowledge.FirstLine(entry.Now, f)}, knowledge.LinesFor(entry.Steps, f),
		knowledge.LinesFor(entry.DoNot, f), knowledge.LinesFor(entry.Legal, f), knowledge.LinesFor(entry.Prepare, f),
		knowledge.LinesFor(entry.Prevention, f), entry.ContactsFor(f),
	)
	return strings.Join(lines, "\n")
}

func idOf(entry *knowledge.FAQ) string {
	if entry == nil {
		return ""
	}
	return entry.ID
}
