use super::file::{FrozenFile, FrozenModel};
use crate::disclosure::Reason;
use crate::drivers::waves::{
    CalendarDay, ColumnDrift, Drift, DriftReport, Measured, MeasuredColumn, Measurement, apply,
    test_drift,
};
use crate::drivers::{self, Design, Group, Role};
use crate::intake::{Rejection, table};
use crate::stats::interval_on_scale;
use crate::study::change::{
    WaveCaution, definition, levels, on_scale, outcome_range, ranges, ranges_differ,
};
use crate::study::layout::Layout;
use crate::study::linear::merged;
use crate::study::prepared::Prepared;
use crate::study::sheet::Account;
use crate::study::wave_error::WaveError;
use crate::study::{CellReading, Error, Question, Settings};
use crate::units::{Interval, Probability};
use std::collections::BTreeMap;
use std::path::Path;

/// A new wave as a frozen model sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasuredWave {
    /// The model.
    pub model: FrozenModel,
    /// How many models stood in the file before.
    pub n_replaced: usize,
    /// The day of the measurement.
    pub day: CalendarDay,
    /// Age of the model on that day.
    pub age_days: i64,
    /// The last day that is measured, where the rows are known by day.
    pub until: Option<CalendarDay>,
    /// Whether the model is so old that a new one is due.
    pub is_old: bool,
    /// The file of the wave.
    pub file: String,
    /// What became of its rows.
    pub account: Account,
    /// Column of weights of the wave.
    pub weights: Option<String>,
    /// Column of clusters of the wave.
    pub cluster: Option<String>,
    /// Means, contributions, expected and realised outcome; intervals of the last two lie on the scale of the outcome.
    pub measurement: Measurement,
    /// Why columns of the model are not told, by their places: too few people are behind them.
    pub untold: BTreeMap<usize, Reason>,
    /// Whether the model still holds; or why that cannot be tested.
    pub drift: Result<DriftReport, drivers::Error>,
    /// Level of intervals.
    pub level: Probability,
    /// Part of the tests that stand without cause, on average.
    pub false_discoveries: Probability,
    /// What to keep in mind.
    pub cautions: Vec<WaveCaution>,
}

/// From this age on a model is old: as long as one may not be replaced without a reason.
const OLD_DAYS: i64 = 365;

impl MeasuredWave {
    /// Whether the model was shown not to hold any more.
    pub fn has_drifted(&self) -> bool {
        let report = self.drift.as_ref().ok();
        report.is_some_and(|report| matches!(report.drift, Drift::Shown(_)))
    }

    /// Age of the model on the last day that is measured; negative where it was frozen later.
    pub fn age_days_at_end(&self) -> Option<i64> {
        self.until
            .map(|until| until.days_after(self.model.frozen.label.date))
    }

    /// The name of a column of the model.
    pub fn column(&self, at: usize) -> &str {
        &self.model.frozen.columns[at].name
    }

    /// The category to which a column is compared.
    pub fn reference(&self, at: usize) -> Option<&str> {
        self.model.columns[at].reference.as_deref()
    }

    /// How often a column occurs now, or why that is not told.
    ///
    /// # Errors
    ///
    /// The reason.
    pub fn told_column(&self, at: usize) -> Result<&MeasuredColumn, Reason> {
        self.told(at).map(|()| &self.measurement.columns[at])
    }

    /// How much the model misses of a column, or why that is not told.
    ///
    /// # Errors
    ///
    /// The reason.
    pub fn told_drift<'d>(&self, drift: &'d ColumnDrift) -> Result<&'d ColumnDrift, Reason> {
        self.told(drift.column).map(|()| drift)
    }

    fn told(&self, at: usize) -> Result<(), Reason> {
        self.untold.get(&at).map_or(Ok(()), |reason| Err(*reason))
    }

    /// Driver groups with what they contribute, or why that is not told: a mean of one of its columns would follow from it.
    pub fn contributions(&self) -> impl Iterator<Item = (&Group, &Measured, Option<Reason>)> {
        let found = self.drivers().zip(&self.measurement.contributions);
        found.map(|(group, contribution)| {
            let untold = group.columns.iter().find_map(|&at| self.told(at).err());
            (group, contribution, untold)
        })
    }

    /// Driver groups in the order of the contributions.
    pub fn drivers(&self) -> impl Iterator<Item = &Group> {
        let groups = self.model.frozen.groups.iter();
        groups.filter(|group| group.role == Role::Driver)
    }
}

