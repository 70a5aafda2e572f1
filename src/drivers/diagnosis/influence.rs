use crate::drivers::inverse::{FULL_LEVERAGE, Inverse};
use crate::drivers::regression::Regression;
use crate::drivers::sandwich::{fitted, fitted_at_zero};
use crate::drivers::{Design, Error};
use crate::stats::{t_margin, t_two_sided_p};
use crate::units::{Probability, as_f64};

/// How many rows are named.
const N_NAMED: usize = 10;

/// Probability that one residual of all lies beyond the limit by chance.
const OUTLIER_LEVEL: f64 = 0.05;

/// Rows that move the fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Influence {
    /// The ten rows of largest distance, the largest first.
    pub largest: Vec<InfluentialRow>,
    /// Observations with a Cook's distance above 4/n (Bollen & Jackman 1985).
    pub n_above: usize,
    /// Observations with a leverage above 2k/n (Belsley, Kuh & Welsch 1980, p. 17).
    pub n_high_leverage: usize,
    /// Observations that are fitted exactly whatever their outcome; they have no distance.
    pub n_fitted_exactly: usize,
    /// How every column's coefficient changes without one observation of the first row in `largest`;
    /// empty when there is none.
    pub without_the_largest: Vec<ColumnChange>,
}

/// One row and its influence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InfluentialRow {
    /// Index of the row in the design, in the order in which rows were pushed or, after
    /// [`Rows::compressed`](crate::drivers::Rows::compressed), sorted.
    pub row: usize,
    /// Number of observations it stands for; the figures are those of one of them.
    pub n_observations: usize,
    /// Its outcome.
    pub outcome: f64,
    /// Cook's distance.
    pub cooks_distance: f64,
    /// Leverage, between 0 and 1.
    pub leverage: f64,
    /// Residual in units of its own standard error, the row left out (externally studentised).
    pub studentised: f64,
}

/// A coefficient with and without one observation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ColumnChange {
    /// Index of the column.
    pub column: usize,
    /// Coefficient of all rows.
    pub coefficient: f64,
    /// Coefficient without the observation.
    pub without: f64,
    /// `coefficient − without` in classical standard errors of the fit without it (DFBETAS).
    pub standardised: f64,
}

/// Rows whose outcome is out of place.
#[derive(Debug, Clone, PartialEq)]
pub struct Outliers {
    /// The ten rows of largest studentised residual, the largest first.
    pub largest: Vec<Outlier>,
    /// Observations whose p-value stays below 0.05 after Bonferroni's correction.
    pub n_beyond: usize,
}

/// One row and its residual.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outlier {
    /// Index of the row in the design.
    pub row: usize,
    /// Number of observations it stands for.
    pub n_observations: usize,
    /// Externally studentised residual; infinite when the other rows are fitted exactly.
    pub studentised: f64,
    /// Two-sided probability of one such residual, Student's t.
    pub p_value: Probability,
    /// The same times the number of observations: of one anywhere.
    pub corrected: Probability,
}

/// Influence and outliers from one pass; the n × n hat matrix is never built.
///
/// Every figure is that of R's `lm` with one row per observation and the same weights, which treats
/// weights as inverse variances.
///
/// # References
///
/// Cook (1977), *Technometrics* 19, p. 15; Belsley, Kuh & Welsch (1980), *Regression Diagnostics*, §2.1.
pub(super) fn influence(
    design: &Design,
    regression: &Regression,
    variance: f64,
) -> Result<(Influence, Outliers), Error> {
    let inverse = Inverse::new(design, regression);
    let (n, k) = (
        as_f64(design.n_observations()),
        as_f64(regression.n_parameters()),
    );
    let beyond = critical_value(n, n - k - 1.0)?;
    let (mut influential, mut outlying) = (Top::default(), Top::default());
    let (mut n_above, mut n_high_leverage, mut n_fitted_exactly) = (0, 0, 0);
    let mut n_beyond = 0;
    let at_zero = fitted_at_zero(regression);
    for (entries, rows) in design.profiles() {
        let distance = inverse.distance(entries) + 1.0 / regression.weight;
        let at = fitted(regression, at_zero, entries);
        for row in rows {
            let count = design.count()[row];
            let weight = design.weight()[row];
            let leverage = weight * distance;
            if leverage > 2.0 * k / n {
                n_high_leverage += count;
            }
            if leverage > FULL_LEVERAGE {
                n_fitted_exactly += count;
                continue;
            }
            let residual = design.y()[row] - at;
            let scaled = weight.sqrt() * residual / (variance * (1.0 - leverage)).sqrt();
            let cooks_distance = scaled * scaled * leverage / ((1.0 - leverage) * k);
            // Where the other rows are fitted exactly, rounding leaves a little above or below nothing.
            let left = n - k - scaled * scaled;
            let left = if left > ROUNDING * (n - k) { left } else { 0.0 };
            let studentised = scaled * ((n - k - 1.0) / left).sqrt();
            if beyond.is_some_and(|limit| studentised.abs() > limit) {
                n_beyond += count;
            }
            if cooks_distance > 4.0 / n {
                n_above += count;
            }
            let found = InfluentialRow {
                row,
                n_observations: count,
                outcome: design.y_origin() + design.y()[row],
                cooks_distance,
                leverage,
                studentised,
            };
            influential.offer(cooks_distance, found);
            outlying.offer(studentised.abs(), found);
        }
    }
    let outliers = Outliers {
        largest: match beyond {
            Some(_) => outlying
                .rows()
                .iter()
                .map(|row| outlier(row, n, n - k - 1.0))
                .collect::<Result<_, Error>>()?,
            None => Vec::new(),
        },
        n_beyond,
    };
    let largest: Vec<InfluentialRow> = influential.rows();
    let without_the_largest = match largest.first() {
        Some(most) => changes(design, regression, &inverse, most, variance),
        None => Vec::new(),
    };
    Ok((
        Influence {
            largest,
            n_above,
            n_high_leverage,
            n_fitted_exactly,
            without_the_largest,
        },
        outliers,
    ))
}

