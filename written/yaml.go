package written

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Error is what is wrong with a file, and where.
type Error struct {
	Line, Column int
	Message      string // what is wrong and how to mend it
	Unknown      bool   // it names a field that is not there
}

func (e *Error) Error() string { return fmt.Sprintf("[%d:%d] %s", e.Line, e.Column, e.Message) }

// Decode reads a YAML file strictly. An unknown field is an error, and so is a number, a truth or a date where a text belongs: YAML
// would make another text of it, 20975176 of 0120007110. An error with a place is an *Error. A file without content changes nothing.
func Decode(data []byte, into any) error { return decode(data, into, true) }

// Encode writes a value as Decode reads it.
func Encode(v any) ([]byte, error) { return yaml.Marshal(v) }

// Reread reads a file that was read before. It takes numbers for texts and the first of several documents,
// as YAML does: an earlier program may have taken it so.
func Reread(data []byte, into any) error { return decode(data, into, false) }

func decode(data []byte, into any, strict bool) error {
	text, err := Text(data)
	if err != nil {
		return err
	}
	if wrong := unreadable(text); wrong != nil && strict {
		return wrong
	}
	tokens := lexer.Tokenize(string(text)) // once: it is a third of all the work
	file, err := parser.Parse(tokens, 0)
	if err != nil {
		return placed(err)
	}
	body, err := only(file)
	if body == nil || err != nil && strict {
		return err
	}
	if !strict {
		return placed(yaml.NodeToValue(body, into, yaml.Strict()))
	}
	if err := cut(tokens); err != nil {
		return err
	}
	c := checker{anchors: map[string]ast.Node{}}
	c.node(body, reflect.TypeOf(into), "")
	if c.err != nil {
		return c.err
	}
	return placed(yaml.NodeToValue(body, into, yaml.Strict()))
}

// cut complains about a text that ends where it was not meant to: behind a blank a # begins a remark,
// so that of 「電話 #9110 へ」 nothing but the first word is left. Who means a remark writes a blank
// behind the #, or begins a line with it.
func cut(tokens token.Tokens) error {
	for _, t := range tokens {
		if t.Type != token.CommentType || t.Prev == nil || t.Prev.Type != token.StringType {
			continue
		}
		if strings.HasSuffix(strings.TrimRight(t.Prev.Origin, " \t"), "\n") {
			continue
		}
		if words := strings.Fields("#" + t.Value); strings.Trim(words[0], "#") != "" {
			return &Error{Line: t.Position.Line, Column: t.Position.Column, Message: fmt.Sprintf("the text ends before %s, which would be a remark; write all of it in quotation marks", words[0])}
		}
	}
	return nil
}

// only is the one document of a file, or nil where there is none. Of several it is the first, with an
// error.
func only(file *ast.File) (body ast.Node, err error) {
	for _, d := range file.Docs {
		if d.Body == nil || d.Body.Type() == ast.NullType || d.Body.Type() == ast.CommentType {
			continue
		}
		if body != nil {
			p := d.Body.GetToken().Position
			return body, &Error{Line: p.Line, Column: p.Column, Message: "a second document begins with ---, which nobody would read; take that line out"}
		}
		body = d.Body
	}
	return body, nil
}

// placed gives a parser's error its place.
func placed(err error) error {
	at := yaml.Error(nil)
	if !errors.As(err, &at) || at.GetToken() == nil {
		return err
	}
	unknown := (*yaml.UnknownFieldError)(nil)
	p := at.GetToken().Position
	return &Error{Line: p.Line, Column: p.Column, Message: at.GetMessage(), Unknown: errors.As(err, &unknown)}
}

// checker looks for what would become another text when it is read.
type checker struct {
	anchors map[string]ast.Node
	err     error
}

var textType = reflect.TypeFor[encoding.TextUnmarshaler]()

func (c *checker) node(n ast.Node, t reflect.Type, name string) {
	if c.err != nil || n == nil || t == nil {
		return
	}
	for t.Kind() == reflect.Pointer && !t.Implements(textType) {
		t = t.Elem()
	}
	switch x := n.(type) {
	case *ast.AnchorNode:
		if x.Name != nil {
			c.anchors[x.Name.GetToken().Value] = x.Value
		}
		c.node(x.Value, t, name)
		return
	case *ast.AliasNode:
		if x.Value != nil {
			c.node(c.anchors[x.Value.GetToken().Value], t, name)
		}
		return
	case *ast.TagNode:
		c.node(x.Value, t, name)
		return
	}
	switch {
	case t.Implements(textType) || reflect.PointerTo(t).Implements(textType) || t.Kind() == reflect.String:
		c.text(n, name)
	case t.Kind() == reflect.Struct:
		c.fields(n, t, name)
	case t.Kind() == reflect.Map:
		c.entries(n, t)
	case t.Kind() == reflect.Slice || t.Kind() == reflect.Array:
		if list, ok := n.(*ast.SequenceNode); ok {
			for _, v := range list.Values {
				c.node(v, t.Elem(), name)
			}
		}
	}
}

// text complains about a scalar that is no text.
func (c *checker) text(n ast.Node, name string) {
	kind := ""
	switch n.Type() {
	case ast.IntegerType, ast.FloatType, ast.InfinityType, ast.NanType:
		kind = "a number"
	case ast.BoolType:
		kind = "true or false"
	default:
		return
	}
	tok := n.GetToken()
	field := ""
	if name != "" {
		field = name + ": "
	}
	raw := strings.TrimSpace(tok.Value)
	c.err = &Error{Line: tok.Position.Line, Column: tok.Position.Column, Message: fmt.Sprintf(`%s%s is read as %s and would become another text; write it in quotation marks: %s`, field, raw, kind, strconv.Quote(raw))}
}

// pairs are the keys and values of a mapping.
func pairs(n ast.Node) []*ast.MappingValueNode {
	switch x := n.(type) {
	case *ast.MappingNode:
		return x.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{x}
	}
	return nil
}

// fields checks a mapping that becomes a struct. Where a struct can be written as a single text, as a line of an entry can, a scalar
// must be one.
func (c *checker) fields(n ast.Node, t reflect.Type, name string) {
	if _, scalar := n.(ast.ScalarNode); scalar {
		c.text(n, name)
		return
	}
	byName := map[string]reflect.Type{}
	for i := range t.NumField() {
		f := t.Field(i)
		tag, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if tag == "" {
			tag = strings.ToLower(f.Name)
		}
		byName[tag] = f.Type
	}
	for _, p := range pairs(n) {
		key := p.Key.GetToken().Value
		c.node(p.Value, byName[key], key)
	}
}

func (c *checker) entries(n ast.Node, t reflect.Type) {
	for _, p := range pairs(n) {
		if t.Key().Kind() == reflect.String {
			c.text(p.Key, "")
		}
		c.node(p.Value, t.Elem(), p.Key.GetToken().Value)
	}
}
