package bot

import (
	_ "embed"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"madoguchi/knowledge"
	"madoguchi/written"
)

//go:embed templates.yaml
var templateFile []byte

// Template is what staff can put into a reply, and then change.
type Template struct {
	Name string `yaml:"name"`
	Text string `yaml:"text"`
}

// Bounds of templates: a menu on a phone, a reply.
const (
	maxTemplates    = 50
	maxTemplateName = 30
	maxTemplate     = 1500
)

// blank is what is filled in.
var blank = regexp.MustCompile(`\{[^{}]*\}`)

// Templates are a desk's.
type Templates struct {
	List    []Template
	phrases Phrases
	desk    knowledge.Desk
}

// NewTemplates reads a desk's templates and says all that is wrong with them; without data they are
// the product's own.
func NewTemplates(data []byte, desk knowledge.Desk) (*Templates, error) {
	p, err := LoadPhrases()
	if err != nil {
		return nil, err
	}
	if data == nil {
		data = templateFile
	}
	out := &Templates{phrases: p, desk: desk}
	if err := written.Decode(data, &out.List); err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	var errs []error
	if len(out.List) > maxTemplates {
		errs = append(errs, fmt.Errorf("%d templates; a menu holds %d", len(out.List), maxTemplates))
	}
	known := out.blanks(Ticket{}, Staff{})
	seen := map[string]bool{}
	for i, t := range out.List {
		wrong := func(format string, args ...any) {
			errs = append(errs, fmt.Errorf("template %d (%s): "+format, append([]any{i + 1, t.Name}, args...)...))
		}
		switch {
		case strings.TrimSpace(t.Name) == "" || strings.TrimSpace(t.Text) == "":
			wrong("it needs a name and a text")
		case utf8.RuneCountInString(t.Name) > maxTemplateName:
			wrong("the name is longer than %d characters", maxTemplateName)
		case utf8.RuneCountInString(t.Text) > maxTemplate:
			wrong("the text is longer than %d characters", maxTemplate)
		case seen[t.Name]:
			wrong("the name stands there twice")
		}
		seen[t.Name] = true
		for _, b := range blank.FindAllString(t.Text, -1) {
			if !slices.Contains(known, b) {
				wrong("%s is nothing that is filled in", b)
			}
		}
	}
	return out, errors.Join(errs...)
}

// Fill is a template's text for a ticket, as somebody writes it; false: there is no such template.
func (t *Templates) Fill(n int, ticket Ticket, by Staff) (string, bool) {
	if t == nil || n < 0 || n >= len(t.List) {
		return "", false
	}
	return strings.TrimSpace(strings.NewReplacer(t.blanks(ticket, by)...).Replace(t.List[n].Text)), true
}

// blanks are what is filled in, each before what it is filled with.
func (t *Templates) blanks(ticket Ticket, by Staff) []string {
	p := t.phrases
	return []string{
		"{" + p.Text("template_ticket") + "}", ticket.Number, "{" + p.Text("template_staff") + "}", by.Name,
		"{" + p.Text("template_desk") + "}", t.desk.Name, "{" + p.Text("template_phone") + "}", t.desk.Phone,
	}
}
