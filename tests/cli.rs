//! What is typed and what comes back: streams, exit codes, messages, formats, schemas.

use crate::kit::{Bench, SMALL_PROJECT, outcome, root, small_rows};
use crate::schema::violations;
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

fn piped(mut command: Command, input: &[u8]) -> crate::kit::Outcome {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let feeder = std::thread::spawn(move || {
        // The program may stop reading early, as with a wrong header.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    outcome(&output)
}

fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn every_kind_of_failure_has_its_exit_code_and_a_hint() {
    let bench = Bench::small();
    bench.write("bad.toml", "name = 3\n");
    bench.write("tax.toml", "name = \"t\"\n[[topic]]\nid = \"A b\"\n");
    bench.write("bin.toml", [0xff_u8, 0xfe, 0x00]);
    bench.fails(3, &["rank", "-p", "project.toml"]);
    bench.succeeds(&["run", "project.toml"]);
    for (code, arguments) in [
        (2, &["check", "bad.toml"][..]),
        (3, &["check", "absent.toml"]),
        (3, &["check", "."]),
        (3, &["check", "bin.toml"]),
        (2, &["taxonomy", "show", "tax.toml"]),
        (3, &["taxonomy", "test", "absent.toml"]),
        (2, &["run", "project.toml", "--as-of", "morgen"]),
        (2, &["rank", "-p", "project.toml", "--where", "("]),
        (2, &["rank", "-p", "project.toml", "--where", "nergens:x"]),
        (2, &["rank", "-p", "project.toml", "--by", "nergens"]),
        (2, &["rank", "-p", "project.toml", "--period", "januari"]),
        (3, &["rank", "-p", "project.toml", "--out", "absent/x.csv"]),
        (3, &["rank", "-p", "project.toml", "--out", "."]),
        (2, &["search", "date:gisteren", "-p", "project.toml"]),
        (2, &["search", "", "-p", "project.toml"]),
        (2, &["show", "nergens", "-p", "project.toml"]),
        (
            2,
            &[
                "show",
                "00000000000000000000000000000000",
                "-p",
                "project.toml",
            ],
        ),
        (2, &["explain", "nergens"]),
        (2, &["explain", "nergens", "-p", "project.toml"]),
        (2, &["export", "-p", "project.toml", "--out", "zonder"]),
        (
            3,
            &["export", "-p", "project.toml", "--out", "absent/x.csv"],
        ),
        (2, &["schema", "nergens"]),
        (3, &["classify", "absent.csv", "--text", "a"]),
        (2, &["classify", "data.csv", "--text", "tekst"]),
        (
            2,
            &["classify", "data.csv", "--text", "opmerking", "--id", "nr"],
        ),
        (
            3,
            &[
                "classify",
                "data.csv",
                "--text",
                "opmerking",
                "--out",
                "absent/x",
            ],
        ),
        (3, &["init", "absent.csv"]),
        (3, &["init", "."]),
    ] {
        let said = bench.fails(code, arguments);
        assert_eq!(said.stdout, "", "{arguments:?} writes data and fails");
    }
    for arguments in [
        &["nergens"][..],
        &["run"],
        &["run", "project.toml", "--threads", "100000"],
    ] {
        assert_eq!(bench.signaal(arguments).code, 2, "{arguments:?}");
    }
}

#[test]
fn a_check_says_all_that_is_wrong_at_once() {
    let bench = Bench::small();
    bench.write("tax.toml", "name = \"t\"\n");
    bench.write(
        "project.toml",
        SMALL_PROJECT
            .replace(
                "name = \"klein\"",
                "name = \"klein\"\ntaxonomy = \"tax.toml\"",
            )
            .replace("controls = [\"segment\"]", "controls = [\"regio\"]")
            .replace(
                "files = \"data*.csv\"",
                "files = [\"data.csv\", \"meer/*.csv\"]",
            )
            + "[[source]]\nname = \"b\"\nkind = \"feedback\"\nfiles = \"data.csv\"\n\
               [source.columns]\ntext = \"tekst\"\n",
    );
    let said = bench.signaal(&["check", "project.toml"]);
    assert_eq!(said.code, 1, "{}", said.stderr);
    for fault in [
        "tax.toml",
        "no file matches meer/*.csv",
        "find column tekst in data.csv",
        "analysis.controls names \"regio\"",
        "not ready to run",
    ] {
        assert!(said.stdout.contains(fault), "{fault}\n{}", said.stdout);
    }
    let json = bench.signaal(&["check", "project.toml", "--format", "json"]);
    let report: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(report["passes"], false);
    assert_eq!(report["faults"].as_array().unwrap().len(), 4, "{report}");
}

#[test]
fn a_dry_run_writes_nothing_at_all() {
    let bench = Bench::small();
    let said = bench.succeeds(&["run", "project.toml", "--dry-run"]).stdout;
    assert!(
        said.contains("would take in 60 records from 1 files into out/index"),
        "{said}"
    );
    bench.succeeds(&["ingest", "project.toml", "--dry-run"]);
    let mut left: Vec<_> = fs::read_dir(bench.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(left, ["data.csv", "project.toml"]);
}

#[test]
fn quiet_prints_results_and_nothing_else() {
    let bench = Bench::small();
    let ran = bench.succeeds(&["run", "project.toml", "--quiet"]);
    assert_eq!(ran.stderr, "");
    assert!(ran.stdout.contains("NPS"));
    let again = bench.succeeds(&["ingest", "project.toml", "--quiet"]);
    assert_eq!(again.stderr, "");
    assert_eq!(again.stdout, "60 records from 1 files, 0 rows rejected\n");
}

#[test]
fn the_json_log_is_json_to_the_last_line_also_on_failure() {
    let bench = Bench::small();
    let ran = bench.succeeds(&["run", "project.toml", "--log-format", "json"]);
    assert!(lines(&ran.stderr).len() >= 3);
    let failed = bench.signaal(&[
        "rank",
        "-p",
        "project.toml",
        "--by",
        "x",
        "--log-format",
        "json",
    ]);
    let log = lines(&failed.stderr);
    let last = &log.last().unwrap()["fields"];
    assert_eq!(failed.code, 2);
    assert_eq!(last["exit_code"], 2);
    assert!(
        last["message"]
            .as_str()
            .unwrap()
            .contains("no record has a field")
    );
    assert_ne!(last["hint"], "");
}

#[test]
fn hundreds_of_files_are_a_line_per_source_and_one_each_in_the_json_log() {
    let bench = Bench::new();
    for i in 0..40 {
        bench.write(
            &format!("calls/{i:03}.txt"),
            format!("Agent: Goedemiddag\nKlant: Mijn internet doet het al {i} dagen niet\n"),
        );
    }
    bench.write(
        "project.toml",
        "name = \"gesprekken\"\n[[source]]\nname = \"calls\"\nkind = \"transcript\"\n\
         files = \"calls/*.txt\"\nfile_name = \"contact\"\n[privacy]\nkey_file = \"k\"\n",
    );
    let said = bench.succeeds(&["ingest", "project.toml"]).stderr;
    assert!(said.contains("and 37 more"), "{said}");
    assert!(said.lines().count() <= 4, "{said}");
    assert!(
        !said.contains('\u{1b}'),
        "colours where nobody looks: {said}"
    );
    let json = bench.succeeds(&[
        "ingest",
        "project.toml",
        "--rebuild",
        "--log-format",
        "json",
    ]);
    let n = lines(&json.stderr)
        .iter()
        .filter(|line| line["fields"]["message"] == "taken in")
        .count();
    assert_eq!(n, 40);
}

#[test]
fn a_reader_that_goes_away_is_success() {
    let bench = Bench::small();
    bench.write("many.csv", small_rows(20_000));
    for arguments in [
        &["classify", "many.csv", "--text", "opmerking"][..],
        &["taxonomy", "show"],
        &["schema", "signals"],
    ] {
        let mut child = bench
            .command(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}\n{said}");
        assert_eq!(said, "", "{arguments:?}");
    }
    // Nobody reads the log: the run goes on.
    let mut child = bench
        .command(&["run", "project.toml"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn classify_reads_pipes_of_csv_and_json_lines_and_answers_in_order() {
    let bench = Bench::new();
    let arguments = ["classify", "-", "--text", "text", "--id", "id"];
    let csv = "id,text\nb,\"slechte service, lang wachten\"\na,\nc,prima geholpen\n";
    let json = "{\"id\":\"b\",\"text\":\"slechte service, lang wachten\"}\n{\"id\":\"a\"}\n\
                {\"text\":\"prima geholpen\",\"id\":\"c\"}\n";
    let from_csv = piped(bench.command(&arguments), csv.as_bytes());
    let from_json = piped(bench.command(&arguments), json.as_bytes());
    assert_eq!(from_csv.code, 0, "{}", from_csv.stderr);
    assert_eq!(from_csv.stdout, from_json.stdout);
    let found = lines(&from_csv.stdout);
    let ids: Vec<&str> = found
        .iter()
        .map(|line| line["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["b", "a", "c"]);
    assert_eq!(found[1]["sentiment"]["label"], "unclear");

    let numbered = piped(
        bench.command(&["classify", "-", "--text", "text"]),
        csv.as_bytes(),
    );
    assert_eq!(lines(&numbered.stdout)[2]["id"], "4");
    let empty = piped(bench.command(&arguments), b"");
    assert_eq!((empty.code, empty.stdout.as_str()), (3, ""));
    assert!(empty.stderr.contains("it is empty"), "{}", empty.stderr);
    let header = piped(bench.command(&arguments), b"id,text\n");
    assert_eq!((header.code, header.stdout.as_str()), (0, ""));
    let binary = piped(bench.command(&arguments), &[0, 159, 146, 150, 0, 10, 7]);
    assert_eq!(binary.code, 2);
    assert!(!binary.stderr.contains(char::from(0)), "{}", binary.stderr);
    let long = format!("id,text\n1,\"{}\"\n2,kort\n", "wachten ".repeat(120_000));
    let long = piped(bench.command(&arguments), long.as_bytes());
    assert_eq!(long.code, 0, "{}", long.stderr);
    assert!(!long.stdout.is_empty());
}

#[test]
fn rejected_rows_of_classify_are_placed_in_the_file_they_stand_in() {
    let bench = Bench::new();
    bench.write("a.csv", "id,text\n1,goed\n2,goed,teveel\n3,slecht\n");
    let arguments = [
        "classify",
        "a.csv",
        "--text",
        "text",
        "--quarantine",
        "q.jsonl",
    ];
    let said = bench.succeeds(&arguments);
    assert_eq!(said.stdout.lines().count(), 2);
    let placed = lines(&bench.read("q.jsonl"));
    assert_eq!(placed.len(), 1);
    assert_eq!(placed[0]["file"], "a.csv");
    assert_eq!(placed[0]["row"], 3);
}

#[test]
fn a_query_may_begin_with_a_minus() {
    let bench = Bench::small();
    bench.succeeds(&["ingest", "project.toml", "--quiet"]);
    assert_eq!(bench.n_found("-storing"), 48);
    assert_eq!(bench.n_found("storing"), 12);
    bench.succeeds(&["rank", "-p", "project.toml", "--where", "-storing"]);
}

#[test]
fn a_selection_that_holds_nothing_says_so() {
    let bench = Bench::small();
    bench.succeeds(&["run", "project.toml", "--quiet"]);
    for arguments in [
        &["rank", "-p", "project.toml", "--period", "2031"][..],
        &["rank", "-p", "project.toml", "--where", "eenhoorn"],
        &[
            "export",
            "-p",
            "project.toml",
            "--where",
            "eenhoorn",
            "--out",
            "leeg.csv",
        ],
    ] {
        let said = bench.succeeds(arguments).stderr;
        assert!(said.contains("matches"), "{arguments:?}\n{said}");
    }
    let arguments = [
        "rank",
        "-p",
        "project.toml",
        "--by",
        "segment",
        "--where",
        "eenhoorn",
    ];
    let said = bench.succeeds(&arguments).stderr;
    assert!(said.contains("no value has enough records"), "{said}");
}

#[test]
fn what_is_written_fits_its_schema() {
    let bench = Bench::small();
    bench.write(
        "data2.csv",
        "id;datum;nps;opmerking;klant;segment\n900;31-02-2026;3;x;K1;thuis\n",
    );
    bench.succeeds(&["run", "project.toml", "--quiet"]);
    bench.succeeds(&[
        "export",
        "-p",
        "project.toml",
        "--out",
        "alles.jsonl",
        "--quiet",
    ]);
    let classified = bench
        .succeeds(&["classify", "data.csv", "--text", "opmerking"])
        .stdout;
    let silent = piped(
        bench.command(&["classify", "-", "--text", "t"]),
        b"n,t\n1,\n",
    )
    .stdout;
    let signals = bench.read("out/signals.json").replace('\n', " ");
    for (name, text, at_least) in [
        ("signals", signals, 1),
        ("documents", bench.read("alles.jsonl"), 60),
        ("quarantine", bench.read("out/quarantine.jsonl"), 1),
        ("classify", classified + &silent, 61),
    ] {
        let schema = bench.succeeds(&["schema", name]).stdout;
        let schema: Value = serde_json::from_str(&schema).unwrap();
        let written = lines(&text);
        assert!(written.len() >= at_least, "{name}");
        for line in &written {
            assert_eq!(violations(&schema, line), Vec::<String>::new(), "{name}");
        }
    }
}

#[test]
fn all_four_exports_hold_the_same_documents() {
    let bench = Bench::small();
    bench.succeeds(&["ingest", "project.toml", "--quiet"]);
    let mut first: Option<Vec<String>> = None;
    for name in ["a.csv", "a.jsonl", "a.xlsx", "a.parquet"] {
        let said = bench
            .succeeds(&["export", "-p", "project.toml", "--out", name])
            .stderr;
        assert!(said.contains("n=60"), "{name}: {said}");
        // Read back by the program itself, as any table.
        let arguments = ["classify", name, "--text", "text", "--id", "record_id"];
        let read = lines(&bench.succeeds(&arguments).stdout);
        assert_eq!(read.len(), 60, "{name}");
        let ids: Vec<String> = read.iter().map(|line| line["id"].to_string()).collect();
        let different: std::collections::BTreeSet<&String> = ids.iter().collect();
        assert_eq!(different.len(), 60, "{name}");
        assert_eq!(first.get_or_insert(ids.clone()), &ids, "{name}");
    }
    let csv = bench.read("a.csv");
    let rows = csv
        .lines()
        .skip(1)
        .map(|line| line.split(',').nth(4).unwrap());
    let rows: Vec<usize> = rows.map(|row| row.parse().unwrap()).collect();
    assert_eq!(
        rows,
        (2..62).collect::<Vec<_>>(),
        "in the order of the file"
    );
}

#[test]
fn a_proposed_project_runs_once_its_decisions_are_made() {
    let bench = Bench::new();
    bench.write("klachten 2026.csv", small_rows(60).replace(";K", ";klant-"));
    bench.write(
        "cijfers.csv",
        "nr;rapportcijfer\n1;7,5\n2;8,0\n3;3,5\n4;6,0\n",
    );
    bench.succeeds(&[
        "init",
        "klachten 2026.csv",
        "cijfers.csv",
        "--out",
        "project.toml",
    ]);
    let proposed = bench.read("project.toml");
    assert!(proposed.contains("decimal = \"comma\""), "{proposed}");
    assert!(proposed.contains("customer = \"klant\""), "{proposed}");
    bench.fails(2, &["check", "project.toml"]);
    bench.write("project.toml", proposed.replace("# best =", "best ="));
    let checked = bench.signaal(&["check", "project.toml"]);
    assert_eq!(checked.code, 0, "{}\n{}", checked.stdout, checked.stderr);
    bench.succeeds(&["run", "project.toml", "--quiet"]);
}

#[test]
fn every_command_of_the_help_has_a_help_of_its_own() {
    let bench = Bench::new();
    let help = bench.succeeds(&["--help"]).stdout;
    assert!(help.contains("Exit codes: 0 done"), "{help}");
    let commands = help.split("Commands:").nth(1).unwrap();
    let names: Vec<&str> = commands
        .lines()
        .skip(1)
        .take_while(|line| line.starts_with("  "))
        // What is set in deeper goes on with the line before.
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(names.len() >= 14, "{names:?}");
    for name in names {
        assert!(
            bench.succeeds(&["help", name]).stdout.contains("Usage:"),
            "{name}"
        );
    }
}

#[test]
fn the_built_in_taxonomy_passes_its_own_tests() {
    let bench = Bench::new();
    let path = root().join("data/taxonomy/cx.toml");
    let path = path.to_str().unwrap();
    bench.succeeds(&["taxonomy", "check", path]);
    bench.write("tax.toml", "name = \"t\"\n[[topic]]\nid = \"A b\"\n");
    let faulty = bench.signaal(&["taxonomy", "check", "tax.toml"]);
    assert_eq!(faulty.code, 1, "as `policy check` and `schedule check`");
    assert!(
        faulty.stdout.contains("tax.toml: ") && faulty.stdout.contains("A b"),
        "{}",
        faulty.stdout
    );
    bench.succeeds(&["taxonomy", "test", path]);
    bench.succeeds(&["taxonomy", "show", "--lang", "en"]);
}

#[test]
fn a_check_warns_of_records_that_cannot_expire() {
    let bench = Bench::new();
    bench.write("calls/a.txt", "Agent: Goedemiddag\nKlant: Dag\n").write(
        "project.toml",
        "name = \"calls\"\n[[source]]\nname = \"calls\"\nkind = \"transcript\"\nfiles = \"calls/*.txt\"\nkeep_days = 90\n",
    );
    let said = bench.succeeds(&["check", "project.toml"]).stdout;
    assert!(said.contains("its records cannot expire"), "{said}");
}

#[test]
fn a_proposal_shows_people_of_the_organisation_by_pseudonym_only() {
    let bench = Bench::new();
    let mut table = String::from("id;cijfer;Medewerker;opmerking\n");
    for i in 0..60 {
        let agent = ["Anna", "Bram"][i % 2];
        let mark = i % 11;
        table += &[
            &i.to_string(),
            ";",
            &mark.to_string(),
            ";",
            agent,
            ";Het was goed geregeld\n",
        ]
        .concat();
    }
    bench.write("data.csv", table);
    bench.succeeds(&["init", "data.csv", "--out", "p.toml"]);
    let proposed = bench.read("p.toml");
    assert!(
        proposed.contains("pseudonymous_facets = [\"medewerker\"]"),
        "{proposed}"
    );
    bench.write(
        "p.toml",
        proposed.replace("# best = \"high\"", "best = \"high\""),
    );
    bench.succeeds(&["run", "p.toml"]);
    bench.succeeds(&["export", "-p", "p.toml", "--out", "all.csv"]);
    assert!(!bench.read("all.csv").contains("Bram"));
}
