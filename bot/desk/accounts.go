package desk

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"time"

	"madoguchi/store"
)

// Key schema of this package:
//
//	("staff", login)                       → Account
//	("staff-session", login, hash)         → Session; the browser holds what is hashed
//	("staff-second", "desk-staff", login)  → second, sealed
//	("staff-audit", time, id)              → Deed: what staff did, without words; nothing here
//	                                         deletes or changes one
var (
	accounts = store.Table[Account]{Name: "staff", Version: 1}
	sessions = store.Table[Session]{Name: "staff-session", Version: 1}
	audit    = store.Table[Deed]{Name: "staff-audit", Version: 1}

	secondTable = store.Table[second]{Name: "staff-second", Version: 1}
)

// Formats are the versions in which this package writes its records.
func Formats() store.Formats {
	return store.Formats{
		accounts.Name: accounts.Version, sessions.Name: sessions.Version, audit.Name: audit.Version, secondTable.Name: secondTable.Version,
	}
}

// Deed is a line of the audit log: who did what. It holds no words.
type Deed struct {
	At     time.Time `json:"-"`
	By     string    `json:"by"` // a login; empty: the program's operator, by command
	What   string    `json:"what"`
	Ticket string    `json:"ticket,omitempty"`
	About  string    `json:"about,omitempty"` // another login, a colleague, an outcome
	From   string    `json:"from,omitempty"`  // the address, of a sign-in
}

// Accounts keeps who may sign in, and who has. It is safe for concurrent use.
type Accounts struct {
	Engine store.Engine
	Sealer *store.Sealer    // nil: nobody signs in here, and no second factor is read
	Now    func() time.Time // nil: time.Now

	mu        sync.Mutex
	strangers map[string]guesses // of logins that do not exist: they are locked like the others
}

func (a *Accounts) now() time.Time {
	if a.Now == nil {
		return time.Now()
	}
	return a.Now()
}

// Add makes an account, with a password that is to be changed at the first sign-in.
func (a *Accounts) Add(ctx context.Context, who Account, password, by string) error {
	who.Login = tidyLogin(who.Login)
	if err := errors.Join(who.check(), checkPassword(who.Login, password)); err != nil {
		return err
	}
	who.Password, who.First, who.Made, who.Guesses = hashed(password), true, a.now(), guesses{}
	return a.change(ctx, Deed{By: by, What: "added", About: who.Login}, func(tx store.Txn) error {
		if _, ok, err := accounts.Get(tx, store.K(who.Login)); err != nil {
			return err
		} else if ok {
			return fmt.Errorf("%s: %w", who.Login, ErrTaken)
		}
		return accounts.Put(tx, store.K(who.Login), who)
	})
}

// Remove takes an account away and ends its sessions.
func (a *Accounts) Remove(ctx context.Context, login, by string) error {
	return a.onAccount(ctx, login, Deed{By: by, What: "removed"}, func(tx store.Txn, who *Account) error {
		return errors.Join(accounts.Delete(tx, store.K(who.Login)), a.seconds().Delete(tx, secondKey(who.Login)))
	})
}

// SetPassword gives an account another password, unlocks it and ends its sessions. Set by somebody
// else, it is to be changed, and the second factor goes with it: the phone may be lost.
func (a *Accounts) SetPassword(ctx context.Context, login, password, by string) error {
	login = tidyLogin(login)
	if err := checkPassword(login, password); err != nil {
		return err
	}
	hash := hashed(password)
	return a.onAccount(ctx, login, Deed{By: by, What: "password"}, func(tx store.Txn, who *Account) error {
		who.Password, who.First, who.Guesses = hash, by != login, guesses{}
		if who.First {
			if err := a.seconds().Delete(tx, secondKey(login)); err != nil {
				return err
			}
		}
		return accounts.Put(tx, store.K(login), *who)
	})
}

// onAccount changes an account and ends its sessions.
func (a *Accounts) onAccount(ctx context.Context, login string, d Deed, do func(store.Txn, *Account) error) error {
	login = tidyLogin(login)
	d.About = login
	return a.change(ctx, d, func(tx store.Txn) error {
		who, ok, err := accounts.Get(tx, store.K(login))
		if err == nil && !ok {
			err = fmt.Errorf("%q: %w", login, ErrNoAccount)
		}
		if err != nil {
			return err
		}
		who.Login = login
		if err := do(tx, &who); err != nil {
			return err
		}
		return endSessions(tx, login, func(Session) bool { return true })
	})
}

// List returns all accounts, by login.
func (a *Accounts) List(ctx context.Context) (out []Account, err error) {
	err = a.Engine.View(ctx, func(r store.Reader) error {
		out = nil
		for row, err := range accounts.Scan(r, nil) {
			if err != nil {
				return err
			}
			k := store.ReadKey(row.Key)
			row.Value.Login = k.Str()
			out = append(out, row.Value)
		}
		return nil
	})
	return out, err
}

// Note writes a line into the audit log.
func (a *Accounts) Note(ctx context.Context, d Deed) error {
	return a.change(ctx, d, func(store.Txn) error { return nil })
}

// change changes something and writes it into the audit log, in one commit.
func (a *Accounts) change(ctx context.Context, d Deed, do func(store.Txn) error) error {
	at := store.Key{}.Time(a.now()).Str(rand.Text()) // two may do something at the same moment
	return a.Engine.Update(ctx, func(tx store.Txn) error {
		if err := do(tx); err != nil {
			return err
		}
		return audit.Put(tx, at, d)
	})
}

// Deeds are the latest lines of the audit log before a time, the newest first.
func (a *Accounts) Deeds(ctx context.Context, before time.Time, n int) (out []Deed, err error) {
	start, _ := audit.Key(nil).Range()
	err = a.Engine.View(ctx, func(r store.Reader) error {
		out = nil
		for e, err := range r.Reverse(start, audit.Key(store.Key{}.Time(before))) {
			if err != nil {
				return err
			}
			k := store.ReadKey(e.Key)
			k.Str()
			at := k.Time()
			d, _, err := audit.Get(r, e.Key[len(audit.Key(nil)):])
			if err != nil {
				return err
			}
			d.At = at
			if out = append(out, d); len(out) == n {
				return nil
			}
		}
		return nil
	})
	return out, err
}
