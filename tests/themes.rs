//! Themes that no topic explains, and stored texts read again under another taxonomy.

use crate::kit::{Bench, SMALL_PROJECT, small_rows};
use signaal::store::{Document, Store};
use std::fmt::Write;

/// A taxonomy with one topic on invoices, and one on waiting where `with_waiting`.
fn taxonomy(with_waiting: bool) -> String {
    let mut text = "version = \"1\"\nname = \"Klein\"\n\n[[topic]]\nid = \"factuur\"\nname.nl = \"Factuur\"\nname.en = \"Invoice\"\nphrases.nl = [\"factuur\"]\n".to_owned();
    if with_waiting {
        text += "\n[[topic]]\nid = \"wachten\"\nname.nl = \"Wachten\"\nname.en = \"Waiting\"\nphrases.nl = [\"wachten\"]\n";
    }
    text
}

fn bench() -> Bench {
    let bench = Bench::small();
    let project = SMALL_PROJECT.replacen(
        "output = \"out\"",
        "output = \"out\"\ntaxonomy = \"taxonomy.toml\"",
        1,
    );
    bench.write("project.toml", project);
    bench.write("taxonomy.toml", taxonomy(false));
    bench.write("data.csv", small_rows(300));
    bench
}

/// Everything that analysis reads, and every document.
fn contents(bench: &Bench, folder: &str) -> (String, Vec<Document>) {
    let store = Store::open(&bench.path().join(folder)).unwrap();
    let mut documents = Vec::new();
    let done: Result<(), signaal::store::Error> = store.each_document(|document| {
        documents.push(document);
        Ok(())
    });
    done.unwrap();
    (format!("{:?}", store.columns().unwrap()), documents)
}

#[test]
fn an_archive_read_again_equals_one_taken_in_anew_though_the_files_are_gone() {
    let bench = bench();
    bench.succeeds(&["ingest", "project.toml"]);
    let before = contents(&bench, "out/index");
    bench.write("taxonomy.toml", taxonomy(true));
    bench.succeeds(&["ingest", "project.toml", "--out", "anew"]);
    let anew = contents(&bench, "anew/index");
    assert_ne!(before.0, anew.0);

    std::fs::remove_file(bench.path().join("data.csv")).unwrap();
    let said = bench
        .succeeds(&["reclassify", "-p", "project.toml", "--format", "json"])
        .stdout;
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(said["n_records"], 300);
    assert_eq!(said["n_changed"], 60);
    assert_eq!(said["to_take_in"], serde_json::json!([]));
    let again = contents(&bench, "out/index");
    assert_eq!(again.0, anew.0);
    assert_eq!(again.1, anew.1);
    assert_eq!(bench.n_found("topic:wachten"), 60);
    let idle = bench.succeeds(&["reclassify", "-p", "project.toml"]).stdout;
    assert!(idle.contains("nothing that reads has changed"), "{idle}");
}

#[test]
fn a_run_reads_stored_texts_again_where_only_the_taxonomy_changed() {
    let bench = bench();
    bench.succeeds(&["ingest", "project.toml"]);
    bench.write("taxonomy.toml", taxonomy(true));
    let said = bench.succeeds(&["ingest", "project.toml"]).stderr;
    assert!(said.contains("read again from the stored text"), "{said}");
    assert!(said.contains("skipped"), "{said}");
    let again = contents(&bench, "out/index");
    bench.succeeds(&["ingest", "project.toml", "--rebuild"]);
    assert_eq!(again, contents(&bench, "out/index"));
}

#[test]
fn canned_text_that_changed_is_left_aside_without_the_files() {
    let bench = bench();
    bench.succeeds(&["ingest", "project.toml"]);
    let project = bench.read("project.toml").replace(
        "[privacy]\n",
        "[privacy]\ncanned_text = [\"De factuur klopt weer niet\"]\n",
    );
    bench.write("project.toml", project);
    bench.succeeds(&["ingest", "project.toml", "--out", "anew"]);
    bench.succeeds(&["reclassify", "-p", "project.toml"]);
    assert_eq!(
        contents(&bench, "out/index"),
        contents(&bench, "anew/index")
    );
    assert_eq!(bench.n_found("topic:factuur"), 0);
}

#[test]
fn a_changed_mapping_is_named_as_what_only_the_files_can_mend() {
    let bench = bench();
    bench.succeeds(&["ingest", "project.toml"]);
    let project = bench
        .read("project.toml")
        .replace("segment = \"segment\"", "deel = \"segment\"");
    bench.write(
        "project.toml",
        project.replace("[\"segment\"]", "[\"deel\"]"),
    );
    bench.write("taxonomy.toml", taxonomy(true));
    let said = bench.succeeds(&["reclassify", "-p", "project.toml"]).stderr;
    assert!(said.contains("only the files can mend"), "{said}");
    let said = bench.succeeds(&["ingest", "project.toml"]).stderr;
    assert!(said.contains("taken in"), "{said}");
    bench.succeeds(&["ingest", "project.toml", "--out", "anew"]);
    assert_eq!(
        contents(&bench, "out/index"),
        contents(&bench, "anew/index")
    );
}

