package bot_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"madoguchi/bot/bottest"
)

var update = flag.Bool("update", false, "write what happens into testdata/desks")

// TestDesks plays every ticket's life in testdata/desks and compares what follows with what the
// file holds.
func TestDesks(t *testing.T) {
	files, err := filepath.Glob("../testdata/desks/*.txt")
	if err != nil || len(files) < 15 {
		t.Fatalf("found %d lives, want at least 15 (%v)", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got, err := bottest.Play(string(want))
			if err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("what follows changed (-file +now); if it should, run with -update and read it:\n%s", diff)
			}
		})
	}
}
