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
# A new plugin on the SDK, compiled from nothing and again: at most 90 s and 5 s on two cores.
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cargo run --quiet --package xtask -- new "$place/new-plugin" >/dev/null
for round in "from nothing" again; do
    touch "$place/new-plugin/src/main.rs"
    begin=$(date +%s)
    cargo build --quiet --manifest-path "$place/new-plugin/Cargo.toml" --target-dir "$place/target"
    echo "a new plugin compiles $round in $(($(date +%s) - begin)) s"
done
"$target/bench/bench" -ours "$target/release/bench-plugin" -partner "$target/bench/partner" \
    -product "$target/release/zoom-plugin" -sandbox "$target/debug/zoom-sandbox" -bundle "$bundle"
