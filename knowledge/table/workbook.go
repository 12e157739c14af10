package table

import (
	"archive/zip"
	"bytes"
	"fmt"

	"github.com/xuri/excelize/v2"
)

// Workbook is a file that Excel keeps itself. Formulas stand for the value that was last worked
// out, dates for their count of days.
const Workbook Encoding = "Excel workbook"

// Bounds of a workbook: a small file may unpack to a huge one.
const (
	maxUnpacked = 256 << 20
	maxColumns  = 256
)

// zipped is the archive that a workbook is; nil for what is none.
func zipped(raw []byte) *zip.Reader {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil
	}
	if _, err := z.Open("xl/workbook.xml"); err != nil {
		return nil
	}
	return z
}

// readWorkbook reads the rows of a sheet; without a name the first.
func readWorkbook(raw []byte, z *zip.Reader, sheet string) ([]record, error) {
	unpacked := uint64(0)
	for _, part := range z.File {
		if unpacked += part.UncompressedSize64; unpacked > maxUnpacked {
			return nil, fmt.Errorf("the workbook unpacks to more than %s: a case table is never that large", size(maxUnpacked))
		}
	}
	f, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked, // no copy in /tmp
	})
	if err != nil {
		return nil, unreadable(err)
	}
	defer f.Close()
	name, err := sheetNamed(f, sheet)
	if err != nil {
		return nil, err
	}
	rows, err := f.Rows(name)
	if err != nil {
		return nil, unreadable(err)
	}
	var out []record
	for n := 1; rows.Next(); n++ {
		cells, err := rows.Columns()
		if err != nil {
			return nil, unreadable(err)
		}
		if len(cells) > maxColumns {
			return nil, fmt.Errorf("row %d: a cell stands in column %d: a case table is never that wide; take out what stands far on the right", n, len(cells))
		}
		rec := record{line: n}
		for _, c := range cells {
			rec.cells, rec.lines = append(rec.cells, ownMarked(c)), append(rec.lines, n)
		}
		out = append(out, rec)
	}
	if err := rows.Error(); err != nil {
		return nil, unreadable(err)
	}
	if _, err := f.GetMergeCells(name, true); err != nil { // Next ends at a fault as it does at the end
		return nil, unreadable(err)
	}
	return out, nil
}

// sheetNamed is the name of a sheet as the workbook has it.
func sheetNamed(f *excelize.File, sheet string) (string, error) {
	names := f.GetSheetList()
	for _, name := range names {
		if sheet == "" || squash(name) == squash(sheet) {
			return name, nil
		}
	}
	return "", fmt.Errorf("the workbook has no sheet %q; it has %s: name one under sheet: in the mapping", sheet, quoted(names))
}

func unreadable(err error) error {
	return fmt.Errorf("the workbook cannot be read: %w; save it again in Excel", err)
}