#[test]
fn a_taxonomy_diff_says_what_moves_and_leaves_the_archive_alone() {
    let bench = bench();
    bench.succeeds(&["ingest", "project.toml"]);
    let before = contents(&bench, "out/index");
    bench.write("new.toml", taxonomy(true));
    let arguments = [
        "taxonomy",
        "diff",
        "taxonomy.toml",
        "new.toml",
        "-p",
        "project.toml",
    ];
    let text = bench.succeeds(&arguments).stdout;
    assert!(text.contains("60 van 300 documenten"), "{text}");
    let json = bench
        .succeeds(&[&arguments[..], &["--format", "json"]].concat())
        .stdout;
    let diff: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(diff["topics"][0]["topic"], "wachten");
    assert_eq!(diff["topics"][0]["n_gained"], 60);
    assert_eq!(diff["n_without_topic_before"], 240);
    assert_eq!(diff["n_without_topic_after"], 180);
    // The other way round the topic is removed: its documents are lost, and go nowhere.
    let back = [
        "taxonomy",
        "diff",
        "new.toml",
        "taxonomy.toml",
        "-p",
        "project.toml",
        "--format",
        "json",
    ];
    let diff: serde_json::Value = serde_json::from_str(&bench.succeeds(&back).stdout).unwrap();
    assert_eq!(diff["topics"][0]["n_lost"], 60);
    assert_eq!(diff["topics"][0]["moved_to"], serde_json::json!([]));
    assert_eq!(before, contents(&bench, "out/index"));
}

/// Three hundred rows and sixty more on a theme that no topic explains.
fn with_theme(n: usize) -> String {
    let mut rows = small_rows(300);
    for i in 0..n {
        let remark = [
            "Geen plek in de parkeergarage",
            "De garage om te parkeren zat vol",
        ][i % 2];
        let _ = writeln!(rows, "{};05-03-2026;3;{remark};P{i};thuis", 1_000 + i);
    }
    rows
}

fn themes(bench: &Bench, more: &[&str]) -> serde_json::Value {
    let arguments = [&["themes", "-p", "project.toml", "--format", "json"], more].concat();
    serde_json::from_str(&bench.succeeds(&arguments).stdout).unwrap()
}

#[test]
fn a_theme_is_found_named_proposed_and_gone_once_a_topic_explains_it() {
    let bench = Bench::small();
    bench.write("data.csv", with_theme(60));
    bench.succeeds(&["ingest", "project.toml"]);
    let found = themes(&bench, &["--propose", "add.toml", "--as-of", "2026-04-01"]);
    let theme = &found["themes"][0];
    assert_eq!(theme["n_documents"], 60, "{found:#}");
    assert!(
        theme["name_nl"].as_str().unwrap().contains("garage"),
        "{theme:#}"
    );
    assert_eq!(theme["is_known"], false);
    assert!(theme["outcome_difference_points"]["high"].as_f64().unwrap() < 0.0);
    bench.succeeds(&["taxonomy", "check", "add.toml"]);

    bench.write("data.csv", with_theme(80));
    bench.succeeds(&["ingest", "project.toml"]);
    let later = themes(&bench, &[]);
    assert_eq!(later["themes"][0]["id"], theme["id"]);
    assert_eq!(later["themes"][0]["is_known"], true);

    let mut taxonomy = std::fs::read_to_string("data/taxonomy/cx.toml").unwrap();
    let proposal = bench.read("add.toml");
    taxonomy += &proposal[proposal.find("[[topic]]").unwrap()..];
    bench.write("taxonomy.toml", taxonomy);
    bench.write(
        "project.toml",
        SMALL_PROJECT.replacen(
            "output = \"out\"",
            "output = \"out\"\ntaxonomy = \"taxonomy.toml\"",
            1,
        ),
    );
    bench.succeeds(&["reclassify", "-p", "project.toml"]);
    let last = themes(&bench, &[]);
    assert_eq!(
        last["themes"].as_array().unwrap().len(),
        found["themes"].as_array().unwrap().len() - 1
    );
    assert_eq!(last["gone"][0]["id"], theme["id"]);
    assert_eq!(last["gone"][0]["n_documents"], 0);
}

#[test]
fn themes_are_the_same_on_any_number_of_threads_and_survive_little_input() {
    let bench = Bench::small();
    bench.write("data.csv", with_theme(60));
    bench.succeeds(&["ingest", "project.toml"]);
    let names = ["--previous", "names.jsonl", "--as-of", "2026-04-01"];
    let one = themes(&bench, &[&names[..], &["--threads", "1"]].concat());
    std::fs::remove_file(bench.path().join("names.jsonl")).unwrap();
    let many = themes(&bench, &[&names[..], &["--threads", "8"]].concat());
    assert_eq!(one, many);
    let none = themes(&bench, &["--period", "2020"]);
    assert_eq!(none["themes"], serde_json::json!([]));
    let few = themes(&bench, &["--where", "parkeren", "--period", "2026-03-05"]);
    assert_eq!(few["n_documents"], few["n_unexplained"]);
    bench.fails(2, &["themes", "-p", "project.toml", "--where", "nps:("]);
}
