#!/usr/bin/env bash
# Builds the fuzz targets on stable Rust and runs each of them: `cargo xtask fuzz [--seconds N] [target ...]`.
# fuzz/README.md tells more.
set -euo pipefail
cd "$(dirname "$0")"

seconds=5
targets=()
while [ $# -gt 0 ]; do
  case "$1" in
    --seconds) seconds="${2:?--seconds needs a number}"; shift 2 ;;
    -*) echo "unknown option $1; usage: run.sh [--seconds N] [target ...]" >&2; exit 2 ;;
    *) targets+=("$1"); shift ;;
  esac
done
if [ ${#targets[@]} -eq 0 ]; then
  for file in fuzz_targets/*.rs; do
    name="${file##*/}"
    targets+=("${name%.rs}")
  done
fi

# With --target the flags are for the targets alone, not for build scripts and macros.
host="$(rustc -vV | sed -n 's/^host: //p')"
RUSTFLAGS="-Cpasses=sancov-module \
-Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
-Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares" \
  cargo build --locked --release --target "$host" --bins

for target in "${targets[@]}"; do
  mkdir -p "target/corpus/$target" "target/artifacts/$target"
  echo "== $target, $seconds s"
  # What is found goes to the first directory; the seeds are only read.
  if ! "target/$host/release/$target" "target/corpus/$target" "seeds/$target" \
    -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -max_len=65536 \
    -artifact_prefix="target/artifacts/$target/" -print_final_stats=1 \
    >"target/$target.log" 2>&1; then
    tail -n 60 "target/$target.log" >&2
    echo "$target failed; the input is in fuzz/target/artifacts/$target" >&2
    exit 1
  fi
  grep -E "stat::number_of_executed_units|stat::new_units_added|stat::peak_rss_mb" "target/$target.log"
done
