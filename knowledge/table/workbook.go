package table

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
)

// Workbook is a file that Excel keeps itself, as far as a case table needs it: the text of one
// sheet's cells. Formulas stand for the value that was last worked out, dates for their count of
// days. A library that reads everything a workbook may hold weighs more than all else here.
const Workbook Encoding = "Excel workbook"

// Bounds of a workbook: a small file may unpack to a huge one.
const (
	maxUnpacked = 256 << 20
	maxColumns  = 256
)

func isWorkbook(raw []byte) bool {
	if !bytes.HasPrefix(raw, []byte("PK\x03\x04")) {
		return false
	}
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return false
	}
	_, err = z.Open("xl/workbook.xml")
	return err == nil
}

// book is a workbook that is open.
type book struct {
	files  *zip.Reader
	budget int64
	texts  []string // that cells share
}

// readWorkbook reads the rows of a sheet; without a name the first.
func readWorkbook(raw []byte, sheet string) ([]record, error) {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, fmt.Errorf("the workbook cannot be opened: %w; save it again in Excel", err)
	}
	b := &book{files: z, budget: maxUnpacked}
	name, err := b.find(sheet)
	if err == nil {
		err = b.shared()
	}
	if err != nil {
		return nil, err
	}
	var rows struct {
		Rows []struct {
			N     int `xml:"r,attr"`
			Cells []struct {
				Ref    string   `xml:"r,attr"`
				Type   string   `xml:"t,attr"`
				Value  string   `xml:"v"`
				Inline richText `xml:"is"`
			} `xml:"c"`
		} `xml:"sheetData>row"`
	}
	if err := b.read(name, &rows); err != nil {
		return nil, err
	}
	var out []record
	for i, row := range rows.Rows {
		rec := record{line: row.N}
		if rec.line == 0 {
			rec.line = i + 1
		}
		for _, c := range row.Cells {
			at := columnOf(c.Ref, len(rec.cells))
			if at >= maxColumns {
				return nil, fmt.Errorf("row %d: a cell stands in column %s: a case table is never that wide; take out what stands far on the right", rec.line, c.Ref)
			}
			for len(rec.cells) <= at {
				rec.cells, rec.lines = append(rec.cells, ""), append(rec.lines, rec.line)
			}
			rec.cells[at] = b.value(c.Type, c.Value, c.Inline)
		}
		out = append(out, rec)
	}
	return out, nil
}

// richText is a text in pieces, without the readings that Excel keeps beside it.
type richText struct {
	Text string `xml:"t"`
	Runs []struct {
		Text string `xml:"t"`
	} `xml:"r"`
}

func (t richText) String() string {
	out := t.Text
	for _, r := range t.Runs {
		out += r.Text
	}
	return out
}

func (b *book) value(kind, value string, inline richText) string {
	switch kind {
	case "s":
		if n, err := strconv.Atoi(value); err == nil && n >= 0 && n < len(b.texts) {
			return b.texts[n]
		}
		return ""
	case "inlineStr":
		return inline.String()
	}
	return value
}

func (b *book) shared() error {
	var list struct {
		Items []richText `xml:"si"`
	}
	if _, err := b.files.Open("xl/sharedStrings.xml"); err != nil {
		return nil // no cell shares a text
	}
	if err := b.read("xl/sharedStrings.xml", &list); err != nil {
		return err
	}
	for _, i := range list.Items {
		b.texts = append(b.texts, ownMarked(i.String()))
	}
	return nil
}

// find is the file of a sheet.
func (b *book) find(sheet string) (string, error) {
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"id,attr"`
		} `xml:"sheets>sheet"`
	}
	var links struct {
		Links []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := errors.Join(b.read("xl/workbook.xml", &book), b.read("xl/_rels/workbook.xml.rels", &links)); err != nil {
		return "", err
	}
	var names []string
	for _, s := range book.Sheets {
		names = append(names, s.Name)
		if sheet != "" && squash(s.Name) != squash(sheet) {
			continue
		}
		for _, l := range links.Links {
			if l.ID == s.ID {
				if strings.HasPrefix(l.Target, "/") {
					return strings.TrimPrefix(l.Target, "/"), nil
				}
				return path.Join("xl", l.Target), nil
			}
		}
	}
	return "", fmt.Errorf("the workbook has no sheet %q; it has %s: name one under sheet: in the mapping", sheet, quoted(names))
}

func (b *book) read(name string, into any) error {
	f, err := b.files.Open(name)
	if err != nil {
		return fmt.Errorf("the workbook lacks %s: save it again in Excel", name)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, b.budget+1))
	b.budget -= int64(len(data))
	switch {
	case err != nil:
		return fmt.Errorf("the workbook cannot be unpacked: %w; save it again in Excel", err)
	case b.budget < 0:
		return fmt.Errorf("the workbook unpacks to more than %s: a case table is never that large", size(maxUnpacked))
	}
	if err := xml.Unmarshal(data, into); err != nil {
		return fmt.Errorf("the workbook's %s cannot be read: %w; save it again in Excel", name, err)
	}
	return nil
}

// columnOf is the column of a cell's name: 2 of C7. Without a name it is the next.
func columnOf(ref string, next int) int {
	n := 0
	for _, r := range ref {
		if r < 'A' || r > 'Z' || n > maxColumns {
			break
		}
		n = n*26 + int(r-'A') + 1
	}
	if n == 0 {
		return next
	}
	return n - 1
}
