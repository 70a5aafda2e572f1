//! What must hold whatever the data.

#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use super::{
    Adjusted, MixedModel, Part, Standing, StandingOptions, Standings, intraclass, mixed_model,
    standings, within_between,
};
use crate::drivers::{
    Design, Error, Row, Rows,
    fixtures::{driver, names, single_groups},
};
use crate::stats::draw::{below, normal};
use crate::stats::generator;
use crate::units::{Interval, Probability, as_f64, as_u32};
use proptest::prelude::*;

/// Columns of the drawn rows.
const P: usize = 2;

fn level() -> Probability {
    Probability::saturating(0.95)
}

/// One observation in full.
#[derive(Debug, Clone, Copy)]
struct Drawn {
    x: [f64; P],
    y: f64,
    weight: f64,
    cluster: Option<u32>,
}

/// Clusters of one to nine observations with a level of their own, and some observations outside.
fn drawn(n_clusters: usize, spread: f64, seed: u64) -> Vec<Drawn> {
    let mut source = generator(seed, 0);
    let mut rows = Vec::new();
    for cluster in 0..n_clusters {
        let own = spread * normal(&mut source);
        for _ in 0..=below(&mut source, 9) {
            let x = [
                (2.0f64.mul_add(normal(&mut source), own)).round(),
                normal(&mut source),
            ];
            rows.push(Drawn {
                x,
                y: 0.5f64.mul_add(x[0], own) - x[1] + normal(&mut source),
                weight: [1.0, 1.0, 2.0][below(&mut source, 3)],
                cluster: (cluster % 7 != 6).then(|| as_u32(cluster)),
            });
        }
    }
    rows
}

fn rows(drawn: &[Drawn]) -> Rows {
    let mut rows = Rows::new(P);
    for row in drawn {
        rows.push(Row {
            weight: row.weight,
            cluster: row.cluster,
            ..Row::new(&[(0, row.x[0]), (1, row.x[1])], row.y)
        });
    }
    rows
}

fn design(drawn: &[Drawn]) -> Design {
    Design::new(rows(drawn), names(P), single_groups(P)).unwrap()
}

/// Every number of a model but the intercept, which comes first.
fn numbers(model: &MixedModel) -> Vec<f64> {
    let mut numbers = vec![model.intercept.estimate.value];
    for effect in model.columns.iter().flatten() {
        let doubt = effect.estimate.doubt.unwrap();
        numbers.extend([effect.estimate.value, doubt.standard_error]);
        numbers.push(effect.degrees_of_freedom);
    }
    for component in [model.cluster_variance, model.residual_variance] {
        numbers.extend([component.value, component.standard_error]);
    }
    numbers.extend(bounds(model.intraclass));
    numbers
}

fn bounds(interval: Interval) -> [f64; 3] {
    [interval.low, interval.estimate, interval.high]
}

fn assert_near(got: &[f64], expected: &[f64], relative: f64) {
    assert_eq!(got.len(), expected.len());
    for (got, expected) in got.iter().zip(expected) {
        let band = relative * (1.0 + expected.abs());
        assert!((got - expected).abs() <= band, "{got} is not {expected}");
    }
}

fn all_ids(options_n: usize, design: &Design) -> Standings {
    let ids: Vec<u32> = (0..40).collect();
    let options = StandingOptions {
        minimum_n: options_n,
        ..StandingOptions::default()
    };
    standings(design, &ids, &options).unwrap()
}

