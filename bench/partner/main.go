// Command partner is the Go plugin that the bench compares ours with: the same hello, on
// hashicorp/go-plugin, as Mattermost's Go library does it.
package main

import (
	"io"
	"net/http"
	"net/rpc"
	"strconv"
	"strings"
	"sync"

	"conformance/guest"
	"conformance/wire"
)

const chunk = 64 * 1024

// hooks is the net/rpc service that the server calls.
type hooks struct {
	server *guest.Server
	api    *rpc.Client
}

// Implemented names the hooks.
func (*hooks) Implemented(_ struct{}, reply *[]string) error {
	*reply = []string{"OnDeactivate", "ExecuteCommand", "ServeHTTP"}
	return nil
}

// OnActivate dials the API and the driver.
func (h *hooks) OnActivate(args *wire.Z_OnActivateArgs, _ *wire.Z_OnActivateReturns) error {
	var err error
	if h.api, err = h.server.Connect(args); err != nil {
		return err
	}
	configuration := &wire.Z_LoadPluginConfigurationArgsReturns{}
	return h.api.Call("Plugin.LoadPluginConfiguration", &wire.Z_LoadPluginConfigurationArgsArgs{}, configuration)
}

// OnDeactivate has nothing to do.
func (*hooks) OnDeactivate(*wire.Z_OnDeactivateArgs, *wire.Z_OnDeactivateReturns) error { return nil }

// ExecuteCommand says hello.
func (*hooks) ExecuteCommand(args *wire.Z_ExecuteCommandArgs, reply *wire.Z_ExecuteCommandReturns) error {
	reply.A = &wire.CommandResponse{ResponseType: "ephemeral", Text: "Hello, " + args.B.UserId}
	return nil
}

// ServeHTTP answers a request over its streams.
func (h *hooks) ServeHTTP(args *wire.Z_ServeHTTPArgs, _ *struct{}) error {
	return h.server.HTTP(args, func(w http.ResponseWriter, body io.Reader) {
		h.route(w, strings.Split(args.Request.URL.Path, "/")[1:], body)
	})
}

func (h *hooks) route(w http.ResponseWriter, path []string, body io.Reader) {
	switch {
	case len(path) == 4 && path[0] == "codec":
		count, _ := strconv.Atoi(path[3])
		content, err := io.ReadAll(body)
		if err == nil {
			err = codec(path[1], path[2], count, content)
		}
		if err != nil {
			w.WriteHeader(http.StatusInternalServerError)
		}
		_, _ = w.Write([]byte("done"))
	case len(path) == 2 && path[0] == "bytes":
		length, _ := strconv.Atoi(path[1])
		for part := make([]byte, chunk); length > 0; length -= len(part) {
			part = part[:min(chunk, length)]
			_, _ = w.Write(part)
		}
	case len(path) == 4 && path[0] == "api":
		count, _ := strconv.Atoi(path[2])
		width, _ := strconv.Atoi(path[3])
		h.calls(path[1], count, width)
		_, _ = w.Write([]byte("done"))
	default:
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusOK)
		_, _ = w.Write([]byte("Hello"))
	}
}

// calls makes API calls, width at a time.
func (h *hooks) calls(method string, count, width int) {
	var group sync.WaitGroup
	for range width {
		group.Go(func() {
			for range count / width {
				h.call(method)
			}
		})
	}
	group.Wait()
}

func (h *hooks) call(method string) {
	var err error
	switch method {
	case "KVGet":
		err = h.api.Call("Plugin.KVGet", &wire.Z_KVGetArgs{A: "key"}, &wire.Z_KVGetReturns{})
	case "GetUser":
		err = h.api.Call("Plugin.GetUser", &wire.Z_GetUserArgs{A: "user"}, &wire.Z_GetUserReturns{})
	}
	if err != nil {
		panic(err)
	}
}

func main() {
	guest.Serve(func(server *guest.Server) any { return &hooks{server: server} })
}
