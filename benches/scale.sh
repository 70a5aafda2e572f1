#!/usr/bin/env bash
# Time and memory of `signaal run` (take in, analyse, write) on 10 000, 100 000 and 1 000 000 invented
# comments: seconds, documents/s and the highest anonymous memory, sampled from /proc (Linux).
# Usage: benches/scale.sh [N …]
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --quiet
program=$PWD/target/release/signaal
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export HOME=$folder
printf '%064d\n' 7 > bench.key
[ $# -gt 0 ] || set -- 10000 100000 1000000

# Highest RssAnon of process $1 in kB, until it ends; its CPU time in ticks goes to the file cpu.
watch() {
    local peak=0 now
    while now=$(awk '/^RssAnon/ { print $2 }' "/proc/$1/status" 2> /dev/null) && [ -n "$now" ]; do
        [ "$now" -le "$peak" ] || peak=$now
        sed 's/.*) //' "/proc/$1/stat" 2> /dev/null | awk '{ print $12 + $13 }' > cpu.now || true
        [ ! -s cpu.now ] || mv cpu.now cpu
        sleep 0.05
    done
    echo "$peak"
}

printf '%10s %9s %9s %12s %18s %9s\n' \
    documents wall_s docs/s CPU_us/doc peak_anonymous_MB index_MB
for n in "$@"; do
    "$program" simulate comments --n "$n" --out comments.csv --quiet
    rm -rf out
    cat > project.toml <<'END'
name = "scale"
language = "en"
time_zone = "Europe/Amsterdam"
outcome = "nps"
output = "out"
[scores.nps]
kind = "nps"
[[source]]
name = "comments"
kind = "feedback"
files = "comments.csv"
[source.columns]
id = "id"
at = "date"
text = "comment"
[source.scores]
nps = "nps"
[source.facets]
stated = "language"
[privacy]
key_file = "bench.key"
END
    start=$(date +%s.%N)
    "$program" run project.toml --quiet > log 2>&1 &
    pid=$!
    peak=$(watch "$pid")
    wait "$pid" || { cat log; exit 1; }
    end=$(date +%s.%N)
    awk -v n="$n" -v s="$start" -v e="$end" -v kb="$peak" -v cpu="$(cat cpu)" \
        -v hz="$(getconf CLK_TCK)" -v index_kb="$(du -sk out/index | cut -f1)" 'BEGIN {
        printf "%10d %9.1f %9.0f %12.1f %18.0f %9.0f\n",
            n, e - s, n / (e - s), cpu / hz * 1e6 / n, kb / 1024, index_kb / 1024 }'
done
