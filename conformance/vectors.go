package main

import (
	"bufio"
	"bytes"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"conformance/host"
	"conformance/value"
	"conformance/wire"
)

// vector is one line of testdata: a value that Mattermost's own code encoded.
type vector struct {
	Name   string `json:"name"`
	GoType string `json:"go_type"`
	Hex    string `json:"gob_hex"`
}

// vectors replays what Mattermost's own structs wrote: each value goes through the generated
// structs, and then through the plugin as a hook or an API call.
func vectors(s *suite) {
	s.group("vectors", func(p *host.Plugin) {
		for _, file := range []string{"hooks.jsonl", "api.jsonl"} {
			lines, err := readVectors(file)
			if err != nil {
				s.check("vectors in "+file, func() error { return err })
				continue
			}
			for _, v := range lines {
				if method, args, ok := v.method(); ok {
					s.check("vector "+v.Name, func() error { return replay(p, file, v, method, args) })
				}
			}
		}
	})
}

func readVectors(file string) ([]vector, error) {
	_, source, _, _ := runtime.Caller(0)
	opened, err := os.Open(filepath.Join(filepath.Dir(source), "testdata", file))
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	lines := bufio.NewScanner(opened)
	lines.Buffer(nil, 16<<20)
	var out []vector
	for lines.Scan() {
		var v vector
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, lines.Err()
}

// method is the name of the method that the value belongs to, and whether it is its arguments.
func (v vector) method() (name string, args, ok bool) {
	short := strings.TrimPrefix(strings.TrimPrefix(v.GoType, "*"), "plugin.Z_")
	if name, ok := strings.CutSuffix(short, "Args"); ok {
		return name, true, !handMade[name] && !handMadeAPI[name] && name != "LoadPluginConfigurationArgs"
	}
	name, ok = strings.CutSuffix(short, "Returns")
	return name, false, ok && !handMade[name] && !handMadeAPI[name] && name != "LoadPluginConfigurationArgs"
}

func replay(p *host.Plugin, file string, v vector, name string, isArgs bool) error {
	methods := wire.API
	if file == "hooks.jsonl" {
		methods = wire.Hooks
	}
	method, ok := methods[name]
	if !ok {
		return fmt.Errorf("no method %s", name)
	}
	raw, err := hex.DecodeString(v.Hex)
	if err != nil {
		return err
	}
	args, reply := method.NewArgs(), method.NewReply()
	into := reply
	if isArgs {
		into = args
	}
	if err := gob.NewDecoder(bytes.NewReader(raw)).Decode(into); err != nil {
		return fmt.Errorf("the generated struct does not fit: %w", err)
	}
	if !isArgs && hasError(reply) {
		return nil // errorKinds covers errors; here only that the struct fits.
	}
	if file == "hooks.jsonl" {
		return callHook(p, name, args, method.NewReply(), reply)
	}
	return callAndCompare(p, name, args, reply, isArgs)
}

func hasError(reply any) bool {
	before := value.Text(value.Canonical(reply))
	clearErrors(reply)
	return before != value.Text(value.Canonical(reply))
}
