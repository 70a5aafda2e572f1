use super::scale::{TheoreticalScale, mean};
use super::what_if::check_fit;
use super::{Design, Error, Fit};
use crate::stats::percentile_interval;
use crate::units::{Interval, Probability};
use ndarray::Array2;

/// One column that measures a construct.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Indicator {
    /// Index of the column.
    pub column: usize,
    /// The ends the column could have, not those it happens to have.
    pub scale: TheoreticalScale,
    /// Weight in the performance of the construct, above 0; equal weights unless a measurement model
    /// says otherwise. Only proportions matter.
    pub weight: f64,
}

/// Something that is measured by one column or several.
#[derive(Debug, Clone, PartialEq)]
pub struct Construct {
    /// Its name.
    pub name: String,
    /// Its columns.
    pub indicators: Vec<Indicator>,
}

/// Where a line divides the map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CutLine {
    /// At the mean over constructs, the custom of the literature.
    Mean,
    /// At the median over constructs.
    Median,
    /// At a value that was set beforehand.
    At(f64),
}

/// How the map is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MapOptions {
    /// The ends the outcome could have.
    pub outcome: TheoreticalScale,
    /// The line between low and high importance.
    pub importance_cut: CutLine,
    /// The line between low and high performance.
    pub performance_cut: CutLine,
    /// Level of all intervals.
    pub level: Probability,
}

/// The four fields of Martilla & James (1977).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quadrant {
    /// High importance, low performance.
    ConcentrateHere,
    /// High importance, high performance.
    KeepUp,
    /// Low importance, low performance.
    LowPriority,
    /// Low importance, high performance.
    PossibleOverkill,
    /// The construct lies too near a line to tell, or there are no replicates to tell by.
    Unclear,
}

/// One construct on the map.
#[derive(Debug, Clone, PartialEq)]
pub struct MapPoint {
    /// Its name.
    pub name: String,
    /// Outcome points of 100 per point of 100 of each indicator, everything else held: the
    /// unstandardised total effect. Negative when better marks go with a worse outcome.
    pub importance: f64,
    /// Percentile interval over joint replicates.
    pub importance_interval: Option<Interval>,
    /// Weighted mean of the indicators, 0 at their worst end and 100 at their best.
    pub performance: f64,
    /// Percentile interval over joint replicates.
    pub performance_interval: Option<Interval>,
    /// Importance above its line, drawn together with it.
    pub above_importance_cut: Option<Interval>,
    /// Performance above its line, drawn together with it.
    pub above_performance_cut: Option<Interval>,
    /// The field, where the intervals of both distances leave out zero.
    pub quadrant: Quadrant,
}

/// The map of importance and performance.
#[derive(Debug, Clone, PartialEq)]
pub struct PerformanceMap {
    /// One per construct.
    pub points: Vec<MapPoint>,
    /// Where the importance line lies.
    pub importance_cut: f64,
    /// Where the performance line lies.
    pub performance_cut: f64,
}

