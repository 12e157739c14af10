package table

import (
	"fmt"
	"io"
	"strings"
)

// DefaultLimit is the largest file that Read accepts when Options do not say otherwise.
const DefaultLimit = 64 << 20

// Options are how Read is to read.
type Options struct {
	Limit int64                      // bytes; 0 is DefaultLimit
	Known func(category string) bool // asked about categories that are not of the desk's scheme; nil: there are no others
}

// Table is a case table that was read and has the right shape: fifteen cells in every row. Its cells are raw; only
// Cases makes something of them that may be kept.
type Table struct {
	Encoding Encoding
	records  []record
	known    func(string) bool
}

// Read reads the desk's table. It never holds more of the file than the limit. Every error is one line.
func Read(r io.Reader, opt Options) (Table, error) {
	raw, err := opt.all(r)
	if err != nil {
		return Table{}, err
	}
	text, enc, err := decode(raw)
	if err != nil {
		return Table{}, err
	}
	s := newScanner(text)
	if err := header(s); err != nil {
		return Table{}, err
	}
	t := Table{Encoding: enc, known: opt.Known}
	for {
		rec, ok, err := s.next()
		if err != nil {
			return Table{}, err
		}
		if !ok {
			return t, nil
		}
		if n := len(rec.cells); n != columns {
			return Table{}, ragged(rec, n)
		}
		t.records = append(t.records, rec)
	}
}

// all reads a file, and never more of it than the limit.
func (o Options) all(r io.Reader) ([]byte, error) {
	limit := o.Limit
	if limit <= 0 {
		limit = DefaultLimit
	}
	raw, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, fmt.Errorf("the file cannot be read: %w", err)
	}
	if int64(len(raw)) > limit {
		return nil, fmt.Errorf("the file is larger than %s: a case table is never that large; check that it is the right file, or split it", size(limit))
	}
	return raw, nil
}

// newScanner cuts a text by commas, or by tabs where more of its first lines have more of them.
func newScanner(text string) *scanner {
	tabs, n := 0, 0
	for line := range strings.Lines(text) {
		t, c := strings.Count(line, "\t"), strings.Count(line, ",")
		if t > c {
			tabs++
		} else if c > t {
			tabs--
		}
		if n++; n > headerWithin {
			break
		}
	}
	return &scanner{text: text, line: 1, tabs: tabs > 0}
}

// records are all rows of a text file.
func records(raw []byte) (out []record, enc Encoding, err error) {
	text, enc, err := decode(raw)
	if err != nil {
		return nil, "", err
	}
	s := newScanner(text)
	for s.heads = []string{}; ; { // nothing is known of its columns but their numbers
		rec, ok, err := s.next()
		if err != nil || !ok {
			return out, enc, err
		}
		if out = append(out, rec); len(s.heads) == 0 && filled(rec.cells) > 1 { // what stands alone is a title
			s.heads = rec.cells
		}
	}
}

// filled counts the cells in which something stands.
func filled(cells []string) (n int) {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			n++
		}
	}
	return n
}

// header reads the first row, which must be the desk's.
func header(s *scanner) error {
	rec, ok, err := s.next()
	if err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("the file has no header row: export the case table again and import that file")
	}
	want := desk().Header
	for i, cell := range rec.cells {
		if i >= columns {
			if strings.TrimSpace(strings.Join(rec.cells[i:], "")) == "" {
				break
			}
			return fmt.Errorf("header row, line %d: column %d (%q) is one too many: the desk's table has %d columns; take it out", rec.line, i+1, clip(cell), columns)
		}
		if squash(cell) != squash(want[i]) {
			return fmt.Errorf("header row, line %d: column %d is %q where the desk's table has %q: put the desk's header row back, or choose another file", rec.line, i+1, clip(cell), want[i])
		}
	}
	if n := len(rec.cells); n < columns {
		return fmt.Errorf("header row, line %d: column %d (%q) and what follows it are missing: the desk's table has %d columns, this file %d; export it again with all columns", rec.line, n+1, columnName(n), columns, n)
	}
	if len(rec.cells) > columns {
		return fmt.Errorf("header row, line %d: %d empty columns too many: the desk's table has %d; delete the empty columns on the right", rec.line, len(rec.cells)-columns, columns)
	}
	return nil
}

func ragged(rec record, n int) error {
	if n < columns {
		return fmt.Errorf("%s, line %d: the row has %d cells, the header %d; it ends before column %q: check the commas and quotation marks of this row, or save the table again from Excel", rec.row(), rec.line, n, columns, columnName(n))
	}
	return fmt.Errorf("%s, line %d: the row has %d cells, the header %d; it goes on after column %q: check the commas and quotation marks of this row, or save the table again from Excel", rec.row(), rec.line, n, columns, columnName(columns-1))
}

// clip shortens what a message quotes to one line of 24 characters.
func clip(s string) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > 24 {
		return string(r[:24]) + "…"
	}
	return string(r)
}

func size(n int64) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%d MiB", n>>20)
	}
	return fmt.Sprintf("%d bytes", n)
}
