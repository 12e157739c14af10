package loop

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/match"
	"madoguchi/store"
	"madoguchi/store/bolt"
)

// draft is a base with one entry worded otherwise and another one that does not hurry any more.
func draft(b *knowledge.Base, worded, calmer string) *knowledge.Base {
	d := *b
	d.FAQs = nil
	for _, f := range b.FAQs {
		other := *f
		switch f.ID {
		case worded:
			other.Steps = append([]knowledge.Line{{Text: "まず、責任者に知らせてください。"}}, f.Steps...)
		case calmer:
			other.Urgency, other.UrgentWhen = knowledge.Low, knowledge.Condition{}
		}
		d.FAQs = append(d.FAQs, &other)
	}
	return &d
}

// keep writes n conversations into a store whose words are some texts, each made its own.
func keep(t *testing.T, l *Loop, n int, texts []string, entry func(text string) string) {
	t.Helper()
	for first := 0; first < n; first += 20 {
		err := l.o.Engine.Update(t.Context(), func(tx store.Txn) error {
			for i := first; i < min(n, first+20); i++ {
				id := fmt.Sprintf("post-%06d", i)
				if err := l.o.Sealer.Ensure(tx, id); err != nil {
					return err
				}
				words := fmt.Sprintf("%s 社員は%d人です", texts[i%len(texts)], 2+i/len(texts))
				c := bot.Conversation{Rev: 1, ReplyTo: bot.ReplyTo{Channel: "post"}}
				c.State.Words, c.State.FAQ = words, entry(words)
				if i == 0 {
					c.Closed = "1001"
				}
				if err := l.records.conversations.Put(tx, store.K(id), c); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestReplay: of the conversations that are kept those are counted that a draft of the base would
// answer otherwise, and those for which that is dangerous are named by their cases; no words come
// out of it.
func TestReplay(t *testing.T) {
	l := newLoop(t, store.Memory(), nil)
	e := l.o.Advisor.Current()
	mark := "偽の警告"
	keep(t, l, 200, []string{mark + "が出ました", "プリンターの紙がありません"}, func(words string) string {
		if strings.Contains(words, mark) {
			return "support-scam"
		}
		return ""
	})
	was := dialog.Side{Base: e.Base, Match: e.Match}
	got, err := l.Archive().Replay(t.Context(), was, dialog.Side{Base: draft(e.Base, "support-scam", ""), Match: e.Match})
	if err != nil || got.Looked != 200 || got.Kinds[dialog.TurnWorded] != 100 || got.Kinds[dialog.TurnSame] != 100 || got.Dangerous != 0 {
		t.Fatalf("%+v, %v", got, err)
	}
	got, err = l.Archive().Replay(t.Context(), was, dialog.Side{Base: draft(e.Base, "", "support-scam"), Match: e.Match})
	if err != nil || got.Dangerous != 100 || len(got.Moves) != 1 || got.Moves[0].N != 100 || len(got.Moves[0].Case) != 1 || got.Moves[0].Case[0] != "1001" {
		t.Fatalf("%+v, %v", got, err)
	}
	data, err := json.Marshal(got)
	if err != nil || strings.Contains(string(data), mark) {
		t.Errorf("words are in it: %s, %v", data, err)
	}
}

// TestReplayOfMany measures how long as many as MADOGUCHI_DRILL says take, each with words of its
// own, on a disk, with two bases that were learnt.
func TestReplayOfMany(t *testing.T) {
	n := 0
	if fmt.Sscan(os.Getenv("MADOGUCHI_DRILL"), &n); n == 0 {
		t.Skip("MADOGUCHI_DRILL=100000 says of how many")
	}
	f, err := os.Open("../../testdata/eval/questions.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var texts []string
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var q struct{ Text string }
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			t.Fatal(err)
		}
		texts = append(texts, q.Text)
	}
	engine, err := bolt.Open(t.TempDir()+"/many.db", bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	l := newLoop(t, engine, nil)
	base := l.o.Advisor.Current().Base
	other := draft(base, "support-scam", "")
	was, is := dialog.Side{Base: base, Match: match.Learn(base).Match}, dialog.Side{Base: other, Match: match.Learn(other).Match}
	keep(t, l, n, texts, func(string) string { return "" })
	began := time.Now()
	got, err := l.Archive().Replay(t.Context(), was, is)
	if err != nil || got.Looked != n {
		t.Fatalf("%+v, %v", got, err)
	}
	t.Logf("%d conversations of %d texts in %v: %v", n, len(texts), time.Since(began).Round(time.Millisecond), got.Kinds)
}
