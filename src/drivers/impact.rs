#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use super::fit::doubt;
use super::options::Purpose;
use super::reweight::replicate_masses;
use super::{Design, Doubt, Error, Options, Resampling};
use crate::stats::{percentile_interval, resample};
use crate::units::{Interval, as_f64};
use ndarray::Array2;
use std::collections::BTreeSet;

/// How far the mean outcome lies above that of the observations without a topic, nothing held.
///
/// This is the figure that text-analysis products print as "impact". It is **descriptive**: a topic
/// without any effect gets one by occurring together with a topic that has an effect. The figure with
/// the other columns held is [`DriverFit::contribution`](super::DriverFit::contribution).
///
/// Impacts of several topics do not add up to anything.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Impact {
    /// Mean outcome minus `mean_without`.
    pub value: f64,
    /// Weighted mean outcome of all observations.
    pub mean_outcome: f64,
    /// Weighted mean outcome of the observations that have the topic.
    pub mean_with: f64,
    /// Weighted mean outcome of the observations that lack it.
    pub mean_without: f64,
    /// Weighted share of the observations that have it.
    pub share: f64,
    /// Number of observations that have it.
    pub n_with: usize,
    /// Number of observations that lack it.
    pub n_without: usize,
    /// Its doubt by the delta method, Student's t with units − 1 degrees of freedom. `None` when the
    /// data cannot tell: those with (or without) the topic are a single unit or all have the same
    /// outcome.
    pub doubt: Option<Doubt>,
    /// Percentile interval over replicates; `None` without replicates or where `doubt` is.
    pub resampled: Option<Interval>,
}

/// Unadjusted impacts with their joint replicates.
#[derive(Debug, Clone, PartialEq)]
pub struct Impacts {
    /// One per topic; `None` when nobody lacks it or nobody has it.
    pub impacts: Vec<Option<Impact>>,
    /// `(n_replicates, n_topics)`; 0 for a topic without impact. With the options of a fit, row `i` is
    /// drawn from the weights of row `i` of its [`Replicates`](super::Replicates).
    pub replicates: Option<Array2<f64>>,
}

/// Computes the unadjusted impact of topics; an observation has a topic when it has any of its columns.
///
/// The value equals both other published forms, share · (mean with − mean without) and
/// share · (mean with − mean) / (1 − share).
///
/// The delta method linearises the two ratio means: unit i moves the impact by
/// wᵢ\[(yᵢ − ȳ)/W − (1 − tᵢ)(yᵢ − ȳ₀)/W₀\], summed within clusters; the variance is the sum of
/// squares times U/(U − 1) over U units.
///
/// # Errors
///
/// [`Error::NotMention`] when a column holds anything but 0 and 1, [`Error::Index`] for an unknown
/// column, [`Error::Option`] for an option that cannot be.
///
/// # Examples
///
/// ```
/// use signaal::drivers::{Design, Group, Options, Role, Row, Rows, unadjusted_impacts};
///
/// let mut rows = Rows::new(1);
/// for (waited, y) in [(true, -100.0), (true, 0.0), (false, 100.0), (false, 0.0)] {
///     rows.push(Row::new(if waited { &[(0, 1.0)] } else { &[] }, y));
/// }
/// let groups = vec![Group { name: "waiting".to_owned(), columns: vec![0], role: Role::Driver }];
/// let design = Design::new(rows, vec!["waiting".to_owned()], groups)?;
/// let found = unadjusted_impacts(&design, &[vec![0]], &Options::default())?;
/// assert!(found.impacts[0].is_some_and(|impact| (impact.value + 50.0).abs() < 1e-9));
/// # Ok::<(), signaal::drivers::Error>(())
/// ```
///
/// # References
///
/// Delta method: Särndal, Swensson & Wretman (1992), *Model Assisted Survey Sampling*, §5.5; checked
/// against R's `survey`. Replicates: Rubin (1981).
pub fn unadjusted_impacts(
    design: &Design,
    topics: &[Vec<usize>],
    options: &Options,
) -> Result<Impacts, Error> {
    options.check()?;
    let holders = topics
        .iter()
        .map(|columns| Holders::new(design, columns))
        .collect::<Result<Vec<_>, Error>>()?;
    let replicates = match options.resampling {
        Resampling::Off => None,
        Resampling::Bayesian { n_replicates, .. } => {
            Some(replicates(design, &holders, n_replicates, options.seed))
        }
    };
    let impacts = holders
        .iter()
        .enumerate()
        .map(|(topic, holders)| {
            let drawn = replicates.as_ref().map(|all| all.column(topic).to_vec());
            impact(design, holders, drawn, options)
        })
        .collect::<Result<_, Error>>()?;
    Ok(Impacts {
        impacts,
        replicates,
    })
}

