use super::{Error, Fit};
use crate::stats::{
    IntervalKind, ReplicateWeights, ResampledInterval, bca_interval, expanded_interval,
    percentile_interval,
};
use crate::units::{Interval, Probability};

/// A number of a fit that has replicates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// The coefficient of this column of the design.
    Coefficient(usize),
    /// The contribution of the driver group at this position of [`Fit::drivers`].
    Contribution(usize),
    /// The share of R² of the driver group at this position.
    Share(usize),
}

impl Fit {
    /// The interval of a quantity over the replicates, of a kind and a level.
    ///
    /// `BCa` moves the quantiles for bias and skewness: see [`bca_interval`](crate::stats::bca_interval).
    /// It needs a fit made with [`Options::intervals`](super::Options::intervals) set to `BCa`. The result
    /// is a percentile interval, and says so, where `BCa` is not defined.
    ///
    /// `None` without replicates of the quantity: resampling off, a column left out, shares above the
    /// importance limit. `None` too for a coefficient without [`doubt`](super::Estimate::doubt), and for
    /// a contribution with such a column: what hangs on a single unit is the same in every replicate, so
    /// that an interval would be certain of it.
    ///
    /// # Errors
    ///
    /// [`Error::Interval`] when a replicate is not finite, [`Error::NoAccelerations`] for `BCa` of a
    /// fit that was made for percentile intervals.
    ///
    /// # Panics
    ///
    /// When the fit has no such column or driver.
    pub fn resampled_interval(
        &self,
        quantity: Quantity,
        kind: IntervalKind,
        level: Probability,
    ) -> Result<Option<ResampledInterval>, Error> {
        let Some(drawn) = &self.replicates else {
            return Ok(None);
        };
        let (estimate, replicates) = match quantity {
            Quantity::Coefficient(column) => {
                let estimate = self.columns[column].estimate.map(|estimate| estimate.value);
                (estimate, Some(drawn.coefficients.column(column)))
            }
            Quantity::Contribution(driver) => {
                let estimate = self.drivers[driver].contribution;
                (Some(estimate), Some(drawn.contributions.column(driver)))
            }
            Quantity::Share(driver) => {
                let shares = drawn.shares.as_ref().map(|shares| shares.column(driver));
                (Some(self.drivers[driver].share), shares)
            }
        };
        let (Some(estimate), Some(replicates)) = (estimate, replicates) else {
            return Ok(None);
        };
        if self.hangs_on_one(quantity) {
            return Ok(None);
        }
        let replicates = replicates.to_vec();
        let interval = match kind {
            IntervalKind::Percentile => ResampledInterval {
                interval: percentile_interval(replicates, estimate, level)?,
                kind,
            },
            IntervalKind::Bca => {
                let acceleration = self.acceleration(quantity)?;
                let weights = ReplicateWeights::Exponential;
                bca_interval(replicates, estimate, acceleration, weights, level)?
            }
        };
        Ok(Some(interval))
    }

    /// Whether the data say nothing of how far the quantity may be off.
    fn hangs_on_one(&self, quantity: Quantity) -> bool {
        let has_no_doubt = |column: usize| {
            let estimate = self.columns[column].estimate;
            estimate.is_some_and(|estimate| estimate.doubt.is_none())
        };
        match quantity {
            Quantity::Coefficient(column) => has_no_doubt(column),
            Quantity::Contribution(driver) => {
                let mut columns = self.drivers[driver].columns.iter();
                columns.any(|&column| has_no_doubt(column))
            }
            // A share has no doubt of its own: its interval says how steady it is, no more.
            Quantity::Share(_) => false,
        }
    }

    fn acceleration(&self, quantity: Quantity) -> Result<Option<f64>, Error> {
        let Some(known) = &self.accelerations else {
            return Err(Error::NoAccelerations);
        };
        Ok(match quantity {
            Quantity::Coefficient(column) => known.coefficients[column],
            Quantity::Contribution(driver) => known.contributions[driver],
            Quantity::Share(driver) => known.shares.as_ref().and_then(|shares| shares[driver]),
        })
    }

    /// Takes the percentile intervals of coefficients and contributions further out, by a factor per column;
    /// a contribution by the largest of its columns.
    pub(super) fn expand_intervals(
        &mut self,
        factors: &[f64],
        level: Probability,
    ) -> Result<(), Error> {
        let Some(drawn) = &self.replicates else {
            return Ok(());
        };
        for (at, column) in self.columns.iter_mut().enumerate() {
            if let Some(found) = &mut column.resampled {
                let drawn = drawn.coefficients.column(at).to_vec();
                *found = expanded_interval(drawn, found.estimate, level, factors[at])?;
            }
        }
        for (at, driver) in self.drivers.iter_mut().enumerate() {
            let of_columns = driver.columns.iter().map(|&column| factors[column]);
            let factor = of_columns.fold(1.0, f64::max);
            if let Some(found) = &mut driver.contribution_interval {
                let drawn = drawn.contributions.column(at).to_vec();
                *found = expanded_interval(drawn, found.estimate, level, factor)?;
            }
        }
        Ok(())
    }

    /// Reads the intervals of all columns and drivers off the replicates, and notes where a percentile
    /// interval stands in for `BCa`.
    pub(super) fn fill_intervals(
        &mut self,
        kind: IntervalKind,
        level: Probability,
    ) -> Result<(), Error> {
        let mut instead = Vec::new();
        let mut interval = |fit: &Self, quantity| -> Result<Option<Interval>, Error> {
            let found = fit.resampled_interval(quantity, kind, level)?;
            if found.is_some_and(|found| found.kind != kind) {
                instead.push(quantity);
            }
            Ok(found.map(|found| found.interval))
        };
        for column in 0..self.columns.len() {
            self.columns[column].resampled = interval(self, Quantity::Coefficient(column))?;
        }
        for driver in 0..self.drivers.len() {
            let contribution = interval(self, Quantity::Contribution(driver))?;
            self.drivers[driver].contribution_interval = contribution;
            self.drivers[driver].share_interval = interval(self, Quantity::Share(driver))?;
        }
        self.percentile_instead = instead;
        Ok(())
    }
}
