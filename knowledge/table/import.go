package table

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"madoguchi/knowledge"
	"madoguchi/knowledge/mask"
)

// Report says what an import did.
type Report struct {
	Encoding Encoding    // as recognised
	Read     int         // rows below the header
	Imported int         // cases
	Skipped  []Note      // rows that gave no case, and why
	Notes    []Note      // cells of imported rows that were left out, and why
	Masked   mask.Counts // what was masked, by kind
}

// Note is a remark on one row.
type Note struct {
	Row    int    // number in the table's first column, 0 where it has none
	Line   int    // line of the file
	Column string // the cell concerned, empty for the whole row
	Why    string
}

func (n Note) String() string {
	where := fmt.Sprintf("row %d, line %d", n.Row, n.Line)
	if n.Column != "" {
		where += fmt.Sprintf(", column %q", n.Column)
	}
	return where + ": " + n.Why
}

// Import reads the desk's table and gives its masked cases.
func Import(r io.Reader, opt Options) ([]knowledge.Case, Report, error) {
	t, err := Read(r, opt)
	if err != nil {
		return nil, Report{}, err
	}
	return t.Cases()
}

// Cases makes masked cases of the rows. Remarks are dropped; receipt numbers stay the desk's own. One wrong row fails the whole import,
// so that nothing is stored by halves.
func (t Table) Cases() ([]knowledge.Case, Report, error) {
	rep := Report{Encoding: t.Encoding, Read: len(t.records), Masked: mask.Counts{}}
	var out []knowledge.Case
	rows, receipts := map[int]record{}, map[string]record{}
	for _, rec := range t.records {
		n := number(rec.cells[colRow])
		if blank(rec.cells[1:]) {
			rep.Skipped = append(rep.Skipped, Note{Row: n, Line: rec.line, Why: "the row is empty"})
			continue
		}
		if err := unique(rec, rows, receipts); err != nil {
			return nil, Report{}, err
		}
		if blank(rec.cells[colSubject:]) {
			rep.Skipped = append(rep.Skipped, Note{Row: n, Line: rec.line, Why: "the row has a category but no text"})
			continue
		}
		c, err := t.caseOf(rec, &rep)
		if err != nil {
			return nil, Report{}, err
		}
		out = append(out, c)
	}
	rep.Imported = len(out)
	return out, rep, nil
}

// unique checks that row and receipt numbers name one row each.
func unique(rec record, rows map[int]record, receipts map[string]record) error {
	n := number(rec.cells[colRow])
	if n == 0 {
		return fmt.Errorf("line %d, column %q: %q is no row number: number the rows 1, 2, 3 …", rec.line, rec.column(colRow), clip(rec.cells[colRow]))
	}
	if first, ok := rows[n]; ok {
		return fmt.Errorf("%s, line %d, column %q: the row number %d was used before, in line %d: give each row its own number", rec.row(), rec.line, rec.column(colRow), n, first.line)
	}
	rows[n] = rec
	receipt := squash(rec.cells[colReceipt])
	if receipt == "" {
		return nil
	}
	if first, ok := receipts[receipt]; ok {
		return fmt.Errorf("%s, line %d, column %q: the receipt number %s was used before, in %s, line %d: correct one of the two", rec.row(), rec.line, rec.column(colReceipt), clip(rec.cells[colReceipt]), first.row(), first.line)
	}
	receipts[receipt] = rec
	return nil
}

// overflow is what Excel shows instead of a text that does not fit.
var overflow = regexp.MustCompile(`^[#＃]{3,}$`)

// caseOf makes one masked case of a row.
func (t Table) caseOf(rec record, rep *Report) (knowledge.Case, error) {
	cells := make([]string, columns)
	for i, c := range rec.cells {
		cells[i] = strings.TrimSpace(unguard(readable(c)))
	}
	c := knowledge.Case{Row: number(cells[colRow]), Receipt: receipt(cells[colReceipt]), Kind: number(cells[colKind]), Category: category(cells[colMajor], cells[colMinor]), Month: rec.month}
	if rec.category != "" {
		c.Category = rec.category
	}
	if c.Kind < 1 || c.Kind > 5 {
		return c, fmt.Errorf("%s: %q is not a number from 1 to 5: put the kind of the consultation there", place(rec, rec.lines[colKind], colKind), clip(cells[colKind]))
	}
	if rec.category == "" && !Category(c.Category) && (t.known == nil || !t.known(c.Category)) {
		return c, fmt.Errorf("%s: %q under %q is no category of the desk's scheme: choose one whose number the scheme has", place(rec, rec.lines[colMinor], colMinor), clip(cells[colMinor]), clip(cells[colMajor]))
	}
	for col, cell := range rec.cells {
		if n := strings.Count(cell, string(ownMark)); n > 0 {
			rep.Notes = append(rep.Notes, Note{Row: c.Row, Line: rec.lines[col], Column: rec.column(col), Why: fmt.Sprintf("%d characters that only the office's own machines have (外字): imported with 〓 in their place; write the reading there", n)})
		}
		if n := strings.Count(cell, string(halfMark)); n > 0 {
			rep.Notes = append(rep.Notes, Note{Row: c.Row, Line: rec.lines[col], Column: rec.column(col), Why: fmt.Sprintf("%d characters of which only a half is there, as a program leaves it that cuts a text: imported with 〓 in their place; look up what was cut off", n)})
		}
	}
	for _, col := range []int{colSubject, colContent, colAnswer, colStandard, colReference} {
		if overflow.MatchString(cells[col]) {
			cells[col] = ""
			rep.Notes = append(rep.Notes, Note{Row: c.Row, Line: rec.lines[col], Column: rec.column(col), Why: "the cell holds only ####, the sign of a column too narrow for its text: imported without it"})
		}
	}
	texts, counts := mask.Row([]string{cells[colSubject], cells[colContent], cells[colAnswer], own(cells[colStandard]), own(cells[colReference])})
	rep.Masked.Add(counts)
	c.Subject, c.Content, c.Answer, c.Standard, c.Reference = texts[0], texts[1], texts[2], texts[3], texts[4]
	c.Incident, c.Measures = pages(cells[colIncident]), pages(cells[colMeasures])
	return c, nil
}

// readable is a cell with a sign for what cannot be read in it.
func readable(cell string) string { return unread.Replace(cell) }

var unread = strings.NewReplacer(string(ownMark), missing, string(halfMark), missing)

// maxReceipt is how long a receipt number is at most.
const maxReceipt = 24

// receipt is a receipt number as the desk writes it. What is too long for one, or holds no digit, might be a name or a remark: it is left out.
func receipt(cell string) string {
	if utf8.RuneCountInString(cell) > maxReceipt || strings.Contains(cell, "\n") || !strings.ContainsFunc(cell, unicode.IsDigit) {
		return ""
	}
	return cell
}

// own is the desk's own part of a cell that an export may have added to.
func own(cell string) string {
	var out []string
	for l := range strings.SplitSeq(cell, "\n") {
		if strings.HasPrefix(l, desk().Generated) {
			break
		}
		out = append(out, l)
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}

// pages cuts a cell of guidebook pages into its lines.
func pages(cell string) []string {
	var out []string
	for l := range strings.Lines(cell) {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}
