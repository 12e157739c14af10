package desk

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"

	"madoguchi/written"
)

//go:embed canned.yaml
var cannedFile []byte

// canned is a phrase that staff write again and again.
type canned struct {
	Title string `yaml:"title"`
	Text  string `yaml:"text"`
}

// readCanned reads them.
func readCanned() (out []canned, _ error) {
	if err := written.Decode(cannedFile, &out); err != nil {
		return nil, fmt.Errorf("canned.yaml: %w", err)
	}
	return out, nil
}

// cannedPrefix stands before the number of a phrase where an entry could be named, too.
const cannedPrefix = "say:"

// phrase is a phrase by its number, as somebody would write it; empty: it is none.
func (c *Console) phrase(which, writer string) string {
	n, err := strconv.Atoi(strings.TrimPrefix(which, cannedPrefix))
	if err != nil || n < 0 || n >= len(c.canned) || !strings.HasPrefix(which, cannedPrefix) {
		return ""
	}
	return strings.ReplaceAll(c.canned[n].Text, "%s", writer)
}
