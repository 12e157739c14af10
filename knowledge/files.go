package knowledge

import (
	"embed"
	"io/fs"
)

// Files is the base that the binary carries: the FAQ, a file an entry, what is asked after it, further
// questions to learn from, contacts, categories, slots, phrases, deeds and the desk's masked cases.
// Package base reads it. Tests that load a base many times set a part of it here before the first.
var Files fs.FS = carried

//go:embed faq/*.yaml voices/*.yaml answers/*.yaml told/*.yaml followups/*.yaml questions/*.jsonl contacts.yaml categories.yaml slots.yaml phrases.yaml phrases-easy.yaml deeds.yaml matters.yaml terms.yaml firms.yaml sources.yaml forms/*.yaml languages/*.yaml easy/*.yaml cases.jsonl
var carried embed.FS
