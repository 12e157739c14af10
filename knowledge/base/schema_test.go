package base

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"
)

var writeSchema = flag.Bool("schema", false, "write folder/entry.schema.json anew")

// TestSchemaIsCurrent: the file that goes into a folder is what the types say today.
func TestSchemaIsCurrent(t *testing.T) {
	want, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	if *writeSchema {
		if err := os.WriteFile("folder/entry.schema.json", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(schemaFile, want) {
		t.Error("folder/entry.schema.json is of another day: go test ./knowledge/base -run TestSchemaIsCurrent -schema")
	}
	var schema struct {
		Properties map[string]map[string]any
	}
	if err := json.Unmarshal(schemaFile, &schema); err != nil || schema.Properties["now"]["type"] != "array" || schema.Properties["urgency"]["enum"] == nil || schema.Properties["title"]["description"] == "" {
		t.Errorf("%v: %+v", err, schema)
	}
	if !strings.HasPrefix(string(template), "# yaml-language-server: $schema=../entry.schema.json\n") {
		t.Error("the template does not name the schema")
	}
	if beside["entry.schema.json"] == nil || beside[".vscode/settings.json"] == nil {
		t.Error("the schema does not go into an exported folder")
	}
}
