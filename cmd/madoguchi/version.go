package main

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

// version is set when a release is built.
var version = "dev"

type versionCmd struct{}

func (versionCmd) Run(p process) error {
	_, err := fmt.Fprintln(p.out, "madoguchi", versionLine())
	return err
}

// versionLine says which program this is, for a report of a fault: the release, the revision and
// day of its source as far as the build noted them, and what it runs on.
func versionLine() string {
	info, _ := debug.ReadBuildInfo()
	return describeBuild(version, info)
}

// describeBuild tells of a build. A program that was built from no repository has no revision.
func describeBuild(release string, info *debug.BuildInfo) string {
	notes := map[string]string{}
	if info != nil {
		for _, s := range info.Settings {
			notes[s.Key] = s.Value
		}
		if v := info.Main.Version; release == "dev" && v != "" && v != "(devel)" && notes["vcs.revision"] == "" {
			release = v // installed from a module proxy
		}
	}
	out := []string{release}
	if revision := notes["vcs.revision"]; revision != "" {
		day, _, _ := strings.Cut(notes["vcs.time"], "T")
		mark := ""
		if notes["vcs.modified"] == "true" {
			mark = ", changed since"
		}
		out = append(out, fmt.Sprintf("(revision %s of %s%s)", revision[:min(12, len(revision))], cmp.Or(day, "an unknown day"), mark))
	}
	return strings.Join(append(out, runtime.Version(), runtime.GOOS+"/"+runtime.GOARCH), " ")
}
