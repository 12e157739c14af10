package base

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"madoguchi/knowledge"
)

// TestDrafts: what two people write at once is never lost, and a draft over what has changed since
// is named.
func TestDrafts(t *testing.T) {
	ctx, e := context.Background(), memory(t)
	publish(t, e, knowledge.Files, FromBinary)
	now, err := Current(ctx, e, today)
	if err != nil {
		t.Fatal(err)
	}
	file := EntryFile("utm")
	was, err := fs.ReadFile(now.Files, file)
	if err != nil {
		t.Fatal(err)
	}
	f := *now.Base.FAQ("utm")
	f.Title = "UTMのこと（直した）"
	content, err := WriteEntry(&f)
	if err != nil {
		t.Fatal(err)
	}
	d := Draft{File: file, Content: content, Over: Digest(was), By: "yamada", At: today}
	if err := KeepDraft(ctx, e, d, ""); err != nil {
		t.Fatal(err)
	}
	other := d
	other.By, other.Content = "suzuki", was
	if err := KeepDraft(ctx, e, other, ""); !errors.Is(err, ErrRewritten) || !strings.Contains(err.Error(), "yamada") {
		t.Errorf("a second writer: %v", err)
	}
	if err := DropDraft(ctx, e, file, Digest(was)); !errors.Is(err, ErrRewritten) {
		t.Errorf("dropping what one has not seen: %v", err)
	}
	list, err := Drafts(ctx, e)
	if err != nil || len(list) != 1 || list[0].By != "yamada" {
		t.Fatal(list, err)
	}
	tree, err := Drafted(now.Files, list)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Load(tree)
	if err != nil || b.FAQ("utm").Title != f.Title || len(b.FAQs) != len(now.Base.FAQs) {
		t.Fatal(err)
	}
	if _, err := Publish(ctx, e, tree, now.Number, Notice{Origin: FromDesk, At: today, By: "yamada"}); err != nil {
		t.Fatal(err)
	}
	after, err := Current(ctx, e, today)
	if err != nil || after.Base.FAQ("utm").Title != f.Title {
		t.Fatal(err)
	}
	if _, err := Drafted(after.Files, list); err != nil {
		t.Errorf("a draft that is in force is none any more, and no reason to complain: %v", err)
	}
	late := Draft{File: file, Content: was, Over: Digest(was), By: "suzuki"}
	if tree, err := Drafted(after.Files, []Draft{late}); !errors.Is(err, ErrOutdated) || tree == nil {
		t.Errorf("a draft of the file before: %v", err)
	}
	if err := DropDraft(ctx, e, file, Digest(content)); err != nil {
		t.Fatal(err)
	}
	if list, _ := Drafts(ctx, e); len(list) != 0 {
		t.Error(list)
	}
}

// TestDraftLimits: only files of a base, not too large, not too many.
func TestDraftLimits(t *testing.T) {
	ctx, e := context.Background(), memory(t)
	for _, file := range []string{"../x.yaml", "faq/x/y.yaml", "README.md", "faq/x.txt"} {
		if err := KeepDraft(ctx, e, Draft{File: file, Content: []byte("x")}, ""); err == nil {
			t.Errorf("%s was kept", file)
		}
	}
	if err := KeepDraft(ctx, e, Draft{File: "faq/x.yaml", Content: make([]byte, pieceSize+1)}, ""); err == nil {
		t.Error("too much was kept")
	}
	for i := range maxDrafts + 1 {
		err := KeepDraft(ctx, e, Draft{File: fmt.Sprintf("faq/x%d.yaml", i), Content: []byte("x")}, "")
		if (err != nil) != (i >= maxDrafts) {
			t.Fatalf("draft %d: %v", i, err)
		}
	}
}
