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
)

const (
	alice    = "aliceaaaaaaaaaaaaaaaaaaaaa"
	siteURL  = "http://mattermost.example"
	token    = "bench-secret-token"
	secret   = "bench-webhook-secret-of-32-bytes"
	events   = 5000
	meetings = 300
	// What a server may hold without events and starts costing more: the lines marked "full".
	fullPosts = 500
	fullKeys  = 100000
	// A meeting that was not started here.
	foreignMeeting = "81234567890"
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
	lines, err := productIdle(path, serving(zoom, 0, 0))
	if err != nil {
		return err
	}
	for _, size := range []struct {
		name        string
		posts, keys int
	}{{"", 0, 0}, {"; full", fullPosts, fullKeys}} {
		loaded, err := productUnder(path, zoom, size.name, serving(zoom, size.posts, size.keys))
		if err != nil {
			return err
		}
		lines = append(lines, loaded...)
	}
	crowded, err := productCrowded(path, serving(zoom, 0, 0), zoom)
	if err != nil {
		return err
	}
	lines = append(lines, crowded...)
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

func productUnder(path, zoom, name string, configure func(*host.API)) ([]ceiling, error) {
	p, err := activated(path, configure)
	if err != nil {
		return nil, err
	}
	defer p.Kill()
	return productLoad(p, zoom, name)
}

func productLoad(p *host.Plugin, zoom, name string) ([]ceiling, error) {
	foreign := func(p *host.Plugin) error { return sendEvent(p, "meeting.ended", foreignMeeting) }
	if err := listed(p, foreign); err != nil {
		return nil, err
	}
	strange, err := load{"webhook", events, 1, carriedOut(foreign, events), true}.measure(p)
	if err != nil {
		return nil, fmt.Errorf("webhook: %w", err)
	}
	if err := connect(p, zoom); err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	numbers = nil
	starts, err := load{"start", meetings, 1, startMeeting, false}.measure(p)
	if err != nil {
		return nil, fmt.Errorf("start: %w", err)
	}
	own := func(p *host.Plugin) error {
		next := numbers[0]
		numbers = append(numbers[1:], next)
		return sendEvent(p, "meeting.started", next)
	}
	ours, err := load{"webhook of ours", meetings, 1, carriedOut(own, meetings), true}.measure(p)
	if err != nil {
		return nil, fmt.Errorf("webhook of ours: %w", err)
	}
	after, err := memoryOf(p.PID())
	if err != nil {
		return nil, err
	}
	for _, once := range []load{
		{"webhook" + name, 1, 1, carriedOut(foreign, 1), true},
		{"start" + name, 1, 1, startMeeting, true},
		{"webhook of ours" + name, 1, 1, carriedOut(own, 1), true},
	} {
		if err := describe(p, once); err != nil {
			return nil, err
		}
	}
	return []ceiling{
		{measurement{"CPU of a webhook that is not ours" + name, strange[1].value, "µs"}, 80},
		{measurement{"CPU of a webhook of ours" + name, ours[1].value, "µs"}, 350},
		{measurement{"CPU of a start" + name, starts[1].value / 1e3, "ms"}, 1.2},
		{measurement{"memory after load" + name, after.resident, "MB"}, 14},
	}, nil
}

// listed waits until the plugin has listed what an earlier one left: from then on it looks for less.
func listed(p *host.Plugin, foreign func(*host.Plugin) error) error {
	p.API.Silence(false)
	defer p.API.Silence(true)
	for range 3000 {
		p.API.Forget()
		if err := foreign(p); err != nil {
			return err
		}
		reads := 0
		for _, call := range p.API.Calls() {
			if call.Method == "KVGet" {
				reads++
			}
		}
		if reads <= 3 {
			return nil
		}
		time.Sleep(10 * time.Millisecond)
	}
	return errors.New("what was left behind was not listed in 30 s")
}

// carriedOut does something often, and waits until the plugin has carried all of it out.
func carriedOut(once func(*host.Plugin) error, times int) func(*host.Plugin) error {
	return func(p *host.Plugin) error {
		for range times {
			if err := once(p); err != nil {
				return err
			}
		}
		for range 3000 {
			if len(p.API.Keys("zrs_job_")) == 0 {
				return nil
			}
			time.Sleep(10 * time.Millisecond)
		}
		return errors.New("events were not carried out in 30 s")
	}
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

// sendEvent sends a genuine event about a meeting.
func sendEvent(p *host.Plugin, name, meeting string) error {
	now := time.Now()
	body := fmt.Sprintf(`{"event":%q,"event_ts":%d,"payload":{"account_id":"a","object":`+
		`{"id":%q,"uuid":"run-of-%[3]s","host_id":"h","topic":"Bench","type":2,"duration":30,`+
		`"start_time":%q,"end_time":%[4]q,"timezone":"UTC"}}}`,
		name, now.UnixMilli(), meeting, now.UTC().Format(time.RFC3339))
	return deliver(p, body)
}

// deliver sends a body signed as Zoom does.
func deliver(p *host.Plugin, body string) error {
	stamp := fmt.Sprint(time.Now().Unix())
	mac := hmac.New(sha256.New, []byte(token))
	fmt.Fprintf(mac, "v0:%s:%s", stamp, body)
	r, err := p.HTTP(host.Request{
		Method: http.MethodPost, Target: "/webhook?secret=" + secret, Body: strings.NewReader(body),
		Header: http.Header{
			"Content-Type": {"application/json"}, "Content-Length": {fmt.Sprint(len(body))},
			"X-Zm-Request-Timestamp": {stamp},
			"X-Zm-Signature":         {"v0=" + hex.EncodeToString(mac.Sum(nil))},
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

// started counts the channels in which a meeting was started; numbers are those of the meetings.
var (
	started int
	numbers []string
)

// startMeeting presses the button, each time in another channel: two quick presses in one channel
// make one meeting.
func startMeeting(p *host.Plugin) error {
	number, err := newMeeting(p)
	numbers = append(numbers, number)
	return err
}

// newMeeting presses the button, and gives the number of the meeting.
func newMeeting(p *host.Plugin) (string, error) {
	started++
	channel := fmt.Sprintf("channel%019d", started)
	body, _ := json.Marshal(map[string]string{"channel_id": channel, "topic": "Bench"})
	r, err := p.HTTP(host.Request{
		Method: http.MethodPost, Target: "/api/v1/meetings", Body: strings.NewReader(string(body)),
		Header: http.Header{"Mattermost-User-Id": {alice}, "Content-Type": {"application/json"}},
	})
	if err != nil {
		return "", err
	}
	var answer struct {
		URL string `json:"meeting_url"`
	}
	err = json.Unmarshal(r.Body, &answer)
	number, found := numberIn(answer.URL)
	if err != nil || !found {
		return "", errors.Join(fmt.Errorf("answered %d: %s", r.Status, r.Body), err)
	}
	return number, nil
}

// numberIn reads the meeting's number of its link.
func numberIn(link string) (string, bool) {
	_, after, found := strings.Cut(link, "/j/")
	number, _, _ := strings.Cut(after, "?")
	return number, found && number != ""
}
