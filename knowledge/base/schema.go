package base

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"madoguchi/knowledge"
	"madoguchi/written"
)

// schemaFile is the form of an entry for editors, as [Schema] makes it.
//
//go:embed folder/entry.schema.json
var schemaFile []byte

// fieldsFile says in Japanese what the fields of an entry are for; editors show it.
//
//go:embed folder/fields.yaml
var fieldsFile []byte

// editorSettings has an editor hold the entries to their form, by the extension that most of them
// have for YAML.
const editorSettings = `{
  "yaml.schemas": {"./entry.schema.json": ["faq/*.yaml"]},
  "files.encoding": "utf8",
  "editor.insertSpaces": true
}
`

// Schema is the form of an entry as a JSON Schema, made of the type into which it is read.
func Schema() ([]byte, error) {
	var about map[string]string
	if err := written.Decode(fieldsFile, &about); err != nil {
		return nil, fmt.Errorf("folder/fields.yaml: %w", err)
	}
	out := object(reflect.TypeFor[knowledge.FAQ]())
	out["$schema"], out["title"] = "http://json-schema.org/draft-07/schema#", about["entry"]
	out["required"] = []string{"id", "category", "title", "meaning", "urgency", "now", "steps", "examples", "reviewed_on", "review_by"}
	delete(about, "entry")
	fields := out["properties"].(map[string]any)
	for name, field := range fields {
		text, ok := about[name]
		if !ok {
			return nil, fmt.Errorf("folder/fields.yaml says nothing of %s", name)
		}
		field.(map[string]any)["description"] = text
		delete(about, name)
	}
	for name := range about {
		return nil, fmt.Errorf("folder/fields.yaml: an entry has no field %s", name)
	}
	data, err := json.MarshalIndent(out, "", "  ")
	return append(data, '\n'), err
}

// object is the form of a struct whose fields have names in YAML.
func object(t reflect.Type) map[string]any {
	fields := map[string]any{}
	for i := range t.NumField() {
		if name, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ","); name != "" && name != "-" {
			fields[name] = form(t.Field(i).Type)
		}
	}
	return map[string]any{"type": "object", "additionalProperties": false, "properties": fields}
}

// form is the form of a value.
func form(t reflect.Type) map[string]any {
	switch t {
	case reflect.TypeFor[knowledge.Condition]():
		return map[string]any{"type": "string"}
	case reflect.TypeFor[knowledge.Date]():
		return map[string]any{"type": "string", "pattern": `^\d{4}-\d{2}-\d{2}$`}
	case reflect.TypeFor[knowledge.Urgency]():
		return map[string]any{"enum": []knowledge.Urgency{knowledge.High, knowledge.Normal, knowledge.Low}}
	}
	switch t.Kind() {
	case reflect.Slice:
		return map[string]any{"type": "array", "items": form(t.Elem())}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int:
		return map[string]any{"type": "integer", "minimum": 1}
	case reflect.Struct: // a text alone stands for its first field
		o := object(t)
		first, _, _ := strings.Cut(t.Field(0).Tag.Get("yaml"), ",")
		o["required"] = []string{first}
		return map[string]any{"anyOf": []any{map[string]any{"type": "string"}, o}}
	}
	return map[string]any{"type": "string"}
}
