package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"conformance/host"
	"conformance/value"
)

// abortedBody fails in the middle, as the body of a client that goes away.
type abortedBody struct{ left int }

func (b *abortedBody) Read(into []byte) (int, error) {
	if b.left == 0 {
		return 0, io.ErrUnexpectedEOF
	}
	n := min(b.left, len(into))
	b.left -= n
	return n, nil
}

func abortedUpload(p *host.Plugin) error {
	r, err := p.HTTP(host.Request{
		Method: http.MethodPost, Target: "/count", Body: &abortedBody{70000},
		Header: http.Header{"Content-Length": {"100000"}},
	})
	if err != nil {
		return err
	}
	return cutShort(r, 70000)
}

// cutShort fails unless the handler got so many bytes, and an error behind them.
func cutShort(r *host.Response, count int) error {
	seen, err := value.Parse(r.Body)
	if err != nil {
		return err
	}
	object := seen.(map[string]any)
	if object["error"] == nil {
		return fmt.Errorf("the handler took it for whole: %s", r.Body)
	}
	return want("count", fmt.Sprint(object["count"]), strconv.Itoa(count))
}

// stalledBody waits in the middle, as the body of a client that is there and sends nothing more.
type stalledBody struct {
	abortedBody
	stalls, gone chan struct{}
}

func (b *stalledBody) Read(into []byte) (int, error) {
	if b.left == 0 {
		b.stalls <- struct{}{}
		<-b.gone
	}
	return b.abortedBody.Read(into)
}

// stalledUpload has more uploads stand still than there are hooks at once; all else goes on.
func stalledUpload(p *host.Plugin) error {
	const count = 32
	stalls, gone := make(chan struct{}, count), make(chan struct{})
	var uploads []*host.Exchange
	for range count {
		uploads = append(uploads, p.BeginHTTP(host.Request{
			Method: http.MethodPost, Target: "/count", Body: &stalledBody{abortedBody{70000}, stalls, gone},
			Header: http.Header{"Content-Length": {"100000"}},
		}))
	}
	for range count {
		select {
		case <-stalls:
		case <-time.After(limit):
			return errors.New("an upload was not read as far as it came")
		}
	}
	after, err := get(p, "/status/200", nil)
	if err := first(err, want("another request", after.Status, 200), hookRoundTrip(p, "ExecuteCommand", true)); err != nil {
		return err
	}
	close(gone)
	for _, upload := range uploads {
		r, err := upload.Wait(limit)
		if err != nil {
			return err
		}
		if err := cutShort(r, 70000); err != nil {
			return err
		}
	}
	return nil
}
