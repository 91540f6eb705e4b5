package main

import (
	"bufio"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"time"

	"conformance/host"
	"conformance/wire"
)

const (
	alice    = "aliceaaaaaaaaaaaaaaaaaaaaa"
	siteURL  = "http://mattermost.example"
	token    = "bench-secret-token"
	secret   = "bench-webhook-secret-of-32-bytes"
	events   = 5000
	meetings = 300
)

// ceiling is a value of the product beside what it may be.
type ceiling struct {
	measurement
	most float64
}

// measureProduct prints the Zoom plugin's own numbers. Without the sandbox it starts no meetings.
func measureProduct(path, sandbox, bundle string) error {
	zoom, stop, err := startSandbox(sandbox)
	if err != nil {
		return err
	}
	defer stop()
	configure := func(api *host.API) { serve(api, zoom) }
	lines, err := productIdle(path, configure)
	if err != nil {
		return err
	}
	p, err := activated(path, configure)
	if err != nil {
		return err
	}
	defer p.Kill()
	loaded, err := productLoad(p, zoom)
	if err != nil {
		return err
	}
	lines = append(lines, loaded...)
	for _, file := range []struct {
		name, path string
		most       float64
	}{{"executable", path, 8}, {"bundle", bundle, 4}} {
		if info, err := os.Stat(file.path); err == nil {
			lines = append(lines, ceiling{measurement{file.name, float64(info.Size()) / 1e6, "MB"}, file.most})
		}
	}
	fmt.Printf("\n%-52s %12s %12s\n", "the Zoom plugin", "value", "ceiling")
	for _, line := range lines {
		mark := ""
		if line.value > line.most {
			mark = "  above"
		}
		fmt.Printf("%-52s %12s %12s%s\n", line.name, show(line.measurement), show(measurement{value: line.most, unit: line.unit}), mark)
	}
	return nil
}

// startSandbox runs the zoom-sandbox command, and gives its address.
func startSandbox(path string) (string, func(), error) {
	command := exec.Command(path, "--client-id", "bench", "--client-secret", "bench-secret", "--secret-token", token,
		"--redirect-uri", siteURL+"/plugins/zoom/oauth2/complete")
	command.Stderr = os.Stderr
	out, err := command.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := command.Start(); err != nil {
		return "", nil, err
	}
	stop := func() { _ = command.Process.Kill(); _ = command.Wait() }
	line, err := bufio.NewReader(out).ReadString('\n')
	address, found := strings.CutPrefix(strings.TrimSpace(line), "Zoom sandbox: ")
	if err != nil || !found {
		stop()
		return "", nil, fmt.Errorf("the sandbox said %q (%v)", line, err)
	}
	return strings.TrimSuffix(address, "/"), stop, nil
}

func productIdle(path string, configure func(*host.API)) ([]ceiling, error) {
	start, err := startUp(path, configure)
	if err != nil {
		return nil, err
	}
	p, err := activated(path, configure)
	if err != nil {
		return nil, err
	}
	defer p.Kill()
	if err := p.Ping(); err != nil {
		return nil, err
	}
	idle, err := memoryOf(p.PID())
	return []ceiling{
		{measurement{"exec to activated", start.Seconds() * 1e3, "ms"}, 20},
		{measurement{"memory idle", idle.resident, "MB"}, 9},
		{measurement{"memory idle, anonymous", idle.anonymous, "MB"}, 3},
	}, err
}

func productLoad(p *host.Plugin, zoom string) ([]ceiling, error) {
	webhook := load{"webhook", events, 1, sendEvent, false}
	times, err := webhook.measure(p)
	if err != nil {
		return nil, fmt.Errorf("webhook: %w", err)
	}
	if err := connect(p, zoom); err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	start := load{"start", meetings, 1, startMeeting, false}
	starts, err := start.measure(p)
	if err != nil {
		return nil, fmt.Errorf("start: %w", err)
	}
	after, err := memoryOf(p.PID())
	if err != nil {
		return nil, err
	}
	for _, once := range []load{webhook, start} {
		if err := describe(p, once); err != nil {
			return nil, err
		}
	}
	return []ceiling{
		{measurement{"CPU of a webhook that is not ours", times[1].value, "µs"}, 80},
		{measurement{"CPU of a start", starts[1].value / 1e3, "ms"}, 1.2},
		{measurement{"memory after load", after.resident, "MB"}, 14},
	}, nil
}

// describe prints what one piece of work asks of the server: each call costs both sides.
func describe(p *host.Plugin, work load) error {
	p.API.Silence(false)
	p.API.Forget()
	defer p.API.Silence(true)
	if err := work.run(p); err != nil {
		return err
	}
	var names []string
	for _, call := range p.API.Calls() {
		names = append(names, call.Method)
	}
	fmt.Printf("API calls of a %s: %d (%s)\n", work.name, len(names), strings.Join(names, ", "))
	return nil
}

// sendEvent sends a genuine event about a meeting that was not started here.
func sendEvent(p *host.Plugin) error {
	body := `{"event":"meeting.ended","event_ts":1767323045000,"payload":{"account_id":"a","object":` +
		`{"id":"81234567890","uuid":"c29tZSB1dWlkIGhlcmU=","host_id":"h","topic":"Not ours","type":2,"duration":30,` +
		`"start_time":"2026-01-02T03:04:05Z","end_time":"2026-01-02T03:34:05Z","timezone":"UTC"}}}`
	stamp := fmt.Sprint(time.Now().Unix())
	mac := hmac.New(sha256.New, []byte(token))
	fmt.Fprintf(mac, "v0:%s:%s", stamp, body)
	r, err := p.HTTP(host.Request{
		Method: http.MethodPost, Target: "/webhook?secret=" + secret, Body: strings.NewReader(body),
		Header: http.Header{
			"Content-Type": {"application/json"}, "X-Zm-Request-Timestamp": {stamp},
			"X-Zm-Signature": {"v0=" + hex.EncodeToString(mac.Sum(nil))},
		},
	})
	if err == nil && r.Status/100 != 2 {
		err = fmt.Errorf("answered %d: %s", r.Status, r.Body)
	}
	return err
}

