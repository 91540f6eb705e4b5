package main

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
)

// Row is one key of the store.
type Row struct {
	Key           string `json:"key"`
	Hex           string `json:"value_hex"`
	EncryptionKey string `json:"encryption_key"`
}

// Sight is what the plugin makes of a row.
type Sight struct {
	Key string `json:"key"`
	// Kind is what the key is taken for; empty where the plugin has no such key.
	Kind string `json:"kind"`
	// Crashes is the panic that the plugin ends with.
	Crashes string `json:"crashes,omitempty"`
	// Error is what it logs and lives on with.
	Error string `json:"error,omitempty"`
	// Connected says that it takes the person, or the account, for connected.
	Connected bool `json:"connected"`
	// Value is what it reads.
	Value any `json:"value,omitempty"`
}

func look(row Row) (sight Sight) {
	sight.Key = row.Key
	defer func() {
		if panicked := recover(); panicked != nil {
			sight.Crashes = fmt.Sprint(panicked)
		}
	}()
	value, err := hex.DecodeString(row.Hex)
	if err == nil {
		err = sight.read(row, value)
	}
	if err != nil {
		sight.Error = err.Error()
	}
	return sight
}

func (s *Sight) read(row Row, value []byte) error {
	switch {
	case row.Key == superUserKey:
		return s.superUser(value)
	case strings.HasPrefix(row.Key, userPrefix), strings.HasPrefix(row.Key, zoomUserPrefix):
		return s.user(row, value)
	case strings.HasPrefix(row.Key, statePrefix):
		return s.state(string(value))
	case strings.HasPrefix(row.Key, postPrefix):
		s.Kind, s.Value = "post", string(value)
		return nil
	case strings.HasPrefix(row.Key, channelPrefix):
		return s.json("channel", value, new(Channel))
	case strings.HasPrefix(row.Key, subscriptionsPrefix):
		return s.json("subscriptions", value, new(Subscriptions))
	case row.Key == channelSettingsKey:
		return s.json("channel settings", value, new(map[string]ChannelSetting))
	case strings.HasPrefix(row.Key, preferencePrefix):
		return s.json("preference", value, new(string))
	}
	return nil
}

func (s *Sight) json(kind string, value []byte, into any) error {
	s.Kind, s.Value = kind, into
	return json.Unmarshal(value, into)
}

func (s *Sight) superUser(value []byte) error {
	token := new(Token)
	if err := s.json("super user", value, token); err != nil {
		return err
	}
	s.Connected = true
	return nil
}

// user reads a connection. One that the plugin can read it takes for a connection, and refuses to
// connect the person anew.
func (s *Sight) user(row Row, value []byte) error {
	user := new(User)
	if err := s.json("user", value, user); err != nil {
		return err
	}
	token, err := decrypt([]byte(row.EncryptionKey), user.OAuthToken.AccessToken)
	if err != nil {
		return err
	}
	user.OAuthToken.AccessToken = token
	s.Connected = true
	return nil
}

func (s *Sight) state(text string) error {
	s.Kind = "state"
	parts := strings.Split(text, "_")
	if len(parts) != 4 {
		return fmt.Errorf("invalid state with %d parts", len(parts))
	}
	s.Value = map[string]string{"user_id": parts[1], "channel_id": parts[2], "only_connect": parts[3]}
	return nil
}
