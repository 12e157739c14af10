package loop

import (
	"slices"
	"sync"
	"time"

	"madoguchi/bot"
	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// A step asks several times what a message says, and the next one what was told before it. To read
// is most of what a step costs, so that each text is read once: as long as the same minute lasts,
// within which 「5分前」 means the same. Nobody's words are remembered for longer.
type readings struct {
	mu     sync.Mutex
	minute time.Time
	known  map[told]reading.Reading
}

// told is what is read, and with what.
type told struct {
	edition *bot.Edition
	words   string
}

// maxReadings bounds how many are known; one takes some ten kilobytes.
const maxReadings = 2000

// read reads a text, or remembers what it says.
func (r *readings) read(e *bot.Edition, words string, now time.Time) reading.Reading {
	minute, key := now.Truncate(time.Minute), told{e, words}
	if known, ok := r.get(minute, key); ok {
		return known.Again()
	}
	fresh := e.Reader().Read(words, now)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.minute == minute && len(r.known) < maxReadings {
		r.known[key] = fresh.Again()
	}
	return fresh
}

// get finds what was read, and forgets it all when another minute has begun.
func (r *readings) get(minute time.Time, key told) (reading.Reading, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.minute != minute {
		r.minute, r.known = minute, map[told]reading.Reading{}
	}
	known, ok := r.known[key]
	return known, ok
}

// saids find lines in what was said, for the editions used last.
type saids struct {
	mu  sync.Mutex
	all []saidsOf
}

type saidsOf struct {
	edition *bot.Edition
	said    *knowledge.Said
}

// of is that of an edition. It takes some milliseconds to make.
func (s *saids) of(e *bot.Edition) *knowledge.Said {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.all {
		if x.edition == e {
			return x.said
		}
	}
	x := saidsOf{e, knowledge.NewSaid(e.Base)}
	s.all = append(s.all, x)
	if len(s.all) > maxEditions {
		s.all = slices.Delete(s.all, 0, 1)
	}
	return x.said
}