fn estimated(found: &Standings) -> Vec<(u32, Adjusted)> {
    let each = found.clusters.iter();
    each.filter_map(|cluster| match cluster.standing {
        Standing::Estimated(adjusted) => Some((cluster.cluster, adjusted)),
        Standing::Absent | Standing::TooFew { .. } => None,
    })
    .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_constant_added_to_the_outcome_moves_levels_only(seed in 0u64..1000, constant in -500.0..500.0f64) {
        let before = drawn(12, 1.0, seed);
        let mut after = before.clone();
        for row in &mut after {
            row.y += constant;
        }
        let (before, after) = (design(&before), design(&after));
        let mut expected = numbers(&mixed_model(&before, level()).unwrap());
        expected[0] += constant;
        assert_near(&numbers(&mixed_model(&after, level()).unwrap()), &expected, 1e-9);

        let (one, other) = (all_ids(3, &before), all_ids(3, &after));
        prop_assert!((one.reference + constant - other.reference).abs() < 1e-9);
        for ((id, a), (again, b)) in estimated(&one).into_iter().zip(estimated(&other)) {
            prop_assert_eq!(id, again);
            let moved = bounds(a.shrunken).map(|bound| bound + constant);
            assert_near(&bounds(b.shrunken), &moved, 1e-9);
            assert_near(&bounds(b.effect), &bounds(a.effect), 1e-8);
        }
        let (one, other) = (intraclass(&before, level()).unwrap(), intraclass(&after, level()).unwrap());
        assert_near(&bounds(other.by_anova), &bounds(one.by_anova), 1e-9);
        assert_near(&bounds(other.by_likelihood), &bounds(one.by_likelihood), 1e-8);
        let (one, other) = (within_between(&before, level()).unwrap(), within_between(&after, level()).unwrap());
        for (a, b) in one.columns.iter().zip(&other.columns) {
            for (a, b) in [(a.within, b.within), (a.between, b.between)] {
                let (a, b) = (a.estimate().unwrap(), b.estimate().unwrap());
                assert_near(&[b.value], &[a.value], 1e-9);
                assert_near(&bounds(b.doubt.unwrap().interval), &bounds(a.doubt.unwrap().interval), 1e-8);
            }
        }
    }

    #[test]
    fn new_numbers_for_clusters_and_a_new_order_of_rows_change_nothing(seed in 0u64..1000) {
        let before = drawn(12, 0.7, seed);
        let relabel = |id: u32| 1_000_000 - 17 * id;
        let mut after: Vec<Drawn> = before.iter().rev().copied().collect();
        for row in &mut after {
            row.cluster = row.cluster.map(relabel);
            row.weight *= 3.0;
        }
        let (before, after) = (design(&before), design(&after));
        let (one, other) = (mixed_model(&before, level()).unwrap(), mixed_model(&after, level()).unwrap());
        assert_near(&numbers(&other), &numbers(&one), 1e-9);
        let options = StandingOptions { minimum_n: 2, ..StandingOptions::default() };
        let ids = [3, 0, 8, 3, 11];
        let one = standings(&before, &ids, &options).unwrap();
        let other = standings(&after, &ids.map(relabel), &options).unwrap();
        for (at, (a, b)) in one.clusters.iter().zip(&other.clusters).enumerate() {
            prop_assert_eq!((a.cluster, b.cluster), (ids[at], relabel(ids[at])));
            match (a.standing, b.standing) {
                (Standing::Estimated(a), Standing::Estimated(b)) => {
                    assert_near(&bounds(b.shrunken), &bounds(a.shrunken), 1e-9);
                    assert_near(&bounds(b.observed), &bounds(a.observed), 1e-9);
                }
                (a, b) => prop_assert_eq!(a, b),
            }
        }
    }

    #[test]
    fn merged_rows_and_dissolved_single_clusters_give_the_same_model(seed in 0u64..1000) {
        let before = drawn(20, 0.7, seed);
        let merged = rows(&before).compressed();
        let merged = Design::new(merged, names(P), single_groups(P)).unwrap();
        let plain = design(&before);
        let expected = numbers(&mixed_model(&plain, level()).unwrap());
        assert_near(&numbers(&mixed_model(&merged, level()).unwrap()), &expected, 1e-9);
        let (one, other) = (within_between(&plain, level()).unwrap(), within_between(&merged, level()).unwrap());
        for (a, b) in one.columns.iter().zip(&other.columns) {
            let (a, b) = (a.difference.unwrap(), b.difference.unwrap());
            assert_near(&[b.value, b.doubt.unwrap().standard_error], &[a.value, a.doubt.unwrap().standard_error], 1e-9);
        }
        let (one, other) = (intraclass(&plain, level()).unwrap().sizes, intraclass(&merged, level()).unwrap().sizes);
        prop_assert_eq!((one.n_clusters, one.least, one.most), (other.n_clusters, other.least, other.most));
        assert_near(&[other.typical, other.median], &[one.typical, one.median], 1e-12);
    }

    #[test]
    fn other_units_of_a_column_and_the_outcome_scale_the_numbers(seed in 0u64..1000) {
        let before = drawn(12, 1.0, seed);
        let mut after = before.clone();
        for row in &mut after {
            row.x[0] *= 1e8;
            row.y *= 1e-6;
        }
        let one = mixed_model(&design(&before), level()).unwrap();
        let other = mixed_model(&design(&after), level()).unwrap();
        let slope = |model: &MixedModel| model.columns[0].unwrap().estimate.value;
        prop_assert!((slope(&other) * 1e14 / slope(&one) - 1.0).abs() < 1e-8);
        assert_near(&bounds(other.intraclass), &bounds(one.intraclass), 1e-8);
        let ratio = other.residual_variance.value * 1e12 / one.residual_variance.value;
        prop_assert!((ratio - 1.0).abs() < 1e-9);
    }
}