/// Which rows have a topic.
struct Holders {
    has: Vec<bool>,
    n_with: usize,
    n_without: usize,
}

impl Holders {
    fn new(design: &Design, columns: &[usize]) -> Result<Self, Error> {
        let n = design.columns().len();
        if let Some(&got) = columns.iter().find(|&&column| column >= n) {
            let what = "column";
            return Err(Error::Index { what, got, n });
        }
        // A column that most observations have is stored about 1: no entry means a mention.
        let columns: BTreeSet<usize> = columns.iter().copied().collect();
        let usual: Vec<(usize, f64)> = columns.iter().map(|&c| (c, design.origin(c))).collect();
        let mut holders = Self {
            has: vec![false; design.n_rows()],
            n_with: 0,
            n_without: 0,
        };
        for (entries, rows) in design.profiles() {
            let mut has = false;
            for &(column, origin) in &usual {
                let stored = entries.iter().find(|entry| entry.0 as usize == column);
                let value = origin + design.scale(column) * stored.map_or(0.0, |entry| entry.1);
                if (value - 1.0).abs() <= 1e-12 {
                    has = true;
                } else if value.abs() > 1e-12 {
                    return Err(Error::NotMention {
                        column: design.columns()[column].clone(),
                        value,
                    });
                }
            }
            for row in rows {
                holders.has[row] = has;
                let side = if has {
                    &mut holders.n_with
                } else {
                    &mut holders.n_without
                };
                *side += design.count()[row];
            }
        }
        Ok(holders)
    }

    /// The rows of the side with fewer rows, and whether it is that of those with the topic.
    fn smaller_side(&self) -> (bool, Vec<usize>) {
        let n_rows_with = self.has.iter().filter(|has| **has).count();
        let side = 2 * n_rows_with <= self.has.len();
        let rows = (0..self.has.len()).filter(|&row| self.has[row] == side);
        (side, rows.collect())
    }

    fn is_undefined(&self) -> bool {
        self.n_with == 0 || self.n_without == 0
    }
}

/// Weight and weighted outcome of those with and those without a topic.
#[derive(Default)]
struct Sides {
    with: (f64, f64),
    without: (f64, f64),
}

impl Sides {
    fn new(design: &Design, holders: &Holders, mass: impl Fn(usize) -> f64) -> Self {
        let mut sides = Self::default();
        for (row, &has) in holders.has.iter().enumerate() {
            let side = if has {
                &mut sides.with
            } else {
                &mut sides.without
            };
            let mass = mass(row);
            side.0 += mass;
            side.1 += mass * design.y()[row];
        }
        sides
    }

    fn mean(&self) -> f64 {
        (self.with.1 + self.without.1) / (self.with.0 + self.without.0)
    }

    fn mean_with(&self) -> f64 {
        self.with.1 / self.with.0
    }

    fn mean_without(&self) -> f64 {
        self.without.1 / self.without.0
    }
}

fn replicates(design: &Design, holders: &[Holders], n_replicates: usize, seed: u64) -> Array2<f64> {
    let seed = Purpose::Replicates.seed(seed);
    let smaller: Vec<(bool, Vec<usize>)> = holders.iter().map(Holders::smaller_side).collect();
    let drawn = resample(n_replicates, seed, |_, generator| {
        let masses = replicate_masses(design, generator);
        let (mut weight, mut response) = (0.0, 0.0);
        for (mass, y) in masses.iter().zip(design.y()) {
            weight += mass;
            response += mass * y;
        }
        let total = (weight, response);
        smaller
            .iter()
            .map(|(has, members)| {
                let (mut weight, mut response) = (0.0, 0.0);
                for &row in members {
                    weight += masses[row];
                    response += masses[row] * design.y()[row];
                }
                // The sums of the larger side are the rest, so nothing small is left by subtraction.
                let (weight, response) = if *has {
                    (total.0 - weight, total.1 - response)
                } else {
                    (weight, response)
                };
                let is_undefined = members.is_empty();
                if is_undefined {
                    0.0
                } else {
                    total.1 / total.0 - response / weight
                }
            })
            .collect::<Vec<f64>>()
    });
    Array2::from_shape_fn((n_replicates, holders.len()), |(i, j)| drawn[i][j])
}

