//! Damaged, odd and hostile input: no panic, every rejection placed, a clear end.

use crate::kit::{Bench, Outcome, SMALL_PROJECT, small_rows};
use std::fs::File;
use std::io::Write;
use std::process::Command;

/// Runs over `data` with a project that bears rejections, and returns the lines of the quarantine.
fn quarantined(data: &[u8], file: &str) -> (Outcome, Vec<serde_json::Value>) {
    let bench = Bench::new();
    let project = SMALL_PROJECT.replace("data*.csv", file) + "[limits]\nmax_rejected_share = 1\n";
    bench.write("project.toml", project).write(file, data);
    let outcome = bench.succeeds(&["run", "project.toml"]);
    assert!(!outcome.stderr.contains("panicked"), "{}", outcome.stderr);
    let lines = bench
        .read("out/quarantine.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    (outcome, lines)
}

fn check(data: &[u8], file: &str, expected: &[(&str, u64)]) {
    let (_, lines) = quarantined(data, file);
    let found: Vec<(&str, u64)> = lines
        .iter()
        .map(|line| {
            (
                line["code"].as_str().unwrap(),
                line["row"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(found, expected);
    for line in &lines {
        assert_eq!(line["source"], "enquete");
        assert_eq!(line["file"], file);
        assert_eq!(line["sha256"].as_str().unwrap().len(), 64);
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn nul_bytes_and_broken_quotes_cost_their_row_only() {
    let rows = small_rows(30);
    let rows = rows.replacen("Gaat wel", "Gaat\0wel", 1);
    check(rows.as_bytes(), "data.csv", &[("nul_byte", 6)]);
    let rows = small_rows(30).replacen("\"Gaat wel\"", "\"Gaat wel", 1);
    check(rows.as_bytes(), "data.csv", &[("broken_quote", 6)]);
}

#[test]
fn a_file_that_stops_in_the_middle_gives_what_it_has() {
    let whole = gzip(small_rows(3000).as_bytes());
    let (outcome, lines) = quarantined(&whole[..whole.len() / 2], "data.csv.gz");
    assert_eq!(lines.len(), 1, "{}", outcome.stderr);
    assert_eq!(lines[0]["code"], "truncated");
    assert!(lines[0]["row"].as_u64().unwrap() > 100);
}

#[test]
fn bytes_of_another_encoding_are_rejected_where_the_encoding_is_declared() {
    let mut rows = small_rows(12).into_bytes();
    rows.extend(b"90;01-01-2026;3;\"caf\xe9 \xff\";K1;thuis\n");
    let bench = Bench::new();
    bench
        .write(
            "project.toml",
            SMALL_PROJECT.replace(
                "kind = \"feedback\"",
                "kind = \"feedback\"\nencoding = \"utf-8\"",
            ) + "[limits]\nmax_rejected_share = 1\n",
        )
        .write("data.csv", rows);
    bench.succeeds(&["ingest", "project.toml"]);
    let line: serde_json::Value =
        serde_json::from_str(&bench.read("out/quarantine.jsonl")).unwrap();
    assert_eq!(line["code"], "invalid_encoding");
    assert_eq!(line["row"], 14);
}

#[test]
fn one_endless_line_is_rejected_and_the_next_is_read() {
    let mut rows = small_rows(3).into_bytes();
    rows.extend(b"80;01-01-2026;3;");
    rows.extend(std::iter::repeat_n(b'a', 8_000_000));
    rows.extend(b";K1;thuis\n81;01-01-2026;3;goed;K1;thuis\n");
    check(&rows, "data.csv", &[("row_too_long", 5)]);
}

#[test]
fn every_way_of_writing_the_same_table_gives_the_same_records() {
    let rows = small_rows(20).replace("Gaat wel", "Café €5 te duur");
    let (windows, _, _) = encoding_rs::WINDOWS_1252.encode(&rows);
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(rows.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let with_bom = [b"\xef\xbb\xbf", rows.as_bytes()].concat();
    let commas = rows
        .replace(';', ",")
        .replace("telefoon, echt", "telefoon echt");
    for (name, bytes) in [
        ("windows-1252", windows.into_owned()),
        ("UTF-16", utf16),
        ("a byte order mark", with_bom),
        ("commas", commas.into_bytes()),
    ] {
        let bench = Bench::new();
        bench
            .write("project.toml", SMALL_PROJECT)
            .write("data.csv", bytes);
        bench.succeeds(&["ingest", "project.toml"]);
        assert_eq!(bench.n_found("café"), 4, "{name}");
    }
}

#[test]
fn a_damaged_workbook_ends_the_run_with_a_hint_and_no_panic() {
    let bench = Bench::new();
    bench.write(
        "project.toml",
        SMALL_PROJECT.replace("data*.csv", "data.xlsx"),
    );
    for bytes in [
        &b"PK\x03\x04 this is no workbook"[..],
        &[0x50, 0x4b, 0x05, 0x06, 0, 0, 0, 0],
        &[7; 3000],
    ] {
        bench.write("data.xlsx", bytes);
        bench.fails(3, &["run", "project.toml"]);
        let checked = bench.signaal(&["check", "project.toml"]);
        assert_eq!(checked.code, 1, "{}", checked.stdout);
        assert!(checked.stdout.contains("data.xlsx"), "{}", checked.stdout);
        assert!(checked.stderr.is_empty(), "{}", checked.stderr);
    }
}

#[test]
fn an_empty_file_among_others_is_named_and_borne() {
    let bench = Bench::small();
    bench
        .write("data2.csv", "")
        .write("data3.csv", small_rows(0));
    let said = bench.succeeds(&["run", "project.toml"]).stderr;
    assert!(
        said.contains("no rows in") && said.contains("data2.csv, data3.csv"),
        "{said}"
    );
    assert_eq!(bench.n_found("*"), 60);
}

#[test]
fn rows_that_left_a_changed_file_leave_the_index() {
    let bench = Bench::small();
    bench.succeeds(&["ingest", "project.toml"]);
    assert_eq!(bench.n_found("*"), 60);
    bench.write("data.csv", small_rows(25));
    let said = bench.succeeds(&["ingest", "project.toml"]).stderr;
    assert!(
        said.contains("no longer in the input") && said.contains("records=35"),
        "{said}"
    );
    assert_eq!(bench.n_found("*"), 25);
}

#[test]
fn a_row_that_moved_to_another_file_stays() {
    let bench = Bench::small();
    bench.succeeds(&["ingest", "project.toml"]);
    let rows = small_rows(60);
    let lines: Vec<&str> = rows.lines().collect();
    bench.write("data.csv", format!("{}\n", lines[..31].join("\n")));
    bench.write(
        "data2.csv",
        format!("{}\n{}\n", lines[0], lines[31..].join("\n")),
    );
    bench.succeeds(&["ingest", "project.toml"]);
    assert_eq!(bench.n_found("*"), 60);
}

#[test]
fn another_id_column_or_source_name_does_not_double_the_records() {
    let bench = Bench::small();
    bench.write("project.toml", SMALL_PROJECT.replace("id = \"id\"\n", ""));
    bench.succeeds(&["ingest", "project.toml"]);
    bench.write("project.toml", SMALL_PROJECT);
    bench.succeeds(&["ingest", "project.toml"]);
    assert_eq!(bench.n_found("*"), 60);
    bench.write("project.toml", SMALL_PROJECT.replace("enquete", "klanten"));
    bench.succeeds(&["ingest", "project.toml"]);
    assert_eq!(bench.n_found("*"), 60);
    assert_eq!(bench.n_found("source:klanten"), 60);
}

#[test]
fn a_vanished_file_is_named_and_its_records_stay() {
    let bench = Bench::small();
    bench.write("data2.csv", small_rows(80).replace("\n1;", "\nx1;"));
    bench.succeeds(&["ingest", "project.toml"]);
    let n = bench.n_found("*");
    std::fs::remove_file(bench.path().join("data2.csv")).unwrap();
    let said = bench.succeeds(&["ingest", "project.toml"]).stderr;
    assert!(
        said.contains("no longer there") && said.contains("data2.csv"),
        "{said}"
    );
    assert_eq!(bench.n_found("*"), n);
}

#[test]
fn the_same_file_under_two_names_counts_once_with_ids_and_is_named_without() {
    let bench = Bench::small();
    bench.write("data2.csv", small_rows(60));
    bench.succeeds(&["ingest", "project.toml"]);
    assert_eq!(bench.n_found("*"), 60);
    bench.write("project.toml", SMALL_PROJECT.replace("id = \"id\"\n", ""));
    let said = bench.succeeds(&["ingest", "project.toml"]).stderr;
    assert!(said.contains("every record counts twice"), "{said}");
    let checked = bench.succeeds(&["check", "project.toml"]).stdout;
    assert!(
        checked.contains("data.csv and data2.csv hold the same bytes"),
        "{checked}"
    );
}

#[test]
fn degenerate_data_is_analysed_without_a_ranking() {
    let check = |what: &str, project: String, rows: String| {
        let bench = Bench::new();
        bench.write("project.toml", project).write("data.csv", rows);
        let ran = bench.succeeds(&["run", "project.toml", "--quiet", "--format", "json"]);
        let found: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        for signal in found["signals"].as_array().unwrap() {
            assert_ne!(signal["verdict"], "fix_first", "{what}: {signal}");
        }
        assert!(bench.path().join("out/report.html").exists(), "{what}");
    };
    let project = || SMALL_PROJECT.to_owned();
    check("one respondent", project(), small_rows(1));
    let same: String = small_rows(60)
        .lines()
        .map(|line| {
            let mut cells: Vec<&str> = line.split(';').collect();
            if cells[0] != "id" {
                cells[2] = "7";
            }
            cells.join(";") + "\n"
        })
        .collect();
    check("all scores equal", project(), same);
    let silent = SMALL_PROJECT.replace("text = \"opmerking\"\n", "");
    check("no text column", silent, small_rows(60));
    let aimless = SMALL_PROJECT.replace("outcome = \"nps\"\n", "");
    check("no outcome", aimless, small_rows(60));
    let mut identical = small_rows(0);
    for i in 0..60 {
        let score = i % 11;
        identical.push_str(&[&i.to_string(), ";01-01-2026;", &score.to_string()].concat());
        identical.push_str(";slechte service;K1;thuis\n");
    }
    check("all remarks equal", project(), identical);
}

#[test]
fn a_second_writer_is_refused_and_the_index_stays() {
    let bench = Bench::small();
    bench.succeeds(&["ingest", "project.toml"]);
    let mut store = signaal::store::Store::open(&bench.path().join("out/index")).unwrap();
    let writer = store
        .writer(signaal::store::WriterOptions::default())
        .unwrap();
    bench.write("data.csv", small_rows(70));
    let said = bench.fails(3, &["run", "project.toml"]).stderr;
    assert!(said.contains("another process is writing"), "{said}");
    bench.fails(3, &["forget", "-p", "project.toml", "--customer", "K1"]);
    drop(writer);
    bench.succeeds(&["run", "project.toml"]);
    // What was asked for while the other was writing holds: the tombstone stands.
    assert_eq!(bench.n_found("*"), 66);
}

#[test]
fn an_index_that_is_damaged_or_of_another_format_is_told_and_rebuilt_on_request() {
    let bench = Bench::small();
    bench.succeeds(&["ingest", "project.toml"]);
    let meta = bench.read("out/index/meta.json");
    // The version stands in the schema, as the name of a field.
    let older = meta.replace("signaal_format_2", "signaal_format_0");
    assert_ne!(older, meta);
    for (text, word) in [
        ("no index", "damaged"),
        (older.as_str(), "index format 0, expected 2"),
    ] {
        bench.write("out/index/meta.json", text);
        for arguments in [
            &["search", "*", "-p", "project.toml"][..],
            &["ingest", "project.toml"],
            &["rank", "-p", "project.toml"],
        ] {
            let said = bench.fails(3, arguments).stderr;
            assert!(said.contains(word) && said.contains("--rebuild"), "{said}");
        }
        bench.succeeds(&["ingest", "project.toml", "--rebuild"]);
        assert_eq!(bench.n_found("*"), 60);
    }
}

#[test]
fn a_full_device_is_an_error_with_its_place() {
    if !std::path::Path::new("/dev/full").exists() {
        return;
    }
    let bench = Bench::small();
    let full = || File::options().write(true).open("/dev/full").unwrap();
    for arguments in [
        &["classify", "data.csv", "--text", "opmerking"][..],
        &["schema", "signals"],
        &["check", "project.toml"],
    ] {
        let output = bench.command(arguments).stdout(full()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(3), "{said}");
        assert!(
            said.contains("standard output") && said.contains("hint: "),
            "{said}"
        );
    }
    // Log lines that nobody can read are no failure.
    let mut run: Command = bench.command(&["run", "project.toml"]);
    assert_eq!(run.stderr(full()).output().unwrap().status.code(), Some(0));
}

#[test]
fn an_output_folder_that_cannot_be_made_is_told_before_anything_is_read() {
    let bench = Bench::small();
    for arguments in [
        &["run", "project.toml", "--out", "data.csv/out"][..],
        &["ingest", "project.toml", "--out", "/proc/nowhere"],
    ] {
        bench.fails(3, arguments);
    }
    assert!(!bench.path().join("out").exists());
}

#[test]
fn too_many_bad_rows_fail_the_run_before_it_commits_and_are_placed() {
    let bench = Bench::small();
    bench.succeeds(&["ingest", "project.toml"]);
    bench.write("data2.csv", small_rows(60).replace(";K", ";K;extra"));
    let said = bench.fails(1, &["run", "project.toml"]).stderr;
    assert!(said.contains("60 of 60 rows were rejected"), "{said}");
    let refused = bench.read("out/quarantine.refused.jsonl");
    assert_eq!(refused.lines().count(), 60);
    assert_eq!(bench.read("out/quarantine.jsonl").lines().count(), 0);
    assert_eq!(bench.n_found("*"), 60);
}

#[test]
fn a_rebuild_that_is_stopped_is_told_and_the_next_run_makes_it_good() {
    let bench = Bench::small();
    bench.succeeds(&["ingest", "project.toml"]);
    let folder = bench.path().join("out/index");
    // The instant between throwing away and committing.
    drop(signaal::store::Store::rebuild(&folder).unwrap());
    let said = bench
        .fails(3, &["search", "*", "-p", "project.toml"])
        .stderr;
    assert!(said.contains("no finished index in out/index"), "{said}");
    bench.succeeds(&["ingest", "project.toml"]);
    assert_eq!(bench.n_found("*"), 60);
}
