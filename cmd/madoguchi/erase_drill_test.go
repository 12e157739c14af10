package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/store"
)

// TestErasureDrill follows the words of one consultation through every copy there is: the store, the
// desk's channel on Slack, the console, a backup made before, the log. They are there before the
// consulter has everything erased in the chat, and nowhere after.
func TestErasureDrill(t *testing.T) {
	trained := edition
	edition = quickEdition
	t.Cleanup(func() { edition = trained })
	t.Run("drill", erasureDrill)
}

func erasureDrill(t *testing.T) {
	s := open(t, tuesday)
	words := []string{"ツチノコ", "タヌキ銀行"}
	s.tanuki.says("偽の警告が画面に出ました。合言葉はツチノコ、という店です")
	s.tanuki.says("人と話したい")
	card, number := s.card()
	s.tanuki.says("タヌキ銀行に電話しました")
	s.inThread(card, "タヌキ銀行")
	s.claim(s.sato, card)
	s.sato.Write(deskRoom, card.TS, ">そのままお待ちください")
	s.tanuki.reads("そのままお待ちください")
	s.calm()
	conv := s.ticket(number).Conversation

	path := strings.TrimPrefix(s.env["MADOGUCHI_STORE"], "bolt:")
	backups := t.TempDir()
	copied := filepath.Join(backups, "before")
	f, err := os.Create(copied)
	if err != nil {
		t.Fatal(err)
	}
	if err := dump(t.Context(), s.d.engine, f); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if err := addErasures(filepath.Join(backups, erasuresName), nil); err != nil { // as 'backup' does
		t.Fatal(err)
	}
	if err := (erasureList{path}).remember(backups); err != nil {
		t.Fatal(err)
	}

	inSlack := func() (out string) {
		for _, room := range []string{deskRoom, onCallRoom} {
			for _, p := range s.slack.Everything(room) {
				if !p.Deleted {
					out += p.Shown() + p.Text + "\n"
				}
			}
		}
		return out
	}
	inConsole := func() (out string) { // the console keeps no copy: it shows these
		lines, err := s.d.loop.Transcript(t.Context(), conv, 0)
		if err != nil && !errors.Is(err, store.ErrErased) {
			t.Fatal(err)
		}
		for _, l := range lines {
			out += l.Text + "\n"
		}
		list, err := s.d.loop.Tickets(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, ticket := range list {
			out += ticket.Brief + strings.Join(ticket.Summary, "\n")
		}
		return out
	}
	for _, w := range words {
		if !strings.Contains(inSlack(), w) || !strings.Contains(inConsole(), w) {
			t.Fatalf("%q is not there before: the drill proves nothing", w)
		}
	}

	s.tanuki.says("これまでのことをすべて消してください")
	s.tanuki.reads("消してもよいですか")
	s.tanuki.says("はい")
	s.tanuki.reads("1時間以内")
	s.clock.Advance(2 * time.Minute)
	s.tanuki.reads("すべて消しました")
	s.eventually("the desk's card says so", func() bool {
		p, _ := s.slack.Post(deskRoom, card.TS)
		return strings.Contains(p.Shown(), "消されました")
	})
	s.calm()

	theirs := 0
	for _, p := range s.slack.Replies(deskRoom, card.TS) {
		if p.User != s.sato.ID {
			t.Errorf("left in the thread: %s", p.Shown())
		}
		theirs++
	}
	if p, _ := s.slack.Post(deskRoom, card.TS); theirs > 0 && !strings.Contains(p.Shown(), "書き込みが") {
		t.Errorf("staff are not asked to delete what they wrote: %s", p.Shown())
	}
	for _, w := range words {
		if strings.Contains(inSlack(), w) {
			t.Errorf("%q stands on Slack", w)
		}
		if strings.Contains(inConsole(), w) {
			t.Errorf("%q stands in the console", w)
		}
		if strings.Contains(s.log.String(), w) {
			t.Errorf("%q stands in the log", w)
		}
	}
	if _, err := s.d.loop.Ticket(t.Context(), number); err == nil {
		t.Error("the ticket is there still")
	}
	s.clock.Advance(25 * time.Hour) // the confirmation itself
	s.eventually("nothing names the conversation", func() bool { return len(naming(t, s.d.engine, conv)) == 0 })
	s.stop()

	// The machine is lost; the backup from before the erasure is restored elsewhere.
	fresh := filepath.Join(t.TempDir(), "desk.db")
	var out strings.Builder
	code := run([]string{"restore", copied, "--store", "bolt:" + fresh, "--seal-key-file", s.env["MADOGUCHI_SEAL_KEY_FILE"]},
		process{in: strings.NewReader(""), out: &out, err: &out, env: func(string) (string, bool) { return "", false }})
	if code != 0 {
		t.Fatalf("restore: %d, %s", code, out.String())
	}
	s.env["MADOGUCHI_STORE"] = "bolt:" + fresh
	s.serve()
	if lines, err := s.d.loop.Transcript(t.Context(), conv, 0); err == nil && len(lines) > 0 {
		t.Errorf("the backup brought %d lines back", len(lines))
	}
	if got := inConsole(); slices.ContainsFunc(words, func(w string) bool { return strings.Contains(got, w) }) {
		t.Errorf("the backup brought words back: %s", got)
	}
}

// naming are the keys that name a conversation, but for the notes of what was erased and carried on.
func naming(t *testing.T, e store.Engine, conv bot.ConversationID) (out []string) {
	t.Helper()
	err := e.View(t.Context(), func(r store.Reader) error {
		out = nil
		for entry, err := range r.Scan(nil, nil) {
			if err != nil {
				return err
			}
			key := string(entry.Key)
			if strings.Contains(key, string(conv)) && !strings.HasPrefix(key, string(store.K("seal", "erased"))) && !strings.HasPrefix(key, string(store.K("audit"))) {
				out = append(out, key)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
