package main

import (
	"fmt"
	"time"

	"conformance/host"
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
	var lines []ceiling
	for _, kind := range []struct {
		name           string
		meetings       int
		writes, events float64
	}{
		{fmt.Sprintf("%d join one meeting", crowd), 1, 0.2, 30},
		{fmt.Sprintf("%d join %d meetings", crowd, rooms), rooms, 1.5, 2 * rooms},
	} {
		measured, err := crowdIn(p, kind.meetings)
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

func crowdIn(p *host.Plugin, meetings int) (crowded, error) {
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
	return joinAll(p, numbers)
}

func joinAll(p *host.Plugin, numbers []string) (crowded, error) {
	p.API.Silence(false)
	p.API.Forget()
	defer func() { p.API.Forget(); p.API.Silence(true) }()
	stays := make(chan int, crowd)
	for stay := range crowd {
		stays <- stay
	}
	join := func(p *host.Plugin) error {
		stay := <-stays
		return deliver(p, joined(numbers[stay%len(numbers)], stay))
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

// joined is the event of a guest who comes in.
func joined(meeting string, stay int) string {
	now := time.Now()
	return fmt.Sprintf(`{"event":"meeting.participant_joined","event_ts":%d,"payload":{"account_id":"a","object":`+
		`{"id":%q,"uuid":"run-of-%[2]s","host_id":"h","topic":"Bench","type":2,"duration":30,"timezone":"UTC",`+
		`"start_time":%q,"participant":{"user_id":"%d","user_name":"Guest","id":"","participant_user_id":"",`+
		`"participant_uuid":"P%[4]d","email":"","join_time":%[3]q}}}}`,
		now.UnixMilli(), meeting, now.UTC().Format(time.RFC3339), 16_778_240+stay)
}
