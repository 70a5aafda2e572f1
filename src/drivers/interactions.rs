use super::checks::check_rows;
use super::{Design, Error, Group, Role, Row, Rows};
use crate::units::as_f64;
use std::cmp::Ordering;

/// Two columns whose product is to enter the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interaction {
    /// Index of one column.
    pub first: usize,
    /// Index of another.
    pub second: usize,
}

/// A column that is the product of two others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProductColumn {
    /// Index of the product among the columns of the design.
    pub column: usize,
    /// Index of one factor.
    pub first: usize,
    /// Index of the other.
    pub second: usize,
    /// What was subtracted from the first factor before multiplying: its weighted mean, or 0 for a
    /// column of 0 and 1.
    pub first_centre: f64,
    /// The same for the second factor.
    pub second_centre: f64,
}

impl Design {
    /// Checks rows, columns and groups as [`Design::new`] does, after adding one column `A:B` per
    /// interaction, each in a group of its own.
    ///
    /// A column that holds only 0 and 1 is multiplied as it is: a product of two is 1 where both
    /// were mentioned. Any other column is centred about its weighted mean first. The coefficient of
    /// the product is how much that of A changes per unit of B; the coefficient of A is then its
    /// effect where B is 0 (for a column of 0 and 1) or at its mean (for any other). Centring moves
    /// those coefficients only: R² and shares stay the same, since a product never enters without
    /// both factors.
    ///
    /// [`fit()`](super::fit()) averages the gain of a product over those orderings only in which
    /// both factors came before it. Factors that are controls are in from the start. The product of
    /// two controls is a control, every other product a driver.
    ///
    /// # Errors
    ///
    /// Those of [`Design::new`]; [`Error::UnknownFactor`] for a column that does not exist,
    /// [`Error::Square`] for a column times itself, [`Error::DuplicateName`] for a pair given twice,
    /// in whatever order, and [`Error::GroupedFactors`] when a driver group has several columns: a
    /// product has no place between the columns of a group that enters at once.
    ///
    /// # References
    ///
    /// Grömping (2006), *Journal of Statistical Software* 17(1), §4.4; Nelder (1977), *JRSS A* 140,
    /// p. 48, for the rule that a product needs both main effects.
    pub fn with_interactions(
        rows: &Rows,
        mut columns: Vec<String>,
        mut groups: Vec<Group>,
        interactions: &[Interaction],
    ) -> Result<Self, Error> {
        check_rows(rows, &columns)?;
        let n_columns = columns.len();
        let wide = groups
            .iter()
            .find(|group| group.role == Role::Driver && group.columns.len() > 1);
        if let Some(group) = wide.filter(|_| !interactions.is_empty()) {
            return Err(Error::GroupedFactors {
                group: group.name.clone(),
            });
        }
        let centres = centres(rows);
        let mut products: Vec<ProductColumn> = Vec::with_capacity(interactions.len());
        for interaction in interactions {
            let (first, second) = checked_factors(*interaction, &columns[..n_columns])?;
            let name = format!("{}:{}", columns[first], columns[second]);
            let pair = (first.min(second), first.max(second));
            if products
                .iter()
                .any(|p| (p.first.min(p.second), p.first.max(p.second)) == pair)
            {
                return Err(Error::DuplicateName { name });
            }
            products.push(ProductColumn {
                column: columns.len(),
                first,
                second,
                first_centre: centres[first],
                second_centre: centres[second],
            });
            groups.push(Group {
                name: name.clone(),
                columns: vec![columns.len()],
                role: role_of_product(&groups, first, second),
            });
            columns.push(name);
        }
        let mut design = Self::new(with_product_columns(rows, &products), columns, groups)?;
        design.set_products(products);
        Ok(design)
    }
}

fn checked_factors(interaction: Interaction, columns: &[String]) -> Result<(usize, usize), Error> {
    let Interaction { first, second } = interaction;
    for column in [first, second] {
        if column >= columns.len() {
            return Err(Error::UnknownFactor {
                column,
                n_columns: columns.len(),
            });
        }
    }
    if first == second {
        return Err(Error::Square {
            column: columns[first].clone(),
        });
    }
    Ok((first, second))
}

fn role_of_product(groups: &[Group], first: usize, second: usize) -> Role {
    let is_control = |column: usize| {
        groups
            .iter()
            .any(|group| group.role == Role::Control && group.columns.contains(&column))
    };
    if is_control(first) && is_control(second) {
        Role::Control
    } else {
        Role::Driver
    }
}

/// Per column 0 when it holds 0 and 1 only, else its weighted mean.
fn centres(rows: &Rows) -> Vec<f64> {
    let mut is_binary = vec![true; rows.n_columns];
    let mut sums = vec![0.0; rows.n_columns];
    let mut weight = 0.0;
    for row in 0..rows.len() {
        let mass = rows.weight[row] * as_f64(rows.count[row]);
        weight += mass;
        for &(column, value) in rows.entries(row) {
            let at = column as usize;
            is_binary[at] &= value.total_cmp(&1.0) == Ordering::Equal;
            sums[at] += mass * value;
        }
    }
    sums.iter()
        .zip(is_binary)
        .map(|(sum, is_binary)| if is_binary { 0.0 } else { sum / weight })
        .collect()
}

