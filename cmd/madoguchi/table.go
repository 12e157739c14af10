package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
	"madoguchi/knowledge/mask"
	"madoguchi/knowledge/table"
)

// casesFile is where a base keeps its cases.
const casesFile = "cases.jsonl"

type importCmd struct {
	settingFlags `embed:""`
	File         string `arg:"" type:"path" help:"The desk's case table: CSV, or with --mapping any table, also of Excel."`
	Mapping      string `type:"path" placeholder:"FILE" help:"How to read a table that is not of the desk's 15 columns (YAML)."`
	Base         string `type:"path" placeholder:"FOLDER" help:"Put the cases into a folder of data files, not into the store."`
	Replace      bool   `help:"Also when the table is empty, or has less than half of the cases that are there."`
}

// Run reads and masks the whole table before it touches the store: a table with a fault changes nothing.
func (c importCmd) Run(p process) (err error) {
	s, err := c.load(p)
	if err != nil {
		return err
	}
	cases, report, err := c.read(p)
	if err != nil {
		return err
	}
	var lines bytes.Buffer
	if err := table.WriteJSONL(&lines, cases); err != nil {
		return err
	}
	if c.Base != "" {
		err := c.into(len(cases), lines.Bytes())
		if err == nil {
			printReport(p.out, report)
		}
		return err
	}
	err = withShelf(s, func(ctx context.Context, on shelf) error {
		now, err := on.Current(ctx)
		if err != nil {
			return err
		}
		if err := c.shrinks(len(cases), rowsIn(now.Files)); err != nil {
			return err
		}
		files, err := base.Replace(now.Files, casesFile, lines.Bytes())
		if err != nil {
			return err
		}
		_, err = on.Publish(ctx, files, now.Number, notice("import of "+filepath.Base(c.File)))
		return err
	})
	if err == nil {
		printReport(p.out, report)
	}
	return err
}

// read reads and masks the table.
func (c importCmd) read(p process) ([]knowledge.Case, table.Report, error) {
	f, err := os.Open(c.File)
	if err != nil {
		return nil, table.Report{}, fmt.Errorf("the case table cannot be read: %w", err)
	}
	defer f.Close()
	if c.Mapping == "" {
		known := sync.OnceValue(func() *knowledge.Base { b, _ := c.knows(p); return b })
		cases, report, err := table.Import(f, table.Options{Known: func(id string) bool { b := known(); return b != nil && b.Category(id) != nil }})
		if err != nil {
			err = fmt.Errorf("%s: %w; nothing was imported", c.File, err)
		}
		return cases, report, err
	}
	text, err := os.ReadFile(c.Mapping)
	if err != nil {
		return nil, table.Report{}, fmt.Errorf("the mapping cannot be read: %w", err)
	}
	m, err := table.ReadMapping(text)
	if err != nil {
		return nil, table.Report{}, fmt.Errorf("%s: %w; nothing was imported", c.Mapping, err)
	}
	b, err := c.knows(p)
	if err != nil {
		return nil, table.Report{}, err
	}
	cases, report, err := table.ImportMapped(f, m, b.Categories, table.Options{})
	if err != nil {
		err = fmt.Errorf("%s, by %s: %w; nothing was imported", c.File, c.Mapping, err)
	}
	return cases, report, err
}

// knows is the base whose categories the cases are of.
func (c importCmd) knows(p process) (*knowledge.Base, error) {
	if c.Base != "" {
		return folderBase(c.Base)
	}
	return c.base(p)
}

// shrinks refuses what looks like the wrong file: nobody deletes half of their cases unawares.
func (c importCmd) shrinks(now, before int) error {
	if c.Replace || now > 0 && 2*now >= before {
		return nil
	}
	return fmt.Errorf("%s has %d cases, and %d are there: a table that is so much smaller may be the wrong one; if it is right, say --replace; nothing was imported", c.File, now, before)
}

// rowsIn counts the desk's own cases in a base's files: those that the program carries are nobody's
// loss.
func rowsIn(files fs.FS) int {
	data, err := fs.ReadFile(files, casesFile)
	carried, _ := fs.ReadFile(knowledge.Files, casesFile)
	if err != nil || bytes.Equal(data, carried) {
		return 0
	}
	return bytes.Count(data, []byte("\n"))
}

// into puts the cases into a folder.
func (c importCmd) into(n int, lines []byte) error {
	if _, err := folderBase(c.Base); err != nil {
		return err
	}
	if err := c.shrinks(n, rowsIn(os.DirFS(c.Base))); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(c.Base, casesFile), lines, 0o600); err != nil {
		return fmt.Errorf("the cases cannot be written: %w", err)
	}
	return nil
}

func printReport(w io.Writer, r table.Report) {
	fmt.Fprintf(w, "encoding   %s\nread       %d rows\nimported   %d cases\nskipped    %d\n", r.Encoding, r.Read, r.Imported, len(r.Skipped))
	for _, n := range slices.Concat(r.Skipped, r.Notes) {
		fmt.Fprintf(w, "           %s\n", n)
	}
	fmt.Fprintf(w, "masked\n")
	for _, k := range mask.Kinds {
		if n := r.Masked[k]; n > 0 {
			fmt.Fprintf(w, "           %5d %s\n", n, k)
		}
	}
}

type exportCmd struct {
	settingFlags `embed:""`
	Format       string `enum:"desk,jsonl" default:"desk" help:"desk: the desk's 15 columns for Excel; jsonl: a JSON object a case."`
	Tickets      bool   `help:"The desk's own tickets that are closed, with what was done, in the place of the base's cases."`
	Encoding     string `enum:"utf-8,cp932" default:"utf-8" help:"Of the desk's table: utf-8 (with BOM) or cp932."`
}

func (c exportCmd) Run(p process) error {
	if c.Format == "jsonl" && c.Encoding == "cp932" {
		return fmt.Errorf("%w: --format jsonl is always UTF-8; leave --encoding out", errUsage)
	}
	b, err := c.base(p)
	if err != nil {
		return err
	}
	s, err := c.load(p)
	if err != nil {
		return err
	}
	if c.Tickets {
		if b.Cases, err = closedCases(s, b); err != nil {
			return err
		}
	}
	if c.Format == "jsonl" {
		return table.WriteJSONL(p.out, b.Cases)
	}
	encoding := table.UTF8BOM
	if c.Encoding == "cp932" {
		encoding = table.CP932
	}
	learn := func() knowledge.Matcher { return learntOf(b).Match }
	written, err := table.Write(p.out, b.Cases, table.FromFAQ(b, s.Desk.about(), learn), encoding)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.err, "%d rows written", len(b.Cases))
	if written.Lost > 0 {
		fmt.Fprintf(p.err, "; %d characters have no place in CP932: a look-alike or 〓 stands for each", written.Lost)
	}
	fmt.Fprintln(p.err)
	return nil
}

// notice says that the user of this program publishes something now.
func notice(note string) base.Notice {
	by := "somebody"
	if u, err := user.Current(); err == nil {
		by = u.Username
	}
	return base.Notice{Origin: base.FromDesk, At: time.Now(), By: by, Note: note}
}
