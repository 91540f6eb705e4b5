package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"conformance/host"
	"conformance/value"
	"conformance/wire"
)

func lifecycle(s *suite) {
	s.check("handshake: one line on stdout, on a unix socket", s.handshake)
	for _, cookie := range []string{"", "wrong"} {
		s.check(fmt.Sprintf("handshake: refuses the cookie %q", cookie), func() error { return s.refusesCookie(cookie) })
	}
	s.check("handshake: the socket is in PLUGIN_UNIX_SOCKET_DIR, and gone once the host has connected", s.socketUnlinked)
	s.check("stdout and stderr: nothing but the handshake line, their streams stay open", s.quietStreams)
}

var handshakeLine = regexp.MustCompile(`^1\|1\|unix\|(/[^|]+)\|netrpc\|\n$`)

func (s *suite) handshake() error {
	command := exec.Command(s.plugin)
	command.Env = append(os.Environ(), host.Handshake.MagicCookieKey+"="+host.Handshake.MagicCookieValue,
		"PLUGIN_PROTOCOL_VERSIONS=1", "PLUGIN_MIN_PORT=10000", "PLUGIN_MAX_PORT=25000")
	out, err := command.StdoutPipe()
	if err != nil {
		return err
	}
	if err := command.Start(); err != nil {
		return err
	}
	defer func() { _ = command.Process.Kill(); _ = command.Wait() }()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return err
	}
	match := handshakeLine.FindStringSubmatch(line)
	if match == nil {
		return fmt.Errorf("the line is %q", line)
	}
	defer os.Remove(match[1])
	info, err := os.Stat(match[1])
	if err != nil {
		return err
	}
	if info.Mode().Type() != os.ModeSocket {
		return fmt.Errorf("%s is no socket", match[1])
	}
	return nil
}

func (s *suite) refusesCookie(cookie string) error {
	command := exec.Command(s.plugin)
	command.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, host.Handshake.MagicCookieKey) })
	if cookie != "" {
		command.Env = append(command.Env, host.Handshake.MagicCookieKey+"="+cookie)
	}
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	var exit *exec.ExitError
	if err := command.Run(); !errors.As(err, &exit) {
		return fmt.Errorf("it ended with %v", err)
	}
	if stderr.Len() == 0 {
		return errors.New("it said nothing on stderr")
	}
	return first(want("exit code", exit.ExitCode(), 1), want("stdout", stdout.String(), ""))
}

func (s *suite) socketUnlinked() error {
	dir, err := os.MkdirTemp("", "conformance")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	p, err := s.start("{}", "PLUGIN_UNIX_SOCKET_DIR="+dir)
	if err != nil {
		return err
	}
	defer p.Kill()
	if got := filepath.Dir(p.Address()); got != dir {
		return fmt.Errorf("the socket is in %s, not in %s", got, dir)
	}
	if _, err := os.Stat(p.Address()); !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("the socket file is still there (%v)", err)
	}
	return nil
}

func (s *suite) quietStreams() error {
	p, err := s.start("{}")
	if err != nil {
		return err
	}
	defer p.Kill()
	if err := p.Ping(); err != nil {
		return err
	}
	return first(want("stdout", p.Stdout.String(), ""), want("stderr", p.Stderr.String(), ""))
}

func activation(s *suite) {
	s.check("activation: Implemented names the hooks", s.implemented)
	s.check("activation: dials the API, then the driver; the configuration is read first", s.order)
	s.check("activation: refused with the text of the error", func() error {
		return s.refusal(`{"refuse":"the settings are not complete"}`, "the settings are not complete")
	})
	s.check("activation: a setting of the wrong type refuses, and names it", func() error {
		return s.refusal(`{"number":"many"}`, "many")
	})
	s.check("activation: a panic refuses", func() error { return s.refusal(`{"panic":true}`, "panic") })
	s.check("configuration: the change is read again, with its types", s.configurationChange)
	s.check("configuration: keys in any case, as Go reads them", s.keysInAnyCase)
}

func (s *suite) implemented() error {
	p, err := host.Start(s.plugin)
	if err != nil {
		return err
	}
	defer p.Kill()
	names, err := p.Implemented()
	if err != nil {
		return err
	}
	var expected []string
	for name := range wire.Hooks {
		if name != "OnActivate" && name != "Implemented" { // Every plugin has these.
			expected = append(expected, name)
		}
	}
	names = slices.DeleteFunc(names, func(n string) bool { return n == "OnActivate" })
	slices.Sort(names)
	slices.Sort(expected)
	return want("hooks", strings.Join(names, " "), strings.Join(expected, " "))
}

func (s *suite) order() error {
	p, err := host.Start(s.plugin)
	if err != nil {
		return err
	}
	defer p.Kill()
	p.API.Configure(`{"text":"é","number":-42,"flag":true}`)
	reply, err := p.Activate()
	if err != nil {
		return err
	}
	if reply.A != nil {
		return reply.A
	}
	calls := p.API.Calls()
	if len(calls) < 2 {
		return fmt.Errorf("only %d API calls", len(calls))
	}
	settings, err := value.Parse(p.API.Value("hook/OnActivate"))
	if err != nil {
		return err
	}
	expected := map[string]any{"text": "é", "number": -42, "flag": true, "refuse": "", "panic": false}
	return first(
		want("first stream", p.Dial(time.Second), "api"), want("second stream", p.Dial(time.Second), "driver"),
		want("first call", calls[0].Method, "LoadPluginConfiguration"), want("second call", calls[1].Method, "KVSet"),
		want("settings", value.Text(settings), value.Text(expected)),
	)
}

