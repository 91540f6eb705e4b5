package main

import (
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"conformance/host"
	"conformance/value"
	"conformance/wire"
)

// limit is how long an answer may take on a busy machine.
const limit = 10 * time.Second

func serveHTTP(s *suite) {
	s.group("HTTP", func(p *host.Plugin) {
		s.check("HTTP: status and headers, a header twice", func() error { return statusAndHeaders(p) })
		s.check("HTTP: header before status before body on the response stream", func() error { return writeOrder(p) })
		s.check("HTTP: 204 without a body, 404 from the router", func() error { return plainStatuses(p) })
		s.check("HTTP: an empty 200 is the server's own, without a call", func() error { return emptyAnswer(p) })
		s.check("HTTP: a short body that announces its length", func() error { return shortBody(p) })
		s.check("HTTP: UserId is refused with 401 without the server's header", func() error { return userID(p) })
		s.check("HTTP: the request's Context", func() error { return requestContext(p) })
		s.check("HTTP: Flush sends the first part at once", func() error { return flushes(p, false) })
		s.check("HTTP: a server that does not know Flush", func() error { return flushes(p, true) })
		s.check("HTTP: bytes that are not UTF-8 in header, path and query", func() error { return rawBytes(p) })
		s.check("HTTP: a client that aborts its upload", func() error { return abortedUpload(p) })
		s.check("HTTP: a client that stops in the middle of its upload", func() error { return stalledUpload(p) })
		s.check("HTTP: headers too large, and too many", func() error { return tooLarge(p) })
		s.check("HTTP: 9.x's full http.Request", func() error { return oldRequest(p) })
	})
}

func get(p *host.Plugin, target string, header http.Header) (*host.Response, error) {
	return p.HTTP(host.Request{Method: http.MethodGet, Target: target, Header: header})
}

func statusAndHeaders(p *host.Plugin) error {
	for _, code := range []int{200, 201, 404, 500, 501} {
		r, err := get(p, "/status/"+strconv.Itoa(code), nil)
		if err != nil {
			return err
		}
		err = first(want("status", r.Status, code), want("body", string(r.Body), fmt.Sprintf("status %d", code)),
			want("X-One", r.Header.Get("X-One"), "1"), want("cookies", strings.Join(r.Header["Set-Cookie"], " "), "a=1 b=2"))
		if err != nil {
			return err
		}
	}
	return nil
}

func writeOrder(p *host.Plugin) error {
	r, err := get(p, "/status/201", nil)
	if err != nil {
		return err
	}
	order := []int{slices.Index(r.Calls, "SyncHeader"), slices.Index(r.Calls, "WriteHeader"), slices.Index(r.Calls, "Write")}
	if order[0] < 0 || order[1] < 0 || order[2] < 0 || !slices.IsSorted(order) {
		return fmt.Errorf("the calls were %v", r.Calls)
	}
	return nil
}

func plainStatuses(p *host.Plugin) error {
	empty, err := p.HTTP(host.Request{Method: http.MethodPost, Target: "/log/debug"})
	if err != nil {
		return err
	}
	method, err := p.HTTP(host.Request{Method: http.MethodDelete, Target: "/status/200"})
	if err != nil {
		return err
	}
	return first(want("status", empty.Status, 204), want("length", empty.Length, 0), want("wrong method", method.Status, 405))
}

func emptyAnswer(p *host.Plugin) error {
	r, err := get(p, "/empty", nil)
	if err != nil {
		return err
	}
	return first(want("status", r.Status, 200), want("length", r.Length, 0), want("calls", len(r.Calls), 0))
}

func shortBody(p *host.Plugin) error {
	for _, body := range []string{"", "x", strings.Repeat("long", 16*1024)} {
		r, err := p.HTTP(host.Request{
			Method: http.MethodPost, Target: "/echo", Body: strings.NewReader(body),
			Header: http.Header{"Content-Length": {strconv.Itoa(len(body))}},
		})
		if err != nil {
			return err
		}
		if err := first(want("status", r.Status, 200), want("body", string(r.Body) == body, true)); err != nil {
			return err
		}
	}
	return nil
}

func userID(p *host.Plugin) error {
	without, err := get(p, "/user", nil)
	if err != nil {
		return err
	}
	with, err := get(p, "/user", http.Header{"Mattermost-User-Id": {"alice"}})
	if err != nil {
		return err
	}
	return first(want("without", without.Status, 401), want("with", with.Status, 200), want("user", string(with.Body), "alice"))
}

