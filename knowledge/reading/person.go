package reading

import (
	"regexp"
	"strings"

	"madoguchi/knowledge"
)

// The wish for a person is said in more ways than can be listed. What is listed are its parts: whom
// (担当の方), what for (代わる), how it is asked (もらえますか), and what speaks against it (と言われた,
// 代わらなくて). A clause that holds the parts is believed to be the wish as soon as what was learnt
// from wordings hardly doubts it; one that only names a person, the telephone or a machine must be learnt surely;
// and what speaks against it is none.

// personSays is how a text stands to the wish by the parts of its clauses.
type personSays int

const (
	personUnsaid personSays = iota
	personNamed             // or the telephone, or a machine; but no wish that the parts would show
	personAsked
	personRuledOut
)

// The belief from which it is the wish: where its parts are there, and where only whom it would be.
const (
	personHardlyDoubted = 0.005
	personSurely        = 0.95
)

// wantsPerson reports whether a text asks for a person, by its parts and by what was learnt.
func (r Reading) wantsPerson() bool {
	if r.sensed == nil || r.sensed.senses.Hear == nil {
		return false
	}
	switch r.personSays() {
	case personAsked:
		return r.personBelief(personHardlyDoubted)
	case personNamed:
		return !inQuotes.MatchString(r.Folded) && r.personBelief(personSurely)
	}
	return false
}

// noWish reports whether a text that a pattern takes for the wish is none after all.
func (r Reading) noWish() bool {
	hears := r.sensed != nil && r.sensed.senses.Hear != nil && charactersOf(r.Folded).kana > 0
	return r.personSays() == personRuledOut || hears && !r.personBelief(personHardlyDoubted)
}

// personBelief reports whether a text or a sentence of it was learnt to be the wish, with so much
// belief.
func (r Reading) personBelief(least float64) bool {
	if _, belief := r.HeardWhile(knowledge.Person); belief >= least {
		return true
	}
	for part := range strings.FieldsFuncSeq(r.sensed.words, func(c rune) bool { return strings.ContainsRune(partEnds, c) }) {
		if _, belief := r.sensed.senses.Hear(knowledge.Person, part); belief >= least {
			return true
		}
	}
	return false
}

// personSays looks at each clause, and at two together where a comma parts them.
func (r Reading) personSays() personSays {
	says := personUnsaid
	for sentence := range strings.FieldsFuncSeq(unquoted(r.Folded), func(c rune) bool { return strings.ContainsRune("。!…", c) }) {
		clauses := strings.FieldsFunc(questionMarks.ReplaceAllString(sentence, "?、"), func(c rune) bool { return c == '、' || c == ',' })
		told := isTold(clauses)
		for i, clause := range clauses {
			if told && (strings.HasSuffix(clause, "て") || strings.HasSuffix(clause, "で")) {
				says = max(says, personRuledOut)
				continue
			}
			two := clause
			if i > 0 {
				two = clauses[i-1] + clause
			}
			one := personIn(clause)
			if one == personAsked || personIn(two) == personAsked {
				return personAsked
			}
			says = max(says, one)
		}
	}
	return says
}

// isTold reports whether a sentence ends as what has happened: a clause that runs on into it
// (担当者と話して、…) is no order then.
func isTold(clauses []string) bool {
	if len(clauses) < 2 {
		return false
	}
	last := clauses[len(clauses)-1]
	has := runeSetOf(last)
	return personOver.saysIn(last, &has)
}

var (
	questionMarks = regexp.MustCompile(`\?+`)
	inQuotes      = regexp.MustCompile(`[「『][^」』]*[」』]`)
	quoteSigns    = strings.NewReplacer("「", "", "」", "", "『", "", "』", "")
	kanaBlanks    = regexp.MustCompile(`([ぁ-んー一-龠]) +`)
)

// unquoted is a folded text in hiragana without what others said; one that is all in quotes is
// taken as said.
func unquoted(folded string) string {
	text := inQuotes.ReplaceAllString(folded, "")
	if len(strings.Trim(text, "。! ")) == 0 {
		text = quoteSigns.Replace(folded)
	}
	return kanaBlanks.ReplaceAllString(strings.Map(hiragana, text), "$1")
}

// personIn judges a clause.
func personIn(clause string) personSays {
	clause = strings.Trim(clause, " ~")
	has := runeSetOf(clause)
	says := func(g Group) bool { return g.saysIn(clause, &has) }
	who, phone := says(personWho), says(personPhone)
	wished, against := says(personWished), says(personOthers) || says(personThing) || says(personSpared) || says(personQuoted)
	asks, orders := says(personAsks), says(personOrdered)
	switch {
	case against || says(personWhom) && !wished:
	case says(personSole), says(personMachine) && says(personRefused):
		return personAsked
	case says(personOver):
	case who && (wished || says(personThere) || (asks || orders) && says(personDeed)),
		phone && (wished || orders || asks && says(personDeed)),
		says(personPassedOn) && (wished || asks || orders):
		return personAsked
	case who || phone || says(personMachine) || wished && says(personDeed):
		return personNamed
	default:
		return personUnsaid
	}
	if who || phone || says(personDeed) {
		return personRuledOut
	}
	return personUnsaid
}
