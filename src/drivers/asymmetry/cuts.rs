use super::Attribute;
use crate::drivers::{Error, Group, Role, Row, Rows};
use ndarray::Array2;

/// Where a rating stops being low and where it begins to be high.
///
/// There is no consensus on the cuts (Albayrak & Caber 2013), and **they decide the class as much as the
/// data do**: a rating of 1 to 5 with evenly spread answers and a straight-line effect has asymmetry
/// −1/7 under the usual cuts, because its low marks lie further from the middle than its high mark.
/// Report them, and try others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RatingCuts {
    low: f64,
    high: f64,
}

/// What a rating is after the cuts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// At or below the lower cut.
    Low,
    /// Between the cuts: the level that the others are compared with.
    Middle,
    /// At or above the upper cut.
    High,
}

impl RatingCuts {
    /// Ratings up to `low` are low, ratings from `high` are high.
    ///
    /// # Errors
    ///
    /// [`Error::Number`] when a cut is not finite or `low` is not below `high`.
    pub fn new(low: f64, high: f64) -> Result<Self, Error> {
        let what = "the upper cut of a rating";
        if (high - low).is_finite() && low < high {
            Ok(Self { low, high })
        } else {
            Err(Error::Number { what, value: high })
        }
    }

    /// The usual cuts of a whole-number scale: the bottom two answers are low, the top one is high.
    ///
    /// # Errors
    ///
    /// [`Error::Number`] with fewer than four answers, so that none would be in the middle.
    pub fn of_whole_scale(lowest: i32, highest: i32) -> Result<Self, Error> {
        if f64::from(highest) - f64::from(lowest) < 3.0 {
            return Err(Error::Number {
                what: "the highest answer of a scale to cut in three",
                value: f64::from(highest),
            });
        }
        Self::new(f64::from(lowest) + 1.0, f64::from(highest))
    }

    /// The lower cut.
    pub fn low(&self) -> f64 {
        self.low
    }

    /// The upper cut.
    pub fn high(&self) -> f64 {
        self.high
    }

    /// What a rating is; `None` when it is not a number.
    pub fn mark(&self, rating: f64) -> Option<Mark> {
        if rating.is_nan() {
            None
        } else if rating <= self.low {
            Some(Mark::Low)
        } else if rating >= self.high {
            Some(Mark::High)
        } else {
            Some(Mark::Middle)
        }
    }
}

