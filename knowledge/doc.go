// Package knowledge holds what the desk knows, as plain values: FAQ entries, contacts, categories, slots, phrases and past cases.
package knowledge
