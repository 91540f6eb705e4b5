#!/usr/bin/env bash
# Measures the SDK beside a Go plugin, and the Zoom plugin beside its ceilings. Run it on a quiet
# machine: the numbers of a busy one say little. `./run.sh -only 'decode|encode'` measures those
# lines of the SDK alone.
set -eu
cd "$(dirname "$0")"
if [ $# -gt 0 ]; then
    cargo build --quiet --release --package bench-plugin
else
    cargo build --quiet --release --package bench-plugin --package zoom-plugin
    cargo build --quiet --package zoom-sandbox --bin zoom-sandbox
fi
target=$(cargo metadata --format-version 1 --no-deps | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
mkdir -p "$target/bench"
go build -o "$target/bench/bench" .
go build -ldflags='-s -w' -o "$target/bench/partner" ./partner
# The bundle that `make dist` wrote for this platform, where it did.
bundle=$(ls -t ../dist/zoom-*-linux-amd64.tar.gz 2>/dev/null | head -n 1 || true)
if [ $# -gt 0 ]; then
    exec "$target/bench/bench" -ours "$target/release/bench-plugin" -partner "$target/bench/partner" "$@"
fi
# A new plugin on the SDK, compiled from nothing and again: at most 90 s and 5 s on two cores. Half
# of the CPU time is what a machine with nothing else to do takes at least.
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cargo run --quiet --package xtask -- new "$place/new-plugin" >/dev/null
for round in "from nothing" again; do
    touch "$place/new-plugin/src/main.rs"
    TIMEFORMAT="a new plugin compiles $round in %R s, with %U s + %S s of CPU"
    time cargo build --quiet --manifest-path "$place/new-plugin/Cargo.toml" --target-dir "$place/target"
done
"$target/bench/bench" -ours "$target/release/bench-plugin" -partner "$target/bench/partner" \
    -product "$target/release/zoom-plugin" -sandbox "$target/debug/zoom-sandbox" -bundle "$bundle"
