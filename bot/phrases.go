package bot

import (
	_ "embed"
	"fmt"
	"time"

	"github.com/goccy/go-yaml"

	"madoguchi/dialog"
	"madoguchi/knowledge"
)

//go:embed phrases.yaml
var phraseFile []byte

// phrases are what the bot says by itself, outside the dialog: to consulters about tickets, to staff about deliveries.
type phrases struct {
	texts    map[string]string
	calendar *Calendar
	language *knowledge.Language // in which the consulter is spoken to; nil: Japanese
	now      time.Time
}

// phrases are the bot's words in the language of this conversation, as far as that has them.
func (m *move) phrases() phrases {
	p := m.b.phrases
	p.language, p.now = m.b.Advisor.Current().Base.Language(m.c.State.Language), m.now
	return p
}

func loadPhrases(c *Calendar) (phrases, error) {
	p := phrases{calendar: c}
	if err := yaml.Unmarshal(phraseFile, &p.texts); err != nil {
		return p, fmt.Errorf("the bot's phrases: %w", err)
	}
	return p, nil
}

// text returns a phrase. A missing one shows itself; a test proves that none is missing.
func (p phrases) text(key string, args ...any) string {
	text, ok := p.texts[key]
	if p.language != nil && p.language.Phrases["bot."+key] != "" {
		text = p.language.Phrases["bot."+key]
	}
	switch {
	case !ok:
		return key
	case len(args) == 0:
		return text
	}
	return fmt.Sprintf(text, args...)
}

func (p phrases) plain(key string, args ...any) []dialog.Message {
	return []dialog.Message{{Kind: dialog.Plain, Text: p.text(key, args...)}}
}

// when is a time as one says it: 11月24日（火）9時以降.
func (p phrases) when(t time.Time) string {
	t = p.calendar.In(t)
	if p.language != nil {
		return p.language.When(t, p.calendar.In(p.now))
	}
	clock := fmt.Sprintf("%d時", t.Hour())
	if t.Minute() != 0 {
		clock += fmt.Sprintf("%d分", t.Minute())
	}
	return fmt.Sprintf("%d月%d日（%s）%s以降", t.Month(), t.Day(), []string{"日", "月", "火", "水", "木", "金", "土"}[t.Weekday()], clock)
}
