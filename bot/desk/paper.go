package desk

import (
	"net/http"
	"strings"

	"madoguchi/knowledge"
)

// paperView is a paper that was drafted from a case, as a page to print.
type paperView struct {
	Number string
	knowledge.Paper
}

// paper drafts one. It is for the consulter, who checks it: nothing that staff wrote stands in it.
func (c *Console) paper(v *visit) (answer, error) {
	number := v.PathValue("number")
	if err := c.enter(v, "paper", v.PathValue("form")); err != nil {
		return answer{}, err
	}
	t, err := c.Tickets.Ticket(v.Context(), number)
	if err != nil {
		return c.missing(err)
	}
	p, ok, err := c.Tickets.Paper(v.Context(), number, v.PathValue("form"))
	if err != nil {
		return c.missing(err)
	}
	if !ok {
		return answer{status: http.StatusNotFound, view: "message", data: c.texts.Text("no_paper")}, nil
	}
	for _, part := range p.Parts {
		for i, l := range part.Lines {
			if t.Passphrase != "" { // whoever is given the paper must not be able to carry the case on
				part.Lines[i] = strings.ReplaceAll(l, t.Passphrase, c.texts.Text("withheld"))
			}
		}
	}
	return answer{view: "paper", data: paperView{number, p}}, nil
}
