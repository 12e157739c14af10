// Package base makes a knowledge.Base out of data files and says what is wrong with them.
//
//	load.go             Load reads the files strictly; Embedded is the base that the binary carries
//	borrow.go           what a base of an earlier program borrows from this one
//	check.go            what makes a base unusable: unknown ids, conditions that can never hold,
//	                    numbers that nobody could dial. Load refuses it
//	place.go            where in the files stands what Check refuses
//	check_languages.go  the same for other languages and easy Japanese
//	lint.go             what makes a base bad for people: long bubbles, banned words (banned.txt),
//	                    private data, examples that mislead matching, entries past their review.
//	                    Lint reports it; the rest of it:
//	lint_asks.go        what entries ask: questions that change nothing or are never reached, and
//	                    how long an urgent answer begins
//	lint_followups.go   what is asked after an answer, and how long and consistent the replies are
//	lint_languages.go   what is read in other languages; lint_easy.go, in easy Japanese
//	clean.go            what was found to hold nothing private is not looked at again
//	contacts.go         contacts, and how entries name them
//	wording.go          how lines are worded for laymen: です・ます, no word without its explanation
//	                    (jargon.txt)
//	folder.go           a folder in which people edit: its README, the template of an entry, files that
//	                    are not read (folder/)
//	entry.go            one entry as a file to be written, put into a base, and judged alone
//	draft.go            files that somebody at the desk has written and not published
//	rewrite.go          fields of one contact, in the file of all
//	diff.go             what is different between two bases, in words
//	release.go          Publish and Rollback put a base in force in a store, Current says which is,
//	                    Releases and At look back, ByVersion serves conversations that began with
//	                    an older one
//	forms.go            papers to hand over: read, checked
//	follow.go           Follow hands over each base that comes into force, to servers that run
//	bundle.go           the data files of a release, zipped, in pieces
//	formats.go          the versions in which this package writes its records
//
// What is stored, under which keys, stands at the head of release.go.
package base
