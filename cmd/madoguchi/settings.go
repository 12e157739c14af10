package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"madoguchi/bot"
	"madoguchi/bot/calendar"
	"madoguchi/knowledge"
	"madoguchi/written"
)

// settings are the whole configuration: a YAML file, then the environment, then flags.
type settings struct {
	Listen      string `yaml:"listen"`
	Store       string `yaml:"store"`
	SealKey     string `yaml:"seal_key"`
	SealKeyFile string `yaml:"seal_key_file"`

	Vault vaultSettings `yaml:"vault"`
	Etcd  etcdSettings  `yaml:"etcd"`
	Desk  deskSettings  `yaml:"desk"`

	LINE  []lineSettings `yaml:"line"`
	Slack slackSettings  `yaml:"slack"`

	Mail   mailSettings   `yaml:"mail"`
	OnCall onCallSettings `yaml:"on_call"`
}

type deskSettings struct {
	Name   string            `yaml:"name"`
	Zone   string            `yaml:"zone"`
	Hours  []knowledge.Hours `yaml:"hours"`
	Closed []string          `yaml:"closed"` // further days on which nobody is there

	Special   []specialDay `yaml:"special"`        // days with slots of their own
	Calendars []string     `yaml:"calendars"`      // iCal files; nobody is there during their events
	Session   whole        `yaml:"session_hours"`  // the silence after which it is asked whether the old matter goes on
	CallsBack bool         `yaml:"calls_back"`     // staff call who has given a number
	KeepFiles whole        `yaml:"keep_file_days"` // pictures and files are deleted after so many
	KeepDays  whole        `yaml:"keep_days"`      // what was said is erased after so many days without a word
	KeepFacts whole        `yaml:"keep_fact_days"` // what was understood, and the ticket without words

	Notice     string `yaml:"privacy_notice"` // how what consulters write is treated, on request
	NoticeLine string `yaml:"privacy_line"`   // the same in a line, for who comes the first time

	Templates string `yaml:"templates"` // a file: what staff can put into a reply

	Phone    string `yaml:"phone"`
	Place    string `yaml:"place"`
	Area     string `yaml:"area"` // the prefecture
	URL      string `yaml:"url"`
	Operator string `yaml:"operator"`
	Privacy  string `yaml:"privacy_url"`
	Chat     string `yaml:"chat"` // the address of the web chat, as consulters open it

	ByAnother bool     `yaml:"publish_by_another"` // who wrote a draft of the FAQ does not publish it
	Embed     []string `yaml:"embed"`              // origins whose pages may show the chat in a frame
}

// specialDay is a day on which other slots hold; without any the desk is closed.
type specialDay struct {
	Day   string            `yaml:"day"`
	Hours []knowledge.Hours `yaml:"hours"`
}

func defaultSettings() settings {
	return settings{
		Listen: "127.0.0.1:8080",
		Store:  "bolt:data/madoguchi.db",
		Desk:   deskSettings{Name: "中小企業サイバーセキュリティ相談窓口", Zone: "Asia/Tokyo", Hours: calendar.DefaultHours(), KeepDays: 90, KeepFiles: 30, Session: 24},
	}
}

// defaultKeepFacts is how many days what was understood is kept, where words are not kept longer.
const defaultKeepFacts = 365

// settingFlags are the flags that every command with settings has.
type settingFlags struct {
	Config  string `type:"path" placeholder:"FILE" help:"Configuration file (YAML)."`
	Listen  string `placeholder:"HOST:PORT" help:"Address to serve on (MADOGUCHI_LISTEN, default 127.0.0.1:8080)."`
	Store   string `placeholder:"STORE" help:"Where to keep everything: bolt:PATH or etcd://HOST:PORT,HOST:PORT/PREFIX (MADOGUCHI_STORE, default bolt:data/madoguchi.db)."`
	SealKey string `name:"seal-key" placeholder:"URI" help:"The desk's key: file:PATH or hcvault://HOST:PORT/transit/keys/NAME (MADOGUCHI_SEAL_KEY)."`
	KeyFile string `name:"seal-key-file" type:"path" placeholder:"FILE" help:"The desk's key in a file (MADOGUCHI_SEAL_KEY_FILE)."`
}

// typed is what was typed of them, to be typed again in a command that shall find the same store.
func (f settingFlags) typed() (out string) {
	for _, flag := range []struct{ name, value string }{
		{"config", f.Config}, {"store", f.Store}, {"seal-key", f.SealKey}, {"seal-key-file", f.KeyFile},
	} {
		if flag.value != "" {
			out += " --" + flag.name + " " + forShell(flag.value)
		}
	}
	return out
}

