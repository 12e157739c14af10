package mask

import (
	"regexp"
	"strings"
)

const dot = `(?:_?\._?|\[\.\]|\(\.\)|\(dot\)|\[dot\])`

var mailExpr = pattern(`(?i)[a-z0-9][a-z0-9.\x5F%+\-]*_?(?:@|\(at\)|\[at\])_?[a-z0-9][a-z0-9\-]*(?:` + dot + `[a-z0-9\-]+)*`)

// mails finds mail addresses, except those of public bodies.
func mails(s *source) {
	if !strings.Contains(s.text, "@") && !strings.Contains(s.text, "at") {
		return
	}
	s.inRuns(mailExpr, 0, func(m []int) {
		host := s.text[m[0]:m[1]]
		for _, sign := range []string{"@", "(at)", "[at]"} {
			if i := strings.LastIndex(strings.ToLower(host), sign); i >= 0 {
				host = host[i+len(sign):]
				break
			}
		}
		if isPublic(host) {
			s.protect(m[0], m[1])
		} else {
			s.strong(m[0], m[1], Mail)
		}
	})
}

var handleExpr = pattern(`(?:^|[^A-Za-z0-9@.])(@[A-Za-z0-9\x5F]{4,30})(?:$|[^A-Za-z0-9.@])`)

// handles finds the names of accounts: @name.
func handles(s *source) {
	s.inRuns(handleExpr, 0, func(m []int) {
		if !s.touchesKept(m[2], m[3]) {
			s.strong(m[2], m[3], Number)
		}
	})
}

const (
	topLevels = `(?:com|net|org|info|biz|jp|co|top|xyz|shop|site|online|store|club|cn|ru|tk|ml|ga|cf|gq|io|me|tv|cc|us|uk|de|fr|it|nl|pl|ua|br|in|id|vn|th|my|sg|ph|au|ca|kr|tw|hk|asia|tokyo|osaka|app|dev|page|link|live|vip|icu|work|works|buzz|cyou|fun|space|website|tech|cloud|pro|mobi|win|bid|loan|click|press|life|world|today|news|blog|market|sale|cfd|sbs|bond|su|eu|ly|gl|to|ai|edu|gov|mil)`
	urlTail   = `[a-zA-Z0-9\-.\x5F~:/?#\[\]@!$&'()*+,;=%|]*`
	label     = `[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?`
)

var urlExprs = []regex{
	pattern(`(?i)(?:h(?:tt|xx)ps?|ttps?|ftp)_?[:;]?_?/{1,3}_?[a-z0-9\[]` + urlTail),
	pattern(`(?i)(?:h(?:tt|xx)ps?|ttps?):` + label + `(?:` + dot + label + `)+` + urlTail),
	pattern(`(?i)(?:/{2}|\bwww\d?\.)` + label + `(?:\.` + label + `)+(?:[:/?#]` + urlTail + `)?`),
	pattern(`(?i)\b` + label + `(?:(?:\.|\[\.\]|\(\.\)|\(dot\)|\[dot\])` + label + `)*(?:\.|\[\.\]|\(\.\)|\(dot\)|\[dot\])` + topLevels + `\b(?:[:/?#]` + urlTail + `)?`),
}

// urls finds web addresses, whole, broken or bare, except those of public bodies and platforms' front doors.
func urls(s *source) {
	if !strings.Contains(s.text, ".") && !strings.Contains(s.text, "//") && !strings.Contains(strings.ToLower(s.text), "dot") {
		return
	}
	for _, e := range urlExprs {
		s.inRuns(e, 0, func(m []int) {
			start, end := m[0], m[0]+len(trimURL(s.text[m[0]:m[1]]))
			if r := s.before(start); r == '@' || r == '.' || isLatin(r) {
				return
			}
			switch u := s.text[start:end]; {
			case publicURL(u):
				s.protect(start, end)
			case !isVersion(u) && !s.stays(start, end):
				s.strong(start, end, URL)
			}
		})
	}
}

// links protects web addresses in the chat: the numbers in them are not telephone numbers.
func links(s *source) {
	for _, e := range urlExprs[:1] {
		s.inRuns(e, 0, func(m []int) { s.protect(m[0], m[1]) })
	}
}

// trimURL cuts the signs that end a sentence, and a closing bracket that the address did not open.
func trimURL(u string) string {
	for u != "" {
		last := u[len(u)-1]
		if !strings.ContainsRune(".,:;!?'|", rune(last)) &&
			!(last == ')' && strings.Count(u, "(") < strings.Count(u, ")")) &&
			!(last == ']' && strings.Count(u, "[") < strings.Count(u, "]")) {
			break
		}
		u = u[:len(u)-1]
	}
	return u
}

// publicURL is true of public bodies' pages and of platforms' own front doors.
func publicURL(u string) bool {
	u = strings.NewReplacer("[.]", ".", "(.)", ".").Replace(strings.ToLower(u))
	if i := strings.Index(u, "//"); i >= 0 {
		u = u[i+2:]
	} else if i := strings.IndexAny(u, ":/"); i >= 0 && !strings.Contains(u[:i], ".") {
		u = strings.TrimLeft(u[i+1:], "/")
	}
	host, path := u, ""
	if i := strings.IndexAny(u, "/?#:"); i >= 0 {
		host, path = u[:i], strings.TrimRight(u[i:], "/")
	}
	return isPublic(host) || path == "" && platformDomains()[strings.TrimPrefix(host, "www.")]
}

func isPublic(host string) bool {
	host = strings.ToLower(strings.ReplaceAll(host, " ", ""))
	for _, d := range publicDomains() {
		if host == d || strings.HasSuffix(host, "."+d) {
			return true
		}
	}
	return false
}

var versionExpr = regexp.MustCompile(`(?i)^(?:v?\d+(?:\.\d+)*(?:\.[a-z])?|[a-z]+\.(?:net|io)|node\.js|vb\.net|asp\.net|ado\.net|\d+\.\d+[a-z]{0,2})$`)

// isVersion is true of what looks like a domain and is a version or a framework: ASP.NET.
func isVersion(u string) bool {
	l := strings.ToLower(u)
	return versionExpr.MatchString(l) && (l[0] >= '0' && l[0] <= '9' || l == "asp.net" || l == "vb.net" || l == "ado.net" || l == "socket.io")
}
