package table

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"madoguchi/knowledge"
	"madoguchi/written"
)

// A Mapping reads a desk's own table as it is: columns by the names in its header, in any order,
// other categories, and which columns nobody but the desk may see. What it does not name is left
// out.
type Mapping struct {
	Sheet   string `yaml:"sheet"` // of a workbook; empty: the first
	Columns struct {
		Row       Names `yaml:"row"` // none: the rows are numbered
		Receipt   Names `yaml:"receipt"`
		Date      Names `yaml:"date"` // of which the month is kept
		Kind      Names `yaml:"kind"`
		Category  Names `yaml:"category"`
		Subject   Names `yaml:"subject"`
		Content   Names `yaml:"content"`
		Answer    Names `yaml:"answer"`
		Standard  Names `yaml:"standard"`
		Reference Names `yaml:"reference"`
	} `yaml:"columns"`
	Private    Names             `yaml:"private"`    // columns whose cells are taken out of the others' texts too
	Categories map[string]string `yaml:"categories"` // as the table writes them, to ids of the base; "*": all others
}

// Names are headers of columns: one, or several whose cells are put together.
type Names []string

// UnmarshalYAML reads one name or a list of them.
func (n *Names) UnmarshalYAML(unmarshal func(any) error) error {
	var one string
	if err := unmarshal(&one); err == nil {
		*n = nil
		if one != "" {
			*n = Names{one}
		}
		return nil
	}
	var many []string
	if err := unmarshal(&many); err != nil {
		return errors.New("a column is written as its header, or as a list of headers")
	}
	*n = many
	return nil
}

// ReadMapping reads one.
func ReadMapping(data []byte) (*Mapping, error) {
	var m Mapping
	if err := written.Decode(data, &m); err != nil {
		return nil, err
	}
	if len(m.Columns.Subject)+len(m.Columns.Content) == 0 {
		return nil, errors.New("columns: subject or content is needed: say which column holds what was asked")
	}
	if len(m.Columns.Category) == 0 && m.Categories["*"] == "" {
		return nil, errors.New(`columns: category is needed, or under categories a line "*": with the one for all`)
	}
	return &m, nil
}

// to are the columns of the desk's scheme that a mapping fills.
func (m *Mapping) to() map[int]Names {
	c := m.Columns
	return map[int]Names{
		colRow: c.Row, colReceipt: c.Receipt, colKind: c.Kind, colMinor: c.Category, colSubject: c.Subject, colContent: c.Content, colAnswer: c.Answer,
		colStandard: c.Standard, colReference: c.Reference,
	}
}

// heads are what the table calls the columns of the desk's scheme.
func (m *Mapping) heads() []string {
	out := make([]string, columns)
	for col := range out {
		out[col] = columnName(col)
	}
	for col, names := range m.to() {
		if len(names) > 0 {
			out[col] = strings.Join(names, " + ")
		}
	}
	return out
}

// private stands in a text for what a private column holds.
const private = "〔非公開〕"

// otherKind is the kind of a case whose table has none.
const otherKind = "4"

// headerWithin is how many rows a title may take above the header.
const headerWithin = 10

