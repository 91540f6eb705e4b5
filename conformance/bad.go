package main

import (
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"net/rpc"
	"strings"
	"time"

	"conformance/host"
	"conformance/value"
	"conformance/wire"
)

func badInput(s *suite) {
	s.group("bad arguments", func(p *host.Plugin) {
		s.check("bad arguments: of wrong types cost that call only", func() error { return badArguments(p) })
		s.check("bad arguments: a hook that is not there", func() error {
			err := p.CallWithin(limit, "NoSuchHook", &struct{}{}, &struct{}{})
			if err == nil || !strings.Contains(err.Error(), "can't find method Plugin.NoSuchHook") {
				return fmt.Errorf("the answer was %v", err)
			}
			return hookRoundTrip(p, "ExecuteCommand", true)
		})
		s.check("bad arguments: a second OnActivate is refused", func() error {
			reply, err := p.Activate()
			if err == nil && reply.A == nil {
				return errors.New("it activated twice")
			}
			return hookRoundTrip(p, "ExecuteCommand", true)
		})
	})
	s.check("bad host: a gob message that ends in the middle", func() error { return s.brokenStream(truncated) })
	s.check("bad host: a message length of 2^40", func() error { return s.brokenStream(huge) })
	s.check("bad host: bytes that are no gob", func() error { return s.brokenStream(garbage) })
	s.check("bad host: 1 GB of arguments announced, 1 kB sent", func() error { return s.inRawMemory(announced) })
	s.check("bad host: 1 GB of arguments sent", func() error { return s.inRawMemory(oversized) })
	s.check("bad host: closes the socket while a hook runs", s.closesMidCall)
	s.check("bad host: closes the socket before anything", s.closesAtOnce)
}

// compatibility is what servers of other versions send.
func compatibility(s *suite) {
	s.group("compatibility", func(p *host.Plugin) {
		s.check("compatibility: a newer server's fields in a hook are skipped", func() error { return newerHook(p) })
		s.check("compatibility: a newer server's fields in a reply are skipped", func() error { return newerReply(p) })
		s.check("compatibility: an older server's reply lacks fields", func() error { return olderReply(p) })
	})
}

// newerHook has fields of every kind before, between and after those that are known.
func newerHook(p *host.Plugin) error {
	type added struct {
		Deep map[string][]struct{ Deeper any }
	}
	args := &struct {
		A0 added
		B  *struct {
			Aaa     []added
			UserId  string
			More    map[string]any
			Command string
			Zzz     *added
		}
		Z [3]int
	}{}
	args.A0.Deep = map[string][]struct{ Deeper any }{"x": {{map[string]any{"y": 1.5}}}}
	args.B = &struct {
		Aaa     []added
		UserId  string
		More    map[string]any
		Command string
		Zzz     *added
	}{[]added{args.A0}, "alice", map[string]any{"new": []any{"é", int64(7)}}, "/zoom", &args.A0}
	p.API.Set("reply/ExecuteCommand", nil)
	if err := p.CallWithin(limit, "ExecuteCommand", args, &wire.Z_ExecuteCommandReturns{}); err != nil {
		return err
	}
	noted, err := value.Parse(p.API.Value("hook/ExecuteCommand"))
	wanted := &wire.Z_ExecuteCommandArgs{B: &wire.CommandArgs{UserId: "alice", Command: "/zoom"}}
	if difference := value.Difference(value.Canonical(wanted), noted); err == nil && difference != "" {
		err = errors.New(difference)
	}
	return first(err, hookRoundTrip(p, "ExecuteCommand", true))
}

func newerReply(p *host.Plugin) error {
	type user struct {
		Badges   []struct{ Name string }
		Username string
		Zodiac   map[string]any
	}
	return replaced(p, &struct {
		A *user
		C int
	}{&user{[]struct{ Name string }{{"x"}}, "alice", map[string]any{"sign": "é"}}, 7})
}

func olderReply(p *host.Plugin) error {
	return replaced(p, &struct{ A *struct{ Username string } }{&struct{ Username string }{"alice"}})
}

// replaced answers GetUser with another struct, of which the name alone is known.
func replaced(p *host.Plugin, body any) error {
	p.API.Replace("GetUser", body)
	answer, err := callAPI(p, "GetUser", map[string]any{"A": "u"})
	p.API.Replace("GetUser", nil)
	return first(err, want("answer", value.Text(answer), `{"A":{"Username":"alice"}}`), apiRoundTrip(p, "GetUser", true))
}

func badArguments(p *host.Plugin) error {
	bodies := []any{
		&struct{ A, B string }{"no context", "no arguments"},
		&struct{ B struct{ UserId int } }{struct{ UserId int }{7}},
		&struct{ B []int }{[]int{1}},
	}
	for i, body := range bodies {
		if err := p.CallWithin(limit, "ExecuteCommand", body, &wire.Z_ExecuteCommandReturns{}); err == nil {
			return fmt.Errorf("body %d was accepted", i)
		}
		if err := hookRoundTrip(p, "ExecuteCommand", true); err != nil {
			return fmt.Errorf("after body %d: %w", i, err)
		}
	}
	return nil
}

// request is one whole call as gob writes it.
func request() []byte {
	var out bytes.Buffer
	encoder := gob.NewEncoder(&out)
	_ = encoder.Encode(&rpc.Request{ServiceMethod: "Plugin.ExecuteCommand", Seq: 1})
	_ = encoder.Encode(&wire.Z_ExecuteCommandArgs{B: &wire.CommandArgs{Command: "/zoom start"}})
	return out.Bytes()
}

