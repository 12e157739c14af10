package line

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"time"

	"madoguchi/bot"
)

// messageID is what the ids of messages look like. The SDK puts them into paths as they are.
var messageID = regexp.MustCompile(`^[0-9]{1,32}$`)

const (
	fetchTimeout = 2 * time.Minute // for the whole of a picture or a file
	preparing    = 2 * time.Second // after which a film that LINE is still converting may be asked for again
)

// Fetch gets what was sent. LINE deletes it after a while that it does not name, and at once when it is unsent (REF#getting-content).
func (c *Channel) Fetch(ctx context.Context, _ bot.ReplyTo, f bot.Attachment) (io.ReadCloser, error) {
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