/// Draws the importance–performance map of a linear model: what matters against how well it does.
///
/// Performance is 100 (mean − worst)/(best − worst). Importance is Σ coefficient · (best − worst) of the
/// indicators over (best − worst) of the outcome: with both on 0 to 100, the outcome points that go
/// along with one point more on every indicator. In a model of one equation the direct effect is the
/// total effect; for paths between constructs pass effects of a path model to [`map_of`].
///
/// Importance carries the assumption of [`what_if`](super::what_if()). Lines at a mean or median move with
/// the other constructs: a construct can change its field without any change of its own.
///
/// # Errors
///
/// [`Error::OutsideScale`] when the data leave a scale, [`Error::LeftOut`] when an indicator has no
/// coefficient, [`Error::Number`] for a weight that is not positive, [`Error::NoColumns`] without
/// constructs or indicators, [`Error::Index`] for an unknown column, [`Error::Shape`] when the fit is not
/// of this design.
///
/// # References
///
/// Martilla & James (1977), *Journal of Marketing* 41, p. 77; Ringle & Sarstedt (2016), *Industrial
/// Management & Data Systems* 116, p. 1865, for rescaling and total effects.
pub fn performance_map(
    design: &Design,
    fit: &Fit,
    constructs: &[Construct],
    options: &MapOptions,
) -> Result<PerformanceMap, Error> {
    check_fit(design, fit)?;
    options.outcome.check_outcome(design)?;
    for construct in constructs {
        check_construct(design, fit, construct)?;
    }
    let importance = |coefficient: &dyn Fn(usize) -> f64, construct: &Construct| -> f64 {
        let effects = construct
            .indicators
            .iter()
            .map(|one| coefficient(one.column) * one.scale.span() / options.outcome.span());
        effects.sum()
    };
    let performance = |mean: &dyn Fn(usize) -> f64, construct: &Construct| -> f64 {
        let (mut sum, mut weights) = (0.0, 0.0);
        for one in &construct.indicators {
            sum += one.weight * one.scale.points(mean(one.column));
            weights += one.weight;
        }
        sum / weights
    };
    let coefficient = |column: usize| fit.columns[column].estimate.map_or(0.0, |e| e.value);
    let mean = |column: usize| fit.columns[column].mean;
    let estimates = Coordinates {
        names: constructs.iter().map(|one| one.name.clone()).collect(),
        importance: constructs
            .iter()
            .map(|one| importance(&coefficient, one))
            .collect(),
        performance: constructs
            .iter()
            .map(|one| performance(&mean, one))
            .collect(),
        replicates: fit.replicates.as_ref().map(|drawn| {
            let shape = (drawn.intercepts.len(), constructs.len());
            let importance = Array2::from_shape_fn(shape, |(i, at)| {
                importance(&|column| drawn.coefficients[[i, column]], &constructs[at])
            });
            let performance = Array2::from_shape_fn(shape, |(i, at)| {
                performance(&|column| drawn.means[[i, column]], &constructs[at])
            });
            (importance, performance)
        }),
    };
    map_of(estimates, options)
}

/// Importance and performance of constructs, from any model.
#[derive(Debug, Clone, PartialEq)]
pub struct Coordinates {
    /// Names of the constructs.
    pub names: Vec<String>,
    /// Unstandardised total effect on the outcome, both from 0 to 100, `(n_constructs,)`.
    pub importance: Vec<f64>,
    /// Mean from 0 to 100, `(n_constructs,)`.
    pub performance: Vec<f64>,
    /// Joint replicates of importance and of performance, each `(n_replicates, n_constructs)`.
    pub replicates: Option<(Array2<f64>, Array2<f64>)>,
}

/// Draws the map from coordinates that another model has found; the outcome's scale is not used.
///
/// # Errors
///
/// [`Error::NoColumns`] without constructs, [`Error::Shape`] when lengths differ, [`Error::Number`] for a
/// coordinate or a line that is not finite.
pub fn map_of(coordinates: Coordinates, options: &MapOptions) -> Result<PerformanceMap, Error> {
    let Coordinates {
        names,
        importance,
        performance,
        replicates,
    } = coordinates;
    if names.is_empty() {
        return Err(Error::NoColumns);
    }
    let (drawn_importance, drawn_performance) = replicates.unzip();
    let by_importance = Axis::new(
        &names,
        importance,
        drawn_importance,
        options.importance_cut,
        options.level,
    )?;
    let by_performance = Axis::new(
        &names,
        performance,
        drawn_performance,
        options.performance_cut,
        options.level,
    )?;
    let points = names
        .into_iter()
        .enumerate()
        .map(|(at, name)| {
            let above = (by_importance.above(at), by_performance.above(at));
            MapPoint {
                name,
                importance: by_importance.values[at],
                importance_interval: by_importance.interval(at, |axis| &axis.intervals),
                performance: by_performance.values[at],
                performance_interval: by_performance.interval(at, |axis| &axis.intervals),
                above_importance_cut: above.0,
                above_performance_cut: above.1,
                quadrant: quadrant(above),
            }
        })
        .collect();
    Ok(PerformanceMap {
        points,
        importance_cut: by_importance.cut,
        performance_cut: by_performance.cut,
    })
}

