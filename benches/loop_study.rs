//! How often an interrupted series tells an effect where there is none, and how often its interval holds
//! the one that was planted. The table stands in docs/LOOP.md.
//!
//! `cargo run --release --example loop_study`

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a study prints, and fails where it is wrong"
)]

use jiff::civil::{Date, date};
use signaal::actions::{ImpactModel, Interrupted, Moment, WeekPoint, interrupted, week_of};
use signaal::stats::draw::normal;
use signaal::stats::{compute_in_order, generator, t_margin};
use signaal::units::{Probability, as_f64, as_u64};

/// Series per row.
const N: usize = 1_000;

/// Share before, and the effect that is planted.
const SHARE: f64 = 0.10;
const EFFECT: f64 = -0.05;

/// Respondents a week: what a share of 10% then has as its error.
const RESPONDENTS: f64 = 150.0;

fn main() {
    println!(
        "| weeks before, after | model | correlation | told without effect | by Newey–West alone | interval holds the planted | told when planted |"
    );
    println!("|---|---|---|---|---|---|---|");
    for (n_before, n_after) in [(12, 12), (26, 26)] {
        for model in [ImpactModel::Level, ImpactModel::Trend] {
            for related in [0.0, 0.3, 0.5] {
                row((n_before, n_after), model, related);
            }
        }
    }
}

fn row(weeks: (usize, usize), model: ImpactModel, related: f64) {
    let level = Probability::new(0.95).unwrap();
    let fits = |effect: f64| -> Vec<Interrupted> {
        let one = |seed: u64| {
            let points = series(weeks, effect, related, seed);
            let fit = interrupted(&points, change(weeks.0), model, level);
            fit.unwrap().unwrap()
        };
        compute_in_order(N, |seed| one(as_u64(seed)))
    };
    let share = |fits: &[Interrupted], holds: &dyn Fn(&Interrupted) -> bool| {
        100.0 * as_f64(fits.iter().filter(|fit| holds(fit)).count()) / as_f64(N)
    };
    let parameters = match model {
        ImpactModel::Level => 2,
        ImpactModel::Trend => 4,
    };
    let freedom = as_f64(weeks.0 + weeks.1 - parameters);
    let margin = t_margin(level, freedom).unwrap();
    let (without, planted) = (fits(0.0), fits(EFFECT));
    println!(
        "| {}, {} | {} | {related} | {:.1}% | {:.1}% | {:.1}% | {:.0}% |",
        weeks.0,
        weeks.1,
        model.as_str(),
        share(&without, &|fit| !fit.effect.contains(0.0)),
        share(&without, &|fit| fit.effect.estimate.abs()
            > margin * fit.newey_west_error),
        share(&planted, &|fit| fit.effect.contains(EFFECT)),
        share(&planted, &|fit| fit.effect.high < 0.0),
    );
}

/// Weekly shares whose errors are a first-order autoregression with the variance of a binomial share.
fn series(weeks: (usize, usize), effect: f64, related: f64, seed: u64) -> Vec<WeekPoint> {
    let mut source = generator(seed, 0);
    let spread = (SHARE * (1.0 - SHARE) / RESPONDENTS).sqrt();
    let fresh = related.mul_add(-related, 1.0).sqrt();
    let mut error = normal(&mut source);
    let mut points = Vec::new();
    for (i, week) in (0..weeks.0 + weeks.1).zip(week_of(first())..) {
        let added = if i < weeks.0 { 0.0 } else { effect };
        points.push(WeekPoint {
            week,
            value: spread.mul_add(error, SHARE + added),
            weight: RESPONDENTS,
        });
        error = related.mul_add(error, fresh * normal(&mut source));
    }
    points
}

fn first() -> Date {
    date(2024, 1, 1)
}

/// The Monday of week `n_before`.
fn change(n_before: usize) -> Moment {
    let days = i64::try_from(7 * n_before).unwrap();
    let day = first().checked_add(jiff::Span::new().days(days)).unwrap();
    Moment {
        from: day,
        until: day,
    }
}
