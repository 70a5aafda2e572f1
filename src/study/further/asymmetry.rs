use super::Aside;
use crate::drivers::{
    self, AsymmetryOptions, Attribute, Design, Group, Mark, PenaltyReward, RatingCuts, Role, Row,
    Rows, TheoreticalScale, fit, penalty_reward,
};
use crate::study::linear::{merged, options};
use crate::study::prepared::Prepared;
use crate::study::question::Settings;

/// Penalty and reward of one rated driver.
#[derive(Debug, Clone, PartialEq)]
pub struct RatingAsymmetry {
    /// The driver.
    pub name: String,
    /// This rating and worse ones count as bad.
    pub low: f64,
    /// This rating and better ones count as good.
    pub high: f64,
    /// What was found.
    pub found: PenaltyReward,
}

/// Penalties and rewards of all rated drivers in one model, controls held: the two worst ratings of
/// the scale against the middle, and the best one.
pub(super) fn asymmetries(prepared: &Prepared, settings: &Settings) -> Aside<Vec<RatingAsymmetry>> {
    match settings.driver_scale {
        Some(scale) if settings.with_asymmetry => Aside::of(computed(prepared, settings, scale)),
        _ => Aside::Absent,
    }
}

fn computed(
    prepared: &Prepared,
    settings: &Settings,
    scale: TheoreticalScale,
) -> Result<Vec<RatingAsymmetry>, drivers::Error> {
    let sheet = &prepared.sheet;
    let is_driver = |column: usize| {
        let holds = |group: &&Group| group.columns.contains(&column);
        sheet
            .groups
            .iter()
            .find(holds)
            .is_some_and(|group| group.role == Role::Driver)
    };
    let is_rated = |column: usize| {
        let one = &sheet.columns[column];
        is_driver(column) && one.reference.is_none() && !one.is_mention()
    };
    let (rated, held): (Vec<usize>, Vec<usize>) =
        (0..sheet.columns.len()).partition(|&column| is_rated(column));
    let cuts = cuts_of(scale)?;
    let n_columns = 2 * rated.len() + held.len();
    let mut rows = Rows::new(n_columns);
    let mut entries = Vec::new();
    for &row in &prepared.complete.sheet_row {
        entries.clear();
        for (at, &column) in rated.iter().enumerate() {
            // A scale that runs downwards is turned, so that low is bad.
            let rating = sheet.columns[column].value(row).unwrap_or(f64::NAN);
            match cuts.mark(turned(rating, scale)) {
                Some(Mark::Low) => entries.push((2 * at, 1.0)),
                Some(Mark::High) => entries.push((2 * at + 1, 1.0)),
                Some(Mark::Middle) => {}
                None => {
                    return Err(drivers::Error::OutsideScale {
                        what: sheet.columns[column].name.clone(),
                        value: rating,
                        low: scale.low(),
                        high: scale.high(),
                    });
                }
            }
        }
        for (at, &column) in held.iter().enumerate() {
            let value = sheet.columns[column].value(row).unwrap_or(0.0);
            entries.push((2 * rated.len() + at, value));
        }
        rows.push(Row {
            x: &entries,
            y: sheet.y[row],
            weight: sheet.weight[row],
            count: sheet.n_like(row),
            cluster: sheet.cluster[row],
        });
    }
    let mut names = Vec::new();
    let mut groups = Vec::new();
    for (at, &column) in rated.iter().enumerate() {
        let name = &sheet.columns[column].name;
        names.extend([format!("{name} (bad)"), format!("{name} (good)")]);
        groups.push(Group {
            name: name.clone(),
            columns: vec![2 * at, 2 * at + 1],
            role: Role::Driver,
        });
    }
    for (at, &column) in held.iter().enumerate() {
        names.push(sheet.columns[column].name.clone());
        groups.push(Group {
            name: format!("{} (held)", sheet.columns[column].name),
            columns: vec![2 * rated.len() + at],
            role: Role::Control,
        });
    }
    let rows = merged(rows, settings.weight_kind)?;
    let design = Design::with_weights(rows, names, groups, settings.weight_kind)?;
    let fit = fit(&design, &options(settings))?;
    let asked = AsymmetryOptions {
        level: settings.level,
        ..AsymmetryOptions::default()
    };
    rated
        .iter()
        .enumerate()
        .map(|(at, &column)| {
            Ok(RatingAsymmetry {
                name: sheet.columns[column].name.clone(),
                low: turned(cuts.low(), scale),
                high: turned(cuts.high(), scale),
                found: penalty_reward(&design, &fit, Attribute::of_cuts(at), &asked)?,
            })
        })
        .collect()
}

/// The two worst answers and the best one of a scale of whole numbers.
fn cuts_of(scale: TheoreticalScale) -> Result<RatingCuts, drivers::Error> {
    let whole = |value: f64| {
        let text = format!("{value}");
        text.parse::<i32>()
            .map_err(|_| drivers::Error::InvalidScale {
                worst: scale.worst(),
                best: scale.best(),
            })
    };
    RatingCuts::of_whole_scale(whole(scale.low())?, whole(scale.high())?)
}

/// A rating with low as bad; it turns back what it turned.
fn turned(rating: f64, scale: TheoreticalScale) -> f64 {
    if scale.span() < 0.0 {
        scale.low() + scale.high() - rating
    } else {
        rating
    }
}
