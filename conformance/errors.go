package main

import (
	"errors"
	"fmt"
	"reflect"

	"conformance/host"
	"conformance/value"
	"conformance/wire"
)

// errorTexts are Go's errors by the code that they have in plugin.ErrorString.
var errorTexts = []string{
	"other", "EOF", "sql: no rows in result set", "sql: connection is already closed",
	"sql: transaction has already been committed or rolled back", "driver: skip fast-path; continue as if unimplemented",
	"driver: bad connection", "driver: remove argument from query",
}

// driverErrors are the names that the SDK gives to those codes.
var driverErrors = []any{nil, "Eof", "NoRows", "ConnDone", "TxDone", "Skip", "BadConn", "RemoveArgument"}

var appError = &wire.AppError{Id: "id", Message: "not there é", DetailedError: "detail", RequestId: "r", StatusCode: 404, Where: "Where"}

func errorKinds(s *suite) {
	s.group("errors", func(p *host.Plugin) {
		for title, k := range kinds() {
			s.check("error "+title, func() error { return errorReply(p, k.sent, k.look) })
		}
		s.check("error *model.AppError as a field of its own", func() error { return appErrorReply(p, appError) })
		s.check("error of a hook: text in an error field", func() error { return hookError(p) })
	})
}

func isAppError(wanted *wire.AppError) func(map[string]any) error {
	return func(failure map[string]any) error {
		if difference := value.Difference(value.Canonical(wanted), failure["app"]); difference != "" {
			return errors.New(difference)
		}
		return first(want("not_found", failure["not_found"], any(true)), want("status", fmt.Sprint(failure["status"]), "404"))
	}
}

// errorReply answers RegisterCommand with an error, and looks at what the plugin makes of it.
func errorReply(p *host.Plugin, sent error, look func(map[string]any) error) error {
	p.API.On("RegisterCommand", func(_, reply any) { reply.(*wire.Z_RegisterCommandReturns).A = sent })
	defer p.API.On("RegisterCommand", nil)
	return lookAtFailure(p, "RegisterCommand", look)
}

func appErrorReply(p *host.Plugin, sent *wire.AppError) error {
	p.API.On("GetUser", func(_, reply any) { reply.(*wire.Z_GetUserReturns).B = sent })
	defer p.API.On("GetUser", nil)
	return lookAtFailure(p, "GetUser", isAppError(sent))
}

func lookAtFailure(p *host.Plugin, method string, look func(map[string]any) error) error {
	return lookThrough(p, "/call/"+method, look)
}

func lookThrough(p *host.Plugin, target string, look func(map[string]any) error) error {
	answer, err := callThrough(p, target, nil)
	if err != nil {
		return err
	}
	object, _ := answer.(map[string]any)
	failure, ok := object["error"].(map[string]any)
	if !ok {
		return fmt.Errorf("the plugin saw no error: %s", value.Text(answer))
	}
	return look(failure)
}

func hookError(p *host.Plugin) error {
	p.API.Set("reply/OnConfigurationChange", []byte(`{"error":"it does not fit"}`))
	defer p.API.Set("reply/OnConfigurationChange", nil)
	reply := &wire.Z_OnConfigurationChangeReturns{}
	if err := p.Call("OnConfigurationChange", &wire.Z_OnConfigurationChangeArgs{}, reply); err != nil {
		return err
	}
	text, ok := reply.A.(*wire.ErrorString)
	if !ok {
		return fmt.Errorf("the error is %T", reply.A)
	}
	p.API.Set("reply/ExecuteCommand", []byte(`{"error":"no such command"}`))
	defer p.API.Set("reply/ExecuteCommand", nil)
	command := &wire.Z_ExecuteCommandReturns{}
	if err := p.Call("ExecuteCommand", &wire.Z_ExecuteCommandArgs{}, command); err != nil {
		return err
	}
	if command.B == nil {
		return errors.New("ExecuteCommand answered no error")
	}
	return first(want("text", text.Err, "it does not fit"), want("message", command.B.Message, "no such command"))
}

// kind is an error as a server may send it, and what the plugin must make of it.
type kind struct {
	sent error
	look func(map[string]any) error
}

// kinds are all that Mattermost registers for results of type error.
func kinds() map[string]kind {
	out := map[string]kind{
		"*model.AppError in an interface": {appError, isAppError(appError)},
		"*pq.Error": {&wire.PQError{Severity: "ERROR", Code: "23505", Message: "duplicate key", Table: "posts"}, func(failure map[string]any) error {
			return want("text", failure["text"], any("pq: duplicate key"))
		}},
	}
	for code, text := range errorTexts {
		look := func(failure map[string]any) error {
			return first(want("text", failure["text"], any(text)), want("app", failure["app"], nil),
				want("driver error", failure["driver"], driverErrors[code]))
		}
		out[fmt.Sprintf("*plugin.ErrorString with code %d", code)] = kind{&wire.ErrorString{Code: code, Err: text}, look}
	}
	return out
}

// errorField is a reply's field for the error, if it has one.
func errorField(reply any) (field reflect.Value, found bool) {
	v := reflect.ValueOf(reply).Elem()
	if v.Kind() != reflect.Struct {
		return v, false
	}
	for i := range v.NumField() {
		switch v.Field(i).Type() {
		case reflect.TypeFor[*wire.AppError](), errorType:
			return v.Field(i), true
		}
	}
	return v, false
}

var errorType = reflect.TypeFor[error]()

func canFail(method wire.Method) bool {
	_, found := errorField(method.NewReply())
	return found
}

// failures answers a call with each kind of error that its result can hold.
func failures(p *host.Plugin, route, name string, method wire.Method) error {
	all := kinds()
	if field, _ := errorField(method.NewReply()); field.Type() != errorType {
		all = map[string]kind{"*model.AppError": {appError, isAppError(appError)}}
	}
	defer p.API.On(name, nil)
	for title, k := range all {
		p.API.On(name, func(_, reply any) {
			field, _ := errorField(reply)
			field.Set(reflect.ValueOf(k.sent))
		})
		if err := lookThrough(p, route+name, k.look); err != nil {
			return fmt.Errorf("%s: %w", title, err)
		}
	}
	return nil
}

// hookFailure has a hook fail: its error stands in the reply where that has a field for it, and
// is the call's own otherwise. Either way the next call works.
func hookFailure(p *host.Plugin, name string) error {
	p.API.Set("reply/"+name, []byte(`{"error":"it does not fit"}`))
	method := wire.Hooks[name]
	reply := method.NewReply()
	err := p.CallWithin(limit, name, method.NewArgs(), reply)
	field, found := errorField(reply)
	switch {
	case found && err != nil:
		return fmt.Errorf("the call failed: %w", err)
	case found && field.IsNil():
		return errors.New("no error was answered")
	case !found && err == nil:
		return errors.New("the call succeeded")
	}
	return hookRoundTrip(p, name, true)
}
