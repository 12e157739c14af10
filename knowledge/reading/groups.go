package reading

// Groups of patterns that others ask for by name; what each means stands in its file. The wishes
// are Intents.
const (
	Question      Group = "question.back"
	AsksWhy       Group = "question.why"
	asksMeaning   Group = "asks.meaning"
	asksOpen      Group = "asks.open"
	asksHow       Group = "asks.how"
	asksNumber    Group = "asks.number"
	stanceSpared  Group = "stance.spared"
	stanceMust    Group = "stance.must"
	stanceBad     Group = "stance.bad"
	stanceMay     Group = "stance.may"
	AboutQuestion Group = "question.about"
	Unfinished    Group = "unfinished" // ends within a sentence
	AlsoThanks    Group = "also_thanks"
	Fine          Group = "fine"

	AnotherSubject Group = "another_subject"
	NamesDesk      Group = "names_desk" // names the desk, or the talk with it
	Differs        Group = "differs"    // says that it is not that, and nothing more
	Done           Group = "done"
	AsksSource     Group = "asks.source"  // asks whether what was said is right, or where it is from
	StepDone       Group = "step_done"    // has done a step that was advised
	Reached        Group = "called"       // somebody was called, told or gone to
	EndsUnknown    Group = "ends_unknown" // says at the end that they do not know
	WhatNow        Group = "what_now"     // asks what to do, and nothing more
	AnotherWay     Group = "another_way"  // asks for another way than those that were told
	AsksSure       Group = "asks.sure"    // asks whether what was advised is right as it is
	TheOther       Group = "the_other"    // asks for the other matter that was told
	OfThe          Group = "of_the"       // asks how it stands with what it names
	AsksForPeople  Group = "human.exists" // asks whether there are people here
	Introduces     Group = "introduces"
	CutOff         Group = "cut_off"
	GoesOn         Group = "goes_on" // one thing is told, and what came of it or stands against it
	WhomToCall     Group = "whom_to_call"
	NoComputer     Group = "no_computer"

	Afraid  Group = "afraid"
	Tired   Group = "tired"
	Ashamed Group = "ashamed"
	Upset   Group = "upset" // somebody else is, of whom they tell
	Ill     Group = "ill"   // somebody fell ill or died
	Hides   Group = "hides" // does not want those around them to know

	Acted    Group = "acted"    // somebody in despair has done something to themselves, or is about to
	Hurt     Group = "hurt"     // the former: it is done
	Relieved Group = "relieved" // it has become better
	OfOther  Group = "of_other" // words of despair are said of somebody else

	// Of a line of an FAQ entry.
	LineTerm     Group = "line.term"
	LineForbids  Group = "line.forbids"
	LineCutsNet  Group = "line.cuts_net"
	LineCutsCall Group = "line.cuts_call"

	// Of somebody who waits.
	QueueNumber  Group = "queue.number"
	QueueLeave   Group = "queue.leave"
	QueueStatus  Group = "queue.status"
	QueueCarryOn Group = "queue.carry_on"
	QueueHowLong Group = "queue.how_long"
	QueueSolved  Group = "queue.solved"
	QueueGoesOn  Group = "queue.goes_on"
	QueueOther   Group = "queue.other"
	AsksErasing  Group = "erase.asked" // asks how one erases, and does not wish it
	ForgetSure   Group = "forget.sure"
	ForgetNot    Group = "forget.not"

	// Of somebody who calls in the desk's name.
	CallerAsks      Group = "caller.asks"
	CallerWantsWord Group = "caller.wants_word"
	CallerUnsaid    Group = "caller.unsaid"

	CaseOutdated Group = "case.outdated"
	CaseAgain    Group = "case.again"
	CaseStill    Group = "case.still"
	CaseBack     Group = "case.back" // comes back, whatever is known of them
	AgainYes     Group = "again.yes"
	AgainNo      Group = "again.no"
	Called       Group = "staff.called"
	StaffPromise Group = "staff.promise"
)

const (
	yesToFlow  Group = "yes.flow"
	noToFlow   Group = "no.flow"
	yesToFact  Group = "yes.fact"
	noToFact   Group = "no.fact"
	dontKnow   Group = "unknown"
	statesNone Group = "question.fact"
	doneAfter  Group = "answer.after"
	looksUp    Group = "answer.lookup"
	saysItIs   Group = "answer.is"

	place      Group = "place"
	body       Group = "body"
	joins      Group = "joins"
	two        Group = "two"         // says that there are two matters
	twoBetween Group = "two.between" // stands between the two
	reported   Group = "reported"
	peopleData Group = "people_data"
	amount     Group = "amount"
	howMany    Group = "how_many"
	prepares   Group = "prepares"
	harmed     Group = "harmed"

	newsMood      Group = "mood.news"
	hearsayMood   Group = "mood.hearsay"
	retracts      Group = "retracts"
	longAgo       Group = "mood.over_time"
	isOver        Group = "mood.over_end"
	nextTime      Group = "mood.next_time"
	passed        Group = "mood.passed"
	legitMood     Group = "mood.legit"
	questionMood  Group = "mood.question"
	conditionMood Group = "mood.condition"
	planMood      Group = "mood.plan"
	negationMood  Group = "mood.negation"
	regrets       Group = "regrets"
	learns        Group = "learns"
	takesBack     Group = "takes_back"
	ofAnother     Group = "of_another"
	beforeMended  Group = "mend.before"
	wonders       Group = "wonders"
	saysIt        Group = "says_it"
	dayNoticed    Group = "day.noticed"
	sharesOnly    Group = "thing.shared"
	seenThere     Group = "seen_there"
	dayActed      Group = "day.acted"
	asked         Group = "asked"
	foundNone     Group = "found_none"
	alarm         Group = "alarm"
	legitAll      Group = "mood.legit_all"
	legitSure     Group = "mood.legit_sure"
	turnedDown    Group = "turned_down"
	goesOnNow     Group = "now"
	askedNow      Group = "now.asked"
	unharmed      Group = "unharmed"

	// What stands behind the forms of a verb whose deed is ahead.
	verges       Group = "verge.any"
	vergeSaid    Group = "verge.said"
	vergeWritten Group = "verge.written"
	vergeQuoted  Group = "verge.quoted"
	vergeNoun    Group = "verge.noun"
	vergePlain   Group = "verge.plain"
	vergeTold    Group = "verge.told"
	vergeWill    Group = "verge.will"
	vergeElse    Group = "verge.else"
	vergeGoes    Group = "verge.goes"
	vergeOver    Group = "verge.over"

	cutsBare    Group = "cuts_bare"
	namesOnly   Group = "names_only"
	ownCall     Group = "call.own"
	knownCall   Group = "call.known"
	helperCall  Group = "call.helper"
	callWaits   Group = "call.waits"
	suspectCall Group = "call.suspect"

	asideGreeting Group = "aside.greeting"
	asideClosing  Group = "aside.closing"
	asideName     Group = "aside.name"
	asideApology  Group = "aside.apology"
	asideComfort  Group = "aside.comfort"

	// object and a name is what a deed is done to, thing what stands together when something
	// happens; event, a slot and a value are phrases that tell it.
	object = "object."
	happen = "event."
	thing  = "thing."

	// ahead and a value of the slot facing are phrases that tell what is demanded or about to be.
	ahead = "facing."

	// subject and the name of a slot is the group of words that name what the slot is about.
	subject = "subject."
)
