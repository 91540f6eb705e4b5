package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"sort"
	"strings"

	"conformance/host"
	"conformance/value"
	"conformance/wire"
)

// handMade are the hooks that have checks of their own.
var handMade = map[string]bool{
	"OnActivate": true, "OnDeactivate": true, "OnConfigurationChange": true, "ServeHTTP": true,
	"ServeMetrics": true, "FileWillBeUploaded": true, "Implemented": true,
	"MessageWillBePosted": true, "MessageWillBeUpdated": true,
}

// handMadeAPI are the API methods that have checks of their own, or carry streams.
var handMadeAPI = map[string]bool{
	"LoadPluginConfiguration": true, "InstallPlugin": true, "UploadData": true, "PluginHTTP": true,
	"PluginHTTPStream": true, "LogDebug": true, "LogInfo": true, "LogWarn": true, "LogError": true,
}

func names(methods map[string]wire.Method, without map[string]bool) []string {
	var out []string
	for name := range methods {
		if !without[name] {
			out = append(out, name)
		}
	}
	sort.Strings(out)
	return out
}

func hooks(s *suite) {
	s.group("hooks", func(p *host.Plugin) {
		for _, name := range names(wire.Hooks, handMade) {
			s.check("hook "+name+": filled", func() error { return hookRoundTrip(p, name, true) })
			s.check("hook "+name+": zero values", func() error { return hookRoundTrip(p, name, false) })
			s.check("hook "+name+": errors", func() error { return hookFailure(p, name) })
		}
	})
}

// hookRoundTrip calls a hook, and compares what the plugin read and what it answered.
func hookRoundTrip(p *host.Plugin, name string, filled bool) error {
	method := wire.Hooks[name]
	args, reply, wanted := method.NewArgs(), method.NewReply(), method.NewReply()
	if filled {
		value.Fill(args)
		value.Fill(wanted)
		clearErrors(wanted) // A hook answers a result or an error: hookError looks at the latter.
	}
	return callHook(p, name, args, reply, wanted)
}

// verdict is what the plugin is told to answer, and what must stand in the reply.
type verdict struct {
	title, prepared string
	post            *wire.Post
	reason          string
}

// postVerdicts checks the two hooks that judge a post.
func postVerdicts(s *suite) {
	s.group("posts", func(p *host.Plugin) {
		changed, other := &wire.Post{}, &wire.Post{}
		value.Fill(changed)
		value.Fill(other)
		other.Message = "the old one"
		text := value.Text(map[string]any{"A": value.Canonical(changed)})
		posted := &wire.Z_MessageWillBePostedArgs{A: &wire.Context{UserAgent: "x"}, B: other}
		updated := &wire.Z_MessageWillBeUpdatedArgs{A: &wire.Context{UserAgent: "x"}, B: other, C: changed}
		for _, v := range []verdict{
			{"filled", text, changed, ""}, {"zero values", "", nil, ""}, {"refused", `{"B":"not here é"}`, nil, "not here é"},
			{"dismissed", `{"dismiss":true}`, nil, "plugin.message_will_be_posted.dismiss_post"},
		} {
			s.check("hook MessageWillBePosted: "+v.title, func() error { return judge(p, "MessageWillBePosted", posted, v) })
			if v.title == "zero values" {
				v.post = other // Nothing would refuse the edit.
			}
			s.check("hook MessageWillBeUpdated: "+v.title, func() error { return judge(p, "MessageWillBeUpdated", updated, v) })
		}
	})
}

func judge(p *host.Plugin, name string, args any, v verdict) error {
	wanted := &wire.Z_MessageWillBePostedReturns{A: v.post, B: v.reason}
	return callHookWith(p, name, args, &wire.Z_MessageWillBePostedReturns{}, wanted, []byte(v.prepared))
}

func callHook(p *host.Plugin, name string, args, reply, wanted any) error {
	prepared, err := json.Marshal(value.Canonical(wanted))
	if err != nil {
		return err
	}
	return callHookWith(p, name, args, reply, wanted, prepared)
}