// load reads the settings from all sources and checks them.
func (f settingFlags) load(p process) (settings, error) {
	s := defaultSettings()
	if err := s.readFile(f.Config); err != nil {
		return s, err
	}
	names := &asked{env: p.env}
	p.env = names.lookup
	for _, from := range []struct {
		env, flag string
		to        *string
	}{
		{"MADOGUCHI_LISTEN", f.Listen, &s.Listen},
		{"MADOGUCHI_STORE", f.Store, &s.Store},
	} {
		if v, ok := p.env(from.env); ok && v != "" {
			*from.to = v
		}
		if from.flag != "" {
			*from.to = from.flag
		}
	}
	s.Desk.readEnvironment(p)
	env := func(name string) string { v, _ := p.env(name); return v }
	s.nameKey(s.SealKey, s.SealKeyFile)
	s.nameKey(env("MADOGUCHI_SEAL_KEY"), env("MADOGUCHI_SEAL_KEY_FILE"))
	s.nameKey(f.SealKey, f.KeyFile)
	if err := s.readVault(p); err != nil {
		return s, err
	}
	if err := s.readEtcd(p); err != nil {
		return s, err
	}
	if err := s.readChannels(p); err != nil {
		return s, err
	}
	if err := s.readMail(p); err != nil {
		return s, err
	}
	if err := names.misspelt(); err != nil {
		return s, err
	}
	s.tidy()
	return s, s.check()
}

// readEnvironment takes over what the environment says of the desk.
func (d *deskSettings) readEnvironment(p process) {
	for name, to := range map[string]*string{
		"MADOGUCHI_DESK_NAME": &d.Name, "MADOGUCHI_DESK_PHONE": &d.Phone, "MADOGUCHI_DESK_PLACE": &d.Place, "MADOGUCHI_DESK_AREA": &d.Area,
		"MADOGUCHI_DESK_URL": &d.URL, "MADOGUCHI_DESK_OPERATOR": &d.Operator, "MADOGUCHI_DESK_PRIVACY_URL": &d.Privacy,
		"MADOGUCHI_DESK_CHAT": &d.Chat,
	} {
		if v, ok := p.env(name); ok && v != "" {
			*to = v
		}
	}
}

// known are the settings of a file, for whoever misspelt one.
const known = "listen, store, seal_key, seal_key_file, vault, etcd, line, slack, mail, on_call, and desk with name, zone, hours, closed, special, calendars, session_hours, keep_days, keep_fact_days, keep_file_days, privacy_notice, privacy_line, calls_back, templates, phone, place, area, url, operator, privacy_url"

// readFile takes over a configuration file; without a name there is none.
func (s *settings) readFile(path string) error {
	if path == "" {
		return nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("the configuration file cannot be read: %w; name it with --config", err)
	}
	if err := s.read(data); err != nil {
		return fmt.Errorf("%s%w", path, err)
	}
	return nil
}

// read takes over what a file sets. An error begins with the place in the file.
func (s *settings) read(data []byte) error {
	err := written.Decode(data, s)
	at := (*written.Error)(nil)
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &at):
		return fmt.Errorf(": %w; mend it there", err)
	}
	mend := "mend it there"
	if at.Unknown {
		mend = "the settings are " + known
		if near := suggest(at.Message); near != "" {
			mend = "is " + near + " meant? " + strings.ToUpper(mend[:1]) + mend[1:]
		}
	}
	return fmt.Errorf(", line %d, column %d: %s; %s", at.Line, at.Column, at.Message, mend)
}

// check returns all that is wrong with the settings, joined.
func (s settings) check() error {
	var errs []error
	_, port, err := net.SplitHostPort(s.Listen)
	if err == nil && port != "" {
		_, err = net.LookupPort("tcp", port)
	}
	if err != nil || port == "" {
		errs = append(errs, fmt.Errorf("listen (MADOGUCHI_LISTEN) is %q; write it as 127.0.0.1:8080", s.Listen))
	}
	errs = append(errs, s.checkStore(), s.checkKey())
	if s.Desk.Zone == "" {
		errs = append(errs, errors.New("desk.zone is empty; write Asia/Tokyo"))
	} else if _, err := s.Desk.calendar(); err != nil {
		errs = append(errs, fmt.Errorf("desk: %w", err))
	}
	if len(s.Desk.Hours) == 0 {
		errs = append(errs, errors.New("desk.hours is empty, so that nobody could ever be promised an answer; write when somebody is there, as {days: mon-fri, from: \"09:00\", to: \"17:00\"}"))
	}
	if s.Desk.Name == "" {
		errs = append(errs, errors.New("desk.name is empty; it is what consulters see"))
	}
	if s.Desk.Session < 1 {
		errs = append(errs, fmt.Errorf("desk.session_hours is %d; write after how many hours of silence a matter may be over, 24 for example", s.Desk.Session))
	}
	if s.Desk.KeepDays < 1 {
		errs = append(errs, fmt.Errorf("desk.keep_days is %d; write how many days conversations are kept, 90 for example", s.Desk.KeepDays))
	}
	if s.Desk.KeepFiles < 1 {
		errs = append(errs, fmt.Errorf("desk.keep_file_days is %d; write how many days pictures and files are kept, 30 for example", s.Desk.KeepFiles))
	}
	if _, err := s.Desk.templates(); err != nil {
		errs = append(errs, err)
	}
	if s.Desk.KeepFacts < s.Desk.KeepDays {
		errs = append(errs, fmt.Errorf("desk.keep_fact_days is %d and desk.keep_days %d; what was understood is kept as long as the words at least, 365 for example", s.Desk.KeepFacts, s.Desk.KeepDays))
	}
	errs = append(errs, s.Desk.checkNotice(), s.Desk.checkShapes(), s.checkChannels(), s.checkMail())
	return errors.Join(errs...)
}