/// Cuts ratings into columns for low and high marks, one group of two columns per attribute.
///
/// Column `2 a` is the low mark of attribute `a`, column `2 a + 1` the high mark. A missing rating must
/// be dealt with before: it is not a middle mark.
///
/// # Shapes
///
/// `ratings` is `(n_rows, n_attributes)`, `outcome` is `(n_rows,)`, `names` and `cuts` are
/// `(n_attributes,)`. Rows have weight 1 and no cluster.
///
/// # Errors
///
/// [`Error::Shape`] when lengths differ, [`Error::Predictor`] for a rating that is not finite.
pub fn cut_ratings(
    ratings: &Array2<f64>,
    outcome: &[f64],
    names: &[String],
    cuts: &[RatingCuts],
) -> Result<(Rows, Vec<String>, Vec<Group>), Error> {
    let (n_rows, n_attributes) = ratings.dim();
    let lengths = [
        ("the outcome", outcome.len(), n_rows),
        ("the list of attribute names", names.len(), n_attributes),
        ("the list of cuts", cuts.len(), n_attributes),
    ];
    for (what, got, expected) in lengths {
        if got != expected {
            return Err(Error::Shape {
                what,
                got,
                expected,
            });
        }
    }
    let mut rows = Rows::new(2 * n_attributes);
    for (row, (values, &y)) in ratings.rows().into_iter().zip(outcome).enumerate() {
        let mut x = Vec::new();
        for (at, (&value, cuts)) in values.iter().zip(cuts).enumerate() {
            let attribute = Attribute::of_cuts(at);
            match cuts.mark(value).filter(|_| value.is_finite()) {
                Some(Mark::Low) => x.push((attribute.negative, 1.0)),
                Some(Mark::High) => x.push((attribute.positive, 1.0)),
                Some(Mark::Middle) => {}
                None => {
                    return Err(Error::Predictor {
                        row,
                        column: names[at].clone(),
                        value,
                    });
                }
            }
        }
        rows.push(Row::new(&x, y));
    }
    let columns = names
        .iter()
        .flat_map(|name| [format!("{name}: low"), format!("{name}: high")])
        .collect();
    let groups = names
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let attribute = Attribute::of_cuts(at);
            Group {
                name: name.clone(),
                columns: vec![attribute.negative, attribute.positive],
                role: Role::Driver,
            }
        })
        .collect();
    Ok((rows, columns, groups))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::fixtures::without_replicates;
    use crate::drivers::{AsymmetryOptions, Design, fit, penalty_reward};
    use ndarray::{Array2, array};

    fn names(n: usize) -> Vec<String> {
        (0..n).map(|at| format!("a{at}")).collect()
    }

    #[test]
    fn ratings_become_low_and_high_marks() {
        let ratings = array![[1.0, 7.0], [2.0, 4.0], [3.0, 1.0], [5.0, 6.9]];
        let cuts = [
            RatingCuts::of_whole_scale(1, 5).unwrap(),
            RatingCuts::new(3.0, 7.0).unwrap(),
        ];
        let (rows, columns, groups) =
            cut_ratings(&ratings, &[1.0, 2.0, 3.0, 4.0], &names(2), &cuts).unwrap();
        let held: Vec<&[(u32, f64)]> = (0..4).map(|row| rows.entries(row)).collect();
        let expected: [&[(u32, f64)]; 4] =
            [&[(0, 1.0), (3, 1.0)], &[(0, 1.0)], &[(2, 1.0)], &[(1, 1.0)]];
        assert_eq!(held, expected);
        assert_eq!(columns[3], "a1: high");
        assert_eq!(groups[1].columns, vec![2, 3]);
    }

    #[test]
    fn missing_ratings_and_wrong_cuts_are_refused() {
        let cuts = [RatingCuts::of_whole_scale(1, 5).unwrap()];
        let error = cut_ratings(&array![[f64::NAN]], &[1.0], &names(1), &cuts).unwrap_err();
        assert_eq!(
            error.to_string(),
            "row 0, column 'a0' holds NaN, not a finite number"
        );
        assert!(cut_ratings(&array![[2.0]], &[1.0], &names(1), &[]).is_err());
        assert!(RatingCuts::new(3.0, 3.0).is_err());
        assert!(RatingCuts::new(f64::NAN, 3.0).is_err());
        assert!(RatingCuts::of_whole_scale(1, 3).is_err());
    }

    #[test]
    fn a_straight_line_looks_asymmetric_when_the_cuts_are_uneven() {
        let answers =
            Array2::from_shape_fn((60, 1), |(row, _)| f64::from([1, 2, 3, 4, 5][row % 5]));
        let outcome: Vec<f64> = answers
            .iter()
            .enumerate()
            .map(|(row, x)| 10.0 * x + f64::from([-1, 1][row % 2]))
            .collect();
        let asymmetry = |cuts: RatingCuts| {
            let (rows, columns, groups) =
                cut_ratings(&answers, &outcome, &names(1), &[cuts]).unwrap();
            let design = Design::new(rows, columns, groups).unwrap();
            let fit = fit(&design, &without_replicates()).unwrap();
            let options = AsymmetryOptions::default();
            penalty_reward(&design, &fit, Attribute::of_cuts(0), &options)
                .unwrap()
                .asymmetry
                .unwrap()
        };
        // Low marks average 1.5, the middle 3.5, the high mark is 5: p = −20, r = 15.
        let usual = asymmetry(RatingCuts::of_whole_scale(1, 5).unwrap());
        assert!((usual + 1.0 / 7.0).abs() < 1e-9, "{usual}");
        let even = asymmetry(RatingCuts::new(2.0, 4.0).unwrap());
        assert!(even.abs() < 1e-9, "{even}");
    }
}
