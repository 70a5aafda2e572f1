use super::*;
use crate::drivers::fixtures::{bayesian, names, single_groups, without_replicates};
use crate::drivers::reference::{net, person, population_slopes, slopes};
use crate::drivers::{
    CardCounts, CorrectionOptions, Design, Error, ModelCard, Resampling, Row, Rows, fit,
};
use crate::stats::draw::uniform;
use crate::stats::generator;
use crate::stats::tests::on_threads;
use crate::units::{Probability, as_f64, as_u32};

struct Survey {
    respondents: Vec<Respondent>,
    /// What each respondent would mention, and the outcome.
    topics: Vec<(Vec<(usize, f64)>, f64)>,
}

/// The reference simulation: the dissatisfied comment with probability 0.6, others with 0.3.
fn survey(n: usize, seed: u64) -> Survey {
    let mut source = generator(seed, 0);
    let mut survey = Survey {
        respondents: Vec::new(),
        topics: Vec::new(),
    };
    for _ in 0..n {
        let (x, score) = person(&mut source);
        let given = uniform(&mut source) < if score <= 6 { 0.6 } else { 0.3 };
        let comment = if given {
            Comment::Given
        } else {
            Comment::Absent
        };
        survey.respondents.push(Respondent {
            band: u32::from(score > 6) + u32::from(score > 8),
            ..Respondent::new(as_f64(score), comment)
        });
        survey.topics.push((x, net(score)));
    }
    survey
}

impl Survey {
    fn commenters(&self) -> Rows {
        let mut rows = Rows::new(4);
        for ((x, y), respondent) in self.topics.iter().zip(&self.respondents) {
            if respondent.comment == Comment::Given {
                rows.push(Row::new(x, *y));
            }
        }
        rows
    }

    /// Everybody, with silence coded as the absence of every topic, and as a fifth column on demand.
    fn absence_as_zero(&self, n_columns: usize) -> Rows {
        let mut rows = Rows::new(n_columns);
        for ((x, y), respondent) in self.topics.iter().zip(&self.respondents) {
            let given = respondent.comment == Comment::Given;
            let mut entries = if given { x.clone() } else { Vec::new() };
            if given && n_columns == 5 {
                entries.push((4, 1.0));
            }
            rows.push(Row::new(&entries, *y));
        }
        rows
    }

    fn selected(&self, options: &crate::drivers::Options) -> SelectedFit {
        fit_selected(
            &self.commenters(),
            names(4),
            single_groups(4),
            &self.respondents,
            &SelectionOptions::default(),
            options,
        )
        .unwrap()
    }
}

fn plain_slopes(rows: Rows) -> Vec<f64> {
    let p = rows.n_columns;
    let design = Design::new(rows.compressed(), names(p), single_groups(p)).unwrap();
    slopes(&fit(&design, &without_replicates()).unwrap())
}

#[test]
fn a_column_for_the_comment_gives_the_slopes_of_commenters_alone() {
    let survey = survey(3000, 3);
    let alone = plain_slopes(survey.commenters());
    let with_column = plain_slopes(survey.absence_as_zero(5));
    for (got, expected) in with_column.iter().zip(&alone) {
        assert!((got - expected).abs() <= 1e-12 * (1.0 + expected.abs()));
    }
}

