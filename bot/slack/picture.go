package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"madoguchi/bot"
)

// Pictures reach staff only as package loop has made them anew: nothing but pixels. They are
// uploaded in three steps (docs.slack.dev/messaging/working-with-files); the last one shows them in
// the thread.

// pictureName is a picture's file name. It is the post's name at the same time, since a file's
// message carries no metadata.
func pictureName(line uint64, id string) string { return fmt.Sprintf("line-%d-%s.jpg", line, id) }

// pictureOf reads such a name: which part of an id it is.
func pictureOf(file, id string) (part string, ok bool) {
	line, ok := strings.CutSuffix(file, "-"+id+".jpg")
	if line, ok2 := strings.CutPrefix(line, "line-"); ok && ok2 {
		return "picture:" + line, true
	}
	return "", false
}

// fetched shows what became of a file: the line that announced it, and the picture if it is one.
func (t *notifier) fetched(ctx context.Context) error {
	for _, l := range t.n.Entries {
		if l.File == nil || l.Unsent {
			continue
		}
		if l.N <= t.n.Ticket.Entries {
			if err := t.retell(ctx); err != nil {
				return err
			}
		}
		if ts := t.refs[refLine(l.N)]; ts != "" {
			p := t.d.look.line(l)
			err := t.d.c.update(ctx, ts, post{channel: t.d.DeskChannel, text: p.text, blocks: p.blocks}, key{t.n.ID, refLine(l.N)})
			if err != nil && code(err) != "message_not_found" {
				return err
			}
		}
		if file := t.refs[refPicture(l.N)]; file != "" && l.File.State == bot.Expired {
			if err := t.d.c.removeFile(ctx, file); err != nil {
				return err
			}
		}
		if l.File.State == bot.Picture {
			if err := t.picture(ctx, l.N); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *notifier) picture(ctx context.Context, line uint64) error {
	k := key{t.n.ID, refPicture(line)}
	if id, ok := t.d.posts.parts.get(k); ok {
		t.set(refPicture(line), id)
		return nil
	}
	data, err := t.d.Tickets.Picture(ctx, t.n.Ticket.Conversation, line)
	if errors.Is(err, bot.ErrNoPicture) { // taken back meanwhile
		return nil
	}
	if err != nil {
		return err
	}
	if err := t.root(ctx); err != nil {
		return err
	}
	id, err := t.d.upload(ctx, t.refs[refThread], pictureName(line, t.n.ID), data)
	if code(err) == "missing_scope" { // staff see that there is a picture; the rest must not wait for it
		t.d.Log.Error("pictures are not shown", "err", err)
		return nil
	}
	if err != nil {
		return err
	}
	t.d.posts.parts.put(k, id)
	t.set(refPicture(line), id)
	return nil
}

// upload puts a file into a thread of the desk's channel.
func (d *desk) upload(ctx context.Context, thread, file string, data []byte) (id string, err error) {
	var slot struct {
		URL string `json:"upload_url"`
		ID  string `json:"file_id"`
	}
	args := url.Values{"filename": {file}, "length": {fmt.Sprint(len(data))}, "alt_txt": {d.texts.of("picture")}}
	if _, err := d.c.call(ctx, "files.getUploadURLExternal", args, &slot); err != nil {
		return "", err
	}
	if !d.c.fromSlack(slot.URL) {
		return "", errors.New("files.getUploadURLExternal: the address is not Slack's")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, slot.URL, bytes.NewReader(data))
	if err != nil {
		return "", bare(err)
	}
	req.Header.Set("Content-Type", "application/octet-stream")
	res, err := d.c.http.Do(req)
	if err != nil {
		return "", fmt.Errorf("upload a picture: %w", bare(err))
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return "", &apiError{method: "upload a picture", status: res.StatusCode}
	}
	list, err := json.Marshal([]map[string]string{{"id": slot.ID, "title": d.texts.of("picture")}})
	if err != nil {
		return "", err
	}
	if err := d.posts.gate(d.DeskChannel).wait(ctx, rankTranscript); err != nil {
		return "", fmt.Errorf("wait for the channel's turn: %w", err)
	}
	_, err = d.c.call(ctx, "files.completeUploadExternal", url.Values{"files": {string(list)}, "channel_id": {d.DeskChannel}, "thread_ts": {thread}}, nil)
	return slot.ID, err
}

// removeFile deletes one of our files. One that is gone is no error.
func (c *client) removeFile(ctx context.Context, id string) error {
	_, err := c.call(ctx, "files.delete", url.Values{"file": {id}}, nil)
	if c := code(err); c == "file_not_found" || c == "file_deleted" {
		return nil
	}
	return err
}