// about is what consulters may ask about the desk.
func (d deskSettings) about() knowledge.Desk {
	return knowledge.Desk{
		Name: d.Name, Phone: d.Phone, Place: d.Place, Area: d.Area, URL: d.URL, Operator: d.Operator, Privacy: d.Privacy,
		Hours: d.Hours, KeepDays: int(d.KeepDays), KeepFacts: int(d.KeepFacts), KeepFiles: int(d.KeepFiles), CallsBack: d.CallsBack,
		Notice: strings.TrimSpace(d.Notice), NoticeLine: strings.TrimSpace(d.NoticeLine),
	}
}

// templates are what staff can put into a reply.
func (d deskSettings) templates() (*bot.Templates, error) {
	if d.Templates == "" {
		return bot.NewTemplates(nil, d.about())
	}
	data, err := os.ReadFile(d.Templates)
	if err != nil {
		return nil, fmt.Errorf("desk.templates: %w", err)
	}
	out, err := bot.NewTemplates(data, d.about())
	if err != nil {
		return nil, fmt.Errorf("desk.templates: %s: %w", d.Templates, err)
	}
	return out, nil
}

// calendar is when somebody is at the desk.
func (d deskSettings) calendar() (*calendar.Calendar, error) {
	c, err := calendar.New(d.Zone, d.Hours, d.Closed...)
	if err != nil {
		return nil, err
	}
	for _, s := range d.Special {
		if err := c.Special(s.Day, s.Hours); err != nil {
			return nil, fmt.Errorf("special: %w", err)
		}
	}
	for _, path := range d.Calendars {
		if err := addCalendar(c, path); err != nil {
			return nil, fmt.Errorf("calendars: %s: %w", path, err)
		}
	}
	return c, nil
}

func addCalendar(c *calendar.Calendar, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return c.AddICal(f)
}

func (s settings) checkStore() error {
	if s.inEtcd() {
		_, err := s.etcdOptions()
		return err
	}
	_, err := s.boltPath()
	return err
}

// boltPath is the file of a bolt store.
func (s settings) boltPath() (string, error) {
	path, ok := strings.CutPrefix(s.Store, "bolt:")
	if !ok || path == "" {
		return "", fmt.Errorf("store (MADOGUCHI_STORE) is %q; write bolt:PATH, for example bolt:data/madoguchi.db, or etcd://HOST:PORT,HOST:PORT/PREFIX", s.Store)
	}
	return path, nil
}

// Limits of the privacy notice: it is a bubble of a chat, and its line stands in another.
const (
	maxNotice     = 900
	maxNoticeLine = 120
)

func (d deskSettings) checkNotice() error {
	var errs []error
	if n := utf8.RuneCountInString(d.Notice); n > maxNotice {
		errs = append(errs, fmt.Errorf("desk.privacy_notice has %d characters; %d can be read in a chat, the rest belongs on the page of desk.privacy_url", n, maxNotice))
	}
	line := strings.TrimSpace(d.NoticeLine)
	if n := utf8.RuneCountInString(line); n > maxNoticeLine || strings.Contains(line, "\n") {
		errs = append(errs, fmt.Errorf("desk.privacy_line is one line of %d characters at most; it has %d", maxNoticeLine, n))
	}
	return errors.Join(errs...)
}

// retention is how long what is kept of a conversation.
func (d deskSettings) retention() bot.Retention {
	days := func(n whole) time.Duration { return time.Duration(n) * 24 * time.Hour }
	return bot.Retention{Words: days(d.KeepDays), Facts: days(d.KeepFacts), Files: days(d.KeepFiles)}
}
