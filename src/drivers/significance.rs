use super::checks::check_enough_rows;
use super::freedom::Bread;
use super::joint_test::{Covariances, Testing, testing};
use super::regression::Regression;
use super::sandwich::{StandardErrorChoice, standard_errors};
use super::{Design, Error, Group, Role};
use crate::stats::discoveries;
use crate::units::{Probability, as_f64};

/// A test that several coefficients are zero together.
#[derive(Debug, Clone, PartialEq)]
pub struct JointTest {
    /// The columns tested: those of the group that are in the model.
    pub columns: Vec<usize>,
    /// For one column the larger of `p_robust` and `p_even`. For several twice the smaller of that and
    /// `p_columns`: a rare column takes nearly all power from a joint test, a common one beside it
    /// keeps its own.
    pub p_value: Probability,
    /// Wald statistic b′V⁻¹b, with V the HC3 covariance, or CR1 with clusters. Where all observations that have
    /// a column have the same outcome there is no such V, and it is that under one variance of the rest of
    /// the outcome, which the rows of a cluster share.
    pub wald: f64,
    /// Satterthwaite degrees of freedom of the weakest column's variance, ν: roughly how many
    /// observations (or clusters) tell something about it, less one.
    pub degrees_of_freedom: f64,
    /// Probability of a statistic at least this large if all coefficients were zero: that of
    /// F = wald · (ν − g + 1)/(ν g) with g and ν − g + 1 degrees of freedom.
    pub p_robust: Probability,
    /// The same if the rest of the outcome has one variance everywhere, with g and n − k degrees of
    /// freedom: a topic whose few mentions happen to have nearly the same outcome is then not
    /// taken to be certain of it.
    pub p_even: Probability,
    /// Of several columns the smallest p-value of one alone, times their number (Bonferroni); `None` for one.
    pub p_columns: Option<Probability>,
}

/// The test of one driver group, beside those of the others.
#[derive(Debug, Clone, PartialEq)]
pub struct DriverTest {
    /// Index of the group in the design.
    pub group: usize,
    /// `None` when the data cannot tell: no column is in the model, one hangs on a single unit, several hang on
    /// observations that are all the same, or fewer units than columns carry the group.
    pub test: Option<JointTest>,
    /// Whether the group stands when all are looked at together; `false` without test.
    pub is_discovery: bool,
}

/// Tests every driver group, so that at most the part `rate` of those that stand is false on average.
///
/// This is the test to decide by. An interval of a share of R² is none: it can never include zero.
///
/// Student's n − k degrees of freedom would make a topic with five mentions look certain, as they count
/// observations that say nothing about it. Here the degrees of freedom follow from who carries the
/// variance. And where most scores are the same, few mentions easily have no variance at all, so a topic
/// must also stand against the variance of everybody: the larger p-value counts. The p-value of a single
/// column is therefore above that of its [`Doubt`](super::Doubt), visibly so below some fifty mentions.
///
/// # Errors
///
/// [`Error::TooFewRows`] without degrees of freedom.
///
/// # References
///
/// HC3: `MacKinnon` & White (1985). The larger of robust and conventional error: Angrist & Pischke (2009),
/// *Mostly Harmless Econometrics*, §8.1. Degrees of freedom: Bell & `McCaffrey` (2002), *Survey Methodology* 28,
/// p. 169, with the weights of HC3 or CR1 for theirs and homoscedastic errors as working model (Imbens &
/// Kolesár 2016 for the case without clusters). Several columns: the approximate Hotelling distribution
/// as in Pustejovsky & Tipton (2018), with the degrees of freedom of the weakest column, which is on the
/// safe side; beside it Bonferroni over the columns, because one rare column would take the power of all.
/// Many groups: [`discoveries`].
pub fn driver_tests(design: &Design, rate: Probability) -> Result<Vec<DriverTest>, Error> {
    let regression = Regression::new(design, &design.sample_moments());
    let (n, k) = (design.n_observations(), regression.n_parameters());
    check_enough_rows(n, k)?;
    let choice = if design.is_clustered() {
        StandardErrorChoice::Cr1
    } else {
        StandardErrorChoice::Hc3
    };
    let (_, errors) = standard_errors(design, &regression, choice);
    let bread = Bread::new(&regression);
    tests_of_groups(
        &testing(design, &regression, &bread),
        design.groups(),
        &errors,
        rate,
    )
}

