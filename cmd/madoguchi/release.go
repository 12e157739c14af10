package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"time"

	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
)

// listReleases prints the history of what was in force.
func listReleases(p process, flags settingFlags) error {
	return flags.onShelf(p, func(ctx context.Context, on shelf) error {
		list, err := on.Releases(ctx)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			fmt.Fprintln(p.out, "no releases yet: the first 'serve', 'import' or 'kb publish' makes one")
		}
		for i, r := range list {
			mark := ""
			switch {
			case i == 0:
				mark = "  (in force)"
			case i >= base.Kept:
				mark = "  (its files may be gone)"
			}
			at := "before there was a history"
			if !r.At.IsZero() {
				at = r.At.Format(time.RFC3339)
			}
			fmt.Fprintf(p.out, "%4d  %s  %-6s  %s  %s  %s%s\n", r.Number, r.Version, r.Origin, at, oneLine(r.By), oneLine(r.Note), mark)
		}
		return nil
	})
}

type kbDiffCmd struct {
	settingFlags `embed:""`
	A            string `arg:"" optional:"" help:"A release's number or a folder. Alone it is compared with what is in force; without it the last release with the one before."`
	B            string `arg:"" optional:"" help:"A release's number or a folder."`
	Questions    string `type:"path" placeholder:"FILE" help:"Also show which labelled questions, as for eval, are answered otherwise."`
	Replay       bool   `help:"Also show which of the conversations that are kept would be answered otherwise. Needs the desk's key, or a server that has it."`
}

func (c kbDiffCmd) Run(p process) error {
	if c.B != "" && !isNumber(c.A) && !isNumber(c.B) && !c.Replay { // two folders need no store
		return c.print(context.Background(), p, nil, c.A, c.B)
	}
	return c.onShelf(p, func(ctx context.Context, on shelf) error {
		if c.B != "" {
			return c.print(ctx, p, on, c.A, c.B)
		}
		list, err := on.Releases(ctx)
		switch {
		case err != nil:
			return err
		case len(list) == 0:
			return errors.New("nothing is in force in the store yet: name two folders, or publish first")
		case c.A == "" && len(list) == 1:
			return errors.New("there is one release only: name a folder to compare it with")
		}
		now := strconv.FormatUint(list[0].Number, 10)
		switch {
		case c.A == "":
			return c.print(ctx, p, on, strconv.FormatUint(list[1].Number, 10), now)
		case isNumber(c.A):
			return c.print(ctx, p, on, c.A, now)
		}
		return c.print(ctx, p, on, now, c.A)
	})
}

func isNumber(side string) bool {
	_, err := strconv.ParseUint(side, 10, 64)
	return err == nil
}

// sideOf loads what somebody wants to compare.
func sideOf(ctx context.Context, on shelf, side string) (*knowledge.Base, error) {
	number, err := strconv.ParseUint(side, 10, 64)
	if err != nil {
		return folderBase(side)
	}
	s, err := on.At(ctx, number)
	if err != nil {
		return nil, fmt.Errorf("%w; madoguchi kb list --releases names what there is", err)
	}
	return s.Base, nil
}

func (c kbDiffCmd) print(ctx context.Context, p process, on shelf, from, to string) error {
	a, err := sideOf(ctx, on, from)
	if err != nil {
		return err
	}
	b, err := sideOf(ctx, on, to)
	if err != nil {
		return err
	}
	printChanges(p, from, to, a, b)
	if _, err = printTurns(p, c.Questions, a, b); err != nil || !c.Replay {
		return err
	}
	s, err := c.load(p)
	if err != nil {
		return err
	}
	now, err := on.Current(ctx)
	if err != nil {
		return err
	}
	was, err := replaySideOf(from, now.Files)
	if err != nil {
		return err
	}
	is, err := replaySideOf(to, now.Files)
	if err != nil {
		return err
	}
	_, err = printReplay(ctx, p.out, s, on, was, is)
	return err
}

func printChanges(p process, from, to string, a, b *knowledge.Base) {
	changes := base.Diff(a, b)
	for _, c := range changes {
		fmt.Fprintln(p.out, c)
	}
	fmt.Fprintf(p.out, "from %s to %s: %s\n", from, to, base.Summary(changes))
}

type kbExportCmd struct {
	settingFlags `embed:""`
	Folder       string `arg:"" type:"path" help:"A new or empty folder."`
	Release      uint64 `help:"The release's number; without it what is in force."`
}

// Run writes the binary's own files where nothing was ever in force.
func (c kbExportCmd) Run(p process) error {
	if err := emptyFolder(c.Folder); err != nil {
		return err
	}
	s, err := c.load(p)
	if err != nil {
		return err
	}
	if c.Release == 0 && !stored(s) {
		return c.export(p, knowledge.Files, "of this program")
	}
	return c.onShelf(p, func(ctx context.Context, on shelf) error {
		if c.Release != 0 {
			s, err := on.At(ctx, c.Release)
			if err != nil && s.Files == nil {
				return fmt.Errorf("%w; madoguchi kb list --releases names what there is", err)
			}
			return c.export(p, s.Files, fmt.Sprintf("of release %d", c.Release))
		}
		now, err := on.Current(ctx)
		if err != nil && now.Files == nil {
			return err
		}
		return c.export(p, now.Files, fmt.Sprintf("of release %d", now.Number))
	})
}

