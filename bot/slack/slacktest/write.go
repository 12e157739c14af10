package slacktest

import "fmt"

// write lets a person's post stand in its channel, and tells the app.
func (p *Person) write(post *Post) string {
	f := p.fake
	f.mu.Lock()
	for i := range post.Files {
		post.Files[i].ID = f.id("F")
		f.files[post.Files[i].ID] = post.Files[i]
	}
	post.TS, post.User = f.stamp(), p.ID
	if c := f.channels[post.Channel]; c != nil {
		c.posts = append(c.posts, post)
	}
	e := f.event(post)
	f.mu.Unlock()
	e["client_msg_id"] = "client-" + post.TS
	if len(post.Files) > 0 {
		e["subtype"] = "file_share"
	}
	f.emitMessage(post.Channel, e)
	return post.TS
}

// Rich writes with the editor: text is what it comes to in marks, elements are the parts of its one
// section.
func (p *Person) Rich(channel, thread, text string, elements ...map[string]any) string {
	return p.write(&Post{Channel: channel, Thread: thread, Text: text, Blocks: []map[string]any{richText(elements)}})
}

func richText(elements []map[string]any) map[string]any {
	var parts []any
	for _, e := range elements {
		parts = append(parts, e)
	}
	return map[string]any{"type": "rich_text", "elements": []any{map[string]any{"type": "rich_text_section", "elements": parts}}}
}

// Forward passes on somebody's message, perhaps with a comment. Where bare is set Slack tells of
// its words in blocks only.
func (p *Person) Forward(channel, thread, comment, said string, bare bool) string {
	shared := map[string]any{
		"id": 1, "is_share": true, "is_msg_unfurl": true, "ts": "1762750000.000100", "channel_id": "C0OTHER", "author_id": "U0OTHER", "author_name": "other",
		"from_url": "https://example.slack.com/archives/C0OTHER/p1762750000000100", "fallback": fmt.Sprintf("[November 9th, 2026 9:46 PM] other: %s", said), "text": typed(said),
		"mrkdwn_in": []any{"text"},
		"message_blocks": []any{map[string]any{"team": p.fake.Team, "channel": "C0OTHER", "ts": "1762750000.000100",
			"message": map[string]any{"blocks": []any{richText([]map[string]any{{"type": "text", "text": said}})}}}},
	}
	if bare {
		shared["text"] = ""
	}
	return p.write(&Post{Channel: channel, Thread: thread, Text: typed(comment), Forwarded: []map[string]any{shared}})
}
