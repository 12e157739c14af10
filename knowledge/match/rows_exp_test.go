package match

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
)

func TestRowsExp(t *testing.T) {
	path := os.Getenv("ROWS")
	if path == "" {
		t.Skip()
	}
	b, err := base.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	x := NewFollowups(b)
	f, _ := os.Open(path)
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	out, _ := os.Create("/tmp/rows.jsonl")
	for sc.Scan() {
		var r struct {
			ID, Entry, Say, Kind, Where string
		}
		json.Unmarshal(sc.Bytes(), &r)
		type cand struct {
			Entry, Intent string
			Score         float64
			Reply         string
		}
		var cs []cand
		for i, c := range x.Find(r.Entry, r.Say) {
			if i == 3 {
				break
			}
			fu := b.Followups[c.Entry][c.N]
			calm := b.FAQ(r.Entry) != nil && b.FAQ(r.Entry).Urgency != knowledge.High
			cs = append(cs, cand{c.Entry, c.Intent, c.Score, strings.Join(fu.Reply(knowledge.Facts{}, calm), "")})
		}
		j, _ := json.Marshal(map[string]any{"id": r.ID, "cands": cs})
		fmt.Fprintln(out, string(j))
	}
	out.Close()
}
