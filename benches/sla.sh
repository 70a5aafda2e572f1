#!/usr/bin/env bash
# Time and memory of `signaal sla`, end to end: reading, judging, printing.
#
#   benches/sla.sh [EVENTS...]      1000000 5000000 if absent
#
# Invented events in order of time, so that rows of a ticket lie all over the file; twelve or thirteen events a
# ticket, eight promised metrics. Takes python3, and the release build.
set -euo pipefail
cd "$(dirname "$0")/.."
signaal=$PWD/target/release/signaal
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > events.py <<'PYTHON'
import random, sys
from datetime import datetime, timedelta, timezone

n = int(sys.argv[1])
random.seed(7)
start = datetime(2025, 1, 1, tzinfo=timezone.utc)
teams = ["one", "two", "three", "four", "five"]
events = []
for ticket in range(n * 8 // 100):
    at = random.randrange(365 * 86_400)
    channel = random.choice(["mail", "chat", "phone", "web"])
    priority = random.choice(["low", "normal", "high", "urgent"])
    team = random.choice(teams)

    def tell(event, author, new=""):
        events.append((at, ticket, event, author, new, channel, priority, team))

    tell("created", "customer")
    at += random.randrange(60, 7_200)
    tell("public_reply", "agent")
    for turn in range(4):
        at += random.randrange(600, 40_000)
        if turn == 0:
            tell("status", "agent", "pending")
            at += random.randrange(600, 40_000)
            tell("customer_message", "customer")
        elif turn == 1:
            team = random.choice(teams)
            tell("team_assigned", "agent", team)
            at += random.randrange(60, 9_000)
            tell("public_reply", "agent")
        elif turn == 2:
            tell("status", "agent", "on_hold")
            at += random.randrange(600, 40_000)
            tell("status", "agent", "open")
        else:
            tell("private_note", "agent")
            at += random.randrange(60, 9_000)
            tell("public_reply", "agent")
    if ticket % 2 == 0:
        at += 60
        tell("private_note", "agent")
    at += random.randrange(60, 40_000)
    tell("solved", "agent")
    at += 3 * 86_400
    tell("closed", "system")
events.sort()
print("ticket_id,ts,event,author,new,channel,priority,team")
for at, ticket, *rest in events[:n]:
    instant = (start + timedelta(seconds=at)).strftime("%Y-%m-%dT%H:%M:%SZ")
    print(f"T{ticket},{instant}", *rest, sep=",")
PYTHON

cat > schedules.toml <<'TOML'
[[schedule]]
schedule_id = "s1"
time_zone = "Europe/Amsterdam"
weekly = [{ weekday = "mon-fri", start = "09:00", end = "17:00" }]
TOML
{
    printf '[[policy]]\npolicy_id = "p"\nkind = "sla"\nposition = 1\nconditions = {}\n'
    for metric in first_reply_time next_reply_time periodic_update_time pausable_update_time \
        requester_wait_time agent_work_time total_resolution_time; do
        printf '[[policy.target]]\nmetric = "%s"\ntarget = "8h"\nschedule_id = "s1"\n' $metric
    done
    printf '[[policy]]\npolicy_id = "o"\nkind = "ola"\nposition = 1\nconditions = {}\n'
    for team in one two three four five; do
        printf '[[policy.target]]\nmetric = "ownership_time"\nteam = "%s"\ntarget = "4h"\nschedule_id = "s1"\n' $team
    done
} > policies.toml

[ $# -gt 0 ] || set -- 1000000 5000000
for n in "$@"; do
    python3 events.py "$n" > events.csv
    for format in text jsonl; do
        echo "$n events, $format:"
        /usr/bin/time -f '%e s, of which user %U s and system %S s; peak %M KiB' \
            "$signaal" sla events.csv --policies policies.toml --schedules schedules.toml \
            --as-of 2026-01-01 --format $format --quiet --out result 2> told
        tail -n 1 told
        wc -c < result
    done
done
