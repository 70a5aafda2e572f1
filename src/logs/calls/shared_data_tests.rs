//! A public log of calls, where it is at hand. Nothing of it is in the repository but these counts.

use super::{Preset, Reading, read_calls};
use crate::development_data;
use crate::disclosure::Floor;
use crate::service_levels::calls::{
    Attained, Attribution, CallOptions, Comparison, FlowOuts, Formula, Rule, Satisfaction, Scope,
    TransferAbandon, overview,
};
use crate::units::Probability;
use jiff::SignedDuration;
use std::collections::BTreeSet;

#[test]
fn the_log_of_pwc_has_the_figures_that_are_known_of_it() {
    let Some(folder) = development_data::folder() else {
        return;
    };
    let path = folder.join("pwc_callcenter.csv.gz");
    let reading = Reading {
        preset: Preset::from_name("pwc_callcenter"),
        ..Reading::default()
    };
    let log = read_calls(&path, &reading).unwrap();
    assert_eq!(log.rejections, []);
    assert_eq!(log.calls.len(), 5000);
    assert_eq!(log.provenance.n_superseded, 0);
    let resolved = log.calls.iter().filter(|call| call.resolved == Some(true));
    assert_eq!(resolved.count(), 3646);
    let seconds = SignedDuration::from_secs;
    let found = overview(
        &log.calls,
        &CallOptions {
            rule: Rule::new(
                seconds(30),
                Comparison::AtMost,
                seconds(5),
                FlowOuts::Ignored,
            )
            .unwrap(),
            formulas: Formula::ALL.to_vec(),
            scope: Scope::Snapshot,
            as_of: "2022-01-01T00:00:00Z".parse().unwrap(),
            groupings: Vec::new(),
            intervals: None,
            attribution: Attribution::default(),
            longest_wait: None,
            longest_talk: None,
            queue_limit: None,
            floor: Floor::LEAST,
            agent_floor: Floor::AGENT,
            rings: None,
            repeat_window: SignedDuration::from_hours(168),
            not_first_line: BTreeSet::new(),
            transfer_abandon: TransferAbandon::default(),
            calamities: Vec::new(),
            opening: None,
            target: None,
            level: Probability::saturating(0.95),
        },
    );
    let figures = found.whole.figures;
    let counts = figures.counts;
    assert_eq!((counts.answered, counts.abandoned), (4054, 946));
    assert_eq!(counts.answered_in_time, 751);
    let waits = figures.waits.answered.unwrap();
    assert!((waits.mean_s - 67.5207).abs() <= 5e-5, "{waits:?}");
    assert_eq!(figures.waits.abandoned, None);
    let Satisfaction::Mean { n, mean } = figures.satisfaction else {
        panic!("thousands of scores have a mean");
    };
    assert_eq!(n, 4054);
    assert!((mean.estimate - 3.4036).abs() <= 5e-5, "{mean:?}");
    let resolved_first = figures.first_contact.resolved_first;
    assert_eq!(
        (resolved_first.numerator, resolved_first.denominator),
        (3646, 4054)
    );
    for level in figures.service_levels {
        let bounds = |low: f64, high: f64| {
            let Attained::Between {
                lowest,
                highest,
                n_unknown,
            } = level.attained
            else {
                panic!("{:?} cannot be told", level.formula);
            };
            assert_eq!(n_unknown, 946);
            assert!((lowest.share().unwrap() - low).abs() < 1e-12);
            assert!((highest.share().unwrap() - high).abs() < 1e-12);
        };
        match level.formula {
            Formula::AnsweredOnly => {
                assert_eq!(level.attained.share(), Some(751.0 / 4054.0));
            }
            Formula::AbandonsNegative => {
                assert_eq!(level.attained.share(), Some(751.0 / 5000.0));
            }
            Formula::AbandonsPositive | Formula::ShortPositive => {
                bounds(751.0 / 5000.0, 1697.0 / 5000.0);
            }
            Formula::AbandonsInTIgnored | Formula::OfferedExclShort => {
                bounds(751.0 / 5000.0, 751.0 / 4054.0);
            }
        }
    }
}
