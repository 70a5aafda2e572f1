//! Projects that are read with a transformer: what is missing, what it reads, and another one in its place.

#![expect(
    clippy::print_stderr,
    reason = "a test says that the library of the transformer is missing"
)]

use crate::kit::{Bench, SMALL_PROJECT, json};
use serde_json::json;
use sha2::{Digest, Sha256};
use signaal::classify::sentiment::SentimentHead;
use signaal::encode::Encoder;
use signaal::encode::transformer::{
    Architecture, DeferredEncoder, Engine, HEAD_FILE, Kind, MANIFEST_FILE, Manifest, Options,
    Precision, TOKENIZER_FILE, TensorWriter, WEIGHTS_FILE,
};
use signaal::intake::hex;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

/// [`SMALL_PROJECT`] read with `model`, among the models beside it; the library is `runtime`.
fn project(model: &str, runtime: &str) -> String {
    let settings =
        format!("[classify]\nmodel = {model}\nmodels = \"models\"\nruntime = \"{runtime}\"\n");
    [SMALL_PROJECT, &settings].concat()
}

const NO_LIBRARY: &str = "nowhere/libonnxruntime.so";

/// A bench on which no model and no library of this machine counts.
fn bench() -> Bench {
    let bench = Bench::small();
    bench.write("test.key", "ab".repeat(32));
    bench
}

/// The library, where this machine has it.
fn library() -> Option<String> {
    let models = std::env::var_os("SIGNAAL_MODELS").map(PathBuf::from);
    let library = models.map(|models| models.join("onnxruntime/libonnxruntime.so"));
    let library = library.filter(|library| library.is_file());
    if library.is_none() {
        eprintln!("skipped: no ONNX Runtime library where SIGNAAL_MODELS says");
    }
    Some(library?.to_str().unwrap().to_owned())
}

fn sizes() -> Architecture {
    Architecture {
        width: 8,
        layers: 1,
        heads: 2,
        inner_width: 16,
        vocabulary: 31,
        positions: 12,
        layer_norm_epsilon: 1e-12,
    }
}

/// Four marks, the space and the letters.
fn tokenizer() -> String {
    let marks = ["<s>", "<pad>", "</s>", "<unk>"];
    let mut pieces: Vec<_> = marks.iter().map(|mark| json!([mark, 0.0])).collect();
    pieces.push(json!(["▁", -2.0]));
    pieces.extend(('a'..='z').map(|letter| json!([letter.to_string(), -4.0])));
    let added = marks.iter().enumerate().map(|(id, content)| {
        json!({"id": id, "content": content, "single_word": false, "lstrip": false, "rstrip": false,
            "normalized": false, "special": true})
    });
    let mark = |mark: &str| json!({"SpecialToken": {"id": mark, "type_id": 0}});
    let sequence = |id: &str, kind: u8| json!({"Sequence": {"id": id, "type_id": kind}});
    json!({
        "version": "1.0", "truncation": null, "padding": null, "normalizer": null,
        "added_tokens": added.collect::<Vec<_>>(),
        "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "add_prefix_space": true},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [mark("<s>"), sequence("A", 0), mark("</s>")],
            "pair": [sequence("A", 0), sequence("B", 1)],
            "special_tokens": {
                "<s>": {"id": "<s>", "ids": [0], "tokens": ["<s>"]},
                "</s>": {"id": "</s>", "ids": [2], "tokens": ["</s>"]}
            }
        },
        "decoder": {"type": "Metaspace", "replacement": "▁", "add_prefix_space": true},
        "model": {"type": "Unigram", "unk_id": 3, "vocab": pieces, "byte_fallback": false}
    })
    .to_string()
}

/// Numbers between −0.5 and 0.5 without a pattern.
fn weights() -> Vec<u8> {
    let Architecture {
        width,
        inner_width: inner,
        vocabulary,
        positions,
        ..
    } = sizes();
    let mut writer = TensorWriter::default();
    let mut state = 7_u16;
    let mut add = |name: &str, shape: &[usize], middle: f32| {
        let cells: Vec<f32> = (0..shape.iter().product())
            .map(|_| {
                state = state.wrapping_mul(25_173).wrapping_add(13_849);
                f32::from(state) / 65_536.0 - 0.5 + middle
            })
            .collect();
        writer.add(name, shape, &cells, Kind::F32);
    };
    for (name, n) in [
        ("word", vocabulary),
        ("position", positions),
        ("token_type", 2),
    ] {
        add(
            &format!("embeddings.{name}_embeddings.weight"),
            &[n, width],
            0.0,
        );
    }
    let layer = "encoder.layer.0";
    for (part, from, to) in [
        ("attention.self.query", width, width),
        ("attention.self.key", width, width),
        ("attention.self.value", width, width),
        ("attention.output.dense", width, width),
        ("intermediate.dense", width, inner),
        ("output.dense", inner, width),
    ] {
        add(&format!("{layer}.{part}.weight"), &[to, from], 0.0);
        add(&format!("{layer}.{part}.bias"), &[to], 0.0);
    }
    let norms = ["attention.output", "output"].map(|part| format!("{layer}.{part}.LayerNorm"));
    for norm in ["embeddings.LayerNorm"]
        .into_iter()
        .chain(norms.iter().map(String::as_str))
    {
        add(&format!("{norm}.weight"), &[width], 1.0);
        add(&format!("{norm}.bias"), &[width], 0.0);
    }
    writer.to_bytes()
}

