//! `signaal sla --table` in each format, sheets of workbooks, and words that people write otherwise.

use crate::kit::{Bench, Outcome};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use rust_xlsxwriter::Workbook;
use std::fs::File;

const POLICIES: &str = "time_zone = \"Europe/Amsterdam\"\n[[policy]]\npolicy_id = \"p\"\nkind = \"sla\"\n\
    position = 1\nconditions = {}\n\
    [[policy.target]]\nmetric = \"total_resolution_time\"\ntarget = \"8h\"\nhours_mode = \"calendar\"\n\
    warn = \"2h\"\n";

/// A was solved in time and reopened by thanks, B late, C is at risk at noon, D is over its target.
const EVENTS: &str = "ticket_id,ts,event,author,channel,words\n\
    A,2026-06-15T01:00:00Z,created,customer,mail,\n\
    A,2026-06-15T02:00:00Z,solved,agent,mail,\n\
    A,2026-06-15T03:00:00Z,reopened,customer,mail,\"Thank you very much, that worked!\"\n\
    A,2026-06-15T03:30:00Z,solved,agent,mail,\n\
    B,2026-06-14T01:00:00Z,created,customer,chat,\n\
    B,2026-06-14T10:00:00Z,solved,agent,chat,\n\
    C,2026-06-15T05:00:00Z,created,customer,mail,\n\
    D,2026-06-15T03:00:00Z,created,customer,chat,\n";

fn bench() -> Bench {
    let bench = Bench::new();
    bench
        .write("policies.toml", POLICIES)
        .write("events.csv", EVENTS);
    bench
}

fn sla(bench: &Bench, events: &str, more: &[&str]) -> Outcome {
    let mut arguments = vec!["sla", events, "--policies", "policies.toml"];
    arguments.extend(["--as-of", "2026-06-15T12:00:00Z"]);
    arguments.extend(more);
    bench.signaal(&arguments)
}

/// Header and rows of a table, as CSV and as Parquet tell them.
fn table(bench: &Bench, table: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let asked = ["--text", "words", "--by", "channel", "--table", table];
    let csv = sla(
        bench,
        "events.csv",
        &[&asked[..], &["--format", "csv"]].concat(),
    );
    assert_eq!(csv.code, 0, "{}", csv.stderr);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(csv.stdout.as_bytes());
    let mut rows: Vec<Vec<String>> = reader.deserialize().map(Result::unwrap).collect();
    let header = rows.remove(0);
    let file = ["--format", "parquet", "-o", "table.parquet"];
    let written = sla(bench, "events.csv", &[&asked[..], &file].concat());
    assert_eq!(written.code, 0, "{}", written.stderr);
    let file = File::open(bench.path().join("table.parquet")).unwrap();
    let read = SerializedFileReader::new(file).unwrap();
    let mut n_rows = 0;
    for (row, expected) in read.get_row_iter(None).unwrap().zip(&rows) {
        let row = row.unwrap();
        let cells: Vec<_> = row.get_column_iter().collect();
        let names: Vec<&String> = cells.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, header.iter().collect::<Vec<_>>());
        for ((name, field), expected) in cells.into_iter().zip(expected) {
            let agrees = match field {
                Field::Null => expected.is_empty(),
                Field::Str(text) => text == expected,
                Field::ListInternal(list) => {
                    let texts = list.elements().iter().map(|element| match element {
                        Field::Str(text) => text.as_str(),
                        _ => "no text",
                    });
                    texts.collect::<Vec<_>>().join("|") == *expected
                }
                Field::Double(value) => expected
                    .parse::<f64>()
                    .is_ok_and(|other| other.to_bits() == value.to_bits()),
                other => other.to_string() == *expected,
            };
            assert!(agrees, "{table} {name}: {field:?}, not {expected}");
        }
        n_rows += 1;
    }
    assert_eq!(n_rows, rows.len(), "{table}");
    (header, rows)
}

fn cells<'t>(found: &'t (Vec<String>, Vec<Vec<String>>), names: &[&str]) -> Vec<Vec<&'t str>> {
    let (header, rows) = found;
    let at = |name: &&str| header.iter().position(|one| one == name).unwrap();
    let places: Vec<usize> = names.iter().map(at).collect();
    rows.iter()
        .map(|row| places.iter().map(|place| &*row[*place]).collect())
        .collect()
}

