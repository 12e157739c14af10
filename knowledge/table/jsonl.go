package table

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"madoguchi/knowledge"
)

// WriteJSONL writes the cases one a line, the form in which they are kept and embedded.
func WriteJSONL(w io.Writer, cases []knowledge.Case) error {
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for _, c := range cases {
		if err := enc.Encode(c); err != nil {
			return fmt.Errorf("case of row %d cannot be written: %w", c.Row, err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("the cases cannot be written: %w", err)
	}
	return nil
}

// ReadJSONL reads what WriteJSONL wrote. It refuses unknown categories and rows that come twice.
func ReadJSONL(r io.Reader) ([]knowledge.Case, error) {
	var out []knowledge.Case
	seen := map[int]int{}
	in := bufio.NewReader(r)
	for n := 1; ; n++ {
		l, err := in.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("line %d: the cases cannot be read: %w", n, err)
		}
		if len(trim(l)) > 0 {
			c, err := caseFromJSON(l)
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", n, err)
			}
			if first, ok := seen[c.Row]; ok {
				return nil, fmt.Errorf("line %d: row %d stands in line %d already", n, c.Row, first)
			}
			seen[c.Row] = n
			out = append(out, c)
		}
		if err != nil {
			return out, nil
		}
	}
}

func trim(l []byte) []byte {
	for len(l) > 0 && (l[len(l)-1] == '\n' || l[len(l)-1] == '\r' || l[len(l)-1] == ' ') {
		l = l[:len(l)-1]
	}
	return l
}

func caseFromJSON(l []byte) (knowledge.Case, error) {
	var c knowledge.Case
	if err := json.Unmarshal(l, &c); err != nil {
		return c, fmt.Errorf("no case in JSON: %w", err)
	}
	if c.Row < 1 || !Category(c.Category) {
		return c, fmt.Errorf("row %d has category %q, which is not in the desk's scheme", c.Row, c.Category)
	}
	return c, nil
}
