package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"syscall"
	"time"

	"conformance/host"
)

const goPluginID = "com.example.counter"

// devServer checks that the command mattermost-devserver runs a plugin in Go from its bundle.
func devServer(s *suite) {
	d := &dev{}
	defer d.end()
	s.check("dev server: runs the bundle of a Go plugin", func() error { return d.start(s) })
	if d.client == nil {
		return
	}
	s.check("dev server: a Go plugin's command, which counts in the store", func() error {
		_, err := d.counts("1")
		return first(err, d.answers("/count", "1"))
	})
	s.check("dev server: a Go plugin serves HTTP for the person logged in", d.echoes)
	s.check("dev server: a Go plugin hears of a post", d.hears)
	s.check("dev server: --watch runs a new bundle, which finds the store", d.reloads)
	s.check("dev server: ends the plugin with itself", d.end)
}

// dev is a dev server that runs the Go plugin.
type dev struct {
	folder, executable string
	command            *exec.Cmd
	out, log           *host.Output
	ended              chan error
	client             *person
	process            string // The plugin's.
}

// person is alice.
type person struct{ url, token, id, channel, team string }

func (d *dev) start(s *suite) error {
	folder, err := os.MkdirTemp("", "devserver")
	if err != nil {
		return err
	}
	d.folder, d.executable, d.out, d.log = folder, s.goPlugin, host.NewOutput(), host.NewOutput()
	if err := d.bundle("0.1.0"); err != nil {
		return err
	}
	d.command = exec.Command(s.devServer, "run", d.path(), "--watch", "--listen", "127.0.0.1:0", "--data", filepath.Join(folder, "data"))
	d.command.Stdout, d.command.Stderr = d.out, d.log
	if err := d.command.Start(); err != nil {
		return err
	}
	d.ended = make(chan error, 1)
	go func() { d.ended <- d.command.Wait() }()
	if !d.out.WaitFor("Ctrl-C ends it.", time.Minute) {
		return fmt.Errorf("it did not start; its log: %s", tail(d.log.String()))
	}
	d.client, err = logIn(d.out.String())
	return err
}

func (d *dev) path() string { return filepath.Join(d.folder, "counter.tar.gz") }

// bundle writes the plugin's bundle, as a build does: at once under its name.
func (d *dev) bundle(version string) error {
	binary, err := os.ReadFile(d.executable)
	if err != nil {
		return err
	}
	name := "server/dist/plugin-" + runtime.GOOS + "-" + runtime.GOARCH
	manifest, err := json.Marshal(map[string]any{
		"id": goPluginID, "name": "Counter", "version": version, "min_server_version": "10.7.0",
		"server": map[string]any{"executables": map[string]string{runtime.GOOS + "-" + runtime.GOARCH: name}},
	})
	if err != nil {
		return err
	}
	var out bytes.Buffer
	zipped := gzip.NewWriter(&out)
	archive := tar.NewWriter(zipped)
	for _, file := range []struct {
		name    string
		content []byte
		mode    int64
	}{{"plugin.json", manifest, 0o644}, {name, binary, 0o755}} {
		header := &tar.Header{Name: goPluginID + "/" + file.name, Mode: file.mode, Size: int64(len(file.content))}
		if err := archive.WriteHeader(header); err != nil {
			return err
		}
		if _, err := archive.Write(file.content); err != nil {
			return err
		}
	}
	if err := errors.Join(archive.Close(), zipped.Close()); err != nil {
		return err
	}
	return first(os.WriteFile(d.path()+".new", out.Bytes(), 0o644), os.Rename(d.path()+".new", d.path()))
}

