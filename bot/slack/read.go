package slack

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kyokomi/emoji/v2"
)

// What a person says in Slack reaches others as what it means: what is struck out is not said,
// other formatting is left out, emoji become signs, and addresses and codes stay as they are. The
// text of a message is its formatting in marks; the blocks, where there are any, say which marks
// are formatting.

// reader reads what people write in Slack.
type reader struct{ texts texts }

// words are what a person said with a message: its text, and behind it what they forwarded, quoted.
func (rd reader) words(m message, self string) string {
	said := []string{rd.spoken(string(m.Text), m.Blocks, self)}
	for _, a := range m.Attachments {
		said = append(said, asQuote(rd.forwarded(a, self)))
	}
	said = slices.DeleteFunc(said, func(p string) bool { return p == "" })
	return strings.Join(said, "\n")
}

// spoken is a text, or where there is none what its blocks say.
func (rd reader) spoken(text string, raw json.RawMessage, self string) string {
	list := readBlocks(raw)
	var lines []string
	if strings.TrimSpace(text) != "" {
		lines = append(lines, rd.read(text, self, hintsOf(list)))
		list = slices.DeleteFunc(list, func(b blockIn) bool { return b.Type != "table" }) // of which the text says nothing
	}
	for _, b := range list {
		if l := rd.blockWords(b, self); l != "" {
			lines = append(lines, l)
		}
	}
	return strings.Join(lines, "\n")
}

// forwarded is what another message said that a person passes on.
func (rd reader) forwarded(a attachment, self string) string {
	if words := rd.spoken(string(a.Text), a.Blocks, self); words != "" {
		return words
	}
	var parts []string
	for _, m := range a.Messages {
		if words := rd.spoken("", m.Message.Blocks, self); words != "" {
			parts = append(parts, words)
		}
	}
	if len(parts) > 0 {
		return strings.Join(parts, "\n")
	}
	return rd.read(string(a.Fallback), self, hints{})
}

// asQuote marks lines as another's.
func asQuote(text string) string {
	if text == "" {
		return ""
	}
	return "> " + strings.ReplaceAll(text, "\n", "\n> ")
}

// hints are what a message's blocks tell of the marks in its text.
type hints struct {
	known  bool            // there are blocks of the kind that people write
	struck []string        // runs that are struck out
	emoji  map[string]bool // by name
}

var (
	shielded = regexp.MustCompile("(?s)```.*?```|`[^`\n]+`|<[^<>\n]+>")
	codes    = regexp.MustCompile(`(?::[0-9_]*[a-z+-][a-z0-9_+-]*:(?::skin-tone-[2-6]:)?)+`)
	pairs    = map[byte]*regexp.Regexp{
		'~': regexp.MustCompile(`~([^~\s](?:[^~\n]*[^~\s])?)~`),
		'*': regexp.MustCompile(`\*([^*\s](?:[^*\n]*[^*\s])?)\*`),
		'_': regexp.MustCompile(`_([^_\s](?:[^_\n]*[^_\s])?)_`),
	}
)

// shield is the first of the runes that stand for what is not looked at; Unicode leaves them to
// whoever wants them.
const shield = '\uE000'

// read reads a text that a person wrote in Slack. Mentions of self are left out, other people
// become a word.
func (rd reader) read(text, self string, h hints) string {
	for _, run := range h.struck {
		text = strings.ReplaceAll(text, "~"+escape(run)+"~", "")
	}
	text = strings.Map(func(r rune) rune { // nobody but us means something by them
		if r >= shield && r <= '\uF8FF' {
			return utf8.RuneError
		}
		return r
	}, text)
	var kept []string
	text = shielded.ReplaceAllStringFunc(text, func(part string) string {
		if len(kept) > '\uF8FF'-shield {
			return part
		}
		kept = append(kept, part)
		return string(shield + rune(len(kept)-1))
	})
	if !h.known {
		text = unwrap(text, '~', func(string) string { return "" })
	}
	for _, mark := range []byte("*_") {
		text = unwrap(text, mark, func(inner string) string { return inner })
	}
	text = withEmoji(text, h)
	var out strings.Builder
	for _, r := range text {
		if i := int(r - shield); r >= shield && i < len(kept) {
			out.WriteString(rd.unshield(kept[i], self))
			continue
		}
		out.WriteRune(r)
	}
	return strings.TrimSpace(unescaper.Replace(out.String()))
}

// unshield is what code or an entity says.
func (rd reader) unshield(part, self string) string {
	if part[0] == '<' {
		return rd.entity(part, self)
	}
	return strings.Trim(part, "`")
}

// unwrap takes marks off that stand around words, where Slack takes them for formatting: not within
// a word or a number.
func unwrap(text string, mark byte, by func(string) string) string {
	var out strings.Builder
	for {
		at := pairs[mark].FindStringSubmatchIndex(text)
		if at == nil {
			out.WriteString(text)
			return out.String()
		}
		if !apart(text, at[0], at[1]) {
			out.WriteString(text[:at[0]+1])
			text = text[at[0]+1:]
			continue
		}
		out.WriteString(text[:at[0]] + by(text[at[2]:at[3]]))
		text = text[at[1]:]
	}
}

// apart reports whether neither a letter nor a number touches a part of a text.
func apart(text string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	after, _ := utf8.DecodeRuneInString(text[to:])
	word := func(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsNumber(r)) }
	return !word(before) && !word(after)
}

// withEmoji puts the signs for Slack's names of them: elsewhere nobody knows what :bow: is. A
// workspace's own stay names, and so does what stands within an address or a code: fe80::bee:1,
// 00:ab:12.
func withEmoji(text string, h hints) string {
	signs := emoji.CodeMap()
	var out strings.Builder
	last := 0
	for _, at := range codes.FindAllStringIndex(text, -1) {
		run := text[at[0]:at[1]]
		out.WriteString(text[last:at[0]])
		last = at[1]
		if !h.known && within(text, at[0], at[1]) {
			out.WriteString(run)
			continue
		}
		out.WriteString(shortcode.ReplaceAllStringFunc(run, func(code string) string {
			name, _, _ := strings.Cut(code[1:], ":")
			if sign, ok := signs[":"+name+":"]; ok && (!h.known || h.emoji[name]) {
				return strings.TrimSpace(sign)
			}
			return code
		}))
	}
	return out.String() + text[last:]
}

// within reports whether a part of a text stands within something that is written in one piece.
func within(text string, from, to int) bool {
	piece := func(r rune) bool {
		return r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsNumber(r) || strings.ContainsRune(`:/\.-_@%#=`, r))
	}
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	after, _ := utf8.DecodeRuneInString(text[to:])
	return from > 0 && piece(before) || to < len(text) && (unicode.IsLetter(after) || unicode.IsNumber(after) || after == ':' || after == '/') && after < utf8.RuneSelf
}
