package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/line"
)

type lineCmd struct {
	Richmenu richmenuCmd `cmd:"" help:"Install the menu under the chat on LINE."`
}

type richmenuCmd struct {
	settingFlags `embed:""`
	Size         string `enum:"full,compact" default:"full" help:"How much of the screen it takes: full or compact."`
	Account      string `placeholder:"NAME" help:"Which account, if there are several."`
}

// Run installs the menu. Doing it again changes nothing.
func (c richmenuCmd) Run(p process) error {
	s, err := c.load(p)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for _, l := range s.LINE {
		if l.Name != c.Account {
			continue
		}
		changed, err := line.InstallRichMenu(ctx, lineOptions(l, slog.New(slog.DiscardHandler)), line.MenuSize(c.Size))
		if err != nil {
			return fmt.Errorf("install the menu: %w", err)
		}
		if !changed {
			fmt.Fprintln(p.out, "the menu is there already")
			return nil
		}
		fmt.Fprintln(p.out, "installed the menu; who has the chat open sees it when they open it again")
		return nil
	}
	return fmt.Errorf("LINE account %q is not configured; set MADOGUCHI_LINE_CHANNEL_SECRET and MADOGUCHI_LINE_CHANNEL_TOKEN, or name one of the accounts with --account", c.Account)
}

// lineOptions are what an account's settings make of the adapter's options.
func lineOptions(l lineSettings, log *slog.Logger) line.Options {
	name := bot.Channel("line")
	if l.Name != "" {
		name += bot.Channel("/" + l.Name)
	}
	secrets := []string{string(l.Secret)}
	if l.OldSecret != "" {
		secrets = append(secrets, string(l.OldSecret))
	}
	return line.Options{Name: name, Secrets: secrets, Token: string(l.Token), APIURL: l.APIURL, DataAPIURL: l.DataAPIURL, Log: log}
}
