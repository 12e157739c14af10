package main

import (
	"fmt"
	"os"

	"madoguchi/store"
)

type configCmd struct {
	Check configCheckCmd `cmd:"" help:"Check the configuration and say what is in force."`
	Key   configKeyCmd   `cmd:"" help:"Make the desk's key."`
}

type configCheckCmd struct {
	settingFlags `embed:""`
}

func (c configCheckCmd) Run(p process) error {
	s, err := c.load(p)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "listen         %s\nstore          %s\nseal key file  %s\ndesk           %s (%s)\n", s.Listen, s.Store, s.SealKeyFile, s.Desk.Name, s.Desk.Zone)
	for _, h := range s.Desk.Hours {
		fmt.Fprintf(p.out, "hours          %s %s–%s\n", h.Days, h.From, h.To)
	}
	if s.SealKeyFile == "" {
		fmt.Fprintln(p.out, "serve also needs the desk's key: make one with 'madoguchi config key PATH' and set MADOGUCHI_SEAL_KEY_FILE to it")
	} else if _, err := store.OpenKeyFile(s.SealKeyFile); err != nil {
		return mendKey(s, err)
	}
	return nil
}

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
