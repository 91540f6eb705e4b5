package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// cpu is the processor time that all threads of a process have used.
func cpu(pid int) (time.Duration, error) {
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	if err != nil || len(files) == 0 {
		return 0, fmt.Errorf("process %d has no schedstat (%v)", pid, err)
	}
	var total time.Duration
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // The thread has just ended.
		}
		nanoseconds, err := strconv.ParseInt(strings.Fields(string(text))[0], 10, 64)
		if err != nil {
			return 0, err
		}
		total += time.Duration(nanoseconds)
	}
	return total, nil
}

// memory is a process's resident memory and the anonymous part of it, in MB (10^6 bytes).
type memory struct{ resident, anonymous float64 }

func memoryOf(pid int) (memory, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return memory{}, err
	}
	read := func(name string) float64 {
		_, rest, _ := strings.Cut(string(text), "\n"+name+":")
		kilobytes, _ := strconv.ParseFloat(strings.Fields(rest + " 0")[0], 64)
		return kilobytes * 1024 / 1e6
	}
	return memory{read("VmRSS"), read("RssAnon")}, nil
}
