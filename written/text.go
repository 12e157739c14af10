package written

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
	utf "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/unicode/norm"
)

const bom = "\uFEFF"

// Text is a file's text in UTF-8, without a byte-order mark and with \n at the ends of lines.
func Text(data []byte) ([]byte, error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xFF\xFE")), bytes.HasPrefix(data, []byte("\xFE\xFF")):
		out, err := utf.UTF16(utf.LittleEndian, utf.UseBOM).NewDecoder().Bytes(data)
		if err != nil {
			return nil, fmt.Errorf("it begins like text in UTF-16 and is not: %w; save it as UTF-8", err)
		}
		data = out
	case bytes.IndexByte(data, 0) >= 0:
		return nil, errors.New("it is no text (a zero byte stands in it); save it as text in UTF-8")
	case !utf8.Valid(data):
		out, err := japanese.ShiftJIS.NewDecoder().Bytes(data)
		if i := bytes.IndexRune(out, utf8.RuneError); err != nil || i >= 0 {
			return nil, fmt.Errorf("line %d is neither UTF-8 nor CP932 (Shift_JIS); save it as UTF-8", 1+bytes.Count(out[:max(i, 0)], []byte("\n")))
		}
		data = out
	}
	data = bytes.TrimPrefix(data, []byte(bom))
	if bytes.IndexByte(data, '\r') >= 0 {
		data = bytes.ReplaceAll(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
	}
	return data, nil
}

// Secret is the one line that a file with a secret holds. What an editor leaves around it is no part of it.
func Secret(data []byte) (string, error) {
	text, err := Text(data)
	if err != nil {
		return "", err
	}
	s := strings.TrimFunc(string(text), unseen)
	switch i := strings.IndexFunc(s, unseen); {
	case i >= 0 && strings.ContainsRune(s, '\n'):
		return "", errors.New("it has more than one line; leave only the secret in it")
	case i >= 0:
		return "", errors.New("a blank, or a sign that cannot be seen, stands within the secret; copy it again")
	}
	return s, nil
}

// unseen are blanks, marks of direction and other signs without a look.
func unseen(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
}

// Tidy is a setting that holds no words, such as an address or a time, in plain characters: full-width ones are what Japanese
// keyboards write.
func Tidy(s string) string {
	return strings.TrimFunc(norm.NFKC.String(s), unseen)
}

// Label is a name that a stranger gave itself, on one line: without line ends, marks of direction and other signs that change how what
// stands around it is read.
func Label(s string) string {
	var out strings.Builder
	for _, r := range strings.ToValidUTF8(s, "�") {
		switch {
		case unicode.IsSpace(r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r):
			out.WriteRune(' ')
		case r == '\u200D': // it joins emoji
			out.WriteRune(r)
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r):
		default:
			out.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(out.String()), " ")
}
