package mask

import (
	"net/netip"
	"regexp"
	"strings"
)

var (
	cuedNumber = cue{findFold("number-cues"), pattern(`(?i)^(?:は|が|を|の|:|：|=|#|No\.?|№|_|「|\(|『|→)*(?:第)?([a-z0-9][a-z0-9\-‐―ー\x5F]{2,40}[a-z0-9]|(?:[a-z0-9]{1,8}|[ァ-ヺ\p{Han}]{1,3})(?:[-‐−－ー](?:[ァ-ヺ\p{Han}]{1,3}[-‐−－ー])?[a-z0-9]{1,12})+)`)}
	registered = cue{findFold("register-cues"), pattern(`^(?:は|が|を|の|:|：|=|_|「|\()*(\d[\d\-‐ー ]{2,40}\d)`)}
	tNumber    = regexp.MustCompile(`^(?i)T\d{13}$`)
	account    = cue{find("account-cues"), pattern(`^(?:は|が|の|:|：|_|「|\(|番号)*(\d[\d\-‐ー ]{4,10}\d)`)}
	ipExpr     = pattern(`\b\d{1,3}(?:\.\d{1,3}){3}\b`)
	mixedExpr  = pattern(`[A-Za-z0-9]+(?:[-‐ー\x5F][A-Za-z0-9]+)*`)
	dashedExpr = pattern(`\d{3,}(?:[-‐―ー－]\d{3,}){1,4}|\d{11,}`)
	plateExpr  = pattern(`[\p{Han}]{2,4}_?\d{2,3}_?[ぁ-ん]_?[\d・]{1,4}[-‐ー]?\d{2}`)
)

// accounts finds bank account and document numbers after their cue words.
func accounts(s *source) {
	account.each(s.text, func(_ span, m []int) {
		if n := len(digits(s.text[m[2]:m[3]])); n >= 6 && n <= 10 && !isMoney(s.text[m[3]:]) && !isUnit(s.text[m[3]:]) {
			s.strong(m[2], m[3], Number)
		}
	})
	cuedNumber.each(s.text, func(_ span, m []int) {
		v := s.text[m[2]:m[3]]
		if len(digits(v)) >= 4 && !tNumber.MatchString(v) && !isUnit(s.text[m[3]:]) && !isMoney(s.text[m[3]:]) && !isProduct(v) && !(isDate(v) && strings.ContainsAny(v, "-/.ー‐")) {
			s.strong(m[2], m[3], Number)
		}
	})
}

// numbers finds what accounts does, and also ids that stand without a cue word: mixed letters and digits of eight and
// more, long digit strings, number plates.
func numbers(s *source) {
	accounts(s)
	registered.each(s.text, func(_ span, m []int) { s.strong(m[2], m[3], Number) })
	s.inRuns(mixedExpr, 2, func(m []int) {
		if t := s.text[m[0]:m[1]]; isID(t) && !s.touchesKept(m[0], m[1]) {
			s.strong(m[0], m[1], Number)
		}
	})
	s.inRuns(dashedExpr, 11, func(m []int) {
		t := s.text[m[0]:m[1]]
		if n := len(digits(t)); n >= 11 && !s.touchesKept(m[0], m[1]) && !publicNumbers()[digits(t)] && !isMoney(s.text[m[1]:]) && !isLatin(s.before(m[0])) && !isDate(t) {
			s.strong(m[0], m[1], Number)
		}
	})
	s.inRuns(ipExpr, 4, func(m []int) {
		if ip, err := netip.ParseAddr(s.text[m[0]:m[1]]); err == nil && onNet(ip) && s.before(m[0]) != '.' && s.after(m[1]) != '.' && !s.cueBefore(m[0], "version-cues", 14) {
			s.strong(m[0], m[1], Number)
		}
	})
	for _, m := range plateExpr().FindAllStringIndex(s.text, -1) {
		s.strong(m[0], m[1], Number)
	}
}

// onNet is true of an address that leads to somebody: none of a house's own network, of an open resolver, and none so
// small that it rather is a version.
func onNet(ip netip.Addr) bool {
	b := ip.As4()
	resolver := b[0] == b[1] && (b[0] == 8 || b[0] == 1)
	return ip.IsGlobalUnicast() && !ip.IsPrivate() && !resolver && b[0] > 0 && (b[1] > 9 || b[2] > 9 || b[3] > 9)
}

// isID is true of a string without a meaning: letters and digits mixed, in more than one change or with many digits.
func isID(t string) bool {
	plainText := strings.Map(func(r rune) rune {
		if r < 128 && isLatin(r) {
			return r
		}
		return -1
	}, t)
	d := len(digits(plainText))
	if len(plainText) < 8 || d < 2 || d == len(plainText) || isProduct(t) || isDate(t) {
		return false
	}
	return changes(plainText) >= 2 || d >= 5
}

// changes counts how often letters and digits alternate.
func changes(t string) int {
	n := 0
	for i := 1; i < len(t); i++ {
		if (t[i] <= '9') != (t[i-1] <= '9') {
			n++
		}
	}
	return n
}

var (
	productExpr = regexp.MustCompile(`(?i)^(?:windows|win|office|microsoft|excel|word|outlook|access|powerpoint|server|sql|iphone|ipad|ipod|galaxy|xperia|pixel|aquos|android|mac|macos|ios|ie|chrome|firefox|fortigate|fortios|kb|cve|ms\d\d-|iso|iec|jis|nist|pci|sha|md5|aes|rsa|wpa|tls|ssl|ipv|http|usb|hdmi|wifi|802|rtx|wsr|lan|win32|x86|x64|0x|ubuntu|debian|centos|php|java|log4j|wordpress|office|ec-?cube|movable|p\.?\d|mission|ver|version|sp\d|core|ryzen|intel|nvme|ssd|ddr|covid|iphone|ps\d|switch|bluetooth|lockbit|base64|utf|cp932|shift|rfc|ascii|error|err|w32|win64)(?:server|office|pro|home|phone|os|update|air|mini|book|max|plus|ultra|server|note|tab|pad|sp|r|code)*[\-_]?[\d.\-_]+[a-z]{0,12}[\d.\-]*(?:bit|pro|home|sp\d|r\d|x64)?\d*$|^(?:0x|cve-|kb|ms\d\d-)[0-9a-f\-]+$`)
	dateExpr    = regexp.MustCompile(`^(?:19|20)\d\d[-‐ー/.]\d{1,2}(?:[-‐ー/.]\d{1,2})+$|^(?:19\d|20[0-4])\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])?$|^\d{1,2}[-‐ー/]\d{1,2}$`)
)

func isProduct(t string) bool { return productExpr.MatchString(t) }

func isDate(t string) bool { return dateExpr.MatchString(t) }