fn impact(
    design: &Design,
    holders: &Holders,
    drawn: Option<Vec<f64>>,
    options: &Options,
) -> Result<Option<Impact>, Error> {
    if holders.is_undefined() {
        return Ok(None);
    }
    let sides = Sides::new(design, holders, |row| {
        design.weight()[row] * as_f64(design.count()[row])
    });
    let value = sides.mean() - sides.mean_without();
    let doubt = standard_error(design, holders, &sides)
        .map(|error| {
            let degrees_of_freedom = as_f64(design.n_units()) - 1.0;
            doubt(value, error, degrees_of_freedom, options.level)
        })
        .transpose()?;
    let resampled = drawn
        .filter(|_| doubt.is_some())
        .map(|drawn| percentile_interval(drawn, value, options.level))
        .transpose()?;
    Ok(Some(Impact {
        value,
        mean_outcome: design.y_origin() + sides.mean(),
        mean_with: design.y_origin() + sides.mean_with(),
        mean_without: design.y_origin() + sides.mean_without(),
        share: sides.with.0 / (sides.with.0 + sides.without.0),
        n_with: holders.n_with,
        n_without: holders.n_without,
        doubt,
        resampled,
    }))
}

/// Squared scores below this part of what the outcome's variance would give are rounding.
const NO_SPREAD: f64 = 1e-20;

/// What a unit adds to the impact, and its residuals among those with and those without the topic.
#[derive(Clone, Copy, Default)]
struct Score {
    impact: f64,
    with: f64,
    without: f64,
}

/// The standard error by the delta method; `None` when one side has no spread between units.
fn standard_error(design: &Design, holders: &Holders, sides: &Sides) -> Option<f64> {
    let total = sides.with.0 + sides.without.0;
    let (mean, with, without) = (sides.mean(), sides.mean_with(), sides.mean_without());
    let mut of_clusters = vec![Score::default(); design.n_clusters()];
    let mut squares = Score::default();
    let (mut exposed_with, mut exposed_without, mut scatter) = (0.0, 0.0, 0.0);
    for (row, &has) in holders.has.iter().enumerate() {
        let (weight, y) = (design.weight()[row], design.y()[row]);
        let count = as_f64(design.count()[row]);
        let mut score = Score {
            impact: weight * (y - mean) / total,
            ..Score::default()
        };
        if has {
            score.with = weight * (y - with);
            exposed_with += count * weight * weight;
        } else {
            score.without = weight * (y - without);
            score.impact -= score.without / sides.without.0;
            exposed_without += count * weight * weight;
        }
        scatter += count * weight * (y - mean).powi(2) / total;
        match design.cluster()[row] {
            None => add_squares(&mut squares, score, count),
            Some(cluster) => {
                let sums = &mut of_clusters[cluster as usize];
                sums.impact += count * score.impact;
                sums.with += count * score.with;
                sums.without += count * score.without;
            }
        }
    }
    for sums in of_clusters {
        add_squares(&mut squares, sums, 1.0);
    }
    let floor = NO_SPREAD * scatter;
    let is_known = squares.with > floor * exposed_with && squares.without > floor * exposed_without;
    let n_units = as_f64(design.n_units());
    (is_known && n_units > 1.0).then(|| (squares.impact * n_units / (n_units - 1.0)).sqrt())
}

