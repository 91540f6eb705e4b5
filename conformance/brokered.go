package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"conformance/host"
	"conformance/value"
	"conformance/wire"
)

// brokered checks the calls that carry streams of their own, ServeHTTP aside.
func brokered(s *suite) {
	s.group("brokered streams", func(p *host.Plugin) {
		s.check("hook ServeMetrics: filled", func() error { return metrics(p) })
		s.check("hook ServeMetrics: zero values", func() error { return noMetrics(p) })
		s.check("hook FileWillBeUploaded: filled", func() error { return filledUpload(p) })
		s.check("hook FileWillBeUploaded: zero values", func() error { return emptyUpload(p) })
		s.check("hook FileWillBeUploaded: refuses a file", func() error { return refusedUpload(p) })
		s.check("hook FileWillBeUploaded: errors", func() error { return failedUpload(p) })
		s.check("API UploadData: filled", func() error { return uploadData(p, true) })
		s.check("API UploadData: zero values", func() error { return uploadData(p, false) })
		s.check("API UploadData: errors", func() error { return brokeredErrors(p, "UploadData", "/upload") })
		s.check("API InstallPlugin: filled", func() error { return installPlugin(p, true) })
		s.check("API InstallPlugin: zero values", func() error { return installPlugin(p, false) })
		s.check("API InstallPlugin: errors", func() error { return brokeredErrors(p, "InstallPlugin", "/install/false") })
		s.check("API PluginHTTP: filled", func() error { return pluginHTTP(p) })
		s.check("API PluginHTTP: zero values", func() error { return noResponse(p) })
		s.check("API PluginHTTPStream: filled", func() error { return pluginHTTPStream(p, 70_000) })
		s.check("API PluginHTTPStream: zero values", func() error { return pluginHTTPStream(p, 0) })
		s.check("API PluginHTTPStream: a server without it", func() error { return noPluginHTTPStream(p) })
	})
	s.check("hook FileWillBeUploaded: 20 MB replaced in constant memory", s.replacedUpload)
	s.check("API PluginHTTPStream: 20 MB both ways in constant memory", func() error {
		return s.inConstantMemory(func(p *host.Plugin) error { return pluginHTTPStream(p, 20<<20) })
	})
}

func metrics(p *host.Plugin) error {
	r, err := p.HTTP(host.Request{Hook: "ServeMetrics", Method: http.MethodPost, Target: "/metrics?format=text", Body: strings.NewReader("body")})
	return first(err, want("status", r.Status, 200), want("body", string(r.Body), "conformance_up 1\n/metrics?format=text body"))
}

func noMetrics(p *host.Plugin) error {
	r, err := p.HTTP(host.Request{Hook: "ServeMetrics", Method: http.MethodGet, Target: "/", Context: &wire.Context{}})
	return first(err, want("status", r.Status, 200), want("body", string(r.Body), "conformance_up 1\n/ "))
}

// upload sends a file, and compares what the plugin noted of it and what came back.
func upload(p *host.Plugin, info *wire.FileInfo, context *wire.Context, file, prepared string) (*wire.Z_FileWillBeUploadedReturns, string, error) {
	p.API.Set("reply/FileWillBeUploaded", []byte(prepared))
	defer p.API.Set("reply/FileWillBeUploaded", nil)
	var replaced bytes.Buffer
	reply, err := p.Upload(info, context, strings.NewReader(file), &replaced)
	if err != nil {
		return nil, "", err
	}
	noted, err := value.Parse(p.API.Value("hook/FileWillBeUploaded"))
	if err != nil {
		return nil, "", err
	}
	expected := value.Canonical(&wire.Z_FileWillBeUploadedArgs{A: context, B: info})
	if difference := value.Difference(expected, noted); difference != "" {
		return nil, "", errors.New("arguments " + difference)
	}
	return reply, replaced.String(), nil
}

func filledUpload(p *host.Plugin) error {
	info, context, other := &wire.FileInfo{}, &wire.Context{}, &wire.FileInfo{}
	value.Fill(info)
	value.Fill(context)
	value.Fill(other)
	other.Name = "another name"
	prepared := value.Text(map[string]any{"info": value.Canonical(other), "replace": true})
	reply, replaced, err := upload(p, info, context, "a small file é", prepared)
	if err != nil {
		return err
	}
	if difference := value.Difference(value.Canonical(other), value.Canonical(reply.A)); difference != "" {
		return errors.New("reply " + difference)
	}
	return first(want("replacement", replaced, "A SMALL FILE é"), want("rejection", reply.B, ""))
}