/// Weights that differ in the last digits keep every cluster a block of its own.
#[test]
fn clusters_of_one_weight_may_be_summed_first() {
    let mut before = drawn(300, 1.0, 5);
    for row in &mut before {
        row.weight = 1.0;
    }
    let mut after = before.clone();
    let mut source = generator(6, 0);
    for row in &mut after {
        row.weight += 1e-13 * normal(&mut source);
    }
    let expected = numbers(&mixed_model(&design(&before), level()).unwrap());
    let got = numbers(&mixed_model(&design(&after), level()).unwrap());
    assert_near(&got, &expected, 1e-10);
}

/// `n_clusters` clusters of `size`, levels `spread` times normal; no effects.
fn balanced(n_clusters: usize, size: usize, spread: f64, seed: u64) -> Vec<Drawn> {
    let mut source = generator(seed, 0);
    let mut rows = Vec::new();
    for cluster in 0..n_clusters {
        let own = spread * normal(&mut source);
        for _ in 0..size {
            rows.push(Drawn {
                x: [normal(&mut source), normal(&mut source)],
                y: own + normal(&mut source),
                weight: 1.0,
                cluster: Some(as_u32(cluster)),
            });
        }
    }
    rows
}

/// A design without any column that varies, so that only the constant is fitted.
fn constant_only(drawn: &[Drawn]) -> Design {
    let mut rows = Rows::new(1);
    for row in drawn {
        rows.push(Row {
            cluster: row.cluster,
            ..Row::new(&[], row.y)
        });
    }
    Design::new(rows, names(1), single_groups(1)).unwrap()
}

#[test]
fn in_balanced_clusters_likelihood_and_analysis_of_variance_agree() {
    let design = constant_only(&balanced(11, 4, 1.0, 3));
    let found = intraclass(&design, level()).unwrap();
    let model = mixed_model(&design, level()).unwrap();
    assert_near(
        &[found.by_likelihood.estimate],
        &[found.by_anova.estimate],
        1e-12,
    );
    assert!(found.by_anova.estimate > 0.1);
    // The grand mean is tested against the mean squares between, which have G − 1 degrees.
    assert_near(&[model.intercept.degrees_of_freedom], &[10.0], 1e-9);
    let error = model.intercept.estimate.doubt.unwrap().standard_error;
    let between = found.f_statistic * model.residual_variance.value;
    assert_near(&[error], &[(between / 44.0).sqrt()], 1e-12);
    assert!(model.columns[0].is_none() && model.dropped.len() == 1);
    assert_near(
        &[found.sizes.typical, found.sizes.median],
        &[4.0, 4.0],
        1e-12,
    );
    let effect = 3.0f64.mul_add(found.by_anova.estimate, 1.0);
    assert_near(&[found.design_effect.estimate], &[effect], 1e-12);
}

#[test]
fn clusters_more_alike_than_chance_have_no_variance_and_keep_their_doubt() {
    // Every cluster holds the same four values in turn: means are equal, squares between zero.
    let mut rows = balanced(12, 8, 0.0, 4);
    for (at, row) in rows.iter_mut().enumerate() {
        row.y = [1.0, 2.0, 3.0, 4.0][at % 4] + 0.01 * row.x[0];
    }
    let design = design(&rows);
    let found = intraclass(&design, level()).unwrap();
    assert!(found.by_anova.estimate < 0.0);
    assert!(found.by_likelihood.estimate.abs() < 1e-15 && found.by_likelihood.low.abs() < 1e-15);
    let found = all_ids(1, &design);
    assert!(found.model.cluster_variance.value.abs() < 1e-15);
    for (_, adjusted) in estimated(&found) {
        assert!(adjusted.reliability.abs() < 1e-15);
        assert!((adjusted.shrunken.estimate - found.reference).abs() < 1e-12);
        assert!(adjusted.shrunken.high - adjusted.shrunken.low > 0.1);
    }
}