fn with_product_columns(rows: &Rows, products: &[ProductColumn]) -> Rows {
    let mut extended = Rows::new(rows.n_columns + products.len());
    let mut full = vec![0.0; rows.n_columns];
    let mut x = Vec::new();
    for row in 0..rows.len() {
        x.clear();
        for &(column, value) in rows.entries(row) {
            full[column as usize] = value;
            x.push((column as usize, value));
        }
        for product in products {
            let value = (full[product.first] - product.first_centre)
                * (full[product.second] - product.second_centre);
            x.push((product.column, value));
        }
        extended.push(Row {
            x: &x,
            y: rows.y[row],
            weight: rows.weight[row],
            count: rows.count[row],
            cluster: rows.cluster[row],
        });
        for &(column, _) in rows.entries(row) {
            full[column as usize] = 0.0;
        }
    }
    extended
}

/// Per driver group the driver groups that enter before it, by position among the driver groups.
pub(super) fn predecessors(design: &Design) -> Vec<Vec<usize>> {
    let drivers = design.groups_with(Role::Driver);
    let position = |column: usize| {
        drivers
            .iter()
            .position(|&group| design.groups()[group].columns.contains(&column))
    };
    let mut predecessors = vec![Vec::new(); drivers.len()];
    for product in design.products() {
        if let Some(at) = position(product.column) {
            predecessors[at].extend(position(product.first));
            predecessors[at].extend(position(product.second));
        }
    }
    predecessors
}

#[cfg(test)]
#[expect(
    clippy::suboptimal_flops,
    reason = "the outcome of the made rows reads as printed"
)]
mod tests {
    use super::*;
    use crate::drivers::fixtures::{
        bayesian, control, driver, names, single_groups, without_replicates,
    };
    use crate::drivers::{Fit, fit, relative_weights};
    use crate::stats::draw::{normal, uniform};
    use crate::stats::generator;

    fn cross(first: usize, second: usize) -> Interaction {
        Interaction { first, second }
    }

    /// Two topics of 0 and 1 and two ratings; topics and ratings interact.
    fn rows(n: usize, shift: f64) -> Rows {
        let mut source = generator(41, 0);
        let mut rows = Rows::new(4);
        for _ in 0..n {
            let a = f64::from(uniform(&mut source) < 0.4);
            let b = f64::from(uniform(&mut source) < 0.2 + 0.4 * a);
            let c = (2.0 * normal(&mut source)).round();
            let d = c + normal(&mut source);
            let y = a - b - 2.0 * a * b + 0.5 * c + 0.4 * c * d + normal(&mut source);
            rows.push(Row::new(
                &[(0, a), (1, b), (2, c + shift), (3, d - shift)],
                y,
            ));
        }
        rows
    }

    fn crossed(rows: &Rows, groups: Vec<Group>, interactions: &[Interaction]) -> Fit {
        let design = Design::with_interactions(rows, names(4), groups, interactions).unwrap();
        fit(&design, &without_replicates()).unwrap()
    }

    #[test]
    fn products_are_found_and_share_what_the_factors_leave() {
        let products = [cross(0, 1), cross(2, 3)];
        let fit = crossed(&rows(4000, 0.0), single_groups(4), &products);
        assert_eq!(fit.drivers.len(), 6);
        for (column, truth) in [(4, -2.0), (5, 0.4)] {
            let estimate = fit.columns[column].estimate.unwrap();
            let error = estimate.doubt.unwrap().standard_error;
            assert!((estimate.value - truth).abs() < 4.0 * error, "{estimate:?}");
        }
        let shares: f64 = fit.drivers.iter().map(|d| d.share).sum();
        assert!((shares / fit.explained.r2 - 1.0).abs() < 1e-12);
        // 6! orderings; each product comes after its two factors in a third of them, independently.
        let n_orderings = fit.importance.n_allowed_orderings.unwrap();
        assert!((n_orderings - 80.0).abs() < 1e-9);
        let contributed: f64 = fit.drivers.iter().map(|d| d.contribution).sum();
        assert!((fit.intercept.value + contributed - fit.mean_outcome).abs() < 1e-9);
    }

