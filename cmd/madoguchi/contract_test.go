package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

var askKeys = []string{"id", "category", "faq", "confidence", "urgency", "decision", "candidates", "contacts"}

// answered is a line of ask --json as the contract has it, written apart from the program's own type.
type answered struct {
	ID         json.RawMessage `json:"id"`
	Category   string          `json:"category"`
	FAQ        string          `json:"faq"`
	Confidence float64         `json:"confidence"`
	Urgency    string          `json:"urgency"`
	Decision   string          `json:"decision"`
	Candidates []struct {
		FAQ      string  `json:"faq"`
		Category string  `json:"category"`
		Score    float64 `json:"score"`
	} `json:"candidates"`
	Contacts []string `json:"contacts"`
}

func (a answered) check(t *testing.T) {
	t.Helper()
	if a.Category == "" || a.FAQ == "" || a.Contacts == nil {
		t.Errorf("something is missing: %+v", a)
	}
	if !slices.Contains([]string{"high", "normal", "low"}, a.Urgency) || !slices.Contains([]string{"answer", "ask", "out_of_scope", "handoff"}, a.Decision) {
		t.Errorf("urgency %q, decision %q", a.Urgency, a.Decision)
	}
	if a.Decision == "out_of_scope" != (a.Category == "out-of-scope") && a.Decision != "handoff" {
		t.Errorf("decision %q for category %q", a.Decision, a.Category)
	}
	if a.Confidence < 0 || a.Confidence > 1 || len(a.Candidates) < 3 {
		t.Errorf("confidence %v, %d candidates", a.Confidence, len(a.Candidates))
	}
	seen := map[string]bool{}
	for i, c := range a.Candidates {
		if c.FAQ == "" || c.Category == "" || seen[c.Category] {
			t.Errorf("candidate %d has no name, or its category came before: %+v", i, a.Candidates)
		}
		if seen[c.Category] = true; c.Score < 0 || c.Score > 1 || i > 0 && c.Score > a.Candidates[i-1].Score && !(i == 1 && harmless(c.Category)) {
			t.Errorf("candidate %d has score %v: %+v", i, c.Score, a.Candidates)
		}
	}
}

// harmless reports whether nothing is going wrong in a category: where incidents are likely enough together, it does not lead, however
// likely it is by itself.
func harmless(category string) bool {
	return category == "out-of-scope" || strings.HasPrefix(category, "2.") || strings.HasPrefix(category, "9.")
}

// TestAskJSON: one line each, in order, with the id that was given, whatever it is.
func TestAskJSON(t *testing.T) {
	ids := []string{`"a"`, `7`, `12345678901234567890`, `1.50`, `null`, `true`, `["x",1]`, `{"a":"<b>&"}`, `""`, `"日本語"`}
	texts := []string{"パソコンに「ウイルスに感染しました」と警告が出て、電話番号が書いてあります", "迷惑メールが多い", "", "🙂", "hello", "あ", "   ", "セミナーをお願いしたい", "税金の相談をしたい", "取引先になりすましたメールで300万円振り込みました"}
	var in strings.Builder
	for i, id := range ids {
		text, _ := json.Marshal(texts[i])
		fmt.Fprintf(&in, "{\"text\":%s,\"id\":%s}\n\n  \n", text, id)
	}
	in.WriteString(`{"text":"id がない"}`) // nor a line break at the end
	r := call(in.String(), nil, "ask", "--json")
	r.want(t, 0)
	out := lines(t, r.out)
	if len(out) != len(ids)+1 || r.err != "" {
		t.Fatalf("%d lines for %d questions; standard error: %q", len(out), len(ids)+1, r.err)
	}
	for i, line := range out {
		m := object(t, []byte(line), askKeys...)
		want := "null"
		if i < len(ids) {
			want = ids[i]
		}
		if string(m["id"]) != want {
			t.Errorf("line %d: id %s, want %s", i+1, m["id"], want)
		}
		var a answered
		strict(t, []byte(line), &a)
		a.check(t)
	}
	if again := call(in.String(), nil, "ask", "--json"); again.out != r.out {
		t.Error("the same questions get other answers")
	}
}

func TestAskJSONManyInOrder(t *testing.T) {
	var in strings.Builder
	for i := range 100 {
		fmt.Fprintf(&in, `{"id":%d,"text":"迷惑メールが%d通来ました"}`+"\n", i, i)
	}
	r := call(in.String(), nil, "ask", "--json")
	r.want(t, 0)
	for i, line := range lines(t, r.out) {
		if id := object(t, []byte(line), askKeys...)["id"]; string(id) != fmt.Sprint(i) {
			t.Fatalf("line %d answers question %s", i, id)
		}
	}
}