/// [`driver_tests`] of driver groups, given the standard errors of the constant and all columns.
pub(super) fn tests_of_groups<F: Fn(&[&[usize]]) -> Vec<Option<Covariances>> + Sync>(
    testing: &Testing<'_, F>,
    all: &[Group],
    errors: &[Option<f64>],
    rate: Probability,
) -> Result<Vec<DriverTest>, Error> {
    let kept = testing.regression.factor.kept();
    let groups: Vec<usize> = (0..all.len())
        .filter(|&group| all[group].role == Role::Driver)
        .collect();
    let has_error = |column: usize| errors[column + 1].is_some_and(|error| error > 0.0);
    // Most groups have one column: these are tested in one go.
    let single: Vec<usize> = groups
        .iter()
        .filter_map(|&group| match all[group].columns[..] {
            [column] if kept.contains(&column) => Some(column),
            _ => None,
        })
        .filter(|&column| has_error(column))
        .collect();
    let mut of_single = testing.singles(&single)?.into_iter();
    let mut tests = Vec::new();
    for group in groups {
        let members = &all[group].columns;
        let columns: Vec<usize> = members
            .iter()
            .copied()
            .filter(|column| kept.contains(column))
            .collect();
        let known: Vec<usize> = columns
            .iter()
            .copied()
            .filter(|&column| has_error(column))
            .collect();
        let test = match known.as_slice() {
            [] if columns.len() == 1 => testing.flat(columns[0])?,
            [] => None,
            [_] if members.len() == 1 => of_single.next().flatten(),
            [_] if columns.len() == 1 => testing.joint(known)?,
            _ => group_test(testing, &columns, &known)?,
        };
        tests.push(DriverTest {
            group,
            test,
            is_discovery: false,
        });
    }
    let tested: Vec<usize> = (0..tests.len())
        .filter(|&at| tests[at].test.is_some())
        .collect();
    let p_values: Vec<Probability> = tests
        .iter()
        .filter_map(|test| test.test.as_ref().map(|test| test.p_value))
        .collect();
    for (at, stands) in tested.into_iter().zip(discoveries(&p_values, rate)) {
        tests[at].is_discovery = stands;
    }
    Ok(tests)
}

