package main

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"strings"
	"time"

	"madoguchi/written"
)

// secret is a setting that must not be seen: it prints as dots.
type secret string

func (s secret) String() string {
	if s == "" {
		return ""
	}
	return "••••"
}

func (s secret) GoString() string { return s.String() }

func (s secret) LogValue() any { return s.String() }

// lineSettings are one LINE account. The one without a name is served at /webhook/line, others at /webhook/line/NAME.
type lineSettings struct {
	Name          string `yaml:"name"`
	Secret        secret `yaml:"channel_secret"`
	SecretFile    string `yaml:"channel_secret_file"`
	OldSecret     secret `yaml:"old_channel_secret"` // still taken while the secret is being replaced
	OldSecretFile string `yaml:"old_channel_secret_file"`
	Token         secret `yaml:"channel_token"`
	TokenFile     string `yaml:"channel_token_file"`
	APIURL        string `yaml:"api_url"`
	DataAPIURL    string `yaml:"data_api_url"`
}

// slackSettings are the Slack app: consulters' chat and the desk's channel.
type slackSettings struct {
	SigningSecret     secret `yaml:"signing_secret"`
	SigningSecretFile string `yaml:"signing_secret_file"`
	BotToken          secret `yaml:"bot_token"`
	BotTokenFile      string `yaml:"bot_token_file"`
	AppToken          secret `yaml:"app_token"` // Socket Mode
	AppTokenFile      string `yaml:"app_token_file"`
	APIURL            string `yaml:"api_url"`
	DeskChannel       string `yaml:"desk_channel"`
	OnCall            string `yaml:"on_call"`
	UndoSeconds       *int   `yaml:"undo_seconds"` // for so long a reply can be taken back; none: undoFor

	// Installing into many workspaces by OAuth, instead of one bot token.
	ClientID         string `yaml:"client_id"`
	ClientSecret     secret `yaml:"client_secret"`
	ClientSecretFile string `yaml:"client_secret_file"`
	RedirectURL      string `yaml:"redirect_url"`
}

// undoFor is for how long a reply can be taken back where the desk says nothing else.
const undoFor = 10 * time.Second

func (k slackSettings) undo() time.Duration {
	if k.UndoSeconds == nil {
		return undoFor
	}
	return time.Duration(max(0, *k.UndoSeconds)) * time.Second
}

// used reports whether anything of it is set.
func (s slackSettings) used() bool { return s != slackSettings{} }

// line returns the account without a name, made at need: the one that the environment sets.
func (s *settings) line() *lineSettings {
	for i := range s.LINE {
		if s.LINE[i].Name == "" {
			return &s.LINE[i]
		}
	}
	s.LINE = append(s.LINE, lineSettings{})
	return &s.LINE[len(s.LINE)-1]
}

// readChannels takes over what the environment says of LINE and Slack, and reads secrets from their files.
func (s *settings) readChannels(p process) error {
	env := func(name string) string { v, _ := p.env("MADOGUCHI_" + name); return v }
	anyLine := false
	for _, name := range []string{"SECRET", "SECRET_FILE", "TOKEN", "TOKEN_FILE"} {
		anyLine = anyLine || env("LINE_CHANNEL_"+name) != ""
	}
	if anyLine || len(s.LINE) > 0 {
		l := s.line()
		set(&l.Secret, env("LINE_CHANNEL_SECRET"))
		set(&l.SecretFile, env("LINE_CHANNEL_SECRET_FILE"))
		set(&l.OldSecret, env("LINE_OLD_CHANNEL_SECRET"))
		set(&l.OldSecretFile, env("LINE_OLD_CHANNEL_SECRET_FILE"))
		set(&l.Token, env("LINE_CHANNEL_TOKEN"))
		set(&l.TokenFile, env("LINE_CHANNEL_TOKEN_FILE"))
		set(&l.APIURL, env("LINE_API_URL"))
		set(&l.DataAPIURL, env("LINE_DATA_API_URL"))
		if *l == (lineSettings{}) { // only named accounts
			s.LINE = s.LINE[:len(s.LINE)-1]
		}
	}
	k := &s.Slack
	set(&k.SigningSecret, env("SLACK_SIGNING_SECRET"))
	set(&k.SigningSecretFile, env("SLACK_SIGNING_SECRET_FILE"))
	set(&k.BotToken, env("SLACK_BOT_TOKEN"))
	set(&k.BotTokenFile, env("SLACK_BOT_TOKEN_FILE"))
	set(&k.AppToken, env("SLACK_APP_TOKEN"))
	set(&k.AppTokenFile, env("SLACK_APP_TOKEN_FILE"))
	set(&k.APIURL, env("SLACK_API_URL"))
	set(&k.DeskChannel, env("SLACK_DESK_CHANNEL"))
	set(&k.OnCall, env("SLACK_ON_CALL"))
	set(&k.ClientID, env("SLACK_CLIENT_ID"))
	set(&k.ClientSecret, env("SLACK_CLIENT_SECRET"))
	set(&k.ClientSecretFile, env("SLACK_CLIENT_SECRET_FILE"))
	set(&k.RedirectURL, env("SLACK_REDIRECT_URL"))
	errs := []error{
		fromFile(&k.SigningSecret, k.SigningSecretFile, "MADOGUCHI_SLACK_SIGNING_SECRET_FILE"),
		fromFile(&k.BotToken, k.BotTokenFile, "MADOGUCHI_SLACK_BOT_TOKEN_FILE"),
		fromFile(&k.AppToken, k.AppTokenFile, "MADOGUCHI_SLACK_APP_TOKEN_FILE"),
		fromFile(&k.ClientSecret, k.ClientSecretFile, "MADOGUCHI_SLACK_CLIENT_SECRET_FILE"),
	}
	for i := range s.LINE {
		l := &s.LINE[i]
		errs = append(errs, fromFile(&l.Secret, l.SecretFile, "MADOGUCHI_LINE_CHANNEL_SECRET_FILE"),
			fromFile(&l.OldSecret, l.OldSecretFile, "MADOGUCHI_LINE_OLD_CHANNEL_SECRET_FILE"),
			fromFile(&l.Token, l.TokenFile, "MADOGUCHI_LINE_CHANNEL_TOKEN_FILE"))
	}
	return errors.Join(errs...)
}