fn check_construct(design: &Design, fit: &Fit, construct: &Construct) -> Result<(), Error> {
    if construct.indicators.is_empty() {
        return Err(Error::NoColumns);
    }
    for one in &construct.indicators {
        one.scale.check_column(design, one.column)?;
        if !(one.weight.is_finite() && one.weight > 0.0) {
            return Err(Error::Number {
                what: "the weight of an indicator",
                value: one.weight,
            });
        }
        if fit.columns[one.column].estimate.is_none() {
            return Err(Error::LeftOut {
                column: design.columns()[one.column].clone(),
            });
        }
    }
    Ok(())
}

fn quadrant(above: (Option<Interval>, Option<Interval>)) -> Quadrant {
    let side = |interval: Option<Interval>| match interval {
        Some(interval) if interval.low > 0.0 => Some(true),
        Some(interval) if interval.high < 0.0 => Some(false),
        _ => None,
    };
    match (side(above.0), side(above.1)) {
        (Some(true), Some(false)) => Quadrant::ConcentrateHere,
        (Some(true), Some(true)) => Quadrant::KeepUp,
        (Some(false), Some(false)) => Quadrant::LowPriority,
        (Some(false), Some(true)) => Quadrant::PossibleOverkill,
        _ => Quadrant::Unclear,
    }
}

/// One axis of the map with its line and intervals.
struct Axis {
    values: Vec<f64>,
    cut: f64,
    intervals: Option<Vec<Interval>>,
    distances: Option<Vec<Interval>>,
}

impl Axis {
    fn new(
        names: &[String],
        values: Vec<f64>,
        drawn: Option<Array2<f64>>,
        line: CutLine,
        level: Probability,
    ) -> Result<Self, Error> {
        let n = names.len();
        let widths = [Some(values.len()), drawn.as_ref().map(Array2::ncols)];
        if let Some(got) = widths.into_iter().flatten().find(|&width| width != n) {
            return Err(Error::Shape {
                what: "the list of coordinates",
                got,
                expected: n,
            });
        }
        let cut = line.place(&values);
        if let Some(&value) = values.iter().chain([&cut]).find(|value| !value.is_finite()) {
            return Err(Error::Number {
                what: "a coordinate of the map",
                value,
            });
        }
        let (mut intervals, mut distances) = (None, None);
        if let Some(drawn) = drawn {
            let cuts: Vec<f64> = drawn
                .rows()
                .into_iter()
                .map(|row| line.place(&row.to_vec()))
                .collect();
            let of = |at: usize, less: &dyn Fn(usize) -> f64, estimate: f64| {
                let column = drawn.column(at);
                let moved = column.iter().enumerate().map(|(i, value)| value - less(i));
                percentile_interval(moved.collect(), estimate, level)
            };
            let places = 0..n;
            let own: Result<Vec<_>, _> = places
                .clone()
                .map(|at| of(at, &|_| 0.0, values[at]))
                .collect();
            let above: Result<Vec<_>, _> = places
                .map(|at| of(at, &|i| cuts[i], values[at] - cut))
                .collect();
            (intervals, distances) = (Some(own?), Some(above?));
        }
        Ok(Self {
            values,
            cut,
            intervals,
            distances,
        })
    }

    fn interval(&self, at: usize, of: fn(&Self) -> &Option<Vec<Interval>>) -> Option<Interval> {
        of(self).as_ref().map(|all| all[at])
    }

    fn above(&self, at: usize) -> Option<Interval> {
        self.interval(at, |axis| &axis.distances)
    }
}

