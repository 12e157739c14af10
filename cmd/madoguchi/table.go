package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"time"

	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
	"madoguchi/knowledge/mask"
	"madoguchi/knowledge/match"
	"madoguchi/knowledge/table"
)

// casesFile is where a base keeps its cases.
const casesFile = "cases.jsonl"

type importCmd struct {
	settingFlags `embed:""`
	File         string `arg:"" type:"path" help:"The desk's case table, CSV."`
}

// Run reads and masks the whole table before it touches the store: a table with a fault changes nothing.
func (c importCmd) Run(p process) (err error) {
	s, err := c.load(p)
	if err != nil {
		return err
	}
	f, err := os.Open(c.File)
	if err != nil {
		return fmt.Errorf("the case table cannot be read: %w", err)
	}
	defer f.Close()
	cases, report, err := table.Import(f, table.Options{})
	if err != nil {
		return fmt.Errorf("%s: %w; nothing was imported", c.File, err)
	}
	var lines bytes.Buffer
	if err := table.WriteJSONL(&lines, cases); err != nil {
		return err
	}
	err = withShelf(s, func(ctx context.Context, on shelf) error {
		now, err := on.Current(ctx)
		if err != nil {
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
	learn := func() knowledge.Matcher { return match.New(b).Match }
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
