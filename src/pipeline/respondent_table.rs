//! Respondents with words and an outcome as a table, for the two clocks of a driver model: one file is
//! fitted and frozen, later ones are measured with what was frozen.

use super::comparable::{refuse_changed_scale, refuse_parted};
use super::observe::People;
use super::outcome::{Audience, level_of};
use super::told_columns::{ModelColumn, Nothing, TONES, tones, untold};
use super::weekly::whoever;
use super::{Assets, Error, Period, Selection};
use crate::config::Project;
use crate::disclosure::Reason;
use crate::findings::OutcomeGap;
use crate::intake;
use crate::record::TopicId;
use crate::report::table::{Cell, Column, ColumnKind, Format, Row, Schema, Writer};
use crate::signals::NO_VALUE;
use crate::stats::ClusteredValue;
use crate::store::Store;
use crate::units::as_u64;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::path::PathBuf;

/// Fewest mentions of one tone for a column in a model that is frozen, as in the ranking.
const LEAST_PER_COLUMN: usize = 10;

/// A table of respondents, written where figures of them may be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RespondentTable {
    /// Where it stands. Its name carries a fingerprint of taxonomy, model and redaction, and the days of what a
    /// model is fitted to.
    pub path: PathBuf,
    /// Topics that may be drivers with their columns that hold enough mentions.
    pub topics: Vec<(String, Vec<String>)>,
    /// Rows.
    pub n: u64,
    /// Why no figure of them may be told; `None` where they may.
    pub withheld: Option<OutcomeGap>,
    /// Why each column of the model that is applied may not be told; `None` where it may. Nothing of a model that is
    /// fitted.
    pub untold: Vec<Option<Reason>>,
    /// First and last day of the answers, where days are known.
    pub days: Option<(Date, Date)>,
}

/// Column of the customer, a number that means nothing outside the file.
pub const CUSTOMER_COLUMN: &str = "customer";

/// Column of the weight.
pub const WEIGHT_COLUMN: &str = "weight";

/// What a table of respondents is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelClock<'m> {
    /// A model is fitted to it and dated this day.
    Fitted(Date),
    /// A model is applied to it that was fitted to the table of this name.
    Measured(&'m FittedTable),
    /// As `Measured`, by a run, whose table gives way to that of the next run.
    MeasuredInRun(&'m FittedTable),
}

/// The table that a frozen model was fitted to, and the columns of the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FittedTable {
    /// Its name.
    pub name: String,
    /// Columns of the model, in its order.
    pub columns: Vec<ModelColumn>,
}

impl ModelClock<'_> {
    /// Columns of the model that is applied; none of one that is fitted.
    fn columns(&self) -> &[ModelColumn] {
        match self {
            Self::Fitted(_) => &[],
            Self::Measured(fitted) | Self::MeasuredInRun(fitted) => &fitted.columns,
        }
    }
}

/// How the name of every table of respondents under these assets begins.
pub fn respondent_table_prefix(assets: &Assets) -> String {
    let fingerprint: String = assets.settings_sha256.chars().take(12).collect();
    format!("respondents-{fingerprint}")
}

/// The first and the last day of the answers that a table of this name holds; `None` where it has none.
pub fn fitted_days(name: &str) -> Option<(Date, Date)> {
    let (rest, last) = name.strip_suffix(".csv")?.rsplit_once('_')?;
    let (_, first) = rest.rsplit_once('_')?;
    Some((first.parse().ok()?, last.parse().ok()?))
}

/// Refuses answers that a model cannot be fitted to, or that it was fitted to.
fn refuse_wrong_days(
    project: &Project,
    purposes: &[String],
    days: Option<(Date, Date)>,
    clock: ModelClock<'_>,
) -> Result<(), Error> {
    match clock {
        ModelClock::Fitted(on) => {
            if purposes.iter().any(|purpose| purpose == PERFORMANCE) {
                return Err(Error::FittedOnPerformance);
            }
            match days {
                Some((_, last)) if last > on => Err(Error::DatedBeforeItsData { on, last }),
                _ => Ok(()),
            }
        }
        ModelClock::Measured(fitted) | ModelClock::MeasuredInRun(fitted) => {
            let Some((then, now)) = fitted_days(&fitted.name).zip(days) else {
                return Ok(());
            };
            let sides = [then, now].map(|(first, last)| Period::days(first, last));
            let named = sides.map(|side| side.to_string());
            if sides[0].overlaps(&sides[1]) {
                let [fitted, measured] = named;
                return Err(Error::MeasuredOnFitted { fitted, measured });
            }
            refuse_changed_scale(project, project.outcome.as_ref(), &sides, named)
        }
    }
}

