use super::influence::{Influence, Outliers, influence};
use super::specification::{breusch_pagan, reset};
use super::{Diagnosis, diagnose};
use crate::drivers::checks::check_enough_rows;
use crate::drivers::regression::Regression;
use crate::drivers::sandwich::NO_RESIDUAL;
use crate::drivers::{Design, Error};
use crate::units::{Probability, as_f64};

/// Limits above or below which [`Examination::findings`] names a figure. They say where to look; none
/// of them makes a model right or wrong.
pub mod thresholds {
    /// Variance inflation factor (Marquardt 1970; O'Brien 2007 on why it is no rule).
    pub const VARIANCE_INFLATION: f64 = 10.0;
    /// Condition number of the correlations (Belsley, Kuh & Welsch 1980, §3.2).
    pub const CONDITION: f64 = 30.0;
    /// Correlation of two columns; at 0.8 a coefficient's variance is near three times that of
    /// free columns. Proposed.
    pub const OVERLAP: f64 = 0.8;
    /// Observations per parameter (Harrell 2015, *Regression Modeling Strategies*, §4.4).
    pub const ROWS_PER_PARAMETER: f64 = 10.0;
    /// Level of the tests of constant variance and functional form.
    pub const TEST: f64 = 0.01;
    /// Cook's distance of a single observation (Cook & Weisberg 1982, p. 118).
    pub const COOKS_DISTANCE: f64 = 1.0;
    /// Change of a coefficient without one observation, in standard errors (DFBETAS; Belsley, Kuh &
    /// Welsch 1980, p. 28, for small samples).
    pub const COEFFICIENT_CHANGE: f64 = 1.0;
    /// Share of observations at an end of the scale (Terwee and others 2007).
    pub const CEILING_OR_FLOOR: f64 = 0.15;
}

/// What a fit looks like row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Examination {
    /// Sizes, overlap and columns left out.
    pub overview: Diagnosis,
    /// Variance inflation factor per column; `None` for a column that was left out.
    pub variance_inflation: Vec<Option<f64>>,
    /// Columns whose coefficient and marginal correlation point in different directions.
    pub sign_conflicts: Vec<usize>,
    /// Breusch & Pagan's test of constant variance in Koenker's form, n R² of squared residuals on all
    /// columns; `None` when it is not defined. Robust standard errors hold either way.
    pub heteroscedasticity: Option<TestResult>,
    /// Ramsey's RESET with squares and cubes of the fitted values; `None` when they add no column. It
    /// assumes constant variance.
    pub functional_form: Option<TestResult>,
    /// Rows that move the fit; `None` when the model fits every row.
    pub influence: Option<Influence>,
    /// Rows whose outcome is out of place; `None` when the model fits every row.
    pub outliers: Option<Outliers>,
    /// How many observations stand at the ends of the outcome's scale.
    pub ceiling_and_floor: CeilingAndFloor,
}

/// A test statistic with its probability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TestResult {
    /// The statistic.
    pub statistic: f64,
    /// Degrees of freedom; of the numerator for an F test.
    pub degrees_of_freedom: f64,
    /// Degrees of freedom of the denominator; `None` for chi-squared.
    pub denominator: Option<f64>,
    /// Probability of at least this statistic if the assumption holds.
    pub p_value: Probability,
}

/// Where the outcome's scale ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum OutcomeScale {
    /// At the lowest and highest outcome observed.
    Observed,
    /// At these values.
    Bounds {
        /// Lowest possible outcome.
        minimum: f64,
        /// Highest possible outcome.
        maximum: f64,
    },
}

/// Observations at the ends of the scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CeilingAndFloor {
    /// Lowest value of the scale.
    pub minimum: f64,
    /// Highest value of the scale.
    pub maximum: f64,
    /// Weighted share of observations at or below the lowest value.
    pub share_at_minimum: f64,
    /// Weighted share of observations at or above the highest value.
    pub share_at_maximum: f64,
}

