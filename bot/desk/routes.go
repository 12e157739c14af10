package desk

import "slices"

// route is a page, or something that can be done. The table is all there is: a test walks it.
type route struct {
	method, path string
	may          right
	do           func(*Console, *visit) (answer, error)
	asks         bool // asked by a page itself, so that it keeps no session alive
}

// right is what somebody must be allowed to do.
type right string

const (
	anybody  right = "anybody"  // also who is not signed in
	staff    right = "staff"    // whoever is signed in
	see      right = "see"      // read what consulters write
	act      right = "act"      // do something with tickets, write to consulters
	edit     right = "edit"     // write entries, publish them
	learn    right = "learn"    // see, masked, what the base does not answer
	count    right = "count"    // see the desk's figures
	announce right = "announce" // say something to everybody who comes
	govern   right = "govern"   // say who may sign in, read the audit log
)

// rights are the roles that have each; the others need none.
var rights = map[right][]Role{
	see:      {Adviser, Manager, Administrator},
	act:      {Adviser},
	edit:     {Editor},
	learn:    {Editor, Adviser, Manager},
	count:    {Manager, Administrator, Editor, Adviser},
	announce: {Manager},
	govern:   {Administrator},
}

// may reports whether an account has a right.
func (a Account) may(r right) bool {
	return r == anybody || a.Login != "" && (r == staff || slices.ContainsFunc(rights[r], a.is))
}

func routes() []route {
	const ticket = "/desk/tickets/{number}"
	return []route{
		{"GET", "/desk/signin", anybody, (*Console).signInPage, false},
		{"POST", "/desk/signin", anybody, (*Console).signIn, false},
		{"GET", "/desk/signin/code", anybody, (*Console).codePage, false},
		{"POST", "/desk/signin/code", anybody, (*Console).giveCode, false},
		{"POST", "/desk/signout", staff, (*Console).signOut, false},
		{"GET", "/desk/account", staff, (*Console).accountPage, false},
		{"POST", "/desk/account/password", staff, (*Console).changePassword, false},
		{"POST", "/desk/account/signout", staff, (*Console).signOutOthers, false},
		{"POST", "/desk/account/second/begin", staff, (*Console).beginSecond, false},
		{"POST", "/desk/account/second/confirm", staff, (*Console).confirmSecond, false},
		{"POST", "/desk/account/second/end", staff, (*Console).endSecond, false},
		{"GET", "/desk/account/second/picture", staff, (*Console).secondPicture, true},

		{"GET", "/desk/{$}", staff, (*Console).queuePage, false},
		{"GET", "/desk/queue", see, (*Console).queueList, true},
		{"GET", ticket, see, (*Console).ticketPage, false},
		{"GET", ticket + "/live", see, (*Console).ticketLive, true},
		{"GET", ticket + "/pictures/{line}", see, (*Console).picture, true},
		{"GET", ticket + "/record", see, (*Console).record, false},
		{"GET", ticket + "/papers/{form}", see, (*Console).paper, false},
		{"POST", ticket + "/reply", act, (*Console).reply, false},
		{"POST", ticket + "/reach", act, (*Console).reach, false},
		{"POST", ticket + "/call", act, (*Console).call, false},
		{"POST", ticket + "/pass", act, (*Console).givePass, false},
		{"POST", ticket + "/know", act, (*Console).know, false},
		{"POST", ticket + "/note", act, (*Console).note, false},
		{"POST", ticket + "/claim", act, (*Console).claim, false},
		{"POST", ticket + "/assign", act, (*Console).assign, false},
		{"POST", ticket + "/putback", act, (*Console).putBack, false},
		{"POST", ticket + "/raise", act, (*Console).raise, false},
		{"POST", ticket + "/return", act, (*Console).giveBack, false},
		{"POST", ticket + "/close", act, (*Console).close, false},
		{"POST", ticket + "/reopen", act, (*Console).reopen, false},

		{"GET", "/desk/bulletin", announce, (*Console).bulletinPage, false},
		{"POST", "/desk/bulletin", announce, (*Console).setBulletin, false},
		{"POST", "/desk/bulletin/end", announce, (*Console).endBulletin, false},
		{"GET", "/desk/figures", count, (*Console).figures, false},
		{"GET", "/desk/figures.csv", count, (*Console).figuresTable, false},
		{"GET", "/desk/faq", staff, (*Console).faqList, false},
		{"GET", "/desk/faq/{entry}", staff, (*Console).faqEntry, false},
		{"POST", "/desk/faq", edit, (*Console).newEntry, false},
		{"GET", "/desk/faq/{entry}/edit", edit, (*Console).editPage, false},
		{"POST", "/desk/faq/{entry}/edit", edit, (*Console).edit, false},
		{"POST", "/desk/faq/{entry}/look", edit, (*Console).lookAgain, false},
		{"GET", "/desk/draft", staff, (*Console).draftPage, false},
		{"GET", "/desk/draft/check", staff, (*Console).draftCheck, true},
		{"POST", "/desk/draft/drop", edit, (*Console).dropFile, false},
		{"POST", "/desk/draft/publish", edit, (*Console).publish, false},
		{"GET", "/desk/draft/talk", edit, (*Console).talkPage, false},
		{"POST", "/desk/draft/talk", edit, (*Console).talkPage, false},
		{"GET", "/desk/learning", learn, (*Console).learningPage, false},
		{"POST", "/desk/learning/attach", edit, (*Console).attach, false},
		{"GET", "/desk/releases", staff, (*Console).releasesPage, false},
		{"GET", "/desk/releases/{release}", staff, (*Console).releasePage, false},
		{"POST", "/desk/releases/{release}/back", edit, (*Console).back, false},
		{"GET", "/desk/contacts", staff, (*Console).contacts, false},

		{"POST", "/desk/contacts/{contact}", edit, (*Console).verify, false},
		{"GET", "/desk/staff", govern, (*Console).staffPage, false},
		{"POST", "/desk/staff/password", govern, (*Console).newPassword, false},
		{"POST", "/desk/staff/remove", govern, (*Console).removeStaff, false},
		{"POST", "/desk/staff/add", govern, (*Console).addStaff, false},
		{"GET", "/desk/audit", govern, (*Console).auditPage, false},
	}
}