func truncated() []byte {
	whole := request()
	return whole[:len(whole)-5]
}

func huge() []byte { return append(request()[:0:0], 0xfa, 1, 0, 0, 0, 0, 0, 0xff, 0xff) }

func garbage() []byte { return bytes.Repeat([]byte{0x7f, 0xff, 0x00, 0x13}, 1000) }

// brokenStream sends bytes on the hooks stream and ends it. The plugin must neither hang nor use
// up memory: it ends, or goes on and ends once the socket closes.
func (s *suite) brokenStream(content func() []byte) error {
	r, err := host.StartRaw(s.plugin)
	if err != nil {
		return err
	}
	defer r.Kill()
	if _, err := r.Hooks.Write(content()); err != nil {
		return err
	}
	if err := r.Hooks.Close(); err != nil {
		return err
	}
	_ = r.Hooks.SetReadDeadline(time.Now().Add(limit))
	if _, err := io.Copy(io.Discard, r.Hooks); err != nil && strings.Contains(err.Error(), "timeout") {
		return errors.New("the plugin did not close the stream")
	}
	r.Disconnect()
	_, err = r.Ended(5 * time.Second)
	return err
}

// gigabyte is more than the plugin accepts as one call's arguments, and less than gob's own bound.
const gigabyte = 1 << 30

// inRawMemory gives a run the bare streams, and looks at the plugin's highest memory before and after.
func (s *suite) inRawMemory(run func(r *host.Raw) error) error {
	r, err := host.StartRaw(s.plugin)
	if err != nil {
		return err
	}
	defer r.Kill()
	before, err := highWater(r.PID())
	if err != nil {
		return err
	}
	if err := run(r); err != nil {
		return err
	}
	after, err := highWater(r.PID())
	if err != nil {
		return err
	}
	if after-before > growth {
		return fmt.Errorf("the plugin's memory went from %d kB to %d kB", before>>10, after>>10)
	}
	r.Disconnect()
	_, err = r.Ended(5 * time.Second)
	return err
}

// giant begins a call whose arguments are a message of a gigabyte, of which nothing has been sent.
func giant(r *host.Raw) (*gob.Encoder, error) {
	encoder := gob.NewEncoder(r.Hooks)
	if err := encoder.Encode(&rpc.Request{ServiceMethod: "Plugin.Implemented", Seq: 1}); err != nil {
		return nil, err
	}
	length := binary.BigEndian.AppendUint32([]byte{0xfc}, gigabyte)
	_, err := r.Hooks.Write(length)
	return encoder, err
}

func announced(r *host.Raw) error {
	if _, err := giant(r); err != nil {
		return err
	}
	if _, err := r.Hooks.Write(make([]byte, 1024)); err != nil {
		return err
	}
	// The plugin waits for the rest, and does all else meanwhile.
	var empty struct{}
	for range 3 {
		if err := r.Control.Call("Control.Ping", true, &empty); err != nil {
			return err
		}
	}
	return nil
}

// oversized sends all of it: that call is refused, and the next one is answered.
func oversized(r *host.Raw) error {
	encoder, err := giant(r)
	if err != nil {
		return err
	}
	part := make([]byte, 1<<20)
	for range gigabyte / len(part) {
		if _, err := r.Hooks.Write(part); err != nil {
			return err
		}
	}
	_ = r.Hooks.SetReadDeadline(time.Now().Add(6 * limit))
	decoder := gob.NewDecoder(r.Hooks)
	var refused, answered rpc.Response
	var implemented []string
	if err := first(decoder.Decode(&refused), decoder.Decode(&struct{}{})); err != nil {
		return err
	}
	if refused.Seq != 1 || !strings.Contains(refused.Error, "exceeds the limit") {
		return fmt.Errorf("the answer to %d was %q", refused.Seq, refused.Error)
	}
	err = first(encoder.Encode(&rpc.Request{ServiceMethod: "Plugin.Implemented", Seq: 2}), encoder.Encode(&struct{}{}),
		decoder.Decode(&answered), decoder.Decode(&implemented))
	return first(err, want("the next call", answered, rpc.Response{ServiceMethod: "Plugin.Implemented", Seq: 2}),
		want("hooks are named", len(implemented) > 0, true))
}

func (s *suite) closesMidCall() error {
	p, err := s.start("{}")
	if err != nil {
		return err
	}
	pid := p.PID()
	entered := make(chan struct{})
	never := make(chan struct{})
	defer close(never)
	p.API.On("KVSet", func(_, _ any) {
		close(entered)
		<-never
	})
	call := p.Go("ExecuteCommand", &wire.Z_ExecuteCommandArgs{}, &wire.Z_ExecuteCommandReturns{})
	select {
	case <-entered:
	case <-time.After(limit):
		return errors.New("the hook did not begin")
	}
	p.Disconnect()
	<-call.Done
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if !alive(pid) || p.Exited() {
			return nil
		}
	}
	p.Kill()
	return errors.New("the plugin still ran after 5 s")
}

func (s *suite) closesAtOnce() error {
	r, err := host.StartRaw(s.plugin)
	if err != nil {
		return err
	}
	defer r.Kill()
	r.Disconnect()
	_, err = r.Ended(5 * time.Second)
	return err
}
