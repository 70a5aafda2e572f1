"""Sets `signaal schedule` beside other programs, on random questions and on holidays.

    python3 -m venv venv && venv/bin/pip install workclock==0.1.2 holidays==0.109 tzdata==2026.5
    venv/bin/python tests/golden/calendar/compare.py target/release/signaal

100 000 random questions ("how long was it open between", "when have so many open seconds passed") are
answered by signaal, by the package workclock, and by a plain count in this file over Python's zoneinfo.
Holidays of 2000 to 2050 are held against the package holidays. What it printed last stands in
compare.out; SOURCE.md explains every difference. Exits with 1 when a difference is not of a known kind.
"""

import argparse
import bisect
import collections
import csv
import datetime as dt
import io
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
from importlib.metadata import version

import holidays
import tzdata
import zoneinfo

# Both answer from the package tzdata: the database of the machine is often years old. Take the release
# that signaal has built in ("time zone database" in `signaal schedule windows`).
zoneinfo.reset_tzpath([])
os.environ["TZDIR"] = str(pathlib.Path(tzdata.__file__).parent / "zoneinfo")

import workclock  # noqa: E402, reads TZDIR

UTC = dt.timezone.utc
FIRST, LAST = dt.date(2014, 6, 1), dt.date(2034, 6, 1)
ZONES = [
    "Europe/Amsterdam", "Europe/Brussels", "Europe/London", "Europe/Dublin", "Europe/Kyiv",
    "America/New_York", "America/Sao_Paulo", "America/Havana", "Australia/Sydney",
    "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kolkata", "Asia/Beirut", "UTC",
]
DAY_NAMES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def text_of(minute):
    return f"{minute // 60:02d}:{minute % 60:02d}"


