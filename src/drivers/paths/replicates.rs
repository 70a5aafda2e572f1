use super::data::Ratings;
use super::estimates::Reference;
use super::{PathError, PathEstimates, PathModel, PathOptions};
use crate::drivers::options::Purpose;
use crate::drivers::regression::REPLICATE_TOLERANCE;
use crate::stats::draw::exponential;
use crate::stats::resample;

/// Joint replicates of a path model: every unit gets an exponential weight (Rubin 1981), and the
/// whole estimation runs again.
///
/// Each replicate starts at the weights of the data, and each composite takes the sign nearer to
/// that of the data: Σ loading · loading of the data is not negative.
#[derive(Debug, Clone, PartialEq)]
pub struct PathReplicates {
    /// The replicates that gave estimates, in the order of their draws.
    pub draws: Vec<PathEstimates>,
    /// Number of replicates that were drawn.
    pub n_drawn: usize,
    /// Replicates whose weights had not settled at the limit of iterations; left out.
    pub n_not_converged: usize,
    /// Replicates in which indicators or constructs determined each other; left out.
    pub n_degenerate: usize,
}

impl PathReplicates {
    /// Part of the drawn replicates that gave no estimates.
    pub fn share_failed(&self) -> f64 {
        let n_failed = self.n_not_converged + self.n_degenerate;
        crate::units::as_f64(n_failed) / crate::units::as_f64(self.n_drawn.max(1))
    }
}

