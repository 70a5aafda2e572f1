//! What identifies a person reaches no output, no index, no log and no message.

use crate::kit::{Bench, SMALL_PROJECT, holds, small_rows};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// What stands in the data and must stand nowhere else.
const SECRETS: [&str; 10] = [
    "p.geheimhouder@voorbeeld.nl",
    "geheimhouder",
    "0612345678",
    "NL91ABNA0417164300",
    "Zwartewaterveen",
    "KLANTID-77001",
    "CONTACTID-77002",
    "TICKETID-77003",
    "RIJID-77004",
    "Agentnaam-77005",
];

const PROJECT: &str = r#"name = "stil"
time_zone = "Europe/Amsterdam"
outcome = "nps"
[scores.nps]
kind = "nps"
[[source]]
name = "enquete"
kind = "feedback"
files = "data.csv"
[source.columns]
id = "id"
customer = "klant"
contact = "contact"
ticket = "ticket"
at = "datum"
question = "vraag"
text = "opmerking"
[source.scores]
nps = "nps"
[source.facets]
kanaal = "kanaal"
medewerker = "medewerker"
[privacy]
key_file = "test.key"
pseudonymous_facets = ["medewerker"]
[analysis]
min_mentions = 5
replicates = 100
[limits]
max_rejected_share = 0.9
"#;

fn bench() -> Bench {
    let mut rows =
        "id;klant;contact;ticket;datum;nps;vraag;opmerking;kanaal;medewerker\n".to_owned();
    for i in 0..40 {
        let score = i % 11;
        let _ = writeln!(
            rows,
            "{i};K{i};C{i};T{i};01-01-2026;{score};Waarom?;lang wachten, slecht;web;A{}",
            i % 3
        );
    }
    let text = "lang wachten, slecht. Mijn naam is Petra Zwartewaterveen, mail \
                p.geheimhouder@voorbeeld.nl of bel 0612345678, rekening NL91ABNA0417164300";
    let _ = writeln!(
        rows,
        "RIJID-77004;KLANTID-77001;CONTACTID-77002;TICKETID-77003;01-01-2026;1;\
         Waarom, p.geheimhouder@voorbeeld.nl?;{text};bel 0612345678;Agentnaam-77005"
    );
    // Rows that cannot be read carry the same.
    for bad in ["1;geen datum", "elf;01-01-2026"] {
        let (score, date) = bad.split_once(';').unwrap();
        let _ = writeln!(
            rows,
            "RIJID-77004-b;KLANTID-77001;CONTACTID-77002;TICKETID-77003;{date};{score};\
             p.geheimhouder@voorbeeld.nl;{text};web;Agentnaam-77005"
        );
    }
    let bench = Bench::new();
    bench.write("project.toml", PROJECT).write("data.csv", rows);
    bench
}

fn assert_silent(what: &str, bytes: &[u8]) {
    for secret in SECRETS {
        assert!(!holds(bytes, secret), "{what} holds {secret}");
    }
}

#[test]
fn no_command_and_no_file_shows_what_identifies_a_person() {
    let bench = bench();
    for arguments in [
        &["check", "project.toml"][..],
        &["check", "project.toml", "--format", "json"],
        &["run", "project.toml", "--dry-run"],
        &["run", "project.toml", "--log-format", "json"],
        &["run", "project.toml", "--rebuild"],
        &["search", "wachten", "-p", "project.toml", "--limit", "99"],
        &[
            "search",
            "*",
            "-p",
            "project.toml",
            "--limit",
            "99",
            "--format",
            "jsonl",
        ],
        &[
            "show",
            "access.phone-wait",
            "-p",
            "project.toml",
            "--limit",
            "99",
        ],
        &["rank", "-p", "project.toml", "--format", "json"],
        &["rank", "-p", "project.toml", "--by", "kanaal"],
        &["export", "-p", "project.toml", "--out", "alles.csv"],
        &["export", "-p", "project.toml", "--out", "alles.jsonl"],
        &["export", "-p", "project.toml", "--out", "alles.xlsx"],
        &[
            "forget",
            "-p",
            "project.toml",
            "--customer",
            "KLANTID-77001",
            "--dry-run",
        ],
        &[
            "forget",
            "-p",
            "project.toml",
            "--customer",
            "KLANTID-77001",
        ],
        &[
            "classify",
            "data.csv",
            "--text",
            "opmerking",
            "--quarantine",
            "q.jsonl",
        ],
    ] {
        let output = bench.command(arguments).output().unwrap();
        assert_silent(&format!("stdout of {arguments:?}"), &output.stdout);
        assert_silent(&format!("stderr of {arguments:?}"), &output.stderr);
        // Index and results are looked at after every step, not at the end only.
        for secret in SECRETS {
            assert_eq!(
                bench.files_with(secret),
                [PathBuf::from("data.csv")],
                "{secret} after {arguments:?}"
            );
        }
    }
    assert!(bench.path().join("out/report.html").exists());
    assert_eq!(bench.read("out/quarantine.jsonl").lines().count(), 2);
}

