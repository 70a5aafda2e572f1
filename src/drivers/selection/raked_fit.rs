use super::{Margin, RakingOptions, rake};
use crate::drivers::fit::fit_resampled;
use crate::drivers::reweight::{cluster_factors, factor};
use crate::drivers::{Design, Error, Fit, Group, Options, Rows};
use crate::stats::Moments;
use crate::units::as_f64;
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;

/// A driver model of rows that are weighted to known margins.
#[derive(Debug, Clone)]
pub struct RakedFit {
    /// The design with the raked weights.
    pub design: Design,
    /// The weighted fit. Its replicates, and every interval made of them, rake anew; robust standard errors
    /// take the weights as known.
    pub fit: Fit,
}

/// Fits rows weighted to known margins, and rakes again in every replicate.
///
/// A sample is raked so that it has the shares of the population, and so must each replicate of it: with
/// the weights kept, a replicate that drew too few of a category would stay wrong, and its spread would count
/// as doubt although the margin is known. Without bounds a factor of raking hangs on the categories of a row
/// alone, so that sums per combination of categories are raked instead of rows.
///
/// # Shapes
///
/// `rows` and the codes of every margin are `(n_rows,)`; the weights of the rows are those before raking.
///
/// # Errors
///
/// Those of [`rake`], [`Design::new`] and [`fit()`](crate::drivers::fit()); [`Error::Setting`] for bounds, which
/// make factors of rows differ.
///
/// # References
///
/// Kolenikov (2010), *The Stata Journal* 10, p. 165, for raking anew in replicates; Rubin (1981) for exponential
/// weights.
pub fn fit_raked(
    rows: &Rows,
    columns: Vec<String>,
    groups: Vec<Group>,
    margins: &[Margin],
    raking: &RakingOptions,
    options: &Options,
) -> Result<RakedFit, Error> {
    if let Some(bounds) = raking.bounds {
        return Err(Error::Setting {
            setting: "bounds of weights that are raked in replicates",
            value: bounds.high,
        });
    }
    for margin in margins {
        if margin.codes.len() != rows.len() {
            return Err(Error::Shape {
                what: "the codes of a margin",
                got: margin.codes.len(),
                expected: rows.len(),
            });
        }
    }
    let mut cells = Cells::new(margins, rows.len());
    let mut base = rows.clone();
    base.dissolve_single_clusters();
    let (mut merged, cell_of) = base.merged_by(&cells.of_row);
    let weight_before = merged.weight.clone();
    cells.of_row = cell_of;
    let masses: Vec<f64> = (0..merged.len())
        .map(|row| weight_before[row] * as_f64(merged.count[row]))
        .collect();
    let factors = cells.factors(&masses, raking)?;
    let raked = masses.iter().zip(&cells.of_row);
    let total: f64 = raked.map(|(mass, &cell)| mass * factors[cell]).sum();
    let mean = total / as_f64(merged.count.iter().sum::<usize>());
    for (weight, &cell) in merged.weight.iter_mut().zip(&cells.of_row) {
        *weight *= factors[cell] / mean;
    }
    let design = Design::new(merged, columns, groups)?;
    let fit = fit_resampled(&design, options, |generator| {
        cells.reweighted_moments(&design, &weight_before, &factors, raking, generator)
    })?;
    Ok(RakedFit { design, fit })
}

/// Combinations of categories that occur.
struct Cells {
    of_row: Vec<usize>,
    /// The margins, with cells for rows.
    margins: Vec<Margin>,
    n: usize,
}

impl Cells {
    fn new(margins: &[Margin], n_rows: usize) -> Self {
        let mut known: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
        let mut of_row = Vec::with_capacity(n_rows);
        for row in 0..n_rows {
            let codes: Vec<usize> = margins.iter().map(|margin| margin.codes[row]).collect();
            let next = known.len();
            of_row.push(*known.entry(codes).or_insert(next));
        }
        let mut of_cells: Vec<Margin> = margins
            .iter()
            .map(|margin| Margin {
                codes: vec![0; known.len()],
                ..margin.clone()
            })
            .collect();
        for (codes, &cell) in &known {
            for (margin, &code) in of_cells.iter_mut().zip(codes) {
                margin.codes[cell] = code;
            }
        }
        Self {
            of_row,
            margins: of_cells,
            n: known.len(),
        }
    }

