package desk

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"madoguchi/bot"
)

// Role is what somebody does at the desk; what it may do stands in rights.
type Role string

const (
	Adviser       Role = "adviser"       // talks with consulters
	Editor        Role = "editor"        // reads the FAQ, to keep it true by command
	Manager       Role = "manager"       // sees what happens
	Administrator Role = "administrator" // says who may sign in
)

// Roles are all of them, in the order in which they are offered.
func Roles() []Role { return []Role{Adviser, Editor, Manager, Administrator} }

// Account is somebody who may sign in.
type Account struct {
	Login    string    `json:"-"`
	Name     string    `json:"name"` // as colleagues see it
	Roles    []Role    `json:"roles"`
	Password string    `json:"password"`        // hashed; see hashed
	First    bool      `json:"first,omitempty"` // somebody else knows the password: it is to be changed
	Made     time.Time `json:"made"`
	Guesses  guesses   `json:"guesses,omitzero"`
}

// is reports whether an account has a role.
func (a Account) is(r Role) bool { return slices.Contains(a.Roles, r) }

// Locked reports whether nobody is let in after wrong passwords.
func (a Account) Locked(now time.Time) bool { return a.Guesses.locked(now) }

// staff is the account as tickets know who did something.
func (a Account) staff() bot.Staff { return bot.Staff{ID: staffPrefix + a.Login, Name: a.Name} }

// staffPrefix stands before a login in bot.Staff.
const staffPrefix = "desk/"

// Why an account was not made or changed.
var (
	ErrLogin     = errors.New("a login is 2 to 32 of a–z, 0–9, '.', '_' and '-', and begins with a letter")
	ErrTaken     = errors.New("there is an account of that name already")
	ErrNoAccount = errors.New("there is no account of that name")
	ErrName      = errors.New("a name has 1 to 40 characters")
	ErrRole      = errors.New("a role is adviser, editor, manager or administrator")
	ErrPassword  = fmt.Errorf("a password has %d to %d characters, at least %d different ones, and does not hold the login", minPassword, maxPassword, minDifferent)
)

const (
	minPassword  = 12
	maxPassword  = 200
	minDifferent = 6
)

var loginForm = regexp.MustCompile(`^[a-z][a-z0-9._-]{1,31}$`)

// check returns what is wrong with an account, apart from its password.
func (a Account) check() error {
	switch {
	case !loginForm.MatchString(a.Login):
		return ErrLogin
	case strings.TrimSpace(a.Name) == "" || utf8.RuneCountInString(a.Name) > 40 || strings.ContainsFunc(a.Name, unseen):
		return ErrName
	case len(a.Roles) == 0:
		return ErrRole
	}
	for _, r := range a.Roles {
		if !slices.Contains(Roles(), r) {
			return fmt.Errorf("%w: not %q", ErrRole, r)
		}
	}
	return nil
}

// checkPassword returns what is wrong with a password for a login.
func checkPassword(login, password string) error {
	password = tidyPassword(password)
	different := map[rune]bool{}
	for _, r := range password {
		different[r] = true
	}
	n := utf8.RuneCountInString(password)
	if n < minPassword || n > maxPassword || len(different) < minDifferent || strings.Contains(strings.ToLower(password), login) {
		return ErrPassword
	}
	return nil
}

// tidyPassword makes the same of what is typed with one keyboard or another: full width, half
// width.
func tidyPassword(password string) string { return norm.NFKC.String(password) }

// tidyLogin makes the same of a login however it is typed.
func tidyLogin(login string) string {
	return strings.ToLower(strings.TrimSpace(norm.NFKC.String(login)))
}

// Wrong passwords are bounded for an account: after maxWrong within wrongCount it is locked for
// lockedFor, whatever password is given.
const (
	maxWrong   = 5
	wrongCount = 15 * time.Minute
	lockedFor  = 15 * time.Minute
)

// guesses are the wrong passwords of late.
type guesses struct {
	Wrong  int       `json:"wrong,omitempty"`
	Since  time.Time `json:"since,omitzero"`
	Locked time.Time `json:"locked,omitzero"` // until then
}

func (g guesses) locked(now time.Time) bool { return now.Before(g.Locked) }

// wrong counts one more, and returns why nobody is let in: for the reason, or because it was one too
// many.
func (g guesses) wrong(now time.Time, reason error) (guesses, error) {
	if now.Sub(g.Since) > wrongCount || now.Before(g.Since) {
		g = guesses{Since: now}
	}
	if g.Wrong++; g.Wrong >= maxWrong {
		return guesses{Locked: now.Add(lockedFor)}, ErrLocked
	}
	return g, reason
}
