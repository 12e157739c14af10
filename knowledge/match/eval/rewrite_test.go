package eval_test

import (
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/ikawaha/kagome-dict/ipa"
	"github.com/ikawaha/kagome/v2/tokenizer"
)

// rewrite says the same as a question says, in other words or with harmless ones added. It has several forms.
type rewrite struct {
	name  string
	forms []func(text string) string
}

// rewrites are the nine, whose words stand in testdata/rewrites.txt.
func rewrites(t *testing.T) []rewrite {
	t.Helper()
	words := rewriteWords(t)
	return []rewrite{
		{"greeting", before(words["greeting"])},
		{"thanks", behind(words["thanks"])},
		{"company", before(words["company"])},
		{"politer", []func(string) string{
			func(text string) string { return endsIn(words["politer"], text) },
			func(text string) string { return "恐れ入りますが、" + endsIn(words["politer"], text) },
		}},
		{"rougher", []func(string) string{
			func(text string) string { return endsIn(words["rougher"], text) },
			func(text string) string { return "なあ、" + endsIn(words["rougher"], text) },
			func(text string) string { return endsIn(words["rougher"], text) + "ったく、なんなんだよ。" },
		}},
		{"kana", []func(string) string{
			func(text string) string { return inKana(text, 1) },
			func(text string) string { return inKana(text, 2) },
		}},
		{"comfort", behind(words["comfort"])},
		{"apology", behind(words["apology"])},
		{"aside", behind(words["aside"])},
	}
}

// rewriteWords are the lines of rewrites.txt by section.
func rewriteWords(t *testing.T) map[string][]string {
	t.Helper()
	data, err := os.ReadFile("testdata/rewrites.txt")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	section := ""
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "# ["); ok {
			section, _, _ = strings.Cut(name, "]")
		} else if line != "" && line[0] != '#' {
			out[section] = append(out[section], line)
		}
	}
	return out
}

func before(words []string) (out []func(string) string) {
	for _, w := range words {
		out = append(out, func(text string) string { return w + text })
	}
	return out
}

func behind(words []string) (out []func(string) string) {
	for _, w := range words {
		out = append(out, func(text string) string { return finished(text) + w })
	}
	return out
}

const sentenceEnds = "。？！?!\n"

// finished is a text that ends as a sentence does.
func finished(text string) string {
	text = strings.TrimSpace(text)
	if text != "" && !strings.ContainsAny(lastRune(text), sentenceEnds) {
		text += "。"
	}
	return text
}

func lastRune(text string) string {
	r := []rune(text)
	return string(r[len(r)-1:])
}

// endsIn lets the sentences of a text end in other words, where a line of "from -> to" says how.
func endsIn(lines []string, text string) string {
	var out strings.Builder
	for text != "" {
		end := strings.IndexAny(text, sentenceEnds)
		if end < 0 {
			end = len(text)
		}
		sentence := text[:end]
		for _, l := range lines {
			from, to, _ := strings.Cut(l, " -> ")
			if rest, ok := strings.CutSuffix(sentence, from); ok {
				sentence = rest + to
				break
			}
		}
		out.WriteString(sentence)
		text = text[end:]
		n := len(text) - len(strings.TrimLeft(text, sentenceEnds))
		out.WriteString(text[:n])
		text = text[n:]
	}
	return out.String()
}

var dictionary = sync.OnceValue(func() *tokenizer.Tokenizer {
	d, err := tokenizer.New(ipa.Dict(), tokenizer.OmitBosEos())
	if err != nil {
		panic(err)
	}
	return d
})

// inKana writes each nth word that holds kanji as it is read.
func inKana(text string, nth int) string {
	var out strings.Builder
	n := 0
	for _, m := range dictionary().Analyze(text, tokenizer.Normal) {
		said, ok := m.Reading()
		if ok && said != "*" && strings.ContainsFunc(m.Surface, isHan) {
			if n++; n%nth == 0 {
				out.WriteString(strings.Map(toHiragana, said))
				continue
			}
		}
		out.WriteString(m.Surface)
	}
	return out.String()
}

func isHan(r rune) bool { return r >= '一' && r <= '鿿' || r == '々' }

func toHiragana(r rune) rune {
	if r >= 'ァ' && r <= 'ヶ' {
		return r - 'ァ' + 'ぁ'
	}
	return r
}

func TestRewrites(t *testing.T) {
	const text = "添付を開いてしまいました。どうしたらいいですか?"
	want := map[string]string{
		"greeting": "おはようございます。" + text,
		"thanks":   text + "よろしくお願いいたします。",
		"politer":  "添付を開いてしまいましたのでございます。いかがいたしたらよろしいでしょうか?",
		"rougher":  "添付を開いちまったんだよ。どうすりゃいいんだよ?",
		"kana":     "てんぷをひらいてしまいました。どうしたらいいですか?",
		"comfort":  text + "知り合いは大丈夫だと言っています。",
	}
	for _, r := range rewrites(t) {
		if len(r.forms) == 0 {
			t.Errorf("%s has no form", r.name)
			continue
		}
		if got := r.forms[0](text); want[r.name] != "" && got != want[r.name] {
			t.Errorf("%s: %s, want %s", r.name, got, want[r.name])
		}
	}
}
