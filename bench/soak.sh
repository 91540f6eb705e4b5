#!/bin/sh
# Keeps the Zoom plugin under load for some minutes (default: 3m) and holds its memory at the end
# against that of the beginning.
set -eu
cd "$(dirname "$0")"
cargo build --quiet --release --package zoom-plugin
cargo build --quiet --package zoom-sandbox --bin zoom-sandbox
target=$(cargo metadata --format-version 1 --no-deps | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
mkdir -p "$target/bench"
go build -o "$target/bench/bench" .
"$target/bench/bench" -product "$target/release/zoom-plugin" -sandbox "$target/debug/zoom-sandbox" -soak "${1:-3m}"
