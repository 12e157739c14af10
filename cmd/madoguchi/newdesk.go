package main

import (
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
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
	text := strings.NewReplacer("{area}", c.Prefecture, "{config}", quoted(in(configFile)), "{store}", quoted("bolt:"+in("madoguchi.db")), "{key}", quoted(in("desk.key"))).Replace(deskTemplate)
	if err := os.WriteFile(in(configFile), []byte(text), 0o600); err != nil {
		return fmt.Errorf("the configuration cannot be written: %w", err)
	}
	if err := store.NewKeyFile(in("desk.key")); err != nil {
		return err
	}
	if err := writeFolder(in("base"), knowledge.Files); err != nil {
		return err
	}
	fmt.Fprintf(p.out, "%s holds madoguchi.yaml (write your desk's name, number and hours there), desk.key (keep a copy elsewhere) and base/ (what the desk says).\n", folder)
	for _, line := range localBodies(b, c.Prefecture) {
		fmt.Fprintln(p.out, line)
	}
	fmt.Fprintf(p.out, "Try it: madoguchi chat --config %s\nServe it: madoguchi serve --config %[1]s\n", quoted(in(configFile)))
	return nil
}

// quoted is a path as YAML and a shell read it.
func quoted(path string) string {
	if strings.ContainsAny(path, " '#\"\\") || strings.Contains(path, ": ") {
		return "'" + strings.ReplaceAll(path, "'", "''") + "'"
	}
	return path
}

// localBodies says which bodies of the prefecture the base knows, and which it knows of other prefectures only.
func localBodies(b *knowledge.Base, area string) (out []string) {
	here, everywhere, elsewhere := map[string]string{}, map[string]string{}, map[string]bool{}
	for _, c := range b.Contacts {
		switch c.Area {
		case area:
			here[c.Role] = c.Name
		case knowledge.Nationwide:
			everywhere[c.Role] = c.Name
		default:
			elsewhere[c.Role] = true
		}
	}
	for role := range elsewhere {
		line := fmt.Sprintf("  %-16s none of %s yet: it is not named; add it to base/contacts.yaml when you have seen its page", role, area)
		if name := everywhere[role]; name != "" {
			line = fmt.Sprintf("  %-16s %s, as in the whole country; none of %s itself yet", role, name, area)
		}
		if name := here[role]; name != "" {
			line = fmt.Sprintf("  %-16s %s", role, name)
		}
		if role != knowledge.RoleSelf { // that is the desk itself
			out = append(out, line)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Compare(a, b) })
	return append([]string{"Bodies of " + area + ":"}, out...)
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
	for name, content := range base.Companions() {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil {
			return fmt.Errorf("the base cannot be written: %w", err)
		}
	}
	return nil
}