/// The rows with the largest figures, the largest first; of equal ones the earlier.
#[derive(Default)]
struct Top {
    named: Vec<(f64, InfluentialRow)>,
}

impl Top {
    fn offer(&mut self, figure: f64, row: InfluentialRow) {
        let place = self
            .named
            .partition_point(|(other, _)| other.total_cmp(&figure).is_ge());
        if place < N_NAMED {
            self.named.insert(place, (figure, row));
            self.named.truncate(N_NAMED);
        }
    }

    fn rows(&self) -> Vec<InfluentialRow> {
        self.named.iter().map(|&(_, row)| row).collect()
    }
}

/// Part of the variance of residuals below which what is left of it is rounding.
const ROUNDING: f64 = 1e-10;

/// The studentised residual beyond which one of n observations lies with probability 0.05; `None`
/// without degrees of freedom for it.
fn critical_value(n: f64, degrees_of_freedom: f64) -> Result<Option<f64>, Error> {
    if degrees_of_freedom <= 0.0 {
        return Ok(None);
    }
    let level = Probability::saturating(1.0 - OUTLIER_LEVEL / n);
    Ok(Some(t_margin(level, degrees_of_freedom)?))
}

fn outlier(row: &InfluentialRow, n: f64, degrees_of_freedom: f64) -> Result<Outlier, Error> {
    let p_value = t_two_sided_p(row.studentised, degrees_of_freedom)?;
    Ok(Outlier {
        row: row.row,
        n_observations: row.n_observations,
        studentised: row.studentised,
        p_value,
        corrected: Probability::saturating(n * p_value.get()),
    })
}

/// The coefficients without one observation of a row: b − (X'WX)⁻¹ x w e/(1 − h).
fn changes(
    design: &Design,
    regression: &Regression,
    inverse: &Inverse,
    most: &InfluentialRow,
    variance: f64,
) -> Vec<ColumnChange> {
    let Some((entries, _)) = design.profiles().find(|(_, rows)| rows.contains(&most.row)) else {
        return Vec::new();
    };
    let weight = design.weight()[most.row];
    let at_zero = fitted_at_zero(regression);
    let residual = design.y()[most.row] - fitted(regression, at_zero, entries);
    let pull = weight * residual / (1.0 - most.leverage);
    let (n, k) = (
        as_f64(design.n_observations()),
        as_f64(regression.n_parameters()),
    );
    let scaled = weight * residual * residual / (variance * (1.0 - most.leverage));
    let variance_without = variance * (n - k - scaled).max(0.0) / (n - k - 1.0);
    let mut kept = regression.factor.kept().to_vec();
    kept.sort_unstable();
    kept.into_iter()
        .map(|column| {
            let at: f64 = entries
                .iter()
                .map(|&(other, value)| value * inverse.of_columns.get(column, other as usize))
                .sum();
            let moved = (at - inverse.at_means[column]) * pull;
            let error = (variance_without * inverse.of_columns.get(column, column)).sqrt();
            let coefficient = regression.coefficient(design, column);
            ColumnChange {
                column,
                coefficient,
                without: coefficient - moved / design.scale(column),
                standardised: moved / error,
            }
        })
        .collect()
}
