// Package guest is the plugin's side of the protocol, for plugins in Go: what Mattermost's Go
// library does on hashicorp/go-plugin, as far as our own Go plugins need it.
package guest

import (
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"net/rpc"

	goplugin "github.com/hashicorp/go-plugin"

	"conformance/wire"
)

// Server is the Mattermost that started the plugin.
type Server struct{ broker *goplugin.MuxBroker }

// Serve runs a plugin until its server ends it. The methods of what hooks makes are the hooks.
func Serve(hooks func(*Server) any) {
	goplugin.Serve(&goplugin.ServeConfig{
		HandshakeConfig: goplugin.HandshakeConfig{
			ProtocolVersion: 1, MagicCookieKey: "MATTERMOST_PLUGIN", MagicCookieValue: "Securely message teams, anywhere.",
		},
		Plugins: goplugin.PluginSet{"hooks": plugin{hooks}},
	})
}

type plugin struct{ hooks func(*Server) any }

func (p plugin) Server(broker *goplugin.MuxBroker) (any, error) {
	return p.hooks(&Server{broker}), nil
}

func (plugin) Client(*goplugin.MuxBroker, *rpc.Client) (any, error) {
	return nil, fmt.Errorf("this is the plugin's side")
}

// Connect dials the API and the database driver, as the hook OnActivate is to.
func (s *Server) Connect(args *wire.Z_OnActivateArgs) (api *rpc.Client, err error) {
	if api, err = s.dial(args.APIMuxId); err == nil {
		_, err = s.dial(args.DriverMuxId)
	}
	return api, err
}

func (s *Server) dial(id uint32) (*rpc.Client, error) {
	conn, err := s.broker.Dial(id)
	if err != nil {
		return nil, err
	}
	return rpc.NewClient(conn), nil
}

// HTTP carries the hook ServeHTTP out: it opens the streams and calls serve.
func (s *Server) HTTP(args *wire.Z_ServeHTTPArgs, serve func(w http.ResponseWriter, body io.Reader)) error {
	client, err := s.dial(args.ResponseWriterStream)
	if err != nil {
		return err
	}
	defer client.Close()
	body := io.ReadWriteCloser(nil)
	if args.RequestBodyStream != 0 {
		if body, err = s.broker.Dial(args.RequestBodyStream); err != nil {
			return err
		}
		defer body.Close()
	}
	serve(&writer{client: client}, &remote{conn: body})
	return nil
}

// remote reads a body as Mattermost's io_rpc.go does: it asks for as much as there is room for.
type remote struct {
	conn io.ReadWriteCloser
	left int // How much was asked for and has not come.
}

func (r *remote) Read(into []byte) (int, error) {
	if r.conn == nil {
		return 0, io.EOF
	}
	if r.left == 0 {
		if _, err := r.conn.Write(binary.AppendVarint(nil, int64(len(into)))); err != nil {
			return 0, err
		}
		r.left = len(into)
	}
	n, err := r.conn.Read(into[:min(r.left, len(into))])
	r.left -= n
	return n, err
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
