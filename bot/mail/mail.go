package mail

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	netmail "net/mail"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"madoguchi/bot"
)

// Options say how mails are sent.
type Options struct {
	Server   string           // smtps://user@host or smtp://user@host:587
	Password string           //
	From     string           // the sender's address
	Name     string           // the sender's name: the desk's
	Now      func() time.Time // the clock; nil: the machine's
	TLS      *tls.Config      // nil: the machine's certificates count
}

// Sender sends mails.
type Sender struct {
	o    Options
	to   server
	host string // of the sender's address
}

var _ bot.Sender = (*Sender)(nil)

// New makes a Sender. It connects to nothing.
func New(o Options) (*Sender, error) {
	if err := Check(o.Server, o.From); err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	to, err := parse(o.Server)
	if err != nil {
		return nil, err
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	from, err := netmail.ParseAddress(o.From)
	if err != nil {
		return nil, err
	}
	_, host, _ := strings.Cut(from.Address, "@")
	return &Sender{o: o, to: to, host: host}, nil
}

// Endpoint is the channel.
func (s *Sender) Endpoint() bot.Endpoint { return bot.Endpoint{Sender: s, Rate: 1, Burst: 5} }

// useless is how old a mail may be before nobody is served by it: the next has been called, or the
// day has begun.
const useless = 2 * time.Hour

// within bounds a conversation with the server.
const within = 30 * time.Second

// Send sends a mail: of a delivery's messages the first is the subject, the second the text.
func (s *Sender) Send(ctx context.Context, d bot.Delivery) error {
	if s.o.Now().Sub(d.Created) > useless {
		return permanent(errors.New("it is too old"))
	}
	m, err := s.message(d)
	if err != nil {
		return permanent(err)
	}
	client, err := s.client()
	if err != nil {
		return permanent(err)
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	if err := client.DialAndSendWithContext(ctx, m); err != nil {
		return classify(err)
	}
	return nil
}

// Try says whether the server takes mails from this desk. It sends none.
func (s *Sender) Try(ctx context.Context) error {
	client, err := s.client()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	if err := client.DialWithContext(ctx); err != nil {
		return err
	}
	return client.Close()
}

func (s *Sender) client() (*mail.Client, error) {
	options := append(s.to.options(s.o.Password), mail.WithTimeout(within))
	if s.o.TLS != nil {
		options = append(options, mail.WithTLSConfig(s.o.TLS))
	}
	return mail.NewClient(s.to.host, options...)
}

func (s *Sender) message(d bot.Delivery) (*mail.Msg, error) {
	var address bot.MailAddress
	if err := json.Unmarshal(d.ReplyTo.Address, &address); err != nil {
		return nil, fmt.Errorf("to whom: %w", err)
	}
	if len(d.Messages) != 2 {
		return nil, fmt.Errorf("a mail of %d parts", len(d.Messages))
	}
	m := mail.NewMsg()
	from, err := netmail.ParseAddress(s.o.From)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(m.FromFormat(s.o.Name, from.Address), m.To(address.To)); err != nil {
		return nil, err
	}
	m.Subject(d.Messages[0].Text)
	m.SetBodyString(mail.TypeTextPlain, d.Messages[1].Text+"\n")
	m.SetMessageIDWithValue(d.ID + "@" + s.host) // the same at every attempt
	m.SetDateWithValue(s.o.Now())
	m.SetGenHeader("Auto-Submitted", "auto-generated") // no holiday notice comes back
	if d.Urgent {
		m.SetImportance(mail.ImportanceUrgent)
	}
	return m, nil
}

func permanent(err error) error { return &bot.SendError{Failure: bot.Permanent, Err: err} }

// pause is how long it is waited before a server is asked again that could not take a mail.
const pause = time.Minute

// classify says what a failure means. Who refuses an address or a text does so for good; whatever
// is wrong with the way there may pass. Once the text was on its way nobody knows.
func classify(err error) error {
	out := &bot.SendError{Failure: bot.Retry, After: pause, Err: err}
	failed := (*mail.SendError)(nil)
	if !errors.As(err, &failed) {
		return out
	}
	switch {
	case failed.Reason == mail.ErrSMTPDataClose && failed.ErrorCode() == 0:
		out.Unknown = true
	case failed.ErrorCode() >= 500:
		out.Failure, out.After = bot.Permanent, 0
	}
	return out
}
