//! Who is forgotten stays away; what is kept too long is purged with proof.

use crate::kit::{Bench, SMALL_PROJECT, small_rows};

/// One customer with words of his own.
fn with_marker() -> Bench {
    let bench = Bench::small();
    let rows = small_rows(60) + "900;01-02-2026;2;Zonderlingmarker wachten;Ventmarker;thuis\n";
    bench.write("data.csv", rows);
    bench
}

fn forget(bench: &Bench, customer: &str) -> String {
    let arguments = ["forget", "-p", "project.toml", "--customer", customer];
    bench.succeeds(&arguments).stdout
}

#[test]
fn a_forgotten_customer_is_gone_from_disk_and_stays_away() {
    let bench = with_marker();
    bench.succeeds(&["run", "project.toml"]);
    assert_eq!(bench.n_found("zonderlingmarker"), 1);
    assert!(forget(&bench, "Ventmarker").contains("removed 1 records"));
    assert_eq!(bench.n_found("zonderlingmarker"), 0);
    let in_index = bench
        .files_with("onderlingmarker")
        .into_iter()
        .filter(|file| file.starts_with("out/index"))
        .collect::<Vec<_>>();
    assert_eq!(in_index, Vec::<std::path::PathBuf>::new());

    // The results of before are renewed by the next run, from the same data.
    bench.succeeds(&["run", "project.toml"]);
    bench.succeeds(&["run", "project.toml", "--rebuild"]);
    assert_eq!(bench.n_found("*"), 60);
    let left = bench.files_with("onderlingmarker");
    assert_eq!(left, [std::path::Path::new("data.csv")]);
    let ledger = bench.read("project.forgotten.jsonl");
    assert_eq!(ledger.lines().count(), 1);
    assert!(!ledger.to_lowercase().contains("ventmarker"));
}

#[test]
fn forgetting_twice_is_noted_once() {
    let bench = with_marker();
    bench.succeeds(&["ingest", "project.toml"]);
    assert!(forget(&bench, "Ventmarker").contains("removed 1 records"));
    assert!(forget(&bench, "Ventmarker").contains("removed 0 records"));
    assert_eq!(bench.read("project.forgotten.jsonl").lines().count(), 1);
}

#[test]
fn a_dry_run_removes_nothing_and_notes_nothing() {
    let bench = with_marker();
    bench.succeeds(&["ingest", "project.toml"]);
    let arguments = [
        "forget",
        "-p",
        "project.toml",
        "--customer",
        "Ventmarker",
        "--dry-run",
    ];
    assert!(
        bench
            .succeeds(&arguments)
            .stdout
            .contains("would remove 1 records")
    );
    assert_eq!(bench.n_found("zonderlingmarker"), 1);
    assert!(!bench.path().join("project.forgotten.jsonl").exists());
}

#[test]
fn an_unknown_or_blank_customer_is_told() {
    let bench = with_marker();
    bench.succeeds(&["ingest", "project.toml"]);
    let arguments = ["forget", "-p", "project.toml", "--customer", "niemand"];
    let said = bench.succeeds(&arguments).stderr;
    assert!(
        said.contains("no record in the index carries this id"),
        "{said}"
    );
    bench.fails(2, &["forget", "-p", "project.toml", "--customer", " "]);
    assert_eq!(bench.n_found("*"), 61);
}

#[test]
fn under_another_key_nobody_is_forgotten_by_mistake() {
    let bench = with_marker();
    bench.succeeds(&["ingest", "project.toml"]);
    let key = bench.read("test.key");
    bench.write("test.key", "ab".repeat(32));
    let said = bench
        .fails(
            2,
            &["forget", "-p", "project.toml", "--customer", "Ventmarker"],
        )
        .stderr;
    assert!(said.contains("another key"), "{said}");
    assert!(!bench.path().join("project.forgotten.jsonl").exists());
    bench.fails(2, &["run", "project.toml"]);
    std::fs::remove_file(bench.path().join("test.key")).unwrap();
    bench.fails(
        2,
        &["forget", "-p", "project.toml", "--customer", "Ventmarker"],
    );
    assert!(!bench.path().join("test.key").exists());

    bench.write("test.key", key);
    forget(&bench, "Ventmarker");
    // Tombstones under the key of before protect nobody under a new one.
    bench.write("test.key", "ab".repeat(32));
    bench.fails(2, &["ingest", "project.toml", "--rebuild"]);
    std::fs::remove_file(bench.path().join("project.forgotten.jsonl")).unwrap();
    bench.succeeds(&["ingest", "project.toml", "--rebuild"]);
    assert_eq!(bench.n_found("*"), 61);
}

#[test]
fn tombstones_that_cannot_be_read_stop_the_run() {
    let bench = with_marker();
    bench.succeeds(&["ingest", "project.toml"]);
    forget(&bench, "Ventmarker");
    let ledger = bench.read("project.forgotten.jsonl");
    // Torn while it was written: that forgetting never ended, and the next line stands apart.
    bench.write("project.forgotten.jsonl", format!("{ledger}{{\"versio"));
    bench.succeeds(&["ingest", "project.toml", "--rebuild"]);
    bench.write("project.forgotten.jsonl", format!("{ledger}{{\"versio\n"));
    let said = bench
        .fails(3, &["ingest", "project.toml", "--rebuild"])
        .stderr;
    assert!(said.contains("line 2 of project.forgotten.jsonl"), "{said}");
    std::fs::remove_file(bench.path().join("project.forgotten.jsonl")).unwrap();
    std::fs::create_dir(bench.path().join("project.forgotten.jsonl")).unwrap();
    bench.fails(3, &["ingest", "project.toml", "--rebuild"]);
}