/// Puts a small transformer in the place of e5, with a head that finds everything negative or positive by `bias`.
fn install(bench: &Bench, bias: [f32; 3]) {
    let sha256 = |bytes: &[u8]| hex(&Sha256::digest(bytes));
    let mut files: BTreeMap<&str, Vec<u8>> = BTreeMap::from([
        (WEIGHTS_FILE, weights()),
        (TOKENIZER_FILE, tokenizer().into_bytes()),
    ]);
    let put = |files: &BTreeMap<&str, Vec<u8>>| {
        let digests = files.iter();
        let manifest = Manifest {
            name: "e5".to_owned(),
            version: "1".to_owned(),
            licence: "MIT".to_owned(),
            origin: "a test".to_owned(),
            architecture: sizes(),
            prefix: "q ".to_owned(),
            files: digests
                .map(|(name, bytes)| ((*name).to_owned(), sha256(bytes)))
                .collect(),
            probes: Vec::new(),
        };
        for (name, bytes) in files {
            bench.write(&format!("models/e5/{name}"), bytes);
        }
        bench.write(&format!("models/e5/{MANIFEST_FILE}"), manifest.to_json());
    };
    put(&files);
    let options = Options {
        engine: Engine::OnnxRuntime {
            library: PathBuf::from(NO_LIBRARY),
            precision: Precision::Byte,
        },
        n_at_once: 1,
    };
    let encoder = DeferredEncoder::new(&bench.path().join("models/e5"), options).unwrap();
    let card = encoder.card();
    let blank = ndarray::Array2::zeros((3, card.width));
    let head = SentimentHead::new(card.sha256.clone(), blank, bias).unwrap();
    files.insert(HEAD_FILE, head.to_bytes());
    put(&files);
}

const ALL_NEGATIVE: [f32; 3] = [4.0, 0.0, 0.0];
const ALL_POSITIVE: [f32; 3] = [0.0, 0.0, 4.0];

#[test]
fn a_model_that_is_not_installed_is_said_before_anything_is_taken_in() {
    for model in ["\"e5\"", "\"auto\"", "[\"e5\"]"] {
        let bench = Bench::small();
        bench.write("project.toml", project(model, NO_LIBRARY));
        let checked = bench.signaal(&["check", "project.toml"]);
        assert_eq!(checked.code, 1, "{}", checked.stdout);
        let fault = checked
            .stdout
            .lines()
            .find(|line| line.starts_with("fault: "));
        let fault = fault.unwrap();
        assert!(fault.contains("no model in models/e5"), "{fault}");
        assert!(fault.contains("`signaal model install e5`"), "{fault}");
        assert!(checked.stdout.contains("60 records"), "the rest is checked");
        let dry = bench.signaal(&["run", "project.toml", "--dry-run"]);
        assert_eq!(dry.code, 1, "{}", dry.stdout);
        let refused = bench.fails(3, &["run", "project.toml"]);
        assert!(refused.stderr.contains("`signaal model install e5`"));
        assert!(!bench.path().join("out").exists());
        assert!(!bench.path().join("test.key").exists(), "no key is made");
    }
}

#[test]
fn an_archive_stays_as_it_was_where_the_library_is_missing() {
    let bench = bench();
    bench.succeeds(&["run", "project.toml"]);
    let n_negative = bench.n_found("sentiment:negative");
    install(&bench, ALL_POSITIVE);
    for model in ["\"auto\"", "\"e5\""] {
        bench.write("project.toml", project(model, NO_LIBRARY));
        let checked = bench.signaal(&["check", "project.toml"]);
        assert_eq!(checked.code, 1, "{}", checked.stdout);
        assert!(checked.stdout.contains("no ONNX Runtime library at"));
        let refused = bench.fails(2, &["rank", "-p", "project.toml"]);
        assert!(refused.stderr.contains("`signaal reclassify"));
        let why = "were read with another taxonomy or model than the project file has now";
        assert!(refused.stderr.contains(why), "{}", refused.stderr);
    }
    for verb in [
        ["run", "project.toml"].as_slice(),
        &["reclassify", "-p", "project.toml"],
    ] {
        let refused = bench.fails(3, verb);
        assert!(refused.stderr.contains("`signaal model install e5`"));
        assert!(refused.stderr.contains("nothing was taken in"));
    }
    // Who asks to be forgotten does not wait for a model.
    fs::remove_dir_all(bench.path().join("models")).unwrap();
    let forgotten = bench.succeeds(&[
        "forget",
        "-p",
        "project.toml",
        "--customer",
        "K3",
        "--dry-run",
    ]);
    assert!(forgotten.stdout.contains("would remove 3 records"));
    bench.write("project.toml", SMALL_PROJECT);
    assert_eq!(bench.n_found("sentiment:negative"), n_negative);
    let again = bench.succeeds(&["reclassify", "-p", "project.toml"]);
    assert!(again.stdout.contains("nothing that reads has changed"));
}

