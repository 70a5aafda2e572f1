//! Actions on signals, what came of them, and baselines of signals: the loop, through the binary.

use crate::kit::{Bench, json, root};
use crate::schema::violations;
use serde_json::Value;
use std::fs;

const P: [&str; 2] = ["-p", "project.toml"];

fn with<'a>(first: &[&'a str], rest: &[&'a str]) -> Vec<&'a str> {
    [first, &P, rest].concat()
}

fn fits(name: &str, bench: &Bench, value: &Value) {
    let schema = json(&bench.succeeds(&["schema", name]).stdout);
    assert_eq!(violations(&schema, value), Vec::<String>::new(), "{name}");
}

/// The decisions of the demo, as docs/LOOP.md gives them.
fn decide(bench: &Bench) {
    bench.succeeds(&with(
        &["action", "accept"],
        &["product.quality", "--as-of", "2025-03-10"],
    ));
    let add = |topic, owner, what, more: &[&str]| {
        let words = [
            "action",
            "add",
            topic,
            "--owner",
            owner,
            "--what",
            what,
            "--period",
            "..2025-03-16",
            "--due",
            "2025-04-01",
            "--model",
            "level",
            "--as-of",
            "2025-03-17",
        ];
        bench.signaal(&with(&words, more))
    };
    assert_eq!(
        add(
            "access.phone-wait",
            "contact centre",
            "Call-back service",
            &[]
        )
        .code,
        0
    );
    let memo = "Memo to all teams to transfer less";
    assert_eq!(add("access.transfers", "contact centre", memo, &[]).code, 0);
    let newsletter = "Newsletter on what the price holds";
    let refused = add("price.level", "billing", newsletter, &[]);
    assert_eq!(refused.code, 2, "{}", refused.stderr);
    assert!(
        refused
            .stderr
            .contains("cannot tell that there is something to gain")
    );
    let reason = ["--override", "Announced before the survey"];
    assert_eq!(add("price.level", "billing", newsletter, &reason).code, 0);
    for action in ["A1", "A2", "A3"] {
        for (status, on) in [("started", "2025-03-31"), ("done", "2025-04-01")] {
            let words = ["action", "status", action, status];
            bench.succeeds(&with(&words, &["--on", on, "--as-of", "2025-04-01"]));
        }
    }
}

/// A register without the bounds of gains, which depend on the number of replicates.
fn without_bounds(text: &str) -> Vec<Value> {
    let line = |line: &str| {
        let mut value = json(line);
        if let Some(evidence) = value.get_mut("evidence").and_then(Value::as_object_mut) {
            for bound in ["gain_low", "gain_high"] {
                assert!(evidence.remove(bound).unwrap().is_f64());
            }
        }
        value
    };
    text.lines().map(line).collect()
}

#[test]
fn the_ledger_finds_the_planted_improvement_and_nothing_where_nothing_was_done() {
    let bench = Bench::whole_demo();
    let bundled = fs::read_to_string(root().join("data/demo/project.actions.jsonl")).unwrap();
    fs::remove_file(bench.path().join("project.actions.jsonl")).unwrap();
    bench.succeeds(&["ingest", "project.toml", "--quiet"]);
    decide(&bench);
    let written = bench.read("project.actions.jsonl");
    assert_eq!(without_bounds(&written), without_bounds(&bundled));

    let report = ["--as-of", "2025-07-01", "--format", "json"];
    let effect = bench.succeeds(&with(&["action", "effect"], &report));
    let value = json(&effect.stdout);
    fits("actions", &bench, &value);
    let actions = value["actions"].as_array().unwrap();
    let of = |at: usize| &actions[at]["effect"];
    // The call-back service of truth.json: 10.4% of comments before, 4.6% after.
    assert_eq!(of(0)["verdict"], "improved");
    assert_eq!(of(0)["prediction"], "kept");
    let change = &of(0)["topic_share"]["effect"];
    assert!(change["high"].as_f64().unwrap() < 0.0, "{change}");
    assert!(of(0)["compared"]["high"].as_f64().unwrap() < 0.0);
    for nothing in [1, 2] {
        assert_eq!(of(nothing)["verdict"], "cannot_tell", "{}", of(nothing));
    }
    assert_eq!(of(1)["prediction"], "missed");
    let rate = &value["hit_rate"];
    assert_eq!((&rate["n_kept"], &rate["n_missed"]), (&1.into(), &1.into()));
    assert_eq!(value["use_of_input"]["n_accepted"], 4);
    assert_eq!(value["use_of_input"]["unused"][0]["age_days"], 113);

    let said = bench
        .succeeds(&with(&["action", "effect"], &["--as-of", "2025-07-01"]))
        .stdout;
    for words in [
        "A1 Waiting on the phone: fewer complaints",
        "A2 Transfers: cannot tell",
        "Decided although the evidence does not carry it: Announced before the survey.",
        "An association in time, no proof",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
    let list = ["--as-of", "2025-07-01", "--format", "csv"];
    let list = bench.succeeds(&with(&["action", "list"], &list)).stdout;
    assert_eq!(list.lines().count(), 4, "{list}");

    two_clocks(&bench);
    baseline_of(&bench);
}

/// A model of the first quarter is frozen and measures the second; it is not fitted again.
fn two_clocks(bench: &Bench) {
    let freeze = |period: &str, more: &[&str]| {
        let words = ["rank", "--freeze", "model.json", "--period", period];
        bench.signaal(&with(&words, more))
    };
    let first = freeze("2025-01..2025-03", &["--as-of", "2025-04-01"]);
    assert_eq!(first.code, 0, "{}", first.stderr);
    let model = bench.read("model.json");
    let apply = |more: &[&str]| {
        let words = ["rank", "--apply", "model.json", "--period", "2025-04.."];
        bench.signaal(&with(&words, more))
    };
    let measured = apply(&["--as-of", "2025-07-01", "--format", "json"]);
    assert_eq!(measured.code, 0, "{}", measured.stderr);
    let value = json(&measured.stdout);
    let text = value.to_string();
    for words in ["\"age_days\":91", "drift", "access.phone-wait"] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    assert_eq!(bench.read("model.json"), model, "applying fits nothing");
    let soon = freeze("2025-04..", &["--as-of", "2025-07-01"]);
    assert_eq!(soon.code, 2, "{}", soon.stderr);
    assert_eq!(bench.read("model.json"), model);
    let ahead = ["--as-of", "2025-07-01", "--reason", "new chatbot"];
    let ahead = freeze("2025-04..", &ahead);
    assert_eq!(ahead.code, 2, "a model rests on nothing that came after it");
    assert!(ahead.stderr.contains("cannot rest on"), "{}", ahead.stderr);
    let same = ["rank", "--apply", "model.json", "--period", "2025-03"];
    let same = bench.signaal(&with(&same, &["--as-of", "2025-07-31"]));
    assert_eq!(same.code, 2);
    assert!(same.stderr.contains("share days"), "{}", same.stderr);
    let reason = ["--as-of", "2025-07-31", "--reason", "new chatbot"];
    assert_eq!(freeze("2025-04..", &reason).code, 0);
    assert!(bench.read("model.json").contains("new chatbot"));
    let early = ["rank", "--apply", "model.json", "--as-of", "2025-08-01"];
    let early = bench.signaal(&with(&early, &[]));
    assert_eq!(early.code, 2, "{}", early.stderr);
    for said in ["nobody answered in 2025-", "take the next files in first"] {
        assert!(early.stderr.contains(said), "{said}\n{}", early.stderr);
    }
}

fn baseline_of(bench: &Bench) {
    let freeze = |period: &str, more: &[&str]| {
        let words = [
            "baseline",
            "freeze",
            "--period",
            period,
            "--out",
            "base.json",
        ];
        bench.signaal(&with(&words, &[&["--as-of", "2025-04-01"], more].concat()))
    };
    assert_eq!(freeze("2025-01..2025-03", &[]).code, 0);
    let frozen = bench.read("base.json");
    fits("baseline", bench, &json(&frozen));
    // The same figures may be frozen again, others only where that is asked for.
    assert_eq!(freeze("2025-01..2025-03", &[]).code, 0);
    let refused = freeze("2025-01", &[]);
    assert_eq!(refused.code, 2);
    assert!(
        refused.stderr.contains("holds other figures"),
        "{}",
        refused.stderr
    );
    assert_eq!(bench.read("base.json"), frozen);

    let compare = ["--baseline", "base.json", "--period", "2025-04.."];
    let compare = |more: &[&str]| {
        bench.signaal(&with(
            &["baseline", "compare"],
            &[&compare[..], more].concat(),
        ))
    };
    let value = json(&compare(&["--format", "json"]).stdout);
    fits("baseline-comparison", bench, &value);
    let topics = value["topics"].as_array().unwrap();
    let high = |topic: &str| {
        let found = topics.iter().find(|one| one["topic"] == topic).unwrap();
        found["share_negative_change"]["high"].as_f64().unwrap()
    };
    assert!(high("access.phone-wait") < 0.0 && high("access.transfers") > 0.0);
    assert!(compare(&[]).stdout.contains("Waiting on the phone"));
    assert!(compare(&["--lang", "nl"]).stdout.contains("nulmeting"));

    let other = compare(&["--where", "language:nl"]);
    assert_eq!(other.code, 2);
    for words in [
        "measured something else",
        "then: all records",
        "now: where language:nl",
    ] {
        assert!(other.stderr.contains(words), "{words}\n{}", other.stderr);
    }
    bench.write(
        "base.json",
        frozen.replace("2025-01..2025-03", "2025-01..2025-02"),
    );
    let touched = compare(&[]);
    assert_eq!(touched.code, 2);
    assert!(
        touched.stderr.contains("changed after it was frozen"),
        "{}",
        touched.stderr
    );
}

/// On a small archive: what is held is the order of things, and the demo takes long to read again.
#[test]
fn a_baseline_of_another_definition_is_not_compared() {
    let bench = Bench::small();
    bench.succeeds(&["ingest", "project.toml", "--quiet"]);
    let freeze = ["baseline", "freeze", "--out", "base.json"];
    let january = ["--period", "2026-01", "--as-of", "2026-04-01"];
    bench.succeeds(&with(&freeze, &january));
    let compare_with = |period: &[&str]| {
        let words = ["baseline", "compare", "--baseline", "base.json"];
        bench.signaal(&with(&words, period))
    };
    let compare = || compare_with(&["--period", "2026-02.."]);
    assert_eq!(compare().code, 0);
    for shared in [&[][..], &["--period", "2026-01-15.."]] {
        let refused = compare_with(shared);
        assert_eq!(refused.code, 2);
        assert!(refused.stderr.contains("share days"), "{}", refused.stderr);
    }
    // Another scale, another definition: the archive is of before, so it has to be read again first.
    let project = bench.read("project.toml");
    bench.write(
        "project.toml",
        project.replace("kind = \"nps\"", "kind = \"nps\"\nmissing = [\"98\"]"),
    );
    let stale = compare();
    assert_eq!(stale.code, 2);
    assert!(
        stale.stderr.contains("with other settings"),
        "{}",
        stale.stderr
    );
    bench.succeeds(&["ingest", "project.toml", "--quiet"]);
    let unlike = compare();
    assert_eq!(unlike.code, 2);
    assert!(
        unlike.stderr.contains("then: source enquete mapped"),
        "{}",
        unlike.stderr
    );
}

#[test]
fn clocks_out_of_order_and_actions_without_ground_are_refused() {
    let bench = Bench::small();
    bench.succeeds(&["ingest", "project.toml", "--quiet"]);
    let add = |topic: &str, more: &[&str]| {
        let words = [
            "action",
            "add",
            topic,
            "--owner",
            "team",
            "--what",
            "mend",
            "--as-of",
            "2026-04-01",
        ];
        bench.signaal(&with(&words, more))
    };
    let due = ["--due", "2026-05-01"];
    let unknown = add("nothing.such", &due);
    assert_eq!(unknown.code, 2);
    assert!(
        unknown
            .stderr
            .contains("without evidence: the taxonomy has no such topic"),
        "{}",
        unknown.stderr
    );
    assert!(!bench.path().join("project.actions.jsonl").exists());
    let overridden = [&due[..], &["--override", "the board asks"]].concat();
    let noted = add("nothing.such", &overridden);
    assert_eq!(noted.code, 0, "{}", noted.stderr);
    assert!(noted.stdout.contains("the board asks"), "{}", noted.stdout);
    assert_eq!(
        add("nothing.such", &["--due", "2026-03-01", "--override", "x"]).code,
        2
    );
    assert_eq!(
        add("nothing.such", &[&due[..], &["--override", " "]].concat()).code,
        2
    );

    let status = |status, on| {
        let words = ["action", "status", "A1", status, "--on", on];
        bench.signaal(&with(&words, &["--as-of", "2026-06-01"]))
    };
    let check = |found: crate::kit::Outcome, words: &str| {
        assert_eq!(found.code, 2, "{}", found.stderr);
        assert!(found.stderr.contains(words), "{}", found.stderr);
    };
    check(status("done", "2026-04-10"), "cannot become done");
    check(
        status("started", "2026-03-31"),
        "it was accepted on 2026-04-01",
    );
    check(status("started", "2026-07-01"), "after 2026-06-01");
    assert_eq!(status("started", "2026-04-10").code, 0);
    check(status("done", "2026-04-09"), "it was started on 2026-04-10");
    let effect = bench.succeeds(&with(&["action", "effect"], &["--as-of", "2026-06-01"]));
    assert!(
        effect.stdout.contains("niet meer in de taxonomie"),
        "{}",
        effect.stdout
    );
    let accept = bench.signaal(&with(&["action", "accept"], &["nothing.such"]));
    assert_eq!(accept.code, 2);
    let empty = ["baseline", "freeze", "--period", "1999", "--out", "b.json"];
    assert_eq!(bench.signaal(&with(&empty, &[])).code, 2);
}
