package knowledge

import (
	"fmt"
	"net/mail"
	"net/url"
	"strings"
)

// What people dial, write to or open must have the shape of it: a digit too few sends a consulter to a stranger.

// CheckPhone returns what is wrong with a telephone number, or nil. 03-1234-5678, 0120007110, 110, #9110 and +81-3-1234-5678 are ones.
func CheckPhone(s string) error {
	digits := strings.ReplaceAll(s, "-", "")
	number := strings.TrimLeft(digits, "#+")
	wrong := strings.Trim(number, "0123456789") != "" || len(digits)-len(number) > 1 || strings.HasPrefix(s, "-") || strings.HasSuffix(s, "-") || strings.Contains(s, "--")
	n := len(number)
	switch {
	case wrong:
	case digits != number && digits[0] == '+' && n >= 8 && n <= 15:
		return nil
	case digits != number && digits[0] == '#' && n >= 3 && n <= 5:
		return nil
	case digits == number && strings.HasPrefix(number, "0") && (n == 10 || n == 11):
		return nil
	case digits == number && n == 3 && number[0] == '1':
		return nil
	}
	return fmt.Errorf(`telephone number %q: write it as "03-1234-5678", "0120-123-456", "110" or "#9110", with all its digits, in half-width characters`, s)
}

// CheckMail returns what is wrong with a mail address, or nil.
func CheckMail(s string) error {
	a, err := mail.ParseAddress(s)
	_, host, _ := strings.Cut(s, "@")
	if err != nil || a.Address != s || !hostname(host) || strings.ContainsFunc(s, func(r rune) bool { return r > '~' }) {
		return fmt.Errorf("mail address %q: write it as name@example.jp, in half-width characters", s)
	}
	return nil
}

// CheckURL returns what is wrong with the address of a page, or nil.
func CheckURL(s string) error {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || !hostname(u.Hostname()) || u.User != nil || strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r > '~' && r < 0xA1 || r == '\u3000' || r >= '\uFF01' && r <= '\uFF5E'
	}) {
		return fmt.Errorf("address %q: write it as https://www.example.jp/", s)
	}
	return nil
}

// hostname reports whether a text can be the name of a host that everybody reaches: labels with dots between them.
func hostname(s string) bool {
	labels := strings.Split(s, ".")
	for _, l := range labels {
		if l == "" || len(l) > 63 || strings.HasPrefix(l, "-") || strings.HasSuffix(l, "-") || strings.ContainsAny(l, " _/@:,;") {
			return false
		}
	}
	return len(labels) > 1
}
