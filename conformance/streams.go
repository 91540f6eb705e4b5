package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"os"
	"regexp"
	"strconv"

	"conformance/host"
)

func streams(s *suite) {
	for _, size := range []int64{0, 1 << 20, 100 << 20} {
		s.check(fmt.Sprintf("streams: %d bytes down in constant memory", size), func() error { return s.download(size) })
		s.check(fmt.Sprintf("streams: %d bytes up and back in constant memory", size), func() error { return s.echo(size) })
	}
}

// growth is how much the plugin's memory may grow while a stream of any length passes.
const growth = 6 << 20

// inConstantMemory runs a transfer, and looks at the plugin's highest memory before and after.
func (s *suite) inConstantMemory(transfer func(p *host.Plugin) error) error {
	p, err := s.start("{}")
	if err != nil {
		return err
	}
	defer p.Kill()
	if _, err := get(p, "/bytes/100000", nil); err != nil {
		return err
	}
	before, err := highWater(p.PID())
	if err != nil {
		return err
	}
	if err := transfer(p); err != nil {
		return err
	}
	after, err := highWater(p.PID())
	if err != nil {
		return err
	}
	if after-before > growth {
		return fmt.Errorf("the plugin's memory went from %d kB to %d kB", before>>10, after>>10)
	}
	return nil
}

var vmHWM = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// highWater is the most memory a process has had resident, in bytes.
func highWater(pid int) (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	match := vmHWM.FindSubmatch(status)
	if match == nil {
		return 0, errors.New("no VmHWM")
	}
	kilobytes, err := strconv.ParseInt(string(match[1]), 10, 64)
	return kilobytes << 10, err
}

// counter counts and hashes what is written to it.
type counter struct {
	n    int64
	hash hash.Hash
}

func (c *counter) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return c.hash.Write(p)
}

func (s *suite) download(size int64) error {
	return s.inConstantMemory(func(p *host.Plugin) error {
		sink := &counter{hash: sha256.New()}
		r, err := p.HTTP(host.Request{Method: http.MethodGet, Target: fmt.Sprintf("/bytes/%d", size), Write: sink})
		if err != nil {
			return err
		}
		return first(want("status", r.Status, 200), want("length", sink.n, size))
	})
}

// pattern is a body whose bytes depend on their place.
type pattern struct{ at, size int64 }

func (b *pattern) Read(into []byte) (int, error) {
	if b.at == b.size {
		return 0, io.EOF
	}
	n := int(min(int64(len(into)), b.size-b.at))
	for i := range n {
		into[i] = byte((b.at + int64(i)) * 2654435761 >> 16)
	}
	b.at += int64(n)
	return n, nil
}

func (s *suite) echo(size int64) error {
	return s.inConstantMemory(func(p *host.Plugin) error {
		wanted := sha256.New()
		if _, err := io.Copy(wanted, &pattern{size: size}); err != nil {
			return err
		}
		sink := &counter{hash: sha256.New()}
		r, err := p.HTTP(host.Request{Method: http.MethodPost, Target: "/echo", Body: &pattern{size: size}, Write: sink})
		if err != nil {
			return err
		}
		if err := first(want("status", r.Status, 200), want("length", sink.n, size)); err != nil {
			return err
		}
		if !bytes.Equal(sink.hash.Sum(nil), wanted.Sum(nil)) {
			return errors.New("other bytes came back")
		}
		return nil
	})
}
