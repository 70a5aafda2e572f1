use super::pooled::{PooledColumn, PooledDriver, PooledExplained, Range};
use super::pooling::{PooledEstimate, pool_r2};
use crate::drivers::{Error, Estimate, Fit, Group, Options, Replicates, StandardErrors};
use crate::stats::percentile_interval;
use crate::units::as_f64;
use ndarray::{Array1, Array2, ArrayView2, Axis, concatenate};

/// Takes the replicates out of the fits and puts them below each other.
pub(super) fn stacked(fits: &mut [Fit]) -> Result<Option<Replicates>, Error> {
    let parts: Vec<Replicates> = fits
        .iter_mut()
        .filter_map(|fit| fit.replicates.take())
        .collect();
    if parts.is_empty() {
        return Ok(None);
    }
    let below = |of: fn(&Replicates) -> Option<&Array2<f64>>| {
        let views: Vec<ArrayView2<'_, f64>> = parts
            .iter()
            .filter_map(of)
            .map(|part| part.view())
            .collect();
        concatenate(Axis(0), &views).map_err(|_| Error::Shape {
            what: "the replicates of an imputation",
            got: views.len(),
            expected: parts.len(),
        })
    };
    let shares = if parts.iter().all(|part| part.shares.is_some()) {
        Some(below(|part| part.shares.as_ref())?)
    } else {
        None
    };
    let intercepts: Array1<f64> = parts
        .iter()
        .flat_map(|part| &part.intercepts)
        .copied()
        .collect();
    Ok(Some(Replicates {
        coefficients: below(|part| Some(&part.coefficients))?,
        means: below(|part| Some(&part.means))?,
        contributions: below(|part| Some(&part.contributions))?,
        intercepts,
        shares,
        n_degenerate: parts.iter().map(|part| part.n_degenerate).sum(),
    }))
}

/// Fits to be pooled.
pub(super) struct Pooled<'a> {
    pub(super) fits: &'a [Fit],
    pub(super) replicates: Option<&'a Replicates>,
    pub(super) options: &'a Options,
    /// Groups of the table; those of products come after them in a fit.
    pub(super) groups: &'a [Group],
    /// Columns of the table; those of products come after them in a fit.
    pub(super) n_columns: usize,
}