#[test]
fn small_and_unknown_clusters_come_back_without_a_value_in_the_order_asked_for() {
    let mut rows = balanced(6, 10, 1.0, 5);
    rows.truncate(59);
    let options = StandingOptions::default();
    let found = standings(&design(&rows), &[5, 77, 0, 5], &options).unwrap();
    let ids: Vec<u32> = found
        .clusters
        .iter()
        .map(|cluster| cluster.cluster)
        .collect();
    assert_eq!(ids, [5, 77, 0, 5]);
    let few = Standing::TooFew { n_observations: 9 };
    assert_eq!(found.clusters[0].standing, few);
    assert_eq!(found.clusters[3].standing, few);
    assert_eq!(found.clusters[1].standing, Standing::Absent);
    assert!(matches!(found.clusters[2].standing, Standing::Estimated(_)));
    let options = StandingOptions {
        minimum_n: 0,
        ..options
    };
    assert!(standings(&design(&rows), &[0], &options).is_err());
}

#[test]
fn shrinkage_draws_small_clusters_further_towards_the_reference() {
    let rows = drawn(30, 1.0, 8);
    let found = all_ids(1, &design(&rows));
    for (_, a) in estimated(&found) {
        let (observed, shrunken) = (
            a.observed.estimate - found.reference,
            a.shrunken.estimate - found.reference,
        );
        assert!((shrunken - a.reliability * observed).abs() < 1e-12);
        assert!(a.reliability > 0.0 && a.reliability < 1.0);
        assert!((a.effect.estimate - shrunken).abs() < 1e-12);
    }
}

/// How often intervals hold what they should, in clusters and overall.
#[test]
fn intervals_of_standings_cover_the_levels_of_clusters_as_often_as_they_say() {
    let (n_sets, n_clusters) = (120usize, 25usize);
    let (mut share, mut squares, mut observed_share) = (0.0, 0.0, 0.0);
    for set in 0..n_sets {
        let mut source = generator(900 + set as u64, 0);
        let mut rows = Vec::new();
        let mut levels = Vec::new();
        for cluster in 0..n_clusters {
            let own = 0.6 * normal(&mut source);
            levels.push(own);
            for _ in 0..4 + below(&mut source, 9) {
                let x = [normal(&mut source), normal(&mut source)];
                rows.push(Drawn {
                    x,
                    y: own + x[0] + normal(&mut source),
                    weight: 1.0,
                    cluster: Some(as_u32(cluster)),
                });
            }
        }
        let n = as_f64(rows.len());
        let mean = rows.iter().map(|row| row.x[0]).sum::<f64>() / n;
        let found = all_ids(1, &design(&rows));
        let (mut covered, mut observed) = (0usize, 0usize);
        for (id, adjusted) in estimated(&found) {
            let truth = levels[id as usize] + mean;
            covered += usize::from(adjusted.shrunken.contains(truth));
            observed += usize::from(adjusted.observed.contains(truth));
        }
        let covered = as_f64(covered) / as_f64(n_clusters);
        share += covered;
        squares += covered * covered;
        observed_share += as_f64(observed) / as_f64(n_clusters);
    }
    // Clusters of one set share their model, so sets are what is independent.
    let n = as_f64(n_sets);
    let (share, observed_share) = (share / n, observed_share / n);
    let band = 4.0 * ((squares / n - share * share) / n).sqrt();
    assert!((share - 0.95).abs() < band, "{share} {band}");
    assert!(
        (observed_share - 0.95).abs() < band,
        "{observed_share} {band}"
    );
}

#[test]
fn intervals_of_the_intraclass_correlation_cover_it_as_often_as_they_say() {
    let n_sets = 300;
    let (mut by_anova, mut by_likelihood) = (0usize, 0usize);
    for set in 0..n_sets {
        // A variance of 0.25 between and 1 within.
        let design = constant_only(&balanced(20, 5, 0.5, 3000 + set));
        let found = intraclass(&design, level()).unwrap();
        by_anova += usize::from(found.by_anova.contains(0.2));
        by_likelihood += usize::from(found.by_likelihood.contains(0.2));
    }
    let n = as_f64(300);
    let band = 4.0 * (0.95 * 0.05 / n).sqrt();
    for covered in [by_anova, by_likelihood] {
        assert!((as_f64(covered) / n - 0.95).abs() < band, "{covered}");
    }
}

