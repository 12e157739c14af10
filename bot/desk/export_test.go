package desk

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"time"

	"madoguchi/knowledge"
	"madoguchi/knowledge/base"

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
	path := strings.NewReplacer("{number}", number, "{line}", "1", "{entry}", "support-scam", "{release}", "1", "{contact}", "ipa-biz", "{form}", "ppc", "{$}", "")
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

// ThroughForm is an entry that was shown in the form and sent back as it was.
func ThroughForm(f *knowledge.FAQ) (*knowledge.FAQ, []base.Problem) {
	form := formOf(f).ready()
	v := url.Values{"title": {form.Title}, "meaning": {form.Meaning}, "category": {form.Category}, "urgency": {form.Urgency}, "urgent_when": {form.UrgentWhen}, "unless": {form.Unless}}
	for name, text := range map[string]string{"keywords": form.Keywords, "examples": form.Examples, "guidebook": form.Guidebook, "cases": form.Cases, "reviewed_on": form.ReviewedOn, "reviewed_by": form.ReviewedBy, "review_by": form.ReviewBy} {
		v.Set(name, strings.ReplaceAll(text, "\n", "\r\n"))
	}
	if form.Private {
		v.Set("private", "1")
	}
	for _, g := range form.Groups {
		for _, r := range g.Rows {
			v.Add(g.Field+".text", r.Text)
			v.Add(g.Field+".when", r.When)
		}
	}
	return formFrom(f.ID, v).entry()
}

var (
	formStarts = regexp.MustCompile(`<form[^>]* action="([^"]*)"`)
	controls   = regexp.MustCompile(`(?s)<input([^>]*)>|<textarea([^>]*)>(.*?)</textarea>|<select([^>]*)>(.*?)</select>`)
	attributes = regexp.MustCompile(`([a-z]+)="([^"]*)"`)
	chosen     = regexp.MustCompile(`<option value="([^"]*)" selected>`)
	options    = regexp.MustCompile(`<option value="([^"]*)"`)
)

// FieldsForTest are the fields of the form of a page that is sent to an address below the root.
func FieldsForTest(page, action string) (url.Values, bool) {
	for _, at := range formStarts.FindAllStringSubmatchIndex(page, -1) {
		if !strings.HasSuffix(page[at[2]:at[3]], "/"+action) {
			continue
		}
		form, _, _ := strings.Cut(page[at[0]:], "</form>")
		out := url.Values{}
		for _, m := range controls.FindAllStringSubmatch(form, -1) {
			has := map[string]string{}
			for _, a := range attributes.FindAllStringSubmatch(m[1]+m[2]+m[4], -1) {
				has[a[1]] = html.UnescapeString(a[2])
			}
			value := has["value"]
			switch {
			case m[2] != "":
				value = html.UnescapeString(m[3])
			case m[4] != "":
				if c := chosen.FindStringSubmatch(m[5]); c != nil {
					value = html.UnescapeString(c[1])
				} else if c := options.FindStringSubmatch(m[5]); c != nil {
					value = html.UnescapeString(c[1])
				}
			}
			if has["type"] != "checkbox" || strings.Contains(m[1], " checked") {
				out.Add(has["name"], value)
			}
		}
		return out, true
	}
	return nil, false
}
