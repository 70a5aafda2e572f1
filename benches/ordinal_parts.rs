//! Where the time of an ordinal study goes: each of its parts alone, on ratings of five steps and answers of eleven.

use crate::requirements::timed;
use signaal::drivers::ordinal::{
    Options, brant_test, dominance, held_out, multinomial, proportional_odds,
};
use signaal::drivers::{Design, Group, Role, Row, Rows};
use signaal::stats::draw::{below, normal};
use signaal::stats::generator;
use signaal::units::{Probability, as_f64};

/// Prints one row per part.
#[expect(clippy::print_stdout, reason = "a command whose result is a table")]
pub(crate) fn report(n_rows: usize, n_drivers: usize) {
    let design = ratings(n_rows, n_drivers);
    let options = |n_replicates| Options {
        points: (0..11).map(as_f64).collect(),
        level: Probability::saturating(0.95),
        n_replicates,
        seed: 1,
    };
    let row = |part: &str, used: String| {
        println!("| ordinal, {n_rows} rows, {n_drivers} ratings: {part} | {used} | – |");
    };
    let none = options(0);
    row(
        "the fit",
        timed(|| proportional_odds(&design, &none).unwrap()),
    );
    row(
        "the fit and 200 replicates",
        timed(|| proportional_odds(&design, &options(200)).unwrap()),
    );
    row("importance", timed(|| dominance(&design, &none).unwrap()));
    row(
        "answers not seen",
        timed(|| held_out(&design, &none).unwrap()),
    );
    row("Brant's test", timed(|| brant_test(&design, &none)));
    row(
        "the multinomial model",
        timed(|| multinomial(&design, &none)),
    );
}

/// Independent ratings of five steps; the first half of them moves an answer of eleven steps.
fn ratings(n_rows: usize, n_drivers: usize) -> Design {
    let mut source = generator(9, 0);
    let mut rows = Rows::new(n_drivers);
    for _ in 0..n_rows {
        let x: Vec<(usize, f64)> = (0..n_drivers)
            .map(|driver| (driver, as_f64(1 + below(&mut source, 5))))
            .collect();
        let level: f64 = x.iter().take(n_drivers / 2).map(|one| one.1 - 3.0).sum();
        let answer = 1.5f64.mul_add(normal(&mut source), 0.8f64.mul_add(level, 5.0));
        rows.push(Row::new(&x, answer.round().clamp(0.0, 10.0)));
    }
    let names: Vec<String> = (0..n_drivers).map(|at| format!("x{at}")).collect();
    let groups = names.iter().enumerate().map(|(at, name)| Group {
        name: name.clone(),
        columns: vec![at],
        role: Role::Driver,
    });
    let groups = groups.collect();
    Design::new(rows.compressed(), names, groups).unwrap()
}
