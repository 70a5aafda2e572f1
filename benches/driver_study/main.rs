//! How good estimates of drivers are where the truth is known: the tables of `docs/DRIVER_STUDY.md`.
//!
//! `cargo run --release --example driver_study -- --repetitions 2000 --n 2000 [--scenario all]`;
//! further options are `--replicates`, `--seed` and `--checked` (comments checked by hand, where the
//! scenario has any). The tables go to the standard output, progress to the standard error.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command whose result is a table"
)]

mod arguments;
mod study;
mod table;

use arguments::Arguments;
use std::error::Error;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::read(std::env::args().skip(1))?;
    println!(
        "{} waves of {} respondents per scenario, {} replicates per fit, seeds {} to {}; signaal {}.\n",
        arguments.n_repetitions,
        arguments.n,
        arguments.n_replicates,
        arguments.seed,
        arguments.last_seed(),
        env!("CARGO_PKG_VERSION"),
    );
    let mut all = Vec::new();
    for scenario in &arguments.scenarios {
        let start = Instant::now();
        let found = study::tallies(
            scenario,
            arguments.n,
            arguments.n_repetitions,
            arguments.n_replicates,
            arguments.seed,
        );
        eprintln!("{}: {:.0} s", scenario.name, start.elapsed().as_secs_f64());
        all.push((scenario, found));
    }
    println!("## How near\n\n{}", table::accuracy(&all));
    println!("## False alarms\n\n{}", table::false_alarms(&all));
    println!("## Topic by topic\n");
    for (scenario, found) in &all {
        println!("{}", table::by_topic(scenario, found));
    }
    if let Some((_, found)) = all.iter().find(|(scenario, _)| scenario.name == "rare") {
        println!("## Rare topics\n\n{}", table::by_mentions(found));
    }
    Ok(())
}