    /// What the mass of a row of each cell is multiplied by.
    fn factors(&self, masses: &[f64], raking: &RakingOptions) -> Result<Vec<f64>, Error> {
        let mut totals = vec![0.0; self.n];
        for (mass, &cell) in masses.iter().zip(&self.of_row) {
            totals[cell] += mass;
        }
        let raked = rake(&totals, &self.margins, raking)?;
        let parts = raked.weights.iter().zip(&totals);
        Ok(parts.map(|(raked, total)| raked / total).collect())
    }

    /// Moments of one replicate. Exponential weights leave no category empty, so that raking fails only where
    /// it nearly does for the sample; then its factors are kept.
    fn reweighted_moments(
        &self,
        design: &Design,
        base: &[f64],
        of_sample: &[f64],
        raking: &RakingOptions,
        generator: &mut ChaCha8Rng,
    ) -> Moments {
        let of_cluster = cluster_factors(design.n_clusters(), generator);
        let masses: Vec<f64> = (0..design.n_rows())
            .map(|row| {
                let (count, cluster) = (design.count()[row], design.cluster()[row]);
                base[row] * factor(count, cluster, &of_cluster, generator)
            })
            .collect();
        let factors = self.factors(&masses, raking);
        let factors = factors.as_deref().unwrap_or(of_sample);
        design.moments(|row| masses[row] * factors[self.of_row[row]])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::fixtures::{bayesian, driver, names};
    use crate::drivers::{Row, WeightBounds};
    use crate::stats::draw::{normal, uniform};
    use crate::stats::generator;

    fn sample() -> (Rows, Margin) {
        let mut source = generator(12, 0);
        let mut rows = Rows::new(2);
        let mut codes = Vec::new();
        for _ in 0..400 {
            // Half of the sample is old, a fifth of the population.
            let old = f64::from(u8::from(uniform(&mut source) < 0.5));
            let wait = f64::from(u8::from(uniform(&mut source) < 0.2f64.mul_add(old, 0.2)));
            let y = (2.0f64.mul_add(-wait, 7.0) + old + normal(&mut source)).round();
            rows.push(Row::new(&[(0, wait), (1, old)], y));
            codes.push(usize::from(old > 0.5));
        }
        let margin = Margin {
            name: "age".to_owned(),
            codes,
            targets: vec![0.8, 0.2],
        };
        (rows, margin)
    }

    fn groups() -> Vec<Group> {
        vec![driver("wait", &[0]), driver("old", &[1])]
    }

    #[test]
    fn every_replicate_has_the_shares_of_the_population() {
        let (rows, margin) = sample();
        let raking = RakingOptions::default();
        let margins = [margin.clone()];
        let found = fit_raked(&rows, names(2), groups(), &margins, &raking, &bayesian(50)).unwrap();
        assert!((found.fit.columns[1].mean - 0.2).abs() < 1e-12);
        let drawn = found.fit.replicates.unwrap();
        for mean in drawn.means.column(1) {
            assert!((mean - 0.2).abs() < 1e-12, "{mean}");
        }
        assert!(drawn.means.column(0).std(1.0) > 0.005);
        // The point is the fit of rows with the raked weights.
        let raked = rake(&[1.0; 400], &[margin], &raking).unwrap();
        let mut weighted = rows;
        weighted.weight = raked.weights;
        let plain = crate::drivers::fit(
            &Design::new(weighted.compressed(), names(2), groups()).unwrap(),
            &bayesian(50),
        )
        .unwrap();
        for (a, b) in plain.columns.iter().zip(&found.fit.columns) {
            let (a, b) = (a.estimate.unwrap(), b.estimate.unwrap());
            assert!((a.value - b.value).abs() < 1e-12);
            let errors = (
                a.doubt.unwrap().standard_error,
                b.doubt.unwrap().standard_error,
            );
            assert!((errors.0 / errors.1 - 1.0).abs() < 1e-10);
        }
        // With kept weights the share of the old varies, as if it were not known.
        assert!(plain.replicates.unwrap().means.column(1).std(1.0) > 0.01);
    }

    #[test]
    fn bounds_are_refused() {
        let (rows, margin) = sample();
        let raking = RakingOptions {
            bounds: Some(WeightBounds {
                low: 0.3,
                high: 3.0,
            }),
            ..RakingOptions::default()
        };
        let refused = fit_raked(&rows, names(2), groups(), &[margin], &raking, &bayesian(50));
        assert!(matches!(refused, Err(Error::Setting { .. })));
    }
}
