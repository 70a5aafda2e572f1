use super::findings::PathStudy;
use crate::drivers::paths::{CompositeMode, Inadmissible, PathCaveat};
use crate::study::caution::LEFT_OUT;
use crate::units::as_f64;

/// What a reader has to keep in mind of a path model; the words stand in `report`. Constructs and
/// indicators by index.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum PathCaution {
    /// The arrows were drawn, not found.
    Association,
    /// Many rows were left out.
    RowsLeftOut {
        /// Their part of all rows.
        share: f64,
    },
    /// Fewer rows than ten times the largest number of terms in one regression.
    FewRows {
        /// Rows.
        n: usize,
        /// Largest number of causes of one construct, or of indicators in mode B.
        n_terms: usize,
    },
    /// What the fit says of itself.
    Fit(PathCaveat),
    /// The indicators of a construct agree too little.
    Unreliable {
        /// The construct.
        construct: usize,
        /// Cronbach's alpha.
        alpha: f64,
        /// Composite reliability.
        rho_c: f64,
    },
    /// Indicators of a construct have less in common with it than with error.
    LittleExtracted {
        /// The construct.
        construct: usize,
        /// Average variance extracted.
        average: f64,
    },
    /// Two constructs can hardly be told apart.
    NotToldApart {
        /// The first construct.
        first: usize,
        /// The second construct.
        second: usize,
        /// Heterotrait–monotrait ratio.
        ratio: f64,
    },
    /// Causes of the same construct overlap.
    Overlap {
        /// The cause.
        from: usize,
        /// The construct they share.
        to: usize,
        /// Variance inflation.
        inflation: f64,
    },
    /// The correction for measurement error gives no admissible model.
    NotCorrected(Inadmissible),
    /// A construct has no place on the map because a weight is negative.
    NegativeWeights {
        /// The construct.
        construct: usize,
        /// The indicators.
        indicators: Vec<usize>,
    },
    /// In many replicates a weight of a construct on the map is negative.
    OftenNegative {
        /// The construct.
        construct: usize,
        /// Part of the replicates.
        share: f64,
    },
    /// Nothing was resampled, so nothing has an interval and no sign is tested.
    NotResampled,
}

/// Fewer rows than this for each term of the largest regression are too few whatever the effects
/// (Barclay, Higgins & Thompson 1995; a lower bound, not an advice).
const ROWS_PER_TERM: usize = 10;
/// Below this alpha or composite reliability a caution is due (Nunnally 1978, p. 245).
const RELIABLE: f64 = 0.7;
/// Below this part of variance extracted a caution is due (Fornell & Larcker 1981).
const EXTRACTED: f64 = 0.5;
/// At this heterotrait–monotrait ratio constructs are hardly told apart (Henseler, Ringle & Sarstedt
/// 2015).
const SAME: f64 = 0.9;
/// Above this variance inflation causes overlap too much (Hair, Risher, Sarstedt & Ringle 2019).
const INFLATED: f64 = 5.0;
/// Above this part of replicates with a negative weight a caution is due.
const OFTEN: f64 = 0.05;

/// Everything to keep in mind of a study.
pub(super) fn cautions(study: &PathStudy) -> Vec<PathCaution> {
    let mut cautions = vec![PathCaution::Association];
    let account = &study.account;
    let share = as_f64(account.n_left_out()) / as_f64(account.n_read.max(1));
    if share > LEFT_OUT {
        cautions.push(PathCaution::RowsLeftOut { share });
    }
    let model = &study.fit.model;
    let constructs = 0..model.constructs().len();
    let terms = constructs.clone().map(|at| {
        let block = match model.constructs()[at].mode {
            CompositeMode::B => model.block(at).len(),
            CompositeMode::A | CompositeMode::Equal => 1,
        };
        block.max(model.causes(at).len())
    });
    let n_terms = terms.max().unwrap_or(1);
    if study.fit.n_rows < ROWS_PER_TERM * n_terms {
        cautions.push(PathCaution::FewRows {
            n: study.fit.n_rows,
            n_terms,
        });
    }
    cautions.extend(study.fit.caveats.iter().copied().map(PathCaution::Fit));
    of_measurement(study, &mut cautions);
    for path in &study.paths {
        if let Some(inflation) = path.effect.inflation.filter(|&value| value > INFLATED) {
            cautions.push(PathCaution::Overlap {
                from: path.effect.from,
                to: path.effect.to,
                inflation,
            });
        }
    }
    match study.fit.estimates.consistent {
        Ok(_) | Err(Inadmissible::NothingToCorrect) => {}
        Err(reason) => cautions.push(PathCaution::NotCorrected(reason)),
    }
    of_map(study, &mut cautions);
    if study.fit.replicates.is_none() {
        cautions.push(PathCaution::NotResampled);
    }
    cautions
}

fn of_measurement(study: &PathStudy, cautions: &mut Vec<PathCaution>) {
    for fit in &study.constructs {
        let construct = fit.construct;
        let alpha = fit.alpha.map(|one| one.value);
        let rho_c = fit.rho_c.map(|one| one.value);
        let average = fit.average_variance_extracted.map(|one| one.value);
        if let Some((alpha, rho_c)) = alpha.zip(rho_c).filter(|(a, c)| a.min(*c) < RELIABLE) {
            cautions.push(PathCaution::Unreliable {
                construct,
                alpha,
                rho_c,
            });
        }
        if let Some(average) = average.filter(|&value| value < EXTRACTED) {
            cautions.push(PathCaution::LittleExtracted { construct, average });
        }
    }
    for pair in &study.pairs {
        let Some(ratio) = pair.heterotrait else {
            continue;
        };
        let reach = ratio
            .interval
            .map_or(0.0, |interval| interval.low.abs().max(interval.high.abs()));
        if ratio.value.abs() >= SAME || reach >= 1.0 {
            cautions.push(PathCaution::NotToldApart {
                first: pair.first,
                second: pair.second,
                ratio: ratio.value,
            });
        }
    }
}

fn of_map(study: &PathStudy, cautions: &mut Vec<PathCaution>) {
    let Some(map) = study.map.drawn() else {
        return;
    };
    let of_target = (map.target, &map.target_negative_weights);
    let others = map.constructs.iter();
    let others = others.map(|one| (one.construct, &one.negative_weights));
    for (construct, indicators) in others.chain(std::iter::once(of_target)) {
        if !indicators.is_empty() {
            cautions.push(PathCaution::NegativeWeights {
                construct,
                indicators: indicators.clone(),
            });
        }
    }
    for position in &map.constructs {
        let share = position.share_negative.filter(|&share| share > OFTEN);
        if let Some(share) = share.filter(|_| position.negative_weights.is_empty()) {
            cautions.push(PathCaution::OftenNegative {
                construct: position.construct,
                share,
            });
        }
    }
}