func emptyUpload(p *host.Plugin) error {
	reply, replaced, err := upload(p, &wire.FileInfo{}, &wire.Context{}, "", "{}")
	if err == nil && reply.A != nil {
		err = errors.New("the details were changed")
	}
	return first(err, want("replacement", replaced, ""))
}

func refusedUpload(p *host.Plugin) error {
	reply, replaced, err := upload(p, &wire.FileInfo{Name: "x.exe"}, &wire.Context{}, "MZ", `{"reject":"No programs, please é"}`)
	if err != nil {
		return err
	}
	return first(want("rejection", reply.B, "No programs, please é"), want("replacement", replaced, ""))
}

// failedUpload: where the new content fails in the middle, the half that was sent may not be taken
// for the file; where the handler fails, the call does, and the server keeps the file.
func failedUpload(p *host.Plugin) error {
	reply, _, err := upload(p, &wire.FileInfo{}, &wire.Context{}, "file", `{"replace":true,"break":true}`)
	if err == nil && reply.B == "" {
		err = errors.New("half a file was accepted")
	}
	if err != nil {
		return err
	}
	if _, _, err := upload(p, &wire.FileInfo{}, &wire.Context{}, "file", `{"error":"it does not fit"}`); err == nil {
		return errors.New("the call succeeded")
	}
	return emptyUpload(p)
}

func (s *suite) replacedUpload() error {
	return s.inConstantMemory(func(p *host.Plugin) error {
		p.API.Set("reply/FileWillBeUploaded", []byte(`{"replace":true}`))
		sink := &counter{hash: sha256.New()}
		_, err := p.Upload(&wire.FileInfo{}, &wire.Context{}, &pattern{size: 20 << 20}, sink)
		return first(err, want("length", sink.n, 20<<20))
	})
}

// received is what the plugin offered on a stream.
func received(p *host.Plugin, id uint32) string {
	remote, err := p.Remote(id)
	if err != nil {
		return err.Error()
	}
	defer remote.Close()
	content, err := io.ReadAll(remote)
	if err != nil {
		return err.Error()
	}
	return string(content)
}

// send posts a body to one of the plugin's routes, and gives the JSON that it answers.
func send(p *host.Plugin, target, body string) (any, error) {
	r, err := p.HTTP(host.Request{Method: http.MethodPost, Target: target, Body: strings.NewReader(body)})
	if err != nil {
		return nil, err
	}
	return value.Parse(r.Body)
}

func uploadData(p *host.Plugin, filled bool) error {
	session, info := &wire.UploadSession{}, &wire.FileInfo{}
	content := ""
	if filled {
		value.Fill(session)
		value.Fill(info)
		content = strings.Repeat("part of a file ", 10_000)
	}
	prepared := value.Text(value.Canonical(session))
	p.API.Set("session", []byte(prepared))
	var seen any
	var got string
	p.API.On("UploadData", func(args, reply any) {
		upload := args.(*wire.Z_UploadDataArgs)
		seen, got = upload.A, received(p, upload.PluginStreamID)
		if filled {
			reply.(*wire.Z_UploadDataReturns).A = info
		}
	})
	defer p.API.On("UploadData", nil)
	answer, err := send(p, "/upload", content)
	if err != nil {
		return err
	}
	if difference := value.Difference(value.Canonical(session), value.Canonical(seen)); difference != "" {
		return errors.New("session " + difference)
	}
	if difference := value.Difference(value.Canonical(info), answer); difference != "" {
		return errors.New("reply " + difference)
	}
	return want("content", got, content)
}

func installPlugin(p *host.Plugin, filled bool) error {
	manifest := &wire.Manifest{}
	content := ""
	if filled {
		value.Fill(manifest)
		content = strings.Repeat("part of a bundle ", 10_000)
	}
	var replace bool
	var got string
	p.API.On("InstallPlugin", func(args, reply any) {
		install := args.(*wire.Z_InstallPluginArgs)
		replace, got = install.B, received(p, install.PluginStreamID)
		reply.(*wire.Z_InstallPluginReturns).A = manifest
	})
	defer p.API.On("InstallPlugin", nil)
	answer, err := send(p, fmt.Sprintf("/install/%v", filled), content)
	if err != nil {
		return err
	}
	if difference := value.Difference(value.Canonical(manifest), answer); difference != "" {
		return errors.New("reply " + difference)
	}
	return first(want("content", got, content), want("replace", replace, filled))
}

