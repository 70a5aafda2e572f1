//! `signaal schedule`: a file is judged, its windows are listed, time is counted in them.

use crate::kit::{Bench, root};
use serde_json::Value;

const PAIRS: &str = "\
from,to
2026-06-12T16:00+02:00,2026-06-15T12:00+02:00
2026-06-12T16:00[Europe/Amsterdam],2026-06-13T12:00:00Z
12 juni 2026 16:00,2026-06-13T12:00:00Z
";

fn example() -> String {
    let path = root().join("data/service_levels/schedules.toml");
    path.to_string_lossy().into_owned()
}

#[test]
fn the_example_file_passes_and_is_put_in_words() {
    let text = Bench::small()
        .succeeds(&["schedule", "check", &example()])
        .stdout;
    assert!(text.contains("office_hours version 1\n  clocks of Europe/Amsterdam\n  Monday to Friday: 09:00–17:00\n"), "{text}");
    assert!(text.contains("on 2026-12-24 not: 16:00–24:00"), "{text}");
    assert!(
        text.ends_with("5 schedules, 0 faults, 0 warnings\n"),
        "{text}"
    );
}

#[test]
fn a_wrong_file_fails_the_check_and_is_refused_by_the_rest() {
    let bench = Bench::small();
    bench.write(
        "bad.toml",
        "[[schedule]]\nschedule_id = \"s\"\ntime_zone = \"Europe/Nergens\"\n",
    );
    let found = bench.signaal(&["schedule", "check", "bad.toml"]);
    assert_eq!(found.code, 1, "{}", found.stderr);
    assert!(
        found
            .stdout
            .contains("fault: line 3: schedule[1].time_zone: unknown time zone"),
        "{}",
        found.stdout
    );
    let asked = [
        "schedule",
        "windows",
        "bad.toml",
        "--schedule",
        "s",
        "--from",
        "2026-01-01",
        "--to",
        "2026-01-02",
    ];
    let refused = bench.fails(2, &asked);
    assert!(refused.stderr.contains("bad.toml"), "{}", refused.stderr);
    bench.fails(3, &["schedule", "check", "absent.toml"]);
}

#[test]
fn windows_and_holidays_are_listed_with_the_version_of_the_time_zones() {
    let bench = Bench::small();
    let file = example();
    let ask = |format: &str| {
        let arguments = [
            "schedule",
            "windows",
            &file,
            "--schedule",
            "office_hours",
            "--from",
            "2026-03-27",
            "--to",
            "2026-04-07",
            "--lang",
            "nl",
            "--format",
            format,
        ];
        bench.succeeds(&arguments).stdout
    };
    let found: Value = serde_json::from_str(&ask("json")).unwrap();
    assert_eq!(found["windows"].as_array().unwrap().len(), 7);
    assert_eq!(found["windows"][1]["start_utc"], "2026-03-30T07:00:00Z");
    assert_eq!(
        found["windows"][1]["start_local"],
        "2026-03-30T09:00:00+02:00"
    );
    assert_eq!(found["holidays"][1]["name"], "Tweede Paasdag");
    assert!(
        found["time_zone_database"]
            .as_str()
            .unwrap()
            .starts_with("20")
    );
    assert_eq!(ask("csv").lines().count(), 1 + 7 + 2);
    let text = ask("text");
    assert!(text.contains("tijdzonebestand 20"), "{text}");
    assert!(
        text.contains("ma 2026-03-30 09:00:00 +02:00  tot  ma 2026-03-30 17:00:00"),
        "{text}"
    );
    assert!(text.contains("ma 2026-04-06  Tweede Paasdag"), "{text}");
}

