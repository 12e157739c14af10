// Package browser is a page in a real, headless Chromium, for tests of what is served on the web:
// real code, no part of the program.
//
//	browser.go  Main and Open, where there is a Chromium, one for all pages; pictures of a page
//	look.go     Look: what holds for every page, at every size; structure.go, axe where it is at hand
//	page.go     Page: what a test looks at, waits for, types and presses
package browser
