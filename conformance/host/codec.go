package host

import (
	"bufio"
	"encoding/gob"
	"io"
	"net/rpc"
	"strings"
	"sync"
)

// codec is net/rpc's gob codec with two handles for bad hosts: a method can be hidden, as on an
// older server, and a reply can be replaced by one of other types.
type codec struct {
	conn    io.ReadWriteCloser
	decoder *gob.Decoder
	encoder *gob.Encoder
	buffer  *bufio.Writer
	api     *API
	close   sync.Once
}

const hidden = "IsNotThere"

func newCodec(conn io.ReadWriteCloser, api *API) *codec {
	buffer := bufio.NewWriter(conn)
	return &codec{conn: conn, decoder: gob.NewDecoder(conn), encoder: gob.NewEncoder(buffer), buffer: buffer, api: api}
}

func (c *codec) ReadRequestHeader(request *rpc.Request) error {
	err := c.decoder.Decode(request)
	if err == nil && c.api.isHidden(strings.TrimPrefix(request.ServiceMethod, "Plugin.")) {
		request.ServiceMethod += hidden
	}
	return err
}

func (c *codec) ReadRequestBody(body any) error { return c.decoder.Decode(body) }

func (c *codec) WriteResponse(response *rpc.Response, body any) error {
	response.ServiceMethod = strings.TrimSuffix(response.ServiceMethod, hidden)
	response.Error = strings.TrimSuffix(response.Error, hidden)
	if other, ok := c.api.replacement(strings.TrimPrefix(response.ServiceMethod, "Plugin.")); ok {
		body = other
	}
	if err := c.encoder.Encode(response); err != nil {
		return c.fail(err)
	}
	if err := c.encoder.Encode(body); err != nil {
		return c.fail(err)
	}
	return c.buffer.Flush()
}

// fail ends the connection as net/rpc does when it cannot encode.
func (c *codec) fail(err error) error {
	_ = c.Close()
	return err
}

func (c *codec) Close() error {
	var err error
	c.close.Do(func() { err = c.conn.Close() })
	return err
}