#[test]
fn rows_are_answered_in_order_and_bad_ones_named_by_place() {
    let bench = Bench::small();
    bench.write("pairs.csv", PAIRS);
    bench.write("sums.csv", "schedule,from,seconds\nnights,2026-03-28T20:00+01:00,25200\nalways,2026-03-28T20:00+01:00,28800\nalways,2026-03-28T20:00+01:00,9999999999\n");
    let file = example();
    let done = bench.succeeds(&[
        "schedule",
        "between",
        &file,
        "pairs.csv",
        "--schedule",
        "office_hours",
    ]);
    assert_eq!(
        done.stdout,
        "row,from,to,open_s\n2,2026-06-12T14:00:00Z,2026-06-15T10:00:00Z,14400\n3,2026-06-12T14:00:00Z,2026-06-13T12:00:00Z,3600\n"
    );
    assert!(done.stderr.contains("row 4"), "{}", done.stderr);
    assert!(done.stderr.contains("--time-zone"), "{}", done.stderr);

    let with_zone = [
        "schedule",
        "between",
        &file,
        "pairs.csv",
        "--schedule",
        "office_hours",
        "--time-zone",
        "Europe/Amsterdam",
    ];
    assert_eq!(bench.succeeds(&with_zone).stdout.lines().count(), 4);

    let done = bench.succeeds(&["schedule", "add", &file, "sums.csv"]);
    assert_eq!(
        done.stdout,
        "row,from,seconds,due_at\n2,2026-03-28T19:00:00Z,25200,2026-03-29T04:00:00Z\n3,2026-03-28T19:00:00Z,28800,2026-03-29T03:00:00Z\n4,2026-03-28T19:00:00Z,9999999999,\n"
    );
    assert!(done.stderr.contains("have no answer"), "{}", done.stderr);

    bench.fails(
        2,
        &[
            "schedule",
            "add",
            &file,
            "sums.csv",
            "--schedule",
            "nergens",
        ],
    );
    bench.fails(
        2,
        &[
            "schedule",
            "add",
            &file,
            "pairs.csv",
            "--schedule",
            "always",
        ],
    );
}

#[test]
fn a_row_that_ends_before_it_begins_is_rejected_and_no_seconds_are_allowed() {
    let bench = Bench::small();
    let file = example();
    bench.write(
        "pairs.csv",
        "from,to\n2026-06-15T12:00Z,2026-06-12T12:00Z\n2026-06-15T12:00Z,2026-06-15T12:00Z\n",
    );
    let ask = |verb: &str, table: &str| {
        bench.succeeds(&["schedule", verb, &file, table, "--schedule", "always"])
    };
    let done = ask("between", "pairs.csv");
    assert_eq!(
        done.stdout,
        "row,from,to,open_s\n3,2026-06-15T12:00:00Z,2026-06-15T12:00:00Z,0\n"
    );
    assert!(done.stderr.contains("row 2"), "{}", done.stderr);
    bench.write(
        "sums.csv",
        "from,seconds\n2026-06-15T12:00Z,0\n2026-06-15T12:00Z,-1\n",
    );
    let done = ask("add", "sums.csv");
    assert_eq!(
        done.stdout,
        "row,from,seconds,due_at\n2,2026-06-15T12:00:00Z,0,2026-06-15T12:00:00Z\n"
    );
    assert!(done.stderr.contains("0 or more"), "{}", done.stderr);
}

#[test]
fn hours_that_the_clock_jumps_over_are_said_to_be_no_window() {
    let bench = Bench::small();
    bench.write(
        "s.toml",
        "[[schedule]]\nschedule_id = \"s\"\ntime_zone = \"Europe/Amsterdam\"\n\
         weekly = [{ weekday = \"sun\", start = \"02:30\", end = \"03:15\" }]\n",
    );
    let ask = |from: &str, to: &str, format: &str| {
        bench.succeeds(&[
            "schedule",
            "windows",
            "s.toml",
            "--schedule",
            "s",
            "--from",
            from,
            "--to",
            to,
            "--format",
            format,
        ])
    };
    let text = ask("2026-03-22", "2026-03-29", "text").stdout;
    assert!(
        text.contains("note: 2026-03-29 02:30–03:15 is no window"),
        "{text}"
    );
    assert!(text.contains("windows: 1,"), "{text}");
    let json: Value =
        serde_json::from_str(&ask("2026-03-22", "2026-03-29", "json").stdout).unwrap();
    assert_eq!(json["skipped"][0]["date"], "2026-03-29");
    let csv = ask("2026-03-22", "2026-03-29", "csv");
    assert!(csv.stderr.contains("is no window"), "{}", csv.stderr);
    assert!(
        !ask("2026-03-22", "2026-03-28", "text")
            .stdout
            .contains("note")
    );
    bench.fails(
        2,
        &[
            "schedule",
            "windows",
            "s.toml",
            "--schedule",
            "s",
            "--from",
            "2026-03-22 12:00",
            "--to",
            "2026-03-29",
        ],
    );
}

