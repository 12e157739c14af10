package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"madoguchi/dialog"
	"madoguchi/knowledge"
)

// osaka is a configuration that desk init wrote.
func osaka(t *testing.T) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "desk")
	call("", nil, "desk", "init", "--prefecture", "大阪府", folder).says(t, "madoguchi.yaml", "police-cyber", "大阪府")
	return filepath.Join(folder, configFile)
}

func TestDeskInit(t *testing.T) {
	config := osaka(t)
	call("", nil, "config", "check", "--config", config).says(t, filepath.Dir(config), "desk.key")
	if b, err := folderBase(filepath.Join(filepath.Dir(config), "base")); err != nil || b.FAQ("backup") == nil {
		t.Error("no base to edit:", err)
	}
	s, err := settingFlags{Config: config}.load(process{env: func(string) (string, bool) { return "", false }})
	if err != nil || s.Desk.Area != "大阪府" || s.Desk.Phone != "" {
		t.Errorf("%+v, %v", s.Desk, err)
	}
	before := contents(t, config)
	call("", nil, "desk", "init", "--prefecture", "京都府", filepath.Dir(config)).refused(t, 1, "not empty")
	if string(contents(t, config)) != string(before) {
		t.Error("a desk that was there is another")
	}
	for _, name := range []string{"大阪", "Osaka"} {
		call("", nil, "desk", "init", "--prefecture", name, t.TempDir()).refused(t, 2, "area", name)
	}
	odd := filepath.Join(t.TempDir(), "a b's #1")
	call("", nil, "desk", "init", "--prefecture", "京都府", odd).want(t, 0)
	call("", nil, "config", "check", "--config", filepath.Join(odd, configFile)).says(t, odd)
}

// TestForShell: a path with odd characters comes through a shell as it is.
func TestForShell(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there is no sh")
	}
	for _, path := range []string{"/srv/desk", "/srv/窓口", "/srv/a b's #1", "/srv/$HOME (1)&", `/srv/a\b"`} {
		if out, err := exec.Command("sh", "-c", "printf %s "+forShell(path)).Output(); err != nil || string(out) != path {
			t.Errorf("%s is typed as %s, which is %s (%v)", path, forShell(path), out, err)
		}
	}
}

// aside is what consulters ask besides, about whom to turn to.
var aside = []string{
	"どこに電話すればいいですか", "相談先を知りたい", "警察の番号を教えて", "そちらの電話番号は", "場所はどこですか", "何時までやってますか", "ここは東京の窓口ですか", "県外の会社でも相談できますか",
	"人と話したい", "つらくて、もう消えてしまいたい",
}

// TestNoOtherPrefecture: what a desk of Osaka says to at least 200 consulters, about every matter
// there is and about whom to turn to, holds no number and no name of another prefecture's bodies.
// An address of a page that is read everywhere is none.
func TestNoOtherPrefecture(t *testing.T) {
	config := osaka(t)
	f := baseFlags{Config: config}
	p := process{out: io.Discard, err: io.Discard, env: func(string) (string, bool) { return "", false }}
	advisor, _, err := f.advisor(p, "2026-11-24T10:00:00+09:00")
	if err != nil {
		t.Fatal(err)
	}
	b := advisor.Current().Base
	foreign := []string{"東京", "警視庁", "都内", "都民", "都庁"}
	for _, c := range b.Contacts {
		if c.Area != knowledge.Nationwide && c.Area != "大阪府" {
			foreign = append(foreign, c.Name)
			if c.Phone != "" {
				foreign = append(foreign, c.Phone)
			}
		}
	}
	address := regexp.MustCompile(`https?://\S+`)
	consultations, said, reached := 0, 0, map[string]bool{}
	consult := func(texts ...string) {
		consultations++
		s := &session{advisor: advisor, out: io.Discard}
		var heard strings.Builder
		hear := func(e dialog.Event) dialog.Outcome {
			out := s.step(e)
			for _, m := range out.Messages {
				said++
				text := m.Text
				for _, c := range m.Contacts {
					text += fmt.Sprintf("\n%+v", c)
				}
				for _, c := range m.Choices {
					text += "\n" + c.Label
				}
				fmt.Fprintln(&heard, address.ReplaceAllString(text, ""))
			}
			return out
		}
		hear(dialog.Event{Kind: dialog.Start})
		for i, text := range texts {
			out := hear(dialog.Event{Kind: dialog.Text, Text: text, Message: fmt.Sprint(i)})
			for n := 0; n < 8 && out.Ask != nil && len(out.Ask.Choices) > 0 && i == 0; n++ { // the first answer that is offered, to the end
				c := out.Ask.Choices[0]
				out = hear(dialog.Event{Kind: dialog.Choose, Text: c.Label, Choice: c.Value})
			}
			reached[s.state.FAQ] = true
		}
		for _, name := range foreign {
			if text := heard.String(); strings.Contains(text, name) {
				at := strings.Index(text, name)
				line := text[strings.LastIndex(text[:at], "\n")+1:]
				line, _, _ = strings.Cut(line, "\n")
				t.Errorf("%q: 「%s」 is said: %s", texts, name, line)
			}
		}
	}
	for i, entry := range b.FAQs {
		consult(entry.Examples[0], aside[i%len(aside)])
		consult(entry.Examples[len(entry.Examples)/2], "相談先を知りたい")
	}
	for _, text := range aside {
		consult(text)
	}
	if consultations < 200 || said < 5*consultations || len(reached) < len(b.FAQs)*9/10 {
		t.Errorf("%d consultations with %d messages about %d of %d entries are too few to tell", consultations, said, len(reached), len(b.FAQs))
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(config), "madoguchi.db")); err == nil {
		t.Error("to try a desk made a store")
	}
}