func requestContext(p *host.Plugin) error {
	context := &wire.Context{}
	value.Fill(context)
	r, err := p.HTTP(host.Request{Method: http.MethodGet, Target: "/context", Context: context})
	if err != nil {
		return err
	}
	seen, err := value.Parse(r.Body)
	if err != nil {
		return err
	}
	if difference := value.Difference(value.Canonical(context), seen); difference != "" {
		return errors.New(difference)
	}
	return nil
}

func flushes(p *host.Plugin, noFlush bool) error {
	exchange := p.BeginHTTP(host.Request{Method: http.MethodGet, Target: "/flush", NoFlush: noFlush})
	first := "first"
	if !noFlush {
		first += host.Flushed
	}
	arrived := exchange.Wrote(first, limit)
	if _, err := p.HTTP(host.Request{Method: http.MethodPost, Target: "/release"}); err != nil {
		return err
	}
	r, err := exchange.Wait(limit)
	if err != nil {
		return err
	}
	if !arrived {
		return fmt.Errorf("the first part came only with the second: %v", r.Calls)
	}
	return want("body", string(r.Body), "firstsecond")
}

func rawBytes(p *host.Plugin) error {
	bytes := "a\xff\xfe\x80b"
	target := &url.URL{Path: "/" + bytes, RawQuery: "q=" + bytes}
	r, err := p.HTTP(host.Request{
		Method: http.MethodGet, URL: target, Target: "/" + bytes + "?q=" + bytes,
		Header: http.Header{"X-Raw": {bytes}, "X-\xffName": {"refused by no one"}},
	})
	if err != nil {
		return err
	}
	if err := want("status", r.Status, 200); err != nil {
		return err
	}
	seen, err := value.Parse(r.Body)
	if err != nil {
		return err
	}
	object := seen.(map[string]any)
	path, _ := hex.DecodeString(fmt.Sprint(object["path"]))
	query, _ := hex.DecodeString(fmt.Sprint(object["query"]))
	plainPath, err := url.PathUnescape(string(path))
	if err != nil {
		return err
	}
	plainQuery, err := url.QueryUnescape(string(query))
	if err != nil {
		return err
	}
	if err := first(want("header", fmt.Sprint(object["header"]), hex.EncodeToString([]byte(bytes))),
		want("path", plainPath, "/"+bytes), want("query", plainQuery, "q="+bytes)); err != nil {
		return err
	}
	_, err = get(p, "/status/200", nil)
	return err
}

// tooLarge sends what Go's HTTP server may let through: its limit is on the bytes of all headers.
func tooLarge(p *host.Plugin) error {
	p.API.Forget()
	long, err := get(p, "/status/200", http.Header{"X-Long": {strings.Repeat("x", 4<<20)}})
	if err := first(err, want("one of 4 MB", long.Status, 200)); err != nil {
		return err
	}
	// 1000 are many and no fault, and so is one header with many values.
	for count, status := range map[int]int{1000: 200, 20000: 431, 40000: 431} {
		many := http.Header{}
		for i := range count {
			many.Set(fmt.Sprintf("X-Header-%d", i), "v")
			many.Add("X-Same", "v")
		}
		lots, err := get(p, "/status/200", many)
		if err := first(err, want(fmt.Sprintf("%d headers", count), lots.Status, status)); err != nil {
			return err
		}
	}
	after, err := get(p, "/status/200", nil)
	return first(err, want("the next request", after.Status, 200), notLogged(p, "panic"))
}

// oldRequest sends the argument of Mattermost 9: a whole http.Request, with more fields.
func oldRequest(p *host.Plugin) error {
	r, err := p.OldHTTP("/status/202")
	return first(err, want("status", r.Status, 202))
}

func concurrency(s *suite) {
	s.group("concurrency", func(p *host.Plugin) {
		s.check("concurrency: 16 hooks at once, all under way before one ends", func() error { return hooksAtOnce(p) })
		s.check("concurrency: 16 requests at once", func() error { return requestsAtOnce(p) })
		s.check("concurrency: a hook runs while an API call of another waits", func() error { return reentrant(p) })
		s.check("concurrency: 2000 hooks, 64 at a time", func() error { return manyHooks(p) })
	})
}

