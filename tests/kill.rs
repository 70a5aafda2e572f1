//! A run killed at any instant loses nothing and doubles nothing.
//!
//! Short form here; `SIGNAAL_KILLS=100 cargo test --release kill` is the full form.

use crate::kit::Bench;
use std::process::Stdio;
use std::time::{Duration, Instant};

#[test]
fn a_killed_ingest_is_made_good_by_the_next_run() {
    let n_kills: u32 = kills_asked_for().map_or(4, |text| text.parse().unwrap());

    let reference = Bench::demo();
    let begun = Instant::now();
    reference.succeeds(&["ingest", "project.toml", "--quiet"]);
    let whole = begun.elapsed();
    let expected = documents(&reference);

    let bench = Bench::demo();
    for kill in 0..n_kills {
        // Instants spread over the whole run by a fixed irrational step.
        let part = (f64::from(kill) * 0.618_033_988_749_895).fract();
        let mut child = bench
            .command(&["ingest", "project.toml", "--quiet", "--rebuild"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_secs_f64(whole.as_secs_f64() * part));
        child.kill().unwrap();
        child.wait().unwrap();
        bench.succeeds(&["ingest", "project.toml", "--quiet"]);
        assert!(
            expected == documents(&bench),
            "documents differ after kill {kill} at {part:.3} of the run"
        );
    }
}

fn documents(bench: &Bench) -> String {
    bench.succeeds(&[
        "export",
        "-p",
        "project.toml",
        "--out",
        "all.csv",
        "--quiet",
    ]);
    bench.read("all.csv")
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test may ask how long it should take"
)]
fn kills_asked_for() -> Option<String> {
    std::env::var("SIGNAAL_KILLS").ok()
}