// connect connects alice: the plugin sends her to the consent page, she allows, and comes back.
func connect(p *host.Plugin, zoom string) error {
	asAlice := http.Header{"Mattermost-User-Id": {alice}}
	away, err := p.HTTP(host.Request{Method: http.MethodGet, Target: "/oauth2/connect", Header: asAlice})
	if err != nil {
		return err
	}
	consent, err := url.Parse(away.Header.Get("Location"))
	if err != nil || consent.Host == "" {
		return fmt.Errorf("answered %d: %s", away.Status, away.Body)
	}
	form := consent.Query()
	form.Set("user", "alice@example.com")
	form.Set("decision", "allow")
	consent.RawQuery = ""
	back, err := http.DefaultTransport.RoundTrip(formRequest(consent.String(), form))
	if err != nil {
		return err
	}
	defer back.Body.Close()
	returned, err := back.Location()
	if err != nil {
		return fmt.Errorf("the sandbox answered %s: %w", back.Status, err)
	}
	done, err := p.HTTP(host.Request{Method: http.MethodGet, Target: "/oauth2/complete?" + returned.RawQuery, Header: asAlice})
	if err == nil && done.Status != http.StatusOK {
		err = fmt.Errorf("the way back was answered with %d: %s", done.Status, done.Body)
	}
	return err
}

func formRequest(target string, form url.Values) *http.Request {
	request, err := http.NewRequest(http.MethodPost, target, strings.NewReader(form.Encode()))
	if err != nil {
		panic(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return request
}

// started counts the channels in which a meeting was started.
var started int

// startMeeting presses the button, each time in another channel: two quick presses in one channel
// make one meeting.
func startMeeting(p *host.Plugin) error {
	started++
	channel := fmt.Sprintf("channel%019d", started)
	body, _ := json.Marshal(map[string]string{"channel_id": channel, "topic": "Bench"})
	r, err := p.HTTP(host.Request{
		Method: http.MethodPost, Target: "/api/v1/meetings", Body: strings.NewReader(string(body)),
		Header: http.Header{"Mattermost-User-Id": {alice}, "Content-Type": {"application/json"}},
	})
	if err != nil {
		return err
	}
	var answer struct {
		URL string `json:"meeting_url"`
	}
	if err := json.Unmarshal(r.Body, &answer); err != nil || answer.URL == "" {
		return errors.Join(fmt.Errorf("answered %d: %s", r.Status, r.Body), err)
	}
	return nil
}

// serve answers what the plugin asks of Mattermost.
func serve(api *host.API, zoom string) {
	settings, _ := json.Marshal(map[string]any{
		"zoomurl": zoom, "zoomapiurl": zoom + "/v2", "oauthclientid": "bench", "oauthclientsecret": "bench-secret",
		"encryptionkey": "0123456789abcdef0123456789abcdef", "webhooksecret": secret, "zoomwebhooksecret": token,
	})
	site := siteURL
	posts := 0
	api.Configure(string(settings))
	api.Silence(true)
	api.On("GetConfig", func(_, reply any) {
		reply.(*wire.Z_GetConfigReturns).A = &wire.Config{ServiceSettings: wire.ServiceSettings{SiteURL: &site}}
	})
	api.On("EnsureBotUser", func(_, reply any) { reply.(*wire.Z_EnsureBotUserReturns).A = "botaaaaaaaaaaaaaaaaaaaaaaa" })
	api.On("GetUser", func(_, reply any) {
		reply.(*wire.Z_GetUserReturns).A = &wire.User{Id: alice, Username: "alice", Email: "alice@example.com"}
	})
	api.On("GetChannel", func(args, reply any) {
		reply.(*wire.Z_GetChannelReturns).A = &wire.Channel{Id: args.(*wire.Z_GetChannelArgs).A, Type: "O"}
	})
	api.On("GetDirectChannel", func(_, reply any) {
		reply.(*wire.Z_GetDirectChannelReturns).A = &wire.Channel{Id: "directaaaaaaaaaaaaaaaaaaaa", Type: "D"}
	})
	api.On("GetChannelMember", func(args, reply any) {
		channel := args.(*wire.Z_GetChannelMemberArgs).A
		reply.(*wire.Z_GetChannelMemberReturns).A = &wire.ChannelMember{ChannelId: channel, UserId: alice}
	})
	api.On("GetPostsSince", func(_, reply any) { reply.(*wire.Z_GetPostsSinceReturns).A = &wire.PostList{} })
	api.On("HasPermissionToChannel", func(_, reply any) { reply.(*wire.Z_HasPermissionToChannelReturns).A = true })
	api.On("GetPreferenceForUser", func(_, reply any) {
		reply.(*wire.Z_GetPreferenceForUserReturns).B = &wire.AppError{Id: "not_found", Message: "no such preference", StatusCode: 404}
	})
	api.On("CreatePost", func(args, reply any) {
		post := *args.(*wire.Z_CreatePostArgs).A
		posts++
		post.Id = fmt.Sprintf("post%022d", posts)
		reply.(*wire.Z_CreatePostReturns).A = &post
	})
	api.On("SendEphemeralPost", func(args, reply any) {
		reply.(*wire.Z_SendEphemeralPostReturns).A = args.(*wire.Z_SendEphemeralPostArgs).B
	})
}
