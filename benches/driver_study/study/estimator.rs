use super::sample::{Units, Who};
use super::{Answer, Found, Sample};
use ndarray::Array2;
use signaal::drivers::{
    CalibrationOptions, CorrectedFit, CorrectionOptions, Design, DriverTest, Error, Fit, Options,
    Resampling, Rows, SelectionOptions, calibrated_fit, card_fit, card_fit_selected, driver_tests,
    fit, fit_selected, rank_drivers, selection_weights, unadjusted_impacts,
};
use signaal::simulate::wave::Scenario;
use signaal::units::{Probability, as_f64};

/// Checked comments that have to mention a topic before a model card corrects it.
const LEAST_ON_CARD: usize = 5;

/// A way to get from a wave to the contributions of its topics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Estimator {
    /// NPS minus the NPS of those who do not mention the topic.
    Unadjusted,
    /// Silence taken for no mention, joint regression on everybody.
    SilentAsNo,
    /// Joint regression on the labels of those who comment.
    Joint,
    /// The same, units resampled whole.
    Clustered,
    /// Commenters weighted by the inverse of how often people like them comment.
    Weighted,
    /// Labels replaced by what checked comments lead to expect.
    Calibrated,
    /// Moments corrected by the rates of a model card.
    Card,
    /// Weights (taken as known), units and calibration together.
    WeightedCalibrated,
    /// Weights, units and model card together.
    WeightedCard,
}

impl Estimator {
    /// The estimators of a scenario: those that ignore what is planted, then those that mend it.
    pub(crate) fn of(scenario: &Scenario) -> Vec<Self> {
        let has_silent = scenario.comments.iter().any(|&share| share < 1.0);
        let has_errors = scenario.n_checked > 0;
        let has_units = scenario.unit_size > 0;
        let mut chosen = vec![Self::Unadjusted];
        if has_silent {
            chosen.push(Self::SilentAsNo);
        }
        chosen.push(Self::Joint);
        match (has_silent, has_errors, has_units) {
            (true, true, _) => chosen.extend([Self::WeightedCalibrated, Self::WeightedCard]),
            (true, false, _) => chosen.push(Self::Weighted),
            (false, true, _) => chosen.extend([Self::Calibrated, Self::Card]),
            (false, false, true) => chosen.push(Self::Clustered),
            (false, false, false) => {}
        }
        chosen
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Unadjusted => "unadjusted impact",
            Self::SilentAsNo => "joint, silence as no",
            Self::Joint => "joint",
            Self::Clustered => "joint, units",
            Self::Weighted => "joint, weights",
            Self::Calibrated => "joint, calibrated",
            Self::Card => "joint, card",
            Self::WeightedCalibrated => "weights, units, calibrated",
            Self::WeightedCard => "weights, units, card",
        }
    }

    /// Answers for one wave.
    ///
    /// # Errors
    ///
    /// Those of the estimate; the wave then has no answer.
    pub(crate) fn answer(
        self,
        sample: &Sample,
        n_replicates: usize,
        seed: u64,
    ) -> Result<Answer, Error> {
        let options = Options {
            seed,
            resampling: Resampling::Bayesian {
                n_replicates,
                // Shares of R² are not judged here.
                importance_limit: 0,
            },
            ..Options::default()
        };
        let correction = CorrectionOptions {
            seed,
            n_replicates,
            ..CorrectionOptions::default()
        };
        let given = |units| sample.rows(Who::Commenters, units, None);
        match self {
            Self::Unadjusted => unadjusted(sample, given(Units::Ignored), seed),
            Self::SilentAsNo => {
                let rows = sample.rows(Who::EverybodySilentAsNo, Units::Ignored, None);
                joint(sample, rows, &options)
            }
            Self::Joint => joint(sample, given(Units::Ignored), &options),
            Self::Clustered => joint(sample, given(Units::Known), &options),
            Self::Weighted => weighted(sample, &options),
            Self::Calibrated => calibrated(sample, &given(Units::Ignored), correction)
                .and_then(|fit| corrected_answer(sample, &fit)),
            Self::Card => {
                let design = design(sample, given(Units::Ignored))?;
                let fit = card_fit(&design, &sample.cards(LEAST_ON_CARD), &correction)?;
                corrected_answer(sample, &fit)
            }
            Self::WeightedCalibrated => {
                let selection =
                    selection_weights(&sample.respondents(), &SelectionOptions::default())?;
                let rows = sample.rows(Who::Commenters, Units::Known, Some(&selection.weights));
                calibrated(sample, &rows, correction).and_then(|fit| corrected_answer(sample, &fit))
            }
            Self::WeightedCard => {
                let found = card_fit_selected(
                    &given(Units::Ignored),
                    sample.names.clone(),
                    sample.groups.clone(),
                    &sample.respondents(),
                    &SelectionOptions::default(),
                    &sample.cards(LEAST_ON_CARD),
                    &correction,
                )?;
                corrected_answer(sample, &found.fit)
            }
        }
    }
}

fn design(sample: &Sample, rows: Rows) -> Result<Design, Error> {
    Design::new(
        rows.compressed(),
        sample.names.clone(),
        sample.groups.clone(),
    )
}

