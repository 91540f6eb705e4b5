package host

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"time"

	"conformance/wire"
)

// Call is one API call of the plugin.
type Call struct {
	Method string
	Args   any
}

// API is the host's side of the plugin API: it notes every call, and answers from handlers that a
// check sets; the key-value store and the configuration work by themselves.
type API struct {
	mu           sync.Mutex
	changed      *sync.Cond
	calls        []Call
	handlers     map[string]func(args, reply any)
	missing      map[string]bool
	replacements map[string]any
	values       map[string][]byte
	configurable []byte
	silent       bool
}

// NewAPI makes an API with an empty store and the configuration {}.
func NewAPI() *API {
	a := &API{
		handlers: map[string]func(args, reply any){}, missing: map[string]bool{},
		replacements: map[string]any{}, values: map[string][]byte{}, configurable: []byte("{}"),
	}
	a.changed = sync.NewCond(&a.mu)
	return a
}

func (a *API) server() *wire.Server { return &wire.Server{Handle: a.handle} }

// Configure sets what LoadPluginConfiguration answers: JSON.
func (a *API) Configure(json string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.configurable = []byte(json)
}

// On sets the handler of a method; nil takes it away.
func (a *API) On(method string, handler func(args, reply any)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if handler == nil {
		delete(a.handlers, method)
		return
	}
	a.handlers[method] = handler
}

// Hide makes the server not know a method.
func (a *API) Hide(method string, hide bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.missing[method] = hide
}

// Replace makes the server answer a method with a body of other types; nil ends it.
func (a *API) Replace(method string, body any) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if body == nil {
		delete(a.replacements, method)
		return
	}
	a.replacements[method] = body
}

func (a *API) isHidden(method string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.missing[method]
}

func (a *API) replacement(method string) (any, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	body, ok := a.replacements[method]
	return body, ok
}

// Calls returns the calls so far.
func (a *API) Calls() []Call {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.calls)
}

// Silence stops the noting of calls, which would grow without end in a long run.
func (a *API) Silence(silent bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.silent = silent
}

// Forget empties the list of calls.
func (a *API) Forget() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.calls = nil
}

// WaitFor waits until the calls so far satisfy a condition.
func (a *API) WaitFor(limit time.Duration, condition func([]Call) bool) bool {
	late := time.AfterFunc(limit, func() { a.changed.Broadcast() })
	defer late.Stop()
	end := time.Now().Add(limit)
	a.mu.Lock()
	defer a.mu.Unlock()
	for !condition(a.calls) {
		if !time.Now().Before(end) {
			return false
		}
		a.changed.Wait()
	}
	return true
}

func (a *API) handle(method string, args, reply any) error {
	a.mu.Lock()
	if !a.silent {
		a.calls = append(a.calls, Call{method, args})
		a.changed.Broadcast()
	}
	handler := a.handlers[method]
	a.mu.Unlock()
	if handler != nil {
		handler(args, reply)
		return nil
	}
	a.builtin(args, reply)
	return nil
}

// builtin answers the methods that work without a handler; others answer zero values.
func (a *API) builtin(args, reply any) {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch args := args.(type) {
	case *wire.Z_LoadPluginConfigurationArgsArgs:
		reply.(*wire.Z_LoadPluginConfigurationArgsReturns).A = a.configurable
	case *wire.Z_KVGetArgs:
		reply.(*wire.Z_KVGetReturns).A = a.values[args.A]
	case *wire.Z_KVSetArgs:
		a.set(args.A, args.B)
	case *wire.Z_KVDeleteArgs:
		a.set(args.A, nil)
	case *wire.Z_KVSetWithOptionsArgs:
		reply.(*wire.Z_KVSetWithOptionsReturns).A = a.setWithOptions(args)
	case *wire.Z_KVCompareAndSetArgs:
		reply.(*wire.Z_KVCompareAndSetReturns).A = a.compareAndSet(args.A, args.B, args.C)
	}
}

func (a *API) set(key string, value []byte) {
	if value == nil {
		delete(a.values, key)
		return
	}
	a.values[key] = value
}

func (a *API) setWithOptions(args *wire.Z_KVSetWithOptionsArgs) bool {
	if args.C.Atomic {
		return a.compareAndSet(args.A, args.C.OldValue, args.B)
	}
	a.set(args.A, args.B)
	return true
}

// compareAndSet takes nil and empty as absent, which gob cannot tell apart.
func (a *API) compareAndSet(key string, old, value []byte) bool {
	if !bytes.Equal(a.values[key], old) {
		return false
	}
	a.set(key, value)
	return true
}

// Value reads the store.
func (a *API) Value(key string) []byte {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.values[key]
}

// Keys lists the keys of the store that begin with prefix.
func (a *API) Keys(prefix string) []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	var keys []string
	for key := range a.values {
		if strings.HasPrefix(key, prefix) {
			keys = append(keys, key)
		}
	}
	return keys
}

// Set writes the store; nil deletes.
func (a *API) Set(key string, value []byte) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.set(key, value)
}

// CompareAndSet sets a value where it is old.
func (a *API) CompareAndSet(key string, old, value []byte) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.compareAndSet(key, old, value)
}
