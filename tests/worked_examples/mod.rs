//! Every figure in a worked example of `signaal explain` is computed here from what the example gives, so
//! that none can drift from what the program does.

mod actions;
mod calls;
mod change;
mod conversations;
mod experience;
mod learned;
mod people;
mod priorities;
mod promises;
mod reports;
mod tickets;

use crate::kit::Bench;
use signaal::report::explain::{Figure, entries};
use signaal::units::{Interval, Probability};
use std::collections::BTreeMap;

/// A figure that the program computed.
enum Computed {
    Number(f64),
    Word(String),
}

/// Figures by name of the entry, in the order of its text.
type Figures = BTreeMap<&'static str, Vec<Computed>>;

fn number(value: f64) -> Computed {
    Computed::Number(value)
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "callers hand over what they have"
)]
fn word(text: impl ToString) -> Computed {
    Computed::Word(text.to_string())
}

/// An interval of shares in percent.
fn percent(interval: Interval) -> Vec<Computed> {
    points(interval.scaled(100.0))
}

fn points(interval: Interval) -> Vec<Computed> {
    vec![
        number(interval.estimate),
        number(interval.low),
        number(interval.high),
    ]
}

fn level() -> Probability {
    Probability::new(0.95).unwrap()
}

#[test]
fn every_figure_of_a_worked_example_is_what_the_program_computes() {
    let mut computed = tickets::figures();
    for part in [
        actions::figures(),
        promises::figures(),
        reports::figures(),
        calls::figures(),
        experience::figures(),
        people::figures(),
        priorities::figures(),
        change::figures(),
        learned::figures(),
        conversations::figures(),
    ] {
        computed.extend(part);
    }
    let mut faults = Vec::new();
    for entry in entries() {
        let Some(example) = entry.example else {
            continue;
        };
        let Some(found) = computed.remove(entry.name) else {
            faults.push(format!("{}: nobody computes it", entry.name));
            continue;
        };
        if found.len() != example.figures.len() {
            faults.push(format!("{}: {} figures found", entry.name, found.len()));
        }
        for (printed, found) in example.figures.iter().zip(&found) {
            let agrees = match (printed, found) {
                (Figure::Number(value, decimals), Computed::Number(found)) => {
                    let half = 0.5 * 0.1f64.powi(i32::try_from(*decimals).unwrap());
                    (value - found).abs() <= half + 1e-9
                }
                (Figure::Word(text), Computed::Word(found)) => text == found,
                _ => false,
            };
            if !agrees {
                let found = match found {
                    Computed::Number(found) => found.to_string(),
                    Computed::Word(found) => found.clone(),
                };
                faults.push(format!("{}: {printed:?} is {found}", entry.name));
            }
        }
    }
    let idle: Vec<_> = computed.keys().collect();
    assert!(faults.is_empty() && idle.is_empty(), "{faults:#?} {idle:?}");
}

#[test]
fn explain_lists_explains_and_says_what_it_does_not_know() {
    let bench = Bench::new();
    let list = bench.succeeds(&["explain"]).stdout;
    for entry in entries() {
        assert!(list.contains(entry.name), "{}", entry.name);
        let text = bench.succeeds(&["explain", entry.name]).stdout;
        assert!(
            text.contains("formula") && text.contains("leaves out"),
            "{text}"
        );
        let text = bench
            .succeeds(&["explain", entry.name, "--lang", "nl"])
            .stdout;
        assert!(
            text.contains("formule") && text.contains("telt niet"),
            "{text}"
        );
    }
    let unknown = bench.signaal(&["explain", "happiness"]);
    assert_ne!(unknown.code, 0);
    assert!(
        unknown.stderr.contains("first_reply_time"),
        "{}",
        unknown.stderr
    );
}
