package loop

import (
	"reflect"

	"madoguchi/store"
)

// Formats are the versions in which this package writes its records.
func Formats() store.Formats {
	f := store.Formats{}
	tables := reflect.ValueOf(newRecords(nil)) // so that none is forgotten
	for i := range tables.NumField() {
		table := tables.Field(i)
		if inner := table.FieldByName("Table"); inner.IsValid() {
			table = inner
		}
		f[table.FieldByName("Name").String()] = uint(table.FieldByName("Version").Uint())
	}
	return f
}