// logIn reads the address and alice's password as a person does.
func logIn(printed string) (*person, error) {
	address := regexp.MustCompile(`dev server: (\S+)`).FindStringSubmatch(printed)
	password := regexp.MustCompile(`\balice\s+(\S+)`).FindStringSubmatch(printed)
	if address == nil || password == nil {
		return nil, fmt.Errorf("no address and login in %q", printed)
	}
	p := &person{url: address[1]}
	user := struct{ Id string }{}
	header, err := p.call(http.MethodPost, "/api/v4/users/login", map[string]string{"login_id": "alice", "password": password[1]}, &user)
	if err != nil {
		return nil, err
	}
	channel := struct {
		Id     string
		TeamId string `json:"team_id"`
	}{}
	p.token, p.id = header.Get("Token"), user.Id
	_, err = p.call(http.MethodGet, "/api/v4/teams/name/demo/channels/name/town-square", nil, &channel)
	p.channel, p.team = channel.Id, channel.TeamId
	return p, err
}

func (p *person) send(method, path string, body io.Reader) (*http.Response, error) {
	request, err := http.NewRequest(method, p.url+path, body)
	if err != nil {
		return nil, err
	}
	if p.token != "" {
		request.Header.Set("Authorization", "Bearer "+p.token)
	}
	return (&http.Client{Timeout: time.Minute}).Do(request)
}

// call asks the REST API.
func (p *person) call(method, path string, body, into any) (http.Header, error) {
	content, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	response, err := p.send(method, path, bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode >= http.StatusBadRequest {
		return nil, fmt.Errorf("%s %s: %s: %s, %v", method, path, response.Status, text, err)
	}
	return response.Header, json.Unmarshal(text, into)
}

// counts runs the command, and gives the process that answered.
func (d *dev) counts(wanted string) (process string, err error) {
	answer := struct{ Text string }{}
	body := map[string]string{"channel_id": d.client.channel, "team_id": d.client.team, "command": "/count"}
	if _, err := d.client.call(http.MethodPost, "/api/v4/commands/execute", body, &answer); err != nil {
		return "", err
	}
	parts := regexp.MustCompile(`^(\d+) in process (\d+)$`).FindStringSubmatch(answer.Text)
	if parts == nil {
		return "", fmt.Errorf("the command answered %q", answer.Text)
	}
	d.process = parts[2]
	return parts[2], want("count", parts[1], wanted)
}

// answers compares what the plugin serves at a path.
func (d *dev) answers(path, wanted string) error {
	response, err := d.client.send(http.MethodGet, "/plugins/"+goPluginID+path, nil)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return first(err, want("status", response.StatusCode, http.StatusOK), want(path, string(body), wanted))
}

// echoes sends a body of some size, and has it sent back.
func (d *dev) echoes() error {
	sent := bytes.Repeat([]byte("a body of some size, "), 20_000)
	response, err := d.client.send(http.MethodPost, "/plugins/"+goPluginID+"/echo", bytes.NewReader(sent))
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return first(err, want("status", response.StatusCode, http.StatusCreated), want("user", response.Header.Get("X-User"), d.client.id),
		want("the same body came back", bytes.Equal(body, sent), true))
}

func (d *dev) hears() error {
	post := map[string]string{"channel_id": d.client.channel, "message": "heard? yes"}
	_, err := d.client.call(http.MethodPost, "/api/v4/posts", post, &struct{}{})
	return first(err, d.answers("/posted", "heard? yes"))
}

// reloads writes a new bundle in the place of the one that runs.
func (d *dev) reloads() error {
	before := d.process
	if err := d.bundle("0.2.0"); err != nil {
		return err
	}
	if !d.log.WaitFor("version 0.2.0 of the bundle is installed", limit) {
		return fmt.Errorf("it did not take it up; its log: %s", tail(d.log.String()))
	}
	after, err := d.counts("2")
	return first(err, want("a new process", after != before, true))
}

// end stops the server as a person does, and looks whether the plugin is gone.
func (d *dev) end() error {
	defer os.RemoveAll(d.folder)
	if d.ended == nil {
		return nil
	}
	defer func() { d.ended = nil }()
	if err := d.command.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	select {
	case err := <-d.ended:
		return first(err, want("the plugin is gone", gone(d.process), true))
	case <-time.After(limit):
		return errors.Join(errors.New("it did not end"), d.command.Process.Kill())
	}
}

func gone(process string) bool {
	var pid int
	if _, err := fmt.Sscan(process, &pid); err != nil {
		return false
	}
	return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH)
}
