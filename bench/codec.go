package main

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"net/http"

	"conformance/host"
	"conformance/value"
	"conformance/wire"
)

// codecs are the values that a plugin encodes and decodes again and again, as on a stream where
// their types are known already.
func codecs() []load {
	post, config, command := &wire.Post{}, &wire.Config{}, &wire.CommandArgs{}
	for _, into := range []any{post, config, command} {
		value.Fill(into)
	}
	request := &wire.HTTPRequestSubset{
		Method: "POST", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Host: "mattermost.example",
		RemoteAddr: "192.0.2.1:1234", RequestURI: "/plugins/com.example.hello/api/v1/things?page=2", Header: http.Header{},
	}
	for i := range 14 {
		request.Header.Set(fmt.Sprintf("X-Header-%d", i), "a value as long as many of them are")
	}
	list := &wire.PostList{Posts: map[string]*wire.Post{}}
	for i := range 60 {
		one := *post
		one.Id = fmt.Sprintf("post%022d", i)
		list.Order, list.Posts[one.Id] = append(list.Order, one.Id), &one
	}
	var out []load
	for _, c := range []struct {
		name  string
		value any
		count int
	}{
		{"Post", post, 20000}, {"PostList", list, 400}, {"Config", config, 4000}, {"CommandArgs", command, 50000}, {"Request", request, 50000},
	} {
		for _, direction := range []string{"encode", "decode"} {
			name := fmt.Sprintf("%s %s", direction, c.name)
			out = append(out, load{name, c.count, 1, codec(direction, c.name, c.count, c.value), true})
		}
	}
	return out
}

// codec has the plugin encode or decode a value so many times.
func codec(direction, name string, count int, v any) func(*host.Plugin) error {
	var encoded bytes.Buffer
	err := gob.NewEncoder(&encoded).Encode(v)
	target := fmt.Sprintf("/codec/%s/%s/%d", direction, name, count)
	return func(p *host.Plugin) error {
		r, httpErr := p.HTTP(host.Request{Method: http.MethodPost, Target: target, Body: bytes.NewReader(encoded.Bytes())})
		switch {
		case err != nil:
			return err
		case httpErr != nil:
			return httpErr
		case r.Status != http.StatusOK:
			return fmt.Errorf("%s was answered with %d: %s", target, r.Status, r.Body)
		}
		return nil
	}
}
