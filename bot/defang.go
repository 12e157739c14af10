package bot

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	scheme  = regexp.MustCompile(`(?i)h..p(s?):/{1,3}`)
	schemes = regexp.MustCompile(`(?i)[a-z][a-z0-9+.-]{1,15}:/{1,3}`)
	dotted  = regexp.MustCompile(`[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+`)
	mailish = regexp.MustCompile(`([\p{L}\p{N}._%+-])@([\p{L}\p{N}])`)
)

// Defang makes links and addresses in a stranger's words such as nobody follows by a slip:
// hxxps://example[.]com.
func Defang(text string) string {
	text = scheme.ReplaceAllStringFunc(text, func(m string) string {
		if strings.ContainsAny(m[4:5], "sS") {
			return "hxxps://"
		}
		return "hxxp://"
	})
	text = schemes.ReplaceAllStringFunc(text, func(m string) string {
		if strings.HasPrefix(strings.ToLower(m), "hxxp") {
			return m
		}
		return strings.Replace(m, ":", "[:]", 1)
	})
	text = mailish.ReplaceAllString(text, "$1[@]$2")
	return dotted.ReplaceAllStringFunc(text, func(m string) string {
		if _, err := strconv.ParseFloat(m, 64); err == nil {
			return m // 2.5 is a number
		}
		return strings.ReplaceAll(m, ".", "[.]")
	})
}
