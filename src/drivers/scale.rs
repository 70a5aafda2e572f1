use super::{Design, Error};
use crate::units::as_f64;

/// The ends that a column or an outcome could have, whatever the data at hand hold.
///
/// The observed ends are no substitute: they move with every sample, and with them every figure on a
/// scale of 0 to 100.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TheoreticalScale {
    worst: f64,
    best: f64,
}

impl TheoreticalScale {
    /// Checks the ends; `worst` may be the larger number, as in a column that marks complaints.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidScale`] when an end is not finite or both are the same.
    pub fn new(worst: f64, best: f64) -> Result<Self, Error> {
        if (best - worst).is_finite() && (best - worst).abs() > 0.0 {
            Ok(Self { worst, best })
        } else {
            Err(Error::InvalidScale { worst, best })
        }
    }

    /// The end nobody wants.
    pub fn worst(&self) -> f64 {
        self.worst
    }

    /// The end everybody wants.
    pub fn best(&self) -> f64 {
        self.best
    }

    /// The smaller end.
    pub fn low(&self) -> f64 {
        self.worst.min(self.best)
    }

    /// The larger end.
    pub fn high(&self) -> f64 {
        self.worst.max(self.best)
    }

    /// From the worst to the best end; negative when the worst is the larger number.
    pub fn span(&self) -> f64 {
        self.best - self.worst
    }

    /// The place of a value, 0 at the worst end and 100 at the best.
    pub fn points(&self, value: f64) -> f64 {
        100.0 * (value - self.worst) / self.span()
    }

    /// The nearest value of the scale.
    #[must_use]
    pub fn clamped(&self, value: f64) -> f64 {
        value.clamp(self.low(), self.high())
    }

    /// Refuses values away from the scale by more than rounding.
    pub(super) fn check(&self, what: &str, value: f64) -> Result<(), Error> {
        let rounding = 1e-9 * (self.high() - self.low());
        if value >= self.low() - rounding && value <= self.high() + rounding {
            Ok(())
        } else {
            Err(Error::OutsideScale {
                what: what.to_owned(),
                value,
                low: self.low(),
                high: self.high(),
            })
        }
    }

    /// Refuses a column with values outside the scale.
    pub(super) fn check_column(&self, design: &Design, column: usize) -> Result<(), Error> {
        let (least, largest) = observed_range(design, column)?;
        let name = &design.columns()[column];
        self.check(name, least)?;
        self.check(name, largest)
    }

    /// Refuses an outcome with values outside the scale.
    pub(super) fn check_outcome(&self, design: &Design) -> Result<(), Error> {
        design
            .y()
            .iter()
            .try_for_each(|y| self.check("the outcome", y + design.y_origin()))
    }
}

/// The smallest and the largest value of a column in the units of the data.
pub(super) fn observed_range(design: &Design, column: usize) -> Result<(f64, f64), Error> {
    let n = design.columns().len();
    if column >= n {
        let what = "column";
        return Err(Error::Index {
            what,
            got: column,
            n,
        });
    }
    let (mut least, mut largest) = (f64::INFINITY, f64::NEG_INFINITY);
    for (entries, _) in design.profiles() {
        let stored = entries.iter().find(|entry| entry.0 as usize == column);
        let value = design
            .scale(column)
            .mul_add(stored.map_or(0.0, |entry| entry.1), design.origin(column));
        least = least.min(value);
        largest = largest.max(value);
    }
    Ok((least, largest))
}

/// Number of observations in which a column is not zero.
pub(super) fn n_present(design: &Design, column: usize) -> usize {
    // Rounding of a stored value is far below this part of the column's scale.
    let bound = 1e-9 * design.scale(column);
    let mut n = 0;
    for (entries, rows) in design.profiles() {
        let stored = entries.iter().find(|entry| entry.0 as usize == column);
        let moved = design.scale(column) * stored.map_or(0.0, |entry| entry.1);
        if (design.origin(column) + moved).abs() > bound {
            n += rows.map(|row| design.count()[row]).sum::<usize>();
        }
    }
    n
}

/// The mean of finite numbers; 0 of none.
pub(super) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / as_f64(values.len().max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::Rows;
    use crate::drivers::fixtures::{names, single_groups};
    use ndarray::array;

    #[test]
    fn a_scale_may_run_downwards_but_not_stand_still() {
        let complaints = TheoreticalScale::new(1.0, 0.0).unwrap();
        assert!((complaints.points(0.25) - 75.0).abs() < 1e-12);
        assert!(complaints.low() < complaints.high() && complaints.span() < 0.0);
        for (worst, best) in [(1.0, 1.0), (f64::NAN, 1.0), (0.0, f64::INFINITY)] {
            assert!(TheoreticalScale::new(worst, best).is_err());
        }
    }

    #[test]
    fn a_column_outside_its_scale_is_named_with_its_value() {
        let x = array![[1.0, 0.0], [5.0, 1.0], [5.0, 1.0], [9.0, 1.0]];
        let rows = Rows::from_dense(&x, &array![1.0, 2.0, 4.0, 3.0]).unwrap();
        let design = Design::new(rows, names(2), single_groups(2)).unwrap();
        let scale = TheoreticalScale::new(1.0, 5.0).unwrap();
        let error = scale.check_column(&design, 0).unwrap_err();
        assert_eq!(
            error.to_string(),
            "x0 holds 9, outside the scale from 1 to 5"
        );
        let mention = TheoreticalScale::new(0.0, 1.0).unwrap();
        assert!(mention.check_column(&design, 1).is_ok());
        assert!(mention.check_column(&design, 2).is_err());
        assert!(mention.check_outcome(&design).is_err());
        assert_eq!(n_present(&design, 1), 3);
        assert_eq!(n_present(&design, 0), 4);
    }
}
