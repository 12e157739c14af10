package mask

import (
	"strings"
	"unicode"
)

var (
	keyExprs = []regex{
		pattern(`(?s)-----BEGIN [A-Z0-9 ]*PRIVATE KEY.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----|\z)`),
		pattern(`\b(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{12,20}\b`),
		pattern(`\bxox[a-z]-[A-Za-z0-9-]{8,}|\bxapp-[A-Za-z0-9-]{8,}`),
		pattern(`\bgh[pousr]\x5F[A-Za-z0-9]{16,}|\bgithub\x5Fpat\x5F[A-Za-z0-9\x5F]{16,}|\bglpat-[A-Za-z0-9\x5F-]{12,}`),
		pattern(`\b(?:sk|pk|rk)[-\x5F](?:live|test|proj|ant)?[-\x5F]?[A-Za-z0-9\x5F-]{12,}`),
		pattern(`\bAIza[0-9A-Za-z\x5F-]{20,}|\bya29\.[0-9A-Za-z\x5F-]{8,}|\bnpm\x5F[0-9A-Za-z]{16,}|\bhf\x5F[0-9A-Za-z]{16,}|\bSG\.[0-9A-Za-z\x5F.-]{16,}`),
		pattern(`\beyJ[0-9A-Za-z\x5F-]{6,}\.[0-9A-Za-z\x5F-]{6,}(?:\.[0-9A-Za-z\x5F-]*)?`),
		pattern(`\b\d{6}(?:-\d{6}){5,7}\b`), // the recovery key of a disk
	}
	longToken = pattern(`[A-Za-z0-9+/=\x5F-]{20,}`)
)

// keys finds what opens a service to whoever holds it, by its form alone.
func keys(s *source) {
	for _, expr := range keyExprs {
		for _, m := range expr().FindAllStringIndex(s.text, -1) {
			s.strong(m[0], m[1], Secret)
		}
	}
	for _, m := range longToken().FindAllStringIndex(s.text, -1) {
		if isRandom(s.text[m[0]:m[1]]) && !strings.ContainsRune("/.@:", s.before(m[0])) {
			s.strong(m[0], m[1], Secret)
		}
	}
}

// isRandom is true of letters of both cases and digits in a disorder that no word and no name has.
func isRandom(t string) bool {
	var upper, lower, digit, turns, last int
	for _, r := range t {
		class := 0
		switch {
		case unicode.IsUpper(r):
			class, upper = 1, upper+1
		case unicode.IsLower(r):
			class, lower = 2, lower+1
		case unicode.IsDigit(r):
			class, digit = 3, digit+1
		}
		if class != 0 && class != last {
			last, turns = class, turns+1
		}
	}
	return upper >= 3 && lower >= 3 && digit >= 2 && turns >= 8
}
