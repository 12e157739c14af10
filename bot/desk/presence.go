package desk

import (
	"slices"
	"sync"
	"time"
)

// presences are who has which ticket open, and who is writing. Each process knows of its own
// browsers only; what must not happen twice the rules prevent, whoever is shown.
type presences struct {
	mu   sync.Mutex
	open map[string]map[string]presence // by ticket and login
}

type presence struct {
	name   string
	seen   time.Time
	writes bool
}

// presentFor is how long somebody counts as there after their page has last asked.
const presentFor = 12 * time.Second

// here says that somebody has a ticket open, and returns the colleagues who have too, by name.
func (p *presences) here(number string, who Account, writes bool, now time.Time) (readers, writers []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for n, all := range p.open {
		for login, x := range all {
			if now.Sub(x.seen).Abs() > presentFor {
				delete(all, login)
			}
		}
		if len(all) == 0 {
			delete(p.open, n)
		}
	}
	if p.open == nil {
		p.open = map[string]map[string]presence{}
	}
	if p.open[number] == nil {
		p.open[number] = map[string]presence{}
	}
	p.open[number][who.Login] = presence{who.Name, now, writes}
	for login, x := range p.open[number] {
		switch {
		case login == who.Login:
		case x.writes:
			writers = append(writers, x.name)
		default:
			readers = append(readers, x.name)
		}
	}
	slices.Sort(readers)
	slices.Sort(writers)
	return readers, writers
}
