// Package mailtest is a mail server for tests: it takes mails on this machine, and can be made to
// refuse them.
package mailtest

import (
	"bufio"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"sync"
)

// Mail is one that was taken, read as its reader sees it.
type Mail struct {
	To      []string
	Subject string
	Text    string
	Header  mail.Header
	Secure  bool   // it came over TLS
	User    string // who handed it in
}

// Server takes mails.
type Server struct {
	Address string      // host:port
	TLS     *tls.Config // offered by STARTTLS; nil: none

	mu     sync.Mutex
	taken  []Mail
	answer map[string]string // by the command
	listen net.Listener
	open   []net.Conn
	wait   sync.WaitGroup
}

// Start starts a server; with a certificate it offers STARTTLS and wants it.
func Start(certificate *tls.Certificate) (*Server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &Server{Address: l.Addr().String(), listen: l, answer: map[string]string{}}
	if certificate != nil {
		s.TLS = &tls.Config{Certificates: []tls.Certificate{*certificate}}
	}
	s.wait.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			s.mu.Lock()
			s.open = append(s.open, c)
			s.mu.Unlock()
			s.wait.Go(func() { s.serve(c) })
		}
	})
	return s, nil
}

// Close stops it, whoever still talks to it.
func (s *Server) Close() {
	_ = s.listen.Close()
	s.mu.Lock()
	for _, c := range s.open {
		_ = c.Close()
	}
	s.mu.Unlock()
	s.wait.Wait()
}

// Answer sets what a command (MAIL, RCPT, DATA, AUTH) gets instead of "250 ok"; empty: as usual.
func (s *Server) Answer(command, line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer[command] = line
}

// Taken returns the mails so far.
func (s *Server) Taken() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Mail(nil), s.taken...)
}

func (s *Server) refuses(command string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.answer[command]
}

// talk is one connection.
type talk struct {
	*bufio.Reader
	net.Conn
	in Mail
}

func (s *Server) serve(c net.Conn) {
	t := &talk{Reader: bufio.NewReader(c), Conn: c}
	defer func() { _ = t.Conn.Close() }()
	t.say("220 mailtest")
	for {
		line, err := t.ReadString('\n')
		if err != nil {
			return
		}
		verb, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		verb = strings.ToUpper(verb)
		if no := s.refuses(verb); no != "" {
			t.say(no)
			continue
		}
		if !s.command(t, verb, rest) {
			return
		}
	}
}

func (s *Server) command(t *talk, verb, rest string) (goesOn bool) {
	switch verb {
	case "EHLO":
		lines := []string{"mailtest", "8BITMIME", "AUTH PLAIN LOGIN"}
		if s.TLS != nil && !t.in.Secure {
			lines = append(lines, "STARTTLS")
		}
		for _, l := range lines[:len(lines)-1] {
			t.say("250-" + l)
		}
		t.say("250 " + lines[len(lines)-1])
	case "STARTTLS":
		t.say("220 go ahead")
		secure := tls.Server(t.Conn, s.TLS)
		if secure.Handshake() != nil {
			return false
		}
		t.Conn, t.Reader, t.in.Secure = secure, bufio.NewReader(secure), true
	case "AUTH":
		_, given, _ := strings.Cut(rest, " ")
		who, _ := base64.StdEncoding.DecodeString(given)
		if parts := strings.Split(string(who), "\x00"); len(parts) == 3 {
			t.in.User = parts[1] + ":" + parts[2]
		}
		t.say("235 ok")
	case "RCPT":
		t.in.To = append(t.in.To, strings.Trim(strings.TrimPrefix(rest, "TO:"), "<>"))
		t.say("250 ok")
	case "DATA":
		t.say("354 go ahead")
		if err := s.take(t); err != nil {
			t.say("554 " + err.Error())
			return true
		}
		t.say("250 ok")
	case "QUIT":
		t.say("221 bye")
		return false
	default:
		t.say("250 ok")
	}
	return true
}

func (t *talk) say(line string) { fmt.Fprintf(t.Conn, "%s\r\n", line) }

func (s *Server) take(t *talk) error {
	var raw strings.Builder
	for {
		line, err := t.ReadString('\n')
		if err != nil {
			return err
		}
		if line == ".\r\n" {
			break
		}
		raw.WriteString(strings.TrimPrefix(line, "."))
	}
	m, err := mail.ReadMessage(strings.NewReader(raw.String()))
	if err != nil {
		return err
	}
	in := t.in
	t.in.To = nil
	in.Header = m.Header
	if in.Subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		return err
	}
	body := m.Body
	switch strings.ToLower(m.Header.Get("Content-Transfer-Encoding")) {
	case "quoted-printable":
		body = quotedprintable.NewReader(m.Body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, m.Body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	in.Text = string(text)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken = append(s.taken, in)
	return nil
}
