package desk

import (
	"context"
	"encoding/base32"
	"errors"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"madoguchi/store"
)

// A second factor is a number that an app on the adviser's phone shows, another one every half
// minute (TOTP, RFC 6238). Whoever has one is asked for it after the password; until it is right
// the session is half a session, with which nothing can be done.

// second is what the number is made of.
type second struct {
	Secret string `json:"secret"`
	On     bool   `json:"on,omitempty"`   // a number was right once: it is asked for
	Last   uint64 `json:"last,omitempty"` // of the latest number taken: none is taken twice
}

// owner is the pseudo-conversation under whose key secrets are sealed.
const owner = "desk-staff"

func secondKey(login string) store.Key { return store.K(owner, login) }

// halfLife is how long somebody has to type the number.
const halfLife = 10 * time.Minute

var (
	// ErrHalf: the password was right, the number is still to come.
	ErrHalf = errors.New("the second factor is still to come")
	// ErrCode: the number is wrong.
	ErrCode = errors.New("the number is wrong")
)

func (a *Accounts) seconds() store.SealedTable[second] {
	return store.SealedTable[second]{Table: secondTable, Sealer: a.Sealer}
}

// period is how long an app shows a number.
const period = 30

// right finds the number among those of now and one step around it; 0: it is none, or was taken.
func (s second) right(code string, now time.Time) uint64 {
	code = strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, tidyPassword(code))
	at := uint64(now.Unix() / period)
	for _, n := range []uint64{at, at - 1, at + 1} {
		ok, err := hotp.ValidateCustom(code, n, s.Secret, hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && ok && n > s.Last {
			return n
		}
	}
	return 0
}

// asked reports whether an account is asked for a number.
func (a *Accounts) asked(r store.Reader, login string) (bool, error) {
	if a.Sealer == nil {
		return false, nil
	}
	s, ok, err := a.seconds().Get(r, secondKey(login))
	return ok && s.On, err
}

// BeginSecond makes a secret for an account, which counts once a number of it was right.
func (a *Accounts) BeginSecond(ctx context.Context, login string) error {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "madoguchi", AccountName: login})
	if err != nil {
		return err
	}
	return a.change(ctx, Deed{By: login, What: "second begun"}, func(tx store.Txn) error {
		if err := a.Sealer.Ensure(tx, owner); err != nil {
			return err
		}
		if s, ok, err := a.seconds().Get(tx, secondKey(login)); err != nil || ok && s.On {
			return err
		}
		return a.seconds().Put(tx, secondKey(login), second{Secret: key.Secret()})
	})
}

// key is the secret as the library makes pictures of it.
func (s second) key(issuer, login string) (*otp.Key, error) {
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(s.Secret)
	if err != nil {
		return nil, err
	}
	return totp.Generate(totp.GenerateOpts{Issuer: issuer, AccountName: login, Secret: secret, Period: period})
}

// second returns what an account has.
func (a *Accounts) second(ctx context.Context, login string) (s second, ok bool, err error) {
	err = a.Engine.View(ctx, func(r store.Reader) error {
		s, ok, err = a.seconds().Get(r, secondKey(login))
		return err
	})
	return s, ok, err
}

// ConfirmSecond puts a secret in force of which somebody has a number.
func (a *Accounts) ConfirmSecond(ctx context.Context, login, code string) error {
	return a.change(ctx, Deed{By: login, What: "second on"}, func(tx store.Txn) error {
		s, ok, err := a.seconds().Get(tx, secondKey(login))
		if err != nil {
			return err
		}
		n := s.right(code, a.now())
		if !ok || n == 0 {
			return ErrCode
		}
		s.On, s.Last = true, n
		return a.seconds().Put(tx, secondKey(login), s)
	})
}

// EndSecond takes an account's second factor away.
func (a *Accounts) EndSecond(ctx context.Context, login, by string) error {
	return a.change(ctx, Deed{By: by, What: "second off", About: login}, func(tx store.Txn) error { return a.seconds().Delete(tx, secondKey(login)) })
}

// Complete makes a whole session of half a one. Wrong numbers count as wrong passwords do.
func (a *Accounts) Complete(ctx context.Context, token, code string) error {
	login, key := sessionKey(token)
	refused := error(nil)
	err := a.change(ctx, Deed{By: login, What: "gave the second factor"}, func(tx store.Txn) error {
		now := a.now()
		session, ok, err := sessions.Get(tx, key)
		if err != nil {
			return err
		}
		who, known, err := accounts.Get(tx, store.K(login))
		if err != nil {
			return err
		}
		if !ok || !known || !session.Half || session.over(now) {
			return ErrSignedOut
		}
		if who.Guesses.locked(now) {
			return ErrLocked
		}
		s, _, err := a.seconds().Get(tx, secondKey(login))
		if err != nil {
			return err
		}
		n := s.right(code, now)
		if n == 0 {
			who.Guesses, refused = who.Guesses.wrong(now, ErrCode)
			return accounts.Put(tx, store.K(login), who)
		}
		refused, s.Last, who.Guesses = nil, n, guesses{}
		if err := errors.Join(a.seconds().Put(tx, secondKey(login), s), accounts.Put(tx, store.K(login), who)); err != nil {
			return err
		}
		return sessions.Put(tx, key, Session{Begun: now, Seen: now})
	})
	if err == nil {
		err = refused
	}
	return err
}
