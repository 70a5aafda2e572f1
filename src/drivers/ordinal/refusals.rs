//! What is refused: separated categories and requests that cannot be.

use super::fixtures::{
    FIVE, NPS, Units, crafted, crafted_in_two, dense, housing, housing_groups, housing_rows,
    without_replicates,
};
use super::{Options, brant_test, dominance, multinomial, proportional_odds};
use crate::drivers::fixtures::{driver, names, single_groups};
use crate::drivers::{Design, Error, Group, Row, Rows};
use crate::units::as_f64;

fn separated(rows: Rows, groups: Vec<Group>) -> Vec<Vec<String>> {
    let p = rows.n_columns;
    let design = Design::new(rows, names(p), groups).unwrap();
    let options = without_replicates(&[0.0, 1.0, 2.0]);
    let errors = [
        proportional_odds(&design, &options).unwrap_err(),
        multinomial(&design, &options).unwrap_err(),
        dominance(&design, &options).unwrap_err(),
    ];
    let columns = errors.map(|error| match error {
        Error::Separation { columns } => columns,
        other => panic!("{other}"),
    });
    columns.to_vec()
}

/// Rows of two columns without an effect and a third as asked.
fn with_third(third: impl Fn(usize, usize) -> f64) -> Rows {
    let mut rows = Rows::new(3);
    for i in 0..240 {
        let category = i * 7 / 3 % 3;
        let x = [
            (0, f64::from(u8::from(i % 4 == 0))),
            (1, as_f64(i % 5)),
            (2, third(i, category)),
        ];
        rows.push(Row::new(&x, as_f64(category)));
    }
    rows
}

#[test]
fn separation_is_an_error_that_names_the_columns() {
    let only = vec![vec!["x2".to_owned()]; 3];
    // All who have it chose the highest category; others did too.
    let quasi = with_third(|i, category| f64::from(u8::from(category == 2 && i % 5 < 2)));
    assert_eq!(separated(quasi, single_groups(3)), only);
    // Three of 240, all in the lowest.
    let rare = with_third(|i, category| f64::from(u8::from(category == 0 && i % 60 == 12)));
    let n_rare = (0..rare.len()).filter(|&row| dense(&rare, row)[2] > 0.5);
    assert!((1..10).contains(&n_rare.count()));
    assert_eq!(separated(rare, single_groups(3)), only);
    // It orders the categories without exception.
    let complete = with_third(|_, category| as_f64(category));
    for columns in separated(complete, single_groups(3)) {
        assert!(columns.contains(&"x2".to_owned()));
    }
    // Neither column separates alone: their difference does.
    let mut rows = Rows::new(3);
    for i in 0..200 {
        let base = as_f64(i % 10);
        let category = i / 10 % 3;
        let x = [(0, base), (1, base + as_f64(category)), (2, as_f64(i % 2))];
        rows.push(Row::new(&x, as_f64(category)));
    }
    for columns in separated(rows, single_groups(3)) {
        assert!(columns.contains(&"x0".to_owned()) && columns.contains(&"x1".to_owned()));
    }
    let error = Error::Separation {
        columns: vec!["x0".to_owned(), "x1".to_owned()],
    };
    assert_eq!(
        error.to_string(),
        "no finite coefficient fits: categories are separated by 'x0', 'x1'"
    );
}

#[test]
fn an_outlier_and_an_almost_separating_column_keep_their_finite_fit() {
    // One exception among 60, and one value a million times larger than the others.
    let mut rows = with_third(|i, category| f64::from(u8::from(category == 2 || i == 9)));
    rows.push(Row::new(&[(1, 4e6)], 2.0));
    let design = Design::new(rows, names(3), single_groups(3)).unwrap();
    let fit = proportional_odds(&design, &without_replicates(&[0.0, 1.0, 2.0])).unwrap();
    let estimate = fit.columns[2].estimate.unwrap();
    assert!(estimate.value > 4.0 && estimate.doubt.unwrap().standard_error < 3.0);
}

#[test]
fn impossible_requests_are_refused() {
    let check = |design: &Design, options: &Options, expected: &str| {
        let error = proportional_odds(design, options).unwrap_err();
        assert_eq!(error.to_string(), expected);
    };
    check(
        &housing(),
        &without_replicates(&[0.0, 1.0]),
        "row 2 has outcome 2, not a category from 0 to 1",
    );
    check(
        &housing(),
        &without_replicates(&[0.0, f64::NAN, 2.0]),
        "category 1 is worth NaN, not a finite number of points",
    );
    check(
        &housing(),
        &without_replicates(&[1.0]),
        "option points cannot be 1",
    );
    let options = Options {
        n_replicates: 1,
        ..Options::new(NPS.to_vec())
    };
    check(&housing(), &options, "option n_replicates cannot be 1");
    let mut rows = housing_rows();
    rows.y[3] = 0.5;
    let design = Design::new(rows, names(6), housing_groups()).unwrap();
    let error = proportional_odds(&design, &without_replicates(&NPS)).unwrap_err();
    assert!(matches!(error, Error::Category { row: 3, .. }), "{error}");

    let mut rows = Rows::new(3);
    for i in 0..3 {
        rows.push(Row::new(&[(i, 1.0)], as_f64(i % 2)));
    }
    let design = Design::new(rows, names(3), vec![driver("a", &[0, 1, 2])]).unwrap();
    let error = proportional_odds(&design, &without_replicates(&[0.0, 1.0])).unwrap_err();
    assert!(
        matches!(
            error,
            Error::TooFewRows {
                n_observations: 3,
                ..
            }
        ),
        "{error}"
    );

    let two = crafted(Units::Plain);
    assert!(matches!(
        brant_test(
            &crafted_in_two(Units::Plain),
            &without_replicates(&[0.0, 1.0])
        ),
        Err(Error::TooFewCuts { n_cuts: 1 })
    ));
    assert!(brant_test(&two, &without_replicates(&FIVE)).is_ok());
}
