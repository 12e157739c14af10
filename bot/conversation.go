package bot

import (
	"path"
	"strings"
	"time"

	"madoguchi/dialog"
)

// Conversation is where a conversation with one consulter stands. Every change of what belongs to
// it changes it too, so that comparing it at commit guards all.
type Conversation struct {
	ID       ConversationID   `json:"-"`
	State    dialog.State     `json:"state"`
	Rev      uint64           `json:"rev"`                // how often it changed; 0: it is new
	Entries  uint64           `json:"lines,omitempty"`    // how many the transcript has
	Asked    uint64           `json:"asked,omitempty"`    // the entry of the latest question with choices
	Out      uint64           `json:"out,omitempty"`      // how many deliveries there were
	Notices  uint64           `json:"notices,omitempty"`  // how many notices there were
	ReplyTo  ReplyTo          `json:"return,omitzero"`    // of the latest event; its token as long as nothing was answered with it
	Before   *ReplyTo         `json:"before,omitempty"`   // where it was written from before, if elsewhere
	Latest   time.Time        `json:"latest,omitzero"`    // the platform's time of the latest event acted upon
	Active   time.Time        `json:"active,omitzero"`    // when somebody last did something
	Ticket   string           `json:"ticket,omitempty"`   // the one that is not over
	Closed   string           `json:"closed,omitempty"`   // the latest that was closed
	Gone     bool             `json:"gone,omitempty"`     // the consulter has blocked the account or left
	Joining  *Joining         `json:"joining,omitempty"`  // the consulter wants to carry on another case from here
	Forget   *Forgetting      `json:"forget,omitempty"`   // the consulter wants it erased
	Going    *GoingOn         `json:"going,omitempty"`    // the consulter was asked whether they go on with a closed case
	Apart    string           `json:"apart,omitempty"`    // a closed ticket with which they do not
	Parting  bool             `json:"parting,omitempty"`  // all that is here is the word that the rest was erased
	Bare     bool             `json:"bare,omitempty"`     // its words are gone: see Bared
	Past     []Past           `json:"past,omitempty"`     // what is left of matters whose words are gone
	Noticed  bool             `json:"noticed,omitempty"`  // the consulter was told how what they write is treated
	Proving  time.Time        `json:"proving,omitzero"`   // when the consulter was asked which word a caller named
	Held     []dialog.Message `json:"held,omitempty"`     // said, but there was no budget to send it
	Waiting  []ReplyRef       `json:"waiting,omitempty"`  // the replies by staff among what is held
	Drafts   []Draft          `json:"drafts,omitempty"`   // replies that can still be taken back, the oldest first
	Shown    []LinesTold      `json:"shown,omitempty"`    // which lines the consulter was told, by release, the oldest first
	Mended   []string         `json:"mended,omitempty"`   // corrections that the consulter was told
	Follow   *Following       `json:"follow,omitempty"`   // what comes after the consultation
	Bulletin string           `json:"bulletin,omitempty"` // the one that the consulter was shown last
	Passes   []Pass           `json:"passes,omitempty"`   // which pages of it are open to whoever holds their address
	Album    string           `json:"album,omitempty"`    // of the pictures that were answered last
	Summons  []Summons        `json:"summons,omitempty"`  // of the desk's own: who was lately called to what
	Unsent   []string         `json:"unsent,omitempty"`   // messages that were taken back before they came, by keyed hash
}

// ReplyRef names a reply by staff.
type ReplyRef struct {
	Ticket string `json:"ticket"`
	Reply  string `json:"reply"` // the desk's own name for it

	Said []uint64 `json:"lines,omitempty"` // as Delivery.Said
}

// Speaker is who said an entry.
type Speaker string

const (
	FromConsulter Speaker = "consulter"
	FromBot       Speaker = "desk"
	FromStaff     Speaker = "staff"
)

// Entry is one line of a transcript.
type Entry struct {
	N    uint64    `json:"n"` // from 1
	At   time.Time `json:"at"`
	From Speaker   `json:"from"`
	dialog.Message
	Of     string      `json:"of,omitempty"`     // the platform's id of a consulter's message
	File   *Attachment `json:"file,omitempty"`   // what came with it
	Late   bool        `json:"late,omitempty"`   // it came after newer ones, too late to be acted upon
	Unsent bool        `json:"unsent,omitempty"` // taken back: its words are gone
	Edited bool        `json:"edited,omitempty"`
	Failed bool        `json:"failed,omitempty"` // it never reached the consulter
	Taken  bool        `json:"taken,omitempty"`  // a reply by staff that the platform has taken
}

// FirstAid reports whether it is first aid that the bot gave.
func (e Entry) FirstAid() bool { return e.From == FromBot && e.Kind == dialog.FirstAid }

// Attachment is a picture or a file that a consulter sent.
type Attachment struct {
	Ref  string `json:"ref"` // the adapter's own name, to fetch it by
	Name string `json:"name,omitempty"`
	Size int64  `json:"size,omitempty"` // bytes: as the platform says, once fetched as it is

	State  FileState `json:"state,omitempty"`
	Type   string    `json:"type,omitempty"`   // by its content, not by what was said of it
	SHA256 string    `json:"sha256,omitempty"` // of what came, in hexadecimal
	Pieces int       `json:"pieces,omitempty"` // in the store
}

// opaque reports whether staff cannot look at a picture, as its name says: of the kind that iPhones
// write, or newer.
func (a *Attachment) opaque() bool {
	if a == nil {
		return false
	}
	ending := strings.ToLower(path.Ext(a.Name))
	return ending == ".heic" || ending == ".heif" || ending == ".avif"
}

// FileState is what became of a file.
type FileState string

const (
	Fetching   FileState = ""           // not here yet
	Picture    FileState = "picture"    // encoded anew; may be shown
	Quarantine FileState = "quarantine" // kept, never shown
	TooLarge   FileState = "too_large"  // not kept
	Expired    FileState = "expired"    // was kept as long as files are
	Lost       FileState = "lost"       // taken back, or deleted by the platform, before it was fetched
)
