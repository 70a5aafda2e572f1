//! The data set of `CallCentreHelper`'s comparison of formulas: 1000 answered, 860 of them in 20 s;
//! 60 abandoned, 10 of them in 5 s, 10 more in 20 s, 40 later. Figures were computed by hand.

use super::fixture::{abandoned, answered, at, options, rule, s};
use super::*;
use crate::units::Probability;

fn log() -> Vec<Call> {
    let day = at("2026-03-02T09:00:00Z");
    let mut calls = Vec::new();
    for i in 0..1000 {
        let wait = if i < 860 { 20 } else { 21 };
        calls.push(answered(&format!("a{i}"), day, wait, 120));
    }
    for i in 0..60 {
        let wait = match i {
            0..10 => 5,
            10..20 => 6,
            _ => 40,
        };
        calls.push(abandoned(&format!("b{i}"), day, wait));
    }
    calls
}

fn percent(attained: &Attained) -> f64 {
    100.0 * attained.share().unwrap()
}

#[track_caller]
fn check(got: f64, printed: f64) {
    assert!((got - printed).abs() <= 0.005, "{got} is not {printed}");
}

#[test]
fn six_formulas_give_six_numbers() {
    let found = overview(&log(), &options("2026-03-03T00:00:00Z"));
    let levels = &found.whole.figures.service_levels;
    let expected = [86.00, 81.13, 83.02, 82.69, 82.08, 81.90];
    for ((level, formula), expected) in levels.iter().zip(Formula::ALL).zip(expected) {
        assert_eq!(level.formula, formula);
        check(percent(&level.attained), expected);
    }
    let counts = found.whole.figures.counts;
    assert_eq!((counts.answered, counts.abandoned), (1000, 60));
    assert_eq!(
        (counts.answered_in_time, counts.abandoned_in_time),
        (860, 20)
    );
    assert_eq!(counts.abandoned_short, 10);
}

#[test]
fn the_abandonment_rate_depends_on_what_is_done_with_short_abandons() {
    let found = overview(&log(), &options("2026-03-03T00:00:00Z"));
    let rate = found.whole.figures.abandonment.unwrap();
    check(100.0 * rate.all.share().unwrap(), 5.66);
    check(percent(&rate.excluding_short), 4.76);
    check(percent(&rate.short_out_of_numerator), 4.72);
}

#[test]
fn exactly_the_threshold_is_in_time_unless_asked_otherwise() {
    let check = |wait: SignedDurationMs, comparison, expected| {
        let rule = Rule::new(s(30), comparison, s(5), FlowOuts::Ignored).unwrap();
        assert_eq!(
            rule.is_in_time(jiff::SignedDuration::from_millis(wait)),
            expected
        );
    };
    check(30_000, Comparison::AtMost, true);
    check(30_001, Comparison::AtMost, false);
    check(30_000, Comparison::Below, false);
    check(29_999, Comparison::Below, true);
}

type SignedDurationMs = i64;

#[test]
fn nothing_offered_is_no_service_level() {
    let level = Probability::saturating(0.95);
    for formula in Formula::ALL {
        let got = service_level(&Counts::default(), formula, FlowOuts::Counted, level);
        assert_eq!(got.attained.share(), None, "{formula:?}");
        assert_eq!(got.attained.meets(Probability::MIN), None);
    }
}

#[test]
fn flow_outs_lower_a_service_level_when_they_count() {
    let counts = Counts {
        answered: 80,
        answered_in_time: 60,
        flow_out: 20,
        ..Counts::default()
    };
    let level = Probability::saturating(0.95);
    let share = |flow_outs| {
        let got = service_level(&counts, Formula::AbandonsNegative, flow_outs, level);
        got.attained.share().unwrap()
    };
    assert!((share(FlowOuts::Ignored) - 0.75).abs() < 1e-12);
    assert!((share(FlowOuts::Counted) - 0.60).abs() < 1e-12);
}

#[test]
fn who_has_waited_too_long_already_is_missed_and_who_can_be_in_time_is_left_out() {
    let mut calls = vec![answered("1", at("2026-03-02T09:00:00Z"), 10, 60)];
    for (id, offered_at) in [("2", "2026-03-02T09:09:30Z"), ("3", "2026-03-02T09:09:50Z")] {
        let waiting = Disposition::Waiting;
        calls.push(Call::offered(id.into(), at(offered_at), waiting));
    }
    let found = overview(&calls, &options("2026-03-02T09:10:00Z"));
    let counts = found.whole.figures.counts;
    assert_eq!((counts.waiting, counts.waiting_over), (2, 1));
    let last = found.whole.figures.service_levels.last().unwrap();
    check(percent(&last.attained), 50.0);
    assert!(
        found
            .cautions
            .contains(&CallCaution::WaitingInTime { n: 1 })
    );
    let longest = found.whole.figures.waits.longest.unwrap();
    assert_eq!(
        (longest.wait, longest.disposition),
        (s(30), Disposition::Waiting)
    );
}

#[test]
fn without_waits_of_abandoned_contacts_bounds_are_given() {
    let mut calls = log();
    for call in &mut calls {
        if call.disposition == Disposition::Abandoned {
            call.wait = None;
        }
    }
    let found = overview(&calls, &options("2026-03-03T00:00:00Z"));
    for level in &found.whole.figures.service_levels {
        match level.attained {
            Attained::Share(_) => assert!(!level.formula.needs_abandoned_waits()),
            Attained::Between {
                lowest,
                highest,
                n_unknown,
            } => {
                assert!(level.formula.needs_abandoned_waits());
                assert_eq!(n_unknown, 60);
                check(100.0 * lowest.share().unwrap(), 81.13);
                let most = match level.formula {
                    Formula::AbandonsPositive | Formula::ShortPositive => 920.0 / 10.6,
                    _ => 86.0,
                };
                check(100.0 * highest.share().unwrap(), most);
            }
            Attained::NotPerAgent => panic!("these are not figures of an agent"),
        }
        let target = |share| Probability::saturating(share);
        assert_eq!(level.attained.meets(target(0.5)), Some(true));
        assert_eq!(level.attained.meets(target(0.95)), Some(false));
    }
}

#[test]
fn a_short_abandon_is_shorter_than_the_threshold() {
    assert!(Rule::new(s(5), Comparison::AtMost, s(5), FlowOuts::Ignored).is_err());
    assert!(Rule::new(s(0), Comparison::AtMost, s(0), FlowOuts::Ignored).is_err());
    assert!(Rule::new(s(5), Comparison::AtMost, s(-1), FlowOuts::Ignored).is_err());
    assert_eq!(rule().short_abandon(), s(5));
}