#[test]
fn every_table_of_a_report_is_the_same_in_csv_and_parquet() {
    let bench = bench();
    let found = table(&bench, "attainment");
    let names = [
        "by_channel",
        "n_met",
        "n_breached",
        "n_breached_open",
        "n_at_risk",
    ];
    assert_eq!(
        cells(&found, &names),
        [["chat", "0", "2", "1", "0"], ["mail", "1", "0", "0", "1"]]
    );
    let found = table(&bench, "at-risk");
    assert_eq!(
        cells(&found, &["ticket_id", "state", "due_at", "time_left_s"]),
        [
            ["D", "breached", "2026-06-15T11:00:00Z", "-3600"],
            ["C", "open_at_risk", "2026-06-15T13:00:00Z", "3600"]
        ]
    );
    let found = table(&bench, "breaches");
    assert_eq!(
        cells(&found, &["ticket_id", "state"]),
        [["B", "breached"], ["D", "breached"]]
    );
    let found = table(&bench, "thanks");
    assert_eq!(
        cells(&found, &["ticket_id", "at"]),
        [["A", "2026-06-15T03:00:00Z"]]
    );
}

#[test]
fn a_table_takes_a_format_of_rows() {
    let bench = bench();
    let refused = sla(&bench, "events.csv", &["--table", "attainment"]);
    assert_eq!(refused.code, 2, "{}", refused.stdout);
    assert!(
        refused.stderr.contains("--format csv"),
        "{}",
        refused.stderr
    );
}

#[test]
fn of_several_tickets_the_text_speaks_in_the_plural_and_of_one_in_the_singular() {
    let bench = bench();
    let more = ["--text", "words"];
    let many = sla(&bench, "events.csv", &more).stdout;
    assert!(many.starts_with("4 tickets up to"), "{many}");
    assert!(many.contains(" 4 clocks\n"), "{many}");
    let thanks = "of 1 reopening 1 was by thanks (of 1 the words are known)";
    assert!(many.contains(thanks), "{many}");
    let one: Vec<&str> = EVENTS.lines().take(2).collect();
    bench.write("one.csv", one.join("\n"));
    let single = sla(&bench, "one.csv", &[]).stdout;
    assert!(single.starts_with("1 ticket up to"), "{single}");
    assert!(single.contains(" 1 clock\n"), "{single}");
    assert!(single.contains("1 row was read"), "{single}");
    let single = sla(&bench, "one.csv", &["--lang", "nl"]).stdout;
    assert!(
        single.contains("1 klok\n") && single.contains("1 regel"),
        "{single}"
    );
}

/// The same events on the second sheet, those of one other ticket on the first.
#[test]
fn a_sheet_is_chosen_by_its_name() {
    let bench = bench();
    let mut workbook = Workbook::new();
    let other = "ticket_id,ts,event\nZ,2026-06-15T01:00:00Z,created\n";
    let events = EVENTS.replace("Thank you very much, that worked!", "Thank you");
    for (name, text) in [("Overig", other), ("Tickets", &events)] {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name).unwrap();
        for (row, line) in (0..).zip(text.lines()) {
            for (column, cell) in (0..).zip(line.split(',')) {
                sheet
                    .write_string(row, column, cell.trim_matches('"'))
                    .unwrap();
            }
        }
    }
    workbook.save(bench.path().join("events.xlsx")).unwrap();
    let rows = |events: &str, more: &[&str]| {
        let outcome = sla(&bench, events, &[more, &["--format", "csv"]].concat());
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        outcome.stdout
    };
    let first = rows("events.xlsx", &[]);
    assert_eq!(
        first.lines().filter(|line| line.starts_with("Z,")).count(),
        1
    );
    assert_eq!(
        rows("events.xlsx", &["--sheet", "Tickets"]),
        rows("events.csv", &[])
    );
    let unknown = sla(&bench, "events.xlsx", &["--sheet", "Tikkets"]);
    assert_ne!(unknown.code, 0);
    assert!(unknown.stderr.contains("Tikkets"), "{}", unknown.stderr);
}