func (s *suite) refusal(configuration, text string) error {
	p, err := host.Start(s.plugin)
	if err != nil {
		return err
	}
	defer p.Kill()
	p.API.Configure(configuration)
	reply, err := p.Activate()
	if err != nil {
		return fmt.Errorf("the call itself failed, so that Mattermost takes the plugin for active: %w", err)
	}
	if reply.A == nil {
		return errors.New("it activated")
	}
	if !strings.Contains(reply.A.Error(), text) {
		return fmt.Errorf("the error is %q", reply.A)
	}
	return nil
}

func (s *suite) configurationChange() error {
	p, err := s.start("{}")
	if err != nil {
		return err
	}
	defer p.Kill()
	p.API.Configure(`{"text":"new","number":7}`)
	reply := &wire.Z_OnConfigurationChangeReturns{}
	if err := p.Call("OnConfigurationChange", &wire.Z_OnConfigurationChangeArgs{}, reply); err != nil {
		return err
	}
	settings, _ := value.Parse(p.API.Value("hook/OnConfigurationChange"))
	expected := map[string]any{"text": "new", "number": 7, "flag": false, "refuse": "", "panic": false}
	if err := want("settings", value.Text(settings), value.Text(expected)); err != nil {
		return err
	}
	p.API.Configure(`{"number":true}`)
	bad := &wire.Z_OnConfigurationChangeReturns{}
	if err := p.Call("OnConfigurationChange", &wire.Z_OnConfigurationChangeArgs{}, bad); err != nil {
		return err
	}
	if bad.A == nil {
		return errors.New("a setting of the wrong type was accepted")
	}
	return p.Ping()
}

// keysInAnyCase: the System Console writes keys in lower case, a person as plugin.json has them.
func (s *suite) keysInAnyCase() error {
	p, err := s.start(`{"Text":"by hand","NUMBER":7}`)
	if err != nil {
		return err
	}
	defer p.Kill()
	settings, err := value.Parse(p.API.Value("hook/OnActivate"))
	if err != nil {
		return err
	}
	expected := map[string]any{"text": "by hand", "number": 7, "flag": false, "refuse": "", "panic": false}
	return want("settings", value.Text(settings), value.Text(expected))
}

func ending(s *suite) {
	s.check("ping: answered 100 times", s.pings)
	s.check("deactivation: OnDeactivate, Quit, exit code 0 within 2 s", s.deactivation)
	s.check("deactivation: of a plugin that was never activated", s.quitWithoutActivation)
	s.check("kill -9 of the host: the plugin ends by itself", s.hostKilled)
}

func (s *suite) pings() error {
	p, err := s.start("{}")
	if err != nil {
		return err
	}
	defer p.Kill()
	for range 100 {
		if err := p.Ping(); err != nil {
			return err
		}
	}
	return nil
}

func (s *suite) deactivation() error {
	p, err := s.start("{}")
	if err != nil {
		return err
	}
	took, code, err := p.Stop()
	if err != nil {
		return err
	}
	if p.API.Value("hook/OnDeactivate") == nil {
		return errors.New("OnDeactivate was not run")
	}
	if took > 1500*time.Millisecond {
		return fmt.Errorf("it took %s", took)
	}
	return want("exit code", code, 0)
}

func (s *suite) quitWithoutActivation() error {
	p, err := host.Start(s.plugin)
	if err != nil {
		return err
	}
	begin := time.Now()
	p.Kill()
	if took := time.Since(begin); took > 1500*time.Millisecond {
		return fmt.Errorf("it took %s", took)
	}
	return nil
}

// runHost is the child process of hostKilled.
func runHost(plugin string) {
	s := &suite{plugin: plugin}
	p, err := s.start("{}")
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	fmt.Println("plugin", p.PID())
	_, _ = io.Copy(io.Discard, os.Stdin)
}

func (s *suite) hostKilled() error {
	child := exec.Command(os.Args[0], "-host", "-plugin", s.plugin)
	stdin, err := child.StdinPipe()
	if err != nil {
		return err
	}
	defer stdin.Close()
	out, err := child.StdoutPipe()
	if err != nil {
		return err
	}
	if err := child.Start(); err != nil {
		return err
	}
	var pid int
	if _, err := fmt.Fscanf(out, "plugin %d\n", &pid); err != nil {
		_ = child.Process.Kill()
		_ = child.Wait()
		return fmt.Errorf("the child host did not start: %w", err)
	}
	if err := child.Process.Kill(); err != nil {
		return err
	}
	_ = child.Wait()
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if !alive(pid) {
			return nil
		}
	}
	process, _ := os.FindProcess(pid)
	_ = process.Kill()
	return fmt.Errorf("process %d was still there after 5 s", pid)
}

// alive tells whether a process runs; one that nobody has waited for yet does not.
func alive(pid int) bool {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return false
	}
	_, rest, found := strings.Cut(string(stat), ") ")
	return found && !strings.HasPrefix(rest, "Z")
}
