package host

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"time"

	"conformance/wire"
)

// serveBody is Mattermost's io_rpc: the plugin asks for a number of bytes (a signed varint), and
// gets that many as they come, or fewer and the end of the stream.
func (p *Plugin) serveBody(id uint32, body io.Reader) {
	conn, err := p.broker.Accept(id)
	if err != nil {
		return
	}
	defer conn.Close()
	asked := bufio.NewReader(conn)
	buffer := make([]byte, 32*1024)
	for {
		count, err := binary.ReadVarint(asked)
		if err != nil {
			return
		}
		sent, err := io.CopyBuffer(conn, io.LimitReader(body, count), buffer)
		if err != nil || sent < count {
			return
		}
	}
}

// Remote is the other end of io_rpc: it reads from a stream that the plugin offers.
type Remote struct {
	conn net.Conn
	left int64 // How much was asked for and has not come.
}

// Remote dials a stream of the plugin's.
func (p *Plugin) Remote(id uint32) (*Remote, error) {
	conn, err := p.broker.Dial(id)
	return &Remote{conn: conn}, err
}

// Read implements io.Reader.
func (r *Remote) Read(into []byte) (int, error) {
	if r.left == 0 {
		if _, err := r.conn.Write(binary.AppendVarint(nil, int64(len(into)))); err != nil {
			return 0, err
		}
		r.left = int64(len(into))
	}
	n, err := r.conn.Read(into[:min(int64(len(into)), r.left)])
	r.left -= int64(n)
	return n, err
}

// Close ends the stream.
func (r *Remote) Close() error { return r.conn.Close() }

// Open opens a plain stream of bytes to the plugin.
func (p *Plugin) Open(id uint32) (net.Conn, error) { return p.broker.Dial(id) }

// Upload calls FileWillBeUploaded with a file's bytes, copies the replacement to replaced, and
// waits for the reply.
func (p *Plugin) Upload(info *wire.FileInfo, context *wire.Context, file io.Reader, replaced io.Writer) (*wire.Z_FileWillBeUploadedReturns, error) {
	args := &wire.Z_FileWillBeUploadedArgs{
		A: context, B: info, UploadedFileStream: p.broker.NextId(), ReplacementFileStream: p.broker.NextId(),
	}
	go p.serveBody(args.UploadedFileStream, file)
	copied := make(chan error, 1)
	go func() {
		conn, err := p.broker.Accept(args.ReplacementFileStream)
		if err == nil {
			defer conn.Close()
			_, err = io.Copy(replaced, conn)
		}
		copied <- err
	}()
	reply := &wire.Z_FileWillBeUploadedReturns{}
	if err := p.CallWithin(time.Minute, "FileWillBeUploaded", args, reply); err != nil {
		return nil, err
	}
	return reply, <-copied
}