// hooksAtOnce holds back the API call that each hook makes until all sixteen are there.
func hooksAtOnce(p *host.Plugin) error {
	const count = 16
	var arrived sync.WaitGroup
	arrived.Add(count)
	p.API.On("KVSet", func(_, _ any) {
		arrived.Done()
		arrived.Wait()
	})
	defer p.API.On("KVSet", nil)
	errs := make(chan error, count)
	for range count {
		go func() {
			errs <- p.CallWithin(limit, "MessageHasBeenPosted", &wire.Z_MessageHasBeenPostedArgs{B: &wire.Post{Id: "x"}},
				&wire.Z_MessageHasBeenPostedReturns{})
		}()
	}
	for range count {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

func requestsAtOnce(p *host.Plugin) error {
	errs := make(chan error, 16)
	for i := range 16 {
		go func() {
			size := int64(100_000 + i)
			r, err := get(p, fmt.Sprintf("/bytes/%d", size), nil)
			if err == nil {
				err = want("length", r.Length, size)
			}
			errs <- err
		}()
	}
	for range 16 {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

// reentrant does what Mattermost does in CreatePost: it calls MessageWillBePosted before the API
// call is answered.
func reentrant(p *host.Plugin) error {
	var inner error
	p.API.On("CreatePost", func(args, reply any) {
		post := args.(*wire.Z_CreatePostArgs).A
		inner = p.CallWithin(limit, "MessageWillBePosted", &wire.Z_MessageWillBePostedArgs{A: &wire.Context{}, B: post},
			&wire.Z_MessageWillBePostedReturns{})
		reply.(*wire.Z_CreatePostReturns).A = post
	})
	defer p.API.On("CreatePost", nil)
	answer, err := callAPI(p, "CreatePost", map[string]any{"A": map[string]any{"Message": "hello"}})
	return first(err, inner, want("answer", value.Text(answer), `{"A":{"Message":"hello"}}`))
}

func manyHooks(p *host.Plugin) error {
	const count, width = 2000, 64
	errs := make(chan error, width)
	for range width {
		go func() {
			for range count / width {
				reply := &wire.Z_ExecuteCommandReturns{}
				if err := p.CallWithin(limit, "ExecuteCommand", &wire.Z_ExecuteCommandArgs{B: &wire.CommandArgs{Command: "/x"}}, reply); err != nil {
					errs <- err
					return
				}
			}
			errs <- nil
		}()
	}
	for range width {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

func panics(s *suite) {
	s.group("panics", func(p *host.Plugin) {
		s.check("panic in a hook with an error result: answered with an error, and logged", func() error {
			p.API.Set("reply/ExecuteCommand", []byte(`{"panic":true}`))
			defer p.API.Set("reply/ExecuteCommand", nil)
			reply := &wire.Z_ExecuteCommandReturns{}
			if err := p.CallWithin(limit, "ExecuteCommand", &wire.Z_ExecuteCommandArgs{}, reply); err != nil {
				return err
			}
			if reply.B == nil {
				return errors.New("no error was answered")
			}
			return logged(p, "panic")
		})
		s.check("panic in a hook without an error result: the call fails, and is logged", func() error {
			p.API.Forget()
			p.API.Set("reply/MessageHasBeenPosted", []byte(`{"panic":true}`))
			defer p.API.Set("reply/MessageHasBeenPosted", nil)
			err := p.CallWithin(limit, "MessageHasBeenPosted", &wire.Z_MessageHasBeenPostedArgs{}, &wire.Z_MessageHasBeenPostedReturns{})
			if err == nil {
				return errors.New("the call succeeded")
			}
			return first(logged(p, "panic"), hookRoundTrip(p, "MessageHasBeenPosted", true))
		})
		s.check("panic in an HTTP handler: 500, and logged", func() error {
			p.API.Forget()
			r, err := get(p, "/panic", nil)
			if r == nil {
				return err
			}
			after, err := get(p, "/status/200", nil)
			return first(err, want("status", r.Status, 500), want("the next request", after.Status, 200), logged(p, "panic"))
		})
	})
}

// notLogged fails when an error of that kind is in Mattermost's log by now.
func notLogged(p *host.Plugin, text string) error {
	if slices.ContainsFunc(p.API.Calls(), func(c host.Call) bool { return isError(c, text) }) {
		return fmt.Errorf("%q is in Mattermost's log", text)
	}
	return nil
}

// isError tells whether a call logs an error with this text.
func isError(c host.Call, text string) bool {
	line, fields := logArgs(c.Args)
	return c.Method == "LogError" && strings.Contains(line+fmt.Sprint(fields), text)
}

// logged waits for an error in Mattermost's log.
func logged(p *host.Plugin, text string) error {
	if p.API.WaitFor(limit, func(calls []host.Call) bool {
		return slices.ContainsFunc(calls, func(c host.Call) bool { return isError(c, text) })
	}) {
		return nil
	}
	return errors.New("nothing about it in Mattermost's log")
}
