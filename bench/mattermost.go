package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"conformance/host"
	"conformance/wire"
)

// mattermost holds the posts that the plugin makes, and those that every channel had before.
type mattermost struct {
	mu    sync.Mutex
	posts map[string]*wire.Post
	order []string
}

// serving answers what the plugin asks of a Mattermost in which each channel has had posts in the
// last hour, and whose store holds keys.
func serving(zoom string, posts, keys int) func(*host.API) {
	return func(api *host.API) {
		m := &mattermost{posts: map[string]*wire.Post{}}
		for i := range posts {
			age := time.Hour * time.Duration(posts-i) / time.Duration(posts)
			m.add(wire.Post{UserId: alice, Message: "Hello", CreateAt: time.Now().Add(-age).UnixMilli()})
		}
		for i := range keys {
			api.Set(fmt.Sprintf("zrs_open_9%010d", i), []byte(`{"posts":[]}`))
		}
		m.serve(api)
		people(api, zoom)
	}
}

func (m *mattermost) add(post wire.Post) *wire.Post {
	m.mu.Lock()
	defer m.mu.Unlock()
	post.Id = fmt.Sprintf("post%022d", len(m.order))
	if post.CreateAt == 0 {
		post.CreateAt = time.Now().UnixMilli()
	}
	post.UpdateAt = post.CreateAt
	m.posts[post.Id] = &post
	m.order = append(m.order, post.Id)
	return &post
}

func (m *mattermost) update(post wire.Post) *wire.Post {
	m.mu.Lock()
	defer m.mu.Unlock()
	post.UpdateAt = time.Now().UnixMilli()
	m.posts[post.Id] = &post
	return &post
}

// list gives a channel's newest posts first: at most so many, and none from before a time.
func (m *mattermost) list(channel string, most int, since int64) *wire.PostList {
	m.mu.Lock()
	defer m.mu.Unlock()
	list := &wire.PostList{Posts: map[string]*wire.Post{}}
	for i := len(m.order) - 1; i >= 0 && len(list.Order) < most; i-- {
		post := *m.posts[m.order[i]]
		if post.UpdateAt < since || (post.ChannelId != "" && post.ChannelId != channel) {
			continue
		}
		post.ChannelId = channel
		list.Order = append(list.Order, post.Id)
		list.Posts[post.Id] = &post
	}
	return list
}

func (m *mattermost) serve(api *host.API) {
	api.On("CreatePost", func(args, reply any) {
		reply.(*wire.Z_CreatePostReturns).A = m.add(*args.(*wire.Z_CreatePostArgs).A)
	})
	api.On("UpdatePost", func(args, reply any) {
		reply.(*wire.Z_UpdatePostReturns).A = m.update(*args.(*wire.Z_UpdatePostArgs).A)
	})
	api.On("GetPost", func(args, reply any) {
		m.mu.Lock()
		defer m.mu.Unlock()
		out := reply.(*wire.Z_GetPostReturns)
		if out.A = m.posts[args.(*wire.Z_GetPostArgs).A]; out.A == nil {
			out.B = &wire.AppError{Id: "not_found", Message: "no such post", StatusCode: 404}
		}
	})
	api.On("GetPostsForChannel", func(args, reply any) {
		asked := args.(*wire.Z_GetPostsForChannelArgs)
		reply.(*wire.Z_GetPostsForChannelReturns).A = m.list(asked.A, asked.C, 0)
	})
	api.On("GetPostsSince", func(args, reply any) {
		asked := args.(*wire.Z_GetPostsSinceArgs)
		reply.(*wire.Z_GetPostsSinceReturns).A = m.list(asked.A, 1000, asked.B)
	})
	api.On("KVList", listKeys(api))
	api.On("SendEphemeralPost", func(args, reply any) {
		reply.(*wire.Z_SendEphemeralPostReturns).A = args.(*wire.Z_SendEphemeralPostArgs).B
	})
}

// listKeys answers with the store's keys in their order, which are put into it at the first page.
func listKeys(api *host.API) func(args, reply any) {
	var mu sync.Mutex
	var keys []string
	return func(args, reply any) {
		mu.Lock()
		defer mu.Unlock()
		asked := args.(*wire.Z_KVListArgs)
		if asked.A == 0 {
			keys = api.Keys("")
			slices.Sort(keys)
		}
		from := min(asked.A*asked.B, len(keys))
		reply.(*wire.Z_KVListReturns).A = keys[from:min(from+asked.B, len(keys))]
	}
}

// people answers for alice, the channels, the bot and the settings.
func people(api *host.API, zoom string) {
	settings, _ := json.Marshal(map[string]any{
		"zoomurl": zoom, "zoomapiurl": zoom + "/v2", "oauthclientid": "bench", "oauthclientsecret": "bench-secret",
		"encryptionkey": "0123456789abcdef0123456789abcdef", "webhooksecret": secret, "zoomwebhooksecret": token,
	})
	site := siteURL
	api.Configure(string(settings))
	api.Silence(true)
	api.On("GetConfig", func(_, reply any) {
		reply.(*wire.Z_GetConfigReturns).A = &wire.Config{ServiceSettings: wire.ServiceSettings{SiteURL: &site}}
	})
	api.On("EnsureBotUser", func(_, reply any) { reply.(*wire.Z_EnsureBotUserReturns).A = "botaaaaaaaaaaaaaaaaaaaaaaa" })
	api.On("GetUser", func(_, reply any) {
		reply.(*wire.Z_GetUserReturns).A = &wire.User{Id: alice, Username: "alice", Email: "alice@example.com"}
	})
	api.On("GetChannel", func(args, reply any) {
		reply.(*wire.Z_GetChannelReturns).A = &wire.Channel{Id: args.(*wire.Z_GetChannelArgs).A, Type: "O"}
	})
	api.On("GetDirectChannel", func(_, reply any) {
		reply.(*wire.Z_GetDirectChannelReturns).A = &wire.Channel{Id: "directaaaaaaaaaaaaaaaaaaaa", Type: "D"}
	})
	api.On("GetChannelMember", func(args, reply any) {
		channel := args.(*wire.Z_GetChannelMemberArgs).A
		reply.(*wire.Z_GetChannelMemberReturns).A = &wire.ChannelMember{ChannelId: channel, UserId: alice}
	})
	api.On("HasPermissionToChannel", func(_, reply any) { reply.(*wire.Z_HasPermissionToChannelReturns).A = true })
	api.On("GetPreferenceForUser", func(_, reply any) {
		reply.(*wire.Z_GetPreferenceForUserReturns).B = &wire.AppError{Id: "not_found", Message: "no such preference", StatusCode: 404}
	})
}
