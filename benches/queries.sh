#!/usr/bin/env bash
# Times of `signaal rank` on an archive of invented comments: p50 and p95 of warm runs of the whole program,
# in milliseconds, per kind of query. The archive is made once, in a folder that is removed.
# Usage: benches/queries.sh [DOCUMENTS [RUNS]]; SIGNAAL names another program than the one of this tree.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -n "${SIGNAAL:-}" ] || cargo build --release --quiet
program=${SIGNAAL:-$PWD/target/release/signaal}
documents=${1:-1000000}
runs=${2:-20}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export HOME=$folder
printf '%064d\n' 7 > bench.key
"$program" simulate comments --n "$documents" --out plain.csv --quiet
# Beside the invented columns a region of twelve and a shop of ten thousand.
awk -F, 'NR == 1 { print "region,shop," $0; next } { print "r" NR % 12 ",s" NR * 7919 % 10000 "," $0 }' \
    plain.csv > comments.csv
rm plain.csv
cat > project.toml <<'END'
name = "queries"
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
region = "region"
shop = "shop"
[privacy]
key_file = "bench.key"
END
"$program" run project.toml --quiet > log 2>&1 || { cat log; exit 1; }

# Milliseconds of each run, sorted; the first run only warms up.
times() {
    "$program" rank -p project.toml --format json "$@" > answer.json
    for _ in $(seq "$runs"); do
        local start end
        start=$(date +%s%N)
        "$program" rank -p project.toml --format json "$@" > answer.json
        end=$(date +%s%N)
        echo $(((end - start) / 1000))
    done | sort -n
}

row() {
    local name=$1
    shift
    times "$@" | awk -v name="$name" '{ us[NR] = $1 } END {
        middle = int((NR + 1) / 2); high = int(0.95 * NR + 0.999999)
        printf "| %s | %.0f | %.0f |\n", name, us[middle] / 1000, us[high] / 1000 }'
}

printf '%s documents, %s warm runs each\n\n| query | p50 ms | p95 ms |\n|---|---:|---:|\n' "$documents" "$runs"
row 'all'
row 'one region of twelve (`--where region:r3`)' --where region:r3
row 'a word (`--where telefoon`)' --where telefoon
row 'a quarter (`--period 2025-01..2025-03`)' --period 2025-01..2025-03
row 'by region, twelve (`--by region`)' --by region
row 'by shop, ten thousand (`--by shop`)' --by shop
row 'by month, twenty-four (`--by month`)' --by month
row 'one region, ranked (`--by region --segment r3`)' --by region --segment r3
row 'two years compared (`--period 2025 --against 2024`)' --period 2025 --against 2024
row 'two quarters compared (`--period 2025-04..2025-06 --against 2025-01..2025-03`)' \
    --period 2025-04..2025-06 --against 2025-01..2025-03
row 'topics about service (`--about service`)' --about service
runs=${BOOTSTRAP_RUNS:-5}
row "joint bootstrap (\`--intervals bootstrap\`, $runs runs)" --intervals bootstrap
