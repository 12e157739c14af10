package bottest

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/goccy/go-yaml"

	"madoguchi/bot"
	"madoguchi/bot/calendar"
	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
)

//go:embed words.yaml
var wordsFile []byte

// fixed is what all scripts share; reading the base takes a moment.
type fixed struct {
	words    map[string]string
	phrases  bot.Phrases
	calendar *calendar.Calendar
	edition  *bot.Edition

	callsBack bool // see knowledge.Desk
}

var shared = sync.OnceValues(func() (fixed, error) {
	var f fixed
	if err := yaml.Unmarshal(wordsFile, &f.words); err != nil {
		return f, fmt.Errorf("words.yaml: %w", err)
	}
	b, err := base.Embedded()
	if err != nil {
		return f, err
	}
	f.edition = &bot.Edition{Base: b, Senses: knowledge.Senses{Match: f.match(b)}}
	if f.phrases, err = bot.LoadPhrases(); err != nil {
		return f, err
	}
	f.calendar, err = calendar.New("Asia/Tokyo", calendar.DefaultHours())
	return f, err
})

// match understands one matter by its words, so that no script depends on what training makes of
// the base.
func (f fixed) match(b *knowledge.Base) knowledge.Matcher {
	entry := b.FAQ(f.words["entry"])
	return func(words string) knowledge.Match {
		if entry == nil || !strings.Contains(words, f.words["matter"]) {
			return knowledge.Match{None: true}
		}
		return knowledge.Match{Confidence: 0.95, Candidates: []knowledge.Candidate{{FAQ: entry.ID, Category: entry.Category, Score: 1}}}
	}
}

// keep is how long conversations are kept.
var keep = bot.DefaultRetention

// world is what the rules may know. Chance is none: the same script draws the same numbers.
func (f fixed) world(now time.Time) bot.World {
	return bot.World{
		Now: now, Desk: knowledge.Desk{Name: f.words["desk"], CallsBack: f.callsBack}, Calendar: f.calendar, Keep: keep, Staffed: true,
		Channels: map[bot.Channel]bot.Traits{"line": {Sends: true, Metered: true}, "slack": {Sends: true}},
		Edition:  f.edition, Phrases: f.phrases,
		Chance: func(n int) int { return 7 % n },
		Hash: func(kind, text string) string {
			sum := sha256.Sum256([]byte(kind + ":" + text))
			return hex.EncodeToString(sum[:])
		},
	}
}