    // tests/golden/interactions.R enumerates the 272 allowed orderings of seven columns.
    #[test]
    fn weighted_products_of_every_sort_have_the_shares_and_coefficients_of_r() {
        let mut rows = Rows::new(4);
        for i in 1..=60u32 {
            let at = f64::from(i);
            let a = f64::from(u8::from(i % 3 == 0));
            let b = f64::from(u8::from(i % 4 < 2));
            let c = (5.0 * at.sin()).round() + 20.0;
            let d = (2.0 * at).cos();
            let main = 3.0 + a - b + 2.0 * a * b + 0.3 * c + d;
            let y = main + 0.2 * (c - 20.0) * d + 0.4 * a * (c - 20.0) + (11.0 * at).sin();
            rows.push(Row {
                weight: 1.0 + f64::from(i % 5) / 4.0,
                ..Row::new(&[(0, a), (1, b), (2, c), (3, d)], y)
            });
        }
        let products = [cross(0, 1), cross(2, 3), cross(0, 2)];
        let fit = crossed(&rows, single_groups(4), &products);
        let expected = [
            (0.164_916_754_469_857_2, 1.058_153_378_397_217),
            (0.091_494_551_606_218_2, -1.870_969_336_021_367),
            (0.359_898_145_377_627, 0.288_053_753_587_191),
            (0.113_858_244_470_021_9, 1.058_679_011_977_062),
            (0.051_544_717_947_227_4, 2.028_213_039_537_777),
            (0.033_016_800_537_018_6, 0.197_817_557_311_855),
            (0.110_964_115_772_987_9, 0.409_919_869_345_734),
        ];
        for (at, (share, coefficient)) in expected.into_iter().enumerate() {
            assert!((fit.drivers[at].share / share - 1.0).abs() < 1e-10);
            let got = fit.columns[at].estimate.unwrap().value;
            assert!((got / coefficient - 1.0).abs() < 1e-10);
        }
        assert!((fit.importance.n_allowed_orderings.unwrap() - 272.0).abs() < 1e-9);
    }

    #[test]
    fn moving_the_scales_moves_no_share_and_no_product() {
        let products = [cross(0, 1), cross(2, 3), cross(0, 2)];
        let here = crossed(&rows(500, 0.0), single_groups(4), &products);
        let there = crossed(&rows(500, 40.0), single_groups(4), &products);
        for (one, other) in here.drivers.iter().zip(&there.drivers) {
            assert!((one.share - other.share).abs() < 1e-11);
        }
        for column in 4..7 {
            let (one, other) = (&here.columns[column], &there.columns[column]);
            assert!((one.estimate.unwrap().value - other.estimate.unwrap().value).abs() < 1e-9);
        }
    }

    #[test]
    fn a_product_with_a_control_waits_for_the_driver_only() {
        let groups = vec![
            driver("a", &[0]),
            driver("b", &[1]),
            control("rest", &[2, 3]),
        ];
        let fit = crossed(&rows(500, 0.0), groups, &[cross(2, 0), cross(2, 3)]);
        // Drivers a, b and c:a with c:a after a: half of six orderings; c:d is a control.
        assert_eq!(fit.drivers.len(), 3);
        assert!((fit.importance.n_allowed_orderings.unwrap() - 3.0).abs() < 1e-12);
    }

    #[test]
    fn replicates_share_under_the_same_rule() {
        let rows = rows(300, 0.0).compressed();
        let design =
            Design::with_interactions(&rows, names(4), single_groups(4), &[cross(0, 1)]).unwrap();
        let fit = fit(&design, &bayesian(60)).unwrap();
        let shares = fit.replicates.unwrap().shares.unwrap();
        for (at, driver) in fit.drivers.iter().enumerate() {
            let mean = shares.column(at).mean().unwrap();
            let interval = driver.share_interval.unwrap();
            assert!(interval.contains(mean) && interval.contains(driver.share));
        }
        assert!(relative_weights(&design).is_err());
    }

    #[test]
    fn groups_squares_strangers_and_pairs_given_twice_are_refused() {
        let rows = rows(20, 0.0);
        let refusal = |groups: Vec<Group>, interactions: &[Interaction]| {
            Design::with_interactions(&rows, names(4), groups, interactions).unwrap_err()
        };
        let wide = vec![driver("a", &[0, 1]), driver("b", &[2]), driver("c", &[3])];
        let group = "a".to_owned();
        assert_eq!(
            refusal(wide.clone(), &[cross(2, 3)]),
            Error::GroupedFactors { group }
        );
        assert!(Design::with_interactions(&rows, names(4), wide, &[]).is_ok());
        let square = refusal(single_groups(4), &[cross(1, 1)]);
        assert!(matches!(square, Error::Square { .. }));
        let stranger = refusal(single_groups(4), &[cross(1, 4)]);
        assert!(matches!(stranger, Error::UnknownFactor { column: 4, .. }));
        let twice = refusal(single_groups(4), &[cross(1, 2), cross(2, 1)]);
        assert!(matches!(twice, Error::DuplicateName { .. }));
    }

    #[test]
    fn too_many_groups_for_the_rule_are_an_error_not_a_guess() {
        let mut rows = Rows::new(16);
        let mut source = generator(3, 0);
        for _ in 0..60 {
            let x: Vec<(usize, f64)> = (0..16).map(|j| (j, normal(&mut source))).collect();
            rows.push(Row::new(&x, normal(&mut source)));
        }
        let design =
            Design::with_interactions(&rows, names(16), single_groups(16), &[cross(0, 1)]).unwrap();
        assert!(matches!(
            fit(&design, &without_replicates()),
            Err(Error::Statistic(_))
        ));
    }
}
