package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/calendar"
	"madoguchi/bot/line"
	"madoguchi/bot/mail"
)

// mailSettings are how the desk's staff are written to.
type mailSettings struct {
	Server       string `yaml:"server"` // smtps://USER@HOST
	Password     secret `yaml:"password"`
	PasswordFile string `yaml:"password_file"`
	From         string `yaml:"from"`
	Console      string `yaml:"console"` // the address of the staff's console, as staff open it
}

func (m mailSettings) used() bool { return m != mailSettings{} }

// onCallSettings are the rota: who is called when nobody is at the desk.
type onCallSettings struct {
	People map[string]calendar.Person `yaml:"people"`
	Shifts []calendar.Shift           `yaml:"shifts"`
}

// readMail takes over what the environment says of mail.
func (s *settings) readMail(p process) error {
	env := func(name string) string { v, _ := p.env("MADOGUCHI_MAIL_" + name); return v }
	m := &s.Mail
	set(&m.Server, env("SERVER"))
	set(&m.Password, env("PASSWORD"))
	set(&m.PasswordFile, env("PASSWORD_FILE"))
	set(&m.From, env("FROM"))
	set(&m.Console, env("CONSOLE"))
	return fromFile(&m.Password, m.PasswordFile, "MADOGUCHI_MAIL_PASSWORD_FILE")
}

// rota is who is on call; nil: nobody.
func (s settings) rota(c *calendar.Calendar) (*calendar.Rota, error) {
	if len(s.OnCall.People) == 0 && len(s.OnCall.Shifts) == 0 {
		return nil, nil
	}
	return c.Rota(s.OnCall.People, s.OnCall.Shifts)
}

// checkMail returns all that is wrong with the settings of mail and the rota, joined.
func (s settings) checkMail() error {
	var errs []error
	if m := s.Mail; m.used() {
		if err := mail.Check(m.Server, m.From); err != nil {
			errs = append(errs, fmt.Errorf("mail (MADOGUCHI_MAIL_SERVER, MADOGUCHI_MAIL_FROM): %w", err))
		}
		errs = append(errs, checkURL("mail: console (MADOGUCHI_MAIL_CONSOLE)", m.Console))
		if len(s.OnCall.People) == 0 {
			errs = append(errs, errors.New("mail goes to nobody; write under on_call who is called, as people: {sato: {mail: sato@example.jp}}"))
		}
	}
	for name, p := range s.OnCall.People {
		if p.Mail == "" && p.Slack == "" {
			errs = append(errs, fmt.Errorf("on_call: %s cannot be called; write a mail address or a Slack user", name))
		}
		if p.Mail != "" {
			if err := mail.CheckTo(p.Mail); err != nil {
				errs = append(errs, fmt.Errorf("on_call: %s: %w", name, err))
			}
		}
	}
	if c, err := s.Desk.calendar(); err == nil {
		if _, err := s.rota(c); err != nil {
			errs = append(errs, fmt.Errorf("on_call: %w", err))
		}
	}
	return errors.Join(errs...)
}

// mailOptions are what the settings make of the sender's options.
func mailOptions(s settings) mail.Options {
	return mail.Options{Server: s.Mail.Server, Password: string(s.Mail.Password), From: s.Mail.From, Name: s.Desk.Name}
}

// addMail adds the rota, and mails to whoever is on call.
func (d *service) addMail(s settings) (err error) {
	if d.advisor.Rota, err = s.rota(d.advisor.Calendar); err != nil {
		return fmt.Errorf("on_call: %w", err)
	}
	d.advisor.Console = s.Mail.Console
	if !s.Mail.used() {
		return nil
	}
	o := mailOptions(s)
	o.Now = func() time.Time { return d.advisor.Now() } // tests set the clock later
	sender, err := mail.New(o)
	if err != nil {
		return err
	}
	d.endpoints[bot.MailChannel] = sender.Endpoint()
	return nil
}

// lookAtMail sees whether the server takes mails from this desk; none is sent.
func lookAtMail(ctx context.Context, s settings, tell teller) {
	sender, err := mail.New(mailOptions(s))
	if err == nil {
		err = sender.Try(ctx)
	}
	if err != nil {
		tell("mail", "server", string(line.Broken), "the mail server cannot be used: "+oneLine(err.Error()), "look at mail.server, the user in it, and the password's file", "")
		return
	}
	tell("mail", "server", string(line.Fine), fmt.Sprintf("the mail server takes mails; %d people are in the rota", len(s.OnCall.People)), "", "")
}
