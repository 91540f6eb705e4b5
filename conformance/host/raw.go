package host

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/rpc"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/hashicorp/yamux"
)

// Raw is a host that holds the bare streams, to send what a sound host never sends.
type Raw struct {
	Hooks   net.Conn    // The stream on which the host calls hooks.
	Control *rpc.Client // The service for ping and quit, on a stream of its own.

	command *exec.Cmd
	session *yamux.Session
	conn    net.Conn
	ended   chan error
}

// StartRaw runs the executable and opens the stream for hooks by hand.
func StartRaw(path string) (*Raw, error) {
	command := exec.Command(path)
	command.Env = append(os.Environ(), Handshake.MagicCookieKey+"="+Handshake.MagicCookieValue)
	out, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	r := &Raw{command: command, ended: make(chan error, 1)}
	if err := r.connect(out); err != nil {
		r.Kill()
		return nil, err
	}
	go func() { r.ended <- command.Wait() }()
	return r, nil
}

func (r *Raw) connect(out io.Reader) error {
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return err
	}
	parts := strings.Split(line, "|")
	if len(parts) < 5 {
		return fmt.Errorf("the handshake line is %q", line)
	}
	if r.conn, err = net.Dial(parts[2], parts[3]); err != nil {
		return err
	}
	if r.session, err = yamux.Client(r.conn, nil); err != nil {
		return err
	}
	streams := make([]net.Conn, 3)
	for i := range streams {
		if streams[i], err = r.session.Open(); err != nil {
			return err
		}
	}
	var id uint32
	r.Control = rpc.NewClient(streams[0])
	if err := r.Control.Call("Dispenser.Dispense", "hooks", &id); err != nil {
		return err
	}
	if r.Hooks, err = r.session.Open(); err != nil {
		return err
	}
	if err := binary.Write(r.Hooks, binary.LittleEndian, id); err != nil {
		return err
	}
	return binary.Read(r.Hooks, binary.LittleEndian, &id)
}

// PID is the plugin's process id.
func (r *Raw) PID() int { return r.command.Process.Pid }

// Disconnect closes the socket.
func (r *Raw) Disconnect() { _ = r.conn.Close() }

// Kill ends the plugin at once.
func (r *Raw) Kill() { _ = r.command.Process.Kill() }

// Ended waits until the process has ended, and tells its exit code.
func (r *Raw) Ended(limit time.Duration) (int, error) {
	select {
	case <-r.ended:
		return r.command.ProcessState.ExitCode(), nil
	case <-time.After(limit):
		return 0, fmt.Errorf("the process still runs after %s", limit)
	}
}
