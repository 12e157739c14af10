package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
)

type kbCmd struct {
	List kbListCmd `cmd:"" help:"List the entries."`
	Show kbShowCmd `cmd:"" help:"Show what an entry says."`
	Lint kbLintCmd `cmd:"" help:"Check a base: unknown names, long bubbles, banned phrases, entries past their review."`
}

type kbListCmd struct {
	settingFlags `embed:""`
}

func (c kbListCmd) Run(p process) error {
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

func (c kbLintCmd) base() (*knowledge.Base, error) {
	if c.Folder == "" {
		return base.Embedded()
	}
	if info, err := os.Stat(c.Folder); err != nil {
		return nil, fmt.Errorf("the folder cannot be read: %w", err)
	} else if !info.IsDir() {
		return nil, fmt.Errorf("%s is no folder; name one that holds faq/, contacts.yaml and so on", c.Folder)
	}
	b, err := base.Load(os.DirFS(c.Folder))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Folder, err)
	}
	return b, nil
}

// Run fails when there are faults; warnings alone do not fail.
func (c kbLintCmd) Run(p process) error {
	b, err := c.base()
	if err != nil {
		return err
	}
	faults := 0
	for _, problem := range base.Lint(b, time.Now()) {
		if !problem.Warning {
			faults++
		}
		fmt.Fprintln(p.out, problem)
	}
	if faults > 0 {
		return fmt.Errorf("%d faults in the base", faults)
	}
	fmt.Fprintf(p.out, "base %s: %d entries, no faults\n", b.Version, len(b.FAQs))
	return nil
}
