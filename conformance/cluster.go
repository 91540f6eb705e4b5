package main

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"time"

	"conformance/host"
	"conformance/wire"
)

// held is the value of a cluster mutex that somebody holds.
var held = []byte{1}

// nodeMutex is the mutex of another node of the cluster, which runs Mattermost's Go library: key
// mutex_<name>, value 01, set against absent, deleted on unlock.
type nodeMutex struct {
	api *host.API
	key string
}

func (m nodeMutex) tryLock() bool { return m.api.CompareAndSet(m.key, nil, held) }
func (m nodeMutex) unlock()       { m.api.Set(m.key, nil) }

func cluster(s *suite) {
	s.group("cluster mutex", func(p *host.Plugin) {
		node := nodeMutex{p.API, "mutex_conformance"}
		s.check("cluster mutex: waits while a Go node holds it", func() error { return waitsForNode(p, node) })
		s.check("cluster mutex: excludes a Go node, with a life of 15 s, and is renewed", func() error { return excludesNode(p, node) })
		s.check("cluster mutex: unlocking frees it", func() error {
			if err := post(p, "/mutex/conformance/unlock"); err != nil {
				return err
			}
			if !node.tryLock() {
				return errors.New("it is still held")
			}
			node.unlock()
			return nil
		})
	})
}

func post(p *host.Plugin, target string) error {
	r, err := p.HTTP(host.Request{Method: http.MethodPost, Target: target})
	if err != nil {
		return err
	}
	return want("status", r.Status, http.StatusOK)
}

// attempts counts the plugin's writes of a key.
func attempts(calls []host.Call, key string, fits func(*wire.Z_KVSetWithOptionsArgs) bool) int {
	n := 0
	for _, call := range calls {
		if args, ok := call.Args.(*wire.Z_KVSetWithOptionsArgs); ok && args.A == key && fits(args) {
			n++
		}
	}
	return n
}

// taking is how the library takes a lock: set 01 against absent, for 15 s.
func taking(args *wire.Z_KVSetWithOptionsArgs) bool {
	return args.C.Atomic && len(args.C.OldValue) == 0 && bytes.Equal(args.B, held) && args.C.ExpireInSeconds == 15
}

// renewing is how it keeps it: 01 against 01, for another 15 s.
func renewing(args *wire.Z_KVSetWithOptionsArgs) bool {
	return args.C.Atomic && bytes.Equal(args.C.OldValue, held) && bytes.Equal(args.B, held) && args.C.ExpireInSeconds == 15
}

func waitsForNode(p *host.Plugin, node nodeMutex) error {
	if !node.tryLock() {
		return errors.New("the node could not take it")
	}
	p.API.Forget()
	exchange := p.BeginHTTP(host.Request{Method: http.MethodPost, Target: "/mutex/conformance/lock"})
	refused := func(calls []host.Call) bool { return attempts(calls, node.key, taking) >= 2 }
	if !p.API.WaitFor(limit, refused) {
		return fmt.Errorf("the plugin did not ask twice for the lock: %d calls", len(p.API.Calls()))
	}
	if exchange.Wrote("locked", 0) {
		return errors.New("the plugin took the node's lock")
	}
	node.unlock()
	r, err := exchange.Wait(limit)
	return first(err, want("answer", string(r.Body), `{"locked":true}`))
}

func excludesNode(p *host.Plugin, node nodeMutex) error {
	if node.tryLock() {
		node.unlock()
		return errors.New("the node took the plugin's lock")
	}
	renewed := func(calls []host.Call) bool { return attempts(calls, node.key, renewing) >= 1 }
	if !p.API.WaitFor(12*time.Second, renewed) {
		return errors.New("it was not renewed within 12 s")
	}
	if node.tryLock() {
		return errors.New("the node took the lock after it was renewed")
	}
	return nil
}
