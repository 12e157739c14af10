package main

import (
	"context"
	"time"

	"madoguchi/bot/line"
	"madoguchi/bot/line/linetest"
)

// simulate plays LINE on this server, with the settings of one account that talks to it.
func simulate(s *settings, url string, now time.Time) *linetest.Simulator {
	o := linetest.Options{Webhook: url + "/webhook/line", Name: s.Desk.Name}
	if !now.IsZero() {
		o.Now = func() time.Time { return now }
	}
	api := url + linetest.APIPath
	s.LINE = []lineSettings{{Secret: linetest.DefaultSecret, Token: linetest.DefaultToken, APIURL: api, DataAPIURL: api}}
	return linetest.NewSimulator(o)
}

// dress installs the menu under the simulator's chat, as 'madoguchi line richmenu' does on LINE.
func (d *service) dress(ctx context.Context) {
	if d.phone == nil {
		return
	}
	bounded, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if _, err := line.InstallRichMenu(bounded, d.line[0].Options, line.FullMenu); err != nil && ctx.Err() == nil {
		d.log.Warn("the simulator has no menu", "err", err)
	}
}