/// A file with everything that can be wrong or doubtful with schedules, in two parts: one that is read with
/// warnings, one that is refused.
const DOUBTFUL: &str = "\
[[schedule]]
schedule_id = \"s\"
time_zone = \"Europe/Amsterdam\"
holiday_set_id = \"own\"
weekly = [
    { weekday = \"mon-fri\", start = \"09:00\", end = \"17:00\" },
    { weekday = \"mon\", start = \"12:00\", end = \"18:00\" },
]
valid_to = 2027-06-01
shifts = [{ date = 2026-04-27, intervals = [\"10:00-14:00\"] }, { date = 2029-01-02, intervals = [\"10:00-14:00\"] }]

[[schedule]]
schedule_id = \"s\"
version = 2
time_zone = \"Europe/Amsterdam\"
weekly = [
    { weekday = \"sun\", start = \"02:30\", end = \"03:15\" },
    { weekday = \"sat\", start = \"22:00\", end = \"02:30\" },
]
valid_from = 2027-07-01

[[holiday_set]]
holiday_set_id = \"own\"
country = \"NL\"
extra_dates = [2026-12-25]
removed_dates = [2026-02-02]

[[holiday_set]]
holiday_set_id = \"unused\"
";

const REFUSED: &str = "\
[[schedule]]
schedule_id = \"s\"
time_zone = \"Europe/Amsterdm\"
holiday_set_id = \"owm\"
hours = 4
weekly = [
    { weekday = \"monday-fri\", start = \"09:00\", end = \"25:00\" },
    { weekday = \"funday\", start = \"09:00\", end = \"09:00\" },
    { start = \"24:00\", end = \"09:00\" },
]
shifts = [{ date = \"gisteren\", intervals = [\"10-14\"] }]
version = 0

[[schedule]]
schedule_id = \"empty\"
time_zone = \"Europe/Amsterdam\"
";

/// Every line that is said of a file in English is said in Dutch, at the same place.
#[test]
fn what_is_said_of_schedules_is_said_in_dutch_too() {
    let bench = Bench::small();
    for (name, text) in [("doubtful.toml", DOUBTFUL), ("refused.toml", REFUSED)] {
        bench.write(name, text);
        let ask = |lang: &str| {
            let told = bench.signaal(&["schedule", "check", name, "--lang", lang]);
            told.stdout
        };
        let (english, dutch) = (ask("en"), ask("nl"));
        assert_eq!(
            english.lines().count(),
            dutch.lines().count(),
            "{english}\n{dutch}"
        );
        assert!(english.lines().count() > 8, "{english}");
        for (en, nl) in english.lines().zip(dutch.lines()) {
            assert_ne!(en, nl);
        }
    }
}

#[test]
fn edges_that_no_clock_shows_are_warned_of_wherever_a_file_is_read() {
    let bench = Bench::small();
    bench.write("s.toml", DOUBTFUL);
    let told = bench.succeeds(&["schedule", "check", "s.toml"]).stdout;
    let empty =
        "02:30–03:15 is no window on 2028-03-26 and 11 more dates: the clock jumps over 02:30";
    assert!(told.contains(empty), "{told}");
    let moved = "02:30 of 22:00–02:30 is not shown on 2028-03-25 and 11 more dates: the clock jumps over it";
    assert!(told.contains(moved), "{told}");
    bench.write(
        "calls.csv",
        "contact_id,channel,queue_id,offered_at,wait_s,talk_s,disposition\n\
         c1,phone,q,2026-03-02T09:00:00Z,10,60,answered\n",
    );
    let asked = [
        "service-level",
        "calls.csv",
        "--threshold-s",
        "30",
        "--schedules",
        "s.toml",
        "--schedule",
        "s",
    ];
    let done = bench.succeeds(&asked);
    assert!(done.stderr.contains("is no window on"), "{}", done.stderr);
    bench.write("pairs.csv", "from,seconds\n2026-06-15T12:00Z,60\n");
    let asked = [
        "schedule",
        "add",
        "s.toml",
        "pairs.csv",
        "--schedule",
        "s",
        "--lang",
        "nl",
    ];
    let done = bench.succeeds(&asked);
    assert!(done.stderr.contains("is niet open op"), "{}", done.stderr);
}