var long = strings.Repeat("ウイルスに感染したようです。", 360)[:15000] // 5000 characters

func TestLongTexts(t *testing.T) {
	in, _ := json.Marshal(map[string]string{"text": long})
	for _, command := range []string{"ask", "chat"} {
		r := call(string(in)+"\n", nil, command, "--json")
		r.want(t, 0)
		if len(lines(t, r.out)) != 1 {
			t.Errorf("%s: %d lines", command, len(lines(t, r.out)))
		}
	}
}

// TestBrokenLines: what cannot be read is named by its line; what came before was answered.
func TestBrokenLines(t *testing.T) {
	const good = `{"text":"迷惑メールが多い"}`
	for _, tt := range []struct {
		name, line string
		words      []string
	}{
		{"text", "迷惑メール", []string{"JSON"}},
		{"cut off", `{"text":"迷惑`, []string{"JSON"}},
		{"two objects", good + good, []string{"JSON"}},
		{"number", "5", []string{"object"}},
		{"list", "[]", []string{"object"}},
		{"null", "null", []string{`"text"`}},
		{"no text", `{"id":"x"}`, []string{`"text"`}},
		{"text is a number", `{"text":5}`, []string{"text", "number"}},
		{"endless", `{"text":"` + strings.Repeat("x", maxLine), []string{"longer than"}},
	} {
		for _, command := range []string{"ask", "chat"} {
			t.Run(command+" "+tt.name, func(t *testing.T) {
				r := call(good+"\n\n"+tt.line+"\n"+good+"\n", nil, command, "--json")
				r.refused(t, 1, append(tt.words, "line 3")...)
				if n := len(lines(t, r.out)); n != 1 {
					t.Errorf("%d lines were answered, want the one before", n)
				}
			})
		}
	}
	r := call("\uFEFF"+good+"\r\n"+good+"\r\n", nil, "ask", "--json")
	if r.code != 0 || len(lines(t, r.out)) != 2 {
		t.Errorf("what Windows writes: code %d, %s", r.code, r.err)
	}
	for _, command := range []string{"ask", "chat"} {
		if r := call("", nil, command, "--json"); r.code != 0 || r.out+r.err != "" {
			t.Errorf("%s with nothing to read: %+v", command, r)
		}
	}
	call(`{"choice":true}`, nil, "chat", "--json").refused(t, 1, "line 1", "choice", "bool")
}

type button struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// chatted is a line of chat --json as the contract has it.
type chatted struct {
	Replies []struct {
		Text string `json:"text"`
	} `json:"replies"`
	Ask *struct {
		Slot    string   `json:"slot"`
		Choices []button `json:"choices"`
	} `json:"ask"`
	Phase    string         `json:"phase"`
	Facts    map[string]any `json:"facts"`
	Category string         `json:"category"`
	FAQ      string         `json:"faq"`
	Urgency  string         `json:"urgency"`
	Contacts []string       `json:"contacts"`
	Handoff  *struct {
		Ticket string `json:"ticket"`
		Reason string `json:"reason"`
		When   string `json:"when"`
	} `json:"handoff"`
}

var phases = []string{"symptom", "clarify", "ask", "answer", "feedback", "handoff", "done"}

func readChatted(t *testing.T, line string) chatted {
	t.Helper()
	m := object(t, []byte(line), "replies", "ask", "phase", "facts", "category", "faq", "urgency", "contacts", "handoff")
	var c chatted
	strict(t, []byte(line), &c)
	if len(c.Replies) == 0 || c.Facts == nil || c.Contacts == nil {
		t.Errorf("something is missing: %s", line)
	}
	if !slices.Contains(phases, c.Phase) || !slices.Contains([]string{"high", "normal", "low"}, c.Urgency) {
		t.Errorf("phase %q, urgency %q", c.Phase, c.Urgency)
	}
	if c.Ask != nil {
		ask := object(t, m["ask"], "slot", "choices")
		if c.Ask.Slot == "" || string(ask["choices"]) == "null" {
			t.Errorf("ask is %s", m["ask"])
		}
		for _, choice := range c.Ask.Choices {
			if choice.Label == "" || choice.Value == "" {
				t.Errorf("a choice lacks something: %s", m["ask"])
			}
		}
	}
	if sorted := slices.Sorted(slices.Values(c.Contacts)); len(slices.Compact(sorted)) != len(c.Contacts) {
		t.Errorf("a contact comes twice: %v", c.Contacts)
	}
	if c.Handoff != nil {
		object(t, m["handoff"], "ticket", "reason", "when")
	}
	if c.Category == "" != (c.FAQ == "") {
		t.Errorf("category %q, faq %q", c.Category, c.FAQ)
	}
	return c
}