// brokeredErrors answers an error before the stream was read.
func brokeredErrors(p *host.Plugin, name, target string) error {
	p.API.Set("session", []byte("{}"))
	p.API.On(name, func(_, reply any) {
		switch reply := reply.(type) {
		case *wire.Z_UploadDataReturns:
			reply.B = appError
		case *wire.Z_InstallPluginReturns:
			reply.B = appError
		}
	})
	defer p.API.On(name, nil)
	answer, err := send(p, target, "content")
	if err != nil {
		return err
	}
	object, _ := answer.(map[string]any)
	failure, ok := object["error"].(map[string]any)
	if !ok {
		return fmt.Errorf("the plugin saw no error: %s", value.Text(answer))
	}
	return isAppError(appError)(failure)
}

const otherTarget = "/forward/com.example.other/api/v1/things?q=%ff"

func pluginHTTP(p *host.Plugin) error {
	var seen *wire.Z_PluginHTTPArgs
	p.API.On("PluginHTTP", func(args, reply any) {
		seen = args.(*wire.Z_PluginHTTPArgs)
		answer := reply.(*wire.Z_PluginHTTPReturns)
		answer.Response = &http.Response{StatusCode: 202, Header: http.Header{"X-Answer": {"a", "b\xff"}}}
		answer.ResponseBody = []byte("answer")
	})
	defer p.API.On("PluginHTTP", nil)
	r, err := p.HTTP(host.Request{
		Method: http.MethodPut, Target: otherTarget, Body: strings.NewReader("question"), Header: http.Header{"X-Question": {"c\xff"}},
	})
	if err != nil {
		return err
	}
	if seen == nil {
		return fmt.Errorf("the call did not come: %s", r.Body)
	}
	return first(isForwarded(seen.Request), want("body", string(seen.RequestBody), "question"), want("status", r.Status, 202),
		want("answer", string(r.Body), "answer"), want("header", strings.Join(r.Header["X-Answer"], " "), "a b\xff"))
}

func isForwarded(request *wire.HTTPRequestSubset) error {
	return first(want("method", request.Method, "PUT"), want("address", request.URL.String(), "/com.example.other/api/v1/things?q=%ff"),
		want("header", request.Header.Get("X-Question"), "c\xff"))
}

// noResponse: a server that has no answer sends none, which is an error of that call.
func noResponse(p *host.Plugin) error {
	r, err := p.HTTP(host.Request{Method: http.MethodGet, Target: "/forward/com.example.other/"})
	return first(err, want("status", r.Status, 502), want("after it", p.Ping(), nil))
}

// pluginHTTPStream has the other plugin send back what it gets.
func pluginHTTPStream(p *host.Plugin, size int64) error {
	var seen *wire.HTTPRequestSubset
	failed := make(chan error, 1)
	p.API.On("PluginHTTPStream", func(args, reply any) {
		call := args.(*wire.Z_PluginHTTPStreamArgs)
		seen = call.Request
		answer := reply.(*wire.Z_PluginHTTPStreamReturns)
		answer.StatusCode, answer.Header = 203, http.Header{"X-Answer": {"yes"}}
		to, err := p.Open(call.ResponseBodyStream)
		if err != nil {
			failed <- err
			return
		}
		go func() { failed <- echo(p, call.RequestBodyStream, to) }()
	})
	defer p.API.On("PluginHTTPStream", nil)
	sink, wanted := &counter{hash: sha256.New()}, sha256.New()
	_, _ = io.Copy(wanted, &pattern{size: size})
	r, err := p.HTTP(host.Request{
		Method: http.MethodPut, Target: "/forward-stream/com.example.other/api/v1/things?q=%ff", Body: &pattern{size: size},
		Header: http.Header{"X-Question": {"c\xff"}}, Write: sink,
	})
	if err != nil {
		return err
	}
	if seen == nil {
		return fmt.Errorf("the call did not come (status %d)", r.Status)
	}
	if !bytes.Equal(sink.hash.Sum(nil), wanted.Sum(nil)) {
		return errors.New("other bytes came back")
	}
	return first(<-failed, isForwarded(seen), want("status", r.Status, 203), want("length", sink.n, size),
		want("header", r.Header.Get("X-Answer"), "yes"))
}

func echo(p *host.Plugin, from uint32, to io.WriteCloser) error {
	defer to.Close()
	if from == 0 {
		return nil
	}
	remote, err := p.Remote(from)
	if err != nil {
		return err
	}
	defer remote.Close()
	_, err = io.CopyBuffer(to, struct{ io.Reader }{remote}, make([]byte, 32*1024))
	return err
}

func noPluginHTTPStream(p *host.Plugin) error {
	p.API.Hide("PluginHTTPStream", true)
	defer p.API.Hide("PluginHTTPStream", false)
	r, err := p.HTTP(host.Request{Method: http.MethodGet, Target: "/forward-stream/com.example.other/"})
	return first(err, want("status", r.Status, 501))
}
