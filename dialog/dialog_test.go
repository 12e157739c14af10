package dialog_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"madoguchi/dialog"
	"madoguchi/dialog/transcript"
	"madoguchi/knowledge"
	"madoguchi/knowledge/match"
	"madoguchi/knowledge/reading"
)

var update = flag.Bool("update", false, "rewrite the conversations in testdata/dialogs")

// TestConversations plays every script in testdata/dialogs and compares what is said with what the
// file holds: on pins, and those in the folder trained on what is learnt today.
func TestConversations(t *testing.T) {
	files := conversations(t, "../testdata/dialogs/*.txt")
	for _, file := range files {
		playFile(t, file, pinned().desk())
	}
	if *update && !t.Failed() {
		pinned().write(t)
	}
	for _, file := range conversations(t, "../testdata/dialogs/trained/*.txt") {
		playFile(t, file, advisor())
	}
}

// conversations are the files of a pattern, of which there are some.
func conversations(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) < 10 {
		t.Fatalf("found %d conversations in %s, want at least 10 (%v)", len(files), pattern, err)
	}
	return files
}

func playFile(t *testing.T, file string, d desk) {
	t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		script, err := transcript.Parse(string(want))
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		got := script.Play(d.step)
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			return
		}
		if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
			t.Errorf("the conversation changed (-file +now); if it should, run with -update and read it:\n%s", diff)
		}
	})
}

// TestPhrases proves that every phrase the flow says exists and that every phrase is said.
func TestPhrases(t *testing.T) {
	said := phrasesInCode(t)
	have := advisor().Base.Phrases
	for key, where := range said {
		if _, ok := have[key]; !ok {
			t.Errorf("%s says %q, which is not in phrases.yaml", where, key)
		}
	}
	for key := range have {
		if _, ok := said[strings.TrimSuffix(key, ".alone")]; !ok && !builtKey(key) {
			t.Errorf("phrases.yaml has %q, which nothing says", key)
		}
	}
}

// builtKey names the keys that the code puts together: tone.afraid, hours.mon-fri, value.linux, an event's or a language's name.
func builtKey(key string) bool {
	for _, prefix := range []string{"hours.", "value."} {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	if tone, ok := strings.CutPrefix(key, "tone."); ok {
		return slices.Contains(tones, reading.Group(tone))
	}
	switch dialog.Kind(key) {
	case dialog.Image, dialog.File, dialog.Audio, dialog.Video, dialog.Location, dialog.Sticker, "empty":
		return true
	}
	return false
}

// tones are what a kind clause is said to.
var tones = []reading.Group{reading.Afraid, reading.Tired, reading.Ashamed, reading.Upset, reading.Ill, reading.Hides}

// TestTonesHavePhrases proves that each kind clause is there, and is said.
func TestTonesHavePhrases(t *testing.T) {
	for tone, text := range map[reading.Group]string{reading.Afraid: "怖いです。", reading.Tired: "もう疲れました。", reading.Ashamed: "恥ずかしいのですが、",
		reading.Upset: "社員が落ち込んでいます。", reading.Ill: "社長が倒れて入院中です。", reading.Hides: "夫には内緒です。"} {
		clause := advisor().Base.Phrases["tone."+string(tone)]
		out := step(dialog.State{}, said("1", text+"偽の警告画面の番号に電話して、遠隔操作させてしまいました"), morning)
		if clause == "" || !strings.HasPrefix(out.Messages[0].Text, clause) {
			t.Errorf("%s: says first %q, want %q", tone, out.Messages[0].Text, clause)
		}
	}
}

// TestDeedsHaveAid proves that whatever may have been done or suffered has first aid that is said at once.
func TestDeedsHaveAid(t *testing.T) {
	base := advisor().Base
	tried := 0
	for _, name := range []string{"did", "paid", "typed_in", "remote_control", "opened", "encrypted", "spreading", "app_installed"} {
		slot := base.Slot(name)
		if slot == nil {
			t.Fatalf("no slot %s", name)
		}
		values := slices.Clone(slot.Values)
		for _, c := range slot.Choices {
			values = append(values, c.Value)
		}
		for _, value := range values {
			if value == knowledge.No || name == "typed_in" && value == "personal" { // a name or an address needs nothing at once
				continue
			}
			tried++
			facts := knowledge.Facts{name: value}
			i := slices.IndexFunc(base.Deeds, func(d *knowledge.Deed) bool { return d.Happened(facts) })
			switch {
			case i < 0:
				t.Errorf("%s=%s: no deed in deeds.yaml", name, value)
			case len(knowledge.LinesFor(base.Deeds[i].Aid, facts)) == 0 || len(base.Deeds[i].Contacts) == 0:
				t.Errorf("deed %s: nothing to do, or nobody to call", base.Deeds[i].ID)
			}
			s := asking(base.FAQ("which-product"), "pcs")
			s.Facts = facts
			if out := step(s, said("1", "3台です"), morning); len(out.Messages) == 0 || out.Messages[0].Kind != dialog.FirstAid {
				t.Errorf("%s=%s: no first aid is said: %v", name, value, out.Messages)
			}
		}
	}
	if tried < 30 {
		t.Errorf("only %d deeds were tried", tried)
	}
}

// TestHoursHavePhrases proves that the hours of every contact can be said.
func TestHoursHavePhrases(t *testing.T) {
	for _, c := range advisor().Base.Contacts {
		for _, h := range c.Hours {
			if _, ok := advisor().Base.Phrases["hours."+strings.ReplaceAll(h.Days, " ", "")]; !ok {
				t.Errorf("contact %s: no phrase hours.%s", c.ID, h.Days)
			}
		}
	}
}

var _ knowledge.Matcher = (*match.Index)(nil).Match