pub(super) fn replicates(
    model: &PathModel,
    ratings: &Ratings<'_>,
    data: &PathEstimates,
    options: &PathOptions,
) -> PathReplicates {
    let seed = Purpose::Replicates.seed(options.seed);
    let runs = resample(options.n_replicates, seed, |_, generator| {
        let factors: Vec<f64> = (0..ratings.n_units())
            .map(|_| exponential(generator))
            .collect();
        let moments = ratings.moments_for(model, &factors)?;
        PathEstimates::new(
            model,
            &moments,
            ratings.n_rows(),
            options,
            Reference::Data(data),
            REPLICATE_TOLERANCE,
        )
    });
    let mut result = PathReplicates {
        draws: Vec::with_capacity(runs.len()),
        n_drawn: runs.len(),
        n_not_converged: 0,
        n_degenerate: 0,
    };
    for run in runs {
        match run {
            Ok(estimates) => result.draws.push(estimates),
            Err(PathError::NotConverged { .. }) => result.n_not_converged += 1,
            Err(_) => result.n_degenerate += 1,
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::Error;
    use crate::drivers::paths::fixtures::{Lehmer, pair, ratings, satisfaction_model};
    use crate::drivers::paths::{CompositeMode, PathCaveat, PathData, PathFit, fit_paths};
    use crate::stats::tests::on_threads;
    use crate::units::{Probability, as_f64, as_u32};
    use ndarray::{Array2, Axis};

    const MODES: [CompositeMode; 5] = [
        CompositeMode::A,
        CompositeMode::B,
        CompositeMode::A,
        CompositeMode::Equal,
        CompositeMode::A,
    ];

    fn drawn(n_replicates: usize) -> PathOptions {
        PathOptions {
            n_replicates,
            ..PathOptions::default()
        }
    }

    fn fitted(table: &Array2<f64>, clusters: Option<&[u32]>, options: &PathOptions) -> PathFit {
        let data = PathData {
            clusters,
            ..PathData::new(table)
        };
        fit_paths(&satisfaction_model(MODES), &data, options).unwrap()
    }

    #[test]
    fn replicates_are_the_same_on_any_number_of_threads() {
        let table = ratings(60);
        let run = |n| on_threads(n, || fitted(&table, None, &drawn(20)));
        assert_eq!(run(1), run(2));
        assert_eq!(run(1), run(8));
    }

    #[test]
    fn rows_of_one_cluster_are_drawn_together() {
        let table = ratings(60);
        let twice = ndarray::concatenate![Axis(0), table, table];
        // Ids without order or density; they number the units in ascending order.
        let clusters: Vec<u32> = (0..120).map(|row| as_u32(row % 60 * 7 + 5)).collect();
        let one = fitted(&table, None, &drawn(20));
        let other = fitted(&twice, Some(&clusters), &drawn(20));
        assert_eq!((one.n_units, other.n_units, other.n_rows), (60, 60, 120));
        let (one, other) = (one.replicates.unwrap(), other.replicates.unwrap());
        for (a, b) in one.draws.iter().zip(&other.draws) {
            for (a, b) in a.total.iter().zip(&b.total) {
                assert!((a - b).abs() < 1e-8);
            }
        }
    }

    #[test]
    fn composites_of_replicates_point_where_those_of_the_data_do() {
        let mut table = ratings(40);
        // Half of a block against the other half: the sum of loadings hangs by a thread.
        table.column_mut(0).mapv_inplace(|value| 11.0 - value);
        table.column_mut(2).mapv_inplace(|value| 11.0 - value);
        let fit = fitted(&table, None, &drawn(60));
        let data = &fit.estimates;
        for draw in &fit.replicates.as_ref().unwrap().draws {
            for construct in 0..5 {
                let block = fit.model.block(construct);
                let product: f64 = block.map(|at| draw.loadings[at] * data.loadings[at]).sum();
                assert!(product > 0.0);
            }
        }
    }

    #[test]
    fn replicates_that_do_not_settle_are_counted_and_told() {
        let table = ratings(40);
        let free = fitted(
            &table,
            None,
            &PathOptions {
                n_replicates: 0,
                ..drawn(0)
            },
        );
        // As many rounds as the data need, of which replicates of another sample often need more.
        let limited = PathOptions {
            max_iterations: free.estimates.n_iterations,
            ..drawn(60)
        };
        let fit = fitted(&table, None, &limited);
        let replicates = fit.replicates.as_ref().unwrap();
        assert!(replicates.n_not_converged > 3 && replicates.n_degenerate == 0);
        assert_eq!(replicates.draws.len() + replicates.n_not_converged, 60);
        let told = fit.caveats.iter().any(|caveat| {
            let n_failed = replicates.n_not_converged;
            *caveat
                == PathCaveat::FailedReplicates {
                    n_failed,
                    n_drawn: 60,
                }
        });
        assert!(told);
    }

    #[test]
    fn a_quantity_that_many_replicates_lack_has_no_interval() {
        let fit = fitted(&ratings(60), None, &drawn(40));
        let of = |estimates: &PathEstimates| estimates.total[[4, 0]];
        let mut values: Vec<f64> = fit
            .replicates
            .iter()
            .flat_map(|r| &r.draws)
            .map(of)
            .collect();
        values.sort_by(f64::total_cmp);
        let above = |n_without: usize| {
            let least = values[n_without].min(of(&fit.estimates));
            fit.measure(|estimates| Some(of(estimates)).filter(|&value| value >= least))
        };
        // One in twenty may lack it; the interval is then that of the others.
        let interval = above(2).unwrap().unwrap().interval.unwrap();
        assert!(interval.low >= values[2]);
        assert_eq!(above(3).unwrap().unwrap().interval, None);
        assert_eq!(fit.measure(|_| None).unwrap(), None);
        assert!(fit.measure(|_| Some(f64::NAN)).is_err());
    }

    #[test]
    fn a_single_unit_cannot_be_resampled_and_few_are_told() {
        let table = ratings(40);
        let model = satisfaction_model(MODES);
        let data = |clusters| PathData {
            clusters: Some(clusters),
            ..PathData::new(&table)
        };
        let error = fit_paths(&model, &data(&[3; 40]), &drawn(5)).unwrap_err();
        assert_eq!(error, Error::Paths(PathError::TooFewUnits { n_units: 1 }));
        let clusters: Vec<u32> = (0..40).map(|row| row % 8).collect();
        let fit = fit_paths(&model, &data(&clusters), &drawn(5)).unwrap();
        assert!(fit.caveats.contains(&PathCaveat::FewUnits { n_units: 8 }));
    }

    #[test]
    fn intervals_of_effects_cover_the_truth_as_often_as_they_say() {
        // Two indicators of equal part in each construct: correlation of the composites is known.
        let (n_sets, n_rows, mut n_covered) = (150, 60, 0usize);
        let model = pair(2, 2, CompositeMode::Equal);
        let mut source = Lehmer(7);
        // A composite is its construct and noise of variance 0.5 · 0.25; the path is 0.6.
        let truth = 0.6 / 1.125;
        for set in 0..n_sets {
            let mut table = Array2::zeros((n_rows, 4));
            for mut row in table.rows_mut() {
                let cause = source.normal();
                let effect = 0.6f64.mul_add(cause, 0.8 * source.normal());
                for (at, construct) in [cause, cause, effect, effect].into_iter().enumerate() {
                    row[at] = 0.5f64.mul_add(source.normal(), construct);
                }
            }
            let options = PathOptions {
                level: Probability::new(0.9).unwrap(),
                seed: set,
                ..drawn(120)
            };
            let fit = fit_paths(&model, &PathData::new(&table), &options).unwrap();
            let effect = fit.effects().unwrap()[0];
            n_covered += usize::from(effect.total.interval.unwrap().contains(truth));
        }
        let n = as_f64(150);
        let band = 4.0 * (0.9 * 0.1 / n).sqrt();
        assert!((as_f64(n_covered) / n - 0.9).abs() < band, "{n_covered}");
    }
}
