package base

import (
	"sync"

	"madoguchi/knowledge/mask"
)

// examined is a text with what was looked for in it.
type examined struct {
	text  string
	table bool // names and places too, as in a table of cases; otherwise what nobody should type
}

// cleanLast are the texts of the base that Lint saw last in which nothing was found. To look at all
// texts takes seconds, and a draft differs from what is in force in a few of them. It grows no
// further than one base.
var cleanLast struct {
	sync.Mutex
	texts map[examined]bool
}

// remembers lets a linter pass over what was clean the last time; done is called when it is through.
func (l *linter) remembers() (done func()) {
	cleanLast.Lock()
	defer cleanLast.Unlock()
	l.wasClean, l.clean = cleanLast.texts, make(map[examined]bool, len(cleanLast.texts))
	return func() {
		cleanLast.Lock()
		defer cleanLast.Unlock()
		cleanLast.texts = l.clean
	}
}

// private is what mask.Chat says of a text.
func (l *linter) private(text string) (masked string, found mask.Counts) {
	return l.examine(examined{text: text}, mask.Chat)
}

// names is what mask.Table says of a text.
func (l *linter) names(text string) (masked string, found mask.Counts) {
	return l.examine(examined{text: text, table: true}, mask.Table)
}

func (l *linter) examine(x examined, look func(string) (string, mask.Counts)) (string, mask.Counts) {
	if !l.wasClean[x] && !l.clean[x] {
		if masked, found := look(x.text); len(found) > 0 {
			return masked, found
		}
	}
	if l.clean != nil {
		l.clean[x] = true
	}
	return x.text, nil
}
