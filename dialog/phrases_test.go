package dialog_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// phrasesInCode finds the keys in calls of say, sayAsking, phrase, section, advise and finish, and in questionKey.
func phrasesInCode(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	set := token.NewFileSet()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			s, err := strconv.Unquote(lit.Value)
			if err == nil && looksLikeKey(s) {
				out[s] = set.Position(lit.Pos()).String()
			}
			return true
		})
	}
	return out
}

// looksLikeKey reports whether a string literal is a phrase's key, or would be if there were such a phrase.
func looksLikeKey(s string) bool {
	if _, ok := advisor().Base.Phrases[s]; ok {
		return true
	}
	first, _, dotted := strings.Cut(s, ".")
	if !dotted || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz_.") != "" || strings.HasSuffix(s, ".") {
		return false
	}
	for key := range advisor().Base.Phrases {
		if strings.HasPrefix(key, first+".") && first != "helped" && first != "next" && first != "unsure" {
			return true
		}
	}
	return false
}
