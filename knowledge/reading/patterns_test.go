package reading

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"madoguchi/knowledge"
)

// TestPatternExamples proves of every line of patterns/*.txt that its examples are matched by that
// very line and by the group.
func TestPatternExamples(t *testing.T) {
	lines := 0
	for name, p := range patterns.groups {
		if len(p.lines) == 0 {
			t.Errorf("the group %s is empty", name)
		}
		for _, l := range p.lines {
			lines++
			line, err := regexp.Compile(p.framed([]alternative{l}))
			if err != nil {
				t.Errorf("%s: %q: %v", name, l.text, err)
				continue
			}
			for _, example := range l.examples {
				text := example
				if !p.raw {
					text = knowledge.Fold(example)
				}
				switch {
				case example == "":
					t.Errorf("%s: %q has no example", name, l.text)
				case !line.MatchString(text):
					t.Errorf("%s: %q does not match its example %q", name, l.text, example)
				case !name.In(example):
					t.Errorf("%s: the group does not hold for %q, the example of %q", name, example, l.text)
				}
			}
		}
	}
	if lines < 300 {
		t.Errorf("found %d lines, want 300", lines)
	}
}

// TestGroupsAreNamed proves that every group of the files is asked for in the code, and that what
// the code asks for is there.
func TestGroupsAreNamed(t *testing.T) {
	named := constants(t)
	for _, name := range named {
		g := Group(name)
		if patterns.groups[g] == nil && !strings.HasSuffix(name, ".") && !strings.HasPrefix(name, "language.") && Intent(name) != NoWords {
			t.Errorf("there is no group %s", name)
		}
	}
	for name := range patterns.groups {
		meant := strings.TrimPrefix(string(name), "-")
		included := slices.Contains(named, meant+".fact") // stands in both of its kind
		read := slices.ContainsFunc([]string{subject, object, thing, happen, ahead}, func(kind string) bool { return strings.HasPrefix(meant, kind) })
		if !slices.Contains(named, meant) && !included && !read {
			t.Errorf("nothing asks for the group %s", name)
		}
	}
}

// constants are the values of the constants of the types Group and Intent, and of subject.
func constants(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, name := range []string{"groups.go", "intent.go"} {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if d, ok := n.(*ast.GenDecl); ok && d.Tok != token.CONST {
				return false
			}
			if v, ok := n.(*ast.ValueSpec); ok {
				for _, x := range v.Values {
					s, err := strconv.Unquote(x.(*ast.BasicLit).Value)
					if err != nil {
						t.Fatal(err)
					}
					out = append(out, s)
				}
			}
			return true
		})
	}
	return out
}

// TestFaultyPatterns proves that a fault in a file is found and said.
func TestFaultyPatterns(t *testing.T) {
	for _, data := range []string{"さようなら <- さようなら\n", "# [a]\nx <- x\n# [a]\ny <- y\n", "# [a always]\nx <- x\n", "# [a +b]\nx <- x\n"} {
		b := book{groups: map[Group]*pattern{}, inFile: map[string][]Group{}}
		if err := b.parse("faulty.txt", data); err == nil {
			t.Errorf("no fault was found in %q", data)
		}
	}
}

// TestNeedlesOfPatterns proves that no line is passed over whose expression would match.
func TestNeedlesOfPatterns(t *testing.T) {
	var texts []string
	for _, p := range patterns.groups {
		for _, l := range p.lines {
			for _, e := range l.examples {
				texts = append(texts, e, knowledge.Fold(e))
			}
		}
	}
	slices.Sort(texts) // by chance every run would try others
	texts = slices.Compact(texts)
	n := 0
	for name, p := range patterns.groups {
		for i := range p.lines {
			l := &p.lines[i]
			for at := i % 97; at < len(texts); at += 97 {
				has := runeSetOf(texts[at])
				if n++; !l.mayBeIn(texts[at], &has) && l.re.MatchString(texts[at]) {
					t.Errorf("%s: %q is not tried on %q", name, l.text, texts[at])
				}
			}
		}
	}
	t.Logf("%d tried", n)
}

func TestAllNeedles(t *testing.T) {
	for expr, want := range map[string][][]string{
		`(?:相手|犯人)(?:が|に)[^。]{0,9}(?:操作|いじ)`: {{"操作", "いじ"}, {"犯人", "相手"}, {"が", "に"}},
		`あ(?:い)?う+`: {{"あ"}, {"う"}},
		`[^。]{0,8}`: nil,
	} {
		got := allNeedles(expr)
		for _, words := range got {
			slices.Sort(words)
		}
		for _, words := range want {
			slices.Sort(words)
		}
		if len(got) != len(want) || slices.ContainsFunc(want, func(w []string) bool {
			return !slices.ContainsFunc(got, func(g []string) bool { return slices.Equal(g, w) })
		}) {
			t.Errorf("allNeedles(%q) = %q, want %q", expr, got, want)
		}
	}
}
