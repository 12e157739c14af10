package reading

import (
	"slices"
	"strings"

	"madoguchi/knowledge"
)

// What is demanded of somebody, or what they are about to do, has not happened; it is what must be
// kept from happening: いま振込ボタン押すとこ, カード番号読んでくれ言うてます. It is read from the verbs and objects of the
// deeds and stands in a slot of its own, so that it is taken for no deed.

// What somebody faces.
const (
	toPay     = "paying"  // about to pay
	askedPay  = "pay"     // told to pay
	toTell    = "tell"    // what opens something is asked for
	toControl = "control" // somebody wants to operate the machine
	toHand    = "hand"    // somebody comes for the card
	toOpen    = "open"    // about to open, press or plug in
)

// order are the ways in which a verb is asked for, as in 払え, and plain is its plain form, 払う.
type order struct {
	plain  string
	orders []string
	te     []string // an order only where it is quoted: 払ってと言われた
}

var (
	// rows are the endings of the plain and of the ordering form by the one before ます.
	rows = map[string][2]string{"い": {"う", "え"}, "り": {"る", "れ"}, "き": {"く", "け"}, "ぎ": {"ぐ", "げ"}, "し": {"す", "せ"}, "み": {"む", "め"}, "ち": {"つ", "て"}, "び": {"ぶ", "べ"}}

	ordersOf = map[bend]order{}
)

func init() {
	for _, b := range bends {
		ordersOf[b] = b.order()
	}
}

func (b bend) order() order {
	var o order
	switch row, isRow := rows[b.masu]; {
	case b == suru:
		o = order{plain: "する", orders: []string{"しろ", "せよ", "せえ"}}
	case isRow:
		o = order{plain: row[0], orders: []string{row[1]}}
	default:
		o = order{plain: "る", orders: []string{"ろ", "よ"}}
	}
	o.te = formsOf[b].te
	for _, te := range o.te {
		for _, more := range []string{"くれ", "ください", "下さい", "ほしい", "欲しい", "ちょうだい", "もら", "いただ", "頂"} {
			o.orders = append(o.orders, te+more)
		}
	}
	for _, more := range []string{"なさい", "や", "てや"} {
		o.orders = append(o.orders, b.masu+more)
	}
	return o
}

// verge is how near a deed is that has not been done.
type verge int

const (
	notAhead   verge = iota
	soon             // about to be done
	bySomebody       // somebody demands it
	inWriting        // a mail or a page demands it
)

// aheadOf says what the text behind a verb's root tells of a deed that has not been done.
func (v verb) aheadOf(rest string) verge {
	if v.bend == suru {
		rest = rest[len(between.FindString(rest)):]
		if vergeNoun.says(rest) {
			return bySomebody
		}
	}
	o := ordersOf[v.bend]
	for i, word := range slices.Concat(o.orders, o.te) {
		behind, ok := strings.CutPrefix(rest, word)
		switch quoted := i < len(o.orders) || vergeQuoted.says(behind); {
		case !ok || !quoted:
		case vergeSaid.says(behind):
			return bySomebody
		case vergeWritten.says(behind):
			return inWriting
		}
	}
	for _, f := range []struct {
		ending string
		behind Group
		tells  verge
	}{{o.plain, vergePlain, soon}, {o.plain, vergeTold, bySomebody}, {v.bend.will, vergeWill, soon}, {v.bend.nai, vergeElse, bySomebody}, {v.bend.masu, vergeGoes, soon}} {
		if behind, ok := strings.CutPrefix(rest, f.ending); ok && f.behind.says(behind) {
			return f.tells
		}
	}
	return notAhead
}

// facing is what a deed is as long as it is ahead, or "".
func (d *deed) facing(near verge) string {
	switch d.slot {
	case "paid":
		if near == soon {
			return toPay
		}
		return askedPay
	case "typed_in":
		if near != inWriting { // every false page asks for it, and its entry says what to do
			return toTell
		}
	case "remote_control":
		if near != inWriting {
			return toControl
		}
	case "app_installed", "opened", "tapped":
		if near == soon {
			return toOpen
		}
	case knowledge.SlotDid:
		switch {
		case d.value == "handed":
			return toHand
		case near == soon && (d.value == "usb" || d.value == "ran_command"):
			return toOpen
		}
	}
	return ""
}

// readAhead adds what is demanded or about to be done. text is read with what it quotes, for
// demands are quoted.
func readAhead(text string, sentences []Sentence, out knowledge.Facts) {
	if !verges.says(text) || vergeOver.says(text) {
		return
	}
	for _, s := range sentences {
		for _, g := range facings {
			if s.Mood.real() && g.says(s.Text) {
				facesNow(out, strings.TrimPrefix(string(g), ahead))
			}
		}
	}
	has := runeSetOf(text)
	for i, v := range lexicon {
		if !has.holds(&roots[i].runes) {
			continue
		}
		for from := range occurrencesOf(v.root, text) {
			to := from + len(v.root)
			near := v.aheadOf(firstRunes(text[to:], reach))
			if near == notAhead || partOfAnother(text, from, v.root) || !sentenceAt(sentences, from).Mood.real() {
				continue
			}
			before, behind := sentenceAround(text, from, to)
			if supposed(before) || near == soon && byOthers(before, behind) {
				continue
			}
			for _, place := range meaning(event{v, done, from, to}, text, before, behind, before, before) {
				facesNow(out, deeds[place].facing(near))
			}
		}
	}
}

// facesNow adds what somebody faces, unless it was done already.
func facesNow(out knowledge.Facts, value string) {
	did := map[string]string{toPay: "paid", askedPay: "paid", toTell: "typed_in", toControl: "remote_control"}[value]
	if value != "" && (did == "" || !out.Has(did)) {
		out[knowledge.SlotFacing] = knowledge.Joined(out[knowledge.SlotFacing], value)
	}
}

// facings are the phrases that tell by themselves what is ahead.
var facings = func() []Group {
	var out []Group
	for _, g := range patterns.inFile["verge.txt"] {
		if strings.HasPrefix(string(g), ahead) {
			out = append(out, g)
		}
	}
	return out
}()
