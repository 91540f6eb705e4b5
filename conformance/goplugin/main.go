// Command goplugin is a plugin in Go, on hashicorp/go-plugin: it counts in the key-value store, by
// a command and over HTTP, and hears of posts. The dev server is tried with it.
package main

import (
	"fmt"
	"io"
	"net/http"
	"net/rpc"
	"os"
	"strconv"
	"strings"
	"time"

	"conformance/guest"
	"conformance/wire"
)

// limit is how long a request for the next post waits.
const limit = 10 * time.Second

type hooks struct {
	server *guest.Server
	api    *rpc.Client
	posted chan string // What posts said.
}

// Implemented names the hooks.
func (*hooks) Implemented(_ struct{}, reply *[]string) error {
	*reply = []string{"OnActivate", "OnDeactivate", "ExecuteCommand", "MessageHasBeenPosted", "ServeHTTP"}
	return nil
}

// OnActivate registers the command.
func (h *hooks) OnActivate(args *wire.Z_OnActivateArgs, reply *wire.Z_OnActivateReturns) error {
	var err error
	if h.api, err = h.server.Connect(args); err != nil {
		return err
	}
	registered := &wire.Z_RegisterCommandReturns{}
	command := &wire.Command{Trigger: "count", AutoComplete: true, AutoCompleteDesc: "Counts."}
	err = h.api.Call("Plugin.RegisterCommand", &wire.Z_RegisterCommandArgs{A: command}, registered)
	reply.A = registered.A
	return err
}

// OnDeactivate has nothing to do.
func (*hooks) OnDeactivate(*wire.Z_OnDeactivateArgs, *wire.Z_OnDeactivateReturns) error { return nil }

// ExecuteCommand counts up, and says which process did.
func (h *hooks) ExecuteCommand(_ *wire.Z_ExecuteCommandArgs, reply *wire.Z_ExecuteCommandReturns) error {
	count, err := h.countUp()
	reply.A = &wire.CommandResponse{ResponseType: "ephemeral", Text: fmt.Sprintf("%d in process %d", count, os.Getpid())}
	return err
}

// MessageHasBeenPosted tells those who wait for it.
func (h *hooks) MessageHasBeenPosted(args *wire.Z_MessageHasBeenPostedArgs, _ *wire.Z_MessageHasBeenPostedReturns) error {
	if strings.HasPrefix(args.B.Message, "heard? ") {
		h.posted <- args.B.Message
	}
	return nil
}

// ServeHTTP answers /count with the number, /posted with the next post, and others with their body.
func (h *hooks) ServeHTTP(args *wire.Z_ServeHTTPArgs, _ *struct{}) error {
	return h.server.HTTP(args, func(w http.ResponseWriter, body io.Reader) {
		w.Header().Set("X-User", args.Request.Header.Get("Mattermost-User-Id"))
		switch args.Request.URL.Path {
		case "/count":
			count, _ := h.count()
			_, _ = fmt.Fprint(w, count)
		case "/posted":
			select {
			case message := <-h.posted:
				_, _ = io.WriteString(w, message)
			case <-time.After(limit):
				w.WriteHeader(http.StatusGatewayTimeout)
			}
		default:
			w.WriteHeader(http.StatusCreated)
			_, _ = io.Copy(w, body)
		}
	})
}

func (h *hooks) count() (int, error) {
	reply := &wire.Z_KVGetReturns{}
	if err := h.api.Call("Plugin.KVGet", &wire.Z_KVGetArgs{A: "count"}, reply); err != nil {
		return 0, err
	}
	if reply.B != nil || reply.A == nil {
		return 0, nil
	}
	return strconv.Atoi(string(reply.A))
}

func (h *hooks) countUp() (int, error) {
	count, err := h.count()
	if err != nil {
		return 0, err
	}
	value := strconv.AppendInt(nil, int64(count+1), 10)
	reply := &wire.Z_KVSetReturns{}
	if err := h.api.Call("Plugin.KVSet", &wire.Z_KVSetArgs{A: "count", B: value}, reply); err != nil {
		return 0, err
	}
	if reply.A != nil {
		return 0, reply.A
	}
	return count + 1, nil
}

func main() {
	guest.Serve(func(server *guest.Server) any {
		return &hooks{server: server, posted: make(chan string, 1)}
	})
}