/// A figure beyond its threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Finding {
    /// A column is largely determined by the others.
    VarianceInflation {
        /// Index of the column.
        column: usize,
        /// Its factor.
        factor: f64,
    },
    /// Some coefficients are hardly determined.
    Condition {
        /// Condition number.
        condition: f64,
    },
    /// Two columns are nearly one.
    Overlap {
        /// Index of the first column.
        first: usize,
        /// Index of the second.
        second: usize,
        /// Their correlation.
        correlation: f64,
    },
    /// Few observations per parameter.
    FewRows {
        /// Observations per parameter.
        rows_per_parameter: f64,
    },
    /// A coefficient points away from the marginal correlation.
    SignConflict {
        /// Index of the column.
        column: usize,
    },
    /// The variance of the outcome follows the columns.
    Heteroscedasticity {
        /// Of the test.
        p_value: Probability,
    },
    /// Sums of columns do not describe the outcome; products or other scales may.
    FunctionalForm {
        /// Of the test.
        p_value: Probability,
    },
    /// One observation moves the whole fit.
    InfluentialRow {
        /// Index of the row.
        row: usize,
        /// Its Cook's distance.
        cooks_distance: f64,
    },
    /// One observation moves a coefficient by more than its standard error.
    CoefficientHangsOnRow {
        /// Index of the row.
        row: usize,
        /// Index of the column.
        column: usize,
        /// Change in standard errors.
        standardised: f64,
    },
    /// Outcomes out of place after correction for their number.
    Outliers {
        /// How many observations.
        n: usize,
    },
    /// Many observations at the highest value: effects look smaller than they are.
    Ceiling {
        /// Weighted share.
        share: f64,
    },
    /// Many observations at the lowest value.
    Floor {
        /// Weighted share.
        share: f64,
    },
}

/// Examines the fit of all columns of a design, row by row.
///
/// Four passes over the profiles at the cost of the entries; memory does not grow with the rows.
/// Standardised residuals, leverages and distances treat weights as inverse variances, as R's `lm`
/// does; under sampling weights a heavy row looks further out than it is. The two tests of
/// specification use the effective number of observations instead, which holds for sampling weights
/// that do not depend on the outcome. Clusters are not looked at.
///
/// # Errors
///
/// [`Error::TooFewRows`] without degrees of freedom, [`Error::Scale`] for bounds that are not finite
/// or not in order.
///
/// # Examples
///
/// ```
/// use ndarray::{Array1, Array2};
/// use signaal::drivers::{Design, Group, OutcomeScale, Role, Rows, examine};
///
/// let x = Array2::from_shape_fn((40, 1), |(row, _)| (row as f64).sin());
/// let mut y: Array1<f64> = x.column(0).mapv(|x| 3.0 + 2.0 * x + (40.0 * x).cos() / 5.0);
/// y[17] += 9.0;
/// let group = Group { name: "g".to_owned(), columns: vec![0], role: Role::Driver };
/// let design = Design::new(Rows::from_dense(&x, &y)?, vec!["x".to_owned()], vec![group])?;
/// let examination = examine(&design, OutcomeScale::Observed)?;
/// let outliers = examination.outliers.map(|outliers| outliers.largest).unwrap_or_default();
/// assert_eq!(outliers[0].row, 17);
/// # Ok::<(), signaal::drivers::Error>(())
/// ```
pub fn examine(design: &Design, scale: OutcomeScale) -> Result<Examination, Error> {
    let ceiling_and_floor = ceiling_and_floor(design, scale)?;
    let regression = Regression::new(design, &design.sample_moments());
    let (n, k) = (design.n_observations(), regression.n_parameters());
    check_enough_rows(n, k)?;
    let p = design.columns().len();
    let inverse = regression.factor.inverse();
    let kept = regression.factor.kept();
    let sign_conflicts = (0..p)
        .filter(|&column| regression.slopes[column] * regression.correlation.get(column, p) < 0.0)
        .collect();
    let squares = (1.0 - regression.r2) * regression.roots[p].powi(2);
    // 1 − R² of a model that fits every row is rounding, of the size of R² itself.
    let fits_every_row = 1.0 - regression.r2 <= NO_RESIDUAL.max(EXACT_FIT);
    let mut examination = Examination {
        overview: diagnose(design, &regression),
        variance_inflation: (0..p)
            .map(|column| kept.contains(&column).then(|| inverse.get(column, column)))
            .collect(),
        sign_conflicts,
        heteroscedasticity: None,
        functional_form: None,
        influence: None,
        outliers: None,
        ceiling_and_floor,
    };
    if !fits_every_row {
        let (influence, outliers) = influence(design, &regression, squares / as_f64(n - k))?;
        examination.heteroscedasticity = breusch_pagan(design, &regression)?;
        examination.functional_form = reset(design, &regression)?;
        examination.influence = Some(influence);
        examination.outliers = Some(outliers);
    }
    Ok(examination)
}

