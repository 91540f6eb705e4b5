package main

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"sync"
	"time"

	"conformance/host"
	"conformance/value"
	"conformance/wire"
)

// measurement is one line of the table.
type measurement struct {
	name  string
	value float64
	unit  string
}

// compare measures both plugins, and prints their values side by side.
func compare(ours, partner, only string) error {
	wanted, err := regexp.Compile(only)
	if err != nil {
		return err
	}
	var columns [2][]measurement
	for i, path := range []string{ours, partner} {
		column, err := measure(path, wanted)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		columns[i] = column
	}
	fmt.Printf("%-52s %12s %12s %10s\n", "hello against hello", "ours", "Go", "ours/Go")
	for i, line := range columns[0] {
		other := columns[1][i]
		fmt.Printf("%-52s %12s %12s %10.2f\n", line.name, show(line), show(other), line.value/other.value)
	}
	fmt.Println("aim: at most 0.35 of the memory and the start, 0.50 of the CPU per call")
	return nil
}

func show(m measurement) string { return fmt.Sprintf("%.4g %s", m.value, m.unit) }

const starts = 15

// startUp is the median time from exec to activated.
func startUp(path string, configure func(*host.API)) (time.Duration, error) {
	var times []time.Duration
	for range starts {
		begin := time.Now()
		p, err := activated(path, configure)
		if err != nil {
			return 0, err
		}
		times = append(times, time.Since(begin))
		p.Kill()
	}
	return median(times), nil
}

func activated(path string, configure func(*host.API)) (*host.Plugin, error) {
	p, err := host.Start(path)
	if err != nil {
		return nil, err
	}
	configure(p.API)
	if reply, err := p.Activate(); err != nil || reply.A != nil {
		p.Kill()
		return nil, fmt.Errorf("activate: %v, %v", err, reply.A)
	}
	return p, nil
}

// load is one kind of work.
type load struct {
	name  string
	calls int // How many calls of the plugin, or by it.
	width int
	// run does one call on its own, or all of them where the plugin itself calls.
	run   func(p *host.Plugin) error
	whole bool
}

func loads() []load {
	command := func(p *host.Plugin) error {
		args := &wire.Z_ExecuteCommandArgs{A: &wire.Context{RequestId: "r"}, B: &wire.CommandArgs{UserId: "alice", Command: "/hello"}}
		return p.Call("ExecuteCommand", args, &wire.Z_ExecuteCommandReturns{})
	}
	page := func(target string) func(*host.Plugin) error {
		return func(p *host.Plugin) error {
			r, err := p.HTTP(host.Request{Method: http.MethodGet, Target: target, Write: io.Discard})
			if err == nil && r.Status != http.StatusOK {
				err = fmt.Errorf("%s answered %d", target, r.Status)
			}
			return err
		}
	}
	out := []load{
		{"hook ExecuteCommand, 1 at once", 10000, 1, command, false},
		{"hook ExecuteCommand, 16 at once", 20000, 16, command, false},
		{"ServeHTTP small, 1 at once", 3000, 1, page("/hello"), false},
		{"ServeHTTP small, 16 at once", 5000, 16, page("/hello"), false},
		{"ServeHTTP 10 kB, 1 at once", 2000, 1, page("/bytes/10000"), false},
		{"ServeHTTP 10 MB, 1 at once", 20, 1, page("/bytes/10000000"), false},
		{"ServeHTTP 10 MB, 16 at once", 48, 16, page("/bytes/10000000"), false},
	}
	out = append(out, codecs()...)
	for _, method := range []string{"KVGet", "GetUser"} {
		for _, width := range []int{1, 16} {
			name := fmt.Sprintf("API %s, %d at once", method, width)
			out = append(out, load{name, 16000, width, page(fmt.Sprintf("/api/%s/16000/%d", method, width)), true})
		}
	}
	return out
}

func measure(path string, wanted *regexp.Regexp) ([]measurement, error) {
	configure := func(api *host.API) {
		user := &wire.Z_GetUserReturns{}
		value.Fill(user)
		user.B = nil
		api.Silence(true)
		api.On("GetUser", func(_, reply any) { *reply.(*wire.Z_GetUserReturns) = *user })
		api.Set("key", []byte("a value of some length, as a setting has"))
	}
	start, err := startUp(path, configure)
	if err != nil {
		return nil, err
	}
	p, err := activated(path, configure)
	if err != nil {
		return nil, err
	}
	defer p.Kill()
	idle, err := memoryOf(p.PID())
	if err != nil {
		return nil, err
	}
	out := []measurement{
		{"exec to activated", start.Seconds() * 1e3, "ms"},
		{"memory idle", idle.resident, "MB"},
		{"memory idle, anonymous", idle.anonymous, "MB"},
	}
	for _, l := range loads() {
		if !wanted.MatchString(l.name) {
			continue
		}
		lines, err := l.measure(p)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", l.name, err)
		}
		out = append(out, lines...)
	}
	after, err := memoryOf(p.PID())
	if err != nil {
		return nil, err
	}
	trips, err := roundTrips(p)
	return append(out, measurement{"memory after load", after.resident, "MB"},
		measurement{"memory after load, anonymous", after.anonymous, "MB"},
		measurement{"round trips on the response stream, small", trips[0], ""},
		measurement{"round trips on the response stream, 10 MB", trips[1], ""}), err
}

// measure gives the wall time and the plugin's CPU time per call.
func (l load) measure(p *host.Plugin) ([]measurement, error) {
	if !l.whole { // Warm up.
		if err := l.run(p); err != nil {
			return nil, err
		}
	}
	return l.measured(p)
}

// measured does it without a first call to warm up.
func (l load) measured(p *host.Plugin) ([]measurement, error) {
	before, err := cpu(p.PID())
	if err != nil {
		return nil, err
	}
	begin := time.Now()
	if err := l.all(p); err != nil {
		return nil, err
	}
	wall := time.Since(begin)
	after, err := cpu(p.PID())
	if err != nil {
		return nil, err
	}
	each := func(d time.Duration) float64 { return d.Seconds() * 1e6 / float64(l.calls) }
	return []measurement{{l.name, each(wall), "µs"}, {"    CPU per call", each(after - before), "µs"}}, nil
}

func (l load) all(p *host.Plugin) error {
	if l.whole {
		return l.run(p)
	}
	errs := make(chan error, l.width)
	var group sync.WaitGroup
	for range l.width {
		group.Go(func() {
			for range l.calls / l.width {
				if err := l.run(p); err != nil {
					errs <- err
					return
				}
			}
		})
	}
	group.Wait()
	select {
	case err := <-errs:
		return err
	default:
		return nil
	}
}

// roundTrips counts the calls on the response stream for a small and a large answer.
func roundTrips(p *host.Plugin) ([2]float64, error) {
	var out [2]float64
	for i, target := range []string{"/hello", "/bytes/10000000"} {
		r, err := p.HTTP(host.Request{Method: http.MethodGet, Target: target, Write: io.Discard})
		if err != nil {
			return out, err
		}
		out[i] = float64(len(r.Calls))
	}
	return out, nil
}
