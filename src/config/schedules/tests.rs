use super::{Warning, parse_schedules, read_schedules};
use crate::config::problem::Error;
use crate::service_levels::calendar::{Schedules, Window};
use std::path::Path;

const GOOD: &str = r#"
[[schedule]]
schedule_id = "s1"
time_zone = "Europe/Amsterdam"
weekly = [{ weekday = "mon-fri", start = "09:00", end = "17:00" }]
holiday_set_id = "NL-default"
"#;

fn parse(text: &str) -> Result<(Schedules, Vec<Warning>), Error> {
    parse_schedules(text, Path::new("schedules.toml"))
}

/// Problems in order, each on one line.
fn problems(text: &str) -> Vec<String> {
    match parse(text) {
        Ok(_) => Vec::new(),
        Err(Error::Wrong { problems, .. }) => problems
            .iter()
            .map(|problem| problem.to_string().replace("\n  hint:", " |"))
            .collect(),
        Err(error) => vec![error.to_string()],
    }
}

fn warnings(text: &str) -> Vec<String> {
    let (_, warnings) = parse(text).unwrap();
    warnings
        .iter()
        .map(|warning| warning.message.clone())
        .collect()
}

/// One change to the good file gives one problem, with its line, key, and what to try.
fn check(from: &str, to: &str, expected: &str) {
    assert!(GOOD.contains(from), "{from}");
    let found = problems(&GOOD.replace(from, to));
    assert_eq!(found.len(), 1, "{to}: {found:#?}");
    assert_eq!(found[0], expected);
}

fn open_hours(text: &str, id: &str, from: &str, to: &str) -> i64 {
    let (schedules, _) = parse(text).unwrap();
    let at = |text: &str| text.parse().unwrap();
    let covers = Window {
        start: at(from),
        end: at(to),
    };
    schedules.openings(covers)[id]
        .between(covers.start, covers.end)
        .0
        / 3_600
}

#[test]
fn the_example_file_is_read_without_a_warning() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/service_levels/schedules.toml");
    let (schedules, warnings) = read_schedules(&path).unwrap();
    let ids: Vec<&str> = schedules.ids().map(AsRef::as_ref).collect();
    assert_eq!(
        ids,
        [
            "always",
            "belgium",
            "extended_hours",
            "nights",
            "office_hours"
        ]
    );
    assert_eq!(warnings, []);
    assert_eq!(schedules.get("extended_hours").unwrap().versions().len(), 2);
}

#[test]
fn days_are_named_in_two_languages_alone_in_lists_and_in_ranges() {
    let week = |days: &str| {
        let text = GOOD.replace("\"mon-fri\"", days);
        open_hours(
            &text,
            "s1",
            "2026-06-15T00:00+02:00",
            "2026-06-22T00:00+02:00",
        )
    };
    assert_eq!(week("\"mon-fri\""), 40);
    assert_eq!(week("\"maandag - vrijdag\""), 40);
    assert_eq!(week("[\"ma\", \"Wed\", \"vr-zo\"]"), 40);
    assert_eq!(week("\"sat-mon\""), 24);
    assert_eq!(week("[\"mon\", \"mon-tue\"]"), 16);
    assert_eq!(week("\"zondag\""), 8);
}

#[test]
fn times_are_strings_or_times_and_dates_strings_or_dates() {
    let with = |start: &str, date: &str| {
        let extra = format!("breaks = [{{ date = {date}, start = {start}, end = \"24:00\" }}]\n");
        let text = format!("{GOOD}{extra}");
        open_hours(
            &text,
            "s1",
            "2026-06-15T00:00+02:00",
            "2026-06-16T00:00+02:00",
        )
    };
    assert_eq!(with("\"13:00\"", "2026-06-15"), 4);
    assert_eq!(with("13:00:00", "\"2026-06-15\""), 4);
}

