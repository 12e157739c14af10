package recordtest

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"madoguchi/store"
)

// TestCompare tests the test: each way of changing a record without saying so is found.
func TestCompare(t *testing.T) {
	type part struct {
		Name string `json:"name"`
	}
	type now struct {
		Text  string            `json:"text,omitempty"`
		Count int               `json:"count"`
		Parts []part            `json:"parts,omitempty"`
		Facts map[string]string `json:"facts,omitempty"`
		Deep  *part             `json:"deep,omitempty"`
	}
	const whole = `{"text":"a","count":1,"parts":[{"name":"b"},{"name":"c"}],"facts":{"x":"c","y":"d"},"deep":{"name":"d"}}`
	r := Plain("thing", store.Table[now]{Name: "thing", Version: 2}, store.K("x"))
	r.version = 2
	body, err := r.now()
	if err != nil {
		t.Fatal(err)
	}
	v := func(version uint, body string) example {
		return example{Version: version, Body: json.RawMessage(body), file: "x.json"}
	}
	for name, tt := range map[string]struct {
		examples []example
		word     string // empty: nothing is wrong
	}{
		"nothing wrong":              {[]example{v(1, `{"old":true}`), v(2, whole)}, ""},
		"a smaller one beside":       {[]example{v(1, `{}`), v(2, `{"count":1}`), v(2, whole)}, ""},
		"no example":                 {nil, "no example of thing in version 1"},
		"none of the former":         {[]example{v(2, whole)}, "version 1"},
		"a field was added":          {[]example{v(1, `{}`), v(2, strings.Replace(whole, `"count":1,`, "", 1))}, "fields that no example"},
		"a field within was added":   {[]example{v(1, `{}`), v(2, strings.Replace(whole, `{"name":"b"},{"name":"c"}`, "{}", 1))}, "fields that no example"},
		"a field was removed":        {[]example{v(1, `{}`), v(2, strings.Replace(whole, `"count":1`, `"count":1,"gone":true`, 1))}, "gone, which is not written any more"},
		"a field within was removed": {[]example{v(1, `{}`), v(2, strings.Replace(whole, `"name":"d"`, `"name":"d","gone":1`, 1))}, "deep.gone"},
		"a field changed its type":   {[]example{v(1, `{}`), v(2, strings.Replace(whole, `"count":1`, `"count":"1"`, 1))}, "count as text, and now it is number"},
		"the version went back":      {[]example{v(1, `{}`), v(2, whole), v(3, whole)}, "never goes back"},
		"it was sealed":              {[]example{v(1, `{}`), {Version: 2, Sealed: true, Body: json.RawMessage(whole)}}, "another name"},
	} {
		faults := strings.Join(compare(r, body, tt.examples), "; ")
		if (faults == "") != (tt.word == "") || !strings.Contains(faults, tt.word) {
			t.Errorf("%s: %q, want %q", name, faults, tt.word)
		}
	}
}

func TestLosses(t *testing.T) {
	for _, tt := range []struct{ was, now, want string }{
		{`{"a":1,"b":[{"c":"x"}]}`, `{"b":[{"c":"x","d":1}],"a":1,"e":2}`, ""},
		{`{"a":1,"b":[]}`, `{"a":1}`, ""},
		{`{"a":1}`, `{}`, "a"},
		{`{"a":1}`, `{"a":2}`, "a"},
		{`{"a":[1,2]}`, `{"a":[1]}`, "a[1]"},
		{`{"a":{"b":1,"c":2}}`, `{"a":3}`, "a"},
		{`"x"`, `"y"`, ""},
	} {
		got := losses([]byte(tt.was), []byte(tt.now))
		if tt.was == `"x"` { // the path of the whole is empty
			if len(got) != 1 {
				t.Errorf("a changed text is not found: %v", got)
			}
			continue
		}
		if strings.Join(slices.Compact(got), ",") != tt.want {
			t.Errorf("%s → %s: %v, want %s", tt.was, tt.now, got, tt.want)
		}
	}
}

func TestFillRefuses(t *testing.T) {
	r := Plain("thing", store.Table[struct{ X any }]{Name: "thing", Version: 1}, nil)
	if _, err := r.now(); err == nil {
		t.Error("a field that can be anything was filled")
	}
}
