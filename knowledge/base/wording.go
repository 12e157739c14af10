package base

import (
	"cmp"
	_ "embed"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"madoguchi/knowledge"
)

// jargon holds, a line each, a word that is not said at all or, with 説明 behind a tab, only with
// an explanation.
//
//go:embed jargon.txt
var jargon string

var (
	sentences = regexp.MustCompile(`[^。！？\n]+[。！？]?`)
	bracketed = regexp.MustCompile(`（[^（）]*）|「[^「」]*」|【[^【】]*】`)
	screens   = regexp.MustCompile(`「[^「」]*」`) // what stands on a screen
	kana      = regexp.MustCompile(`[ぁ-ヴ]`)
	polite    = regexp.MustCompile(`(?:です|ます|ません|ました|でした|ましょう|でしょう|ください)(?:[かねよ]|よね)?。$|^(?:はい|いいえ|こんにちは|どういたしまして)。$`)
	courteous = regexp.MustCompile(`(?:ごめん|おかえり|おやすみ)なさい。$`)
	elliptic  = regexp.MustCompile(`(?:へ|に|も|で|を|は|まで|から)。$`) // 「仕事のパソコンは、保守の業者へ。」, as people speak
	plain     = regexp.MustCompile(`(?:である|であった|なのだ|のだ|[^んた]だった|[^んいた]だ|だろう)。?$`)
	orders    = regexp.MustCompile(`(?:せよ|しろ|やめろ|見ろ|切れ|するな|払うな|押すな|開くな|[^くし]なさい)。?$`)
)

// Wording returns what in a base's texts is not said as a kind adviser says it: sentences that do
// not end in です or ます, bare imperatives, and words that need an explanation and have none.
// Lines without a full stop, as the lists of what not to do, may be fragments.
func Wording(b *knowledge.Base) []Problem {
	w := &wording{jargon: readJargon()}
	for _, f := range b.FAQs {
		w.faq(f)
	}
	for id, list := range b.Followups {
		for n, f := range list {
			w.followup(fmt.Sprintf("followups %s, %d", cmp.Or(id, generalFollowups), n+1), f, b.FAQ(id))
		}
	}
	for _, d := range b.Deeds {
		w.texts("deed "+d.ID, plainTexts(d.Aid)...)
	}
	for _, t := range slices.Concat(b.Terms, b.Firms, b.Sources) {
		for _, l := range slices.Concat(t.What, t.How) {
			w.politeness("term "+t.Names[0], l.Text)
		}
	}
	for _, f := range b.Forms {
		w.texts("form "+f.ID, f.Lead...)
		for _, l := range f.Lines() {
			w.politeness("form "+f.ID, l.Text)
		}
	}
	for _, v := range b.Voices {
		w.texts("voice "+v.ID, said(v)...)
	}
	for _, s := range b.Slots {
		w.texts("slot "+s.Name, s.Question, s.Again, s.Why)
		w.texts("slot "+s.Name+", easy", s.EasyQuestion, s.EasyAgain)
	}
	for key, text := range b.Phrases {
		w.texts("phrase "+key, text)
	}
	for key, text := range b.Easy {
		w.texts("easy phrase "+key, text)
	}
	for id, list := range b.EasyLines {
		for _, l := range list {
			w.politeness("easy "+id, l.Easy)
		}
	}
	slices.SortFunc(w.found, func(a, b Problem) int { return strings.Compare(a.Where+a.What, b.Where+b.What) })
	return w.found
}

// term is a word that needs an explanation, or that is not said.
type term struct {
	word      string
	forbidden bool
}

type wording struct {
	jargon []term
	found  []Problem
}

func (w *wording) fault(where, format string, args ...any) {
	w.found = append(w.found, Problem{Where: where, What: fmt.Sprintf(format, args...), Form: format, Args: args})
}

func (w *wording) faq(f *knowledge.FAQ) {
	var all []string
	for field, lines := range f.Texts {
		for i, l := range lines {
			w.politeness(fmt.Sprintf("faq %s, %s %d", f.ID, field, i+1), l.Text)
			all = append(all, l.Text)
		}
	}
	w.explained("faq "+f.ID, strings.Join(all, "\n"), "")
}

// followup looks at a reply. Words that the consulters use themselves, or that the answer before it
// explains, need no explanation.
func (w *wording) followup(where string, f knowledge.Followup, entry *knowledge.FAQ) {
	known := strings.Join(f.Ask, "\n")
	if entry != nil {
		for _, lines := range entry.Texts {
			known += "\n" + strings.Join(plainTexts(lines), "\n")
		}
	}
	for _, lines := range [][]knowledge.Line{f.Say, f.Calm} {
		texts := plainTexts(lines)
		for _, text := range texts {
			w.politeness(where, text)
		}
		w.explained(where, strings.Join(texts, "\n"), known)
	}
}

func plainTexts(lines []knowledge.Line) []string {
	var out []string
	for _, l := range lines {
		out = append(out, l.Text)
	}
	return out
}

// said are all lines of a voice that may be said.
func said(v *knowledge.Voice) []string {
	return slices.Concat(v.Say, slices.Concat(slices.Collect(maps.Values(v.Without))...))
}

func (w *wording) texts(where string, texts ...string) {
	for _, text := range texts {
		w.politeness(where, text)
	}
	w.explained(where, strings.Join(texts, "\n"), "")
}

// politeness looks at how sentences end. What stands in brackets or quotes is not the desk's own.
func (w *wording) politeness(where, text string) {
	for bracketed.MatchString(text) {
		text = bracketed.ReplaceAllString(text, "")
	}
	for _, s := range sentences.FindAllString(text, -1) {
		s = strings.TrimSpace(s)
		switch {
		case !kana.MatchString(s), courteous.MatchString(s): // another language, or as people greet
		case plain.MatchString(s), orders.MatchString(s):
			w.fault(where, "is rude: 「%s」", s)
		case strings.HasSuffix(s, "。") && !polite.MatchString(s) && !elliptic.MatchString(s):
			w.fault(where, "does not end in です or ます: 「%s」", s)
		}
	}
}

// explained looks for words that are not said, or not without an explanation in the same text,
// unless they are known. What stands on a screen is named as it stands there.
func (w *wording) explained(where, text, known string) {
	text = screens.ReplaceAllString(text, "")
	for _, j := range w.jargon {
		switch {
		case knowledge.WordIn(text, j.word) < 0, knowledge.WordIn(known, j.word) >= 0:
		case j.forbidden:
			w.fault(where, "says 「%s」", j.word)
		case !regexp.MustCompile(regexp.QuoteMeta(j.word) + `[^（。\n]{0,8}[（、]?(?:（|とは|のこと)|（[^）]*` + regexp.QuoteMeta(j.word) + `[^）]*）`).MatchString(text):
			w.fault(where, "says 「%s」 without explaining it", j.word)
		}
	}
}

func readJargon() []term {
	var out []term
	for line := range strings.Lines(jargon) {
		word, need, explain := strings.Cut(strings.TrimSpace(line), "\t")
		if word != "" && !strings.HasPrefix(word, "#") {
			out = append(out, term{word: word, forbidden: !explain || need != "説明"})
		}
	}
	return out
}