#[test]
fn every_fault_names_its_line_its_place_and_what_to_try() {
    check(
        "Europe/Amsterdam",
        "Europe/Amsterdan",
        "line 4: schedule[1].time_zone: unknown time zone \"Europe/Amsterdan\" | did you mean \"Europe/Amsterdam\"?",
    );
    check(
        "time_zone = \"Europe/Amsterdam\"\n",
        "",
        "line 2: schedule[1].time_zone: missing | add `time_zone = \"Europe/Amsterdam\"`",
    );
    check(
        "NL-default",
        "NL-defaults",
        "line 6: schedule[1].holiday_set_id: unknown holiday set \"NL-defaults\" | did you mean \"NL-default\"?",
    );
    check(
        "holiday_set_id",
        "holiday_set",
        "line 6: schedule[1].holiday_set: unknown key | known here: breaks, holiday_set_id, overnight_holidays, schedule_id, shifts, time_zone, valid_from, valid_to, version, weekly",
    );
    check(
        "mon-fri",
        "mon-vrijdagg",
        "line 5: schedule[1].weekly[1].weekday: unknown day \"vrijdagg\" | did you mean \"vrijdag\"?",
    );
    check(
        "17:00",
        "09:00",
        "line 5: schedule[1].weekly[1].start: starts and ends at 09:00, which is either nothing or a whole day | a whole day is 00:00 to 24:00; an end before the start is on the next day",
    );
    check(
        "17:00",
        "25:00",
        "line 5: schedule[1].weekly[1].end: expected a time of day from 00:00 to 24:00 | write end = \"17:00\"",
    );
    check(
        "09:00",
        "24:00",
        "line 5: schedule[1].weekly[1].start: starts at 24:00, which is only an end | start the next day at 00:00",
    );
    check(
        "weekly = [{ weekday = \"mon-fri\", start = \"09:00\", end = \"17:00\" }]",
        "weekly = []",
        "line 2: schedule[1].schedule_id: version 1 of schedule s1 has neither weekly hours nor shifts | add weekly = [{ weekday = \"mon-fri\", start = \"09:00\", end = \"17:00\" }]",
    );
    check(
        "holiday_set_id = \"NL-default\"",
        "valid_from = 2026-02-01\nvalid_to = 2026-02-01",
        "line 2: schedule[1].schedule_id: version 1 of schedule s1 holds from 2026-02-01 to 2026-02-01, which is no day at all | valid_to is the first date on which the version no longer holds, after valid_from",
    );
    check(
        "holiday_set_id = \"NL-default\"",
        "shifts = [{ date = \"2026-02-30\", intervals = [] }]",
        "line 6: schedule[1].shifts[1].date: expected a date | write a date as 2026-12-24, with or without quotes",
    );
    check(
        "holiday_set_id = \"NL-default\"",
        "shifts = [{ date = 2026-02-20, intervals = [\"10:00\"] }]",
        "line 6: schedule[1].shifts[1].intervals: \"10:00\" is no interval of a day | write \"10:00-14:00\"; times run from 00:00 to 24:00",
    );
}

#[test]
fn versions_that_hold_together_are_refused_and_a_gap_is_remarked() {
    let two = |end: &str, begin: &str, number: u32| {
        format!("{GOOD}valid_to = {end}\n{GOOD}version = {number}\nvalid_from = {begin}\n")
    };
    assert_eq!(problems(&two("2026-07-01", "2026-07-01", 2)), [""; 0]);
    assert_eq!(
        problems(&two("2026-07-01", "2026-06-30", 2)),
        [
            "line 9: schedule[2].schedule_id: versions 1 and 2 of schedule s1 both hold on 2026-06-30 | end the one with valid_to on the date on which the next begins"
        ]
    );
    assert_eq!(
        problems(&two("2026-07-01", "2026-07-01", 1)),
        [
            "line 9: schedule[2].schedule_id: schedule s1 has version 1 twice | number the versions of a schedule 1, 2, 3 …"
        ]
    );
    assert_eq!(
        warnings(&two("2026-06-30", "2026-07-01", 2)),
        ["schedule s1 is closed from 2026-06-30 up to 2026-07-01: no version holds"]
    );
}

#[test]
fn what_is_most_likely_not_meant_is_remarked() {
    let with = |line: &str| warnings(&format!("{GOOD}{line}\n"));
    let doubled = GOOD.replace(
        "}]",
        "}, { weekday = \"fri\", start = \"16:00\", end = \"20:00\" }]",
    );
    assert_eq!(
        warnings(&doubled),
        ["schedule s1: 16:00–20:00 on Friday begins before 09:00–17:00 has ended"]
    );
    assert_eq!(
        open_hours(&doubled, "s1", "2026-06-19T00:00Z", "2026-06-20T00:00Z"),
        11
    );
    assert_eq!(
        with("shifts = [{ date = 2026-06-20, intervals = [\"09:00-13:00\", \"12:00-15:00\"] }]"),
        ["schedule s1: 12:00–15:00 on 2026-06-20 begins before 09:00–13:00 has ended"]
    );
    assert_eq!(
        with(
            "shifts = [{ date = 2026-12-25, intervals = [{ start = \"09:00\", end = \"13:00\" }] }]"
        ),
        ["schedule s1: the shift of 2026-12-25 opens on a holiday (Christmas Day)"]
    );
    assert_eq!(
        with(
            "valid_to = 2026-01-01\nbreaks = [{ date = 2026-06-20, start = \"12:00\", end = \"13:00\" }]"
        ),
        [
            "schedule s1: the break of 2026-06-20 has no effect: version 1 does not hold on that date"
        ]
    );
    assert_eq!(
        with(
            "[[holiday_set]]\nholiday_set_id = \"own\"\ncountry = \"NL\"\nremoved_dates = [2026-04-28]"
        ),
        [
            "no schedule uses the holiday set \"own\"",
            "2026-04-28 is no holiday of this set"
        ]
    );
}

