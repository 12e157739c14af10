package desk

import (
	"strings"
	"time"

	"madoguchi/store"
	"madoguchi/store/recordtest"
)

// RecordsForTest are this package's records.
func RecordsForTest(sealer *store.Sealer) []recordtest.Record {
	return []recordtest.Record{
		recordtest.Plain("staff", accounts, store.K("yamada")),
		recordtest.Plain("staff-session", sessions, store.K("yamada", "hash")),
		recordtest.Sealed("staff-second", store.SealedTable[second]{Table: secondTable, Sealer: sealer}, secondKey("yamada")),
		recordtest.Plain("staff-audit", audit, store.Key{}.Time(time.Unix(1764460800, 0)).Str("id")),
	}
}

// Walked are the routes for a test that asks for each; path is with a ticket's number in it.
func Walked(number string) (out []Walk) {
	path := strings.NewReplacer("{number}", number, "{line}", "1", "{entry}", "support-scam", "{$}", "")
	for _, r := range routes() {
		w := Walk{Method: r.method, Path: strings.TrimPrefix(path.Replace(r.path), "/desk/"), Anybody: r.may == anybody, Asks: r.asks}
		for _, role := range Roles() {
			if (Account{Login: "x", Roles: []Role{role}}).may(r.may) {
				w.Roles = append(w.Roles, role)
			}
		}
		out = append(out, w)
	}
	return out
}

// Walk is a route as a test sees it.
type Walk struct {
	Method, Path  string
	Anybody, Asks bool
	Roles         []Role // that may
}
