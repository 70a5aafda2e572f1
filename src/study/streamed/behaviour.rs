//! What is summed is held to what is kept.

use super::{Way, study, way};
use crate::drivers::{StandardErrorChoice, WeightKind};
use crate::intake::table;
use crate::record::Best;
use crate::stats::IntervalKind;
use crate::study::linear::{findings, fit_complete};
use crate::study::merging::Keeping;
use crate::study::prepared::Prepared;
use crate::study::run::{Read, Studied, read_few};
use crate::study::{
    Caution, CellReading, Error, LeftOut, Measure, Model, ModelKind, OutcomeScale, Question,
    Settings, Study,
};
use crate::units::Probability;
use std::fmt::Write;
use std::path::Path;

fn question(weights: Option<&str>) -> Question {
    Question {
        outcome: "nps".to_owned(),
        scale: OutcomeScale::read(Some("nps"), Some(Best::High), None).unwrap(),
        drivers: ["speed", "region", "staff", "size"]
            .map(str::to_owned)
            .to_vec(),
        groups: vec![(
            "people".to_owned(),
            vec!["staff".to_owned(), "size".to_owned()],
        )],
        controls: vec!["age".to_owned()],
        weights: weights.map(str::to_owned),
        cluster: None,
        others: Vec::new(),
        cells: CellReading {
            missing_codes: vec![(None, "99".to_owned())],
            ..CellReading::default()
        },
    }
}

fn settings() -> Settings {
    Settings {
        model: ModelKind::Linear,
        level: Probability::saturating(0.95),
        n_replicates: 0,
        seed: 1,
        measures: Measure::ALL.into_iter().collect(),
        weight_kind: WeightKind::Sampling,
        standard_errors: StandardErrorChoice::Classical,
        intervals: IntervalKind::Percentile,
        driver_scale: None,
        with_asymmetry: false,
        split: None,
    }
}

/// Ratings, words, decimals with a comma, gaps, codes, and rows with every kind of fault.
fn wave(n: usize) -> String {
    let mut text = String::from("nps;speed;region;staff;size;age;w\n");
    let mut state = 7_u64;
    let mut draw = |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) % below
    };
    for row in 0..n {
        let (speed, staff, region) = (1 + draw(5), draw(2), draw(3));
        let nps = (speed + 4 * (1 - staff) + region).min(8) + draw(3);
        let size = format!("{},{:03}", draw(90), draw(1000));
        let region = ["Oost", "Noord", "West"][usize::try_from(region).unwrap()];
        let (age, w) = (20 + draw(60), 1 + draw(3));
        let line = match row % 50 {
            3 => format!("{nps};99;{region};{staff};{size};{age};{w}"),
            7 => format!("{nps};{speed};;{staff};{size};{age};{w}"),
            11 => format!("14;{speed};{region};{staff};{size};{age};{w}"),
            13 => format!("{nps};{speed};{region};x;{size};{age};{w}"),
            17 => format!("{nps};{speed};{region};{staff};{size};{age};-2"),
            19 => format!("{nps};{speed};{region};{staff};{size};{age};0"),
            _ => format!("{nps};{speed};{region};{staff};{size};{age};{w}"),
        };
        writeln!(text, "{line}").unwrap();
    }
    text
}

fn options(text: &str) -> table::Options {
    table::Options {
        piped: Some(table::Piped(text.as_bytes().into())),
        ..table::Options::default()
    }
}

fn summed(text: &str, question: &Question) -> Result<Option<Studied>, Error> {
    study(Path::new("-"), &options(text), question, &settings())
}

fn kept(text: &str, question: &Question) -> Study {
    kept_with(text, question, &settings())
}

fn kept_with(text: &str, question: &Question, settings: &Settings) -> Study {
    let path = Path::new("-");
    let read = Prepared::read_only(path, &options(text), question, None, Keeping::EveryRow);
    let prepared = read.unwrap();
    let fitted = fit_complete(&prepared, question, settings).unwrap();
    findings(&prepared, question, settings, &fitted).unwrap()
}

fn close(a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-9 * (1.0 + b.abs()), "{a} is not {b}");
}

#[test]
fn sums_say_what_rows_say() {
    for weights in [None, Some("w")] {
        let (text, question) = (wave(4000), question(weights));
        let found = summed(&text, &question).unwrap().unwrap();
        let (study, rows) = (&found.study, kept(&text, &question));
        assert_eq!(study.account, rows.account);
        assert_eq!(study.column_names, rows.column_names);
        assert_eq!(study.standing, rows.standing);
        close(study.mean_outcome, rows.mean_outcome);
        let (Model::Linear(a), Model::Linear(b)) = (&study.model, &rows.model) else {
            panic!("not linear");
        };
        close(a.explained.r2, b.explained.r2);
        close(
            a.intercept.standard_error.unwrap(),
            b.intercept.standard_error.unwrap(),
        );
        close(a.diagnosis.n_effective, b.diagnosis.n_effective);
        for (one, other) in study.drivers.iter().zip(&rows.drivers) {
            assert_eq!((&one.name, one.n_away), (&other.name, other.n_away));
            close(one.contribution, other.contribution);
            close(one.share.unwrap(), other.share.unwrap());
            let values = one.importance.values().zip(other.importance.values());
            for (a, b) in values {
                assert_eq!(a.is_some(), b.is_some());
                close(a.unwrap_or_default(), b.unwrap_or_default());
            }
            for (a, b) in one.columns.iter().zip(&other.columns) {
                assert_eq!((&a.name, &a.reference), (&b.name, &b.reference));
                let (a, b) = (a.coefficient.unwrap(), b.coefficient.unwrap());
                close(a.coefficient, b.coefficient);
                close(a.standard_error.unwrap(), b.standard_error.unwrap());
            }
        }
        assert!(study.cautions.contains(&Caution::NoRowsKept));
    }
}

