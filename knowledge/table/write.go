package table

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"madoguchi/knowledge"
)

// Fill gives what an export adds to a case.
type Fill func(knowledge.Case) Filling

// Written says what Write did.
type Written struct {
	Rows int
	Lost int // characters that the encoding lacks; a look-alike or 〓 stands in their place
	Rich int // rows that hold such a character
}

// Write writes the cases as the desk's 15 columns, for Excel. The remarks are empty. fill may be nil. Cells that a spreadsheet would take for a formula get a leading apostrophe, which Read's
// callers never see: import takes it away again.
func Write(w io.Writer, cases []knowledge.Case, fill Fill, enc Encoding) (Written, error) {
	var done Written
	out := bufio.NewWriter(w)
	put := func(row string) bool {
		if enc != CP932 {
			out.WriteString(row)
			return false
		}
		b, lost := encodeCP932(row)
		out.Write(b)
		done.Lost += lost
		return lost > 0
	}
	switch enc {
	case UTF8BOM:
		put(bom)
	case UTF8, CP932:
	default:
		return done, fmt.Errorf("encoding %q cannot be written: choose %s, %s or %s", enc, UTF8BOM, UTF8, CP932)
	}
	put(line(desk().Header))
	for _, c := range cases {
		cells, err := cellsOf(c, fill)
		if err != nil {
			return done, err
		}
		if put(line(cells)) {
			done.Rich++
		}
		done.Rows++
	}
	if err := out.Flush(); err != nil {
		return done, fmt.Errorf("the table cannot be written: %w", err)
	}
	return done, nil
}

// cellsOf makes the fifteen cells of a case.
func cellsOf(c knowledge.Case, fill Fill) ([]string, error) {
	major, minor, ok := labels(c.Category)
	if !ok {
		major, minor, ok = ownLabels(c.Category)
	}
	if !ok {
		return nil, fmt.Errorf("case of row %d: category %q is not in the desk's scheme, and no two numbers such as 3.01", c.Row, c.Category)
	}
	var added Filling
	if fill != nil {
		added = fill(c)
	}
	cells := []string{
		strconv.Itoa(c.Row), c.Receipt, strconv.Itoa(c.Kind), major, minor, c.Subject, c.Content, "", c.Answer, "", added.Keywords,
		strings.Join(c.Incident, "\n"), strings.Join(c.Measures, "\n"),
		withGenerated(c.Standard, added.Standard, relation(added.Why)), withGenerated(c.Reference, added.Reference, ""),
	}
	return cells, nil
}

// relation says how what is added stands to the desk's own draft.
func relation(why []string) string {
	if len(why) == 0 {
		return desk().Besides
	}
	return fmt.Sprintf(desk().Replaces, strings.Join(why, "。"))
}

// withGenerated puts what the export adds below the desk's own text and a mark, which says how the two stand to one another.
func withGenerated(own, added, relation string) string {
	added = strings.TrimSpace(added)
	mark := desk().Generated
	switch {
	case added == "" || added == own:
		return own
	case own == "":
		return mark + "\n" + added
	case relation != "":
		mark += "（" + relation + "）"
	}
	return own + "\n\n" + mark + "\n" + added
}

// line is one row of the file, its cells guarded and quoted.
func line(cells []string) string {
	quoted := make([]string, len(cells))
	for i, c := range cells {
		c = guard(c)
		if strings.ContainsAny(c, ",\"\n\r") || strings.TrimSpace(c) != c {
			c = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
		}
		quoted[i] = c
	}
	return strings.Join(quoted, ",") + "\r\n"
}

// formula is what a spreadsheet takes for the beginning of a formula, in every width.
const formula = "=+-@\t＝＋－＠"

// guard puts an apostrophe before a cell that begins like a formula, or like a guarded one.
func guard(cell string) string {
	if rest := strings.TrimLeft(cell, "'"); rest != "" && strings.ContainsRune(formula, []rune(rest)[0]) {
		return "'" + cell
	}
	return cell
}

// unguard takes one such apostrophe away.
func unguard(cell string) string {
	if rest := strings.TrimLeft(cell, "'"); rest != cell && rest != "" && strings.ContainsRune(formula, []rune(rest)[0]) {
		return cell[1:]
	}
	return cell
}