#[test]
fn what_is_kept_too_long_is_purged_with_proof_and_does_not_come_back() {
    let bench = Bench::small();
    let project =
        SMALL_PROJECT.replace("kind = \"feedback\"", "kind = \"feedback\"\nkeep_days = 30");
    bench.write("project.toml", project);
    bench.succeeds(&["ingest", "project.toml", "--as-of", "2026-01-20"]);
    assert_eq!(bench.n_found("*"), 60);
    bench.succeeds(&["ingest", "project.toml", "--as-of", "2026-03-20"]);
    let n = bench.n_found("*");
    assert!(n < 60);
    assert_eq!(bench.n_found("date:..2026-02-16"), 0);
    let proof: serde_json::Value =
        serde_json::from_str(&bench.read("project.purged.jsonl")).unwrap();
    assert_eq!(proof["n_removed"], 60 - n);
    assert_eq!(proof["keep_days"], 30);
    assert_eq!(proof["removed_before"], "2026-02-18T00:00:00Z");
    for more in [&[][..], &["--rebuild"]] {
        let arguments = [&["ingest", "project.toml", "--as-of", "2026-03-20"], more].concat();
        bench.succeeds(&arguments);
        assert_eq!(bench.n_found("*"), n);
    }
    assert_eq!(bench.read("project.purged.jsonl").lines().count(), 1);
}

#[test]
fn a_retention_that_cannot_be_meant_is_a_problem_and_not_kept_for_good() {
    let bench = Bench::small();
    for days in ["-1", "99999999999", "\"een maand\""] {
        let project = SMALL_PROJECT.replace(
            "kind = \"feedback\"",
            &format!("kind = \"feedback\"\nkeep_days = {days}"),
        );
        bench.write("project.toml", project);
        let said = bench.signaal(&["check", "project.toml"]);
        assert_eq!(said.code, 2, "{days}");
        assert!(said.stderr.contains("keep_days"), "{}", said.stderr);
    }
}

/// A transcript that names its contact only is the customer's as much as the comment that names both.
#[test]
fn what_shares_a_contact_with_a_forgotten_customer_goes_and_stays_away() {
    let bench = Bench::new();
    bench
        .write("comments.csv", "id;contact;klant;tekst\n1;C1;K1;Slechte bediening\n2;C2;K2;Prima\n")
        .write("calls/C1.txt", "Agent: Goedemiddag\nKlant: Ventmarker doet het niet\n")
        .write("calls/C2.txt", "Agent: Goedemiddag\nKlant: Alles in orde\n")
        .write(
            "project.toml",
            "name = \"forget\"\n\
             [[source]]\nname = \"comments\"\nkind = \"feedback\"\nfiles = \"comments.csv\"\n\
             [source.columns]\nid = \"id\"\ncontact = \"contact\"\ncustomer = \"klant\"\ntext = \"tekst\"\n\
             [[source]]\nname = \"calls\"\nkind = \"transcript\"\nfiles = \"calls/*.txt\"\nfile_name = \"contact\"\n",
        );
    bench.succeeds(&["ingest", "project.toml"]);
    assert_eq!(bench.n_found("*"), 4);
    let said = bench.succeeds(&["forget", "-p", "project.toml", "--customer", "K1"]);
    assert!(said.stdout.contains("2 records"), "{}", said.stdout);
    assert_eq!(bench.n_found("*"), 2);
    bench.succeeds(&["ingest", "project.toml", "--rebuild"]);
    assert_eq!(bench.n_found("*"), 2);
    assert_eq!(bench.n_found("ventmarker"), 0);
}

/// The name of such a file is an id, and ids are shown nowhere.
#[test]
fn a_file_that_is_named_after_a_contact_is_listed_under_its_pseudonym() {
    let bench = Bench::new();
    bench
        .write("calls/C4711.txt", "Agent: Goedemiddag\nKlant: Het modem is stuk\n")
        .write(
            "project.toml",
            "name = \"names\"\n\
             [[source]]\nname = \"calls\"\nkind = \"transcript\"\nfiles = \"calls/*.txt\"\nfile_name = \"contact\"\n",
        );
    bench.succeeds(&["run", "project.toml"]);
    for entry in std::fs::read_dir(bench.path().join("out")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            let shown = bytes.windows(5).any(|part| part == b"C4711");
            assert!(!shown, "{}", path.display());
        }
    }
    let meta = bench.read("out/index/meta.json");
    assert!(!meta.contains("C4711"), "{meta}");
}

#[test]
fn a_file_that_moved_is_taken_once() {
    let bench = Bench::small();
    bench.succeeds(&["ingest", "project.toml"]);
    let n = bench.n_found("*");
    std::fs::rename(
        bench.path().join("data.csv"),
        bench.path().join("data-renamed.csv"),
    )
    .unwrap();
    let project = bench.read("project.toml").replace("data.csv", "data*.csv");
    bench.write("project.toml", project);
    bench.succeeds(&["ingest", "project.toml"]);
    assert_eq!(bench.n_found("*"), n);
}
