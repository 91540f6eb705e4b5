package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
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

// clusterJobs checks what stands on the mutex.
func clusterJobs(s *suite) {
	s.group("cluster", func(p *host.Plugin) {
		s.check("cluster bot: made under the lock of Mattermost's Go library", func() error { return ensuresBot(p) })
		s.check("cluster job: runs once it is due, under its lock, and says when", func() error { return runsJob(p) })
		s.check("cluster job: does not run where a Go node has just run it", func() error { return leavesJob(p) })
		s.check("cluster store: sixteen changes of one value at once", func() error { return countsUp(p) })
	})
}

func ensuresBot(p *host.Plugin) error {
	node := nodeMutex{p.API, "mutex_mmi_bot_ensure"}
	if !node.tryLock() {
		return errors.New("the node could not take the lock")
	}
	p.API.On("EnsureBotUser", func(_, reply any) {
		if node.tryLock() {
			node.unlock()
			return // The plugin does not hold the lock: answers no id.
		}
		reply.(*wire.Z_EnsureBotUserReturns).A = "bot-id"
	})
	defer p.API.On("EnsureBotUser", nil)
	p.API.Forget()
	exchange := p.BeginHTTP(host.Request{Method: http.MethodPost, Target: "/bot"})
	if !p.API.WaitFor(limit, func(calls []host.Call) bool { return attempts(calls, node.key, taking) >= 1 }) {
		return errors.New("the plugin did not ask for the lock")
	}
	node.unlock()
	r, err := exchange.Wait(limit)
	return first(err, want("answer", string(r.Body), `"bot-id"`), want("the lock is free", node.tryLock(), true))
}

// setting tells whether the plugin has set a key.
func setting(key string) func([]host.Call) bool {
	return func(calls []host.Call) bool {
		for _, call := range calls {
			set, plain := call.Args.(*wire.Z_KVSetArgs)
			other, withOptions := call.Args.(*wire.Z_KVSetWithOptionsArgs)
			if plain && set.A == key || withOptions && other.A == key {
				return true
			}
		}
		return false
	}
}

func runsJob(p *host.Plugin) error {
	long := time.Now().Add(-2 * time.Hour).Format(time.RFC3339Nano)
	p.API.Set("cron_due", []byte(`{"LastFinished":"`+long+`"}`))
	p.API.Forget()
	if _, err := p.HTTP(host.Request{Method: http.MethodPost, Target: "/schedule/due"}); err != nil {
		return err
	}
	if !p.API.WaitFor(limit, setting("cron_due")) {
		return errors.New("the job did not run")
	}
	var state struct{ LastFinished time.Time }
	if err := json.Unmarshal(p.API.Value("cron_due"), &state); err != nil {
		return err
	}
	if time.Since(state.LastFinished) > time.Minute {
		return fmt.Errorf("it finished %s", state.LastFinished)
	}
	return first(want("job", string(p.API.Value("ran/due")), "yes"),
		want("locked", attempts(p.API.Calls(), "mutex_cron_due", taking), 1))
}

func leavesJob(p *host.Plugin) error {
	p.API.Set("cron_early", []byte(`{"LastFinished":"`+time.Now().Format(time.RFC3339Nano)+`"}`))
	p.API.Forget()
	if _, err := p.HTTP(host.Request{Method: http.MethodPost, Target: "/schedule/early"}); err != nil {
		return err
	}
	looked := func(calls []host.Call) bool {
		return slices.ContainsFunc(calls, func(c host.Call) bool {
			get, ok := c.Args.(*wire.Z_KVGetArgs)
			return ok && get.A == "cron_early"
		})
	}
	if !p.API.WaitFor(limit, looked) {
		return errors.New("the plugin did not look at the job's state")
	}
	// What follows a look at a job that is due is a call for its lock.
	if err := p.Ping(); err != nil {
		return err
	}
	return want("locked", attempts(p.API.Calls(), "mutex_cron_early", taking), 0)
}

func countsUp(p *host.Plugin) error {
	answer, err := send(p, "/count-up/counter", "")
	return first(err, want("answer", fmt.Sprint(answer), "16"), want("counter", string(p.API.Value("counter")), "16"))
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