/// Measures a wave with a frozen model; nothing is fitted.
///
/// `asked` is what the command line says of the wave: where it names an outcome, drivers, groups or
/// controls, they must be those of the model; weights and clusters take the place of those of the model.
/// Of `settings` only the level counts, and the kind of weights where `asked` names some.
///
/// # Errors
///
/// What is wrong with the file of the model or of the wave, [`WaveError::Contradiction`],
/// [`WaveError::UnknownCategory`], [`drivers::Error::FrozenAhead`].
pub fn measure(
    path: &Path,
    options: &table::Options,
    asked: &Question,
    settings: &Settings,
    model: &Path,
    day: CalendarDay,
) -> Result<(MeasuredWave, Vec<Rejection>), Error> {
    let FrozenFile {
        model: frozen,
        history,
    } = FrozenFile::read(model)?;
    let failed = |source| Error::Drivers {
        outcome: frozen.outcome.clone(),
        source,
    };
    let age_days = frozen.frozen.age_days(day).map_err(|source| Error::Clock {
        path: model.to_path_buf(),
        source,
    })?;
    let question = frozen.question(asked)?;
    let prepared = Prepared::read(path, options, &question)?;
    on_scale(&prepared, &question)?;
    let layout = Layout {
        columns: frozen.columns.clone(),
        groups: frozen.frozen.groups.clone(),
    };
    let weight_kind = match asked.weights {
        Some(_) => settings.weight_kind,
        None => frozen.weight_kind,
    };
    let rows = layout.reader(&prepared)?.rows(&prepared.complete.sheet_row);
    let rows = merged(rows, weight_kind).map_err(failed)?;
    let design =
        Design::with_weights(rows, layout.names(), layout.groups, weight_kind).map_err(failed)?;
    let definition = definition(&question);
    let mut measurement =
        apply(&frozen.frozen, &design, &definition, settings.level).map_err(failed)?;
    if let Some(range) = frozen.scale.range() {
        keep_on_scale(&mut measurement, range);
    }
    let levels = levels(settings);
    let drift = test_drift(&frozen.frozen, &design, &definition, &levels);
    let measured = MeasuredWave {
        n_replaced: history.len(),
        day,
        age_days,
        until: None,
        is_old: age_days >= OLD_DAYS,
        file: prepared.file.clone(),
        account: prepared.complete.account.clone(),
        weights: question.weights.clone(),
        cluster: question.cluster.clone(),
        measurement,
        untold: BTreeMap::new(),
        drift,
        level: settings.level,
        false_discoveries: levels.false_discoveries,
        cautions: cautions(&frozen, &prepared),
        model: frozen,
    };
    Ok((measured, prepared.into_rejections()))
}

/// Intervals that cannot leave the scale: no mean outcome lies beyond its ends, no difference of two is wider than both
/// together.
fn keep_on_scale(found: &mut Measurement, (low, high): (f64, f64)) {
    let on_scale = |interval: Interval| interval_on_scale(&interval, low, high);
    let Measured {
        held_fixed,
        with_coefficients,
        ..
    } = &mut found.expected;
    *held_fixed = held_fixed.and_then(on_scale);
    *with_coefficients = with_coefficients.and_then(on_scale);
    found.realised_interval = found.realised_interval.and_then(on_scale);
    let widest = high - low;
    let cut = |interval: &mut Interval| {
        interval.low = interval.low.max(-widest);
        interval.high = interval.high.min(widest);
    };
    let surprise = &mut found.surprise;
    surprise.held_fixed.iter_mut().for_each(cut);
    surprise.with_coefficients.iter_mut().for_each(cut);
}

