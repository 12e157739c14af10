package harness

import (
	"testing"
	"time"
)

// within ends a wait for what never comes. It decides nothing else, so it is far away: on a machine
// that is busy with other work a second's wait may take minutes.
const within = 20 * time.Minute

// Until waits for what is done behind a queue or a socket, and looks the less often the longer it
// waits: looking takes from a busy machine what is waited for. What the books say, whoever reads a
// failed test sees.
func Until(t testing.TB, what string, is func() bool, books ...func() string) {
	t.Helper()
	pause := 2 * time.Millisecond
	for end := time.Now().Add(within); !is(); pause = min(pause*5/4, 100*time.Millisecond) {
		time.Sleep(pause)
		if time.Now().After(end) {
			for _, b := range books {
				what += "\n" + b()
			}
			t.Fatalf("waited in vain until %s", what)
		}
	}
}