impl Pooled<'_> {
    fn mean(&self, of: impl Fn(&Fit) -> f64) -> f64 {
        self.fits.iter().map(of).sum::<f64>() / as_f64(self.fits.len())
    }

    fn range(&self, of: impl Fn(&Fit) -> f64) -> Range {
        let values: Vec<f64> = self.fits.iter().map(of).collect();
        Range {
            lowest: values.iter().copied().fold(f64::INFINITY, f64::min),
            highest: values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        }
    }

    /// Degrees of freedom that a complete table would have; the fewest, should fits differ.
    fn complete_degrees_of_freedom(&self) -> f64 {
        let of_fit = |fit: &Fit| {
            let (n, k) = (fit.diagnosis.n_observations, fit.diagnosis.n_parameters);
            match fit.standard_errors {
                StandardErrors::Cr1 { n_clusters } => as_f64(n_clusters) - 1.0,
                StandardErrors::Linearised { n_units } if n_units < n => as_f64(n_units) - 1.0,
                _ => as_f64(n) - as_f64(k),
            }
        };
        self.fits.iter().map(of_fit).fold(f64::INFINITY, f64::min)
    }

    fn estimate(
        &self,
        of: impl Fn(&Fit) -> Option<Estimate>,
    ) -> Result<Option<PooledEstimate>, Error> {
        let estimates: Option<Vec<_>> = self.fits.iter().map(of).collect();
        let Some(estimates) = estimates else {
            return Ok(None);
        };
        let values: Vec<f64> = estimates.iter().map(|estimate| estimate.value).collect();
        let errors: Vec<Option<f64>> = estimates
            .iter()
            .map(|estimate| estimate.doubt.map(|doubt| doubt.standard_error))
            .collect();
        PooledEstimate::new(
            &values,
            &errors,
            self.complete_degrees_of_freedom(),
            self.options.level,
        )
        .map(Some)
    }

    pub(super) fn intercept(&self) -> Result<PooledEstimate, Error> {
        let pooled = self.estimate(|fit| Some(fit.intercept))?;
        Ok(pooled.unwrap_or(PooledEstimate {
            value: self.mean(|fit| fit.intercept.value),
            standard_error: None,
            interval: None,
            p_value: None,
            rubin: None,
        }))
    }

    pub(super) fn columns(&self) -> Result<Vec<PooledColumn>, Error> {
        (0..self.fits[0].columns.len())
            .map(|column| {
                let estimate = self.estimate(|fit| fit.columns[column].estimate)?;
                let of_column = |replicates: &Replicates, value| {
                    let drawn = replicates.coefficients.column(column).to_vec();
                    percentile_interval(drawn, value, self.options.level)
                };
                Ok(PooledColumn {
                    resampled: self
                        .replicates
                        .zip(estimate)
                        .map(|(replicates, estimate)| of_column(replicates, estimate.value))
                        .transpose()?,
                    estimate,
                    n_dropped: self
                        .fits
                        .iter()
                        .filter(|fit| fit.columns[column].estimate.is_none())
                        .count(),
                    mean: self.mean(|fit| fit.columns[column].mean),
                    marginal: self.mean(|fit| fit.columns[column].marginal),
                })
            })
            .collect()
    }

    pub(super) fn drivers(&self) -> Result<Vec<PooledDriver>, Error> {
        let level = self.options.level;
        (0..self.fits[0].drivers.len())
            .map(|at| {
                let contribution = self.mean(|fit| fit.drivers[at].contribution);
                let share = self.mean(|fit| fit.drivers[at].share);
                let drawn_shares = self
                    .replicates
                    .and_then(|replicates| replicates.shares.as_ref());
                let group = self.fits[0].drivers[at].group;
                let contributions = self
                    .replicates
                    .map(|replicates| self.contributions(replicates, group));
                Ok(PooledDriver {
                    group,
                    contribution,
                    contribution_interval: contributions
                        .map(|drawn| percentile_interval(drawn, contribution, level))
                        .transpose()?,
                    share,
                    share_range: self.range(|fit| fit.drivers[at].share),
                    share_interval: drawn_shares
                        .map(|shares| percentile_interval(shares.column(at).to_vec(), share, level))
                        .transpose()?,
                })
            })
            .collect()
    }

    /// The contribution of a group in every replicate.
    fn contributions(&self, replicates: &Replicates, group: usize) -> Vec<f64> {
        let of_product = [self.n_columns + group.saturating_sub(self.groups.len())];
        let members = match self.groups.get(group) {
            Some(group) => group.columns.as_slice(),
            None => of_product.as_slice(),
        };
        (0..replicates.intercepts.len())
            .map(|i| {
                members
                    .iter()
                    .map(|&j| replicates.coefficients[[i, j]] * replicates.means[[i, j]])
                    .sum()
            })
            .collect()
    }

    pub(super) fn explained(&self) -> Result<PooledExplained, Error> {
        let r2: Vec<f64> = self.fits.iter().map(|fit| fit.explained.r2).collect();
        let n = self.mean(|fit| fit.diagnosis.n_effective);
        let validated: Option<Vec<f64>> = self
            .fits
            .iter()
            .map(|fit| fit.explained.r2_cross_validated)
            .collect();
        Ok(PooledExplained {
            r2: pool_r2(&r2, n, self.options.level)?,
            mean_r2: self.mean(|fit| fit.explained.r2),
            r2_range: self.range(|fit| fit.explained.r2),
            r2_cross_validated: validated.map(|r2| r2.iter().sum::<f64>() / as_f64(r2.len())),
        })
    }
}