// mapped makes records in the desk's own order of a table as it is.
func (m *Mapping) mapped(all []record, categories []*knowledge.Category) (out []record, notes []Note, err error) {
	at, head, err := m.header(all)
	if err != nil {
		return nil, nil, err
	}
	ids, err := m.categories(all[head+1:], at, categories)
	if err != nil {
		return nil, nil, err
	}
	for i, name := range all[head].cells {
		if squash(name) != "" && !slices.ContainsFunc(slices.Collect(maps.Values(at)), func(used []int) bool { return slices.Contains(used, i) }) {
			notes = append(notes, Note{Line: all[head].line, Column: clip(name), Why: "the mapping does not name this column: it was left out"})
		}
	}
	heads := m.heads()
	for n, rec := range all[head+1:] {
		if blank(rec.cells) {
			continue
		}
		to := record{line: rec.line, cells: make([]string, columns), lines: make([]int, columns), heads: heads, category: ids[m.cell(rec, at[colMinor])]}
		for col := range m.to() {
			to.cells[col] = m.cell(rec, at[col])
			to.lines[col] = rec.line
			if used := at[col]; len(used) > 0 && used[0] < len(rec.lines) {
				to.lines[col] = rec.lines[used[0]]
			}
		}
		if len(at[colRow]) == 0 {
			to.cells[colRow] = strconv.Itoa(n + 1)
		}
		if to.cells[colKind] == "" {
			to.cells[colKind] = otherKind
		}
		if date := m.cell(rec, at[colDate]); date != "" {
			if to.month = monthOf(date); to.month == "" {
				notes = append(notes, Note{Row: number(to.cells[colRow]), Line: rec.line, Column: m.Columns.Date[0], Why: "is no date that can be read: imported without it"})
			}
		}
		for _, i := range at[colPrivate] {
			if i < len(rec.cells) {
				hide(to.cells, rec.cells[i])
			}
		}
		out = append(out, to)
	}
	return out, notes, nil
}

// Columns of a mapping that the desk's own table does not have.
const (
	colDate    = -1
	colPrivate = -2
)

// header finds the header, which may stand below a title, and where each column is.
func (m *Mapping) header(all []record) (at map[int][]int, head int, err error) {
	wanted := m.to()
	wanted[colDate], wanted[colPrivate] = m.Columns.Date, m.Private
	most := -1
	var missing string
	for n, rec := range all[:min(len(all), headerWithin)] {
		found, lacking, hits := map[int][]int{}, []string(nil), 0
		for col, names := range wanted {
			for _, name := range names {
				i := slices.IndexFunc(rec.cells, func(cell string) bool { return squash(cell) == squash(name) })
				if i < 0 {
					lacking = append(lacking, name)
					continue
				}
				found[col], hits = append(found[col], i), hits+1
			}
		}
		if len(lacking) == 0 {
			return found, n, nil
		}
		if hits > most {
			slices.Sort(lacking)
			most, missing = hits, fmt.Sprintf("line %d has no column %s", rec.line, quoted(lacking))
		}
	}
	if most < 0 {
		return nil, 0, errors.New("the file has no header row: export the table again with its header")
	}
	return nil, 0, fmt.Errorf("header row: %s: write the header in the mapping as the table has it", missing)
}

func quoted(names []string) string {
	var out []string
	for _, n := range names {
		out = append(out, strconv.Quote(clip(n)))
	}
	return strings.Join(out, ", ")
}

// cell is what a row says in some columns, one below the other.
func (m *Mapping) cell(rec record, at []int) string {
	var parts []string
	for _, i := range at {
		if i < len(rec.cells) && strings.TrimSpace(rec.cells[i]) != "" {
			parts = append(parts, strings.TrimSpace(rec.cells[i]))
		}
	}
	return strings.Join(parts, "\n")
}

// categories finds the base's category for each label of the table, by the mapping, or because the
// base has one of that id or name. All that have none are named at once.
func (m *Mapping) categories(rows []record, at map[int][]int, known []*knowledge.Category) (map[string]string, error) {
	mapped := map[string]string{}
	var absent []string
	for label, id := range m.Categories {
		if !slices.ContainsFunc(known, func(c *knowledge.Category) bool { return c.ID == id }) {
			absent = append(absent, id)
		}
		mapped[squash(label)] = id
	}
	if len(absent) > 0 {
		slices.Sort(absent)
		return nil, fmt.Errorf("categories: the base has no %s: add a line for each to categories.yaml, or choose one that is there", quoted(slices.Compact(absent)))
	}
	ids, unknown := map[string]string{}, map[string]int{}
	for _, rec := range rows {
		label := m.cell(rec, at[colMinor])
		id, ok := mapped[squash(label)]
		if !ok {
			for _, c := range known {
				if squash(c.ID) == squash(label) || squash(c.Name) == squash(label) {
					id, ok = c.ID, true
				}
			}
		}
		if !ok {
			id, ok = mapped["*"]
		}
		if !ok && !blank(rec.cells) {
			unknown[label]++
		}
		ids[label] = id
	}
	if len(unknown) == 0 {
		return ids, nil
	}
	labels := slices.SortedFunc(maps.Keys(unknown), func(a, b string) int { return unknown[b] - unknown[a] })
	var lines []string
	for _, l := range labels {
		lines = append(lines, fmt.Sprintf("%q (%d rows)", clip(l), unknown[l]))
	}
	return nil, fmt.Errorf(`categories of the table that the base does not have: %s: write under categories: which of the base's each is, or "*": for all others`, strings.Join(lines, ", "))
}

