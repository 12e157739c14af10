package bot

// Drill is the channel on which invented consulters write when a desk is tried at night. What they
// do goes the way of everything else, so that it is tried; it is marked for staff, counts in no
// figures, and is erased when the drill is over.
const Drill Channel = "drill"

// IsDrill reports whether the conversation is one of a drill.
func (c Conversation) IsDrill() bool { return c.ReplyTo.Channel == Drill }

// marked puts before what staff read first that it is a drill.
func (c *change) marked(brief string) string {
	if c.Conversation.IsDrill() {
		return c.Phrases.Text("drill_mark") + brief
	}
	return brief
}
