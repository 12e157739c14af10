package line

import (
	"context"
	"errors"
	"net/http"

	"github.com/line/line-bot-sdk-go/v8/linebot/messaging_api"

	"madoguchi/bot"
	"madoguchi/written"
)

// loadingSeconds is how long the animation plays if no message ends it (REF#display-a-loading-indicator: 5 to 60 in fives).
const loadingSeconds = 20

// Waiting shows the loading animation. There is none in groups, and where more people wait than LINE
// lets one tell so, some see none: late it would be worth nothing.
func (c *Channel) Waiting(ctx context.Context, r bot.ReplyTo) error {
	a, err := readAddress(r.Address)
	if err != nil || !a.private() || !c.signs.Allow() {
		return err
	}
	return c.call(ctx, func(api *messaging_api.MessagingApiAPI) (*http.Response, error) {
		res, _, err := api.ShowLoadingAnimationWithHttpInfo(&messaging_api.ShowLoadingAnimationRequest{ChatId: a.To, LoadingSeconds: loadingSeconds})
		return res, err
	})
}

// Read marks a message, and all before it, as read. It shows where the account's chat is switched on; elsewhere LINE has
// marked it already (LD/mark-as-read).
func (c *Channel) Read(ctx context.Context, r bot.ReplyTo) error {
	a, err := readAddress(r.Address)
	if err != nil || a.Read == "" {
		return err
	}
	return c.call(ctx, func(api *messaging_api.MessagingApiAPI) (*http.Response, error) {
		res, _, err := api.MarkMessagesAsReadByTokenWithHttpInfo(&messaging_api.MarkMessagesAsReadByTokenRequest{MarkAsReadToken: a.Read})
		return res, err
	})
}

// maxName bounds a display name: LINE allows 20 characters, and it is a stranger's text.
const maxName = 40

// Name returns the consulter's display name, or "" where LINE will not say it: to an account that was blocked, or never a
// friend (REF#users).
func (c *Channel) Name(ctx context.Context, r bot.ReplyTo) (name string, err error) {
	a, err := readAddress(r.Address)
	if err != nil || !lineID.MatchString(a.User) || !lineID.MatchString(a.To) {
		return "", err
	}
	err = c.call(ctx, func(api *messaging_api.MessagingApiAPI) (res *http.Response, err error) {
		switch a.In {
		case "group":
			var p *messaging_api.GroupUserProfileResponse
			if res, p, err = api.GetGroupMemberProfileWithHttpInfo(a.To, a.User); err == nil {
				name = p.DisplayName
			}
		case "room":
			var p *messaging_api.RoomUserProfileResponse
			if res, p, err = api.GetRoomMemberProfileWithHttpInfo(a.To, a.User); err == nil {
				name = p.DisplayName
			}
		default:
			var p *messaging_api.UserProfileResponse
			if res, p, err = api.GetProfileWithHttpInfo(a.User); err == nil {
				name = p.DisplayName
			}
		}
		return res, err
	})
	if r := (*refusal)(nil); errors.As(err, &r) && r.status == http.StatusNotFound {
		return "", nil
	}
	return cutUnits(written.Label(name), maxName), err
}