func (c kbExportCmd) export(p process, files fs.FS, which string) error {
	if err := writeFolder(c.Folder, files); err != nil {
		return err
	}
	fmt.Fprintf(p.out, "%s holds the data files %s, and README.md says how to go on; edit them, then: madoguchi kb lint %[3]s, madoguchi kb publish %[3]s%s\n", c.Folder, which, forShell(c.Folder), c.typed())
	return nil
}

type kbPublishCmd struct {
	settingFlags `embed:""`
	Folder       string `arg:"" type:"path" help:"A folder of data files: faq/, contacts.yaml and so on. Without cases.jsonl it goes with the cases in force."`
	Note         string `help:"Why, for the list of releases."`
	Questions    string `type:"path" placeholder:"FILE" help:"Labelled questions, as for eval: show which are answered otherwise, and refuse a dangerous change."`
	Replay       bool   `help:"Show which of the conversations that are kept would be answered otherwise, and refuse a dangerous change."`
}

// Help is what kb publish --help says besides.
func (kbPublishCmd) Help() string {
	return "A fault in the base refuses it and changes nothing; warnings are shown. It may be done while 'serve' runs: that takes the base up at once, " +
		"and consultations that have begun go on with the one they began with. Nothing is lost when publishing fails: what was in force stays."
}

// Run publishes over what it has shown the difference to.
func (c kbPublishCmd) Run(p process) error {
	if _, err := folderBase(c.Folder); err != nil { // before the store is touched
		return err
	}
	s, err := c.load(p)
	if err != nil {
		return err
	}
	return withShelf(s, func(ctx context.Context, on shelf) error {
		now, err := on.Current(ctx)
		if err != nil && now.Version == "" {
			return err
		}
		files, err := withCases(os.DirFS(c.Folder), now.Files)
		if err != nil {
			return err
		}
		b, err := base.Load(files)
		if err != nil {
			return fmt.Errorf("%s: %w", c.Folder, err)
		}
		if b.Version == now.Version {
			fmt.Fprintf(p.out, "base %s is in force already: nothing to publish\n", b.Version)
			return nil
		}
		if err := lint(p.out, b, straysIn(c.Folder)); err != nil {
			return fmt.Errorf("%w; nothing was published", err)
		}
		if now.Base == nil { // it takes no part in the difference, and is mended by what is published now
			fmt.Fprintf(p.out, "what is in force, base %s, cannot be read by this program\n", now.Version)
		} else {
			printChanges(p, "what is in force", c.Folder, now.Base, b)
			switch dangerous, err := printTurns(p, c.Questions, now.Base, b); {
			case err != nil:
				return err
			case dangerous > 0:
				return fmt.Errorf("%w (%d questions); nothing was published", errDangerous, dangerous)
			}
			if err := c.replay(ctx, p, s, on, now, files); err != nil {
				return err
			}
		}
		r, err := on.Publish(ctx, files, now.Number, notice(c.Note))
		if err != nil {
			return err
		}
		fmt.Fprintf(p.out, "release %d is in force: base %s, %d entries\n", r.Number, r.Version, len(b.FAQs))
		return nil
	})
}

// replay refuses what would be dangerous to consultations like those that are kept.
func (c kbPublishCmd) replay(ctx context.Context, p process, s settings, on shelf, now base.Standing, files fs.FS) error {
	if !c.Replay {
		return nil
	}
	packed, err := base.Pack(files)
	if err != nil {
		return err
	}
	switch dangerous, err := printReplay(ctx, p.out, s, on, replaySide{Number: now.Number}, replaySide{Files: packed}); {
	case err != nil:
		return err
	case dangerous > 0:
		return fmt.Errorf("%w (%d kept conversations); nothing was published", errDangerous, dangerous)
	}
	return nil
}

// withCases gives a tree that has no cases those of another.
func withCases(files, from fs.FS) (fs.FS, error) {
	if _, err := fs.Stat(files, casesFile); !errors.Is(err, fs.ErrNotExist) {
		return files, err
	}
	cases, err := fs.ReadFile(from, casesFile)
	if errors.Is(err, fs.ErrNotExist) {
		return files, nil
	}
	if err != nil {
		return nil, fmt.Errorf("the cases in force cannot be read: %w", err)
	}
	return base.Replace(files, casesFile, cases)
}

type kbRollbackCmd struct {
	settingFlags `embed:""`
	Release      uint64 `arg:"" optional:"" help:"The release's number; without it the last one that differs from what is in force."`
	Note         string `help:"Why, for the list of releases."`
}

func (c kbRollbackCmd) Run(p process) error {
	return c.onShelf(p, func(ctx context.Context, on shelf) error {
		list, err := on.Releases(ctx)
		if err != nil {
			return err
		}
		number := c.Release
		if len(list) == 0 {
			number = 0
		}
		for i := 1; i < len(list) && number == 0; i++ {
			if list[i].Version != list[0].Version {
				number = list[i].Number
			}
		}
		if number == 0 {
			return errors.New("there is no earlier release to go back to; madoguchi kb list --releases names what there is")
		}
		note := fmt.Sprintf("back to release %d", number)
		if c.Note != "" {
			note += ": " + c.Note
		}
		r, err := on.Rollback(ctx, number, list[0].Number, notice(note))
		if errors.Is(err, base.ErrNotKept) {
			err = fmt.Errorf("%w; madoguchi kb list --releases names what there is", err)
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(p.out, "release %d is in force: base %s, that of release %d\n", r.Number, r.Version, number)
		return nil
	})
}
