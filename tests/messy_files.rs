//! What a messy file, a changed setting and a random key do to numbers.

use crate::kit::{Bench, SMALL_PROJECT, small_rows};
use serde_json::Value;
use std::fmt::Write;

/// Takes away ids, which are pseudonyms: all else is to be the same under every key.
fn without_ids(value: &mut Value) {
    let is_id = |value: &Value| {
        value
            .as_str()
            .is_some_and(|text| text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    match value {
        Value::Object(fields) => {
            fields.retain(|_, value| !is_id(value));
            fields.values_mut().for_each(without_ids);
        }
        Value::Array(values) => values.iter_mut().for_each(without_ids),
        _ => {}
    }
}

/// What `check` says of a project that is not ready to run.
fn refused_by_check(bench: &Bench) -> String {
    let checked = bench.signaal(&["check", "project.toml"]);
    assert_eq!(checked.code, 1, "{}\n{}", checked.stdout, checked.stderr);
    checked.stdout
}

#[test]
fn no_figure_and_no_interval_depends_on_the_key_of_pseudonyms() {
    // Contacts with two answers of one day that differ: which one counts must not be drawn by the key.
    let project = SMALL_PROJECT.replace("customer = \"klant\"\n", "contact = \"klant\"\n");
    let mut rows = small_rows(0);
    for line in small_rows(900).lines().skip(1) {
        let cells: Vec<&str> = line.split(';').collect();
        let number: usize = cells[0].parse().unwrap();
        let contact = if number % 10 == 1 { number - 1 } else { number };
        let day = "15-01-2026";
        writeln!(
            rows,
            "{};{day};{};{};C{contact};{}",
            cells[0], cells[2], cells[3], cells[5]
        )
        .unwrap();
    }
    let found = |key: &str| {
        let bench = Bench::new();
        bench
            .write("project.toml", &project)
            .write("data.csv", &rows)
            .write("test.key", key.repeat(32));
        let ran = bench.succeeds(&["run", "project.toml", "--quiet", "--format", "json"]);
        let mut found: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert!(found["intake"]["join"]["n_conflicting"].as_u64().unwrap() > 10);
        without_ids(&mut found);
        let series = [
            "series",
            "-p",
            "project.toml",
            "--by",
            "segment",
            "--format",
            "json",
        ];
        (found, bench.succeeds(&series).stdout)
    };
    let one = found("0a");
    assert!(
        one.0["outcome"]["level_points"]["low"].is_number(),
        "{:#}",
        one.0["outcome"]
    );
    for key in ["5f", "c3"] {
        assert_eq!(one, found(key), "{key}");
    }
}

#[test]
fn an_archive_that_was_read_with_another_taxonomy_is_refused_by_whoever_reads_it() {
    let bench = Bench::small();
    let other = "version = \"1\"\nname = \"Ander\"\n\n[[topic]]\nid = \"factuur\"\nname.nl = \"Factuur\"\nname.en = \"Invoice\"\nphrases.nl = [\"factuur\"]\n";
    bench.succeeds(&["run", "project.toml", "--quiet"]);
    bench.write("other.toml", other).write(
        "project.toml",
        SMALL_PROJECT.replace("output", "taxonomy = \"other.toml\"\noutput"),
    );
    let readers: [&[&str]; 9] = [
        &["rank", "-p", "project.toml"],
        &["rank", "-p", "project.toml", "--freeze", "model.json"],
        &["rank", "-p", "project.toml", "--by", "segment"],
        &["series", "-p", "project.toml"],
        &["alerts", "-p", "project.toml"],
        &["themes", "-p", "project.toml"],
        &["search", "factuur", "-p", "project.toml"],
        &["show", "factuur", "-p", "project.toml"],
        &["export", "-p", "project.toml", "--out", "all.csv"],
    ];
    for arguments in readers {
        let said = bench.fails(2, arguments).stderr;
        assert!(
            said.contains("another taxonomy or model"),
            "{arguments:?}\n{said}"
        );
        assert!(said.contains("signaal reclassify"), "{arguments:?}\n{said}");
    }
    assert!(!bench.path().join("model.json").exists());
    bench.succeeds(&["reclassify", "-p", "project.toml"]);
    for arguments in [&readers[0], &readers[6], &readers[8]] {
        bench.succeeds(arguments);
    }
    // Another scale needs the file itself.
    bench.write(
        "project.toml",
        SMALL_PROJECT
            .replace("output", "taxonomy = \"other.toml\"\noutput")
            .replace("kind = \"nps\"", "kind = \"nps\"\nmissing = [\"5\"]"),
    );
    let said = bench.fails(2, readers[0]).stderr;
    assert!(said.contains("signaal run PROJECT"), "{said}");
    // A file that is gone cannot be read again: what it gave stays, with a warning.
    std::fs::remove_file(bench.path().join("data.csv")).unwrap();
    bench.write("data2.csv", small_rows(30).replace("\n1;", "\nx1;"));
    bench.succeeds(&["ingest", "project.toml"]);
    let said = bench.succeeds(readers[0]).stderr;
    assert!(said.contains("under another mapping"), "{said}");
}

#[test]
fn rows_that_take_the_place_of_others_are_counted_wherever_rows_are() {
    let bench = Bench::new();
    let project = SMALL_PROJECT.replace("id = \"id\"", "id = \"klant\"");
    bench
        .write("project.toml", project)
        .write("data.csv", small_rows(60));
    let checked = bench.succeeds(&["check", "project.toml"]).stdout;
    assert!(checked.contains("20 records"), "{checked}");
    assert!(
        checked.contains(
            "40 rows have the id of an earlier row and take its place, 20 records remain"
        ),
        "{checked}"
    );
    let ran = bench.succeeds(&["run", "project.toml", "--format", "json"]);
    assert!(ran.stderr.contains("rows=40"), "{}", ran.stderr);
    let found: Value = serde_json::from_str(&ran.stdout).unwrap();
    let file = &found["intake"]["files"][0];
    assert_eq!(
        (&file["n_read"], &file["n_stored"], &file["n_replaced"]),
        (&60.into(), &20.into(), &40.into())
    );
    assert_eq!(bench.n_found("*"), 20);
    let page = bench.read("out/report.md");
    assert!(
        page.contains("20 records opgenomen (40 rijen namen de plaats in van een eerdere rij"),
        "{page}"
    );
    // The same file again is the same rows, not rows in the place of others.
    bench.write("data.csv", small_rows(60) + "\n");
    let again = bench.succeeds(&["run", "project.toml", "--quiet", "--format", "json"]);
    let found: Value = serde_json::from_str(&again.stdout).unwrap();
    assert_eq!(found["intake"]["files"][0]["n_replaced"], 40);
    assert_eq!(found["intake"]["files"][0]["n_stored"], 20);
}

#[test]
fn a_file_that_lost_all_its_rows_stops_the_run_and_leaves_the_archive() {
    let bench = Bench::small();
    bench.write("data2.csv", small_rows(80).replace("\n1;", "\nx1;"));
    bench.succeeds(&["run", "project.toml", "--quiet"]);
    let n = bench.n_found("*");
    bench.write("data2.csv", small_rows(0));
    let said = bench.fails(1, &["run", "project.toml"]).stderr;
    assert!(said.contains("data2.csv has lost all its rows"), "{said}");
    assert_eq!(bench.n_found("*"), n);
    bench.write("data.csv", small_rows(0));
    let said = bench.fails(1, &["run", "project.toml"]).stderr;
    assert!(said.contains("no record can be taken in at all"), "{said}");
    refused_by_check(&bench);
    assert_eq!(bench.n_found("*"), n);
    // Whoever means it says so.
    bench.write("data.csv", small_rows(60));
    bench.succeeds(&["run", "project.toml", "--rebuild", "--quiet"]);
    assert_eq!(bench.n_found("*"), 60);
}

#[test]
fn a_title_above_the_header_is_passed_over_and_rows_are_those_of_the_spreadsheet() {
    let bench = Bench::new();
    let titled = format!("Export KTO januari 2026\n\n{}", small_rows(60));
    bench
        .write("project.toml", SMALL_PROJECT)
        .write("data.csv", titled.replacen(";7;", ";acht;", 1));
    let checked = bench.signaal(&["check", "project.toml"]).stdout;
    assert!(checked.contains("header in row 3"), "{checked}");
    let bad = titled
        .lines()
        .position(|line| line.contains(";7;"))
        .unwrap()
        + 1;
    assert!(
        checked.contains(&format!("not_a_number in column nps, first row {bad}")),
        "{checked}"
    );
    bench.succeeds(&["run", "project.toml", "--quiet"]);
    let placed: Value = serde_json::from_str(bench.read("out/quarantine.jsonl").trim()).unwrap();
    assert_eq!(placed["row"], bad);
    // Declared, the same row is the header.
    let declared =
        SMALL_PROJECT.replace("kind = \"feedback\"", "kind = \"feedback\"\nheader_row = 3");
    bench.write("project.toml", declared);
    bench.succeeds(&["check", "project.toml"]);
    let proposed = bench.succeeds(&["init", "data.csv"]).stdout;
    assert!(proposed.contains("header_row = 3"), "{proposed}");
}

#[test]
fn names_that_stand_twice_and_columns_that_one_file_lacks_are_said() {
    let bench = Bench::small();
    let rows = small_rows(60);
    bench
        .write(
            "data.csv",
            rows.replacen("klant;segment", "klant;opmerking", 1),
        )
        .write("data2.csv", rows.replace("\n1;", "\nx1;"));
    let said = bench.succeeds(&["check", "project.toml"]).stdout;
    assert!(
        said.contains(
            "\"opmerking\" stands in the header more than once; the first is read, column 6"
        ),
        "{said}"
    );
    assert!(
        said.contains("data.csv lacks the column \"segment\"; another file of source"),
        "{said}"
    );
}

#[test]
fn check_finds_what_a_run_would_refuse_or_overlook() {
    let bench = Bench::small();
    let extra = "[[priorities.topic]]\nid = \"nosuch\"\n[[report]]\nreader = \"board\"\nfile = \"b.html\"\nwhere = \"foo:bar\"\n[[report]]\nreader = \"board\"\nfile = \"c.html\"\nwhere = \"topic:nosuch\"\n[readiness]\ngovernance = \"nope.toml\"\n";
    bench.write(
        "project.toml",
        format!(
            "{}{extra}",
            SMALL_PROJECT.replace("segment = \"segment\"", "topic = \"segment\"")
        )
        .replace("controls = [\"segment\"]", "controls = [\"topic\"]"),
    );
    let said = refused_by_check(&bench);
    for expected in [
        "priorities.topic names \"nosuch\"",
        "unknown field `foo`",
        "the report c.html: where: column",
        "readiness.governance names",
        "write facet.topic:VALUE",
    ] {
        assert!(said.contains(expected), "{expected}\n{said}");
    }
}

#[test]
fn a_filter_that_finds_nothing_says_what_there_is() {
    let bench = Bench::small();
    bench.succeeds(&["run", "project.toml", "--quiet"]);
    let said = bench.fails(2, &["search", "topic:nosuch", "-p", "project.toml"]);
    assert!(said.stderr.contains("no topic is called `nosuch`"));
    for arguments in [
        &["search", "segment:Foo", "-p", "project.toml"][..],
        &["rank", "-p", "project.toml", "--where", "segment:Foo"],
        &["series", "-p", "project.toml", "--where", "segment:Foo"],
    ] {
        let said = bench.succeeds(arguments).stderr;
        assert!(
            said.contains("values of segment are thuis, zakelijk"),
            "{arguments:?}\n{said}"
        );
    }
    let said = bench
        .succeeds(&["rank", "-p", "project.toml", "--period", "2016"])
        .stderr;
    assert!(
        said.contains("the archive runs from 2026-01-01 to 2026-03-27"),
        "{said}"
    );
}

#[test]
fn dates_ids_and_labels_are_proposed_as_what_they_are() {
    let bench = Bench::new();
    let mut rows = "comment_id,respondent_id,text,topics,n_topics,overall_rating,bar_rating,wachttijd,date_mixed,created\n".to_owned();
    for i in 0..60 {
        let (day, month) = (13 + i % 15, 1 + i % 12);
        let mixed = if i % 2 == 0 {
            format!("{day}/{month}/2025")
        } else {
            format!("{month}/{day}/2025")
        };
        writeln!(
            rows,
            "NEAS 111 {i} - Q3,R{},The service was slow and it took {i} days to get an answer,Staff attitude and number {i} of the many topics,{},{},{},{}.{:02},{mixed},{month}/{day}/2025 11:35",
            i / 2,
            i % 3,
            1 + i % 5,
            i % 6,
            i % 7,
            i % 97,
        )
        .unwrap();
    }
    bench.write("data.csv", rows);
    let proposed = bench.succeeds(&["init", "data.csv"]).stdout;
    for expected in [
        "language = \"en\"",
        "outcome = \"overall_rating\"",
        "id = \"comment_id\"",
        "\"respondent_id\"  # DECIDE: 30 values, so it is no id of a row",
        "text = [\"text\"]",
        "date_format = \"%m/%d/%Y %H:%M\"  # DECIDE",
        "at = \"created\"",
        "# not used: \"date_mixed\" (dates, some with the day first",
        "# not used: \"topics\" (what somebody found in the words",
        "# not used: \"n_topics\"",
        "# not used: \"wachttijd\" (numbers",
        "# DECIDE whether one of the answers 0, 1, 2, 3, 4, 5 means \"no answer\":\n# missing = [\"0\"]",
        "# DECIDE whether one of the answers 1, 2, 3, 4, 5 means \"no answer\":\n# missing = []",
    ] {
        assert!(proposed.contains(expected), "{expected}\n{proposed}");
    }
    bench.write("mine.toml", "# my edits\n");
    let said = bench.fails(2, &["init", "data.csv", "--out", "mine.toml"]);
    assert!(said.stderr.contains("is there already"), "{}", said.stderr);
    assert_eq!(bench.read("mine.toml"), "# my edits\n");
}

#[test]
fn a_date_that_does_not_fit_is_shown_by_its_shape_and_never_by_its_content() {
    let bench = Bench::new();
    let project = SMALL_PROJECT.replace(
        "kind = \"feedback\"",
        "kind = \"feedback\"\ndate_format = \"%m/%d/%Y\"",
    );
    let rows: String =
        "id;datum;nps;opmerking;klant;segment\n1;2/24/2015 11:35;7;goed;K1;thuis\n".to_owned();
    bench.write("project.toml", project).write("data.csv", rows);
    let said = refused_by_check(&bench);
    assert!(
        said.contains("expected a time as %m/%d/%Y, all of it; written is 9/99/9999 99:99"),
        "{said}"
    );
    assert!(!said.contains("2/24"), "{said}");
}

#[test]
fn an_export_shows_the_day_of_the_zone() {
    let bench = Bench::small();
    bench.succeeds(&["run", "project.toml", "--quiet"]);
    bench.succeeds(&["export", "-p", "project.toml", "--out", "all.csv"]);
    let all = bench.read("all.csv");
    assert!(all.contains(",2026-01-01T00:00:00.000+01:00,"), "{all}");
    assert!(!all.contains("T23:00:00"), "{all}");
    let shown = bench
        .succeeds(&["search", "*", "-p", "project.toml", "--limit", "60"])
        .stdout;
    assert!(
        shown.contains("2026-01-01") && !shown.contains("2025-12-31"),
        "{shown}"
    );
}

#[test]
fn of_rows_with_one_id_the_last_is_counted_and_what_has_not_been_is_set_aside() {
    let bench = Bench::small();
    let mut rows = small_rows(60);
    // Six of the sixty come again without a mark, and one row is of a year to come.
    for id in 0..6 {
        writeln!(rows, "{id};02-02-2026;;\"Gaat wel\";K{id};thuis").unwrap();
    }
    rows.push_str("99;01-01-2099;5;\"Gaat wel\";K1;thuis\n");
    bench.write("data.csv", rows);
    let checked = bench.succeeds(&["check", "project.toml"]).stdout;
    for expected in [
        "data.csv (enquete): 60 records, 60 with words",
        "dated 2026-01-01 to 2026-03-27",
        "score nps: 54 answers",
        "6 rows have the id of an earlier row",
        "1 rows rejected: after_today in column datum, first row 68: expected a day that has been",
    ] {
        assert!(checked.contains(expected), "{expected}\n{checked}");
    }
    // On whatever day the run is said to be.
    let ran = bench.succeeds(&[
        "run",
        "project.toml",
        "--as-of",
        "2026-02-01",
        "--format",
        "json",
    ]);
    let found: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(found["intake"]["files"][0]["n_rejected"], 1);
    assert_eq!(found["intake"]["files"][0]["n_stored"], 60);
    let noted = bench.read("out/quarantine.jsonl");
    assert!(noted.contains("\"after_today\""), "{noted}");
    let looked = ["alerts", "-p", "project.toml", "--format", "json"];
    let looked: Value = serde_json::from_str(&bench.succeeds(&looked).stdout).unwrap();
    assert_eq!(looked["as_of"], "2026-03-27");
}

#[test]
fn a_few_cells_that_are_no_mark_and_no_date_do_not_hide_what_a_column_holds() {
    let bench = Bench::new();
    let mut rows = "respondentnr.;datum;cijfer;oordeel;Wat kan er beter?\n".to_owned();
    for i in 0..40 {
        let date = if i % 20 == 7 {
            "begin maart"
        } else {
            "14-03-2026"
        };
        let mark = ["7", "8", "weet niet", "6", "n.v.t."][i % 5];
        let verdict = if i % 10 == 3 { "zie boven" } else { "4" };
        let verdict = if i % 10 == 4 { "2" } else { verdict };
        writeln!(rows, "K{i};{date};{mark};{verdict};Lijn {} bezet", i % 9).unwrap();
    }
    bench.write("data.csv", rows);
    let proposed = bench.succeeds(&["init", "data.csv"]).stdout;
    for expected in [
        "at = \"datum\"  # DECIDE: 2 of the rows looked at hold no date here and would be set aside",
        "cijfer = \"cijfer\"\n",
        "missing = [\"n.v.t.\", \"weet niet\"]\n",
        "oordeel = \"oordeel\"  # DECIDE: 4 of the rows looked at hold no number here and would be set aside",
        "id = \"respondentnr.\"\n",
        "text = [\"Wat kan er beter?\"]",
    ] {
        assert!(proposed.contains(expected), "{expected}\n{proposed}");
    }
}

#[test]
fn a_time_that_stands_apart_from_its_date_is_no_field() {
    let bench = Bench::small();
    let table = |head: &str, of_row: &dyn Fn(usize) -> String| {
        let mut rows = format!("id;{head};opmerking\n");
        for i in 0..60 {
            writeln!(rows, "R{i};{};De lijn was al {i} dagen bezet", of_row(i)).unwrap();
        }
        bench.write("times.csv", rows);
        bench.succeeds(&["init", "times.csv"]).stdout
    };
    let minute = |i: usize| format!("{:02}:{:02}", 8 + i % 4, i % 5 * 10);
    let day = |i: usize| format!("{:02}-03-2026", 1 + i % 28);
    let apart = table("wachttijd;datum;tijd;einde", &|i| {
        let time = if i == 7 {
            "onbekend".to_owned()
        } else {
            minute(i)
        };
        format!("{};{};{time};{}:05", minute(i + 3), day(i), minute(i))
    });
    for expected in [
        "at = \"datum\"\ntime_of_day = \"tijd\"  # DECIDE: 1 of the rows looked at hold no time of day here",
        "# not used: \"wachttijd\" (times of day, or how long something took)",
        "# not used: \"einde\" (times of day, or how long something took)",
    ] {
        assert!(apart.contains(expected), "{expected}\n{apart}");
    }
    assert!(!apart.contains("[source.facets]"), "{apart}");
    let together = table("datum;tijd", &|i| {
        format!("{} {};{}", day(i), minute(i), minute(i))
    });
    assert!(!together.contains("\ntime_of_day"), "{together}");
    let declared = table("datum;tijd", &|i| {
        format!("03/{:02}/2026;{}", 1 + i % 28, minute(i))
    });
    let asked = "# time_of_day = \"tijd\"  # DECIDE: date_format then has to read";
    assert!(declared.contains(asked), "{declared}");
}

#[test]
fn rows_of_the_first_day_of_programs_are_told_in_any_zone() {
    for (zone, date) in [
        ("America/New_York", "1970-01-01T00:00:00Z"),
        ("America/New_York", "1970-01-01"),
        ("Asia/Tokyo", "01-01-1970"),
    ] {
        let bench = Bench::small();
        let zoned = SMALL_PROJECT.replace("Europe/Amsterdam", zone);
        assert!(zoned.contains(zone), "{zoned}");
        bench.write("project.toml", zoned);
        let rows = small_rows(60) + &format!("60;{date};3;\"De factuur klopt niet\";K1;thuis\n");
        bench.write("data.csv", rows);
        let checked = bench.succeeds(&["check", "project.toml"]).stdout;
        let told = "1 rows are dated 1970-01-01, from which programs count";
        assert!(checked.contains(told), "{zone}, {date}\n{checked}");
    }
}

#[test]
fn cells_that_mean_not_known_are_no_date_no_customer_and_no_segment() {
    let bench = Bench::small();
    let mut rows = small_rows(60);
    for i in 60..72 {
        writeln!(
            rows,
            "{i};01-01-1970;3;\"De factuur klopt niet\";onbekend;N.v.t."
        )
        .unwrap();
    }
    rows.push_str("onbekend;02-02-2026;3;\"De factuur klopt niet\";K1;thuis\n");
    bench.write("data.csv", rows);
    let proposed = bench.succeeds(&["init", "data.csv"]).stdout;
    assert!(
        proposed.contains("\nunknown = [\"n.v.t.\", \"onbekend\"]  # seen among dates"),
        "{proposed}"
    );
    // Also among so many customers that the column could be anything.
    let mut many = "klant;cijfer\n".to_owned();
    for i in 0..120 {
        let customer = format!("K{}", i / 2);
        let customer = if i % 4 == 0 { "Onbekend" } else { &customer };
        writeln!(many, "{customer};{}", 1 + i % 10).unwrap();
    }
    bench.write("many.csv", many);
    let of_many = bench.succeeds(&["init", "many.csv"]).stdout;
    assert!(of_many.contains("\nunknown = [\"onbekend\"]"), "{of_many}");
    let segments = "segment = \"segment\"  # 2 values";
    assert!(proposed.contains(segments), "{proposed}");
    let as_it_stands = bench.succeeds(&["check", "project.toml"]).stdout;
    for expected in [
        "dated 1970-01-01 to 2026-03-27",
        "12 rows are dated 1970-01-01, from which programs count",
        "into unknown = [\"…\"] of source \"enquete\"",
        "data.csv: 13 ids of rows, conversations, customers, contacts or tickets are words such as \"onbekend\"",
    ] {
        assert!(as_it_stands.contains(expected), "{as_it_stands}");
    }
    let declared = SMALL_PROJECT.replace(
        "kind = \"feedback\"",
        "kind = \"feedback\"\nunknown = [\"onbekend\", \"n.v.t.\", \"01-01-1970\"]",
    );
    bench.write("project.toml", declared);
    let checked = bench.succeeds(&["check", "project.toml"]).stdout;
    assert!(checked.contains("72 records"), "{checked}");
    assert!(checked.contains("dated 2026-01-01 to"), "{checked}");
    assert!(!checked.contains("1970"), "{checked}");
    assert!(
        checked.contains("1 rows rejected: missing_value in column id"),
        "{checked}"
    );
    bench.succeeds(&["run", "project.toml", "--quiet"]);
    let export = ["export", "-p", "project.toml", "--out", "all.jsonl"];
    bench.succeeds(&export);
    let documents = bench.read("all.jsonl");
    let documents: Vec<Value> = documents
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let (undated, dated): (Vec<&Value>, Vec<&Value>) = documents
        .iter()
        .partition(|document| document["at"].is_null());
    for document in dated {
        assert!(document["customer"].is_string(), "{document}");
        assert!(document["facet.segment"].is_string(), "{document}");
    }
    assert_eq!((documents.len(), undated.len()), (72, 12));
    for document in undated {
        assert!(document["customer"].is_null(), "{document}");
        assert!(document["facet.segment"].is_null(), "{document}");
        assert!(!document["score.nps"].is_null(), "{document}");
    }
}