#[test]
fn weights_repair_what_silence_coded_as_absence_breaks() {
    let truth = population_slopes();
    // sim.out, 200,000 rows: −68.53, −0.12, −36.63, 31.30.
    for (got, printed) in truth.iter().zip([-68.53, -0.12, -36.63, 31.3]) {
        assert!((got - printed).abs() < 1.5, "{got} is not {printed}");
    }
    let survey = survey(40_000, 1);
    let fitted = survey.selected(&bayesian(60));
    let zeroed = plain_slopes(survey.absence_as_zero(4));
    let alone = plain_slopes(survey.commenters());
    let mut n_far = [0; 2];
    for (j, column) in fitted.fit.columns.iter().enumerate() {
        let estimate = column.estimate.unwrap();
        let band = 4.0 * estimate.doubt.unwrap().standard_error;
        let off = |value: f64| (value - truth[j]).abs();
        assert!(
            off(estimate.value) < band,
            "{} is not {}",
            estimate.value,
            truth[j]
        );
        n_far[0] += usize::from(off(zeroed[j]) > band);
        n_far[1] += usize::from(off(alone[j]) > band);
    }
    // Silence as absence shifts all four slopes; commenters alone overstate praise by far.
    assert_eq!(n_far[0], 4, "{zeroed:?}");
    assert!(n_far[1] >= 1, "{alone:?}");
    let selection = &fitted.selection;
    assert!(selection.scores.gap.unwrap().high < 0.0);
    assert!(selection.dependence.unwrap().p_value.get() < 1e-10);
    assert!((selection.scores.reweighted - selection.scores.everybody).abs() < 0.05);
    assert!(selection.n_effective_after < selection.n_effective_before);
    // Bands decide the outcome, so the weighted mean outcome is that of everybody.
    let everybody: f64 = survey.topics.iter().map(|(_, y)| y).sum::<f64>() / 40_000.0;
    assert!((fitted.fit.mean_outcome - everybody).abs() < 1e-9);
}

#[test]
fn replicates_estimate_the_weights_anew() {
    let survey = survey(2000, 9);
    let fitted = survey.selected(&bayesian(400));
    let replicates = fitted.fit.replicates.unwrap();
    let outcomes: Vec<f64> = (0..400)
        .map(|i| {
            (0..4).fold(replicates.intercepts[i], |sum, j| {
                replicates.coefficients[[i, j]].mul_add(replicates.means[[i, j]], sum)
            })
        })
        .collect();
    let mean = outcomes.iter().sum::<f64>() / 400.0;
    let variance = outcomes.iter().map(|y| (y - mean).powi(2)).sum::<f64>() / 400.0;
    // With weights estimated anew the mean outcome of a replicate is the reweighted mean of all 2,000
    // respondents, because the bands decide the outcome: a Dirichlet mean. Fixed weights would give
    // the variance of about 840 commenters, more than twice as much.
    let y: Vec<f64> = survey.topics.iter().map(|(_, y)| *y).collect();
    let centre = y.iter().sum::<f64>() / 2000.0;
    let expected = y.iter().map(|y| (y - centre).powi(2)).sum::<f64>() / 2000.0 / 2001.0;
    let band = 4.0 * (2.0 / 400.0f64).sqrt();
    assert!(
        (variance / expected - 1.0).abs() < band,
        "{variance} is not {expected}"
    );
}

#[test]
fn clusters_of_commenters_and_silent_respondents_are_drawn_together() {
    let mut survey = survey(2000, 4);
    // Pairs: the mean outcome then varies as that of 1,000 units.
    for (at, respondent) in survey.respondents.iter_mut().enumerate() {
        respondent.cluster = Some(as_u32(at / 2));
    }
    for at in (1..2000).step_by(2) {
        let (score, band) = (
            survey.respondents[at - 1].score,
            survey.respondents[at - 1].band,
        );
        survey.topics[at].1 = survey.topics[at - 1].1;
        survey.respondents[at].score = score;
        survey.respondents[at].band = band;
    }
    let fitted = survey.selected(&bayesian(400));
    let replicates = fitted.fit.replicates.unwrap();
    let outcomes: Vec<f64> = (0..400)
        .map(|i| {
            (0..4).fold(replicates.intercepts[i], |sum, j| {
                replicates.coefficients[[i, j]].mul_add(replicates.means[[i, j]], sum)
            })
        })
        .collect();
    let mean = outcomes.iter().sum::<f64>() / 400.0;
    let variance = outcomes.iter().map(|y| (y - mean).powi(2)).sum::<f64>() / 400.0;
    let y: Vec<f64> = survey.topics.iter().map(|(_, y)| *y).collect();
    let centre = y.iter().sum::<f64>() / 2000.0;
    let expected = y.iter().map(|y| (y - centre).powi(2)).sum::<f64>() / 2000.0 / 1001.0;
    let band = 4.0 * (2.0 / 400.0f64).sqrt();
    assert!(
        (variance / expected - 1.0).abs() < band,
        "{variance} is not {expected}"
    );
}