#[test]
fn a_year_of_holidays_is_remarked() {
    let mut day = jiff::civil::date(2027, 1, 1);
    let mut dates = Vec::new();
    while day.year() == 2027 {
        dates.push(day.to_string());
        day = day.tomorrow().unwrap();
    }
    let own = GOOD.replace("NL-default", "own");
    let text = format!(
        "{own}[[holiday_set]]\nholiday_set_id = \"own\"\nextra_dates = [{}]\n",
        dates.join(", ")
    );
    assert_eq!(
        warnings(&text),
        ["schedule s1: nothing is open in 2027: every working day is a holiday"]
    );
}

#[test]
fn holiday_sets_have_options_by_country() {
    let own = GOOD.replace("NL-default", "own");
    let set = |lines: &str| format!("{own}[[holiday_set]]\nholiday_set_id = \"own\"\n{lines}\n");
    let names = |lines: &str, year: i16| -> Vec<String> {
        let (schedules, _) = parse(&set(lines)).unwrap();
        let holidays = schedules.get("s1").unwrap().holidays(
            jiff::civil::date(year, 4, 1),
            jiff::civil::date(year, 5, 10),
        );
        holidays
            .iter()
            .map(|holiday| format!("{} {}", holiday.date, holiday.name.dutch()))
            .collect()
    };
    let without = [
        "2026-04-05 Eerste Paasdag",
        "2026-04-06 Tweede Paasdag",
        "2026-04-27 Koningsdag",
    ];
    assert_eq!(names("country = \"NL\"", 2026), without);
    assert_eq!(
        names("country = \"NL\"", 2025),
        [
            "2025-04-20 Eerste Paasdag",
            "2025-04-21 Tweede Paasdag",
            "2025-04-26 Koningsdag",
            "2025-05-05 Bevrijdingsdag"
        ]
    );
    assert_eq!(
        names(
            "country = \"NL\"\noptions = { bevrijdingsdag = \"yearly\", goede_vrijdag = true }\nremoved_dates = [\"2026-04-06\"]\nextra_dates = [{ date = 2026-05-01, name = \"Dag van de Arbeid\" }, 2026-04-30]",
            2026
        ),
        [
            "2026-04-03 Goede Vrijdag",
            "2026-04-05 Eerste Paasdag",
            "2026-04-27 Koningsdag",
            "2026-04-30 extra day off",
            "2026-05-01 Dag van de Arbeid",
            "2026-05-05 Bevrijdingsdag"
        ]
    );
    assert_eq!(
        problems(&set("country = \"BE\"\noptions = { goede_vrijdag = true }")),
        [
            "line 10: holiday_set[1].options: there are options for country = \"NL\" only | use extra_dates and removed_dates"
        ]
    );
    assert_eq!(
        problems(&set("country = \"FR\"\nextra_dates = [\"morgen\"]")),
        [
            "line 9: holiday_set[1].country: unknown value \"FR\" | use one of: NL, BE",
            "line 10: holiday_set[1].extra_dates[1]: expected a date | write a date as 2026-12-24, with or without quotes"
        ]
    );
    let built_in = format!("{GOOD}[[holiday_set]]\nholiday_set_id = \"NL-default\"\n");
    assert_eq!(
        problems(&built_in),
        ["line 7: holiday_set[1].holiday_set_id: \"NL-default\" is built in | choose another name"]
    );
}

#[test]
fn a_file_without_schedules_is_refused() {
    assert_eq!(
        problems(""),
        [
            "line 1: schedule: no schedule is declared | add [[schedule]] with schedule_id, time_zone and weekly"
        ]
    );
    let absent = read_schedules(Path::new("no such file.toml"));
    assert!(matches!(absent, Err(Error::Unreadable { .. })));
}
