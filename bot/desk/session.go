package desk

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"

	"madoguchi/store"
)

// Session is somebody who has signed in on one browser.
type Session struct {
	Begun time.Time `json:"begun"`
	Half  bool      `json:"half,omitempty"` // the second factor is still to come
	Seen  time.Time `json:"seen"`           // when somebody last did something, by their own hand
}

// A session ends by itself.
const (
	sessionLife = 12 * time.Hour
	sessionIdle = time.Hour
	seenEvery   = time.Minute // a session is written again at most so often
)

func (s Session) over(now time.Time) bool {
	if s.Half && now.Sub(s.Begun) >= halfLife {
		return true
	}
	return now.Sub(s.Begun) >= sessionLife || now.Sub(s.Seen) >= sessionIdle || s.Begun.After(now.Add(time.Minute))
}

// Why somebody is not let in.
var (
	ErrWrong     = errors.New("the login or the password is wrong")
	ErrLocked    = errors.New("the account is locked for a while")
	ErrSignedOut = errors.New("nobody is signed in")
)

// maxStrangers bounds how many unknown logins are remembered; then all are forgotten.
const maxStrangers = 10_000

// maxSessions is on how many browsers somebody may be signed in; then the oldest session ends.
const maxSessions = 10

// sessionKey is where the session of a token lies: what the store holds lets nobody in. A token is
// a login, a dot, and what only the browser knows.
func sessionKey(token string) (login string, key store.Key) {
	at := strings.LastIndexByte(token, '.')
	login = token[:max(0, at)]
	sum := sha256.Sum256([]byte(token))
	return login, store.K(login, hex.EncodeToString(sum[:]))
}

// SignIn lets somebody in: token is what the browser is to hold. An account that is locked is
// locked for the right password too, and an unknown login is refused, and locked, as a known one
// is.
func (a *Accounts) SignIn(ctx context.Context, login, password, from string) (token string, who Account, err error) {
	login = tidyLogin(login)
	who, known, err := a.account(ctx, login)
	if err != nil {
		return "", who, err
	}
	if !known {
		matches(nobody, password)
		return "", who, a.stranger(login)
	}
	if who.Guesses.locked(a.now()) {
		return "", who, ErrLocked
	}
	right := matches(who.Password, password)
	token = login + "." + rand.Text()
	refused := error(nil)
	d := Deed{By: login, What: "signed in", From: from}
	if !right {
		d.What = "wrong password"
	}
	err = a.change(ctx, d, func(tx store.Txn) error {
		now := a.now()
		fresh, ok, err := accounts.Get(tx, store.K(login))
		if err != nil {
			return err
		}
		fresh.Login, who = login, fresh
		switch {
		case !ok:
			return ErrWrong
		case fresh.Guesses.locked(now):
			return ErrLocked
		case !right:
			fresh.Guesses, refused = fresh.Guesses.wrong(now, ErrWrong)
			return accounts.Put(tx, store.K(login), fresh)
		}
		refused = nil
		half, err := a.asked(tx, login)
		if err != nil {
			return err
		}
		if fresh.Guesses != (guesses{}) && !half { // a number that is guessed must not begin anew with the password
			fresh.Guesses = guesses{}
			if err := accounts.Put(tx, store.K(login), fresh); err != nil {
				return err
			}
		}
		return begin(tx, token, Session{Begun: now, Half: half, Seen: now})
	})
	if err == nil {
		err = refused
	}
	return token, who, err
}

// begin begins a session; those that are over, or too many, end.
func begin(tx store.Txn, token string, s Session) error {
	login, key := sessionKey(token)
	now := s.Begun
	var begun []time.Time
	for row, err := range sessions.Scan(tx, store.K(login)) {
		if err != nil {
			return err
		}
		if !row.Value.over(now) {
			begun = append(begun, row.Value.Begun)
		}
	}
	slices.SortFunc(begun, time.Time.Compare)
	oldest := time.Time{}
	if n := len(begun) - maxSessions; n >= 0 {
		oldest = begun[n]
	}
	if err := endSessions(tx, login, func(s Session) bool { return s.over(now) || !s.Begun.After(oldest) }); err != nil {
		return err
	}
	return sessions.Put(tx, key, s)
}

// stranger counts a guess at a login that does not exist.
func (a *Accounts) stranger(login string) error {
	now := a.now()
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.strangers == nil || len(a.strangers) >= maxStrangers {
		a.strangers = map[string]guesses{}
	}
	if a.strangers[login].locked(now) {
		return ErrLocked
	}
	g, why := a.strangers[login].wrong(now, ErrWrong)
	a.strangers[login] = g
	return why
}

func (a *Accounts) account(ctx context.Context, login string) (who Account, ok bool, err error) {
	err = a.Engine.View(ctx, func(r store.Reader) error {
		who, ok, err = accounts.Get(r, store.K(login))
		return err
	})
	who.Login = login
	return who, ok, err
}

// SignedIn finds who holds a token; ErrSignedOut when nobody does any more, ErrHalf when the second
// factor is still to come. touch says that somebody did something just now.
func (a *Accounts) SignedIn(ctx context.Context, token string, touch bool) (who Account, err error) {
	now := a.now()
	login, key := sessionKey(token)
	if login == "" {
		return who, ErrSignedOut
	}
	var s Session
	err = a.Engine.View(ctx, func(r store.Reader) error {
		var ok bool
		if s, ok, err = sessions.Get(r, key); err != nil {
			return err
		}
		if !ok || s.over(now) {
			return ErrSignedOut
		}
		if who, ok, err = accounts.Get(r, store.K(login)); err == nil && !ok {
			err = ErrSignedOut
		}
		if err == nil && s.Half {
			err = ErrHalf
		}
		return err
	})
	who.Login = login
	if err != nil || !touch || now.Sub(s.Seen) < seenEvery {
		return who, err
	}
	return who, a.Engine.Update(ctx, func(tx store.Txn) error {
		s, ok, err := sessions.Get(tx, key)
		if err != nil || !ok { // it was ended meanwhile
			return err
		}
		s.Seen = now
		return sessions.Put(tx, key, s)
	})
}

// SignOut ends a session.
func (a *Accounts) SignOut(ctx context.Context, token string) error {
	login, key := sessionKey(token)
	return a.change(ctx, Deed{By: login, What: "signed out"}, func(tx store.Txn) error { return sessions.Delete(tx, key) })
}

// SignOutOthers ends all sessions of an account but one.
func (a *Accounts) SignOutOthers(ctx context.Context, token string) error {
	login, key := sessionKey(token)
	return a.change(ctx, Deed{By: login, What: "signed out elsewhere"}, func(tx store.Txn) error {
		mine, ok, err := sessions.Get(tx, key)
		if err != nil || !ok {
			return err
		}
		if err := endSessions(tx, login, func(Session) bool { return true }); err != nil {
			return err
		}
		return sessions.Put(tx, key, mine)
	})
}

// endSessions deletes the sessions of an account that are meant.
func endSessions(tx store.Txn, login string, meant func(Session) bool) error {
	var gone []store.Key
	for row, err := range sessions.Scan(tx, store.K(login)) {
		if err != nil {
			return err
		}
		if meant(row.Value) {
			gone = append(gone, row.Key)
		}
	}
	for _, key := range gone {
		if err := sessions.Delete(tx, key); err != nil {
			return err
		}
	}
	return nil
}
