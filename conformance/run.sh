#!/bin/sh
# Builds the conformance plugin, the host, the dev server and a plugin in Go, and runs the suite. Arguments go to the host, such
# as `-only HTTP`, or `-write` to renew the table in the documentation.
set -eu
cd "$(dirname "$0")"
go run ./gen -check
test -z "$(gofmt -l .)" || { echo "these files are not formatted: $(gofmt -l .)" >&2; exit 1; }
go vet ./...
cargo build --quiet --package conformance-plugin --package mattermost-devserver --bins
mkdir -p ../target/conformance
go build -o ../target/conformance/host .
go build -o ../target/conformance/goplugin ./goplugin
target=$(cargo metadata --format-version 1 --no-deps | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
exec ../target/conformance/host -plugin "$target/debug/conformance-plugin" -devserver "$target/debug/mattermost-devserver" \
    -goplugin ../target/conformance/goplugin -table ../crates/mattermost-plugin/SURFACE.md "$@"