#[test]
fn a_project_is_read_with_the_model_that_it_names_and_again_with_another() {
    let Some(library) = library() else { return };
    let bench = bench();
    bench.succeeds(&["run", "project.toml"]);
    let by_compact = bench.n_found("sentiment:negative");
    assert!((1..60).contains(&by_compact));

    install(&bench, ALL_NEGATIVE);
    bench.write("project.toml", project("\"e5\"", &library));
    let checked = bench.succeeds(&["check", "project.toml"]);
    assert!(checked.stdout.contains("ready to run"));
    bench.fails(2, &["rank", "-p", "project.toml"]);
    let read = bench.succeeds(&["reclassify", "-p", "project.toml"]);
    assert!(read.stdout.starts_with("60 records read again"));
    assert_eq!(bench.n_found("sentiment:negative"), 60);
    let export = |bench: &Bench| {
        bench.succeeds(&["export", "-p", "project.toml", "--out", "all.csv"]);
        bench.read("all.csv")
    };
    let exported = export(&bench);

    // What asks the archive opens neither weights nor library.
    bench.write("project.toml", project("\"e5\"", NO_LIBRARY));
    fs::remove_file(bench.path().join("models/e5").join(WEIGHTS_FILE)).unwrap();
    bench.succeeds(&["rank", "-p", "project.toml"]);
    bench.succeeds(&["run", "project.toml"]);
    let signals = json(&bench.read("out/signals.json"));
    let reader = &signals["intake"]["models"][0];
    assert_eq!(
        (&reader["name"], &reader["version"]),
        (&json!("e5"), &json!("1"))
    );
    assert!(bench.read("out/report.html").contains("e5"));

    // Taken in anew it is the same archive.
    let anew = bench_of(&library);
    install(&anew, ALL_NEGATIVE);
    anew.succeeds(&["run", "project.toml"]);
    assert_eq!(export(&anew), exported);

    // Another head is another reader.
    install(&bench, ALL_POSITIVE);
    bench.write("project.toml", project("\"e5\"", &library));
    bench.fails(2, &["rank", "-p", "project.toml"]);
    bench.succeeds(&["run", "project.toml"]);
    assert_eq!(bench.n_found("sentiment:positive"), 60);

    // Where the compact model is sure it is believed.
    bench.write("project.toml", project("\"auto\"", &library));
    bench.fails(2, &["rank", "-p", "project.toml"]);
    bench.succeeds(&["run", "project.toml"]);
    let negative = bench.n_found("sentiment:negative");
    assert!(
        (1..=by_compact).contains(&negative),
        "{negative} of {by_compact}"
    );
    let signals = json(&bench.read("out/signals.json"));
    assert_eq!(
        signals["intake"]["models"][0]["name"],
        "auto, compact and e5"
    );
}

fn bench_of(library: &str) -> Bench {
    let bench = bench();
    bench.write("project.toml", project("\"e5\"", library));
    bench
}

#[test]
fn one_model_reads_sentiment_and_a_name_that_nothing_bears_is_refused() {
    let bench = bench();
    bench.write(
        "project.toml",
        project("[\"auto\", \"compact\"]", NO_LIBRARY),
    );
    let refused = bench.fails(2, &["run", "project.toml"]);
    assert!(refused.stderr.contains("not by auto and compact"));
    bench.write("project.toml", project("\"e6\"", NO_LIBRARY));
    let refused = bench.fails(2, &["run", "project.toml"]);
    assert!(
        refused
            .stderr
            .contains("e6 is no file here and no model in models")
    );
    // A name that is written wrong is said before how many read sentiment.
    let misspelt = project("[\"e5\", \"topics.modle\"]", NO_LIBRARY);
    bench.write("project.toml", misspelt);
    let refused = bench.fails(2, &["run", "project.toml"]);
    assert!(
        refused
            .stderr
            .contains("topics.modle is no file here and no model in models"),
        "{}",
        refused.stderr
    );
    let twice = project("[\"compact\", \"compact\"]", NO_LIBRARY);
    bench.write("project.toml", twice);
    bench.succeeds(&["run", "project.toml"]);
    bench.write("project.toml", SMALL_PROJECT);
    bench.succeeds(&["rank", "-p", "project.toml"]);
}
