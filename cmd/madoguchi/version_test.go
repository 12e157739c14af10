package main

import (
	"runtime/debug"
	"strings"
	"testing"
)

func TestDescribeBuild(t *testing.T) {
	info := func(module string, settings ...string) *debug.BuildInfo {
		b := &debug.BuildInfo{Main: debug.Module{Version: module}}
		for i := 0; i < len(settings); i += 2 {
			b.Settings = append(b.Settings, debug.BuildSetting{Key: settings[i], Value: settings[i+1]})
		}
		return b
	}
	for _, c := range []struct {
		release string
		info    *debug.BuildInfo
		want    string
	}{
		{"0.1.0", info("(devel)", "vcs.revision", "0123456789abcdef", "vcs.time", "2026-11-30T08:12:21Z"), "0.1.0 (revision 0123456789ab of 2026-11-30) "},
		{"dev", info("v0.0.0-x", "vcs.revision", "0123456789abcdef", "vcs.time", "2026-11-30T08:12:21Z", "vcs.modified", "true"), "dev (revision 0123456789ab of 2026-11-30, changed since) "},
		{"dev", info("", "vcs.revision", "01"), "dev (revision 01 of an unknown day) "},
		{"dev", info("v0.2.0"), "v0.2.0 go"},
		{"dev", info("(devel)"), "dev go"},
		{"dev", nil, "dev go"},
	} {
		if got := describeBuild(c.release, c.info); !strings.HasPrefix(got, c.want) {
			t.Errorf("%q, want it to begin with %q", got, c.want)
		}
	}
}

// TestVersion: asked either way, the program says the same.
func TestVersion(t *testing.T) {
	asked := call("", nil, "version")
	asked.want(t, 0)
	flag := call("", nil, "--version")
	flag.want(t, 0)
	if flag.out != asked.out || !strings.HasPrefix(asked.out, "madoguchi ") {
		t.Errorf("version: %q, --version: %q", asked.out, flag.out)
	}
}
