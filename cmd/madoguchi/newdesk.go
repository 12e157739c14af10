package main

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
	"madoguchi/store"
)

type deskCmd struct {
	Init deskInitCmd `cmd:"" help:"Write the configuration, the key and a base to edit for a new desk."`
}

type deskInitCmd struct {
	Prefecture string `required:"" placeholder:"NAME" help:"Where the desk is, in full: 大阪府."`
	Own        bool   `help:"For a desk of another field than IT security: a base with one entry, about the desk, to be filled from its own table."`
	Folder     string `arg:"" type:"path" help:"A new or empty folder."`
}

//go:embed newdesk.yaml
var deskTemplate string

// configFile is the name of a new desk's configuration.
const configFile = "madoguchi.yaml"

// Run writes nothing where there is something already.
func (c deskInitCmd) Run(p process) error {
	if err := knowledge.CheckArea(c.Prefecture); err != nil {
		return fmt.Errorf("%w: --prefecture: %w", errUsage, err)
	}
	if err := emptyFolder(c.Folder); err != nil {
		return err
	}
	folder, err := filepath.Abs(c.Folder)
	if err != nil {
		return err
	}
	b, err := base.Embedded()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("the folder cannot be made: %w", err)
	}
	in := func(name string) string { return filepath.Join(folder, name) }
	config := forShell(in(configFile))
	text := strings.NewReplacer(
		"{area}", c.Prefecture, "{config}", config, "{store}", forYAML("bolt:"+in("madoguchi.db")), "{key}", forYAML(in("desk.key")),
	).Replace(deskTemplate)
	if err := os.WriteFile(in(configFile), []byte(text), 0o600); err != nil {
		return fmt.Errorf("the configuration cannot be written: %w", err)
	}
	if err := store.NewKeyFile(in("desk.key")); err != nil {
		return err
	}
	if err := c.writeBase(in("base")); err != nil {
		return err
	}
	fmt.Fprintf(p.out, "%s holds madoguchi.yaml (write your desk's name, number and hours there), desk.key (keep a copy elsewhere) and base/ (what the desk says).\n", folder)
	for _, line := range localBodies(b, c.Prefecture) {
		fmt.Fprintln(p.out, line)
	}
	fmt.Fprintf(p.out, "Try it: madoguchi chat --config %s\nServe it: madoguchi serve --config %[1]s\n", config)
	return nil
}

// ownBase is what a desk of another field begins with; what else it needs to talk, it borrows.
var ownBase = []string{"contacts.yaml", "slots.yaml", "phrases.yaml", ownEntry}

const ownEntry = "faq/about-desk.yaml"

//go:embed ownkinds.yaml
var ownKinds []byte

func (c deskInitCmd) writeBase(folder string) error {
	if !c.Own {
		return writeFolder(folder, knowledge.Files)
	}
	for _, name := range ownBase {
		data, err := fs.ReadFile(knowledge.Files, name)
		if err == nil {
			if name == ownEntry {
				data = casesOfOthers.ReplaceAllLiteral(data, []byte("cases: []"))
			}
			err = errors.Join(os.MkdirAll(filepath.Dir(filepath.Join(folder, name)), 0o755), os.WriteFile(filepath.Join(folder, name), data, 0o644))
		}
		if err != nil {
			return fmt.Errorf("the base cannot be written: %w", err)
		}
	}
	return writeBeside(folder, map[string][]byte{"categories.yaml": ownKinds}, base.Companions())
}

// casesOfOthers are an entry's rows of another desk's table.
var casesOfOthers = regexp.MustCompile(`(?m)^cases: .*$`)

// plain are the characters that mean nothing else, neither to YAML nor to a shell.
var plain = regexp.MustCompile(`^[\pL\pN/._:-]+$`)

// forYAML is a path as it stands in a file of settings.
func forYAML(path string) string {
	if plain.MatchString(path) {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", "''") + "'"
}

// forShell is a path as it is typed in a command, on Windows too, where no name holds a quotation
// mark.
func forShell(path string) string {
	switch {
	case plain.MatchString(path):
		return path
	case runtime.GOOS == "windows":
		return `"` + path + `"`
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}

// localBodies says which bodies of the prefecture the base knows, and which it knows of other
// prefectures only.
func localBodies(b *knowledge.Base, area string) []string {
	here, everywhere, elsewhere := map[string]string{}, map[string]string{}, map[string]bool{}
	for _, c := range b.Contacts {
		switch {
		case c.Role == knowledge.RoleSelf: // the desk itself
		case c.Area == area:
			here[c.Role] = c.Name
		case c.Area == knowledge.Nationwide:
			everywhere[c.Role] = c.Name
		default:
			elsewhere[c.Role] = true
		}
	}
	out := []string{"Bodies of " + area + ":"}
	for _, role := range slices.Sorted(maps.Keys(elsewhere)) {
		line := fmt.Sprintf("none of %s yet: it is not named; add it to base/contacts.yaml when you have seen its page", area)
		if name := here[role]; name != "" {
			line = name
		} else if name := everywhere[role]; name != "" {
			line = fmt.Sprintf("%s, as in the whole country; none of %s itself yet", name, area)
		}
		out = append(out, fmt.Sprintf("  %-16s %s", role, line))
	}
	return out
}

// emptyFolder refuses a folder in which there is something.
func emptyFolder(folder string) error {
	if entries, err := os.ReadDir(folder); err == nil && len(entries) > 0 {
		return fmt.Errorf("%s is not empty: name a new folder", folder)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the folder cannot be used: %w", err)
	}
	return nil
}

// writeFolder writes a base into a folder where people edit it.
func writeFolder(folder string, files fs.FS) error {
	if err := os.CopyFS(folder, files); err != nil {
		return fmt.Errorf("the base cannot be written: %w", err)
	}
	return writeBeside(folder, base.Companions())
}

// writeBeside writes files into a folder that is there.
func writeBeside(folder string, lists ...map[string][]byte) error {
	for _, files := range lists {
		for name, content := range files {
			path := filepath.Join(folder, filepath.FromSlash(name))
			if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, content, 0o644)); err != nil {
				return fmt.Errorf("the base cannot be written: %w", err)
			}
		}
	}
	return nil
}