/// The test of several columns: together, where the doubt of all is known, and one by one.
fn group_test<F: Fn(&[&[usize]]) -> Vec<Option<Covariances>> + Sync>(
    testing: &Testing<'_, F>,
    columns: &[usize],
    known: &[usize],
) -> Result<Option<JointTest>, Error> {
    let mut singles = Vec::new();
    for &column in known {
        singles.extend(testing.joint(vec![column])?);
    }
    let n_columns = as_f64(columns.len());
    let smallest = singles.into_iter().min_by_key(|test| test.p_value);
    let p_columns = smallest
        .as_ref()
        .map(|test| Probability::saturating(n_columns * test.p_value.get()));
    let joint = if known.len() == columns.len() {
        testing.joint(columns.to_vec())?
    } else {
        None
    };
    Ok(match (joint, smallest, p_columns) {
        (Some(joint), _, Some(p_columns)) => Some(JointTest {
            p_value: Probability::saturating(2.0 * joint.p_value.min(p_columns).get()),
            p_columns: Some(p_columns),
            ..joint
        }),
        (None, Some(single), Some(p_columns)) => Some(JointTest {
            columns: columns.to_vec(),
            p_value: p_columns,
            p_columns: Some(p_columns),
            ..single
        }),
        (joint, _, _) => joint,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::fixtures::{
        control, driver, formula_cluster, formula_rows, formula_weight, names, random_rows,
        single_groups, without_replicates,
    };
    use crate::drivers::{Group, Row, Rows, fit};
    use crate::stats::draw::{normal, uniform};
    use crate::stats::{compute_in_order, generator};
    use crate::units::{as_u32, as_u64};

    fn level() -> Probability {
        Probability::saturating(0.05)
    }

    fn tests_of(rows: Rows, groups: Vec<Group>) -> Vec<DriverTest> {
        let p = rows.n_columns;
        let design = Design::new(rows, names(p), groups).unwrap();
        driver_tests(&design, level()).unwrap()
    }

    /// Joint test of a and b: wald, ν, robust and even p. Test of c: t, robust and even p.
    fn check(rows: &Rows, joint: [f64; 4], single: [f64; 3]) {
        for rows in [rows.clone(), rows.clone().compressed()] {
            let found = tests_of(rows, vec![driver("ab", &[0, 1]), driver("c", &[2])]);
            let both = found[0].test.clone().unwrap();
            let one = found[1].test.clone().unwrap();
            let got = [
                both.wald,
                both.degrees_of_freedom,
                both.p_robust.get(),
                both.p_even.get(),
                one.wald.sqrt(),
                one.p_robust.get(),
                one.p_even.get(),
            ];
            let expected = joint.into_iter().chain(single);
            for (got, expected) in got.into_iter().zip(expected) {
                assert!(
                    (got - expected).abs() <= 2e-9 * expected,
                    "{got} is not {expected}"
                );
            }
            let together = both.p_robust.max(both.p_even).min(both.p_columns.unwrap());
            assert_eq!(both.p_value, Probability::saturating(2.0 * together.get()));
        }
    }

    /// `tests/golden/asymmetry_drivers.R`: car 3.1.1 and sandwich 3.0.2 for the statistic; degrees of
    /// freedom and the test under one variance by their definition with full matrices.
    #[test]
    fn joint_tests_are_those_of_car_with_degrees_of_freedom_by_definition() {
        let weak = [-2.0, 1.0];
        check(
            &formula_rows([-20.0, 10.0], |_| 1.0, |_| None),
            [
                356.147_385_688_798,
                47.247_747_485_747_6,
                2.907_975_169_202_79e-22,
                9.332_668_185_464_28e-25,
            ],
            [
                0.290_806_823_906_178,
                0.772_294_443_568_98,
                0.768_855_264_121_409,
            ],
        );
        check(
            &formula_rows(weak, |_| 1.0, |_| None),
            [
                0.459_238_504_073_483,
                47.247_747_485_747_6,
                0.799_575_695_349_446,
                0.788_472_526_747_588,
            ],
            [
                0.290_806_823_906_178,
                0.772_294_443_568_98,
                0.768_855_264_121_409,
            ],
        );
        check(
            &formula_rows(weak, formula_weight, |_| None),
            [
                1.871_025_646_131_91,
                38.333_786_833_817_6,
                0.410_831_797_637_361,
                0.398_698_179_063_517,
            ],
            [
                0.351_463_500_546_105,
                0.726_886_603_582_416,
                0.714_694_960_399_564,
            ],
        );
        check(
            &formula_rows(weak, formula_weight, formula_cluster),
            [
                4.818_547_616_504_63,
                9.180_691_360_360_56,
                0.178_045_043_469_928,
                0.398_698_179_063_517,
            ],
            [
                0.331_584_198_052_634,
                0.747_580_988_814_964,
                0.714_694_960_399_564,
            ],
        );
    }

    #[test]
    fn the_statistic_of_one_column_is_its_squared_t() {
        let rows = random_rows(400, &[0.3, 0.1, 0.05], &[-1.0, 0.0, 0.4], 9);
        let groups = vec![driver("a", &[0]), driver("b", &[1]), control("c", &[2])];
        let design = Design::new(rows.clone(), names(3), groups.clone()).unwrap();
        let fit = fit(&design, &without_replicates()).unwrap();
        for (test, column) in tests_of(rows, groups).iter().zip(&fit.columns) {
            let estimate = column.estimate.unwrap();
            let t = estimate.value / estimate.doubt.unwrap().standard_error;
            let test = test.test.as_ref().unwrap();
            assert!((test.wald / (t * t) - 1.0).abs() < 1e-9);
            assert!(test.p_value >= estimate.doubt.unwrap().p_value);
        }
    }

    #[test]
    fn units_of_columns_and_outcome_change_no_test() {
        let rows = random_rows(200, &[0.3, 0.1, 0.05], &[-1.0, 0.0, 0.4], 5);
        let mut moved = Rows::new(3);
        for row in 0..rows.len() {
            let factors = [1e-8, 1e6, -3.0];
            let entries = rows.entries(row).iter();
            let x: Vec<(usize, f64)> = entries
                .map(|&(j, value)| (j as usize, value * factors[j as usize]))
                .collect();
            moved.push(Row {
                weight: rows.weight[row],
                cluster: rows.cluster[row],
                ..Row::new(&x, 1e7f64.mul_add(rows.y[row], 1e9))
            });
        }
        let groups = || vec![driver("ab", &[0, 1]), driver("c", &[2])];
        for (one, other) in tests_of(rows, groups())
            .iter()
            .zip(tests_of(moved, groups()))
        {
            let (one, other) = (one.test.clone().unwrap(), other.test.unwrap());
            assert!((one.wald / other.wald - 1.0).abs() < 1e-9);
            assert!((one.p_value.get() / other.p_value.get() - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn a_topic_of_k_mentions_has_about_k_less_one_degrees_of_freedom() {
        for k in [3, 8, 40] {
            let mut source = generator(3, as_u64(k));
            let mut rows = Rows::new(1);
            for row in 0..2000 {
                let x = if row < k { &[(0, 1.0)][..] } else { &[] };
                rows.push(Row::new(x, normal(&mut source)));
            }
            let found = tests_of(rows, single_groups(1));
            let nu = found[0].test.as_ref().unwrap().degrees_of_freedom;
            // The others add k/2000 of the variance, with many degrees of freedom.
            let expected = as_f64(k) - 1.0;
            assert!((nu / expected - 1.0).abs() < 0.05, "{nu} for {k} mentions");
        }
    }

    #[test]
    fn what_the_data_cannot_tell_has_no_test_and_is_no_discovery() {
        let mut rows = Rows::new(5);
        for i in 0..50usize {
            let mut x = Vec::new();
            // Column 0: one mention. 1 and 2: the same. 3: never. 4: usual.
            if i == 7 {
                x.push((0, 1.0));
            }
            if i % 3 == 0 {
                x.extend([(1, 1.0), (2, 1.0)]);
            }
            if i % 4 == 0 {
                x.push((4, 1.0));
            }
            rows.push(Row::new(&x, as_f64((i * i + 3 * i) % 7)));
        }
        let found = tests_of(rows, single_groups(5));
        let known: Vec<bool> = found.iter().map(|one| one.test.is_some()).collect();
        assert_eq!(known, vec![false, true, false, false, true]);
        assert!(
            found
                .iter()
                .all(|one| one.test.is_some() || !one.is_discovery)
        );
    }

    #[test]
    fn a_topic_whose_carriers_all_answer_the_same_is_tested_by_the_variance_of_everybody() {
        let with = |n_carriers: usize, one_better: bool, customers: u32| {
            let mut rows = Rows::new(1);
            for i in 0..1000usize {
                let carries = i < n_carriers;
                let worst = carries && !(one_better && i == 0);
                let x = if carries { &[(0, 1.0)][..] } else { &[] };
                let y = if worst {
                    -100.0
                } else {
                    as_f64(i % 3) * 100.0 - 100.0
                };
                let group = as_u32(i) % customers;
                let cluster = if carries {
                    group
                } else {
                    as_u32(i) + customers
                };
                rows.push(Row {
                    cluster: (customers < 1000).then_some(cluster),
                    ..Row::new(x, y)
                });
            }
            tests_of(rows, single_groups(1)).remove(0).test.unwrap()
        };
        // t of a difference between two means by hand: 100 carriers at −100, the others at 0 on average.
        let found = with(100, false, 1000);
        let others: Vec<f64> = (100..1000)
            .map(|i| f64::from(i % 3) * 100.0 - 100.0)
            .collect();
        let mean = others.iter().sum::<f64>() / 900.0;
        let squares: f64 = others.iter().map(|y| (y - mean).powi(2)).sum();
        let variance = squares / 998.0 * (1.0 / 100.0 + 1.0 / 900.0);
        let wald = (mean + 100.0).powi(2) / variance;
        assert!(
            (found.wald / wald - 1.0).abs() < 1e-9,
            "{} {wald}",
            found.wald
        );
        assert!(found.degrees_of_freedom > 90.0 && found.degrees_of_freedom < 130.0);
        assert!(found.p_value.get() < 1e-20 && found.p_even <= found.p_robust);
        // A worse complaint has no weaker test than one that is nearly as bad.
        assert!(with(100, true, 1000).p_value.get() < 1e-20);
        // Three carriers say little however sure they sound, and so do a hundred answers of three customers.
        let few = with(3, false, 1000).p_value.get();
        assert!(few > 0.02 && few < 0.5, "{few}");
        let of_three = with(100, false, 3).p_value.get();
        assert!(of_three > 0.02 && of_three < 0.5, "{of_three}");
    }

    #[test]
    fn more_columns_than_clusters_are_tested_one_by_one() {
        let mut source = generator(4, 1);
        let mut rows = Rows::new(4);
        for row in 0..60u32 {
            let x: Vec<(usize, f64)> = (0..4).map(|j| (j, normal(&mut source))).collect();
            rows.push(Row {
                cluster: Some(row % 4),
                ..Row::new(&x, normal(&mut source))
            });
        }
        let found = tests_of(rows, vec![driver("all", &[0, 1, 2, 3])]);
        // Four clusters leave less than half a degree of freedom for four columns together.
        let test = found[0].test.as_ref().unwrap();
        assert_eq!(Some(test.p_value), test.p_columns);
        assert!(!found[0].is_discovery);
    }

    #[test]
    fn a_rare_category_does_not_hide_a_common_one() {
        let mut source = generator(7, 1);
        let mut rows = Rows::new(2);
        for row in 0..2000usize {
            let common = row % 3 == 0;
            let x: Vec<(usize, f64)> = [(0, common), (1, row % 700 == 1)]
                .into_iter()
                .filter(|(_, held)| *held)
                .map(|(column, _)| (column, 1.0))
                .collect();
            let effect = if common { 0.4 } else { 0.0 };
            rows.push(Row::new(&x, normal(&mut source) + effect));
        }
        let found = tests_of(rows, vec![driver("both", &[0, 1])]);
        let test = found[0].test.as_ref().unwrap();
        let together = test.p_robust.max(test.p_even).get();
        assert!(together > 0.01, "{together}");
        assert!(test.p_value.get() < 1e-6 && found[0].is_discovery);
    }

    /// A null data set: sparse topics, and scores unrelated to them of which these parts are −100 and
    /// at most 0.
    fn null_rows(seed: u64, n: usize, parts: [f64; 2]) -> Rows {
        let mut source = generator(seed, 0);
        let shares = [0.01, 0.02, 0.03, 0.05, 0.08, 0.15, 0.02, 0.04];
        let mut rows = Rows::new(shares.len());
        for _ in 0..n {
            let x: Vec<(usize, f64)> = (0..shares.len())
                .filter(|&j| uniform(&mut source) < shares[j])
                .map(|j| (j, 1.0))
                .collect();
            let mood = uniform(&mut source);
            let y = if mood < parts[0] {
                -100.0
            } else if mood < parts[1] {
                0.0
            } else {
                100.0
            };
            rows.push(Row::new(&x, y));
        }
        rows.compressed()
    }

    /// How often groups are significant at 5 % and how often a set has a discovery, with nothing there.
    fn false_alarms(n_sets: usize, parts: [f64; 2]) -> (f64, f64) {
        let counts = compute_in_order(n_sets, |set| {
            let mut groups = single_groups(6);
            groups.push(driver("both", &[6, 7]));
            let found = tests_of(null_rows(900 + as_u64(set), 1500, parts), groups);
            let p_values: Vec<f64> = found
                .iter()
                .filter_map(|one| one.test.as_ref().map(|test| test.p_value.get()))
                .collect();
            let n_significant = p_values.iter().filter(|&&p| p <= 0.05).count();
            let any = found.iter().any(|one| one.is_discovery);
            (p_values.len(), n_significant, usize::from(any))
        });
        let sum = |of: fn(&(usize, usize, usize)) -> usize| as_f64(counts.iter().map(of).sum());
        (sum(|c| c.1) / sum(|c| c.0), sum(|c| c.2) / as_f64(n_sets))
    }

    #[test]
    fn without_any_effect_few_groups_are_significant_and_hardly_ever_a_discovery() {
        // Mixed scores, and scores of which nearly all are the best: there a robust error alone fails.
        for parts in [[0.2, 0.6], [0.05, 0.2]] {
            let n_sets = 60;
            let (significant, discovered) = false_alarms(n_sets, parts);
            let band = |n: usize| 4.0 * (0.05 * 0.95 / as_f64(n)).sqrt();
            // The larger of two p-values stays below its rate, by how much depends on the data.
            assert!(significant < 0.05 + band(7 * n_sets), "{significant}");
            assert!(significant > 0.01, "{significant}");
            // When nothing is there, any discovery is false: the part `rate` of sets may have one.
            assert!(discovered < 0.05 + band(n_sets), "{discovered}");
        }
    }

    #[test]
    fn an_effect_is_a_discovery() {
        let rows = random_rows(1500, &[0.05, 0.3, 0.05], &[-3.0, 0.0, 2.0], 12);
        let found = tests_of(rows, single_groups(3));
        let stands: Vec<bool> = found.iter().map(|one| one.is_discovery).collect();
        assert_eq!(stands, vec![true, false, true]);
    }
}
