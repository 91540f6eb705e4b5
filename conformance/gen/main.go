// Command gen writes the structs of Mattermost's plugin protocol from the committed description
// (codegen/description): as Go for the host, and as Rust for the plugin under test.
//
// Run it in conformance/: `go run ./gen`, or `go run ./gen -check` to fail when a file is out of date.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"go/format"
	"os"
	"path/filepath"
)

func main() {
	check := flag.Bool("check", false, "fail when a generated file is out of date, and write nothing")
	from := flag.String("description", "../codegen/description", "the folder of the description")
	docs := flag.String("docs", "../codegen/docs", "the folder of the table of versions")
	flag.Parse()
	if err := run(*from, *docs, *check); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(from, docs string, check bool) error {
	description, err := load(from, docs)
	if err != nil {
		return err
	}
	goSource, err := format.Source(goFile(description))
	if err != nil {
		return fmt.Errorf("format the Go source: %w", err)
	}
	outputs := map[string][]byte{
		"wire/generated.go":       goSource,
		"plugin/src/generated.rs": rustFile(description),
	}
	for path, content := range outputs {
		if err := put(path, content, check); err != nil {
			return err
		}
	}
	return nil
}

func put(path string, content []byte, check bool) error {
	old, err := os.ReadFile(path)
	if err == nil && bytes.Equal(old, content) {
		return nil
	}
	if check {
		return fmt.Errorf("%s is out of date: run `go run ./gen` in conformance/", path)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o644)
}
