package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"
	utf "golang.org/x/text/encoding/unicode"

	"madoguchi/store"
)

// settled reads settings from a file and an environment.
func settled(t *testing.T, file string, env map[string]string) (settings, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "madoguchi.yaml")
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	p := process{env: func(name string) (string, bool) { v, ok := env[name]; return v, ok }}
	return settingFlags{Config: path}.load(p)
}

// TestSettingsAsOfficesWriteThem: marks, line ends, blanks and full-width characters of a Windows office change nothing.
func TestSettingsAsOfficesWriteThem(t *testing.T) {
	text := "desk:\n  name: 相談窓口 \n  zone: Asia/Tokyo\n  phone: \"０３-１２３４-５６７８ \"\n  keep_days: ９０\n  session_hours: 024\n  hours:\n    - {days: ＭＯＮ-fri, from: ０９：００, to: \"17:00 \"}\n  closed: [２０２７-０８-１３]\nlisten: １２７.０.０.１:８０８０\n"
	cp932, err := japanese.ShiftJIS.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	utf16, err := utf.UTF16(utf.LittleEndian, utf.UseBOM).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string]string{"plain": text, "bom": "\uFEFF" + text, "crlf": strings.ReplaceAll(text, "\n", "\r\n"), "cp932": cp932, "utf-16": utf16} {
		s, err := settled(t, file, nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		d := s.Desk
		if d.Name != "相談窓口" || d.Phone != "03-1234-5678" || d.KeepDays != 90 || d.Session != 24 || d.Hours[0].From != "09:00" || d.Hours[0].Days != "mon-fri" || d.Closed[0] != "2027-08-13" || s.Listen != "127.0.0.1:8080" {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

func TestSettingsAreTexts(t *testing.T) {
	for file, says := range map[string]string{
		"desk: {phone: 0312345670}":                                        "quotation marks",
		"desk: {name: 119}":                                                "quotation marks",
		"desk: {phone: \"1234\"}":                                          "telephone number",
		"desk: {phone: 03-1234-567}":                                       "telephone number",
		"desk: {url: www.example.jp}":                                      "https://",
		"desk: {privacy_url: \"https://x\"}":                               "https://",
		"desk: {closed: [20270813]}":                                       "quotation marks",
		"desk: {keep_days: 1.5}":                                           "whole number",
		"desk: {keep_days: 0x5A}":                                          "whole number",
		"desk: {keep_days: 9_0}":                                           "whole number",
		"desk: {keep_days: 99999999999}":                                   "too large",
		"desk: {session_hours: 4000000}":                                   "too large",
		"desk: {keep_days: 九十}":                                            "whole number",
		"desk: {session_hours: true}":                                      "whole number",
		"desk: {keep_days: 0}":                                             "keep_days",
		"desk: {keep_days: 9, keep_fact_days: 8}":                          "keep_fact_days",
		"desk: {privacy_line: \"一\\n二\"}":                                  "privacy_line",
		"desk: {privacy_notice: " + strings.Repeat("あ", maxNotice+1) + "}": "privacy_notice",
		"desk: {keep_days: 90}\n---\nlisten: x":                            "second document",
		"slack: {desk_channel: 12345}":                                     "quotation marks",
		"line: [{name: 1, channel_secret: \"a\"}]":                         "quotation marks",
	} {
		if _, err := settled(t, file, nil); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want an error with %q", file, err, says)
		}
	}
	if s, err := settled(t, "desk: {keep_days: 400, privacy_line: \" 一行です。 \"}", nil); err != nil || s.Desk.KeepFacts != 400 || s.Desk.about().NoticeLine != "一行です。" {
		t.Errorf("%d, %q, %v", s.Desk.KeepFacts, s.Desk.NoticeLine, err)
	}
	if s, err := settled(t, "desk: {keep_days: 090}", nil); err != nil || s.Desk.KeepDays != 90 {
		t.Errorf("090: %d, %v", s.Desk.KeepDays, err)
	}
	if _, err := settled(t, "", map[string]string{"MADOGUCHI_DESK_PHONE": "20975176"}); err == nil {
		t.Error("a number that nobody can dial is taken from the environment")
	}
}

// TestSecretsAsOfficesWriteThem: a mark before LINE's secret would make every webhook a 400.
func TestSecretsAsOfficesWriteThem(t *testing.T) {
	folder := t.TempDir()
	put := func(name, content string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	s, err := settled(t, "", map[string]string{
		"MADOGUCHI_LINE_CHANNEL_SECRET_FILE": put("secret", "\uFEFFc0ffee\r\n"), "MADOGUCHI_LINE_CHANNEL_TOKEN_FILE": put("token", "\xff\xfet\x00o\x00k\x00\r\x00\n\x00"),
		"MADOGUCHI_SLACK_BOT_TOKEN": "\uFEFFxoxb-1 \n", "MADOGUCHI_SLACK_SIGNING_SECRET": "sign\r\n",
	})
	if err != nil || s.LINE[0].Secret != "c0ffee" || s.LINE[0].Token != "tok" || s.Slack.BotToken != "xoxb-1" || s.Slack.SigningSecret != "sign" {
		t.Errorf("%v, %v, %v", s.LINE, s.Slack, err)
	}
	for _, bad := range []string{"one\ntwo\n", "on e", "\uFEFF\r\n"} {
		_, err := settled(t, "", map[string]string{"MADOGUCHI_LINE_CHANNEL_SECRET_FILE": put("bad", bad), "MADOGUCHI_LINE_CHANNEL_TOKEN": "t"})
		if err == nil || !strings.Contains(err.Error(), "MADOGUCHI_LINE_CHANNEL_SECRET_FILE") || strings.Contains(err.Error(), "two") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestKeyFileThatAnEditorSaved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.key")
	if err := store.NewKeyFile(path); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, saved := range []string{"\uFEFF" + string(data) + "\r\n", strings.ReplaceAll(string(data), ",", ",\r\n")} {
		if err := os.WriteFile(path, []byte(saved), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := store.OpenKeyFile(path); err != nil {
			t.Errorf("%v", err)
		}
	}
}
