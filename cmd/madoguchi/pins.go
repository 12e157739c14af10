//go:build pins

package main

// The platforms' libraries, held at their versions in go.mod until the adapters that use them land.
import (
	_ "github.com/line/line-bot-sdk-go/v8/linebot"
	_ "github.com/slack-go/slack"
)
