package slacktest

import (
	"fmt"
	"slices"
)

// checker walks through blocks and collects what Slack would refuse. Its numbers are Slack's
// (docs.slack.dev/reference/block-kit, @slack/types 3.2.0), written down anew, so that the
// adapter's and these are not wrong together.
type checker struct {
	faults  []string
	actions map[string]bool
}

func (k *checker) fault(format string, args ...any) {
	k.faults = append(k.faults, fmt.Sprintf(format, args...))
}

// CheckMessage returns what Slack would refuse of a message's blocks.
func CheckMessage(blocks []map[string]any) []string { return checkMessage(blocks) }

// CheckView returns what Slack would refuse of a modal or an App Home.
func CheckView(v map[string]any) []string { return checkView(v) }

func checkMessage(blocks []map[string]any) []string {
	k := &checker{}
	k.blocks(blocks, 50, "section", "header", "divider", "context", "actions", "image", "rich_text", "markdown")
	return k.faults
}

func checkView(v map[string]any) []string {
	k := &checker{}
	list, _ := v["blocks"].([]any)
	var blocks []map[string]any
	for _, b := range list {
		m, _ := b.(map[string]any)
		blocks = append(blocks, m)
	}
	switch v["type"] {
	case "modal":
		k.text(v["title"], "title", 24, "plain_text")
		if hasInput := slices.ContainsFunc(blocks, func(b map[string]any) bool { return b["type"] == "input" }); hasInput || v["submit"] != nil {
			k.text(v["submit"], "submit", 24, "plain_text")
		}
		if v["close"] != nil {
			k.text(v["close"], "close", 24, "plain_text")
		}
	case "home":
	default:
		k.fault("a view of type %v", v["type"])
	}
	k.length(v, "private_metadata", 3000)
	k.length(v, "callback_id", 255)
	k.blocks(blocks, 100, "section", "header", "divider", "context", "actions", "image", "rich_text", "input")
	return k.faults
}

func (k *checker) blocks(blocks []map[string]any, limit int, kinds ...string) {
	if len(blocks) == 0 || len(blocks) > limit {
		k.fault("%d blocks", len(blocks))
	}
	ids := map[string]bool{}
	for _, b := range blocks {
		kind := str(b["type"])
		known := false
		for _, one := range kinds {
			known = known || one == kind
		}
		if !known {
			k.fault("a block of type %q", kind)
		}
		if id := str(b["block_id"]); id != "" {
			if ids[id] {
				k.fault("block_id %q twice", id)
			}
			ids[id] = true
		}
		k.length(b, "block_id", 255)
		k.actions = map[string]bool{}
		k.block(kind, b)
	}
}

func (k *checker) block(kind string, b map[string]any) {
	switch kind {
	case "section":
		fields, _ := b["fields"].([]any)
		if b["text"] == nil && len(fields) == 0 {
			k.fault("a section without words")
		}
		if b["text"] != nil {
			k.text(b["text"], "section", 3000)
		}
		if len(fields) > 10 {
			k.fault("%d fields", len(fields))
		}
		for _, f := range fields {
			k.text(f, "field", 2000)
		}
		if a, ok := b["accessory"].(map[string]any); ok {
			k.element(a)
		}
	case "header":
		k.text(b["text"], "header", 150, "plain_text")
	case "context":
		k.elements(b, 10, func(e map[string]any) {
			if e["type"] != "image" {
				k.text(e, "context", 3000)
			}
		})
	case "actions":
		k.elements(b, 25, k.element)
	case "input":
		k.text(b["label"], "label", 2000, "plain_text")
		e, _ := b["element"].(map[string]any)
		k.element(e)
	}
}

func (k *checker) elements(b map[string]any, limit int, check func(map[string]any)) {
	list, _ := b["elements"].([]any)
	if len(list) == 0 || len(list) > limit {
		k.fault("%d elements in %v", len(list), b["type"])
	}
	for _, e := range list {
		m, _ := e.(map[string]any)
		check(m)
	}
}

func (k *checker) element(e map[string]any) {
	k.length(e, "action_id", 255)
	if id := str(e["action_id"]); id != "" {
		if k.actions[id] {
			k.fault("action_id %q twice in a block", id)
		}
		k.actions[id] = true
	}
	switch e["type"] {
	case "button":
		k.text(e["text"], "button", 75, "plain_text")
		k.length(e, "value", 2000)
		k.length(e, "url", 3000)
		if s := e["style"]; s != nil && s != "primary" && s != "danger" {
			k.fault("a button of style %v", s)
		}
		if c, ok := e["confirm"].(map[string]any); ok {
			k.text(c["title"], "confirm title", 100, "plain_text")
			k.text(c["text"], "confirm text", 300)
			k.text(c["confirm"], "confirm button", 30, "plain_text")
			k.text(c["deny"], "deny button", 30, "plain_text")
		}
	case "plain_text_input":
		if n, ok := e["max_length"].(float64); ok && (n < 1 || n > 3000 || float64(units(str(e["initial_value"]))) > n) {
			k.fault("an input of %v with %d", n, units(str(e["initial_value"])))
		}
	case "users_select":
	case "static_select", "overflow":
		options, _ := e["options"].([]any)
		if e["type"] == "overflow" && len(options) > 5 {
			k.fault("%d options of a menu", len(options))
		}
		if len(options) == 0 || len(options) > 100 {
			k.fault("%d options", len(options))
		}
		for _, o := range options {
			m, _ := o.(map[string]any)
			k.text(m["text"], "option", 75, "plain_text")
			if n := units(str(m["value"])); n == 0 || n > 75 {
				k.fault("an option's value of %d", n)
			}
		}
	default:
		k.fault("an element of type %v", e["type"])
	}
}

func (k *checker) text(v any, what string, limit int, kinds ...string) {
	m, _ := v.(map[string]any)
	n := units(str(m["text"]))
	if n == 0 || n > limit {
		k.fault("%s of %d", what, n)
	}
	kind := str(m["type"])
	if kind != "plain_text" && (kind != "mrkdwn" || len(kinds) > 0) {
		k.fault("%s of type %q", what, kind)
	}
	if _, set := m["verbatim"]; set && kind != "mrkdwn" {
		k.fault("%s: verbatim is for mrkdwn", what)
	}
	if _, set := m["emoji"]; set && kind != "plain_text" {
		k.fault("%s: emoji is for plain text", what)
	}
}

func (k *checker) length(m map[string]any, key string, limit int) {
	if n := units(str(m[key])); n > limit {
		k.fault("%s of %d", key, n)
	}
}
