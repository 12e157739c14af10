package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"madoguchi/bot/desk"
	"madoguchi/store"
)

type staffCmd struct {
	Add    staffAddCmd    `cmd:"" help:"Let somebody sign in to the console, and print their first password."`
	List   staffListCmd   `cmd:"" help:"List who may sign in."`
	Remove staffRemoveCmd `cmd:"" help:"Let somebody sign in no more; their sessions end at once."`
	Passwd staffPasswdCmd `cmd:"" help:"Give somebody a new password, which also unlocks the account; their sessions end at once."`
}

type staffAddCmd struct {
	settingFlags `embed:""`
	Login        string   `arg:"" help:"What they sign in with: a–z, 0–9, '.', '_' and '-'."`
	Name         string   `required:"" help:"What colleagues see."`
	Role         []string `required:"" help:"adviser (talks with consulters), editor (sees the FAQ), manager (sees what happens), administrator (says who may sign in). Several: --role adviser --role manager."`
	Stdin        bool     `help:"Read the password from standard input instead of making one."`
}

func (c staffAddCmd) Run(p process) error {
	a := staffAsk{Do: "add", Login: c.Login, Name: c.Name}
	for _, r := range c.Role {
		a.Roles = append(a.Roles, desk.Role(r))
	}
	return withPassword(p, c.settingFlags, c.Stdin, a)
}

type staffPasswdCmd struct {
	settingFlags `embed:""`
	Login        string `arg:"" help:"Whose."`
	Stdin        bool   `help:"Read the password from standard input instead of making one."`
}

func (c staffPasswdCmd) Run(p process) error {
	return withPassword(p, c.settingFlags, c.Stdin, staffAsk{Do: "passwd", Login: c.Login})
}

// withPassword does what needs a password, and prints it when it was made.
func withPassword(p process, f settingFlags, stdin bool, a staffAsk) error {
	if a.Password = desk.NewPassword(); stdin {
		line, err := bufio.NewReader(io.LimitReader(p.in, 4096)).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("the password cannot be read: %w", err)
		}
		a.Password = strings.TrimRight(strings.TrimPrefix(line, "\uFEFF"), "\r\n") // blanks are part of it
	}
	s, err := f.load(p)
	if err != nil {
		return err
	}
	if _, err := a.do(context.Background(), s); err != nil {
		return err
	}
	fmt.Fprintf(p.out, "%s may sign in at /desk", a.Login)
	if !stdin {
		fmt.Fprintf(p.out, " with the password %s", a.Password)
	}
	fmt.Fprintln(p.out, "; it is to be changed there at the first time.")
	return nil
}

type staffRemoveCmd struct {
	settingFlags `embed:""`
	Login        string `arg:"" help:"Whose account."`
}

func (c staffRemoveCmd) Run(p process) error {
	s, err := c.load(p)
	if err != nil {
		return err
	}
	if _, err := (staffAsk{Do: "remove", Login: c.Login}).do(context.Background(), s); err != nil {
		return err
	}
	fmt.Fprintf(p.out, "%s may sign in no more\n", c.Login)
	return nil
}

type staffListCmd struct {
	settingFlags `embed:""`
}

func (c staffListCmd) Run(p process) error {
	s, err := c.load(p)
	if err != nil {
		return err
	}
	list, err := staffAsk{Do: "list"}.do(context.Background(), s)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		fmt.Fprintln(p.out, "nobody may sign in yet: madoguchi staff add LOGIN --name NAME --role adviser")
	}
	for _, a := range list {
		note := ""
		switch {
		case a.Locked:
			note = "locked for a while"
		case a.First:
			note = "has the first password"
		}
		fmt.Fprintln(p.out, strings.TrimRight(fmt.Sprintf("%-20s %-36s %-20s %s", a.Login, strings.Join(a.Roles, ","), a.Name, note), " "))
	}
	return nil
}

// staffAsk is what is asked of the accounts, here or of the server that has the store open.
type staffAsk struct {
	Do       string      `json:"do"` // add, list, remove or passwd
	Login    string      `json:"login,omitempty"`
	Name     string      `json:"name,omitempty"`
	Roles    []desk.Role `json:"roles,omitempty"`
	Password string      `json:"password,omitempty"`
}

// staffAnswer is what comes back.
type staffAnswer struct {
	List []staffLine `json:"list,omitempty"`
}

// staffLine is an account without its password.
type staffLine struct {
	Login  string   `json:"login"`
	Name   string   `json:"name"`
	Roles  []string `json:"roles"`
	First  bool     `json:"first,omitempty"`
	Locked bool     `json:"locked,omitempty"`
}

// do does it in the store, which is made at need to add the first account.
func (a staffAsk) do(ctx context.Context, s settings) (_ []staffLine, err error) {
	open := openExisting
	if a.Do == "add" {
		open = openEngine
	}
	engine, err := open(ctx, s)
	if errors.Is(err, store.ErrLocked) {
		out, err := askControl[staffAnswer](ctx, s, "staff", a)
		return out.List, err
	}
	if err != nil {
		return nil, err
	}
	defer closing(engine, &err)
	if err := recordFormats().Note(ctx, engine); err != nil {
		return nil, mendNewer(s, err)
	}
	return a.in(ctx, &desk.Accounts{Engine: engine})
}

// in does it with accounts at hand.
func (a staffAsk) in(ctx context.Context, accounts *desk.Accounts) (out []staffLine, err error) {
	switch a.Do {
	case "add":
		return nil, accounts.Add(ctx, desk.Account{Login: a.Login, Name: a.Name, Roles: a.Roles}, a.Password, "")
	case "remove":
		return nil, accounts.Remove(ctx, a.Login, "")
	case "passwd":
		return nil, accounts.SetPassword(ctx, a.Login, a.Password, "")
	case "list":
		list, err := accounts.List(ctx)
		for _, who := range list {
			line := staffLine{Login: who.Login, Name: who.Name, First: who.First, Locked: who.Locked(time.Now())}
			for _, r := range who.Roles {
				line.Roles = append(line.Roles, string(r))
			}
			out = append(out, line)
		}
		return out, err
	}
	return nil, fmt.Errorf("%q cannot be done with accounts", a.Do)
}
