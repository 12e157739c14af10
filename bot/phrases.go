package bot

import (
	_ "embed"
	"fmt"
	"maps"
	"strings"
	"time"

	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/written"
)

//go:embed phrases.yaml
var phraseFile []byte

//go:embed phrases-easy.yaml
var easyFile []byte

// inEasy stands before the keys of what is said in easy Japanese.
const inEasy = "easy."

// Phrases are what the bot says by itself, outside the dialog: to consulters about tickets, to
// staff about deliveries.
type Phrases map[string]string

// LoadPhrases reads them.
func LoadPhrases() (Phrases, error) {
	var p Phrases
	if err := written.Decode(phraseFile, &p); err != nil {
		return nil, fmt.Errorf("the bot's phrases: %w", err)
	}
	easy := Phrases{}
	if err := written.Decode(easyFile, &easy); err != nil {
		return nil, fmt.Errorf("the bot's phrases in easy Japanese: %w", err)
	}
	for key, text := range easy {
		p[inEasy+key] = text
	}
	return p, nil
}

// Text returns a phrase. A missing one shows itself; a test proves that none is missing.
func (p Phrases) Text(key string, args ...any) string {
	text, ok := p[key]
	switch {
	case !ok:
		return key
	case len(args) == 0:
		return text
	}
	return fmt.Sprintf(text, args...)
}

func (p Phrases) plain(key string, args ...any) []dialog.Message {
	return []dialog.Message{{Kind: dialog.Plain, Text: p.Text(key, args...)}}
}

// spoken are the phrases in the language that the consulter is spoken to in, as far as it has them.
func (c *change) spoken() Phrases {
	return c.spokenIn(c.Conversation.State.Language, c.Conversation.State.Easy)
}

func (c *change) spokenIn(language string, easy bool) Phrases {
	switch l := c.languageOf(language); {
	case l != nil:
		return c.Phrases.with(l.Phrases, "bot.")
	case easy:
		return c.Phrases.with(c.Phrases, inEasy)
	}
	return c.Phrases
}

// with are the phrases with those in place of others that stand behind a prefix elsewhere.
func (p Phrases) with(others map[string]string, prefix string) Phrases {
	out := maps.Clone(p)
	for key, text := range others {
		if own, ok := strings.CutPrefix(key, prefix); ok {
			out[own] = text
		}
	}
	return out
}

// language is another language that the consulter is spoken to in, or nil.
func (c *change) language() *knowledge.Language { return c.languageOf(c.Conversation.State.Language) }

func (c *change) languageOf(id string) *knowledge.Language {
	if c.Edition == nil || c.Edition.Base == nil {
		return nil
	}
	return c.Edition.Base.Language(id)
}

// spokenWhen is a time as one says it to the consulter.
func (c *change) spokenWhen(t time.Time) string {
	if l := c.language(); l != nil {
		return l.When(c.Calendar.In(t), c.Calendar.In(c.Now))
	}
	return c.when(t)
}

// when is a time as one says it, with its day: see phrase "when".
func (w World) when(t time.Time) string {
	t = w.Calendar.In(t)
	clock := w.Phrases.Text("when_hour", t.Hour())
	if t.Minute() != 0 {
		clock = w.Phrases.Text("when_minute", t.Hour(), t.Minute())
	}
	days := strings.Fields(w.Phrases.Text("when_days"))
	return w.Phrases.Text("when", int(t.Month()), t.Day(), days[t.Weekday()], clock)
}
