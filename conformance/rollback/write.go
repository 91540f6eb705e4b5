package main

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"time"
)

// Wish says what the plugin is to have written, and of whom.
type Wish struct {
	Kind          string    `json:"kind"`
	EncryptionKey string    `json:"encryption_key"`
	UserID        string    `json:"user_id"`
	ZoomID        string    `json:"zoom_id"`
	ZoomEmail     string    `json:"zoom_email"`
	AccessToken   string    `json:"access_token"`
	RefreshToken  string    `json:"refresh_token"`
	Expiry        time.Time `json:"expiry"`
	ChannelID     string    `json:"channel_id"`
	MeetingID     int64     `json:"meeting_id"`
	MeetingUUID   string    `json:"meeting_uuid"`
	PostID        string    `json:"post_id"`
	Text          string    `json:"text"`
}

func write(wish Wish) (any, error) {
	key, value, err := wish.row()
	if err != nil {
		return nil, err
	}
	return Row{Key: key, Hex: hex.EncodeToString(value), EncryptionKey: wish.EncryptionKey}, nil
}

func (w Wish) row() (string, []byte, error) {
	switch w.Kind {
	case "user":
		return w.user(userPrefix + w.UserID)
	case "zoom user":
		return w.user(zoomUserPrefix + w.ZoomID)
	case "super user":
		return asJSON(superUserKey, w.token(w.AccessToken))
	case "state":
		text := fmt.Sprintf("%s_%s_%s_%s", w.Text, w.UserID, w.ChannelID, "false")
		return statePrefix + w.UserID, []byte(text), nil
	case "post":
		return postPrefix + url.PathEscape(w.MeetingUUID), []byte(w.PostID), nil
	case "channel":
		return asJSON(fmt.Sprint(channelPrefix, w.MeetingID), Channel{ChannelID: w.ChannelID})
	case "subscription":
		channel := Channel{ChannelID: w.ChannelID, IsSubscription: true, CreatedBy: w.UserID}
		return asJSON(fmt.Sprint(channelPrefix, w.MeetingID), channel)
	case "subscriptions":
		return asJSON(subscriptionsPrefix+w.UserID, Subscriptions{MeetingIDs: []int64{w.MeetingID}})
	case "channel settings":
		return asJSON(channelSettingsKey, map[string]ChannelSetting{w.ChannelID: {Preference: w.Text}})
	case "preference":
		return asJSON(preferencePrefix+w.UserID, w.Text)
	}
	return "", nil, fmt.Errorf("the plugin writes no %q", w.Kind)
}

func (w Wish) token(access string) *Token {
	return &Token{
		AccessToken:  access,
		TokenType:    "bearer",
		RefreshToken: w.RefreshToken,
		Expiry:       w.Expiry,
	}
}

func (w Wish) user(key string) (string, []byte, error) {
	access, err := encrypt([]byte(w.EncryptionKey), w.AccessToken)
	if err != nil {
		return "", nil, err
	}
	user := User{ZoomEmail: w.ZoomEmail, OAuthToken: w.token(access), UserID: w.UserID, ZoomID: w.ZoomID}
	return asJSON(key, user)
}

func asJSON(key string, value any) (string, []byte, error) {
	bytes, err := json.Marshal(value)
	return key, bytes, err
}
