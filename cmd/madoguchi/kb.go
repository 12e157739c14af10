package main

import (
	"fmt"
	"io"
	"os"
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
	Folder string `arg:"" optional:"" type:"path" help:"A folder of data files, such as knowledge/; without it the base in the binary."`
}

// Run fails when there are faults; warnings alone do not fail.
func (c kbLintCmd) Run(p process) error {
	b, err := base.Embedded()
	if c.Folder != "" {
		b, err = folderBase(c.Folder)
	}
	if err == nil {
		err = lint(p.out, b)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "base %s: %d entries, no faults\n", b.Version, len(b.FAQs))
	return nil
}

// lint prints what is wrong with a base; faults are an error.
func lint(w io.Writer, b *knowledge.Base) error {
	faults := 0
	learn := func(chance uint8) knowledge.Matcher { return matcherOf(b, chance) }
	for _, problem := range base.Lint(b, time.Now(), learn) {
		if !problem.Warning {
			faults++
		}
		fmt.Fprintln(w, problem)
	}
	if faults > 0 {
		return fmt.Errorf("%d faults in the base", faults)
	}
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
