// Command partner is the Go plugin that the bench compares ours with: the same hello, on
// hashicorp/go-plugin, as Mattermost's Go library does it.
package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"net/rpc"
	"strconv"
	"strings"
	"sync"

	goplugin "github.com/hashicorp/go-plugin"

	"conformance/wire"
)

const chunk = 64 * 1024

// hooks is the net/rpc service that the server calls.
type hooks struct {
	broker *goplugin.MuxBroker
	api    *rpc.Client
}

// Implemented names the hooks.
func (*hooks) Implemented(_ struct{}, reply *[]string) error {
	*reply = []string{"OnDeactivate", "ExecuteCommand", "ServeHTTP"}
	return nil
}

// OnActivate dials the API and the driver.
func (h *hooks) OnActivate(args *wire.Z_OnActivateArgs, _ *wire.Z_OnActivateReturns) error {
	api, err := h.broker.Dial(args.APIMuxId)
	if err != nil {
		return err
	}
	h.api = rpc.NewClient(api)
	driver, err := h.broker.Dial(args.DriverMuxId)
	if err != nil {
		return err
	}
	_ = rpc.NewClient(driver)
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
	conn, err := h.broker.Dial(args.ResponseWriterStream)
	if err != nil {
		return err
	}
	w := &writer{client: rpc.NewClient(conn)}
	defer w.client.Close()
	body := io.ReadWriteCloser(nil)
	if args.RequestBodyStream != 0 {
		if body, err = h.broker.Dial(args.RequestBodyStream); err != nil {
			return err
		}
		defer body.Close()
	}
	h.route(w, strings.Split(args.Request.URL.Path, "/")[1:], &remote{body})
	return nil
}

// remote reads a body as Mattermost's io_rpc.go does: it asks for as much as there is room for.
type remote struct{ conn io.ReadWriteCloser }

func (r *remote) Read(into []byte) (int, error) {
	if _, err := r.conn.Write(binary.AppendVarint(nil, int64(len(into)))); err != nil {
		return 0, err
	}
	return r.conn.Read(into)
}

func (h *hooks) route(w *writer, path []string, body io.Reader) {
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

// writer is Mattermost's http.ResponseWriter for plugins: every write is a call, with the header
// before it.
type writer struct {
	client *rpc.Client
	header http.Header
}

func (w *writer) Header() http.Header {
	if w.header == nil {
		_ = w.client.Call("Plugin.Header", struct{}{}, &w.header)
		if w.header == nil {
			w.header = http.Header{}
		}
	}
	return w.header
}

func (w *writer) Write(part []byte) (int, error) {
	if err := w.client.Call("Plugin.SyncHeader", w.Header(), nil); err != nil {
		return 0, err
	}
	return len(part), w.client.Call("Plugin.Write", part, nil)
}

func (w *writer) WriteHeader(status int) {
	_ = w.client.Call("Plugin.SyncHeader", w.Header(), nil)
	_ = w.client.Call("Plugin.WriteHeader", status, nil)
}

type plugin struct{}

func (plugin) Server(broker *goplugin.MuxBroker) (any, error) { return &hooks{broker: broker}, nil }

func (plugin) Client(*goplugin.MuxBroker, *rpc.Client) (any, error) {
	return nil, fmt.Errorf("this is the plugin's side")
}

func main() {
	goplugin.Serve(&goplugin.ServeConfig{
		HandshakeConfig: goplugin.HandshakeConfig{
			ProtocolVersion: 1, MagicCookieKey: "MATTERMOST_PLUGIN", MagicCookieValue: "Securely message teams, anywhere.",
		},
		Plugins: goplugin.PluginSet{"hooks": plugin{}},
	})
}
