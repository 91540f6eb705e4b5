package main

import (
	"fmt"
	"time"

	"conformance/host"
	"conformance/wire"
)

const (
	// crowd is how many people join: all of one meeting, or of rooms meetings at once.
	crowd = 1000
	rooms = 200
	// underWay is how many events are under way at a time: Zoom sends the next one without waiting
	// for an answer.
	underWay = 100
)

// productCrowded measures the events of many people who join at once.
func productCrowded(path string, configure func(*host.API), zoom string) ([]ceiling, error) {
	p, err := activated(path, configure)
	if err != nil {
		return nil, err
	}
	defer p.Kill()
	if err := connect(p, zoom); err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	known(p.API)
	var lines []ceiling
	for _, kind := range []struct {
		name           string
		meetings       int
		who            person
		writes, events float64
	}{
		{fmt.Sprintf("%d join one meeting", crowd), 1, guest, 0.2, 30},
		{fmt.Sprintf("%d join %d meetings", crowd, rooms), rooms, guest, 1.5, 2 * rooms},
		{fmt.Sprintf("%d colleagues join one meeting", crowd), 1, colleague, 0.2, 30},
		{fmt.Sprintf("%d colleagues join %d meetings", crowd, rooms), rooms, colleague, 1.5, 2 * rooms},
	} {
		measured, err := crowdIn(p, kind.meetings, kind.who)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", kind.name, err)
		}
		fmt.Printf("%s: %.0f events per second\n", kind.name, measured.perSecond)
		lines = append(lines,
			ceiling{measurement{kind.name + ": CPU of an event", measured.cpu, "µs"}, 600},
			ceiling{measurement{kind.name + ": writes per event", measured.writes, ""}, kind.writes},
			ceiling{measurement{kind.name + ": WebSocket events", measured.told, ""}, kind.events})
	}
	return lines, nil
}

// crowded is what the joining of a crowd cost.
type crowded struct{ perSecond, cpu, writes, told float64 }

func crowdIn(p *host.Plugin, meetings int, who person) (crowded, error) {
	numbers := make([]string, meetings)
	for i := range numbers {
		number, err := newMeeting(p)
		if err != nil {
			return crowded{}, err
		}
		numbers[i] = number
	}
	begin := func(p *host.Plugin) error {
		for _, number := range numbers {
			if err := sendEvent(p, "meeting.started", number); err != nil {
				return err
			}
		}
		return nil
	}
	if err := carriedOut(begin, 1)(p); err != nil {
		return crowded{}, err
	}
	// What was told of the start is past, and each meeting may be told of anew.
	time.Sleep(1500 * time.Millisecond)
	return joinAll(p, numbers, who)
}

func joinAll(p *host.Plugin, numbers []string, who person) (crowded, error) {
	p.API.Silence(false)
	p.API.Forget()
	defer func() { p.API.Forget(); p.API.Silence(true) }()
	stays := make(chan int, crowd)
	for stay := range crowd {
		stays <- stay
	}
	join := func(p *host.Plugin) error {
		stay := <-stays
		return deliver(p, joined(numbers[stay%len(numbers)], stay, who))
	}
	line, err := load{"join", crowd, underWay, join, false}.measured(p)
	if err != nil {
		return crowded{}, err
	}
	// The last state is told a second later at most.
	time.Sleep(1500 * time.Millisecond)
	counts := map[string]float64{}
	for _, call := range p.API.Calls() {
		counts[call.Method]++
	}
	return crowded{
		perSecond: 1e6 / line[0].value, cpu: line[1].value,
		writes: counts["KVSetWithOptions"] / crowd, told: counts["PublishWebSocketEvent"],
	}, nil
}

// person gives what Zoom says of somebody, by the number of their stay: user id and e-mail address.
type person func(stay int) (id, email string)

// guest is not logged in to Zoom.
func guest(int) (string, string) { return "", "" }

// colleague is logged in to Zoom; see known.
func colleague(stay int) (string, string) {
	return fmt.Sprintf("zoom-user-%d", stay), fmt.Sprintf("user%d@example.com", stay)
}

// known lets half of the colleagues be connected, and Mattermost know the addresses of half of the others.
func known(api *host.API) {
	for stay := 0; stay < crowd; stay += 2 {
		id, _ := colleague(stay)
		connection := fmt.Appendf(nil, `{"UserID":%q,"ZoomID":%q}`, userOf(stay), id)
		api.Set("zoomtokenbyzoomid_"+id, connection)
		api.Set("zoomtoken_"+userOf(stay), connection)
	}
	api.On("GetUserByEmail", func(args, reply any) {
		out := reply.(*wire.Z_GetUserByEmailReturns)
		var stay int
		fmt.Sscanf(args.(*wire.Z_GetUserByEmailArgs).A, "user%d@", &stay)
		if stay%4 == 1 {
			out.A = &wire.User{Id: userOf(stay), EmailVerified: true}
			return
		}
		out.B = &wire.AppError{Id: "not_found", Message: "no such user", StatusCode: 404}
	})
}

func userOf(stay int) string { return fmt.Sprintf("user%022d", stay) }

// joined is the event of somebody who comes in.
func joined(meeting string, stay int, who person) string {
	now := time.Now()
	id, email := who(stay)
	return fmt.Sprintf(`{"event":"meeting.participant_joined","event_ts":%d,"payload":{"account_id":"a","object":`+
		`{"id":%q,"uuid":"run-of-%[2]s","host_id":"h","topic":"Bench","type":2,"duration":30,"timezone":"UTC",`+
		`"start_time":%q,"participant":{"user_id":"%d","user_name":"Somebody","id":%[5]q,"participant_user_id":%[5]q,`+
		`"participant_uuid":"P%[4]d","email":%[6]q,"join_time":%[3]q}}}}`,
		now.UnixMilli(), meeting, now.UTC().Format(time.RFC3339), 16_778_240+stay, id, email)
}
