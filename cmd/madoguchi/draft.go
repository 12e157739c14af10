package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
	"madoguchi/knowledge/draft"
)

type kbDraftCmd struct {
	Base   string  `type:"path" default:"." placeholder:"FOLDER" help:"The folder of data files with the cases, as 'import --base' leaves it; without it the one you are in."`
	Least  int     `default:"3" placeholder:"N" help:"How many cases an entry answers at least."`
	Most   int     `default:"40" placeholder:"N" help:"How many entries are proposed at most."`
	Like   float64 `default:"0.16" placeholder:"0.16" help:"How much alike the cases of an entry are: more makes more entries, of fewer cases each."`
	DryRun bool    `name:"dry-run" help:"Show the groups and write nothing."`
}

// Run proposes entries for the cases that no entry answers yet.
func (c kbDraftCmd) Run(p process) error {
	if c.Least < 2 || c.Most < 1 || c.Like <= 0 || c.Like >= 1 {
		return fmt.Errorf("%w: --least is a number from 2 up, --most from 1, --like between 0 and 1", errUsage)
	}
	b, err := folderBase(c.Base)
	if err != nil {
		return err
	}
	if len(b.Cases) == 0 {
		return fmt.Errorf("%s has no cases; read the desk's table first: madoguchi import TABLE --mapping FILE --base %s", c.Base, forShell(c.Base))
	}
	answered := map[int]bool{}
	for _, f := range b.FAQs {
		for _, row := range f.Cases {
			answered[row] = true
		}
	}
	open := slices.DeleteFunc(slices.Clone(b.Cases), func(k knowledge.Case) bool { return answered[k.Row] })
	before := len(b.Cases) - len(open)
	proposed := 0
	for _, g := range draft.Groups(open, draft.Options{Least: c.Least, Most: c.Most, Like: c.Like}) {
		proposed += len(g.Rows)
		id := freshID(b)
		if !c.DryRun {
			if err := c.write(b, id, g); err != nil {
				return err
			}
		}
		b.FAQs = append(b.FAQs, &knowledge.FAQ{ID: id})
		fmt.Fprintf(p.out, "%-10s %-8s %4d rows  %s  %v\n", id, g.Category, len(g.Rows), g.Title, g.Keywords)
	}
	share := func(n int) float64 { return 100 * float64(n) / float64(len(b.Cases)) }
	fmt.Fprintf(p.out, "of %d cases, %d are answered by entries that are there (%.0f %%), %d by those proposed (%.0f %%), %d by none\n",
		len(b.Cases), before, share(before), proposed, share(proposed), len(open)-proposed)
	if !c.DryRun && proposed > 0 {
		fmt.Fprintf(p.out, "read each proposal: are title and questions free of names? Write its answer in the place of each 〔書く〕, then: madoguchi kb lint %s\n", forShell(c.Base))
	}
	return nil
}

func (c kbDraftCmd) write(b *knowledge.Base, id string, g draft.Group) error {
	name, content, err := base.Proposed(b, id, base.Proposal{Category: g.Category, Title: g.Title, Keywords: g.Keywords, Questions: g.Questions, Rows: g.Rows}, time.Now())
	if err != nil {
		return err
	}
	path := filepath.Join(c.Base, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("the entry cannot be written: %w", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("the entry cannot be written: %w", err)
	}
	_, err = f.Write(content)
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("the entry cannot be written: %w", err)
	}
	return nil
}

// freshID is a name that no entry has.
func freshID(b *knowledge.Base) string {
	for n := 1; ; n++ {
		if id := fmt.Sprintf("draft-%02d", n); b.FAQ(id) == nil {
			return id
		}
	}
}
