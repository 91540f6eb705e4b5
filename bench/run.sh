#!/bin/sh
# Measures the SDK beside a Go plugin, and the Zoom plugin beside its ceilings. Run it on a quiet
# machine: the numbers of a busy one say little.
set -eu
cd "$(dirname "$0")"
cargo build --quiet --release --package bench-plugin --package zoom-plugin
cargo build --quiet --package zoom-sandbox --bin zoom-sandbox
target=$(cargo metadata --format-version 1 --no-deps | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
mkdir -p "$target/bench"
go build -o "$target/bench/bench" .
go build -ldflags='-s -w' -o "$target/bench/partner" ./partner
# The bundle that `make dist` wrote for this platform, where it did.
bundle=$(ls -t ../dist/zoom-*-linux-amd64.tar.gz 2>/dev/null | head -n 1 || true)
exec "$target/bench/bench" -ours "$target/release/bench-plugin" -partner "$target/bench/partner" \
    -product "$target/release/zoom-plugin" -sandbox "$target/debug/zoom-sandbox" -bundle "$bundle"
