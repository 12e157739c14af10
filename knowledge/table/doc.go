// Package table reads and writes the desk's own case table, a CSV of 15 columns, and the line-based form in which masked
// cases are kept.
//
//	table.go       Read: limit, encoding, records, header, ragged rows; Table and Record
//	encoding.go    what a file is: UTF-8, CP932, or no text at all
//	parse.go       CSV with quoted line breaks, with positions for every complaint
//	import.go      Table.Cases: rows become masked knowledge.Case values, and a Report of what happened
//	scheme.go      the header and the categories of the desk's scheme, from scheme.yaml
//	write.go       Write: the same 15 columns for Excel, UTF-8 or CP932
//	fill.go        FromFAQ: what the desk never got to, for columns 10, 13 and 14; which entry answers a case
//	answer.go      the standard answer for the case's own facts
//	outdated.go    what is wrong with the desk's own drafts of it, by outdated.yaml
//	references.go  the guidebook's sections and whom to call
//	keywords.go    search words: the entries' keywords that the case's text holds
//	jsonl.go       WriteJSONL and ReadJSONL, the stored form
//
// Every error is one line that says what is wrong, where (row, line, column) and how to mend it; desk staff read it.
// The row is the number in the table's first column where there is one, the line is the line of the file.
//
// What an export adds to a case stands below a marked line in its cell and is left out when the file is imported
// again, so that the import of an export gives the same cases.
package table