/// What the table is called: what is asked of it stands in its name, so that no table takes the place of another.
fn file_name(
    assets: &Assets,
    selection: &Selection,
    clock: ModelClock<'_>,
    days: Option<(Date, Date)>,
) -> String {
    let mut name = respondent_table_prefix(assets);
    if let ModelClock::MeasuredInRun(_) = clock {
        return format!("{name}_measured.csv");
    }
    if let Some(filter) = &selection.filter {
        let hash = intake::hex(&Sha256::digest(filter.as_bytes()));
        name.push_str("_where-");
        name.extend(hash.chars().take(8));
    }
    if let ModelClock::Measured(_) = clock {
        name.push_str("_measured");
    }
    match days {
        Some((first, last)) => format!("{name}_{first}_{last}.csv"),
        None => format!("{name}.csv"),
    }
}

/// Surveys asked to judge performance measure with a model and never make one.
const PERFORMANCE: &str = "performance";

/// The first and the last day with an answer of somebody who wrote.
///
/// # Errors
///
/// The errors of query and index.
pub fn answered_days(
    project: &Project,
    assets: &Assets,
    store: &Store,
) -> Result<Option<(Date, Date)>, Error> {
    let people = whoever(project, assets, store, &Selection::default())?;
    let answered = people.answer_days();
    let modelled = people.observed.respondents.modelled();
    let days: Vec<Date> = modelled.filter_map(|i| answered[i]).collect();
    Ok(days.iter().copied().min().zip(days.iter().copied().max()))
}

/// Writes respondents with words and an outcome to the output folder: the answer as it was given, weight,
/// customer, controls, and 1 or 0 for each topic and tone. Where no figure of them may be told nothing is written, so that
/// a question that is refused leaves the table of another as it is.
///
/// # Errors
///
/// [`Error::NoDeclaredOutcome`]; [`Error::ScaleChanged`] where answers to two scales would be one figure;
/// [`Error::DatedBeforeItsData`] and [`Error::FittedOnPerformance`] for a model that may not be fitted,
/// [`Error::MeasuredOnFitted`] for one that was fitted to these days; [`Error::Write`], and the errors of query and
/// index.
pub fn write_respondents(
    project: &Project,
    assets: &Assets,
    store: &Store,
    selection: &Selection,
    clock: ModelClock<'_>,
) -> Result<RespondentTable, Error> {
    let people = whoever(project, assets, store, selection)?;
    let Some((outcome, scale)) = people.outcome else {
        return Err(Error::NoDeclaredOutcome);
    };
    let respondents = &people.observed.respondents;
    let answered = people.answer_days();
    let of_rows: Vec<Option<Date>> = respondents.modelled().map(|i| answered[i]).collect();
    refuse_parted(project, Some(outcome), &of_rows)?;
    let scored: Vec<ClusteredValue> = (respondents.modelled())
        .filter_map(|i| respondents.scored(i))
        .collect();
    let least = project.ranking.min_cell;
    let withheld = match level_of(&scored, scale, &project.ranking, Audience::Part)?.err() {
        Some(OutcomeGap::Unanswered) => Some(OutcomeGap::TooFew { least }),
        withheld => withheld,
    };
    let ids: Vec<TopicId> = people.topics.iter().map(|topic| topic.id.clone()).collect();
    let (untold, withheld) = match untold(clock.columns(), &ids, respondents, least) {
        Ok(untold) => (untold, withheld),
        Err(Nothing) => (Vec::new(), withheld.or(Some(OutcomeGap::TooFew { least }))),
    };
    let known = || of_rows.iter().flatten().copied();
    let days = known().min().zip(known().max());
    refuse_wrong_days(project, &people.purposes, days, clock)?;
    let name = |topic: usize, tone: usize| format!("{}.{}", people.topics[topic].id, TONES[tone]);
    let all =
        || (0..people.topics.len()).flat_map(|topic| (0..TONES.len()).map(move |t| (topic, t)));
    let mut columns = vec![
        Column::new(outcome.as_str(), ColumnKind::Float),
        Column::new(WEIGHT_COLUMN, ColumnKind::Float),
        Column::new(CUSTOMER_COLUMN, ColumnKind::Integer),
    ];
    let controls = &respondents.controls;
    columns.extend(
        controls
            .iter()
            .map(|one| Column::new(one.name.clone(), ColumnKind::Text)),
    );
    columns.extend(all().map(|(topic, tone)| Column::new(name(topic, tone), ColumnKind::Integer)));
    let (rows, counts) = rows(&people);
    let topics = (0..people.topics.len())
        .filter(|&topic| people.drivers[topic])
        .map(|topic| {
            let tones = (0..TONES.len())
                .filter(|tone| counts[topic * TONES.len() + tone] >= LEAST_PER_COLUMN);
            let names = tones.map(|tone| name(topic, tone)).collect();
            (people.topics[topic].id.to_string(), names)
        })
        .filter(|(_, names): &(String, Vec<String>)| !names.is_empty())
        .collect();
    let path = (project.output).join(file_name(assets, selection, clock, days));
    let failed = |source| Error::Write {
        path: path.clone(),
        source,
    };
    if withheld.is_none() {
        fs::create_dir_all(&project.output).map_err(failed)?;
        let file = File::create(&path).map_err(failed)?;
        let mut writer = Writer::create(Format::Csv, file, &Schema::new(columns)?)?;
        writer.write(&rows)?;
        writer.finish()?;
    }
    Ok(RespondentTable {
        path,
        topics,
        n: as_u64(rows.len()),
        withheld,
        untold,
        days,
    })
}

