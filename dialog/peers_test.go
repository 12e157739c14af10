package dialog_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// peers are the twenty tests that the failures of other desks' bots ask for (research: "Tests the evidence asks for"), and where
// each of them stands. A name with a slash is another package's; .txt are conversations in testdata/dialogs.
var peers = [20][]string{
	{"bot/"}, // 1 the same event id twice, also across a restart
	{"bot/"}, // 2 a redelivery older than a newer message
	{"bot/"}, // 3 a crash between the mark and the work
	{"bot/"}, // 4 two messages 100 ms apart, one state
	{"bot/"}, // 5 empty events
	{"unsend-newest.txt", "unsend-topic.txt", "unsend-after-answer.txt", "unsend-while-waiting.txt", "TestUnsendAroundHandoff"}, // 6 unsend before, during, after hand-off
	{"bot/"},                          // 7 reply token at 61 s, used twice, six bubbles (never more than five: TestAnythingAnybodyDoes)
	{"bot/"},                          // 8 429 and quota 0 in mid-answer
	{"bot/"},                          // 9 profile API down
	{"bot/"},                          // 10 a timer fires while a person takes over
	{"bot/"},                          // 11 the desk never answers
	{"TestFinished", "TestGivenBack"}, // 12 the person closes, the consulter writes again
	{"bot/"},                          // 13 the consulter blocks the account in mid-form
	{"expires-on-question-three.txt", "session-expires.txt", "silence-then-new.txt"},                                  // 14 the session expires on question 3
	{"holiday-contacts.txt", "new-years-eve.txt", "lunch-at-half-past-twelve.txt", "lunch-break.txt", "midnight.txt"}, // 15 holiday, 年末年始, 12:30, midnight
	{"TestBaseChanges"}, // 16 the base is edited in mid-chat
	{"store/"},          // 17 a read error is no empty session
	{"bot/"},            // 18 a Slack thread's root is deleted
	{"bot/"},            // 19 the bot's own post comes back
	{"secret-typed.txt", "secret-in-the-middle.txt", "TestFirstAidOnlyOnRedFlags"}, // 20 a password or a card number is typed
}

// TestPeers proves that what the list names is there.
func TestPeers(t *testing.T) {
	var code strings.Builder
	for _, file := range []string{"recall_test.go", "resume_test.go", "property_test.go"} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		code.Write(data)
	}
	for i, where := range peers {
		for _, name := range where {
			switch {
			case strings.HasSuffix(name, "/"):
			case strings.HasSuffix(name, ".txt"):
				if found, _ := filepath.Glob("../testdata/dialogs/" + name); len(found) == 0 {
					if found, _ = filepath.Glob("../testdata/dialogs/trained/" + name); len(found) == 0 {
						t.Errorf("%d: there is no conversation %s", i+1, name)
					}
				}
			case !strings.Contains(code.String(), "func "+name+"("):
				t.Errorf("%d: there is no %s", i+1, name)
			}
		}
	}
}
