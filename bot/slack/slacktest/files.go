package slacktest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

func (f *Fake) fileInfo(c *call) (answer, error) {
	file, ok := f.files[c.args.Get("file")]
	if !ok {
		return nil, refuse("file_not_found")
	}
	return answer{"file": f.filesOf([]File{file})[0]}, nil
}

func (f *Fake) serveFile(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	file, ok := f.files[r.PathValue("id")]
	switch {
	case !ok:
		http.NotFound(w, r)
	case r.Header.Get("Authorization") != "Bearer "+f.BotToken:
		http.Redirect(w, r, "/signin", http.StatusFound) // Slack shows a page to sign in
	default:
		_, _ = w.Write(file.Content)
	}
}

// startUpload is the first of three steps with which an app shows a file
// (docs.slack.dev/messaging/working-with-files).
func (f *Fake) startUpload(c *call) (answer, error) {
	n, err := strconv.Atoi(c.args.Get("length"))
	if err != nil || n <= 0 || c.args.Get("filename") == "" {
		return nil, refuse("invalid_arguments")
	}
	id := f.id("F")
	f.files[id] = File{ID: id, Name: c.args.Get("filename"), Mime: "image/jpeg", announced: n}
	return answer{"upload_url": f.URL + "/upload/" + id, "file_id": id}, nil
}

func (f *Fake) serveUpload(w http.ResponseWriter, r *http.Request) {
	data, err := io.ReadAll(r.Body)
	f.mu.Lock()
	defer f.mu.Unlock()
	file, ok := f.files[r.PathValue("id")]
	if err != nil || !ok || len(data) != file.announced {
		http.Error(w, "not what was announced", http.StatusBadRequest)
		return
	}
	file.Content = data
	f.files[file.ID] = file
	fmt.Fprint(w, "OK - ", len(data))
}

func (f *Fake) finishUpload(c *call) (answer, error) {
	var list []struct{ ID string }
	if json.Unmarshal([]byte(c.args.Get("files")), &list) != nil || len(list) == 0 {
		return nil, refuse("invalid_arguments")
	}
	c.args.Set("channel", c.args.Get("channel_id"))
	at, err := f.place(c)
	if err != nil {
		return nil, err
	}
	if err := f.turn(at); err != nil {
		return nil, err
	}
	p := &Post{Channel: at.id, TS: f.stamp(), User: f.BotUser, Bot: true, Thread: c.args.Get("thread_ts")}
	for _, one := range list {
		file, ok := f.files[one.ID]
		if !ok || file.Content == nil {
			return nil, refuse("file_not_found")
		}
		p.Files = append(p.Files, file)
	}
	at.posts = append(at.posts, p)
	e := f.event(p)
	e["subtype"] = "file_share"
	c.after = append(c.after, func() { f.emitMessage(at.id, e) })
	return answer{"files": f.filesOf(p.Files)}, nil
}

func (f *Fake) deleteFile(c *call) (answer, error) {
	id := c.args.Get("file")
	if _, ok := f.files[id]; !ok {
		return nil, refuse("file_not_found")
	}
	delete(f.files, id)
	for _, at := range f.channels {
		for _, p := range at.posts {
			for _, file := range p.Files {
				p.Deleted = p.Deleted || file.ID == id && p.Text == ""
			}
		}
	}
	return nil, nil
}