func callHookWith(p *host.Plugin, name string, args, reply, wanted any, prepared []byte) error {
	p.API.Set("reply/"+name, prepared)
	p.API.Set("hook/"+name, nil)
	if err := p.Call(name, args, reply); err != nil {
		return err
	}
	noted, err := value.Parse(p.API.Value("hook/" + name))
	if err != nil {
		return fmt.Errorf("the plugin noted no arguments: %w", err)
	}
	if difference := value.Difference(value.Canonical(args), noted); difference != "" {
		return errors.New("arguments " + difference)
	}
	if difference := value.Difference(value.Canonical(wanted), value.Canonical(reply)); difference != "" {
		return errors.New("reply " + difference)
	}
	return nil
}

func api(s *suite) {
	s.group("API", func(p *host.Plugin) {
		for _, name := range names(wire.API, handMadeAPI) {
			s.check("API "+name+": filled", func() error { return apiRoundTrip(p, name, true) })
			s.check("API "+name+": zero values", func() error { return apiRoundTrip(p, name, false) })
			if canFail(wire.API[name]) {
				s.check("API "+name+": errors", func() error { return failures(p, "/call/", name, wire.API[name]) })
			}
		}
		s.check("API LoadPluginConfiguration: typed", func() error {
			settings, err := callAPI(p, "LoadPluginConfiguration", nil)
			expected := map[string]any{"text": "from the host", "number": 42, "flag": true, "refuse": "", "panic": false}
			return first(err, want("settings", value.Text(settings), value.Text(expected)))
		})
	})
}

// apiRoundTrip has the plugin call a method, and compares what came and what it read in the reply.
func apiRoundTrip(p *host.Plugin, name string, filled bool) error {
	method := wire.API[name]
	args, prepared := method.NewArgs(), method.NewReply()
	if filled {
		value.Fill(args)
		value.Fill(prepared)
	}
	clearErrors(prepared)
	return callAndCompare(p, name, args, prepared, !filled)
}

// clearErrors takes the error results out of a reply.
func clearErrors(reply any) {
	if field, found := errorField(reply); found {
		field.SetZero()
	}
}

// callAndCompare drives one API call. A reply that holds neither a result nor an error is an error
// in the SDK where Mattermost always gives one of the two; mayBeMissing allows that.
func callAndCompare(p *host.Plugin, name string, args, prepared any, mayBeMissing bool) error {
	return compareCall(p, "/call/", name, args, prepared, mayBeMissing)
}

func compareCall(p *host.Plugin, route, name string, args, prepared any, mayBeMissing bool) error {
	var seen any
	p.API.On(name, func(got, reply any) {
		seen = got
		reflect.ValueOf(reply).Elem().Set(reflect.ValueOf(prepared).Elem())
	})
	defer p.API.On(name, nil)
	answer, err := callThrough(p, route+name, value.Canonical(args))
	if err != nil {
		return err
	}
	if seen == nil {
		return fmt.Errorf("the call did not come; the plugin answered %s", value.Text(answer))
	}
	if difference := value.Difference(value.Canonical(args), value.Canonical(seen)); difference != "" {
		return errors.New("arguments " + difference)
	}
	if mayBeMissing && missing(answer) {
		return nil
	}
	if difference := value.Difference(value.Canonical(prepared), answer); difference != "" {
		return errors.New("reply " + difference)
	}
	return nil
}

func missing(answer any) bool {
	object, _ := answer.(map[string]any)
	failure, _ := object["error"].(map[string]any)
	text, _ := failure["text"].(string)
	return strings.HasSuffix(text, "answered neither a result nor an error")
}

// callAPI asks the plugin to call an API method, and returns the JSON that it made of the result.
func callAPI(p *host.Plugin, method string, args any) (any, error) {
	return callThrough(p, "/call/"+method, args)
}

// callThrough asks the plugin for a call by a route of its.
func callThrough(p *host.Plugin, target string, args any) (any, error) {
	if args == nil {
		args = map[string]any{}
	}
	body, err := json.Marshal(args)
	if err != nil {
		return nil, err
	}
	response, err := p.HTTP(host.Request{
		Method: http.MethodPost, Target: target, Body: strings.NewReader(string(body)),
		Header: http.Header{"Content-Type": {"application/json"}},
	})
	if err != nil {
		return nil, err
	}
	if response.Status != http.StatusOK {
		return nil, fmt.Errorf("the plugin answered %d: %s", response.Status, response.Body)
	}
	return value.Parse(response.Body)
}