impl FrozenModel {
    /// The question that the model answers, for another wave.
    fn question(&self, asked: &Question) -> Result<Question, Error> {
        let columns_of = |group: &Group| {
            let mut names: Vec<String> = Vec::new();
            for &column in &group.columns {
                let of = &self.columns[column].of;
                if !names.contains(of) {
                    names.push(of.clone());
                }
            }
            names
        };
        let drivers = self.frozen.groups.iter().filter(|g| g.role == Role::Driver);
        let mut question = Question {
            outcome: self.outcome.clone(),
            scale: self.scale.clone(),
            drivers: Vec::new(),
            groups: Vec::new(),
            controls: Vec::new(),
            weights: asked.weights.clone().or_else(|| self.weights.clone()),
            cluster: asked.cluster.clone().or_else(|| self.cluster.clone()),
            others: Vec::new(),
            cells: CellReading {
                decimal: asked.cells.decimal,
                missing_codes: self.missing_codes.clone(),
                categories: self
                    .columns
                    .iter()
                    .filter(|column| column.reference.is_some())
                    .map(|column| column.of.clone())
                    .collect(),
            },
        };
        for group in drivers {
            let members = columns_of(group);
            question.drivers.push(group.name.clone());
            if members.len() > 1 || members.first() != Some(&group.name) {
                question.groups.push((group.name.clone(), members));
            }
        }
        for group in self
            .frozen
            .groups
            .iter()
            .filter(|g| g.role == Role::Control)
        {
            question.controls.extend(columns_of(group));
        }
        for code in &asked.cells.missing_codes {
            if !question.cells.missing_codes.contains(code) {
                question.cells.missing_codes.push(code.clone());
            }
        }
        agrees(&question, asked)?;
        Ok(question)
    }
}

/// Refuses a command line that asks for something else than the model holds; what it leaves open agrees.
fn agrees(frozen: &Question, asked: &Question) -> Result<(), WaveError> {
    let contradiction = |what, frozen: String, given: String| {
        if given.is_empty() || frozen == given {
            return Ok(());
        }
        Err(WaveError::Contradiction {
            what,
            frozen: if frozen.is_empty() {
                "none".to_owned()
            } else {
                frozen
            },
            given,
        })
    };
    contradiction("outcome", frozen.outcome.clone(), asked.outcome.clone())?;
    if asked.scale != crate::study::OutcomeScale::Numbers {
        let of = |question: &Question| {
            definition(&Question {
                outcome: frozen.outcome.clone(),
                ..question.clone()
            })
        };
        contradiction("outcome", of(frozen), of(asked))?;
    }
    let drivers = |question: &Question| {
        let mut groups: Vec<String> = question
            .driver_groups()
            .into_iter()
            .map(|(name, members)| match members.as_slice() {
                [one] if *one == name => name,
                members => format!("{name}={}", members.join("+")),
            })
            .collect();
        groups.sort();
        groups.join(", ")
    };
    contradiction("drivers", drivers(frozen), drivers(asked))?;
    let controls = |question: &Question| {
        let mut names = question.controls.clone();
        names.sort();
        names.join(", ")
    };
    contradiction("controls", controls(frozen), controls(asked))
}

fn cautions(model: &FrozenModel, wave: &Prepared) -> Vec<WaveCaution> {
    let mut cautions = Vec::new();
    if model.scale == crate::study::OutcomeScale::Numbers {
        cautions.push(WaveCaution::NoScale);
    }
    let mut pairs = vec![(
        model.outcome.clone(),
        model.outcome_range,
        outcome_range(wave),
    )];
    for (column, now) in ranges(wave) {
        if let Some((_, before)) = model.ranges.iter().find(|(name, _)| *name == column) {
            pairs.push((column, *before, now));
        }
    }
    for (column, earlier, later) in pairs {
        if ranges_differ(earlier, later) {
            cautions.push(WaveCaution::RangesDiffer {
                column,
                earlier,
                later,
            });
        }
    }
    cautions
}
