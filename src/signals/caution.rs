//! What a reader must keep in mind about the ranking and about each signal.

use super::model::Counts;
use super::{Caveat, ImportanceBasis, Options, Ranking, Respondents, Verdict};
use crate::drivers::{ColumnFit, DriverFit};
use crate::units::as_u64;

/// Variance inflation above which an overlap is worth a word.
const STRONG_OVERLAP: f64 = 5.0;

/// Cross-validated R² below which the model is called weak.
const WEAK_R2: f64 = 0.05;

/// An outcome with at most so many values is no more than ordinal.
const FEW_VALUES: usize = 7;

/// Caveats of one signal.
pub(super) fn signal_caveats(
    count: &Counts,
    (negative, n): (&ColumnFit, usize),
    driver: &DriverFit,
    options: &Options,
) -> Vec<Caveat> {
    let mut caveats = Vec::new();
    if count.n_negative_scored < 2 * options.min_mentions {
        caveats.push(Caveat::FewNegative {
            n: count.n_negative_scored,
        });
    }
    if negative.signs_differ_clearly(n) {
        caveats.push(Caveat::SignsDiffer);
    }
    if let Some(vif) = negative.vif.filter(|&vif| vif > STRONG_OVERLAP) {
        caveats.push(Caveat::Overlap { vif });
    }
    if driver.share_interval.is_none() {
        caveats.push(Caveat::ImportanceWithoutInterval);
    }
    caveats
}

/// Caveats of the ranking as a whole; none without a model.
pub(super) fn ranking_caveats(respondents: &Respondents, ranking: &Ranking) -> Vec<Caveat> {
    let mut caveats = Vec::new();
    let Some(drivers) = &ranking.drivers else {
        return caveats;
    };
    let something = |verdict| {
        ranking
            .signals
            .iter()
            .any(|signal| signal.verdict == verdict)
    };
    if !something(Verdict::Gain) {
        caveats.push(Caveat::NothingStandsOut);
    }
    caveats.push(Caveat::Association);
    caveats.push(Caveat::AssumedReduction {
        fraction: ranking.summary.fraction_removed,
        n_stated_otherwise: ranking
            .signals
            .iter()
            .filter(|signal| {
                let usual = ranking.summary.fraction_removed;
                signal.fraction_removed.total_cmp(&usual).is_ne()
            })
            .count(),
    });
    caveats.push(match drivers.card {
        Some(card) => Caveat::CorrectedLabels { card },
        None => Caveat::UncorrectedLabels,
    });
    caveats.push(Caveat::SameText);
    let n_with_score = (0..respondents.len())
        .filter(|&i| respondents.outcome(i).is_some())
        .count();
    if let Some(silence) = drivers.silence {
        caveats.push(Caveat::SilentRepresented { silence });
    } else if as_u64(n_with_score) > drivers.n {
        caveats.push(Caveat::CommentersOnly {
            n_with_words: drivers.n,
            n_with_score: as_u64(n_with_score),
        });
    }
    let names = not_held(respondents, &drivers.controls);
    if !names.is_empty() {
        caveats.push(Caveat::ControlsNotHeld { names });
    }
    let n_values = n_outcome_values(respondents);
    if n_values <= FEW_VALUES {
        caveats.push(Caveat::FewSteps { n_values });
    }
    if drivers.n_units < drivers.n {
        let size = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        let is_unnamed = |&i: &usize| !respondents.names_customer(i);
        let n_unnamed = respondents.modelled().filter(is_unnamed).count();
        caveats.push(Caveat::Clustered {
            n_customers: size(drivers.n_units).saturating_sub(n_unnamed),
            n_unnamed,
            n_rows: size(drivers.n),
            intervals: drivers.intervals,
        });
    }
    if let Some(r2_cv) = drivers.r2_cv.filter(|&r2| r2 < WEAK_R2) {
        caveats.push(Caveat::WeakModel { r2_cv });
    }
    if let ImportanceBasis::Sampled {
        n_orderings,
        standard_error,
    } = drivers.importance
    {
        caveats.push(Caveat::SampledImportance {
            n_orderings,
            standard_error,
        });
    }
    caveats
}

/// Names of controls that vary and got no column.
fn not_held(respondents: &Respondents, columns: &[String]) -> Vec<String> {
    let controls = respondents.controls.iter();
    controls
        .filter(|control| {
            let mut codes = respondents.modelled().map(|i| control.codes[i]);
            let first = codes.next();
            let of_control = format!("{} = ", control.name);
            codes.any(|code| Some(code) != first)
                && !columns.iter().any(|name| name.starts_with(&of_control))
        })
        .map(|control| control.name.clone())
        .collect()
}

/// How many different outcomes there are, counted no further than tells few from many.
fn n_outcome_values(respondents: &Respondents) -> usize {
    let mut is_given = vec![false; respondents.stances().len()];
    for i in respondents.modelled() {
        is_given[respondents.stance(i)] = true;
    }
    let given = respondents.stances().zip(is_given);
    let outcomes = given.filter_map(|((outcome, _, _), is_given)| outcome.filter(|_| is_given));
    let mut values: Vec<u64> = Vec::new();
    for value in outcomes.map(f64::to_bits) {
        if !values.contains(&value) {
            values.push(value);
            if values.len() > FEW_VALUES {
                break;
            }
        }
    }
    values.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::fixture::topic;
    use crate::signals::{Mention, Respondent, Tone, rank};
    use crate::stats::{draw, generator};

    /// Eight hundred answers; those of whom `customer` gives a number come from that customer.
    fn clustered(customer: impl Fn(u32) -> Option<u32>) -> Option<Caveat> {
        let mut random = generator(7, 0);
        let mut respondents = Respondents::default();
        for i in 0..800 {
            let waits = draw::uniform(&mut random) < 0.3;
            let cost = if waits { 30.0 } else { 0.0 };
            let mention = Mention {
                topic: 0,
                tone: Tone::Negative,
            };
            respondents.push(&Respondent {
                outcome: Some(30.0_f64.mul_add(draw::normal(&mut random), -cost)),
                answer: None,
                weight: 1.0,
                customer: customer(i).unwrap_or(10_000 + i),
                has_words: true,
                month: None,
                mentions: waits.then_some(mention).into_iter().collect(),
            });
            if customer(i).is_none() {
                respondents.last_names_no_customer();
            }
        }
        let options = Options {
            intervals: crate::signals::IntervalMethod::Hc3,
            ..Options::default()
        };
        let ranking = rank(&respondents, &[topic("wait")], &options).unwrap();
        let mut caveats = ranking.caveats.into_iter();
        caveats.find(|caveat| matches!(caveat, Caveat::Clustered { .. }))
    }

    #[test]
    fn an_answer_without_a_customer_is_no_customer() {
        let of_two_each = |i| (i < 500).then_some(i / 2);
        let Some(Caveat::Clustered {
            n_customers,
            n_unnamed,
            n_rows,
            intervals: _,
        }) = clustered(of_two_each)
        else {
            panic!("answers of one customer are told")
        };
        assert_eq!((n_customers, n_unnamed, n_rows), (250, 300, 800));
    }

    #[test]
    fn customers_are_not_spoken_of_where_no_answer_names_one() {
        assert_eq!(clustered(|_| None), None);
        assert_eq!(clustered(Some), None);
    }
}
