package table

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
)

// Encoding is how a table file writes its characters.
type Encoding string

// The encodings that are recognised and written. UTF8BOM is the one that Excel opens without asking.
const (
	UTF8    Encoding = "UTF-8"
	UTF8BOM Encoding = "UTF-8 with BOM"
	CP932   Encoding = "CP932"
	UTF16   Encoding = "UTF-16" // is read only: Excel's "Unicode text"
)

const bom = "\uFEFF"

// signatures are the first bytes of files that people send instead of a CSV.
var signatures = []struct{ start, what string }{
	{"\x89PNG\r\n", "a PNG picture"},
	{"\xFF\xD8\xFF", "a JPEG picture"},
	{"GIF8", "a GIF picture"},
	{"BM", "a bitmap picture"},
	{"%PDF", "a PDF document"},
	{"PK\x03\x04", "an Excel workbook or a ZIP archive"},
	{"\xD0\xCF\x11\xE0", "an old Excel or Word file"},
	{"SQLite format 3", "a database file"},
	{"\x1F\x8B", "a gzip archive"},
	{"7z\xBC\xAF", "a 7-Zip archive"},
}

const saveAs = `open it in Excel and save it as "CSV UTF-8 (comma delimited)"`

// decode turns the bytes of a file into text.
func decode(raw []byte) (string, Encoding, error) {
	if len(bytes.TrimSpace(bytes.TrimPrefix(raw, []byte(bom)))) == 0 {
		return "", "", errors.New("the file is empty: export the case table again and import that file")
	}
	if text, ok, err := fromUTF16(raw); ok || err != nil {
		return text, UTF16, err
	}
	for _, s := range signatures {
		if bytes.HasPrefix(raw, []byte(s.start)) && (len(s.start) > 2 || s.start[0] > 127 || bytes.IndexByte(raw, 0) >= 0) {
			return "", "", fmt.Errorf("the file is %s, not a CSV: %s", s.what, saveAs)
		}
	}
	if i := bytes.IndexByte(raw, 0); i >= 0 {
		return "", "", fmt.Errorf("the file is binary (a zero byte in line %d), not a CSV: %s", lineOf(raw, i), saveAs)
	}
	if text, ok := bytes.CutPrefix(raw, []byte(bom)); ok {
		if i := invalidUTF8(text); i >= 0 {
			return "", "", fmt.Errorf("line %d: the file says that it is UTF-8, but these bytes are not: %s", lineOf(text, i), saveAs)
		}
		return ownMarked(string(text)), UTF8BOM, nil
	}
	if utf8.Valid(raw) {
		return ownMarked(string(raw)), UTF8, nil
	}
	text, bad := fromCP932(raw)
	if bad >= 0 {
		return "", "", fmt.Errorf("line %d: the text is neither UTF-8 nor CP932 (Shift_JIS): %s", lineOf(raw, bad), saveAs)
	}
	return text, CP932, nil
}

// fromUTF16 decodes UTF-16 that begins with its mark; ok is false for what does not.
func fromUTF16(raw []byte) (text string, ok bool, err error) {
	if !bytes.HasPrefix(raw, []byte("\xFF\xFE")) && !bytes.HasPrefix(raw, []byte("\xFE\xFF")) {
		return "", false, nil
	}
	out, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(raw)
	if i := bytes.IndexRune(out, utf8.RuneError); err != nil || i >= 0 {
		return "", false, nil // nothing of that kind: other bytes that begin so
	}
	return ownMarked(string(out)), true, nil
}

// ownMark stands for a character that an office has drawn itself (外字): other machines do not have it. A text that holds the mark itself
// is not met.
const ownMark = '\uF8FE'

// fromCP932 decodes CP932. Bytes that are none of it are at bad, or it is -1. Characters that an office has drawn itself become ownMark:
// CP932 keeps F040 to F9FC for them, where the decoder knows no character.
func fromCP932(raw []byte) (text string, bad int) {
	var out strings.Builder
	dec := japanese.ShiftJIS.NewDecoder()
	for i := 0; i < len(raw); {
		n := 1
		if b := raw[i]; b >= 0x81 && b <= 0x9F || b >= 0xE0 && b <= 0xFC {
			n = 2
		}
		if i+n > len(raw) {
			return "", i
		}
		part := raw[i : i+n]
		got, err := dec.Bytes(part)
		switch {
		case n == 2 && part[0] >= 0xF0 && part[0] <= 0xF9 && part[1] >= 0x40 && part[1] <= 0xFC && part[1] != 0x7F:
			out.WriteRune(ownMark)
		case err != nil || bytes.ContainsRune(got, utf8.RuneError):
			return "", i
		default:
			out.Write(got)
		}
		i += n
	}
	return out.String(), -1
}

// ownMarked puts ownMark for what Unicode leaves to each office, and for what an earlier program could not read.
func ownMarked(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '\uE000' && r <= '\uF8FF' || r >= 0xF0000 || r == utf8.RuneError {
			return ownMark
		}
		return r
	}, text)
}

func lineOf(raw []byte, at int) int { return 1 + bytes.Count(raw[:at], []byte("\n")) }

// invalidUTF8 is the place of the first bytes that are no UTF-8, or -1.
func invalidUTF8(raw []byte) int {
	for i := 0; i < len(raw); {
		r, n := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

// twins are characters that CP932 has under another code point of the same look.
var twins = strings.NewReplacer("〜", "～", "—", "―", "−", "－", "‖", "∥", "–", "-", "‐", "-", "‑", "-", "•", "・", "·", "・", "\u00a0", " ", "〖", "【", "〗", "】")

// missing stands for a character that CP932 lacks.
const missing = "〓"

// encodeCP932 writes text in CP932; what it cannot say becomes 〓 and is counted.
func encodeCP932(text string) (out []byte, lost int) {
	enc := japanese.ShiftJIS.NewEncoder()
	if b, err := enc.Bytes([]byte(text)); err == nil {
		return b, 0
	}
	for _, r := range text {
		b, err := enc.Bytes([]byte(string(r)))
		if err != nil {
			if b, err = enc.Bytes([]byte(twins.Replace(string(r)))); err != nil {
				b, _ = enc.Bytes([]byte(missing))
			}
			lost++
		}
		out = append(out, b...)
	}
	return out, lost
}
