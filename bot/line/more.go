package line

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"time"

	"github.com/line/line-bot-sdk-go/v8/linebot/messaging_api"

	"madoguchi/bot"
)

// loadingSeconds is how long the animation plays if no message ends it (REF#display-a-loading-indicator: 5 to 60 in fives).
const loadingSeconds = 20

// Waiting shows the loading animation. There is none in groups.
func (c *Channel) Waiting(ctx context.Context, r bot.Return) error {
	a, err := readAddress(r.Address)
	if err != nil || !a.private() {
		return err
	}
	return c.call(ctx, func(api *messaging_api.MessagingApiAPI) (*http.Response, error) {
		res, _, err := api.ShowLoadingAnimationWithHttpInfo(&messaging_api.ShowLoadingAnimationRequest{ChatId: a.To, LoadingSeconds: loadingSeconds})
		return res, err
	})
}

// Read marks a message, and all before it, as read. It shows where the account's chat is switched on; elsewhere LINE has
// marked it already (LD/mark-as-read).
func (c *Channel) Read(ctx context.Context, r bot.Return) error {
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
func (c *Channel) Name(ctx context.Context, r bot.Return) (name string, err error) {
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
	return cutUnits(name, maxName), err
}

// messageID is what the ids of messages look like. The SDK puts them into paths as they are.
var messageID = regexp.MustCompile(`^[0-9]{1,32}$`)

const (
	fetchTimeout = 2 * time.Minute // for the whole of a picture or a file
	preparing    = 2 * time.Second // after which a film that LINE is still converting may be asked for again
)

// Fetch gets what was sent. LINE deletes it after a while that it does not name, and at once when it is unsent (REF#getting-content).
func (c *Channel) Fetch(ctx context.Context, _ bot.Return, f bot.Attachment) (io.ReadCloser, error) {
	if !messageID.MatchString(f.Ref) {
		return nil, permanent(fmt.Errorf("%q is no message of LINE's", cutUnits(f.Ref, 40)))
	}
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	api, err := c.blobClient(ctx)
	if err != nil {
		cancel()
		return nil, permanent(err)
	}
	res, _, err := api.GetMessageContentWithHttpInfo(f.Ref)
	if err == nil && res.StatusCode == http.StatusOK {
		return body{res.Body, cancel}, nil
	}
	defer cancel()
	if err == nil && res.StatusCode == http.StatusAccepted { // success for the SDK, but the body is empty
		res.Body.Close()
		return nil, &bot.SendError{Failure: bot.Retry, After: preparing, Err: errors.New("LINE is still preparing it")}
	}
	if err := judge(res, err); err != nil {
		return nil, err
	}
	return nil, permanent(fmt.Errorf("LINE answered %d without content", res.StatusCode))
}

// body ends the call's time when it is closed.
type body struct {
	io.ReadCloser
	cancel context.CancelFunc
}

func (b body) Close() error {
	defer b.cancel()
	return b.ReadCloser.Close()
}
