package main

import "testing"

func TestMisspeltSettings(t *testing.T) {
	real := environ
	t.Cleanup(func() { environ = real })
	for _, tt := range []struct {
		name, near string // near is empty where nothing is to be said
	}{
		{"MADOGUCHI_LSITEN", "MADOGUCHI_LISTEN"},
		{"MADOGUCHI_STOR", "MADOGUCHI_STORE"},
		{"MADOGUCHI_SEAL_KEYFILE", "MADOGUCHI_SEAL_KEY_FILE"},
		{"MADOGUCHI_SLACK_BOT_TOKN", "MADOGUCHI_SLACK_BOT_TOKEN"},
		{"MADOGUCHI_LINE_CHANEL_SECRET", "MADOGUCHI_LINE_CHANNEL_SECRET"},
		{"MADOGUCHI_LISTEN", ""},
		{"MADOGUCHI_CACHE", ""},
		{"MADOGUCHI_SERVICE_HOST", ""}, // of a Kubernetes service of our name
		{"MADOGUCHI_PORT_8080_TCP", ""},
		{"MADOGUCHI_PORT", ""},
		{"LSITEN", ""},
	} {
		environ = func() []string { return []string{"HOME=/", tt.name + "=x"} }
		got := call("", nil, "config", "check")
		if tt.near == "" {
			got.want(t, 0)
		} else {
			got.refused(t, 1, tt.name, tt.near)
		}
	}
}

func TestSuggest(t *testing.T) {
	for message, want := range map[string]string{
		`unknown field "lsiten"`: "listen", `unknown field "keep_day"`: "keep_days", `unknown field "nmae"`: "name",
		`unknown field "colour"`: "", `no name here`: "",
	} {
		if got := suggest(message); got != want {
			t.Errorf("%s: %q, want %q", message, got, want)
		}
	}
}
