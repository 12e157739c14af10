package base

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"madoguchi/knowledge"
	"madoguchi/written"
)

// ContactsFile is the file of the contacts.
const ContactsFile = "contacts.yaml"

// ContactFields are the fields of a contact that RewriteContact can change: how it is reached, and
// when that was seen.
var ContactFields = []string{"phone", "phone_note", "mail", "url", "hours_note", "verified_on", "confidence", "note"}

// RewriteContact changes fields of one contact in the file of all, and nothing else in it: comments
// and the order of what people wrote stay. An empty value takes a field away. What cannot be read
// afterwards, or holds what nobody could dial or open, is refused.
func RewriteContact(content []byte, id string, fields map[string]string) ([]byte, error) {
	text, err := written.Text(content)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	from := slices.IndexFunc(lines, func(l string) bool { return l == "- id: "+id || l == `- id: "`+id+`"` })
	if from < 0 {
		return nil, fmt.Errorf("contact %s: %w", id, ErrNoContact)
	}
	to := from + 1
	for to < len(lines) && strings.HasPrefix(lines[to], "  ") {
		to++
	}
	block := slices.Clone(lines[from:to])
	for _, name := range ContactFields {
		value, set := fields[name]
		if !set {
			continue
		}
		at := slices.IndexFunc(block, func(l string) bool { return strings.HasPrefix(l, "  "+name+":") })
		end := at + 1
		for at >= 0 && end < len(block) && strings.HasPrefix(block[end], "   ") { // what goes on over lines
			end++
		}
		switch {
		case at >= 0 && value == "":
			block = slices.Delete(block, at, end)
		case at >= 0:
			block = slices.Replace(block, at, end, "  "+name+": "+scalar(value))
		case value != "":
			block = append(block, "  "+name+": "+scalar(value))
		}
	}
	out := []byte(strings.Join(slices.Concat(lines[:from], block, lines[to:]), "\n") + "\n")
	list, err := ReadContacts(out)
	if err == nil {
		err = checkShapes(&knowledge.Base{Contacts: list})
	}
	if err != nil {
		return nil, fmt.Errorf("contact %s: %w", id, err)
	}
	return out, nil
}

// ErrNoContact: there is no contact of that name.
var ErrNoContact = errors.New("there is no such contact")

// ReadContacts reads the file of the contacts as Load does.
func ReadContacts(content []byte) (out []*knowledge.Contact, _ error) {
	text, err := written.Text(content)
	if err != nil {
		return nil, err
	}
	if err := written.Decode(text, &out); err != nil {
		return nil, errors.New(placed(firstLine(err.Error()), text))
	}
	return out, nil
}