#[test]
fn priorities_are_compared_by_meaning_and_one_that_no_ticket_has_is_named() {
    let bench = Bench::new();
    let target = |priority: &str, target: &str| {
        format!(
            "[[policy.target]]\nmetric = \"first_reply_time\"\npriority = \"{priority}\"\n\
             target = \"{target}\"\nhours_mode = \"calendar\"\n"
        )
    };
    let policies = format!(
        "[[policy]]\npolicy_id = \"p\"\nkind = \"sla\"\nposition = 1\nconditions = {{}}\n{}{}{}",
        target("urgent", "1h"),
        target("high", "4h"),
        target("normal", "8h"),
    );
    bench.write("policies.toml", &policies);
    bench.write(
        "events.csv",
        "ticket_id,ts,event,author,priority\n\
         A,2026-06-15T09:00:00Z,created,customer,Hoog\n\
         B,2026-06-15T09:00:00Z,created,customer,normaal\n\
         C,2026-06-15T09:00:00Z,created,customer,dringend\n\
         D,2026-06-15T09:00:00Z,created,customer,kritiek\n",
    );
    let outcome = sla(&bench, "events.csv", &["--format", "csv"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let mut lines = outcome.stdout.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let place = header.iter().position(|name| *name == "target_s").unwrap();
    let targets: Vec<(&str, &str)> = lines
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            (cells[0], cells[place])
        })
        .collect();
    assert_eq!(
        targets,
        [("A", "14400"), ("B", "28800"), ("C", "3600"), ("D", "")],
        "urgent and critical are two priorities"
    );
    bench.write(
        "events.csv",
        "ticket_id,ts,event,author,priority\nA,2026-06-15T09:00:00Z,created,customer,P1\n",
    );
    let outcome = sla(&bench, "events.csv", &[]);
    let named = "policy p asks for a priority of high, normal, urgent, which no ticket has; tickets have P1";
    assert!(outcome.stderr.contains(named), "{}", outcome.stderr);
}

/// What a table of tickets has no column for is no breach; what a log of events has words for is judged,
/// and said.
#[test]
fn a_missing_column_is_no_breach_and_a_missing_event_is() {
    let bench = bench();
    let reply = POLICIES.replace("total_resolution_time", "first_reply_time");
    bench.write("policies.toml", reply);
    let states = |events: &str| {
        let outcome = sla(&bench, events, &["--format", "jsonl"]);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        let lines = outcome.stdout.lines();
        lines
            .map(|line| {
                let row: serde_json::Value = serde_json::from_str(line).unwrap();
                row["state"].as_str().unwrap().to_owned()
            })
            .collect::<Vec<_>>()
    };
    bench.write(
        "tickets.csv",
        "ticket_id,created,solved\nA,2026-06-14T01:00:00Z,2026-06-14T02:00:00Z\nB,2026-06-14T01:00:00Z,\n",
    );
    assert_eq!(states("tickets.csv"), ["cannot_tell", "cannot_tell"]);
    let text = sla(&bench, "tickets.csv", &[]).stdout;
    assert!(
        text.contains("cannot be told: the file shows no replies"),
        "{text}"
    );
    bench.write(
        "events.csv",
        "ticket_id,ts,event,author\nA,2026-06-15T09:00:00Z,created,customer\n\
         B,2026-06-14T01:00:00Z,created,customer\nC,2026-06-14T01:00:00Z,created,customer\n\
         C,2026-06-14T02:00:00Z,solved,agent\n",
    );
    assert_eq!(
        states("events.csv"),
        ["open_on_track", "breached", "cancelled"]
    );
    for (lang, said) in [
        (
            "en",
            "there are no replies in the whole file, and it is judged so",
        ),
        ("nl", "in het hele bestand komen geen reacties voor"),
    ] {
        let text = sla(&bench, "events.csv", &["--lang", lang]).stdout;
        assert!(text.contains(said), "{text}");
    }
    let answered = bench.read("events.csv") + "A,2026-06-15T10:00:00Z,public_reply,agent\n";
    bench.write("events.csv", answered);
    assert_eq!(states("events.csv"), ["met", "breached", "cancelled"]);
    let text = sla(&bench, "events.csv", &[]).stdout;
    assert!(!text.contains("in the whole file"), "{text}");
}
