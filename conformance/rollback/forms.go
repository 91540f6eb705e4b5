package main

import "time"

// Token is golang.org/x/oauth2's token.
type Token struct {
	AccessToken  string    `json:"access_token"`
	TokenType    string    `json:"token_type,omitempty"`
	RefreshToken string    `json:"refresh_token,omitempty"`
	Expiry       time.Time `json:"expiry"`
}

// User is a person's connection.
type User struct {
	ZoomEmail  string
	OAuthToken *Token
	UserID     string
	ZoomID     string
}

// Channel is the channel of a meeting, or of a subscription.
type Channel struct {
	ChannelID      string `json:"channel_id"`
	IsSubscription bool   `json:"is_subscription"`
	CreatedBy      string `json:"created_by"`
}

// Subscriptions are the meetings that a person has subscribed channels to.
type Subscriptions struct {
	MeetingIDs []int64 `json:"meeting_ids"`
}

// ChannelSetting is what an admin chose for a channel.
type ChannelSetting struct {
	Preference string
}

const (
	userPrefix          = "zoomtoken_"
	zoomUserPrefix      = "zoomtokenbyzoomid_"
	superUserKey        = "zoomSuperUserToken_"
	statePrefix         = "zoomuserstate_"
	postPrefix          = "post_meeting_"
	channelPrefix       = "meeting_channel_"
	subscriptionsPrefix = "subscription_index_"
	channelSettingsKey  = "zoomChannelSettings"
	preferencePrefix    = "zoomUserPreference_"
)
