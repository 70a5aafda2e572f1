//! Numbers of other programs, read from the output that stands with its script in `tests/golden`.
//!
//! `pls_oracle.py` (`NumPy`, on raw rows, stops at a change of 1e-14) and `pls_plspm.py` (package
//! plspm 0.5.7, whose own rule of stopping limits the agreement to some 1e-8); `pls_definitions.R` for
//! what partial least squares is by definition.

use super::fixtures::{ratings, satisfaction_model, without_replicates};
use super::{
    CompositeMode, InnerScheme, PathData, PathEstimates, PathFit, PathOptions, RatingScale,
    fit_paths,
};
use crate::units::as_f64;

const ORACLE: &str = include_str!("../../../tests/golden/pls_oracle.out");
const PLSPM: &str = include_str!("../../../tests/golden/pls_plspm.out");
const DEFINITIONS: &str = include_str!("../../../tests/golden/pls_definitions.out");

/// The numbers of one line of one section.
pub(super) fn printed(section: &str, line: &str) -> Vec<f64> {
    let output = match section.split(' ').next() {
        Some("plspm") => PLSPM,
        _ if section == "modes definitions" => DEFINITIONS,
        _ => ORACLE,
    };
    let heading = format!("# {}", section.trim_start_matches("plspm "));
    let mut lines = output.lines().skip_while(|text| *text != heading).skip(1);
    let prefix = format!("{line}: ");
    let numbers = lines
        .by_ref()
        .take_while(|text| !text.starts_with('#'))
        .find_map(|text| text.strip_prefix(&prefix))
        .unwrap_or_else(|| panic!("no {line} in {section}"));
    let last_word = |text: &str| text.rsplit(' ').next().unwrap().parse().unwrap();
    numbers.split(", ").map(last_word).collect()
}

fn check(section: &str, line: &str, got: impl IntoIterator<Item = f64>, band: f64) {
    let expected = printed(section, line);
    let got: Vec<f64> = got.into_iter().collect();
    assert_eq!(got.len(), expected.len(), "{section}: {line}");
    for (value, expected) in got.iter().zip(expected) {
        assert!(
            (value - expected).abs() <= band * (1.0 + expected.abs()),
            "{section}: {line} {value} is not {expected}"
        );
    }
}

fn modes(letters: &str) -> [CompositeMode; 5] {
    let mode = |letter| match letter {
        'A' => CompositeMode::A,
        'B' => CompositeMode::B,
        _ => CompositeMode::Equal,
    };
    let modes: Vec<CompositeMode> = letters.chars().map(mode).collect();
    modes.try_into().unwrap()
}

fn fitted(letters: &str, scheme: InnerScheme, weights: Option<&[f64]>) -> PathFit {
    let table = ratings(250);
    let data = PathData {
        weights,
        ..PathData::new(&table)
    };
    let options = PathOptions {
        scheme,
        // Tighter than the default, whose stop leaves errors near the band.
        tolerance: 1e-14,
        ..without_replicates()
    };
    fit_paths(&satisfaction_model(modes(letters)), &data, &options).unwrap()
}

fn path_coefficients(estimates: &PathEstimates) -> Vec<f64> {
    let all = estimates.coefficients.iter().copied();
    all.filter(|coefficient| coefficient.abs() > 0.0).collect()
}

const SCHEMES: [(&str, InnerScheme); 3] = [
    ("path", InnerScheme::Path),
    ("factorial", InnerScheme::Factorial),
    ("centroid", InnerScheme::Centroid),
];

const BAND: f64 = 1e-11;

#[test]
fn modes_and_schemes_agree_with_numpy_on_raw_rows() {
    for letters in ["AAAAA", "BBBBB"] {
        for (name, scheme) in SCHEMES {
            let fit = fitted(letters, scheme, None);
            let section = format!("modes {letters}, {name}");
            let estimates = &fit.estimates;
            check(&section, "w", estimates.weights.clone(), BAND);
            check(&section, "loadings", estimates.loadings.clone(), BAND);
            check(&section, "b", estimates.coefficients.iter().copied(), BAND);
            let r2 = estimates.r2.iter().copied().flatten();
            check(&section, "r2", r2, BAND);
        }
    }
}

#[test]
fn modes_and_schemes_agree_with_plspm() {
    for letters in ["AAAAA", "BBBBB", "ABABA"] {
        for (name, scheme) in SCHEMES {
            let fit = fitted(letters, scheme, None);
            let section = format!("plspm modes {letters}, {name}");
            let estimates = &fit.estimates;
            // Given standardised columns, plspm divides once more by the standard deviation over all
            // cells, which is not quite 1: its weights are smaller by this.
            let factor = (249.0f64 / 250.0 * 4000.0 / 3999.0).sqrt();
            let weights = estimates.weights.iter().map(|weight| weight * factor);
            check(&section, "weights", weights, 2e-7);
            check(&section, "loadings", estimates.loadings.clone(), 1e-8);
            // plspm prints effects by columns: causes run slowest in `total`, effects in `paths`.
            check(&section, "paths", path_coefficients(estimates), 1e-8);
            let r2 = estimates.r2.iter().map(|r2| r2.unwrap_or(0.0));
            check(&section, "r2", r2, 1e-8);
            let total: Vec<f64> = (0..5)
                .flat_map(|from| (from + 1..5).map(move |to| [to, from]))
                .map(|at| estimates.total[at])
                .collect();
            check(&section, "total", total, 1e-8);
            let ave = printed(&section, "ave");
            let alpha = printed(&section, "alpha");
            for construct in 0..5 {
                if let Some(reliability) = estimates.reliability[construct] {
                    let extracted = reliability.average_variance_extracted;
                    assert!((extracted - ave[construct]).abs() < 1e-8);
                    assert!((reliability.alpha - alpha[construct]).abs() < 1e-12);
                }
            }
        }
    }
}

