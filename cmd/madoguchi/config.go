package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"madoguchi/store"
)

type configCmd struct {
	Check configCheckCmd `cmd:"" help:"Check the configuration and say what is in force."`
	Key   configKeyCmd   `cmd:"" help:"Make the desk's key."`

	Rewrap configRewrapCmd `cmd:"" help:"Seal the store with another desk key."`
}

type configCheckCmd struct {
	settingFlags `embed:""`
}

func (c configCheckCmd) Run(p process) error {
	s, err := c.load(p)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "listen    %s\nstore     %s\nseal key  %s\ndesk      %s (%s)\n", s.Listen, s.Store, s.sealKey(), s.Desk.Name, s.Desk.Zone)
	for _, h := range s.Desk.Hours {
		fmt.Fprintf(p.out, "hours     %s %s–%s\n", h.Days, h.From, h.To)
	}
	for _, fact := range [][2]string{{"phone", s.Desk.Phone}, {"place", s.Desk.Place}, {"area", s.Desk.Area}, {"url", s.Desk.URL}, {"operator", s.Desk.Operator}, {"privacy", s.Desk.Privacy}} {
		if fact[1] != "" {
			fmt.Fprintf(p.out, "%-9s %s\n", fact[0], fact[1])
		}
	}
	checkStaff(p, s)
	if s.sealKey() == "" {
		fmt.Fprintln(p.out, "serve also needs the desk's key: make one with 'madoguchi config key PATH' and set MADOGUCHI_SEAL_KEY_FILE to it")
		return nil
	}
	key, err := openDeskKey(s)
	if err != nil {
		return mendKey(s, err)
	}
	if err := tryKey(key); err != nil {
		return err
	}
	if s.inVault() {
		fmt.Fprintln(p.out, "the key service encrypts and decrypts")
	}
	return nil
}

// checkStaff says whether somebody can answer, as far as the store can be asked now.
func checkStaff(p process, s settings) {
	if s.Slack.DeskChannel != "" {
		return
	}
	var list []staffLine
	if stored(s) {
		ctx, cancel := context.WithTimeout(context.Background(), checkTakes)
		defer cancel()
		var err error
		if list, err = (staffAsk{Do: "list"}).do(ctx, s); err != nil {
			return // doctor looks at the store
		}
	}
	if advisersIn(list) == 0 {
		fmt.Fprintf(p.out, "staff     %s. → %s\n", nobodyReads, nobodyMend)
	}
}

// checkTakes bounds what config check asks of a store.
const checkTakes = 5 * time.Second

type configKeyCmd struct {
	Path string `arg:"" type:"path" help:"Where to put it; an existing file is never replaced."`
}

func (c configKeyCmd) Run(p process) error {
	if _, err := os.Stat(c.Path); err == nil {
		return fmt.Errorf("%s exists: a desk's key is never replaced, since what it sealed could not be read any more", c.Path)
	}
	if err := store.NewKeyFile(c.Path); err != nil {
		return err
	}
	fmt.Fprintf(p.out, "made %s; keep a copy in a safe place: without it nothing stored can be read\n", c.Path)
	return nil
}

type configRewrapCmd struct {
	settingFlags `embed:""`
	To           string `required:"" placeholder:"URI" help:"The new key: file:PATH or hcvault://HOST:PORT/transit/keys/NAME. The same as before, to seal anew with a version that Vault has rotated to."`
}

// Run seals the root secret with another key; the key in force is the one that opens the store now. It can be run again after
// whatever has happened.
func (c configRewrapCmd) Run(p process) (err error) {
	s, err := c.load(p)
	if err != nil {
		return err
	}
	if s.sealKey() == "" {
		return errors.New("name the key that the store is sealed with now, with --seal-key or --seal-key-file")
	}
	next := s
	next.nameKey(c.To, "")
	if err := errors.Join(next.checkKey(), next.readVault(p)); err != nil {
		return fmt.Errorf("--to: %w", err)
	}
	from, err := openDeskKey(s)
	if err != nil {
		return mendKey(s, err)
	}
	to, err := openDeskKey(next)
	if errors.Is(err, store.ErrNoKeyFile) {
		return fmt.Errorf("--to: %w: make one with 'madoguchi config key %s'", err, next.SealKeyFile)
	} else if err != nil {
		return fmt.Errorf("--to: %w", err)
	}
	if err := tryKey(to); err != nil {
		return fmt.Errorf("--to: %w", err)
	}
	ctx := context.Background()
	engine, err := openExisting(ctx, s)
	if err != nil {
		return err
	}
	defer closing(engine, &err)
	switch err := store.Rewrap(ctx, engine, from, to); {
	case errors.Is(err, store.ErrSealedSo): // an earlier run came so far
	case errors.Is(err, store.ErrWrongKey):
		return wrongKey(s)
	case err != nil:
		return fmt.Errorf("%w; the old key holds as long as this fails: run it again", err)
	}
	if _, err := store.OpenSealer(ctx, engine, to); err != nil {
		return err
	}
	fmt.Fprintf(p.out, "%s is sealed by %s now. Set MADOGUCHI_SEAL_KEY to that before the next start. Backups made so far open with the old key only: keep it as long as you keep them.\n", s.Store, next.sealKey())
	return nil
}
