//! The estimators of `docs/DRIVER_STUDY.md`, on a few small waves: they run, and stay within wide bands.

#[path = "../benches/driver_study/study/mod.rs"]
mod study;
#[path = "../benches/driver_study/table.rs"]
mod table;

use signaal::simulate::wave::Scenario;
use study::{Estimator, Tally, tallies};

const N_WAVES: usize = 2;

fn of(scenario: &str, n: usize) -> (Scenario, Vec<Tally>) {
    let scenario = Scenario::named(scenario).unwrap();
    let found = tallies(&scenario, n, N_WAVES, 20, 7);
    (scenario, found)
}

/// The estimators of a scenario, and the mean error of the contribution of `staff`, which has no effect.
fn check(scenario: &str, expected: &[(Estimator, bool)]) {
    let (scenario, found) = of(scenario, 1000);
    for (tally, &(estimator, is_misled)) in found.iter().zip(expected) {
        assert_eq!((tally.estimator, tally.n_failed), (estimator, 0));
        let staff = &tally.topics[1];
        assert_eq!((staff.name, staff.has_effect), ("staff", false));
        let bias = staff.bias.value().unwrap();
        // Per wave of 1,000 the error is at most 1.9 points (by model card, all at once): four standard
        // errors of two waves are 5.4. What is misled is off by 3 points or more, give or take 0.9.
        if is_misled {
            assert!(bias < -0.9, "{}, {estimator:?}: {bias}", scenario.name);
        } else {
            assert!(bias.abs() < 5.4, "{}, {estimator:?}: {bias}", scenario.name);
        }
    }
    assert_eq!(found.len(), expected.len());
    let all = [(&scenario, found)];
    for text in [table::accuracy(&all), table::false_alarms(&all)] {
        // A head, a rule, and a line per estimator.
        assert_eq!(text.lines().count(), 2 + expected.len(), "{text}");
    }
    assert!(table::by_topic(&scenario, &all[0].1).contains("| staff (no effect) |"));
}

#[test]
fn a_companion_of_a_driver_misleads_shares_and_not_regressions() {
    check(
        "overlap",
        &[(Estimator::Unadjusted, true), (Estimator::Joint, false)],
    );
    check(
        "units",
        &[
            (Estimator::Unadjusted, true),
            (Estimator::Joint, false),
            (Estimator::Clustered, false),
        ],
    );
}

#[test]
fn every_correction_of_the_study_answers() {
    check(
        "silent",
        &[
            (Estimator::Unadjusted, true),
            (Estimator::SilentAsNo, false),
            (Estimator::Joint, false),
            (Estimator::Weighted, false),
        ],
    );
    check(
        "noise",
        &[
            (Estimator::Unadjusted, true),
            (Estimator::Joint, false),
            (Estimator::Calibrated, false),
            (Estimator::Card, false),
        ],
    );
    check(
        "all",
        &[
            (Estimator::Unadjusted, true),
            (Estimator::SilentAsNo, false),
            (Estimator::Joint, false),
            (Estimator::WeightedCalibrated, false),
            (Estimator::WeightedCard, false),
        ],
    );
}

#[test]
fn false_alarms_are_counted_by_number_of_mentions() {
    let (_, found) = of("rare", 500);
    let text = table::by_mentions(&found);
    // Of the three topics without effect two are frequent, in every wave.
    assert!(
        text.contains(&format!("| 30 and more | {} |", 2 * N_WAVES)),
        "{text}"
    );
}
