#!/usr/bin/env bash
# The kill test in full: SIGKILL at 100 instants of ingest and commit, each made good by the next run.
set -euo pipefail
cd "$(dirname "$0")/.."
SIGNAAL_KILLS="${1:-100}" cargo test --release --test main kill -- --nocapture