fn check_all(letters: &str) {
    let fit = fitted(letters, InnerScheme::Path, None);
    let section = format!("modes {letters}, path");
    let estimates = &fit.estimates;
    check(&section, "w", estimates.weights.clone(), BAND);
    check(&section, "loadings", estimates.loadings.clone(), BAND);
    check(
        &section,
        "cross",
        estimates.cross_loadings.iter().copied(),
        BAND,
    );
    check(&section, "b", estimates.coefficients.iter().copied(), BAND);
    check(&section, "total", estimates.total.iter().copied(), BAND);
    check(&section, "f2", estimates.f2.iter().copied().flatten(), BAND);
    check(&section, "vif", estimates.path_inflation.clone(), BAND);
    let inflation = estimates.indicator_inflation.iter().copied().flatten();
    check(&section, "indicator_vif", inflation, BAND);
    let direct = &estimates.total - &estimates.indirect;
    check(&section, "b", direct.iter().copied(), BAND);
    for (line, of) in [
        ("alpha", |r: super::Reliability| Some(r.alpha)),
        ("rho_a", |r| r.rho_a),
        ("rho_c", |r| Some(r.rho_c)),
        ("ave", |r| Some(r.average_variance_extracted)),
    ] as [(&str, fn(super::Reliability) -> Option<f64>); 4]
    {
        let expected = printed(&section, line);
        for (construct, letter) in letters.chars().enumerate() {
            let got = estimates.reliability[construct].and_then(of);
            let is_defined = letter == 'A' || (letter == 'E' && line != "rho_a");
            assert_eq!(got.is_some(), is_defined, "{line} of {construct}");
            if let Some(got) = got {
                assert!(
                    (got - expected[construct]).abs() < BAND,
                    "{section}: {line}"
                );
            }
        }
    }
    let ratios = printed(&section, "htmt");
    let pairs = (0..5).flat_map(|i| (i + 1..5).map(move |j| (i, j)));
    for ((i, j), expected) in pairs.zip(ratios) {
        let got = estimates.heterotrait[[i, j]];
        let is_defined = !letters[i..=i].contains('B') && !letters[j..=j].contains('B');
        assert_eq!(got.is_some(), is_defined);
        assert!(got.is_none_or(|got| (got - expected).abs() < BAND));
    }
    let consistent = estimates.consistent.as_ref().unwrap();
    check(
        &section,
        "plsc",
        consistent.coefficients.iter().copied(),
        BAND,
    );
    check(
        &section,
        "plsc_r2",
        consistent.r2.iter().copied().flatten(),
        BAND,
    );
    check(&section, "plsc_loadings", consistent.loadings.clone(), BAND);
}

#[test]
fn every_table_agrees_with_numpy() {
    check_all("AAAAA");
    check_all("ABABA");
    check_all("EEAAB");
}

fn check_map(section: &str, fit: &PathFit) {
    let scale = RatingScale {
        worst: 1.0,
        best: 10.0,
    };
    let map = fit.importance_performance("loyalty", &[scale; 16]).unwrap();
    let of = |measured: Option<super::Measured>| measured.unwrap().value;
    let performance = map.constructs.iter().map(|at| of(at.performance));
    let performance: Vec<f64> = performance.chain([of(map.target_performance)]).collect();
    check(section, "performance", performance, BAND);
    let importance: Vec<f64> = map.constructs.iter().map(|at| of(at.importance)).collect();
    check(section, "importance", importance.clone(), BAND);
    if section.contains("weights") {
        return;
    }
    let share = printed(section, "share");
    let means = printed(section, "indicator_performance");
    assert_eq!(map.indicators.len(), 13);
    for at in &map.indicators {
        let construct = [4, 7, 10, 13]
            .iter()
            .filter(|&&end| at.indicator >= end)
            .count();
        let expected = importance[construct] * share[at.indicator];
        assert!((of(at.importance) - expected).abs() < BAND);
        assert!((at.performance.value - means[at.indicator]).abs() < 1e-9);
    }
    let unstandardised = fit.estimates.unstandardised_weights(&fit.model);
    check(section, "share", unstandardised.into_iter().flatten(), BAND);
}

#[test]
fn the_map_is_an_ordinary_regression_on_scores_of_0_to_100() {
    check_map(
        "modes AAAAA, path",
        &fitted("AAAAA", InnerScheme::Path, None),
    );
    check_map(
        "modes EEAAB, path",
        &fitted("EEAAB", InnerScheme::Path, None),
    );
}

#[test]
fn weighted_rows_agree_with_numpy() {
    let weights: Vec<f64> = (0..250).map(|row| 1.0 + as_f64(row % 5)).collect();
    let fit = fitted("ABABA", InnerScheme::Path, Some(&weights));
    let section = "modes ABABA, path, weights 1 + row mod 5";
    let estimates = &fit.estimates;
    check(section, "mean", estimates.means.clone(), 1e-13);
    check(section, "deviation", estimates.deviations.clone(), 1e-13);
    check(section, "w", estimates.weights.clone(), BAND);
    check(section, "loadings", estimates.loadings.clone(), BAND);
    check(section, "b", estimates.coefficients.iter().copied(), BAND);
    check(section, "total", estimates.total.iter().copied(), BAND);
    check_map(section, &fit);
    assert!((fit.n_effective - 250.0 * 9.0 / 11.0).abs() < 1e-9);
}
