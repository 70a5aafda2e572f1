use super::findings::{DriverResult, RankResult, Standing};
use super::prepared::Prepared;
use super::question::Settings;
use crate::drivers::{
    self, Design, DriverTest, Fit, Group, HeldOut, StreamedResiduals, driver_tests, rank_drivers,
};
use crate::stats::discoveries;
use crate::units::{Probability, as_count};
use ndarray::{Array2, Axis};

/// Part of the tests that stand although there is no effect, on average.
const FALSE_DISCOVERIES: f64 = 0.05;

/// Tests every driver with a test that keeps its level for rare and skewed columns, and marks those
/// that stand among all.
pub(super) fn test_drivers(
    design: &Design,
    drivers: &mut [DriverResult],
) -> Result<(), drivers::Error> {
    let tests = driver_tests(design, Probability::saturating(FALSE_DISCOVERIES))?;
    put_tests(drivers, tests);
    Ok(())
}

/// [`test_drivers`] where rows went by twice and none was kept.
pub(super) fn test_streamed(
    residuals: &StreamedResiduals,
    groups: &[Group],
    drivers: &mut [DriverResult],
) -> Result<(), drivers::Error> {
    let rate = Probability::saturating(FALSE_DISCOVERIES);
    put_tests(drivers, residuals.tests(groups, rate)?);
    Ok(())
}

fn put_tests(drivers: &mut [DriverResult], tests: Vec<DriverTest>) {
    for (driver, test) in drivers.iter_mut().zip(tests) {
        driver.stands = test.is_discovery;
        driver.test = test.test;
        driver.p_value = match driver.columns.as_slice() {
            [one] => one.coefficient.and_then(|estimate| estimate.p_value),
            _ => driver.test.as_ref().map(|test| test.p_value),
        };
    }
}

/// Marks the drivers whose p-value stands among those of all that have one.
pub(super) fn mark_discoveries(drivers: &mut [DriverResult]) {
    let tested: Vec<(usize, Probability)> = drivers
        .iter()
        .enumerate()
        .filter_map(|(at, driver)| Some((at, driver.p_value?)))
        .collect();
    let p_values: Vec<Probability> = tested.iter().map(|one| one.1).collect();
    let found = discoveries(&p_values, Probability::saturating(FALSE_DISCOVERIES));
    for ((at, _), stands) in tested.into_iter().zip(found) {
        drivers[at].stands = stands;
    }
}

/// What the whole says.
pub(super) fn standing(fit: &Fit, drivers: &[DriverResult]) -> Standing {
    let adds = fit.explained.r2_cross_validated_drivers;
    // Too few units to hold some out say nothing against the drivers.
    let verdict = match fit.explained.held_out {
        Some(held_out) => Some(held_out.verdict()),
        // Of several completed tables there is a mean only.
        None => adds.map(|r2| {
            if r2 > 0.0 {
                HeldOut::Something
            } else {
                HeldOut::Nothing
            }
        }),
    };
    standing_of(verdict, drivers)
}

/// What the whole says, where held-out rows said this; `None` says nothing against the drivers.
pub(super) fn standing_of(verdict: Option<HeldOut>, drivers: &[DriverResult]) -> Standing {
    if verdict == Some(HeldOut::Nothing) {
        Standing::NothingExplained
    } else if verdict == Some(HeldOut::CannotTell) {
        Standing::CannotTell
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
        driver.n_away = prepared.n_away(columns, settings.weight_kind);
    }
    let shares = fit
        .replicates
        .as_ref()
        .and_then(|drawn| drawn.shares.as_ref());
    let Some(shares) = shares.filter(|_| standing.has_ranking()) else {
        return Ok(());
    };
    let least = prepared.least_for_rank(settings.weight_kind);
    let ranked: Vec<usize> = (0..drivers.len())
        .filter(|&at| drivers[at].n_away >= least)
        .collect();
    rank_by(drivers, &ranked, &fit.importance.shares, shares, settings)
}

/// Ranks the drivers of these places by a key with joint replicates of it, largest first; `replicates` is
/// `(n_replicates, n_drivers)`.
pub(super) fn rank_by(
    drivers: &mut [DriverResult],
    ranked: &[usize],
    keys: &[f64],
    replicates: &Array2<f64>,
    settings: &Settings,
) -> Result<(), drivers::Error> {
    if ranked.is_empty() {
        return Ok(());
    }
    let estimates: Vec<f64> = ranked.iter().map(|&at| keys[at]).collect();
    let replicates = replicates.select(Axis(1), ranked);
    // How often one driver must stand above another to be told apart; the runs of those that cannot be
    // are not shown.
    let certainty = Probability::saturating(0.95);
    let ranking = rank_drivers(&estimates, &replicates, settings.level, certainty)?;
    for (place, &at) in ranked.iter().enumerate() {
        let rank = &ranking.drivers[place];
        let top = ranking.top.row(place);
        drivers[at].rank = Some(RankResult {
            rank: as_count(rank.rank),
            interval: (rank.best, rank.worst),
            p_top: top.iter().map(|&p| Probability::saturating(p)).collect(),
        });
    }
    Ok(())
}