#[test]
fn wrong_labels_and_selective_comments_are_repaired_together() {
    let mut survey = survey(40_000, 11);
    let (sensitivity, false_alarms) = (0.8, 0.03);
    let mut source = generator(11, 1);
    let mut n_of = [[0usize; 2]; 2];
    for _ in 0..4000 {
        let truth = uniform(&mut source) < 0.12;
        let chance = if truth { sensitivity } else { false_alarms };
        n_of[usize::from(truth)][usize::from(uniform(&mut source) < chance)] += 1;
    }
    for (x, _) in &mut survey.topics {
        let waits = x.first().is_some_and(|&(topic, _)| topic == 0);
        x.retain(|&(topic, _)| topic != 0);
        let chance = if waits { sensitivity } else { false_alarms };
        if uniform(&mut source) < chance {
            x.push((0, 1.0));
        }
    }
    let card = ModelCard {
        column: 0,
        counts: CardCounts::Complete {
            true_positives: n_of[1][1],
            false_negatives: n_of[1][0],
            false_positives: n_of[0][1],
            true_negatives: n_of[0][0],
        },
    };
    let options = CorrectionOptions {
        n_replicates: 80,
        ..CorrectionOptions::default()
    };
    let fitted = card_fit_selected(
        &survey.commenters(),
        names(4),
        single_groups(4),
        &survey.respondents,
        &SelectionOptions::default(),
        &[card],
        &options,
    )
    .unwrap();
    for (j, truth) in population_slopes().into_iter().enumerate() {
        let drawn = fitted.fit.replicates.coefficients.column(j);
        let got = fitted.fit.columns[j].coefficient.unwrap();
        let band = 4.0 * drawn.std(1.0);
        let estimate = got.corrected.estimate;
        assert!((estimate - truth).abs() < band, "{estimate} is not {truth}");
        if j < 2 {
            assert!(!got.naive.contains(truth));
        }
    }
    assert!(fitted.fit.columns[0].mean.corrected.contains(0.12));
}

#[test]
fn replicates_do_not_depend_on_threads() {
    let survey = survey(500, 2);
    let run = |n| on_threads(n, || survey.selected(&bayesian(30)));
    assert_eq!(run(1), run(3));
}

#[test]
fn weights_that_are_all_one_change_nothing() {
    let mut survey = survey(800, 6);
    for respondent in &mut survey.respondents {
        respondent.comment = Comment::Given;
    }
    let fitted = survey.selected(&without_replicates());
    assert!(
        fitted
            .selection
            .weights
            .iter()
            .all(|w| (w - 1.0).abs() < 1e-12)
    );
    assert!(fitted.selection.dependence.is_none() && fitted.selection.scores.gap.is_none());
    for (got, expected) in slopes(&fitted.fit)
        .iter()
        .zip(plain_slopes(survey.commenters()))
    {
        assert!((got - expected).abs() < 1e-10);
    }
}

/// Cells of 100 respondents with these numbers of commenters.
fn bands(commenters: &[usize]) -> Vec<Respondent> {
    let mut respondents = Vec::new();
    for (band, &n) in commenters.iter().enumerate() {
        for i in 0..100 {
            let comment = if i < n {
                Comment::Given
            } else {
                Comment::Absent
            };
            respondents.push(Respondent {
                band: as_u32(band),
                ..Respondent::new(as_f64(band), comment)
            });
        }
    }
    respondents
}

