package slack

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/kyokomi/emoji/v2"

	"madoguchi/bot"
)

// Slack's texts hold entities both ways: &, < and > are escaped, what stands in < > is a link or a
// mention (docs.slack.dev/messaging/formatting-message-text).

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// escape makes words that are not ours harmless: no link, no mention.
func escape(text string) string { return escaper.Replace(text) }

var unescaper = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

// plain reads a text that a person wrote in Slack, without its blocks.
func (rd reader) plain(text, self string) string { return rd.read(text, self, hints{}) }

// entity is what a link or a mention says, <...>.
func (rd reader) entity(e, self string) string {
	body, label, _ := strings.Cut(e[1:len(e)-1], "|")
	switch {
	case self != "" && body == "@"+self:
		return ""
	case strings.HasPrefix(body, "@"):
		if label == "" {
			label = rd.texts.of("someone") // an id says nothing to anybody, and is not ours to keep
		}
		return "@" + strings.TrimPrefix(label, "@")
	case strings.HasPrefix(body, "#"):
		return "#" + label
	case strings.HasPrefix(body, "!date^"):
		return label // how it reads where times are not known
	case strings.HasPrefix(body, "!"):
		name, _, _ := strings.Cut(body[1:], "^")
		if label != "" {
			name = strings.TrimPrefix(label, "@")
		}
		return "@" + name
	case strings.HasPrefix(body, "mailto:"), strings.HasPrefix(body, "tel:"):
		_, address, _ := strings.Cut(body, ":")
		return address
	case label == "" || label == body || strings.HasSuffix(body, "://"+label):
		return body
	}
	return label + " (" + body + ")" // a link whose words hide where it leads
}

// shortcode is how Slack writes an emoji, whatever was pressed, perhaps with a colour of skin.
// Digits between colons may be a time or an extension.
var shortcode = regexp.MustCompile(`:([0-9_]*[a-z+-][a-z0-9_+-]*):(?::skin-tone-[2-6]:)?`)

// mentions reports whether a text names somebody.
func mentions(text, user string) bool {
	return user != "" && (strings.Contains(text, "<@"+user+">") || strings.Contains(text, "<@"+user+"|"))
}

var (
	crowd = regexp.MustCompile(`(?i)@(here|channel|everyone|subteam)`)
)

// defang makes links and addresses in a stranger's words such as nobody can follow by a slip, and
// Slack does not turn into links: hxxps://example[.]com. Mentions lose their sign. The result is
// escaped.
func defang(text string) string {
	text = bot.Defang(crowd.ReplaceAllString(text, "＠$1"))
	return escape(still(text))
}

// joiner is a sign that nobody sees.
const joiner = "\u2060"

// still keeps marks and names of emoji in another's words from being taken for formatting:
// 00:ab:12, ~5時 stay what they are.
func still(text string) string {
	for mark := range pairs {
		text = unwrap(text, mark, func(inner string) string { return string(mark) + joiner + inner + string(mark) })
	}
	signs := emoji.CodeMap()
	return shortcode.ReplaceAllStringFunc(text, func(code string) string {
		name, _, _ := strings.Cut(code[1:], ":")
		if _, ok := signs[":"+name+":"]; ok {
			return ":" + joiner + code[1:]
		}
		return code
	})
}

// length is how long Slack's own JavaScript finds a text: in UTF-16 units.
func length(text string) int {
	n := 0
	for _, r := range text {
		n += utf16Len(r)
	}
	return n
}

func utf16Len(r rune) int { return max(1, utf16.RuneLen(r)) }

// clip shortens a text to at most n units and never cuts an entity such as &amp; in two.
func clip(text string, n int) string {
	if length(text) <= n {
		return text
	}
	head, _ := cut(text, n-1)
	return head + "…"
}

// cut splits a text after at most n units, preferably at the end of a line.
func cut(text string, n int) (head, rest string) {
	units, line := 0, 0
	for i, r := range text {
		if units += utf16Len(r); units > n {
			at := i
			if line > i/2 {
				at = line
			} else if amp := strings.LastIndexByte(text[:i], '&'); amp > 0 && i-amp < 6 && !strings.Contains(text[amp:i], ";") {
				at = amp
			}
			return strings.TrimSuffix(text[:at], "\n"), text[at:]
		}
		if r == '\n' {
			line = i + 1
		}
	}
	return text, ""
}

// pieces cuts a text into parts of at most n units; none is blank.
func pieces(text string, n int) (out []string) {
	for text != "" {
		var head string
		head, text = cut(text, n)
		if strings.TrimSpace(head) != "" {
			out = append(out, head)
		}
	}
	return out
}

// timeOf reads a ts such as 1762750800.000100; zero when it is none.
func timeOf(ts string) time.Time {
	seconds, fraction, _ := strings.Cut(ts, ".")
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil || n <= 0 || n > 1<<40 {
		return time.Time{}
	}
	micros, err := strconv.ParseInt((fraction + "000000")[:6], 10, 64)
	if err != nil || micros < 0 {
		micros = 0
	}
	return time.Unix(n, micros*1000)
}
