package bottest

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/calendar"
	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
	"madoguchi/written"
)

//go:embed words.yaml
var wordsFile []byte

// fixed is what all scripts share; reading the base takes a moment.
type fixed struct {
	words    map[string]string
	phrases  bot.Phrases
	calendar *calendar.Calendar
	edition  *bot.Edition

	callsBack bool           // see knowledge.Desk
	rota      *calendar.Rota // see bot.World
}

var shared = sync.OnceValues(func() (fixed, error) {
	var f fixed
	if err := written.Decode(wordsFile, &f.words); err != nil {
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
		Channels: map[bot.Channel]bot.Traits{"line": {Sends: true, Metered: true}, "slack": {Sends: true}, bot.MailChannel: {Sends: f.rota != nil}},
		Rota:     f.rota, Console: "https://desk.example.jp/desk",
		Edition: f.edition, Phrases: f.phrases,
		Chance: func(n int) int { return 7 % n },
		Hash: func(kind, text string) string {
			sum := sha256.Sum256([]byte(kind + ":" + text))
			return hex.EncodeToString(sum[:])
		},
	}
}

// rotaIn is the rota that a script's head names: who is on call from five in the evening till nine,
// and on days on which nobody works.
func (f fixed) rotaIn(head string) (*calendar.Rota, error) {
	for line := range strings.Lines(head) {
		names, ok := strings.CutPrefix(line, "rota: ")
		if !ok {
			continue
		}
		people := map[string]calendar.Person{}
		for _, name := range strings.Fields(names) {
			people[name] = calendar.Person{Mail: name + "@example.jp"}
		}
		call := strings.Fields(names)
		return f.calendar.Rota(people, []calendar.Shift{
			{Days: "sat-sun", Holidays: true, Call: call}, {From: "17:00", To: "09:00", Call: call},
		})
	}
	return nil, nil
}
