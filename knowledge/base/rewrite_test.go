package base

import (
	"errors"
	"io/fs"
	"reflect"
	"strings"
	"testing"

	"madoguchi/knowledge"
)

// TestRewriteContact: only what is named changes, for each contact there is; comments stay, and what
// nobody could dial is refused.
func TestRewriteContact(t *testing.T) {
	content, err := fs.ReadFile(knowledge.Files, ContactsFile)
	if err != nil {
		t.Fatal(err)
	}
	was, err := ReadContacts(content)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range was {
		if i%9 > 0 && c.ID != "110" {
			continue
		}
		got, err := RewriteContact(content, c.ID, map[string]string{"verified_on": "2026-11-30", "note": "見た: #1「電話」", "hours_note": ""})
		if err != nil {
			t.Fatal(err)
		}
		now, err := ReadContacts(got)
		if err != nil {
			t.Fatal(err)
		}
		for j := range was {
			want := *was[j]
			if i == j {
				want.VerifiedOn, want.Note, want.HoursNote = "2026-11-30", "見た: #1「電話」", ""
			}
			if !reflect.DeepEqual(&want, now[j]) {
				t.Errorf("%s: %s became %+v", c.ID, was[j].ID, now[j])
			}
		}
		if strings.Count(string(got), "#") < strings.Count(string(content), "#") {
			t.Errorf("%s: a comment is gone", c.ID)
		}
	}
	for _, bad := range []map[string]string{{"phone": "電話はこちら"}, {"url": "javascript:alert(1)"}, {"mail": "x"}, {"verified_on": "きのう"}} {
		if _, err := RewriteContact(content, "ipa-biz", bad); err == nil {
			t.Errorf("%v is taken", bad)
		}
	}
	if _, err := RewriteContact(content, "nobody", nil); !errors.Is(err, ErrNoContact) {
		t.Error(err)
	}
	if got, err := RewriteContact(content, "ipa-biz", map[string]string{"phone": "03-5978-7509"}); err != nil || !strings.Contains(string(got), "03-5978-7509\"\n") {
		t.Errorf("a new field: %v", err)
	}
}
