package host

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/rpc"
	"net/url"
	"sync"
	"time"

	"conformance/wire"
)

// Request is what an HTTP client sends to the plugin.
type Request struct {
	Hook    string // ServeHTTP unless said otherwise.
	Method  string
	Target  string // Path and query, as on the request line.
	URL     *url.URL
	Header  http.Header
	Body    io.Reader // nil sends an empty body, as Mattermost does.
	Context *wire.Context
	NoFlush bool      // The server is too old for Flush.
	Write   io.Writer // Where the response's body goes; nil keeps it in Response.Body.
}

// Response is what the plugin answered.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
	Length int64
	Calls  []string // The calls on the response stream, in order.
}

// HTTP calls ServeHTTP as Mattermost does, and waits for the whole answer.
func (p *Plugin) HTTP(request Request) (*Response, error) {
	exchange := p.BeginHTTP(request)
	return exchange.Wait(60 * time.Second)
}

// Exchange is a request under way.
type Exchange struct {
	call   *rpc.Call
	writer *responseWriter
}

// BeginHTTP calls ServeHTTP without waiting for its answer.
func (p *Plugin) BeginHTTP(request Request) *Exchange {
	args := request.args()
	args.ResponseWriterStream, args.RequestBodyStream = p.broker.NextId(), p.broker.NextId()
	writer := &responseWriter{header: http.Header{}, out: request.Write, wrote: NewOutput()}
	go p.serveResponse(args.ResponseWriterStream, writer, request.NoFlush)
	body := request.Body
	if body == nil {
		body = bytes.NewReader(nil)
	}
	go p.serveBody(args.RequestBodyStream, body)
	if request.Hook == "ServeMetrics" {
		metrics := wire.Z_ServeMetricsArgs(*args)
		return &Exchange{p.Go(request.Hook, &metrics, &struct{}{}), writer}
	}
	return &Exchange{p.Go("ServeHTTP", args, &struct{}{}), writer}
}

func (r Request) args() *wire.Z_ServeHTTPArgs {
	target := r.URL
	if target == nil {
		target, _ = url.ParseRequestURI(r.Target)
	}
	if r.Header == nil {
		r.Header = http.Header{}
	}
	if r.Context == nil {
		r.Context = &wire.Context{RequestId: "request", IPAddress: "192.0.2.1", UserAgent: "conformance"}
	}
	return &wire.Z_ServeHTTPArgs{
		Request: &wire.HTTPRequestSubset{
			Method: r.Method, URL: target, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: r.Header,
			Host: "example.com", RemoteAddr: "192.0.2.1:1234", RequestURI: "/plugins/conformance" + r.Target,
		},
		Context: r.Context,
	}
}

// Wait waits for the whole answer. An error of the call means what it means in Mattermost: 500.
func (e *Exchange) Wait(limit time.Duration) (*Response, error) {
	select {
	case <-e.call.Done:
	case <-time.After(limit):
		return nil, fmt.Errorf("ServeHTTP was not answered within %s", limit)
	}
	response := e.writer.response()
	if e.call.Error != nil {
		response.Status = http.StatusInternalServerError
		return response, e.call.Error
	}
	return response, nil
}

// Flushed stands for a call of Flush among what the plugin wrote.
const Flushed = "\x00flushed"

// Wrote waits until the plugin has written text.
func (e *Exchange) Wrote(text string, limit time.Duration) bool {
	return e.writer.wrote.WaitFor(text, limit)
}

func (p *Plugin) serveResponse(id uint32, writer *responseWriter, noFlush bool) {
	conn, err := p.broker.Accept(id)
	if err != nil {
		return
	}
	server := rpc.NewServer()
	var service any = &flushingWriter{writer}
	if noFlush {
		service = writer
	}
	if err := server.RegisterName("Plugin", service); err != nil {
		panic(err)
	}
	server.ServeConn(conn)
}

// responseWriter is the net/rpc service with which a plugin answers, on servers before Flush.
type responseWriter struct {
	mu     sync.Mutex
	header http.Header
	sent   http.Header // The header as it was when the status went out.
	status int
	body   bytes.Buffer
	length int64
	out    io.Writer
	calls  []string
	wrote  *Output
}

func (w *responseWriter) note(call string) {
	w.calls = append(w.calls, call)
}

func (w *responseWriter) response() *Response {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.start(http.StatusOK)
	return &Response{w.status, w.sent, w.body.Bytes(), w.length, w.calls}
}

// start sends the status if none went out yet.
func (w *responseWriter) start(status int) {
	if w.status == 0 {
		w.status, w.sent = status, w.header.Clone()
	}
}

// Header returns the header map.
func (w *responseWriter) Header(_ struct{}, reply *http.Header) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.note("Header")
	*reply = w.header.Clone()
	return nil
}

// SyncHeader replaces the header map.
func (w *responseWriter) SyncHeader(header http.Header, _ *struct{}) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.note("SyncHeader")
	w.header = header.Clone()
	if w.header == nil {
		w.header = http.Header{}
	}
	return nil
}

// WriteHeader sends the status.
func (w *responseWriter) WriteHeader(status int, _ *struct{}) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.note("WriteHeader")
	if status < 100 || status > 999 {
		return fmt.Errorf("invalid status %d", status)
	}
	w.start(status)
	return nil
}

// Write sends a part of the body.
func (w *responseWriter) Write(part []byte, _ *struct{}) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.note("Write")
	w.start(http.StatusOK)
	w.length += int64(len(part))
	if w.out != nil {
		_, err := w.out.Write(part)
		return err
	}
	w.body.Write(part)
	_, _ = w.wrote.Write(part)
	return nil
}

// flushingWriter is the service of servers that know Flush.
type flushingWriter struct{ *responseWriter }

// Flush sends what is buffered.
func (w *flushingWriter) Flush(struct{}, *struct{}) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.note("Flush")
	w.start(http.StatusOK)
	_, _ = io.WriteString(w.wrote, Flushed)
	return nil
}

// oldServeHTTPArgs is Z_ServeHTTPArgs as in Mattermost 9: the request is a whole http.Request.
type oldServeHTTPArgs struct {
	ResponseWriterStream uint32
	Request              *http.Request
	Context              *wire.Context
	RequestBodyStream    uint32
}

// OldHTTP sends a GET as Mattermost 9 does.
func (p *Plugin) OldHTTP(target string) (*Response, error) {
	parsed, err := url.ParseRequestURI(target)
	if err != nil {
		return nil, err
	}
	args := &oldServeHTTPArgs{
		ResponseWriterStream: p.broker.NextId(), Context: &wire.Context{},
		Request: &http.Request{Method: http.MethodGet, URL: parsed, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
			Header: http.Header{}, Host: "example.com", RequestURI: target},
	}
	writer := &responseWriter{header: http.Header{}, wrote: NewOutput()}
	go p.serveResponse(args.ResponseWriterStream, writer, true)
	exchange := &Exchange{p.Go("ServeHTTP", args, &struct{}{}), writer}
	return exchange.Wait(60 * time.Second)
}