def time_of(minute):
    return dt.time(minute // 60 % 24, minute % 60)


def draw_interval(rng, overnight):
    """Start and end in minutes of the day; the end may be 1440, and lies before the start of a night."""
    step = rng.choice([1, 5, 15, 30])
    while True:
        start, end = rng.randrange(0, 1440, step), rng.randrange(0, 1441, step)
        if start != end and (end < start) == overnight and (start, end) != (0, 1440):
            return start, end


def draw_schedule(rng, number):
    zone = ZONES[number % len(ZONES)]
    weekly = []
    for _ in range(rng.randint(1, 4)):
        days = sorted(rng.sample(range(7), rng.randint(1, 7)))
        weekly.append((days, draw_interval(rng, rng.random() < 0.4)))
    breaks = []
    if number % 4 == 0:
        for _ in range(rng.randint(1, 2)):
            days = sorted(rng.sample(range(7), rng.randint(1, 7)))
            breaks.append((days, draw_interval(rng, rng.random() < 0.3)))
    span = (LAST - FIRST).days
    extra = sorted({FIRST + dt.timedelta(rng.randrange(span)) for _ in range(rng.randint(0, 60))})
    country = rng.choice(["NL", "BE", None])
    return dict(id=f"s{number}", zone=zone, weekly=weekly, breaks=breaks, extra=extra, country=country)


def toml_of(schedule):
    def rows(items):
        return [
            f'{{ weekday = {json.dumps([DAY_NAMES[d] for d in days])}, start = "{text_of(a)}", end = "{text_of(b)}" }}'
            for days, (a, b) in items
        ]

    breaks = [
        f'{{ date = {day}, start = "{text_of(a)}", end = "{text_of(b)}" }}'
        for day in every_day()
        for days, (a, b) in schedule["breaks"]
        if day.weekday() in days
    ]
    country = f'country = "{schedule["country"]}"\n' if schedule["country"] else ""
    if schedule["country"] == "NL":
        country += 'options = { bevrijdingsdag = "yearly", goede_vrijdag = true }\n'
    return (
        f'[[schedule]]\nschedule_id = "{schedule["id"]}"\ntime_zone = "{schedule["zone"]}"\n'
        f'weekly = [{", ".join(rows(schedule["weekly"]))}]\nholiday_set_id = "h{schedule["id"]}"\n'
        f'breaks = [{", ".join(breaks)}]\n'
        f'[[holiday_set]]\nholiday_set_id = "h{schedule["id"]}"\n{country}'
        f'extra_dates = [{", ".join(map(str, schedule["extra"]))}]\n'
    )


def every_day():
    return [FIRST + dt.timedelta(n) for n in range((LAST - FIRST).days)]


def run(binary, *arguments, stdin=None):
    done = subprocess.run(
        [binary, "--quiet", *map(str, arguments)], input=stdin, capture_output=True, text=True
    )
    if done.returncode != 0:
        sys.exit(f"{arguments}: exit code {done.returncode}\n{done.stderr}")
    return done.stdout


def listed_holidays(binary, file, schedule_id, first, last):
    """Dates with their names, as signaal lists them."""
    out = run(binary, "schedule", "windows", file, "--schedule", schedule_id,
              "--from", first, "--to", last, "--format", "json")
    names = collections.defaultdict(list)
    for holiday in json.loads(out)["holidays"]:
        names[dt.date.fromisoformat(holiday["date"])].append(holiday["name"])
    return dict(names)


class Plain:
    """Open seconds, counted with Python's zoneinfo only.

    A local time with fold=0 is read by Python as the first of two, and with the offset before the change
    where the clock skips it (PEP 495): the rule that signaal states.
    """

    def __init__(self, schedule, days_off):
        zone = zoneinfo.ZoneInfo(schedule["zone"])

        def instant(day, minute):
            moment = dt.datetime.combine(day + dt.timedelta(minute // 1440), time_of(minute % 1440))
            return int(moment.replace(tzinfo=zone).timestamp())

        def windows(items):
            for day in every_day():
                for days, (a, b) in items:
                    if day.weekday() in days:
                        yield instant(day, a), instant(day, b if b > a else b + 1440)

        off = [(instant(day, 0), instant(day, 1440)) for day in days_off]
        edges = collections.Counter()
        for kind, items in ((1, windows(schedule["weekly"])), (10**6, windows(schedule["breaks"])), (10**6, off)):
            for start, end in items:
                if start < end:
                    edges[start] += kind
                    edges[end] -= kind
        self.edges, self.before, self.is_open = [], [], []
        depth = total = 0
        last, opened = None, False
        for at in sorted(edges):
            if opened:
                total += at - last
            depth += edges[at]
            last, opened = at, 0 < depth < 10**6
            self.edges.append(at)
            self.before.append(total)
            self.is_open.append(opened)

    def until(self, at):
        idx = bisect.bisect_right(self.edges, at) - 1
        return 0 if idx < 0 else self.before[idx] + (at - self.edges[idx] if self.is_open[idx] else 0)

    def between(self, a, b):
        return self.until(b) - self.until(a)

    def add(self, a, seconds):
        if seconds == 0:
            return a
        goal = self.until(a) + seconds
        idx = bisect.bisect_left(self.before, goal)
        return self.edges[idx - 1] + goal - self.before[idx - 1] if idx < len(self.before) else None


def changes_of(zone_name):
    """Instants (to the hour) at which the clock of a zone is changed."""
    zone = zoneinfo.ZoneInfo(zone_name)
    found, before = [], None
    start = int(dt.datetime(2015, 1, 1, tzinfo=UTC).timestamp())
    for hour in range(16 * 366 * 24):
        offset = dt.datetime.fromtimestamp(start + hour * 3600, zone).utcoffset()
        if before is not None and offset != before:
            found.append(start + hour * 3600)
        before = offset
    return found


def draw_cases(rng, schedules, n):
    changes = {zone: changes_of(zone) for zone in ZONES}
    low = int(dt.datetime(2015, 1, 1, tzinfo=UTC).timestamp())
    high = int(dt.datetime(2030, 12, 31, tzinfo=UTC).timestamp())
    for number in range(n):
        schedule = rng.choice(schedules)
        near = changes[schedule["zone"]]
        if near and rng.random() < 0.4:
            start = rng.choice(near) + rng.randint(-3 * 86400, 86400)
        else:
            start = rng.randint(low, high)
        if number % 2 == 0:
            yield schedule, start, start + int(10 ** rng.uniform(0, 6.8))
        else:
            yield schedule, start, rng.choice([0, 3600, 14400, int(10 ** rng.uniform(0, 5.5))])


def iso(second):
    return dt.datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def second_of(text):
    return int(dt.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()) if text else None


def compare_time(binary, n, seed, folder):
    rng = random.Random(seed)
    schedules = [draw_schedule(rng, number) for number in range(56)]
    file = folder / "schedules.toml"
    file.write_text("".join(map(toml_of, schedules)))
    oracles, plain = {}, {}
    for schedule in schedules:
        days_off = sorted(listed_holidays(binary, file, schedule["id"], FIRST, LAST))
        rules = [workclock.WorkDay(time_of(a), time_of(b), days) for days, (a, b) in schedule["weekly"]]
        rules += [workclock.Break(time_of(a), time_of(b), days) for days, (a, b) in schedule["breaks"]]
        rules += [workclock.Holidays(days_off)] if days_off else []
        try:
            oracles[schedule["id"]] = workclock.Schedule(rules, time_zone=schedule["zone"])
        except workclock.NoWorkingTimeError:
            continue  # breaks leave nothing: such a schedule asks no question
        plain[schedule["id"]] = Plain(schedule, days_off)
    schedules = [schedule for schedule in schedules if schedule["id"] in plain]
    cases = list(draw_cases(rng, schedules, n))
    answers = {}
    for verb, column, offset in (("between", "to", 0), ("add", "seconds", 1)):
        table = io.StringIO()
        writer = csv.writer(table)
        writer.writerow(["schedule", "from", column])
        for schedule, start, second in cases[offset::2]:
            writer.writerow([schedule["id"], iso(start), iso(second) if verb == "between" else second])
        questions = folder / f"{verb}.csv"
        questions.write_text(table.getvalue())
        out = run(binary, "schedule", verb, file, questions)
        rows = list(csv.DictReader(io.StringIO(out)))
        assert len(rows) == len(cases[offset::2]), "every question has an answer row"
        answers[verb] = rows
    kinds = collections.Counter()
    shown = []
    for number, (schedule, start, second) in enumerate(cases):
        verb = "between" if number % 2 == 0 else "add"
        row = answers[verb][number // 2]
        moment = dt.datetime.fromtimestamp(start, UTC)
        oracle, count = oracles[schedule["id"]], plain[schedule["id"]]
        if verb == "between":
            ours = int(row["open_s"])
            end = dt.datetime.fromtimestamp(second, UTC)
            theirs = int(oracle.between(moment, end).total_seconds())
            counted = count.between(start, second)
        else:
            ours = second_of(row["due_at"])
            try:
                theirs = int(oracle.add(moment, seconds=second).timestamp())
            except workclock.NoWorkingTimeError:
                theirs = None
            counted = count.add(start, second)
        for other, value in (("workclock", theirs), ("zoneinfo", counted)):
            kind = "equal" if ours == value else "different"
            kinds[verb, other, kind] += 1
            if kind == "different" and len(shown) < 20:
                shown.append((other, verb, schedule["id"], schedule["zone"], iso(start), second, ours, value))
    print(f"random questions: {n}, seed {seed}, {len(schedules)} schedules, zones {', '.join(ZONES)}")
    nights = sum(any(b < a for _, (a, b) in s["weekly"]) for s in schedules)
    print(f"schedules with nights {nights}, with breaks {sum(bool(s['breaks']) for s in schedules)}, "
          f"with holidays {sum(bool(s['extra'] or s['country']) for s in schedules)}")
    for key in sorted(kinds):
        print(f"  {key[0]} against {key[1]}: {key[2]} {kinds[key]}")
    for line in shown:
        print("  ", *line)
    return sum(n for key, n in kinds.items() if key[2] == "different")


def compare_holidays(binary, folder):
    """Every date on which the lists differ, by kind."""
    sets = {
        "NL-default": None,
        "nl_lustrum": 'country = "NL"\n',
        "nl_yearly": 'country = "NL"\noptions = { bevrijdingsdag = "yearly", goede_vrijdag = true }\n',
        "BE-default": None,
    }
    file = folder / "holidays.toml"
    file.write_text("".join(
        f'[[schedule]]\nschedule_id = "{name}"\ntime_zone = "UTC"\nholiday_set_id = "{name}"\n'
        'weekly = [{ weekday = "mon-sun", start = "00:00", end = "24:00" }]\n'
        + (f'[[holiday_set]]\nholiday_set_id = "{name}"\n{rules}' if rules else "")
        for name, rules in sets.items()
    ))
    years = range(2000, 2051)
    public = holidays.PUBLIC
    n_unknown = 0
    for name, country, categories in (
        ("NL-default", holidays.NL, public),
        ("nl_lustrum", holidays.NL, public),
        ("nl_yearly", holidays.NL, (public, holidays.OPTIONAL)),
        ("BE-default", holidays.BE, public),
    ):
        ours = listed_holidays(binary, file, name, "2000-01-01", "2050-12-31")
        theirs = country(years=years, categories=categories, language="en_US")
        only_ours = collections.Counter(" and ".join(ours[day]) for day in ours if day not in theirs)
        only_theirs = collections.Counter(theirs[day] for day in theirs if day not in ours)
        both = sum(day in theirs for day in ours)
        print(f"holidays {name} against holidays.{country.__name__} {categories}: {both} dates in both")
        for title, counter in (("signaal only", only_ours), ("package only", only_theirs)):
            for label, count in sorted(counter.items()):
                known = (name, label) in KNOWN
                n_unknown += not known
                print(f"  {title}: {label} {count}{'' if known else ' (NOT A KNOWN KIND)'}")
    return n_unknown


# Explained in SOURCE.md.
KNOWN = {
    ("NL-default", "Good Friday"),
    ("NL-default", "Liberation Day"),
    ("nl_lustrum", "Good Friday"),
    ("BE-default", "Easter Sunday"),
    ("BE-default", "Pentecost"),
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("--n", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=20_261_122)
    arguments = parser.parse_args()
    packages = ", ".join(f"{name} {version(name)}" for name in ("workclock", "holidays", "tzdata"))
    binary = arguments.binary.resolve()
    print(f"{run(binary, '--version').strip()}; {packages} (database {tzdata.IANA_VERSION})")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        n_different = compare_time(binary, arguments.n, arguments.seed, folder)
        n_unknown = compare_holidays(binary, folder)
    sys.exit(1 if n_different or n_unknown else 0)


if __name__ == "__main__":
    main()
