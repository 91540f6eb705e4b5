// Package host starts a plugin as Mattermost does, on hashicorp/go-plugin, net/rpc and gob.
package host

import (
	"bytes"
	"context"
	"fmt"
	"net/rpc"
	"os"
	"os/exec"
	"sync"
	"time"

	"github.com/hashicorp/go-hclog"
	goplugin "github.com/hashicorp/go-plugin"

	"conformance/wire"
)

// Handshake is Mattermost's.
var Handshake = goplugin.HandshakeConfig{
	ProtocolVersion:  1,
	MagicCookieKey:   "MATTERMOST_PLUGIN",
	MagicCookieValue: "Securely message teams, anywhere.",
}

// hooksPlugin hands out what go-plugin makes for the plugin "hooks".
type hooksPlugin struct{}

type dispensed struct {
	broker *goplugin.MuxBroker
	client *rpc.Client
}

func (hooksPlugin) Server(*goplugin.MuxBroker) (any, error) {
	return nil, fmt.Errorf("the host serves no hooks")
}

func (hooksPlugin) Client(broker *goplugin.MuxBroker, client *rpc.Client) (any, error) {
	return dispensed{broker, client}, nil
}

// Plugin is a running plugin.
type Plugin struct {
	API    *API
	Stdout *Output // What came on the stream for standard output.
	Stderr *Output // What came on the stream for standard error.
	Log    *Output // What the process wrote to its real standard error, and go-plugin's own log.

	command  *exec.Cmd
	client   *goplugin.Client
	protocol goplugin.ClientProtocol
	hooks    *rpc.Client
	broker   *goplugin.MuxBroker
	// dialled is closed when the plugin's API and driver streams are there, in this order.
	dials chan string
}

// Output collects text and wakes those who wait for it.
type Output struct {
	mu      sync.Mutex
	buffer  bytes.Buffer
	changed *sync.Cond
}

// NewOutput makes an empty Output.
func NewOutput() *Output {
	o := &Output{}
	o.changed = sync.NewCond(&o.mu)
	return o
}

// Write implements io.Writer.
func (o *Output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.changed.Broadcast()
	return o.buffer.Write(p)
}

// String is all that came so far.
func (o *Output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buffer.String()
}

// WaitFor waits until the output holds text.
func (o *Output) WaitFor(text string, limit time.Duration) bool {
	late := time.AfterFunc(limit, func() { o.changed.Broadcast() })
	defer late.Stop()
	end := time.Now().Add(limit)
	o.mu.Lock()
	defer o.mu.Unlock()
	for !bytes.Contains(o.buffer.Bytes(), []byte(text)) {
		if !time.Now().Before(end) {
			return false
		}
		o.changed.Wait()
	}
	return true
}

// Start runs the executable and connects to it; it does not activate it.
func Start(path string, environment ...string) (*Plugin, error) {
	p := &Plugin{
		API: NewAPI(), Stdout: NewOutput(), Stderr: NewOutput(), Log: NewOutput(),
		dials: make(chan string, 2),
	}
	p.command = exec.Command(path)
	p.command.Env = append(os.Environ(), environment...)
	p.client = goplugin.NewClient(&goplugin.ClientConfig{
		HandshakeConfig: Handshake,
		Plugins:         goplugin.PluginSet{"hooks": hooksPlugin{}},
		Cmd:             p.command,
		SyncStdout:      p.Stdout,
		SyncStderr:      p.Stderr,
		StartTimeout:    3 * time.Second,
		Logger:          hclog.New(&hclog.LoggerOptions{Level: hclog.Trace, Output: p.Log}),
	})
	var err error
	if p.protocol, err = p.client.Client(); err != nil {
		p.client.Kill()
		return nil, err
	}
	raw, err := p.protocol.Dispense("hooks")
	if err != nil {
		p.client.Kill()
		return nil, err
	}
	d := raw.(dispensed)
	p.hooks, p.broker = d.client, d.broker
	return p, nil
}

// Implemented asks which hooks the plugin has.
func (p *Plugin) Implemented() ([]string, error) {
	var names []string
	err := p.Call("Implemented", struct{}{}, &names)
	return names, err
}

// Activate offers the API and the database driver, and calls OnActivate. The error is the
// connection's; the plugin's own refusal is in the reply.
func (p *Plugin) Activate() (*wire.Z_OnActivateReturns, error) {
	args := &wire.Z_OnActivateArgs{APIMuxId: p.broker.NextId(), DriverMuxId: p.broker.NextId()}
	go p.serve("api", args.APIMuxId, p.API.server())
	go p.serve("driver", args.DriverMuxId, &wire.DriverServer{Handle: p.API.handle})
	reply := &wire.Z_OnActivateReturns{}
	err := p.Call("OnActivate", args, reply)
	return reply, err
}

func (p *Plugin) serve(what string, id uint32, service any) {
	conn, err := p.broker.Accept(id)
	if err != nil {
		p.dials <- what + ": " + err.Error()
		return
	}
	p.dials <- what
	server := rpc.NewServer()
	if err := server.RegisterName("Plugin", service); err != nil {
		panic(err)
	}
	server.ServeCodec(newCodec(conn, p.API))
}

// Dial names the next stream that the plugin dialled.
func (p *Plugin) Dial(limit time.Duration) string {
	select {
	case what := <-p.dials:
		return what
	case <-time.After(limit):
		return "no dial"
	}
}

// Call calls a hook and waits for its reply.
func (p *Plugin) Call(hook string, args, reply any) error {
	return p.hooks.Call("Plugin."+hook, args, reply)
}

// Go calls a hook without waiting.
func (p *Plugin) Go(hook string, args, reply any) *rpc.Call {
	return p.hooks.Go("Plugin."+hook, args, reply, make(chan *rpc.Call, 1))
}

// CallWithin calls a hook and gives up after limit.
func (p *Plugin) CallWithin(limit time.Duration, hook string, args, reply any) error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	select {
	case call := <-p.Go(hook, args, reply).Done:
		return call.Error
	case <-ctx.Done():
		return fmt.Errorf("%s was not answered within %s", hook, limit)
	}
}

// Ping is the health check.
func (p *Plugin) Ping() error { return p.protocol.Ping() }

// PID is the plugin's process id.
func (p *Plugin) PID() int { return p.command.Process.Pid }

// Address is the plugin's socket.
func (p *Plugin) Address() string { return p.client.ReattachConfig().Addr.String() }

// Exited tells whether the process has ended.
func (p *Plugin) Exited() bool { return p.client.Exited() }

// Stop calls OnDeactivate and Quit as Mattermost does, and says how long the process took to end
// and with which code.
func (p *Plugin) Stop() (time.Duration, int, error) {
	err := p.CallWithin(10*time.Second, "OnDeactivate", &wire.Z_OnDeactivateArgs{}, &wire.Z_OnDeactivateReturns{})
	begin := time.Now()
	p.client.Kill()
	code := -1
	if p.command.ProcessState != nil {
		code = p.command.ProcessState.ExitCode()
	}
	return time.Since(begin), code, err
}

// Kill ends the plugin at once.
func (p *Plugin) Kill() { p.client.Kill() }

// Disconnect closes the connection without a word.
func (p *Plugin) Disconnect() { _ = p.broker.Close() }