/// One row for each respondent with words and an outcome, and how many hold each topic in each tone.
fn rows(people: &People<'_>) -> (Vec<Row>, Vec<usize>) {
    let respondents = &people.observed.respondents;
    let mut counts = vec![0_usize; people.topics.len() * TONES.len()];
    let mut rows: Vec<Row> = Vec::new();
    for i in respondents.modelled() {
        let Some(answer) = people.answers[i] else {
            continue;
        };
        let mut row = vec![
            Cell::Float(answer),
            Cell::Float(respondents.weight(i)),
            Cell::count(u64::from(respondents.customer(i))),
        ];
        for control in &respondents.controls {
            let value = control.codes[i].and_then(|code| control.levels.get(code as usize));
            row.push(Cell::Text(
                value.map_or(NO_VALUE, String::as_str).to_owned(),
            ));
        }
        let mut held = vec![0_u64; counts.len()];
        for mention in respondents.mentions(i) {
            for tone in tones(mention.tone) {
                held[mention.topic as usize * TONES.len() + tone] = 1;
            }
        }
        for (count, held) in counts.iter_mut().zip(&held) {
            *count += usize::from(*held > 0);
        }
        row.extend(held.into_iter().map(Cell::count));
        rows.push(row);
    }
    (rows, counts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::Tone;
    use jiff::civil::date;

    #[test]
    fn the_name_of_a_fitted_table_tells_its_days() {
        let days = (date(2025, 1, 1), date(2025, 3, 31));
        let named = "respondents-abc_2025-01-01_2025-03-31.csv";
        assert_eq!(fitted_days(named), Some(days));
        for name in ["respondents-abc.csv", "respondents-abc_measured.csv", "x"] {
            assert_eq!(fitted_days(name), None);
        }
    }

    #[test]
    fn what_is_said_well_and_badly_stands_in_both_columns() {
        let places = |tone| tones(tone).collect::<Vec<usize>>();
        assert_eq!(places(Tone::Both), [0, 1]);
        assert_eq!(places(Tone::Negative), [0]);
        assert_eq!(places(Tone::Neutral), [2]);
    }
}
