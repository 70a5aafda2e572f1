use super::what_if::check_fit;
use super::{Design, Error, Fit, Role};

/// Which way the outcome goes with a column, everything else held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Up: the interval of the coefficient lies above zero.
    Raises,
    /// Down: the interval of the coefficient lies below zero.
    Lowers,
    /// The interval holds zero, there is none, or the column is not in the model.
    Unclear,
}

/// The direction of one column; shares of R² have none and never carry a sign.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ColumnDirection {
    /// Index of the column.
    pub column: usize,
    /// The coefficient with everything else held; `None` when the column was left out.
    pub coefficient: Option<f64>,
    /// Correlation with the outcome, nothing held.
    pub marginal: f64,
    /// The direction, as far as the data tell.
    pub direction: Direction,
    /// Whether coefficient and correlation point in different directions: the column is a suppressor,
    /// or stands for what it occurs with. Neither sign may then be told without the other.
    pub signs_differ: bool,
}

/// The directions of one driver group.
#[derive(Debug, Clone, PartialEq)]
pub struct DriverDirection {
    /// Index of the group in the design.
    pub group: usize,
    /// Its columns.
    pub columns: Vec<ColumnDirection>,
    /// The direction that all columns share which have a clear one.
    pub overall: Overall,
}

/// The direction of a group as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overall {
    /// Every column with a clear direction has this one; unclear when none has.
    One(Direction),
    /// Some columns raise the outcome and others lower it, as the two mentions of a topic should.
    Both,
}

/// Tells the direction of every driver group by its coefficients, with a flag on sign conflicts.
///
/// # Errors
///
/// [`Error::Shape`] when the fit is not of this design.
///
/// # References
///
/// Sign conflicts: Conger (1974), *Educational and Psychological Measurement* 34, p. 35, on suppressors.
pub fn directions(design: &Design, fit: &Fit) -> Result<Vec<DriverDirection>, Error> {
    check_fit(design, fit)?;
    Ok(design
        .groups_with(Role::Driver)
        .into_iter()
        .map(|group| {
            let columns: Vec<ColumnDirection> = design.groups()[group]
                .columns
                .iter()
                .map(|&column| of_column(fit, column))
                .collect();
            let has = |direction| columns.iter().any(|one| one.direction == direction);
            let overall = match (has(Direction::Raises), has(Direction::Lowers)) {
                (true, true) => Overall::Both,
                (true, false) => Overall::One(Direction::Raises),
                (false, true) => Overall::One(Direction::Lowers),
                (false, false) => Overall::One(Direction::Unclear),
            };
            DriverDirection {
                group,
                columns,
                overall,
            }
        })
        .collect())
}

fn of_column(fit: &Fit, column: usize) -> ColumnDirection {
    let fitted = &fit.columns[column];
    let interval = fitted
        .estimate
        .and_then(|estimate| estimate.doubt)
        .map(|doubt| doubt.interval);
    let direction = match interval {
        Some(interval) if interval.low > 0.0 => Direction::Raises,
        Some(interval) if interval.high < 0.0 => Direction::Lowers,
        _ => Direction::Unclear,
    };
    ColumnDirection {
        column,
        coefficient: fitted.estimate.map(|estimate| estimate.value),
        marginal: fitted.marginal,
        direction,
        signs_differ: fitted.signs_differ(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::fixtures::{
        names, random_rows, rows_with_correlation, single_groups, without_replicates,
    };
    use crate::drivers::{Group, fit};
    use ndarray::array;

    #[test]
    fn a_suppressor_is_flagged_beside_both_its_signs() {
        let correlation = array![[1.0, 0.7, 0.5], [0.7, 1.0, 0.1], [0.5, 0.1, 1.0]];
        let rows = rows_with_correlation(&correlation);
        let design = Design::new(rows, names(2), single_groups(2)).unwrap();
        let fit = fit(&design, &without_replicates()).unwrap();
        let found = directions(&design, &fit).unwrap();
        let (first, second) = (found[0].columns[0], found[1].columns[0]);
        assert!(!first.signs_differ && second.signs_differ);
        assert!((first.coefficient.unwrap() - 0.8431).abs() <= 5e-5);
        assert!((second.coefficient.unwrap() + 0.4902).abs() <= 5e-5);
        assert!((second.marginal - 0.1).abs() < 1e-12);
    }

    #[test]
    fn two_mentions_of_a_topic_may_point_both_ways() {
        let rows = random_rows(2000, &[0.3, 0.3, 0.3], &[-3.0, 3.0, 0.0], 5);
        let topic = Group {
            columns: vec![0, 1],
            ..single_groups(1).remove(0)
        };
        let other = Group {
            columns: vec![2],
            ..single_groups(3).remove(2)
        };
        let design = Design::new(rows, names(3), vec![topic, other]).unwrap();
        let fit = fit(&design, &without_replicates()).unwrap();
        let found = directions(&design, &fit).unwrap();
        assert_eq!(found[0].overall, Overall::Both);
        assert_eq!(found[0].columns[0].direction, Direction::Lowers);
        assert_eq!(found[1].overall, Overall::One(Direction::Unclear));
    }
}