fn unadjusted(sample: &Sample, rows: Rows, seed: u64) -> Result<Answer, Error> {
    let design = design(sample, rows)?;
    let topics: Vec<Vec<usize>> = (0..sample.n_topics).map(|topic| vec![topic]).collect();
    // The delta method suffices: it agrees with replicates, and these are read by nobody here.
    let options = Options {
        seed,
        resampling: Resampling::Off,
        ..Options::default()
    };
    let found = unadjusted_impacts(&design, &topics, &options)?;
    let topics = found.impacts.into_iter().map(|impact| {
        impact.map_or(Found::nothing(), |impact| Found {
            coefficient: Some(impact.mean_with - impact.mean_without),
            contribution: impact.value,
            contribution_interval: impact.doubt.map(|doubt| doubt.interval),
            own: impact.doubt.map(|doubt| doubt.p_value),
            ..Found::nothing()
        })
    });
    Ok(Answer {
        topics: topics.collect(),
        places: None,
        r2_added: None,
        failed: 0.0,
    })
}

fn joint(sample: &Sample, rows: Rows, options: &Options) -> Result<Answer, Error> {
    let design = design(sample, rows)?;
    let fit = fit(&design, options)?;
    answer(sample, &fit, &driver_tests(&design, false_discoveries())?)
}

fn weighted(sample: &Sample, options: &Options) -> Result<Answer, Error> {
    let rows = sample.rows(Who::Commenters, Units::Ignored, None);
    let found = fit_selected(
        &rows,
        sample.names.clone(),
        sample.groups.clone(),
        &sample.respondents(),
        &SelectionOptions::default(),
        options,
    )?;
    let weights = Some(found.selection.weights.as_slice());
    let design = design(sample, sample.rows(Who::Commenters, Units::Known, weights))?;
    answer(
        sample,
        &found.fit,
        &driver_tests(&design, false_discoveries())?,
    )
}

fn false_discoveries() -> Probability {
    Probability::saturating(0.05)
}

fn calibrated(
    sample: &Sample,
    rows: &Rows,
    correction: CorrectionOptions,
) -> Result<CorrectedFit, Error> {
    let options = CalibrationOptions {
        correction,
        ..CalibrationOptions::default()
    };
    calibrated_fit(
        rows,
        sample.names.clone(),
        sample.groups.clone(),
        &sample.validations(),
        &options,
    )
}

fn answer(sample: &Sample, fit: &Fit, tests: &[DriverTest]) -> Result<Answer, Error> {
    let topics = (0..sample.n_topics).map(|topic| {
        let (column, driver) = (&fit.columns[topic], &fit.drivers[topic]);
        let Some(estimate) = column.estimate else {
            return Found::nothing();
        };
        Found {
            coefficient: Some(estimate.value),
            coefficient_interval: estimate.doubt.map(|doubt| doubt.interval),
            contribution: driver.contribution,
            contribution_interval: driver.contribution_interval,
            test: tests[topic].test.as_ref().map(|test| test.p_value),
            own: estimate.doubt.map(|doubt| doubt.p_value),
        }
    });
    let topics: Vec<Found> = topics.collect();
    let places = match &fit.replicates {
        Some(replicates) => Some(places(&topics, replicates.contributions.clone())?),
        None => None,
    };
    Ok(Answer {
        topics,
        places,
        r2_added: fit.explained.r2_cross_validated_drivers,
        failed: 0.0,
    })
}

fn corrected_answer(sample: &Sample, fit: &CorrectedFit) -> Result<Answer, Error> {
    let topics = fit.columns[..sample.n_topics].iter().map(|column| {
        let Some((coefficient, contribution)) = column.coefficient.zip(column.contribution) else {
            return Found::nothing();
        };
        Found {
            coefficient: Some(coefficient.corrected.estimate),
            coefficient_interval: Some(coefficient.corrected),
            contribution: contribution.corrected.estimate,
            contribution_interval: Some(contribution.corrected),
            ..Found::nothing()
        }
    });
    let topics: Vec<Found> = topics.collect();
    let drawn = &fit.replicates;
    let shape = (drawn.coefficients.nrows(), sample.n_topics);
    let contributions = Array2::from_shape_fn(shape, |(i, topic)| {
        drawn.coefficients[[i, topic]] * drawn.means[[i, topic]]
    });
    Ok(Answer {
        places: Some(places(&topics, contributions)?),
        topics,
        r2_added: None,
        failed: as_f64(fit.n_failed) / as_f64(fit.n_replicates),
    })
}

/// Intervals of the places by size of contribution.
fn places(topics: &[Found], contributions: Array2<f64>) -> Result<Vec<(usize, usize)>, Error> {
    let sizes: Vec<f64> = topics
        .iter()
        .map(|topic| topic.contribution.abs())
        .collect();
    let level = Probability::saturating(0.95);
    let ranking = rank_drivers(&sizes, &contributions.mapv_into(f64::abs), level, level)?;
    let drivers = ranking.drivers.iter();
    Ok(drivers.map(|rank| (rank.best, rank.worst)).collect())
}
