package table

import (
	"fmt"
	"strconv"
	"strings"
)

// record is one row of the file as written, with the lines that its cells start in.
type record struct {
	line  int // where the row starts, 1 is the header
	cells []string
	lines []int
	heads []string // what the table calls its columns; none: as the desk's own does

	category string // of the base, where a mapping has said it
	month    string // the same
}

// scanner cuts decoded text into records: RFC 4180, with any line ending.
type scanner struct {
	text string
	pos  int
	line int
	tabs bool // cells are divided by tabs

	heads []string // what messages call the columns
}

// next reads one record; ok is false at the end. Blank lines are skipped.
func (s *scanner) next() (rec record, ok bool, err error) {
	for s.pos < len(s.text) && s.eatBreak() {
	}
	if s.pos >= len(s.text) {
		return record{}, false, nil
	}
	rec.line, rec.heads = s.line, s.heads
	for {
		rec.lines = append(rec.lines, s.line)
		cell, err := s.cell(len(rec.cells), rec)
		if err != nil {
			return rec, false, err
		}
		rec.cells = append(rec.cells, cell)
		if s.pos < len(s.text) && s.text[s.pos] == s.comma() {
			s.pos++
			continue
		}
		s.eatBreak()
		return rec, true, nil
	}
}

// comma is what divides cells.
func (s *scanner) comma() byte {
	if s.tabs {
		return '\t'
	}
	return ','
}

// eatBreak steps over one line ending.
func (s *scanner) eatBreak() bool {
	switch {
	case strings.HasPrefix(s.text[s.pos:], "\r\n"):
		s.pos += 2
	case s.pos < len(s.text) && (s.text[s.pos] == '\n' || s.text[s.pos] == '\r'):
		s.pos++
	default:
		return false
	}
	s.line++
	return true
}

// eatBlanks steps over what editors leave behind a cell in quotation marks.
func (s *scanner) eatBlanks() {
	rest := strings.TrimLeftFunc(s.text[s.pos:], func(r rune) bool { return r == ' ' || r == '\u3000' || r == '\t' && !s.tabs })
	s.pos = len(s.text) - len(rest)
}

// cell reads one cell up to the comma or the line ending behind it.
func (s *scanner) cell(column int, rec record) (string, error) {
	if s.pos < len(s.text) && s.text[s.pos] == '"' {
		return s.quoted(column, rec)
	}
	end := strings.IndexAny(s.text[s.pos:], string(s.comma())+"\r\n")
	if end < 0 {
		end = len(s.text) - s.pos
	}
	cell := s.text[s.pos : s.pos+end]
	s.pos += end
	if strings.Contains(cell, `"`) {
		return "", fmt.Errorf(`%s: a quotation mark stands inside a cell that is not quoted: write the cell as "…" with every inner mark doubled, or save the table again from Excel`, place(rec, s.line, column))
	}
	return cell, nil
}

// quoted reads a cell in quotation marks, in which line endings become \n.
func (s *scanner) quoted(column int, rec record) (string, error) {
	opened := s.line
	var b strings.Builder
	for s.pos++; s.pos < len(s.text); {
		c := s.text[s.pos]
		switch {
		case c == '"' && strings.HasPrefix(s.text[s.pos:], `""`):
			b.WriteByte('"')
			s.pos += 2
		case c == '"':
			s.pos++
			s.eatBlanks()
			if s.pos < len(s.text) && !strings.ContainsRune(string(s.comma())+"\r\n", rune(s.text[s.pos])) {
				return "", fmt.Errorf("%s: text follows the closing quotation mark of a cell: double the mark if it belongs to the text, or put a comma behind it", place(rec, s.line, column))
			}
			return b.String(), nil
		case s.eatBreak():
			b.WriteByte('\n')
		default:
			b.WriteByte(c)
			s.pos++
		}
	}
	return "", fmt.Errorf("%s: the quotation mark that opens this cell is never closed: close it, or save the table again from Excel", place(rec, opened, column))
}

// place says where something is, for staff who look for it in Excel or in an editor.
func place(rec record, line, column int) string {
	return fmt.Sprintf("%s, line %d, column %q", rec.row(), line, rec.column(column))
}

// column is what the table calls a column.
func (r record) column(i int) string {
	switch {
	case r.heads == nil:
		return columnName(i)
	case i < len(r.heads) && strings.TrimSpace(r.heads[i]) != "":
		return clip(r.heads[i])
	}
	return strconv.Itoa(i + 1)
}

// row names a record by the number in its first cell.
func (r record) row() string {
	if r.line == 1 {
		return "header row"
	}
	if len(r.cells) > 0 {
		if n := number(r.cells[0]); n > 0 {
			return fmt.Sprintf("row %d", n)
		}
	}
	return "row without a number"
}
