package slack

// What the app needs of Slack. deploy/slack-manifest.yaml asks for it; a test compares the two, and
// Doctor what was granted.

// Scopes are the bot's.
func Scopes() []string {
	return []string{
		"app_mentions:read",                  // mentions
		"channels:history", "groups:history", // threads in channels, the desk's among them
		"channels:read", "groups:read", // whether the desk's channel is its own; who is there
		"chat:write",
		"commands",    // /soudan
		"files:read",  // what consulters send
		"files:write", // their pictures, made anew, for staff
		"im:history", "im:read", "im:write",
		"reactions:write", // ✅ and ⚠ under replies
		"users:read",      // names
	}
}

// EventTypes are those that the app subscribes to.
func EventTypes() []string {
	return []string{
		"app_home_opened", "app_mention", "app_uninstalled", "channel_id_changed", "member_joined_channel", "message.channels", "message.groups", "message.im", "tokens_revoked",
	}
}
