package dialog_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// source is the package's files without the tests, parsed.
func source(t *testing.T) map[string]*ast.File {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*ast.File{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		if out[name], err = parser.ParseFile(token.NewFileSet(), name, nil, 0); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// TestPhaseHasOneWriter: the phase is assigned in phase.go, and elsewhere only comes back with all of a Core.
func TestPhaseHasOneWriter(t *testing.T) {
	writers := 0
	for name, file := range source(t) {
		ast.Inspect(file, func(n ast.Node) bool {
			var written []ast.Expr
			switch n := n.(type) {
			case *ast.AssignStmt:
				written = n.Lhs
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Phase" {
					t.Errorf("%s: makes a Core in a phase", name)
				}
			case *ast.UnaryExpr:
				if n.Op == token.AND {
					written = []ast.Expr{n.X}
				}
			}
			for _, e := range written {
				if sel, ok := e.(*ast.SelectorExpr); ok && sel.Sel.Name == "Phase" {
					writers++
					if name != "phase.go" {
						t.Errorf("%s writes the phase", name)
					}
				}
			}
			return true
		})
	}
	if writers != 7 {
		t.Errorf("found %d writers of the phase, want one for each", writers)
	}
}

// TestNoReceiverGrows: nothing has more methods than can be known by heart.
func TestNoReceiverGrows(t *testing.T) {
	most := map[string]int{"turn": 25}
	methods := map[string]int{}
	for _, file := range source(t) {
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Recv == nil {
				continue
			}
			of := f.Recv.List[0].Type
			if star, ok := of.(*ast.StarExpr); ok {
				of = star.X
			}
			methods[of.(*ast.Ident).Name]++
		}
	}
	if methods["turn"] == 0 {
		t.Fatal("no methods were found")
	}
	for name, n := range methods {
		limit, ok := most[name]
		if !ok {
			limit = 45
		}
		if n > limit {
			t.Errorf("%s has %d methods, want at most %d", name, n, limit)
		}
	}
}

// TestMap: doc.go names every file, and none that is not there.
func TestMap(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	files := source(t)
	for name := range files {
		if name != "doc.go" && !strings.Contains(string(doc), "\t"+name+" ") {
			t.Errorf("doc.go does not name %s", name)
		}
	}
	for _, line := range strings.Split(string(doc), "\n") {
		name, _, _ := strings.Cut(strings.TrimPrefix(line, "//\t"), " ")
		if strings.HasPrefix(line, "//\t") && strings.HasSuffix(name, ".go") && files[name] == nil {
			t.Errorf("doc.go names %s", name)
		}
	}
}