// TestChatJSON holds a consultation from the first words to a ticket at night before a holiday.
func TestChatJSON(t *testing.T) {
	in := `{"text":"こんにちは"}

{"text":"「ウイルスに感染しました」と警告が出て、電話番号が出ています。パソコンは3台です"}
{"choice":"unknown"}
{"text":"分からない"}
{"text":"分からない"}
{"text":"分からない"}
{"text":"分からない"}
{"choice":"no such value"}
{"text":"最初から"}
{"text":"人と話したい"}
{"text":"人と話したい"}
`
	for name, r := range map[string]result{
		"--at":          call(in, nil, "chat", "--json", "--at", "2026-11-22T22:40:00+09:00"),
		"--at over env": call(in, env{"MADOGUCHI_NOW": "2030-01-01T00:00:00Z"}, "chat", "--json", "--at", "2026-11-22T13:40:00Z"),
		"env":           call(in, env{"MADOGUCHI_NOW": "2026-11-22T22:40:00+09:00"}, "chat", "--json"),
	} {
		t.Run(name, func(t *testing.T) {
			r.want(t, 0)
			if r.err != "" {
				t.Errorf("standard error: %s", r.err)
			}
			var turns []chatted
			for _, line := range lines(t, r.out) {
				turns = append(turns, readChatted(t, line))
			}
			if want := strings.Count(in, "{"); len(turns) != want {
				t.Fatalf("%d turns for %d lines", len(turns), want)
			}
			if c := turns[0]; c.Phase != "symptom" || c.Ask == nil || c.Ask.Slot != "symptom" || c.Handoff != nil || len(c.Facts) > 0 {
				t.Errorf("the greeting: %+v", c)
			}
			if c := turns[1]; c.Facts["pcs"] != float64(3) || c.Category == "" || c.Urgency != "high" {
				t.Errorf("the first words: %+v", c)
			}
			answer := slices.IndexFunc(turns, func(c chatted) bool { return c.Phase == "answer" })
			if answer < 0 || len(turns[answer].Contacts) == 0 {
				t.Fatalf("no answer with contacts: %s", r.out)
			}
			first, second := turns[len(turns)-2], turns[len(turns)-1]
			if h := first.Handoff; first.Phase != "handoff" || h == nil || h.Ticket != "1001" || h.Reason == "" || h.When != "2026-11-24T09:00:00+09:00" {
				t.Errorf("the hand-off: %+v %+v", first, h)
			}
			if second.Handoff != nil || second.Phase != "handoff" {
				t.Errorf("a second ticket for the same wish: %+v", second)
			}
		})
	}
}

func TestChatJSONWhileTheDeskIsOpen(t *testing.T) {
	r := call(`{"text":"人と話したい"}`, nil, "chat", "--json", "--at", "2026-11-25T01:00:00Z")
	r.want(t, 0)
	if h := readChatted(t, strings.TrimSpace(r.out)).Handoff; h == nil || h.When != "2026-11-25T10:00:00+09:00" {
		t.Errorf("hand-off %+v, want now in the desk's time", h)
	}
	r = call(`{"text":"人と話したい"}`, nil, "chat", "--json")
	r.want(t, 0)
	if h := readChatted(t, strings.TrimSpace(r.out)).Handoff; h == nil || !strings.HasSuffix(h.When, "+09:00") {
		t.Errorf("without a fixed clock: hand-off %+v", h)
	} else if _, err := time.Parse(time.RFC3339, h.When); err != nil {
		t.Error(err)
	}
}

// TestChatInTheTerminal: readable, choices with the numbers by which they can be chosen, ends with the input.
func TestChatInTheTerminal(t *testing.T) {
	r := call("添付ファイルを開いてしまいました\n\n1\n終了\n最初から\n", nil, "chat", "--at", "2026-11-25T10:00:00+09:00")
	r.want(t, 0)
	if !strings.Contains(r.out, "窓口> ") || !strings.Contains(r.out, "\n      1) ") || strings.Count(r.out, "あなた> ") != 4 {
		t.Errorf("not a conversation:\n%s", r.out)
	}
	if r = call("こんにちは", nil, "chat"); r.code != 0 || !strings.HasSuffix(r.out, "\n") {
		t.Errorf("at the end of the input: code %d, %q", r.code, r.out)
	}
	call(strings.Repeat("x", maxLine+1), nil, "chat").refused(t, 1, "longer than")
}

