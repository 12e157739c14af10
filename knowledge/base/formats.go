package base

import "madoguchi/store"

// Formats are the versions in which this package writes its records.
func Formats() store.Formats {
	return store.Formats{releases.Name: max(releases.Version, pieces.Version, drafts.Version)}
}
