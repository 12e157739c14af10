package base

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"madoguchi/knowledge"
)

// Limits of follow-ups: fewer than leastFollowups leave an entry mute about what it says, fewer
// than leastWordings teach the finder nothing, and a reply that is longer than maxReplyLength pours
// out instead of answering.
const (
	leastFollowups = 8
	leastWordings  = 5
	maxReplyLength = 240
)

// followups checks what is asked after the answer of each entry and after any.
func (l *linter) followups() {
	for _, f := range l.base.FAQs {
		if len(l.base.Followups) == 0 {
			break // a desk that has none yet is not told of each entry
		}
		if n := len(l.base.Followups[f.ID]); n < leastFollowups {
			l.warn("faq "+f.ID, "has %d follow-ups; people will ask at least %d things", n, leastFollowups)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(l.base.Followups)) {
		asked := map[string]int{}
		for n, f := range l.base.Followups[id] {
			l.followup(fmt.Sprintf("followups %s, %d", cmp.Or(id, generalFollowups), n+1), n, f, l.base.FAQ(id), asked)
		}
	}
}

func (l *linter) followup(where string, n int, f knowledge.Followup, entry *knowledge.FAQ, asked map[string]int) {
	if len(f.Ask) < leastWordings {
		l.fault(where, "has %d wordings; the finder needs %d", len(f.Ask), leastWordings)
	}
	for _, a := range f.Ask {
		if masked, found := l.private(a); len(found) > 0 {
			l.fault(where, "a wording holds what looks private or secret: %s", masked)
		}
		folded := knowledge.Fold(a)
		if other, twice := asked[folded]; twice && other != n {
			l.fault(where, "asks 「%s」 as follow-up %d does; a wording belongs to one", a, other+1)
		}
		asked[folded] = n
	}
	for _, line := range slices.Concat(f.Say, f.Calm) {
		l.text(where, line.Text, maxLineLength)
		if entry != nil {
			if no := contradicted(line.Text, entry.DoNot); no != "" {
				l.fault(where, "says 「%s」, but the entry's do_not says 「%s」", line.Text, no)
			}
		}
	}
	if size := utf8.RuneCountInString(strings.Join(f.Reply(knowledge.Facts{}, false), "")); size > maxReplyLength {
		l.fault(where, "replies with %d characters, limit %d", size, maxReplyLength)
	}
}

var (
	// forbids matches what a line of do_not forbids outright: 「慌てて初期化しない」. What is forbidden of
	// some thing only (「画面の番号に電話 しない」) may be right of another.
	forbids = regexp.MustCompile(`^(?:慌てて|すぐに|まだ|勝手に)?([\p{Han}\p{Katakana}ー]{2,})(?:を|に|は|も)?しない`)
	// allows follows a word that a reply tells somebody to do, or allows.
	allows = `(?:を|は)?(?:してください(?:。|$)|して(?:も)?(?:いい|よい|かまいません|構いません|大丈夫))`
)

// contradicted is the line of do_not that forbids what a reply tells to do, or "". A reply that
// sets a time or a condition (「〜のあとで」) does not contradict.
func contradicted(reply string, doNot []knowledge.Line) string {
	for _, l := range doNot {
		for _, m := range forbids.FindAllStringSubmatch(l.Text, -1) {
			re := regexp.MustCompile(regexp.QuoteMeta(m[1]) + allows)
			if at := re.FindStringIndex(reply); at != nil && !conditional.MatchString(reply[:at[0]]) {
				return l.Text
			}
		}
	}
	return ""
}

var conditional = regexp.MustCompile(`(?:あと|後|から|まえに|前に|なら|れば|たら|ときは|場合)`)