#[test]
fn a_cap_cuts_the_largest_weights_and_says_how_many() {
    let respondents = bands(&[80, 80, 2]);
    let with = |cap| {
        let options = SelectionOptions {
            min_commenters: 1,
            cap,
            ..SelectionOptions::default()
        };
        selection_weights(&respondents, &options).unwrap()
    };
    let free = with(Cap::Off);
    assert_eq!(free.n_capped, 0);
    assert!((free.cells[2].weight / free.cells[0].weight - 40.0).abs() < 1e-10);
    // Weights 1.25, 1.25 and 50 have mean 300/162.
    let capped = with(Cap::TimesMean(5.0));
    assert_eq!(capped.n_capped, 2);
    assert!(capped.cells[2].is_capped && !capped.cells[0].is_capped);
    let expected = 5.0 * 300.0 / 162.0 / 1.25;
    assert!((capped.cells[2].weight / capped.cells[0].weight - expected).abs() < 1e-10);
    assert!(capped.n_effective_after > free.n_effective_after);
    let mean = capped.weights.iter().sum::<f64>() / 162.0;
    assert!((mean - 1.0).abs() < 1e-12);
    // 160 of 162 commenters are 98.8 percent.
    assert_eq!(
        with(Cap::Percentile(Probability::new(0.98).unwrap())).n_capped,
        2
    );
    assert_eq!(
        with(Cap::Percentile(Probability::new(0.99).unwrap())).n_capped,
        0
    );
}

#[test]
fn small_cells_are_united_and_nobody_is_lost() {
    let selection = selection_weights(&bands(&[60, 3, 40]), &SelectionOptions::default()).unwrap();
    assert_eq!(selection.n_pairs, 3);
    let members: Vec<_> = selection
        .cells
        .iter()
        .map(|cell| cell.members.len())
        .collect();
    assert_eq!(members, [1, 2]);
    assert_eq!(selection.cells[1].n_commenters, 43);
    assert_eq!(selection.weights.len(), 103);
}

#[test]
fn respondents_that_give_no_weights_are_refused() {
    let options = SelectionOptions::default();
    let refuse = |respondents: &[Respondent], expected: &Error| {
        assert_eq!(
            &selection_weights(respondents, &options).unwrap_err(),
            expected
        );
    };
    refuse(&[], &Error::NoRows);
    let silent = Respondent::new(1.0, Comment::Absent);
    refuse(&[silent; 3], &Error::NoCommenters { n_respondents: 3 });
    let weightless = Respondent {
        weight: 0.0,
        ..silent
    };
    refuse(&[silent, weightless], &Error::Weight { row: 1, value: 0.0 });
    let scoreless = Respondent::new(f64::INFINITY, Comment::Given);
    refuse(
        &[scoreless],
        &Error::Outcome {
            row: 0,
            value: f64::INFINITY,
        },
    );
    let narrow = SelectionOptions {
        cap: Cap::TimesMean(0.5),
        ..SelectionOptions::default()
    };
    assert!(selection_weights(&bands(&[50]), &narrow).is_err());
    let survey = survey(100, 1);
    let rows = Rows::new(4);
    let fitted = fit_selected(
        &rows,
        names(4),
        single_groups(4),
        &survey.respondents,
        &options,
        &without_replicates(),
    );
    assert!(matches!(fitted, Err(Error::Shape { got: 0, .. })));
    assert!(matches!(without_replicates().resampling, Resampling::Off));
}

