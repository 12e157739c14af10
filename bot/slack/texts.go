package slack

import (
	_ "embed"
	"fmt"

	"madoguchi/written"
)

//go:embed texts.yaml
var textFile []byte

// texts are what the adapter says by itself: to consulters about Slack, to staff about their
// tickets.
type texts map[string]string

func loadTexts() (t texts, err error) {
	if err := written.Decode(textFile, &t); err != nil {
		return nil, fmt.Errorf("slack: texts.yaml: %w", err)
	}
	return t, nil
}

// of returns a text. A missing one shows itself; a test proves that none is missing.
func (t texts) of(key string, args ...any) string {
	text, ok := t[key]
	switch {
	case !ok:
		return key
	case len(args) == 0:
		return text
	}
	return fmt.Sprintf(text, args...)
}

// or returns a text, or what stands for it where there is none.
func (t texts) or(key, other string) string {
	if text, ok := t[key]; ok {
		return text
	}
	return other
}
