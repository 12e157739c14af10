package mask

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

var marked = regexp.MustCompile(`\[\[(\w+)\|([^\]]+)\]\]`)

// reached reads a line of testdata/reach.yaml: the text, and what it gives.
func reached(line string) (text string, want []string) {
	for _, m := range marked.FindAllStringSubmatch(line, -1) {
		want = append(want, m[1]+" "+m[2])
	}
	return marked.ReplaceAllString(line, "$2"), want
}

func reachLines(t *testing.T) map[string][]string {
	t.Helper()
	data, err := os.ReadFile("testdata/reach.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string][]string
	if err := yaml.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// TestReach: what is given is read, and stands in the text no more; what is others' is not taken.
func TestReach(t *testing.T) {
	for group, lines := range reachLines(t) {
		for _, line := range lines {
			text, want := reached(line)
			o := Reach(text)
			var got []string
			for _, g := range o.Given {
				got = append(got, string(g.Way)+" "+g.Text)
			}
			for i, g := range want { // texts are folded
				way, given, _ := strings.Cut(g, " ")
				want[i] = way + " " + newSource(given).text
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: %q gives %q, want %q", group, text, got, want)
				continue
			}
			if sure := group == "given"; len(want) > 0 && o.Sure() != sure {
				t.Errorf("%s: %q is sure: %v", group, text, o.Sure())
			}
			masked, _ := Chat(o.Text)
			for _, m := range marked.FindAllStringSubmatch(line, -1) {
				if m[1] != "when" && strings.Contains(masked, m[2]) {
					t.Errorf("%s: %q still holds %q", group, masked, m[2])
				}
			}
		}
	}
}