#[test]
fn raking_says_why_it_cannot_be() {
    let with = |change: &dyn Fn(&mut Vec<Margin>, &mut RakingOptions)| {
        let (mut margins, mut options) = (golden::margins(), RakingOptions::default());
        change(&mut margins, &mut options);
        rake(&[1.0; 60], &margins, &options)
    };
    let age = || "age".to_owned();
    assert_eq!(
        with(&|margins, _| margins[0].targets = vec![0.5, 0.3, 0.1, 0.1]).unwrap_err(),
        Error::EmptyCategory {
            margin: age(),
            category: 3,
            target: 0.1
        }
    );
    assert_eq!(
        with(&|margins, _| margins[0].targets = vec![0.5, 0.5]).unwrap_err(),
        Error::UnknownCategory {
            margin: age(),
            row: 2,
            category: 2,
            n_targets: 2
        }
    );
    assert!(matches!(
        with(&|margins, _| margins[0].targets[0] = 0.51).unwrap_err(),
        Error::TargetSum { sum, .. } if (sum - 1.01).abs() < 1e-12
    ));
    assert!(matches!(
        with(&|margins, _| margins[0].targets = vec![0.0, 0.5, 0.5]).unwrap_err(),
        Error::Target { category: 0, .. }
    ));
    // Region 3 holds a fifth of the rows and should hold two fifths.
    assert!(matches!(
        with(&|_, options| options.bounds = Some(WeightBounds {
            low: 0.3,
            high: 1.9
        }))
        .unwrap_err(),
        Error::Bounds { category: 3, .. }
    ));
    // Each margin alone can be met within these bounds, both together cannot.
    assert!(matches!(
        with(&|_, options| options.bounds = Some(WeightBounds {
            low: 0.33,
            high: 2.01
        }))
        .unwrap_err(),
        Error::NotConverged { .. }
    ));
    // Two names of one margin with different targets.
    assert!(matches!(
        with(&|margins, _| {
            margins[1] = margins[0].clone();
            margins[1].targets = vec![0.2, 0.3, 0.5];
        })
        .unwrap_err(),
        Error::NotConverged {
            n_iterations: 1000,
            ..
        }
    ));
}

#[test]
fn targets_that_were_rounded_are_divided_by_their_sum() {
    let mut margins = golden::margins();
    margins[0].targets[0] += 5e-7;
    let raking = rake(&[1.0; 60], &margins, &RakingOptions::default()).unwrap();
    let margin = &raking.margins[0];
    assert!((margin.target_sum - 1.000_000_5).abs() < 1e-12);
    assert!((margin.targets.iter().sum::<f64>() - 1.0).abs() < 1e-15);
    let mean = raking.weights.iter().sum::<f64>() / 60.0;
    assert!((mean - 1.0).abs() < 1e-9);
}

#[test]
fn raked_weights_meet_their_margins_and_keep_their_bounds() {
    let mut source = generator(8, 0);
    for _ in 0..40 {
        let n = 200;
        let margins: Vec<Margin> = (0..3)
            .map(|at| {
                let codes: Vec<usize> = (0..n).map(|i| (i + i / 9 * at) % [2, 3, 5][at]).collect();
                let raw: Vec<f64> = (0..[2, 3, 5][at])
                    .map(|_| 0.6f64.mul_add(uniform(&mut source), 0.7))
                    .collect();
                let sum: f64 = raw.iter().sum();
                Margin {
                    name: at.to_string(),
                    codes,
                    targets: raw.iter().map(|t| t / sum).collect(),
                }
            })
            .collect();
        let base: Vec<f64> = (0..n).map(|_| 1e9 * (0.5 + uniform(&mut source))).collect();
        let options = RakingOptions {
            bounds: Some(WeightBounds {
                low: 0.3,
                high: 2.5,
            }),
            ..RakingOptions::default()
        };
        let raking = rake(&base, &margins, &options).unwrap();
        for (margin, raked) in margins.iter().zip(&raking.margins) {
            for (category, target) in margin.targets.iter().enumerate() {
                let held = raking.weights.iter().zip(&margin.codes);
                let sum: f64 = held.filter(|(_, c)| **c == category).map(|(w, _)| w).sum();
                assert!((sum / as_f64(n) - target).abs() < 1e-9);
                assert!((raked.achieved[category] - target).abs() <= 1e-10);
            }
        }
        assert!(raking.weights.iter().all(|w| (0.3..=2.5).contains(w)));
        assert!(raking.n_effective < as_f64(n));
    }
}