fn robust() -> Settings {
    Settings {
        standard_errors: StandardErrorChoice::Automatic,
        ..settings()
    }
}

#[test]
fn a_table_of_many_rows_is_read_again_for_the_same_errors_and_tests() {
    for weights in [None, Some("w")] {
        let (text, question) = (wave(4000), question(weights));
        let read = |most: usize| {
            let path = Path::new("-");
            read_few(path, &options(&text), &question, &robust(), most).unwrap()
        };
        assert!(matches!(read(5000), Read::Kept(_)));
        let Read::Studied(found) = read(1000) else {
            panic!("rows were kept");
        };
        let (study, rows) = (&found.study, kept_with(&text, &question, &robust()));
        assert_eq!(study.account, rows.account);
        assert_eq!(study.standing, rows.standing);
        assert!(study.cautions.contains(&Caution::RowsReadAgain));
        let (Model::Linear(a), Model::Linear(b)) = (&study.model, &rows.model) else {
            panic!("not linear");
        };
        assert_eq!(a.standard_errors, b.standard_errors);
        let exact = |a: f64, b: f64| assert!((a - b).abs() <= 1e-12 * b.abs(), "{a} is not {b}");
        exact(
            a.intercept.standard_error.unwrap(),
            b.intercept.standard_error.unwrap(),
        );
        for (one, other) in study.drivers.iter().zip(&rows.drivers) {
            assert_eq!((&one.name, one.stands), (&other.name, other.stands));
            close(one.p_value.unwrap().get(), other.p_value.unwrap().get());
            let (a, b) = (one.test.as_ref().unwrap(), other.test.as_ref().unwrap());
            close(a.p_value.get(), b.p_value.get());
            close(a.degrees_of_freedom, b.degrees_of_freedom);
            for (a, b) in one.columns.iter().zip(&other.columns) {
                let (a, b) = (a.coefficient.unwrap(), b.coefficient.unwrap());
                exact(a.coefficient, b.coefficient);
                exact(a.standard_error.unwrap(), b.standard_error.unwrap());
            }
        }
    }
}

#[test]
fn bad_rows_are_counted_and_placed() {
    let found = summed(&wave(1000), &question(Some("w"))).unwrap().unwrap();
    let account = &found.study.account;
    let n = |reason: LeftOut, column: &str| account.left_out.get(&(reason, column.to_owned()));
    assert_eq!(account.n_read, 1000);
    assert_eq!(account.n_used + account.n_left_out(), 1000);
    assert_eq!(n(LeftOut::Missing, "speed"), Some(&20));
    assert_eq!(n(LeftOut::Missing, "region"), Some(&20));
    assert_eq!(n(LeftOut::OutsideScale, "nps"), Some(&20));
    assert_eq!(n(LeftOut::NotANumber, "staff"), Some(&20));
    assert_eq!(n(LeftOut::NegativeWeight, "w"), Some(&20));
    assert_eq!(n(LeftOut::ZeroWeight, "w"), Some(&20));
    let places: Vec<u64> = found.rejections.iter().map(|one| one.origin.row).collect();
    assert_eq!(places[..4], [13, 15, 19, 63]);
    assert!(found.rejections.iter().all(|one| one.row_hash.len() == 64));
}

#[test]
fn a_column_of_many_different_numbers_is_understood_by_the_first() {
    let mut text = String::from("nps,speed\n");
    for row in 0..70_000_u32 {
        let nps = 1 + row % 7 + row / 20_000;
        writeln!(text, "{nps},{}", f64::from(row) / 8.0).unwrap();
    }
    let question = Question {
        drivers: vec!["speed".to_owned()],
        groups: Vec::new(),
        controls: Vec::new(),
        ..question(None)
    };
    let found = summed(&text, &question).unwrap().unwrap().study;
    // One of them is 99, which stands for no answer.
    assert_eq!(found.account.n_used, 69_999);
    let rows = kept(&text, &question);
    let slope = |study: &Study| study.drivers[0].columns[0].coefficient.unwrap().coefficient;
    close(slope(&found), slope(&rows));
}

#[test]
fn what_needs_rows_is_not_summed() {
    let plain = question(None);
    assert_eq!(way(&plain, &settings()), Some(Way::Sums));
    assert_eq!(way(&plain, &robust()), Some(Way::Residuals));
    let by_cluster = Settings {
        standard_errors: StandardErrorChoice::Cr1,
        ..settings()
    };
    let resampled = Settings {
        n_replicates: 100,
        ..settings()
    };
    let counted = Settings {
        weight_kind: WeightKind::Frequency,
        ..settings()
    };
    for settings in [by_cluster, resampled, counted] {
        assert_eq!(way(&plain, &settings), None);
    }
    let clustered = Question {
        cluster: Some("w".to_owned()),
        ..plain
    };
    assert_eq!(way(&clustered, &robust()), None);
}

#[test]
fn nothing_to_sum_is_said_as_of_rows() {
    let question = question(None);
    let head = "nps;speed;region;staff;size;age;w\n";
    assert!(matches!(summed(head, &question), Err(Error::NoRows { .. })));
    let gaps = format!("{head}{}", "9;;Oost;1;2,5;40;1\n".repeat(5));
    assert!(matches!(
        summed(&gaps, &question),
        Err(Error::NothingLeft { .. })
    ));
    let few = format!("{head}9;1;Oost;1;2,5;40;1\n8;2;Oost;1;2,7;41;1\n");
    assert!(matches!(
        summed(&few, &question),
        Err(Error::TooFewRows { .. })
    ));
    let unknown = summed("nps;speed\n1;2\n", &question);
    assert!(matches!(unknown, Err(Error::UnknownColumn { .. })));
}