fn add_squares(squares: &mut Score, score: Score, count: f64) {
    squares.impact += count * score.impact * score.impact;
    squares.with += count * score.with * score.with;
    squares.without += count * score.without * score.without;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::fixtures::{
        bayesian, formula_cluster, formula_rows, formula_weight, names, single_groups,
        without_replicates,
    };
    use crate::drivers::{Group, Row, Rows, fit};
    use crate::units::as_u32;
    use proptest::prelude::*;

    fn design(rows: Rows) -> Design {
        let p = rows.n_columns;
        Design::new(rows, names(p), single_groups(p)).unwrap()
    }

    fn points(score: u32) -> f64 {
        match score {
            9.. => 100.0,
            7 | 8 => 0.0,
            _ => -100.0,
        }
    }

    /// The value equals both other published forms.
    fn check_forms(impact: &Impact) {
        let q = impact.share;
        let forms = [
            q * (impact.mean_with - impact.mean_without),
            q * (impact.mean_with - impact.mean_outcome) / (1.0 - q),
        ];
        for form in forms {
            assert!(
                (impact.value - form).abs() < 1e-9,
                "{impact:?} against {form}"
            );
        }
    }

    /// `shared/golden/golden2.R`: ten scores, three topics; R 4.2.2.
    #[test]
    fn ten_scores_have_their_published_impacts() {
        let scores = [10, 9, 9, 8, 7, 6, 6, 3, 10, 0];
        let topics = [
            [0, 0, 0, 0, 1, 1, 1, 1, 0, 1],
            [0, 1, 0, 0, 0, 1, 0, 1, 0, 1],
            [1, 1, 1, 0, 0, 0, 0, 0, 1, 0],
        ];
        let mut rows = Rows::new(3);
        for (row, &score) in scores.iter().enumerate() {
            let x: Vec<(usize, f64)> = (0..3)
                .map(|topic| (topic, f64::from(topics[topic][row])))
                .collect();
            rows.push(Row::new(&x, points(score)));
        }
        let topics = [vec![0], vec![1], vec![2]];
        let found = unadjusted_impacts(&design(rows), &topics, &bayesian(200)).unwrap();
        for (impact, expected) in found.impacts.iter().zip([-80.0, -100.0 / 3.0, 200.0 / 3.0]) {
            let impact = impact.unwrap();
            assert!((impact.value - expected).abs() < 1e-9);
            assert!(impact.mean_outcome.abs() < 1e-9);
            check_forms(&impact);
        }
        let staff = found.impacts[1].unwrap();
        assert!(staff.doubt.unwrap().interval.contains(0.0) && staff.resampled.is_some());
        // All who praise are promoters: their spread is unknown, not zero.
        let praise = found.impacts[2].unwrap();
        assert_eq!((praise.doubt, praise.resampled), (None, None));
    }

    /// `tests/golden/asymmetry_drivers.R`: survey 4.1.1, `svycontrast` of totals.
    #[test]
    fn standard_errors_are_those_of_survey() {
        let plain = formula_rows([-20.0, 10.0], |_| 1.0, |_| None);
        let weighted = formula_rows([-20.0, 10.0], formula_weight, |_| None);
        let clustered = formula_rows([-20.0, 10.0], formula_weight, formula_cluster);
        let check = |rows: &Rows, topic: &[usize], value: f64, error: f64| {
            for rows in [rows.clone(), rows.clone().compressed()] {
                let topics = [topic.to_vec()];
                let found = unadjusted_impacts(&design(rows), &topics, &without_replicates());
                let impact = found.unwrap().impacts[0].unwrap();
                assert!((impact.value - value).abs() < 1e-12 * value.abs());
                let got = impact.doubt.unwrap().standard_error;
                assert!((got - error).abs() < 1e-10 * error, "{got} is not {error}");
                check_forms(&impact);
            }
        };
        check(&plain, &[0], -7.3, 1.343_247_042_692_63);
        check(&weighted, &[0], -7.388_888_888_888_89, 1.530_220_463_510_32);
        check(&weighted, &[1], 5.097_368_421_052_63, 1.570_626_753_280_11);
        check(
            &clustered,
            &[0],
            -7.388_888_888_888_89,
            0.337_941_215_111_304,
        );
        check(
            &weighted,
            &[0, 2],
            -8.339_130_434_782_61,
            1.943_855_410_991_18,
        );
    }

    #[test]
    fn replicates_are_drawn_with_those_of_the_fit() {
        let rows = formula_rows([-20.0, 10.0], formula_weight, |i| {
            formula_cluster(i).filter(|_| i % 2 == 0)
        });
        let mut one = Rows::new(1);
        for row in 0..rows.len() {
            let x: Vec<(usize, f64)> = rows.entries(row).iter().map(|_| (0, 1.0)).take(1).collect();
            one.push(Row {
                weight: rows.weight[row],
                cluster: rows.cluster[row],
                ..Row::new(&x, rows.y[row])
            });
        }
        // With one column and nothing else the coefficient is the difference of the means.
        let design = design(one);
        let options = bayesian(50);
        let drawn = fit(&design, &options).unwrap().replicates.unwrap();
        let impacts = unadjusted_impacts(&design, &[vec![0]], &options).unwrap();
        let impacts = impacts.replicates.unwrap();
        for i in 0..50 {
            let contribution = drawn.coefficients[[i, 0]] * drawn.means[[i, 0]];
            assert!((contribution - impacts[[i, 0]]).abs() < 1e-10);
        }
    }

    #[test]
    fn the_delta_method_agrees_with_replicates() {
        let mut rows = Rows::new(1);
        for i in 0..900usize {
            let x = if i % 4 == 0 { &[(0, 1.0)][..] } else { &[] };
            let y = points(as_u32((7 * i + i / 9) % 11)) - if i % 4 == 0 { 40.0 } else { 0.0 };
            rows.push(Row::new(x, y));
        }
        let found = unadjusted_impacts(&design(rows.compressed()), &[vec![0]], &bayesian(4000));
        let found = found.unwrap();
        let impact = found.impacts[0].unwrap();
        let drawn = found.replicates.unwrap();
        let n = as_f64(drawn.nrows());
        let centre = drawn.sum() / n;
        let spread = drawn.iter().map(|x| (x - centre).powi(2)).sum::<f64>() / n;
        // A standard deviation of nearly normal draws has relative standard error 1/√(2n); the delta
        // method itself is off by the order of 1/√900 squared.
        let band = 4.0 / (2.0 * n).sqrt() + 0.005;
        let ratio = spread.sqrt() / impact.doubt.unwrap().standard_error;
        assert!((ratio - 1.0).abs() < band, "{ratio}");
    }

    #[test]
    fn a_topic_that_all_or_none_have_has_no_impact() {
        let mut rows = Rows::new(3);
        for (row, y) in [1.0, 2.0, 4.0, 9.0].into_iter().enumerate() {
            let x = [(0, 1.0), (2, if row == 1 { 1.0 } else { 0.0 })];
            rows.push(Row::new(&x, y));
        }
        let design = design(rows);
        let topics = [vec![0], vec![1], vec![2], vec![]];
        let found = unadjusted_impacts(&design, &topics, &bayesian(20)).unwrap();
        assert_eq!(found.impacts[..2], [None, None]);
        assert_eq!(found.impacts[3], None);
        let single = found.impacts[2].unwrap();
        assert_eq!((single.n_with, single.n_without), (1, 3));
        assert_eq!((single.doubt, single.resampled), (None, None));
        assert!((single.value - (4.0 - 14.0 / 3.0)).abs() < 1e-12);
    }

    #[test]
    fn a_topic_of_one_cluster_has_no_interval() {
        let mut rows = Rows::new(1);
        for row in 0..12u32 {
            let x = if row < 4 { &[(0, 1.0)][..] } else { &[] };
            rows.push(Row {
                cluster: Some(row / 4),
                ..Row::new(x, f64::from(row * row % 7))
            });
        }
        let found = unadjusted_impacts(&design(rows), &[vec![0]], &bayesian(20)).unwrap();
        assert_eq!(found.impacts[0].unwrap().doubt, None);
    }

    #[test]
    fn a_rating_is_no_topic() {
        let mut rows = Rows::new(1);
        for y in [1.0, 2.0, 4.0] {
            rows.push(Row::new(&[(0, y)], y));
        }
        let groups = vec![Group {
            name: "staff".to_owned(),
            ..single_groups(1).remove(0)
        }];
        let design = Design::new(rows, vec!["staff".to_owned()], groups).unwrap();
        let error = unadjusted_impacts(&design, &[vec![0]], &without_replicates()).unwrap_err();
        assert!(matches!(error, Error::NotMention { ref column, .. } if column == "staff"));
        assert!(unadjusted_impacts(&design, &[vec![1]], &without_replicates()).is_err());
    }

    proptest! {
        #[test]
        fn the_three_forms_agree_and_stay_within_their_bound(
            cases in prop::collection::vec((0u32..=10, any::<bool>(), 0.1..9.0f64), 2..60),
        ) {
            let mut rows = Rows::new(1);
            for &(score, has, weight) in &cases {
                let x = if has { &[(0, 1.0)][..] } else { &[] };
                rows.push(Row { weight, ..Row::new(x, points(score)) });
            }
            let moves = |score| (points(score) - points(cases[0].0)).abs() > 0.0;
            prop_assume!(cases.iter().any(|case| moves(case.0)));
            let found = unadjusted_impacts(&design(rows), &[vec![0]], &without_replicates()).unwrap();
            let n_with = cases.iter().filter(|case| case.1).count();
            prop_assert_eq!(found.impacts[0].is_none(), n_with == 0 || n_with == cases.len());
            if let Some(impact) = found.impacts[0] {
                check_forms(&impact);
                prop_assert!(impact.value.abs() <= 200.0 * impact.share + 1e-9);
                prop_assert_eq!(impact.n_with, n_with);
            }
        }
    }
}