#[test]
fn what_was_masked_shows_as_placeholders_so_the_test_above_saw_the_text() {
    let bench = bench();
    bench.succeeds(&["run", "project.toml"]);
    let arguments = [
        "search",
        "rekening",
        "-p",
        "project.toml",
        "--format",
        "jsonl",
    ];
    let said = bench.succeeds(&arguments).stdout;
    let hit: serde_json::Value = serde_json::from_str(&said).unwrap();
    let text = hit["text"].as_str().unwrap();
    for placeholder in ["[EMAIL", "[PHONE", "[IBAN", "[NAME"] {
        assert!(text.to_uppercase().contains(placeholder), "{text}");
    }
}

#[test]
fn a_first_row_that_is_data_is_not_shown_as_column_names() {
    let bench = Bench::small();
    let rows = small_rows(20);
    let headless = rows.split_once('\n').unwrap().1.replacen(
        "\"Lang wachten",
        "p.geheimhouder@voorbeeld.nl;\"Lang wachten",
        1,
    );
    bench.write("data.csv", headless);
    for arguments in [
        &["check", "project.toml"][..],
        &["run", "project.toml"],
        &["classify", "data.csv", "--text", "opmerking"],
        &["init", "data.csv"],
    ] {
        let outcome = bench.signaal(arguments);
        assert_silent(&format!("{arguments:?}"), outcome.stdout.as_bytes());
        assert_silent(&format!("{arguments:?}"), outcome.stderr.as_bytes());
    }
    // Where the columns that matter are there, the others are named in results.
    bench.write(
        "data.csv",
        small_rows(20)
            .replacen("segment", "segment;p.geheimhouder@voorbeeld.nl", 1)
            .replace(";thuis\n", ";thuis;x\n")
            .replace(";zakelijk\n", ";zakelijk;x\n"),
    );
    let said = bench.succeeds(&["run", "project.toml"]).stderr;
    assert!(said.contains("not named in the project file"), "{said}");
    assert_silent("stderr", said.as_bytes());
    assert_eq!(
        bench.files_with("geheimhouder"),
        [Path::new("data.csv")],
        "column names reach results through the redactor"
    );
}

#[test]
fn the_key_is_for_its_owner_only_and_is_made_by_taking_in_alone() {
    let bench = Bench::small();
    bench.write(
        "project.toml",
        SMALL_PROJECT.replace("key_file = \"test.key\"", "key_file = \"keys/own.key\""),
    );
    let key = bench.path().join("keys/own.key");
    bench.succeeds(&["check", "project.toml"]);
    bench.succeeds(&["run", "project.toml", "--dry-run"]);
    bench.signaal(&["search", "*", "-p", "project.toml"]);
    bench.signaal(&["forget", "-p", "project.toml", "--customer", "K1"]);
    assert!(!key.exists());
    bench.succeeds(&["ingest", "project.toml"]);
    let text = std::fs::read_to_string(&key).unwrap();
    assert_eq!(text.trim().len(), 64);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&key).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    assert_eq!(
        bench.files_with(text.trim()),
        [PathBuf::from("keys/own.key")],
        "the key stands in its file only"
    );
}