impl CutLine {
    fn place(self, values: &[f64]) -> f64 {
        match self {
            Self::Mean => mean(values),
            Self::Median => {
                let mut sorted = values.to_vec();
                sorted.sort_unstable_by(f64::total_cmp);
                crate::stats::quantile(&sorted, Probability::saturating(0.5)).unwrap_or(f64::NAN)
            }
            Self::At(value) => value,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::fixtures::{
        bayesian, formula_weight, names, single_groups, without_replicates,
    };
    use crate::drivers::{Row, Rows, fit};
    use crate::stats::draw::normal;
    use crate::stats::generator;
    use crate::units::as_f64;

    fn scale(worst: f64, best: f64) -> TheoreticalScale {
        TheoreticalScale::new(worst, best).unwrap()
    }

    fn indicator(column: usize, scale: TheoreticalScale, weight: f64) -> Indicator {
        Indicator {
            column,
            scale,
            weight,
        }
    }

    fn construct(name: &str, indicators: Vec<Indicator>) -> Construct {
        Construct {
            name: name.to_owned(),
            indicators,
        }
    }

    fn options(outcome: TheoreticalScale) -> MapOptions {
        MapOptions {
            outcome,
            importance_cut: CutLine::Mean,
            performance_cut: CutLine::Mean,
            level: Probability::saturating(0.95),
        }
    }

    /// `tests/golden/asymmetry_drivers.R`: all columns rescaled to 0–100 first, then regressed.
    #[test]
    fn the_map_is_that_of_a_regression_on_rescaled_columns() {
        let mut rows = Rows::new(3);
        for i in 0..60usize {
            let a = as_f64(1 + (i * i + 2 * i) % 5);
            let b = as_f64(1 + (3 * i * i * i + i) % 7 % 5);
            let c = as_f64((7 * i * i + 3) % 11);
            rows.push(Row {
                weight: formula_weight(i),
                ..Row::new(
                    &[(0, a), (1, b), (2, c)],
                    (3.0 * a).mul_add(a, 4.0f64.mul_add(-b, as_f64(40 + 5 * i % 9))),
                )
            });
        }
        let design = Design::new(rows, names(3), single_groups(3)).unwrap();
        let fit = fit(&design, &bayesian(50)).unwrap();
        let stars = scale(1.0, 5.0);
        let constructs = [
            construct("a", vec![indicator(0, stars, 1.0)]),
            construct(
                "b and c",
                vec![
                    indicator(1, stars, 3.0),
                    indicator(2, scale(10.0, 0.0), 1.0),
                ],
            ),
        ];
        let map = performance_map(&design, &fit, &constructs, &options(scale(0.0, 200.0))).unwrap();
        let got: Vec<f64> = map
            .points
            .iter()
            .flat_map(|point| [point.importance, point.performance])
            .collect();
        let expected = [
            0.331_856_518_151_571,
            50.0,
            -0.078_112_532_492_706_5,
            36.116_666_666_666_7,
        ];
        for (got, expected) in got.into_iter().zip(expected) {
            assert!(
                (got - expected).abs() < 1e-10 * expected.abs(),
                "{got} is not {expected}"
            );
        }
        let lines = [map.importance_cut, map.performance_cut];
        assert!((lines[1] - f64::midpoint(50.0, 36.116_666_666_666_7)).abs() < 1e-9);
        // It matters more, but with 60 rows nothing is known of how the performances compare.
        assert!(map.points[0].above_importance_cut.unwrap().low > 0.0);
        assert_eq!(map.points[0].quadrant, Quadrant::Unclear);
        for point in &map.points {
            assert!(
                point
                    .importance_interval
                    .unwrap()
                    .contains(point.importance)
            );
            assert!(
                point
                    .performance_interval
                    .unwrap()
                    .contains(point.performance)
            );
        }
        let seen = construct("a", vec![indicator(0, scale(1.0, 4.0), 1.0)]);
        let error = performance_map(&design, &fit, &[seen], &options(scale(0.0, 200.0)));
        assert!(matches!(error, Err(Error::OutsideScale { .. })));
        let wrong = construct("a", vec![indicator(0, stars, 0.0)]);
        assert!(performance_map(&design, &fit, &[wrong], &options(scale(0.0, 200.0))).is_err());
        assert!(performance_map(&design, &fit, &[], &options(scale(0.0, 200.0))).is_err());
        assert!(performance_map(&design, &fit, &constructs, &options(scale(0.0, 50.0))).is_err());
    }

    #[test]
    fn every_field_is_reached_and_near_a_line_nothing_is_said() {
        let n = 400;
        let mut source = generator(8, 0);
        let mut near = |centre: f64, spread: f64| {
            (0..n)
                .map(|_| spread.mul_add(normal(&mut source), centre))
                .collect::<Vec<f64>>()
        };
        let importance = [
            near(0.8, 0.02),
            near(0.8, 0.02),
            near(0.1, 0.02),
            near(0.1, 0.02),
            near(0.4, 0.2),
        ];
        let performance = [
            near(20.0, 1.0),
            near(90.0, 1.0),
            near(20.0, 1.0),
            near(90.0, 1.0),
            near(90.0, 1.0),
        ];
        let table = |columns: &[Vec<f64>]| Array2::from_shape_fn((n, 5), |(i, j)| columns[j][i]);
        let coordinates = Coordinates {
            names: names(5),
            importance: vec![0.8, 0.8, 0.1, 0.1, 0.4],
            performance: vec![20.0, 90.0, 20.0, 90.0, 90.0],
            replicates: Some((table(&importance), table(&performance))),
        };
        let map = map_of(coordinates.clone(), &options(scale(0.0, 1.0))).unwrap();
        let fields: Vec<Quadrant> = map.points.iter().map(|point| point.quadrant).collect();
        assert_eq!(
            fields,
            vec![
                Quadrant::ConcentrateHere,
                Quadrant::KeepUp,
                Quadrant::LowPriority,
                Quadrant::PossibleOverkill,
                Quadrant::Unclear
            ]
        );
        assert!((map.importance_cut - 0.44).abs() < 1e-12);
        for point in &map.points {
            let distance = point.above_importance_cut.unwrap().estimate;
            assert!((distance - (point.importance - 0.44)).abs() < 1e-12);
        }
        let set = MapOptions {
            importance_cut: CutLine::Median,
            performance_cut: CutLine::At(95.0),
            ..options(scale(0.0, 1.0))
        };
        let map = map_of(coordinates.clone(), &set).unwrap();
        assert!((map.importance_cut - 0.4).abs() < 1e-12);
        assert_eq!(map.points[1].quadrant, Quadrant::ConcentrateHere);
        let bare = Coordinates {
            replicates: None,
            ..coordinates
        };
        let map = map_of(bare, &set).unwrap();
        assert!(
            map.points
                .iter()
                .all(|point| point.quadrant == Quadrant::Unclear)
        );
    }

    #[test]
    fn a_construct_alone_stands_on_both_lines() {
        let mut rows = Rows::new(1);
        for i in 0..50usize {
            rows.push(Row::new(&[(0, as_f64(i % 5))], as_f64(i % 5 + i % 2)));
        }
        let design = Design::new(rows, names(1), single_groups(1)).unwrap();
        let alone = [construct("a", vec![indicator(0, scale(0.0, 4.0), 2.0)])];
        let run = |resampled| {
            let fit = fit(&design, &resampled).unwrap();
            performance_map(&design, &fit, &alone, &options(scale(0.0, 5.0))).unwrap()
        };
        assert_eq!(run(bayesian(30)).points[0].quadrant, Quadrant::Unclear);
        assert_eq!(
            run(without_replicates()).points[0].importance_interval,
            None
        );
    }
}
