package mail

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/mail/mailtest"
	"madoguchi/dialog"
)

var now = time.Date(2026, 11, 24, 22, 40, 0, 0, time.FixedZone("JST", 9*60*60))

func delivery() bot.Delivery {
	address, _ := json.Marshal(bot.MailAddress{To: "sato@example.jp"})
	return bot.Delivery{
		ID: "0b6f", Created: now, Urgent: true, ReplyTo: bot.ReplyTo{Channel: bot.MailChannel, Address: address},
		Messages: []dialog.Message{{Text: "【至急】受付番号 1001"}, {Text: "窓口の当番の方へ\n受付番号 1001（至急）"}},
	}
}

// TestSend: a mail arrives whole, as its reader sees it, over TLS where the server is elsewhere.
func TestSend(t *testing.T) {
	certificate, roots := selfSigned(t)
	for name, with := range map[string]*tls.Certificate{"here": nil, "starttls": certificate} {
		t.Run(name, func(t *testing.T) {
			server := start(t, with)
			o := Options{Server: "smtp://desk@" + server.Address, Password: "secret", From: "desk@example.jp", Name: "相談窓口", Now: func() time.Time { return now }}
			s, err := New(o)
			if err != nil {
				t.Fatal(err)
			}
			if with != nil { // as if it were elsewhere
				s.to.local, s.o.TLS = false, &tls.Config{RootCAs: roots, ServerName: "localhost"}
			}
			if err := s.Try(t.Context()); err != nil || len(server.Taken()) != 0 {
				t.Fatalf("a look: %v, %d mails", err, len(server.Taken()))
			}
			if err := s.Send(t.Context(), delivery()); err != nil {
				t.Fatal(err)
			}
			m := server.Taken()[0]
			if m.Subject != "【至急】受付番号 1001" || strings.TrimSpace(m.Text) != "窓口の当番の方へ\r\n受付番号 1001（至急）" && strings.TrimSpace(m.Text) != "窓口の当番の方へ\n受付番号 1001（至急）" {
				t.Errorf("%q\n%q", m.Subject, m.Text)
			}
			if m.To[0] != "sato@example.jp" || m.User != "desk:secret" || m.Secure != (with != nil) {
				t.Errorf("%+v", m)
			}
			if id := m.Header.Get("Message-Id"); id != "<0b6f@example.jp>" || m.Header.Get("Auto-Submitted") == "" {
				t.Errorf("id %q, header %v", id, m.Header)
			}
		})
	}
}

// TestClear: nothing goes in the clear to another machine.
func TestClear(t *testing.T) {
	server := start(t, nil)
	s, err := New(Options{Server: "smtp://desk@" + server.Address, Password: "secret", From: "desk@example.jp", Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	s.to.local = false
	if err := s.Send(t.Context(), delivery()); err == nil || len(server.Taken()) != 0 {
		t.Errorf("it was sent without TLS: %v", err)
	}
}

func TestFailures(t *testing.T) {
	server := start(t, nil)
	s, err := New(Options{Server: "smtp://" + server.Address, From: "desk@example.jp", Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		command, answer string
		want            bot.Failure
	}{
		{"RCPT", "550 no such user", bot.Permanent},
		{"RCPT", "451 greylisted, try again", bot.Retry},
		{"MAIL", "421 too busy", bot.Retry},
		{"DATA", "554 no", bot.Permanent},
	} {
		server.Answer(test.command, test.answer)
		failed := (*bot.SendError)(nil)
		if err := s.Send(t.Context(), delivery()); !errors.As(err, &failed) || failed.Failure != test.want {
			t.Errorf("%s: %v, want %s", test.answer, err, test.want)
		}
		server.Answer(test.command, "")
	}
	old := delivery()
	old.Created = now.Add(-3 * time.Hour)
	if err := s.Send(t.Context(), old); err == nil || bot.AsSendError(err).Failure != bot.Permanent {
		t.Errorf("an old one: %v", err)
	}
	server.Close()
	if err := s.Send(t.Context(), delivery()); err == nil || bot.AsSendError(err).Failure != bot.Retry {
		t.Errorf("no server: %v", err)
	}
	if n := len(server.Taken()); n != 0 {
		t.Errorf("%d were taken", n)
	}
}

func TestCheck(t *testing.T) {
	for address, ok := range map[string]bool{
		"smtps://desk@mail.example.jp": true, "smtp://mail.example.jp:587": true, "smtp://desk%40example.jp@smtp.example.jp": true,
		"mail.example.jp:587": false, "https://mail.example.jp": false, "smtp://": false, "smtps://desk:secret@mail.example.jp": false,
	} {
		if err := Check(address, "desk@example.jp"); (err == nil) != ok {
			t.Errorf("%s: %v", address, err)
		} else if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("the password is told: %v", err)
		}
	}
	if Check("smtps://mail.example.jp", "desk") == nil || CheckTo("sato") == nil || CheckTo("sato@example.jp") != nil {
		t.Error("addresses are not looked at")
	}
}

func start(t *testing.T, c *tls.Certificate) *mailtest.Server {
	t.Helper()
	s, err := mailtest.Start(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// selfSigned is a certificate of localhost, and the roots that know it.
func selfSigned(t *testing.T) (*tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	from := time.Now().Add(-time.Hour)
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: from, NotAfter: from.AddDate(1, 0, 0), DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, about, about, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	known, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(known)
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}
