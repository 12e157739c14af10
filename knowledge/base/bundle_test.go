package base

import (
	"bytes"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"madoguchi/knowledge"
)

func TestPackIsTheSameEachTime(t *testing.T) {
	names := []string{"contacts.yaml", "faq/virus.yaml"}
	first, err := pack(small(), names, nil)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := pack(small(), names, nil); err != nil || !bytes.Equal(first, again) {
		t.Errorf("the same files pack differently, %v", err)
	}
}

func TestReplace(t *testing.T) {
	changed := strings.Replace(entry, "線", "ケーブル", 1)
	for _, tt := range []struct{ name, file, content string }{
		{"a file that is there", "faq/virus.yaml", changed},
		{"a new file", "faq/worm.yaml", strings.Replace(entry, "id: virus", "id: worm", 1)},
	} {
		files, err := Replace(small(), tt.file, []byte(tt.content))
		if err != nil {
			t.Fatal(err)
		}
		want := with(tt.file, tt.content)
		for name := range want {
			got, err := fs.ReadFile(files, name)
			if err != nil {
				t.Errorf("%s: %v", tt.name, err)
			}
			if diff := cmp.Diff(string(want[name].Data), string(got)); diff != "" {
				t.Errorf("%s, %s: (-want +got)\n%s", tt.name, name, diff)
			}
		}
		b, err := Load(files)
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		if straight, err := Load(want); err != nil || straight.Version != b.Version {
			t.Errorf("%s: the version depends on how the files are kept: %v", tt.name, err)
		}
	}
}

// TestReplaceTakesWhatLoadReads: no file of a base is lost, and no other one is taken along.
func TestReplaceTakesWhatLoadReads(t *testing.T) {
	tree := with("cases.jsonl", `{"row":1}`)
	tree["phrases-easy.yaml"] = &fstest.MapFile{Data: []byte("greet: こんにちは。\n")}
	tree["questions/x.jsonl"] = &fstest.MapFile{Data: []byte(`{"faq":"virus","text":"助けて"}`)}
	tree["match/match.go"] = &fstest.MapFile{Data: []byte("package match")}
	_, want, err := load(tree)
	if err != nil {
		t.Fatal(err)
	}
	files, err := Replace(tree, "cases.jsonl", []byte(`{"row":2}`))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	err = fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			got = append(got, path)
		}
		return err
	})
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
	_, carried, err := load(knowledge.Files)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range carried {
		if !slices.ContainsFunc(belonging, func(pattern string) bool { ok, _ := path.Match(pattern, name); return ok }) {
			t.Errorf("%s is read, but not among what belongs to a base", name)
		}
	}
}
