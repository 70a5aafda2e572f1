use super::findings::{DriverResult, RankResult, Standing};
use super::prepared::Prepared;
use super::question::Settings;
use crate::drivers::{self, Design, Fit, driver_tests, rank_drivers};
use crate::units::{Probability, as_count};
use ndarray::{Array1, Array2, Axis};

/// Part of the tests that stand although there is no effect, on average.
const FALSE_DISCOVERIES: f64 = 0.05;

/// How often one driver must stand above another to be told apart from it.
const CERTAINTY: f64 = 0.95;

/// Tests every driver with a test that keeps its level for rare and skewed columns, and marks those
/// that stand among all.
pub(super) fn test_drivers(
    design: &Design,
    drivers: &mut [DriverResult],
) -> Result<(), drivers::Error> {
    let tests = driver_tests(design, Probability::saturating(FALSE_DISCOVERIES))?;
    for (driver, test) in drivers.iter_mut().zip(tests) {
        driver.stands = test.is_discovery;
        driver.test = test.test;
        if driver.columns.len() != 1 {
            driver.p_value = driver.test.as_ref().map(|test| test.p_value);
        }
    }
    Ok(())
}

/// What the whole says.
pub(super) fn standing(fit: &Fit, drivers: &[DriverResult]) -> Standing {
    let adds = fit.explained.r2_cross_validated_drivers;
    if adds.is_none_or(|r2| r2 <= 0.0) {
        Standing::NothingExplained
    } else if drivers.iter().any(|driver| driver.stands) {
        Standing::SomeStandOut
    } else {
        Standing::NoneStandsOut
    }
}

/// Ranks the drivers that enough observations speak of, by their share of R² over joint replicates.
///
/// Nothing is ranked where the drivers explain nothing on rows that were not fitted, or where shares
/// were not resampled.
pub(super) fn rank(
    prepared: &Prepared,
    fit: &Fit,
    drivers: &mut [DriverResult],
    standing: Standing,
    settings: &Settings,
) -> Result<(), drivers::Error> {
    for (driver, of_fit) in drivers.iter_mut().zip(&fit.drivers) {
        let columns = &prepared.sheet.groups[of_fit.group].columns;
        driver.n_away = columns
            .iter()
            .map(|&column| prepared.n_away(column, settings.weight_kind))
            .max()
            .unwrap_or(0);
    }
    let shares = fit
        .replicates
        .as_ref()
        .and_then(|drawn| drawn.shares.as_ref());
    let Some(shares) = shares.filter(|_| standing != Standing::NothingExplained) else {
        return Ok(());
    };
    let least = prepared.least_for_rank(settings.weight_kind);
    let ranked: Vec<usize> = (0..drivers.len())
        .filter(|&at| drivers[at].n_away >= least)
        .collect();
    if ranked.is_empty() {
        return Ok(());
    }
    let estimates: Vec<f64> = ranked.iter().map(|&at| fit.importance.shares[at]).collect();
    let replicates: Array2<f64> = shares.select(Axis(1), &ranked);
    let certainty = Probability::saturating(CERTAINTY);
    let ranking = rank_drivers(&estimates, &replicates, settings.level, certainty)?;
    for (place, &at) in ranked.iter().enumerate() {
        let rank = &ranking.drivers[place];
        let top: Array1<f64> = ranking.top.row(place).to_owned();
        drivers[at].rank = Some(RankResult {
            rank: as_count(rank.rank),
            interval: (rank.best, rank.worst),
            p_top: top.iter().map(|&p| Probability::saturating(p)).collect(),
        });
    }
    Ok(())
}
