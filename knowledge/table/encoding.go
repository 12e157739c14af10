package table

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"

	"madoguchi/written"
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
		got := fromUTF8(text)
		if got.bad >= 0 {
			return "", "", fmt.Errorf("line %d: the file says that it is UTF-8, but these bytes are not: %s", lineOf(text, got.bad), saveAs)
		}
		return got.text, UTF8BOM, nil
	}
	if utf8.Valid(raw) {
		return ownMarked(string(raw)), UTF8, nil
	}
	sjis, utf := fromCP932(raw), fromUTF8(raw)
	switch {
	case utf.bad < 0 && (sjis.bad >= 0 || utf.odd < sjis.odd):
		return utf.text, UTF8, nil
	case sjis.bad >= 0:
		return "", "", fmt.Errorf("line %d: the text is neither UTF-8 nor CP932 (Shift_JIS): %s", lineOf(raw, sjis.bad), saveAs)
	}
	return sjis.text, CP932, nil
}

// fromUTF16 decodes UTF-16, with its mark or without; ok is false for what is none. Half a character
// costs nothing but itself.
func fromUTF16(raw []byte) (text string, ok bool, err error) {
	order, marked := written.Wide(raw)
	if order == nil {
		return "", false, nil
	}
	out, err := unicode.UTF16(*order, unicode.UseBOM).NewDecoder().Bytes(raw)
	d := decoded{text: ownMarked(string(out)), bad: -1, odd: bytes.Count(out, []byte(string(utf8.RuneError)))}
	if err != nil || bytes.IndexByte(out, 0) >= 0 || d.checked(0).bad >= 0 {
		return "", false, nil // nothing of that kind: other bytes that look so
	}
	if len(raw)%2 != 0 && marked {
		return "", true, fmt.Errorf("line %d: the file is cut off within a character: export the table again", lineOf(out, len(out)))
	}
	return d.text, true, nil
}

// ownMark stands for a character that an office has drawn itself (外字): other machines do not have it. A text that holds the mark itself
// is not met.
const ownMark = '\uF8FE'

// halfMark stands for half a character, as programs leave it that cut a cell after so many bytes.
const halfMark = '\uF8FD'

// decoded is what bytes come to in an encoding.
type decoded struct {
	text string
	bad  int // where bytes stand that are none of it, or -1
	odd  int // characters that cannot be read
}

// checked says that bytes are of another encoding where too many cannot be read.
func (d decoded) checked(first int) decoded {
	if strange := utf8.RuneCountInString(d.text) - strings.Count(d.text, ",") - strings.Count(d.text, "\n"); d.bad < 0 && d.odd > 2+strange/100 {
		d.bad = first
	}
	return d
}

// fromCP932 decodes CP932. Characters that an office has drawn itself become ownMark: CP932 keeps F040 to F9FC for them, where the
// decoder knows no character; so do those that only another maker's machines have. Half a character becomes halfMark.
func fromCP932(raw []byte) decoded {
	var out strings.Builder
	dec := japanese.ShiftJIS.NewDecoder()
	d, first := decoded{bad: -1}, -1
	for i := 0; i < len(raw); {
		b, n := raw[i], 1
		switch {
		case b < 0x80:
			out.WriteByte(b)
			i++
			continue
		case b >= 0x81 && b <= 0x9F || b >= 0xE0 && b <= 0xFC:
			n = 2
		}
		if i+n > len(raw) {
			return decoded{bad: i} // the file is cut off
		}
		got, err := dec.Bytes(raw[i : i+n])
		unread := err != nil || bytes.ContainsRune(got, utf8.RuneError)
		switch half := n == 2 && !trails(raw[i+1]); {
		case n == 1 && unread, half && raw[i+1] > 0xFC:
			return decoded{bad: i}
		case half:
			out.WriteRune(halfMark)
			n = 1
		case n == 2 && b >= 0xF0 && b <= 0xF9:
			out.WriteRune(ownMark)
			unread = false
		case unread:
			out.WriteRune(ownMark)
		default:
			out.Write(got)
		}
		if unread {
			d.odd++
		}
		if unread && first < 0 {
			first = i
		}
		i += n
	}
	d.text = out.String()
	return d.checked(first)
}

// trails reports whether a byte may be the second of a character.
func trails(b byte) bool { return b >= 0x40 && b <= 0xFC && b != 0x7F }

// fromUTF8 decodes UTF-8 of which single characters may be cut in two.
func fromUTF8(raw []byte) decoded {
	var out strings.Builder
	d, first := decoded{bad: -1}, -1
	for i := 0; i < len(raw); {
		r, n := utf8.DecodeRune(raw[i:])
		if r != utf8.RuneError || n > 1 {
			out.WriteRune(r)
			i += n
			continue
		}
		if b := raw[i]; b == 0xC0 || b == 0xC1 || b > 0xF4 {
			return decoded{bad: i}
		}
		for i++; i < len(raw) && raw[i]&0xC0 == 0x80 && !utf8.RuneStart(raw[i]); i++ {
			n++
		}
		if i == len(raw) {
			return decoded{bad: i - n} // the file is cut off
		}
		out.WriteRune(halfMark)
		if d.odd++; first < 0 {
			first = i - n
		}
	}
	d.text = ownMarked(out.String())
	return d.checked(first)
}

// ownMarked puts ownMark for what Unicode leaves to each office, and for what an earlier program could not read.
func ownMarked(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '\uE000' && r <= '\uF8FF' && r != halfMark || r >= 0xF0000 || r == utf8.RuneError {
			return ownMark
		}
		return r
	}, text)
}

func lineOf(raw []byte, at int) int { return 1 + bytes.Count(raw[:at], []byte("\n")) }

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