#[test]
fn the_effect_within_clusters_is_that_of_a_regression_with_a_level_per_cluster() {
    let rows: Vec<Drawn> = drawn(9, 2.0, 12)
        .into_iter()
        .filter(|row| row.cluster.is_some())
        .collect();
    let found = within_between(&design(&rows), level()).unwrap();
    let mut with_levels = Rows::new(P + 9);
    for row in &rows {
        let mut x = vec![(0, row.x[0]), (1, row.x[1])];
        let cluster = row.cluster.unwrap() as usize;
        x.push((P + cluster, 1.0));
        with_levels.push(Row {
            weight: row.weight,
            ..Row::new(&x, row.y)
        });
    }
    let groups = vec![driver("all", &(0..P + 9).collect::<Vec<_>>())];
    let levels = Design::new(with_levels, names(P + 9), groups).unwrap();
    let options = crate::drivers::fixtures::without_replicates();
    let fit = crate::drivers::fit(&levels, &options).unwrap();
    for column in 0..P {
        let expected = fit.columns[column].estimate.unwrap().value;
        let got = found.columns[column].within.estimate().unwrap().value;
        assert_near(&[got], &[expected], 1e-11);
    }
    let share = found.columns[0].share_between;
    assert!(share > 0.0 && share < 1.0);
}

#[test]
fn with_few_clusters_the_effect_between_has_no_error_or_no_value() {
    // Three clusters and two columns: means are fitted exactly.
    let found = within_between(&design(&balanced(3, 20, 1.0, 6)), level()).unwrap();
    assert!(found.columns[1].within.estimate().unwrap().doubt.is_some());
    assert!(found.columns[1].between.estimate().unwrap().doubt.is_none());
    assert_eq!(found.difference_of_drivers, None);
    // Two clusters: the second mean has nothing left.
    let found = within_between(&design(&balanced(2, 20, 1.0, 6)), level()).unwrap();
    assert_eq!(found.columns[1].between, Part::Determined);
    assert!(found.columns[1].difference.is_none());
}

fn check_refusal(drawn: &[Drawn], expected: &Error) {
    let design = design(drawn);
    assert_eq!(&mixed_model(&design, level()).unwrap_err(), expected);
}

#[test]
fn what_cannot_tell_clusters_from_observations_is_refused() {
    let mut rows = balanced(1, 20, 1.0, 7);
    let few = |n_clusters| Error::TooFewClusters {
        n_clusters,
        least: 2,
    };
    check_refusal(&rows, &few(1));
    assert_eq!(within_between(&design(&rows), level()).unwrap_err(), few(1));
    assert_eq!(intraclass(&design(&rows), level()).unwrap_err(), few(1));
    for row in &mut rows {
        row.cluster = None;
    }
    check_refusal(&rows, &few(0));
    for (at, row) in rows.iter_mut().enumerate() {
        row.cluster = Some(as_u32(at));
    }
    check_refusal(&rows, &Error::NoReplication { n_clusters: 20 });
    let few_rows = Error::TooFewRows {
        n_observations: 3,
        n_parameters: 3,
    };
    let mut rows = balanced(2, 2, 1.0, 7);
    rows.truncate(3);
    check_refusal(&rows, &few_rows);

    // The outcome is a matter of cluster and columns, to the last digit.
    let mut rows = balanced(6, 5, 1.0, 8);
    for row in &mut rows {
        row.y = f64::from(row.cluster.unwrap()).sin() + row.x[0];
    }
    check_refusal(&rows, &Error::NoResidual);

    // Two clusters, told apart by a column.
    let mut rows = balanced(2, 10, 1.0, 9);
    for row in &mut rows {
        row.x[1] = f64::from(row.cluster.unwrap());
    }
    let determined = Error::ClustersDetermined {
        n_clusters: 2,
        n_parameters: 3,
    };
    check_refusal(&rows, &determined);
}

#[test]
fn equal_and_constant_columns_are_left_out_of_a_mixed_model() {
    let mut rows = Rows::new(4);
    for row in balanced(8, 6, 1.0, 10) {
        let x = [(0, row.x[0]), (1, 3.3), (2, row.x[0]), (3, row.x[1])];
        rows.push(Row {
            cluster: row.cluster,
            ..Row::new(&x, row.y)
        });
    }
    let design = Design::new(rows, names(4), single_groups(4)).unwrap();
    let model = mixed_model(&design, level()).unwrap();
    let kept: Vec<bool> = model.columns.iter().map(Option::is_some).collect();
    assert_eq!(kept, [true, false, false, true]);
    assert_eq!(model.dropped.len(), 2);
    let found = within_between(&design, level()).unwrap();
    assert_eq!(found.columns[1].within, Part::Invariant);
    assert_eq!(found.columns[1].between, Part::Invariant);
    assert_eq!(found.columns[2].within, Part::Determined);
}
