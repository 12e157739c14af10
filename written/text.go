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
func Text(data []byte) (text []byte, err error) {
	switch order, marked := Wide(data); {
	case order != nil:
		if text, err = fromWide(data, *order, marked); err != nil {
			return nil, err
		}
	case bytes.IndexByte(data, 0) >= 0:
		return nil, errNoText
	case utf8.Valid(data):
		text = data
	default:
		if text, err = fromOffice(data); err != nil {
			return nil, err
		}
	}
	text = bytes.TrimPrefix(text, []byte(bom))
	if bytes.IndexByte(text, '\r') >= 0 {
		text = bytes.ReplaceAll(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
	}
	return text, nil
}

// Wide is the byte order of UTF-16, or nil for what is none. Without a mark it is known by its zero
// bytes, of which nearly all stand on one side of the pairs.
func Wide(data []byte) (order *utf.Endianness, marked bool) {
	little, big := utf.LittleEndian, utf.BigEndian
	switch {
	case bytes.HasPrefix(data, []byte("\xFF\xFE")):
		return &little, true
	case bytes.HasPrefix(data, []byte("\xFE\xFF")):
		return &big, true
	}
	var zeros [2]int
	for i, b := range data {
		if b == 0 {
			zeros[i%2]++
		}
	}
	switch least := max(2, len(data)/20); {
	case len(data)%2 != 0:
	case zeros[1] >= least && zeros[1] > 3*zeros[0]:
		return &little, false
	case zeros[0] >= least && zeros[0] > 3*zeros[1]:
		return &big, false
	}
	return nil, false
}

func fromWide(data []byte, order utf.Endianness, marked bool) ([]byte, error) {
	out, err := utf.UTF16(order, utf.UseBOM).NewDecoder().Bytes(data)
	i := bytes.IndexFunc(out, func(r rune) bool { return r == utf8.RuneError || unicode.IsControl(r) && !unicode.IsSpace(r) })
	switch {
	case err == nil && i < 0:
		return out, nil
	case !marked:
		return nil, errNoText
	case err != nil:
		return nil, fmt.Errorf("it begins like text in UTF-16 and is not: %w; save it as UTF-8", err)
	}
	return nil, fmt.Errorf("%s: what stands there is no character; write it anew, or save the file as UTF-8", place(out[:i]))
}

var errNoText = errors.New("it is no text (a zero byte stands in it); save it as text in UTF-8")

// fromOffice reads what is not UTF-8 as CP932, unless most of it is UTF-8: broken, it would become
// other words.
func fromOffice(data []byte) ([]byte, error) {
	whole, broken, first := 0, 0, 0
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		switch {
		case n > 1:
			whole++
		case r == utf8.RuneError:
			if broken++; broken == 1 {
				first = i
			}
		}
		i += n
	}
	if whole > 2*broken {
		return nil, fmt.Errorf("%s: half a character stands there; write it anew and save the file as UTF-8", place(data[:first]))
	}
	out, err := japanese.ShiftJIS.NewDecoder().Bytes(data)
	i := bytes.IndexRune(out, utf8.RuneError)
	if err == nil && i < 0 {
		return out, nil
	}
	before := out[:max(i, 0)]
	if bytes, err := japanese.ShiftJIS.NewEncoder().Bytes(before); err == nil && len(bytes) < len(data) && data[len(bytes)] >= 0xF0 && data[len(bytes)] <= 0xF9 {
		return nil, errors.New(place(before) + ": " + ownDrawn)
	}
	return nil, fmt.Errorf("%s is neither UTF-8 nor CP932 (Shift_JIS); save it as UTF-8", place(before))
}

// ownDrawn says of a character that no other machine has it.
const ownDrawn = "a character that only this office's machines have (外字) stands there; write it in another way, such as in kana"

// position is where a text goes on, counted from 1.
func position(before []byte) (line, column int) {
	return 1 + bytes.Count(before, []byte("\n")), 1 + utf8.RuneCount(before[1+bytes.LastIndexByte(before, '\n'):])
}

// place says the same in words.
func place(before []byte) string {
	line, column := position(before)
	return fmt.Sprintf("line %d, column %d", line, column)
}

// unreadable finds what nobody can read: a character of one office's machines, or what another
// program has put for one that it could not read.
func unreadable(text []byte) *Error {
	i := bytes.IndexFunc(text, func(r rune) bool { return r == utf8.RuneError || unicode.Is(unicode.Co, r) })
	if i < 0 {
		return nil
	}
	out := &Error{Message: ownDrawn}
	out.Line, out.Column = position(text[:i])
	if r, _ := utf8.DecodeRune(text[i:]); r == utf8.RuneError {
		out.Message = "a character that a program could not read (�) stands there; write it anew"
	}
	return out
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
