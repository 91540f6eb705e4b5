// Command conformance drives a plugin made with the Rust SDK over the real protocol: through
// hashicorp/go-plugin, Go's net/rpc and encoding/gob, with structs generated from the description
// of Mattermost's plugin API. Every check prints one line; the last line counts them.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"

	"conformance/host"
)

// suite runs checks and counts them.
type suite struct {
	plugin         string
	devServer      string
	goPlugin       string
	only           string
	passed, failed int
	results        []result
}

// result is what one check came to.
type result struct {
	name   string
	passed bool
}

func main() {
	s := &suite{}
	flag.StringVar(&s.plugin, "plugin", "../target/debug/conformance-plugin", "the plugin's executable")
	flag.StringVar(&s.devServer, "devserver", "../target/debug/mattermost-devserver", "the command mattermost-devserver")
	flag.StringVar(&s.goPlugin, "goplugin", "../target/conformance/goplugin", "the executable of the plugin in Go")
	flag.StringVar(&s.only, "only", "", "run only the checks whose name holds this text")
	table := flag.String("table", "", "the file that holds the table of what is proven")
	write := flag.Bool("write", false, "write the table instead of comparing it")
	hostOnly := flag.Bool("host", false, "start and activate the plugin, print its process id, and wait to be killed")
	flag.Parse()
	if *hostOnly {
		runHost(s.plugin)
		return
	}
	groups := []func(*suite){
		lifecycle, activation, ending, hooks, postVerdicts, api, driver, brokered, errorKinds, badReplies, logging, serveHTTP, streams, concurrency,
		panics, badInput, compatibility, cluster, clusterJobs, vectors, devServer,
	}
	for _, group := range groups {
		group(s)
	}
	s.surface(*table, *write)
	fmt.Printf("%d passed, %d failed\n", s.passed, s.failed)
	if s.failed > 0 {
		os.Exit(1)
	}
}

// check runs one check.
func (s *suite) check(name string, run func() error) {
	if !strings.Contains(name, s.only) {
		return
	}
	err := run()
	s.results = append(s.results, result{name, err == nil})
	if err != nil {
		s.failed++
		fmt.Printf("FAIL %s: %v\n", name, err)
		return
	}
	s.passed++
	fmt.Printf("PASS %s\n", name)
}

// start runs the plugin, and activates it with a configuration.
func (s *suite) start(configuration string, environment ...string) (*host.Plugin, error) {
	p, err := host.Start(s.plugin, environment...)
	if err != nil {
		return nil, err
	}
	p.API.Configure(configuration)
	reply, err := p.Activate()
	if err == nil && reply.A != nil {
		err = reply.A
	}
	if err != nil {
		p.Kill()
		return nil, fmt.Errorf("activate: %w", err)
	}
	return p, nil
}

// group starts a plugin for several checks; where it does not start, that is one failed check.
func (s *suite) group(name string, run func(p *host.Plugin)) {
	p, err := s.start(`{"text":"from the host","number":42,"flag":true}`)
	if err != nil {
		s.check(name+": start", func() error { return err })
		return
	}
	defer p.Kill()
	run(p)
	s.check(name+": the plugin lives at the end", func() error {
		if p.Exited() {
			return fmt.Errorf("it ended; its log: %s", tail(p.Log.String()))
		}
		return p.Ping()
	})
}

// want fails when two values differ.
func want[T comparable](what string, got, wanted T) error {
	if got != wanted {
		return fmt.Errorf("%s: want %v, got %v", what, wanted, got)
	}
	return nil
}

// first returns the first error.
func first(errors ...error) error {
	for _, err := range errors {
		if err != nil {
			return err
		}
	}
	return nil
}

func tail(text string) string {
	if len(text) > 1500 {
		return "…" + text[len(text)-1500:]
	}
	return text
}
