//go:build pins

package main

// Libraries held at their versions in go.mod until the code that uses them lands.
import (
	_ "github.com/arran4/golang-ical"
	_ "github.com/google/uuid"
	_ "github.com/line/line-bot-sdk-go/v8/linebot"
	_ "github.com/prometheus/client_golang/prometheus/promhttp"
	_ "github.com/slack-go/slack"
	_ "golang.org/x/time/rate"
)