// hide takes what a private cell holds out of the others: all of it, and the parts of a name.
func hide(cells []string, secret string) {
	secret = strings.TrimSpace(secret)
	parts := []string{secret}
	if utf8.RuneCountInString(secret) <= maxName {
		parts = append(parts, strings.Fields(secret)...)
		parts = append(parts, strings.ReplaceAll(strings.ReplaceAll(secret, " ", ""), "　", ""))
	}
	slices.SortFunc(parts, func(a, b string) int { return len(b) - len(a) })
	for _, p := range parts {
		if utf8.RuneCountInString(p) < 2 {
			continue
		}
		for _, col := range []int{colSubject, colContent, colAnswer, colStandard, colReference} {
			cells[col] = strings.ReplaceAll(cells[col], p, private)
		}
	}
}

// maxName is how long a cell is at most whose parts may be those of a name.
const maxName = 20

// Dates as desks write them: with the year of our era, or of a Japanese one.
var (
	commonDate = regexp.MustCompile(`((?:19|20)[0-9]{2})[^0-9]{1,2}([0-9]{1,2})(?:[^0-9]|$)`)
	solidDate  = regexp.MustCompile(`^((?:19|20)[0-9]{2})([01][0-9])[0-3][0-9]$`)
	eraDate    = regexp.MustCompile(`^(R|H|令和|平成)[. ]?([0-9]{1,2}|元)[^0-9]{1,2}([0-9]{1,2})(?:[^0-9]|$)`)
	serialDate = regexp.MustCompile(`^[34][0-9]{4}(?:\.[0-9]+)?$`)
)

// monthOf is the month of a date, 2026-04, or "".
func monthOf(cell string) string {
	text := strings.ToUpper(strings.TrimSpace(norm.NFKC.String(cell)))
	year, month := 0, 0
	switch {
	case serialDate.MatchString(text): // a spreadsheet's count of days
		days, _ := strconv.ParseFloat(text, 64)
		return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(days)).Format("2006-01")
	case eraDate.MatchString(text):
		p := eraDate.FindStringSubmatch(text)
		n := 1
		if p[2] != "元" {
			n, _ = strconv.Atoi(p[2])
		}
		year = map[string]int{"R": 2018, "令和": 2018, "H": 1988, "平成": 1988}[p[1]] + n
		month, _ = strconv.Atoi(p[3])
	default:
		p := commonDate.FindStringSubmatch(text)
		if p == nil {
			p = solidDate.FindStringSubmatch(text)
		}
		if p == nil {
			return ""
		}
		year, _ = strconv.Atoi(p[1])
		month, _ = strconv.Atoi(p[2])
	}
	if month < 1 || month > 12 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d", year, month)
}

// ImportMapped reads a table by a mapping and gives its masked cases, in categories of a base. A
// workbook is read as well as text.
func ImportMapped(r io.Reader, m *Mapping, categories []*knowledge.Category, opt Options) ([]knowledge.Case, Report, error) {
	raw, err := opt.all(r)
	if err != nil {
		return nil, Report{}, err
	}
	var t Table
	var all []record
	if z := zipped(raw); z != nil {
		t.Encoding = Workbook
		all, err = readWorkbook(raw, z, m.Sheet)
	} else {
		all, t.Encoding, err = records(raw)
	}
	if err != nil {
		return nil, Report{}, err
	}
	var notes []Note
	if t.records, notes, err = m.mapped(all, categories); err != nil {
		return nil, Report{}, err
	}
	cases, report, err := t.Cases()
	report.Notes = append(notes, report.Notes...)
	return cases, report, err
}