/// A model that leaves less of the outcome's variance fits every row up to rounding.
const EXACT_FIT: f64 = 1e-13;

fn ceiling_and_floor(design: &Design, scale: OutcomeScale) -> Result<CeilingAndFloor, Error> {
    // Outcomes are stored about their mean; adding it again may miss a bound by rounding.
    let (low, high) = design
        .y()
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &y| {
            (low.min(y), high.max(y))
        });
    let (minimum, maximum) = match scale {
        OutcomeScale::Observed => (design.y_origin() + low, design.y_origin() + high),
        OutcomeScale::Bounds { minimum, maximum } => (minimum, maximum),
    };
    if !(minimum.is_finite() && maximum.is_finite() && minimum < maximum) {
        return Err(Error::Scale { minimum, maximum });
    }
    let rounding = 1e-12f64.mul_add(high - low, 4.0 * f64::EPSILON * design.y_origin().abs());
    let (mut total, mut at_minimum, mut at_maximum) = (0.0, 0.0, 0.0);
    for (row, &y) in design.y().iter().enumerate() {
        let weight = design.weight()[row] * as_f64(design.count()[row]);
        total += weight;
        if y <= minimum - design.y_origin() + rounding {
            at_minimum += weight;
        }
        if y >= maximum - design.y_origin() - rounding {
            at_maximum += weight;
        }
    }
    Ok(CeilingAndFloor {
        minimum,
        maximum,
        share_at_minimum: at_minimum / total,
        share_at_maximum: at_maximum / total,
    })
}

impl Examination {
    /// Everything beyond its threshold, in the order of the table in the module.
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = self.findings_of_columns();
        findings.extend(self.findings_of_rows());
        let ends = self.ceiling_and_floor;
        if ends.share_at_maximum > thresholds::CEILING_OR_FLOOR {
            findings.push(Finding::Ceiling {
                share: ends.share_at_maximum,
            });
        }
        if ends.share_at_minimum > thresholds::CEILING_OR_FLOOR {
            findings.push(Finding::Floor {
                share: ends.share_at_minimum,
            });
        }
        findings
    }

    fn findings_of_columns(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (column, factor) in self.variance_inflation.iter().enumerate() {
            if let Some(factor) = factor.filter(|&vif| vif > thresholds::VARIANCE_INFLATION) {
                findings.push(Finding::VarianceInflation { column, factor });
            }
        }
        let condition = self.overview.condition;
        if condition > thresholds::CONDITION {
            findings.push(Finding::Condition { condition });
        }
        let overlap = self.overview.strongest_overlap;
        if let Some(pair) = overlap.filter(|pair| pair.correlation.abs() > thresholds::OVERLAP) {
            findings.push(Finding::Overlap {
                first: pair.first,
                second: pair.second,
                correlation: pair.correlation,
            });
        }
        let signs = self.sign_conflicts.iter();
        findings.extend(signs.map(|&column| Finding::SignConflict { column }));
        let rows_per_parameter = self.overview.rows_per_parameter();
        if rows_per_parameter < thresholds::ROWS_PER_PARAMETER {
            findings.push(Finding::FewRows { rows_per_parameter });
        }
        findings
    }

    fn findings_of_rows(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let fails = |test: Option<TestResult>| {
            test.map(|test| test.p_value)
                .filter(|p| p.get() < thresholds::TEST)
        };
        if let Some(p_value) = fails(self.heteroscedasticity) {
            findings.push(Finding::Heteroscedasticity { p_value });
        }
        if let Some(p_value) = fails(self.functional_form) {
            findings.push(Finding::FunctionalForm { p_value });
        }
        if let Some(influence) = &self.influence
            && let Some(most) = influence.largest.first()
        {
            let row = most.row;
            if most.cooks_distance > thresholds::COOKS_DISTANCE {
                findings.push(Finding::InfluentialRow {
                    row,
                    cooks_distance: most.cooks_distance,
                });
            }
            for change in &influence.without_the_largest {
                if change.standardised.abs() > thresholds::COEFFICIENT_CHANGE {
                    findings.push(Finding::CoefficientHangsOnRow {
                        row,
                        column: change.column,
                        standardised: change.standardised,
                    });
                }
            }
        }
        let n = self
            .outliers
            .as_ref()
            .map_or(0, |outliers| outliers.n_beyond);
        if n > 0 {
            findings.push(Finding::Outliers { n });
        }
        findings
    }
}
