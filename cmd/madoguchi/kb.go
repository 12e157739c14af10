package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
)

type kbCmd struct {
	List     kbListCmd     `cmd:"" help:"List the entries, or with --releases what was in force when."`
	Show     kbShowCmd     `cmd:"" help:"Show what an entry says."`
	Diff     kbDiffCmd     `cmd:"" help:"Show what is different between two bases: releases by number, or folders of data files."`
	Lint     kbLintCmd     `cmd:"" help:"Check a base: unknown names, conditions that never hold, long bubbles, banned phrases, private data, misleading examples, reviews that are due."`
	Add      kbAddCmd      `cmd:"" help:"Make the file of a new entry, with explanations, to be filled in."`
	Draft    kbDraftCmd    `cmd:"" help:"Find what a desk is asked about in its own cases, and propose entries whose answers are still to be written."`
	Export   kbExportCmd   `cmd:"" help:"Write the data files of what is in force into a folder, to edit and publish them."`
	Publish  kbPublishCmd  `cmd:"" help:"Check a folder of data files and put it in force."`
	Rollback kbRollbackCmd `cmd:"" help:"Put an earlier release in force again."`
}

type kbListCmd struct {
	settingFlags `embed:""`
	Releases     bool `help:"List the releases instead, the newest first."`
}

func (c kbListCmd) Run(p process) error {
	if c.Releases {
		return listReleases(p, c.settingFlags)
	}
	b, err := c.base(p)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "base %s: %d entries, %d contacts, %d cases\n", b.Version, len(b.FAQs), len(b.Contacts), len(b.Cases))
	for _, f := range b.FAQs {
		fmt.Fprintf(p.out, "%-12s %-24s %-6s %s\n", f.Category, f.ID, f.Urgency, f.Title)
	}
	return nil
}

type kbShowCmd struct {
	settingFlags `embed:""`
	ID           string `arg:"" help:"The entry's id."`
}

func (c kbShowCmd) Run(p process) error {
	b, err := c.base(p)
	if err != nil {
		return err
	}
	f := b.FAQ(c.ID)
	if f == nil {
		return fmt.Errorf("there is no entry %q; madoguchi kb list names them", c.ID)
	}
	fmt.Fprintf(p.out, "%s  %s  %s\n%s\n", f.ID, f.Category, f.Urgency, f.Title)
	for field, lines := range f.Texts {
		for _, l := range lines {
			when := ""
			if !l.When.Always() {
				when = "  [" + l.When.String() + "]"
			}
			fmt.Fprintf(p.out, "%-10s %s%s\n", field, l.Text, when)
		}
	}
	var contacts []string
	for _, r := range f.Contacts {
		contacts = append(contacts, r.ID)
	}
	fmt.Fprintf(p.out, "%-10s %s\nreviewed   %s, again by %s\n", "contacts", strings.Join(contacts, " "), f.ReviewedOn.Format(time.DateOnly), f.ReviewBy.Format(time.DateOnly))
	return nil
}

type kbLintCmd struct {
	settingFlags `embed:""`
	Changed      bool   `help:"Only what the edit has caused: what the base in force has not already."`
	Folder       string `arg:"" optional:"" type:"path" help:"A folder of data files, such as knowledge/; without it the base in the binary."`
}

// Run fails when there are faults; warnings alone do not fail.
func (c kbLintCmd) Run(p process) error {
	b, err := base.Embedded()
	var strays []base.Problem
	if c.Folder != "" {
		strays = straysIn(c.Folder)
		b, err = folderBase(c.Folder)
	}
	if err != nil {
		return err
	}
	var known []base.Problem
	if c.Changed {
		now, err := c.base(p)
		if err != nil {
			return err
		}
		known = slices.Concat(base.Lint(now, time.Now()), misledOnce(now))
	}
	if err := lintAgainst(p.out, b, strays, known); err != nil {
		return err
	}
	fmt.Fprintf(p.out, "base %s: %d entries, no faults\n", b.Version, len(b.FAQs))
	return nil
}

// straysIn are the files of a folder that are not read though somebody may think so.
func straysIn(folder string) []base.Problem { return base.Strays(os.DirFS(folder)) }

// lint prints what is wrong with a base, and what was found before; faults are an error. What is
// found of the examples comes last: for that the base is learnt, which takes long.
func lint(w io.Writer, b *knowledge.Base, found []base.Problem) error {
	return lintAgainst(w, b, found, nil)
}

// lintAgainst is lint without what is known already.
func lintAgainst(w io.Writer, b *knowledge.Base, found, known []base.Problem) error {
	faults := 0
	for _, find := range []func() []base.Problem{
		func() []base.Problem { return slices.Concat(found, base.Lint(b, time.Now())) },
		func() []base.Problem { return misledOnce(b) },
	} {
		for _, problem := range base.Fresh(find(), known) {
			if !problem.Warning {
				faults++
			}
			fmt.Fprintln(w, problem)
		}
	}
	if faults > 0 {
		return fmt.Errorf("%d faults in the base", faults)
	}
	return nil
}

type kbAddCmd struct {
	ID       string `arg:"" help:"The entry's id: small letters, digits and hyphens."`
	Base     string `type:"path" default:"." placeholder:"FOLDER" help:"The folder of data files, as 'kb export' makes it; without it the one you are in."`
	Category string `help:"Its category; without it one to be changed."`
}

// Run makes the file where there is none.
func (c kbAddCmd) Run(p process) error {
	b, err := folderBase(c.Base)
	if err != nil {
		return err
	}
	name, content, err := base.NewEntry(b, c.ID, c.Category, time.Now())
	if err != nil {
		return err
	}
	path := filepath.Join(c.Base, filepath.FromSlash(name))
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("the entry cannot be written: %w", err)
	}
	_, err = f.Write(content)
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("the entry cannot be written: %w", err)
	}
	fmt.Fprintf(p.out, "made %s: write what belongs there in the place of each 〔書く〕, then: madoguchi kb lint %s\n", path, forShell(c.Base))
	return nil
}

// folderBase loads a folder of data files.
func folderBase(folder string) (*knowledge.Base, error) {
	if info, err := os.Stat(folder); err != nil {
		return nil, fmt.Errorf("the folder cannot be read: %w", err)
	} else if !info.IsDir() {
		return nil, fmt.Errorf("%s is no folder; name one that holds faq/, contacts.yaml and so on", folder)
	}
	b, err := base.Load(os.DirFS(folder))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", folder, err)
	}
	return b, nil
}
