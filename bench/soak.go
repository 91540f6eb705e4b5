package main

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"conformance/host"
)

const (
	// samples is how often memory is read in a soak; its first quarter is for warming up.
	samples = 40
	// mostGrowth is how much more memory the end of a soak may show than its beginning: what the
	// allocator keeps or gives back from one sample to the next.
	mostGrowth = 1.05
)

// soak keeps the Zoom plugin under load: meetings that are started, begin and end, among events of
// foreign ones. It fails where memory has grown by more than mostGrowth at the end.
func soak(product, sandbox string, length time.Duration) error {
	zoom, stop, err := startSandbox(sandbox)
	if err != nil {
		return err
	}
	defer stop()
	p, err := activated(product, serving(zoom, 0, 0))
	if err != nil {
		return err
	}
	defer p.Kill()
	if err := connect(p, zoom); err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	var resident []float64
	rounds := 0
	for sample := 1; sample <= samples; sample++ {
		until := time.Now().Add(length / samples)
		for ; time.Now().Before(until); rounds++ {
			if err := soakRound(p); err != nil {
				return fmt.Errorf("round %d: %w", rounds, err)
			}
		}
		memory, err := memoryOf(p.PID())
		if err != nil {
			return err
		}
		resident = append(resident, memory.resident)
	}
	early, late := median(resident[samples/4:samples/2]), median(resident[3*samples/4:])
	fmt.Printf("%d meetings and %d events in %s: memory %.2f MB in the second quarter, %.2f MB in the last, %.2f MB at most\n",
		rounds, rounds*12, length, early, late, slices.Max(resident))
	if late > early*mostGrowth {
		return fmt.Errorf("memory grew from %.2f to %.2f MB", early, late)
	}
	return nil
}

// soakRound is one meeting from its start to its end, and ten events of foreign ones.
func soakRound(p *host.Plugin) error {
	for range 10 {
		if err := sendEvent(p, "meeting.ended", foreignMeeting); err != nil {
			return err
		}
	}
	meeting, err := newMeeting(p)
	if err != nil {
		return err
	}
	return carriedOut(func(p *host.Plugin) error {
		if err := sendEvent(p, "meeting.started", meeting); err != nil {
			return err
		}
		return sendEvent(p, "meeting.ended", meeting)
	}, 1)(p)
}

func median[T cmp.Ordered](values []T) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
