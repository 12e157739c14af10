package mail

import (
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/url"
	"strconv"

	"github.com/wneessen/go-mail"
)

// server is where mails are handed in.
type server struct {
	host, user string
	port       int
	implicit   bool // TLS from the first byte
	local      bool // on this machine: nobody listens in between
}

// The ports that servers listen on when nothing else is said.
const (
	portStartTLS = 587
	portTLS      = 465
)

// errAddress says how a server is written.
var errAddress = errors.New("write it as smtps://USER@HOST or, with STARTTLS, smtp://USER@HOST:587")

// parse reads smtps://user@host:465 or smtp://user@host:587.
func parse(address string) (s server, err error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return s, fmt.Errorf("%q is no mail server: %w", address, errAddress)
	}
	s.host, s.implicit = u.Hostname(), u.Scheme == "smtps"
	if u.User != nil {
		s.user = u.User.Username()
		if _, has := u.User.Password(); has {
			return s, errors.New("the mail server's address holds a password: put that into its own file")
		}
	}
	s.port = portStartTLS
	if s.implicit {
		s.port = portTLS
	}
	if p := u.Port(); p != "" {
		if s.port, err = strconv.Atoi(p); err != nil {
			return s, fmt.Errorf("port %q: %w", p, errAddress)
		}
	}
	ip := net.ParseIP(s.host)
	s.local = s.host == "localhost" || ip != nil && ip.IsLoopback()
	return s, nil
}

// options are what the server's address says of how to speak to it.
func (s server) options(password string) []mail.Option {
	out := []mail.Option{mail.WithPort(s.port), mail.WithTLSPolicy(mail.TLSMandatory)}
	switch {
	case s.implicit:
		out = append(out, mail.WithSSL())
	case s.local:
		out = append(out, mail.WithTLSPolicy(mail.NoTLS))
	}
	if s.user != "" {
		how := mail.SMTPAuthAutoDiscover
		if s.local && !s.implicit {
			how = mail.SMTPAuthPlainNoEnc
		}
		out = append(out, mail.WithSMTPAuth(how), mail.WithUsername(s.user), mail.WithPassword(password))
	}
	return out
}

// Check reports what is wrong with a mail server's address and the sender's.
func Check(address, from string) error {
	_, wrong := parse(address)
	if _, err := netmail.ParseAddress(from); err != nil {
		wrong = errors.Join(wrong, fmt.Errorf("%q is no sender: write an address such as desk@example.jp", from))
	}
	return wrong
}

// CheckTo reports what is wrong with the address of somebody who is written to.
func CheckTo(to string) error {
	if _, err := netmail.ParseAddress(to); err != nil {
		return fmt.Errorf("%q is no mail address", to)
	}
	return nil
}
