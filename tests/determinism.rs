//! Same input, settings and seed give the same bytes, on any number of threads.

use crate::kit::Bench;

#[test]
fn one_two_and_eight_threads_give_the_same_bytes() {
    let mut results = Vec::new();
    for threads in ["1", "2", "8"] {
        let bench = Bench::demo();
        bench.succeeds(&["run", "project.toml", "--quiet", "--threads", threads]);
        results.push((
            threads,
            bench.read("out/signals.json"),
            bench.read("out/signals.csv"),
            bench.read("out/quarantine.jsonl"),
        ));
    }
    for other in &results[1..] {
        assert!(
            results[0].1 == other.1,
            "signals.json of 1 and {} threads differ",
            other.0
        );
        assert!(results[0].2 == other.2 && results[0].3 == other.3);
    }
}

#[test]
fn a_second_run_over_the_same_files_changes_nothing() {
    let bench = Bench::demo();
    bench.succeeds(&["run", "project.toml", "--quiet"]);
    let first = (
        bench.read("out/signals.json"),
        bench.read("out/quarantine.jsonl"),
    );
    bench.succeeds(&["run", "project.toml", "--quiet"]);
    assert!(
        first.0 == bench.read("out/signals.json"),
        "signals.json differs"
    );
    assert!(
        first.1 == bench.read("out/quarantine.jsonl"),
        "quarantine differs"
    );
}