func set[T ~string](to *T, value string) {
	if value = strings.TrimSpace(strings.TrimPrefix(value, "\uFEFF")); value != "" {
		*to = T(value)
	}
}

// fromFile reads a secret from its file. A secret that is set itself wins.
func fromFile(to *secret, path, name string) error {
	if path == "" || *to != "" {
		return nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("%s cannot be read: %w", name, err)
	}
	line, err := written.Secret(data)
	if err != nil {
		return fmt.Errorf("%s names %s: %w", name, path, err)
	}
	if *to = secret(line); *to == "" {
		return fmt.Errorf("%s names %s, which is empty", name, path)
	}
	return nil
}

var accountName = regexp.MustCompile(`^[a-z0-9-]{1,32}$`)

// checkChannels returns all that is wrong with the settings of LINE and Slack, joined.
func (s settings) checkChannels() error {
	var errs []error
	seen := map[string]bool{}
	for _, l := range s.LINE {
		at := "line"
		if l.Name != "" {
			at = "line " + l.Name
			if !accountName.MatchString(l.Name) {
				errs = append(errs, fmt.Errorf("line: the name %q stands in a URL; write 1 to 32 of a–z, 0–9 and -", l.Name))
			}
		}
		if seen[l.Name] {
			errs = append(errs, fmt.Errorf("%s stands there twice; give each account a name of its own", at))
		}
		seen[l.Name] = true
		if l.Secret == "" || l.Token == "" {
			errs = append(errs, fmt.Errorf("%s needs both its channel secret (MADOGUCHI_LINE_CHANNEL_SECRET) and its channel access token (MADOGUCHI_LINE_CHANNEL_TOKEN); both are in the LINE Developers console", at))
		}
		errs = append(errs, checkURL(at+": api_url (MADOGUCHI_LINE_API_URL)", l.APIURL), checkURL(at+": data_api_url (MADOGUCHI_LINE_DATA_API_URL)", l.DataAPIURL))
	}
	if k := s.Slack; k.used() {
		switch {
		case k.ClientID == "" && k.BotToken == "":
			errs = append(errs, errors.New("slack needs its bot token (MADOGUCHI_SLACK_BOT_TOKEN, xoxb-…), from the app's page OAuth & Permissions"))
		case k.ClientID != "" && (k.ClientSecret == "" || k.RedirectURL == ""):
			errs = append(errs, errors.New("slack, in many workspaces, needs the client secret (MADOGUCHI_SLACK_CLIENT_SECRET) and the redirect URL (MADOGUCHI_SLACK_REDIRECT_URL) beside the client id"))
		}
		if k.SigningSecret == "" && k.AppToken == "" {
			errs = append(errs, errors.New("slack needs its signing secret (MADOGUCHI_SLACK_SIGNING_SECRET) for events over HTTP, or an app token (MADOGUCHI_SLACK_APP_TOKEN, xapp-…) for Socket Mode"))
		}
		if k.BotToken != "" && !strings.HasPrefix(string(k.BotToken), "xoxb-") {
			errs = append(errs, errors.New("slack: the bot token (MADOGUCHI_SLACK_BOT_TOKEN) begins with xoxb-; this is another one"))
		}
		if k.AppToken != "" && !strings.HasPrefix(string(k.AppToken), "xapp-") {
			errs = append(errs, errors.New("slack: the app token (MADOGUCHI_SLACK_APP_TOKEN) begins with xapp-; this is another one"))
		}
		errs = append(errs, checkURL("slack: api_url (MADOGUCHI_SLACK_API_URL)", k.APIURL))
	}
	return errors.Join(errs...)
}

func checkURL(name, value string) error {
	if value == "" {
		return nil
	}
	if u, err := url.Parse(value); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return fmt.Errorf("%s is %q; write it as https://HOST", name, value)
	}
	return nil
}