// TestTerminalNumbersAreNotCounts: where a number is asked for, 3 means three and not the third choice.
func TestTerminalNumbersAreNotCounts(t *testing.T) {
	r := call("小さな会社でUTMを入れるべきか知りたい\n", nil, "chat")
	r.want(t, 0)
	asked := false
	for line := range strings.Lines(r.out) {
		if strings.Contains(line, "6〜20台") {
			asked = true
			if strings.TrimSpace(line) != "・ 6〜20台" {
				t.Errorf("the choice is shown as %q", line)
			}
		}
	}
	if !asked {
		t.Fatal("the number of computers is not asked here any more: find a conversation in which it is")
	}
}

func TestEval(t *testing.T) {
	questions := `{"id":"a","text":"警告画面に電話番号が出て、電話してしまいました","label":"1.053","alt":[],"urgent":true,"referrals":["ipa-biz"],"never":["9.03"]}

{"id":"b","text":"セミナーをお願いしたいです","label":"9.02","alt":["9.01"],"urgent":false}
{"id":"c","text":"税金の申告について聞きたい","label":"out-of-scope","urgent":null}
{"id":"d","text":"迷惑メールが多い","label":"1.20","never":["1.02"]}`
	path := file(t, "questions.jsonl", []byte(questions))
	r := call("", nil, "eval", "--json", path)
	r.want(t, 0)
	m := object(t, []byte(r.out), "questions", "top1", "top3", "urgent_recall", "urgent_precision", "false_alarms", "out_of_scope_recall", "dangerous", "calibration_error", "confusions", "wrong")
	var s struct {
		Questions int      `json:"questions"`
		Dangerous []string `json:"dangerous"`
	}
	if err := json.Unmarshal([]byte(r.out), &s); err != nil {
		t.Fatal(err)
	}
	if s.Questions != 4 || !slices.Equal(s.Dangerous, []string{"d"}) {
		t.Errorf("%d questions, dangerous %v", s.Questions, s.Dangerous)
	}
	for _, share := range []string{"top1", "top3", "urgent_recall", "urgent_precision", "false_alarms", "out_of_scope_recall", "calibration_error"} {
		var x float64
		if err := json.Unmarshal(m[share], &x); err != nil || x < 0 || x > 1 {
			t.Errorf("%s is %s", share, m[share])
		}
	}
	var confusions, wrong []map[string]any
	strict(t, m["confusions"], &confusions)
	strict(t, m["wrong"], &wrong)
	if len(confusions) == 0 || len(wrong) == 0 {
		t.Fatalf("no confusion is reported: %s", r.out)
	}
	object(t, marshal(t, confusions[0]), "label", "got", "count")
	object(t, marshal(t, wrong[0]), "id", "label", "got", "faq", "confidence")
	r = call("", nil, "eval", path)
	r.want(t, 0)
	for _, word := range []string{"questions             4", "first three", "urgent recall", "urgent precision", "out-of-scope recall", "dangerous confusions  1 d", "calibration error", "1.20"} {
		if !strings.Contains(r.out, word) {
			t.Errorf("the report lacks %q:\n%s", word, r.out)
		}
	}
	// Nothing is confused: lists are empty, not null.
	one := call("", nil, "eval", "--json", file(t, "one.jsonl", []byte(`{"text":"セミナーをお願いしたいです","label":"9.02"}`)))
	one.want(t, 0)
	if strings.Contains(one.out, "null") {
		t.Errorf("a list is null: %s", one.out)
	}
}

func marshal(t *testing.T, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestEvalRefuses(t *testing.T) {
	const good = `{"text":"迷惑メール","label":"1.02"}` + "\n"
	for name, tt := range map[string]struct{ content, word string }{
		"empty": {"", "no questions"}, "blank": {"\n\n", "no questions"}, "text": {good + "迷惑", "line 2"}, "no label": {good + `{"text":"x"}`, "line 2"},
		"no text": {good + `{"label":"1.02"}`, "line 2"}, "label is a number": {good + `{"text":"x","label":1.02}`, "line 2"}, "picture": {png, "line 1"},
	} {
		path := file(t, "bad.jsonl", []byte(tt.content))
		t.Run(name, func(t *testing.T) { call("", nil, "eval", path).refused(t, 1, path, tt.word) })
	}
}