func badReplies(s *suite) {
	s.group("bad replies", func(p *host.Plugin) {
		s.check("API reply of wrong types: costs that call only", func() error { return wrongTypes(p) })
		s.check("API method that the server does not know", func() error {
			p.API.Hide("GetPluginID", true)
			defer p.API.Hide("GetPluginID", false)
			return first(lookAtFailure(p, "GetPluginID", func(failure map[string]any) error {
				return want("method_missing", failure["method_missing"], any(true))
			}), apiRoundTrip(p, "GetUser", true))
		})
		s.check("API error of a type that is not registered: costs that call only", func() error { return strangeError(p) })
	})
}

func wrongTypes(p *host.Plugin) error {
	bodies := []any{
		&struct{ A struct{ Id int } }{struct{ Id int }{7}},
		&struct{ A string }{"no user"},
		&struct{ Unknown string }{"no field in common"},
		&struct{ A []string }{[]string{"x"}},
		&struct{ A struct{ CreateAt string } }{struct{ CreateAt string }{"yesterday"}},
	}
	for i, body := range bodies {
		p.API.Replace("GetUser", body)
		answer, err := callAPI(p, "GetUser", nil)
		p.API.Replace("GetUser", nil)
		if err != nil {
			return err
		}
		object, _ := answer.(map[string]any)
		failure, ok := object["error"].(map[string]any)
		if !ok {
			return fmt.Errorf("body %d was taken for a user: %s", i, value.Text(answer))
		}
		if failure["disconnected"] == true {
			return fmt.Errorf("body %d cost the connection", i)
		}
		if err := apiRoundTrip(p, "GetUser", true); err != nil {
			return fmt.Errorf("after body %d: %w", i, err)
		}
	}
	return nil
}

func strangeError(p *host.Plugin) error {
	type inner struct{ A any }
	p.API.Replace("RegisterCommand", &inner{map[string]any{"not": "an error", "list": []any{1, "x"}}})
	defer p.API.Replace("RegisterCommand", nil)
	if err := lookAtFailure(p, "RegisterCommand", func(failure map[string]any) error {
		return want("disconnected", failure["disconnected"], any(false))
	}); err != nil {
		return err
	}
	return apiRoundTrip(p, "GetUser", true)
}

func logging(s *suite) {
	s.group("logging", func(p *host.Plugin) {
		for level, method := range map[string]string{"debug": "LogDebug", "info": "LogInfo", "warn": "LogWarn", "error": "LogError"} {
			s.check("log: "+level+" with its fields", func() error { return logLine(p, level, method) })
		}
	})
}

func logLine(p *host.Plugin, level, method string) error {
	p.API.Forget()
	response, err := p.HTTP(host.Request{Method: http.MethodPost, Target: "/log/" + level})
	if err != nil {
		return err
	}
	var line []any
	arrived := p.API.WaitFor(limit, func(calls []host.Call) bool {
		return slices.ContainsFunc(calls, func(c host.Call) bool {
			text, fields := logArgs(c.Args)
			line = fields
			return c.Method == method && text == "a line"
		})
	})
	if !arrived {
		return fmt.Errorf("no %s came (HTTP status %d)", method, response.Status)
	}
	fields := map[string]string{}
	for i := 0; i+1 < len(line); i += 2 {
		fields[fmt.Sprint(line[i])] = fmt.Sprint(line[i+1])
	}
	return first(want("number", fields["number"], "7"), want("flag", fields["flag"], "true"), want("text", fields["text"], "é"))
}

func logArgs(args any) (string, []any) {
	switch args := args.(type) {
	case *wire.Z_LogDebugArgs:
		return args.A, args.B
	case *wire.Z_LogInfoArgs:
		return args.A, args.B
	case *wire.Z_LogWarnArgs:
		return args.A, args.B
	case *wire.Z_LogErrorArgs:
		return args.A, args.B
	}
	return "", nil
}
