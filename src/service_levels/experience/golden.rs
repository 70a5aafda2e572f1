//! Computed answers of the literature, to half of their last printed digit.

use super::*;
use crate::record::{Best, Scale, ScaleKind};
use crate::units::{Interval, Probability};

fn level() -> Probability {
    Probability::new(0.95).unwrap()
}

fn answers(values: &[(f64, usize)]) -> Vec<Answer> {
    values
        .iter()
        .flat_map(|(value, n)| std::iter::repeat_n(*value, *n))
        .enumerate()
        .map(|(response_idx, value)| Answer {
            response_idx,
            value,
            weight: 1.0,
        })
        .collect()
}

#[track_caller]
fn check(interval: &Interval, estimate: f64, low: f64, high: f64) {
    for (got, expected) in [
        (interval.estimate, estimate),
        (interval.low, low),
        (interval.high, high),
    ] {
        assert!((got - expected).abs() <= 0.0501, "{interval:?}");
    }
}

#[test]
fn satisfied_shares_have_the_wilson_interval() {
    let question = Question::new(
        "csat",
        "csat",
        Scale::new(1.0, 5.0, Best::High, ScaleKind::Csat).unwrap(),
    );
    let share = |held: usize, n: usize| {
        let answers = answers(&[(5.0, held), (1.0, n - held)]);
        let share = top_box(&answers, &question, level()).unwrap();
        assert_eq!(share.n, n);
        share.interval.scaled(100.0)
    };
    check(&share(4, 5), 80.0, 37.6, 96.4);
    check(&share(39, 60), 65.0, 52.4, 75.8);
    check(&share(190, 200), 95.0, 91.0, 97.3);
    check(&share(0, 10), 0.0, 0.0, 27.8);
}

#[test]
fn the_net_promoter_score_has_the_adjusted_wald_interval() {
    let nps = |promoters, passives, detractors| {
        let answers = answers(&[(10.0, promoters), (8.0, passives), (3.0, detractors)]);
        net_promoter(&answers, level()).unwrap()
    };
    let many = nps(50, 30, 20);
    check(&many.interval, 30.0, 14.1, 44.2);
    assert!((f64::midpoint(many.interval.low, many.interval.high) - 29.1).abs() < 0.06);
    let few = nps(5, 3, 2);
    check(&few.interval, 30.0, -19.1, 65.2);
    assert!((f64::midpoint(few.interval.low, few.interval.high) - 23.1).abs() < 0.06);
}

#[test]
fn the_scale_ends_bound_the_net_promoter_score() {
    let all = net_promoter(&answers(&[(9.0, 10), (10.0, 10)]), level()).unwrap();
    assert!((all.interval.estimate - 100.0).abs() < 1e-9);
    assert!(all.interval.low < 100.0, "unanimity is no certainty");
}

#[test]
fn the_school_mark_has_the_t_interval() {
    // By definition: 7.4 ± 2.776445 (t at 4 degrees of freedom, from tables) times the root of 1.3 / 5.
    let marks = answers(&[(6.0, 1), (7.0, 2), (8.0, 1), (9.0, 1)]);
    let scale = Scale::new(1.0, 10.0, Best::High, ScaleKind::SchoolMark).unwrap();
    let mark = mean(&marks, &scale, level()).unwrap();
    let margin = 2.776_445_105 * (1.3f64 / 5.0).sqrt();
    assert!((mark.interval.low - (7.4 - margin)).abs() < 1e-8);
    assert!((mark.interval.high - (7.4 + margin)).abs() < 1e-8);
}

#[test]
fn a_wild_claim_of_lost_time_is_cut_and_told() {
    let mut minutes = answers(&[(10.0, 100), (20.0, 99)]);
    minutes.push(Answer {
        response_idx: 199,
        value: 9999.0,
        weight: 1.0,
    });
    let lost = lost_time(&minutes, level()).unwrap();
    assert!((lost.longest_min - 9999.0).abs() < 1e-9);
    assert!(
        (lost.cut_min - 20.0).abs() < 1e-9,
        "the value at 99 percent"
    );
    assert!((lost.estimate.interval.estimate - 15.0).abs() < 1e-9);
    assert_eq!(lost.estimate.n, 200);
}

#[test]
fn weights_cost_effective_size() {
    let question = Question::new(
        "csat",
        "csat",
        Scale::new(1.0, 5.0, Best::High, ScaleKind::Csat).unwrap(),
    );
    let mut weighted = answers(&[(5.0, 30), (1.0, 30)]);
    for (at, answer) in weighted.iter_mut().enumerate() {
        answer.weight = if at % 2 == 0 { 3.0 } else { 1.0 };
    }
    let share = top_box(&weighted, &question, level()).unwrap();
    assert!((share.interval.estimate - 0.5).abs() < 1e-12);
    assert!((share.n_effective - 60.0 * 4.0 / 5.0).abs() < 1e-9);
    assert_eq!(share.n, 60);
}
