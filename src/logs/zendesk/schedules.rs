use super::directory::is_gone;
use super::tables::{Sheet, utc};
use super::zones::iana_zone;
use crate::intake::{Fault, Rejection};
use crate::logs::Error;
use crate::logs::options::Options;
use crate::record::Origin;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// A schedule as the ticket system has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    /// Its id.
    pub id: Arc<str>,
    /// What it is called.
    pub name: String,
    /// IANA name of its zone.
    pub zone: String,
    /// Open intervals of a week, in minutes since Sunday 00:00 by the clock of the zone, in order,
    /// the end not included: Monday 9 to 17 is `(1980, 2460)`.
    pub weekly: Vec<(u32, u32)>,
    /// Days on which it is closed.
    pub holidays: Vec<Holiday>,
}

/// Days on which a schedule is closed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Holiday {
    /// First day.
    pub first: Date,
    /// Last day, closed too.
    pub last: Date,
    /// What it is called.
    pub name: String,
}

/// Minutes of a week.
const WEEK: u32 = 7 * 24 * 60;

/// Schedules with their holidays, in order of creation, and what was wrong with rows.
pub(super) fn schedules(
    folder: &Path,
    options: &Options,
    rejections: &mut Vec<Rejection>,
) -> Result<Vec<Schedule>, Error> {
    let needed = ["id", "start_time", "end_time", "time_zone"];
    // Columns are found without the sign that leads their names.
    let optional = ["name", "created_at", "fivetran_deleted"];
    let Some(mut sheet) = Sheet::open(folder, "schedule", options, &needed, &optional)? else {
        return Ok(Vec::new());
    };
    let cells = sheet.columns();
    let times = utc(options);
    let mut found: BTreeMap<Arc<str>, (i64, Schedule)> = BTreeMap::new();
    while let Some(row) = sheet.table.next_row() {
        let row = match row {
            Ok(row) => row,
            Err(rejection) => {
                rejections.push(rejection);
                continue;
            }
        };
        if is_gone(cells.get(row, "fivetran_deleted")) {
            continue;
        }
        let minute = |column| match cells.get(row, column).parse::<u32>() {
            Ok(minute) if minute <= WEEK => Ok(minute),
            Ok(_) => Err((
                column,
                Fault::OutsideScale {
                    low: 0.0,
                    high: f64::from(WEEK),
                },
            )),
            Err(_) => Err((column, Fault::NotANumber)),
        };
        let interval = minute("start_time").and_then(|start| {
            let end = minute("end_time")?;
            if start < end {
                Ok((start, end))
            } else {
                let start = "start_time".to_owned();
                Err(("end_time", Fault::EndBeforeStart { start }))
            }
        });
        let interval = match interval {
            Ok(interval) => interval,
            Err((column, fault)) => {
                rejections.push(rejection(row, &sheet.source, column, fault));
                continue;
            }
        };
        let id: Arc<str> = Arc::from(cells.get(row, "id"));
        let zone = cells.get(row, "time_zone");
        let zone = iana_zone(zone).ok_or_else(|| Error::UnknownZone {
            schedule: id.as_ref().to_owned(),
            zone: zone.to_owned(),
        })?;
        let created = times.parse(cells.get(row, "created_at"));
        let created = created.map_or(i64::MAX, jiff::Timestamp::as_second);
        let (_, schedule) = found.entry(Arc::clone(&id)).or_insert_with(|| {
            let schedule = Schedule {
                id,
                name: cells.get(row, "name").to_owned(),
                zone,
                weekly: Vec::new(),
                holidays: Vec::new(),
            };
            (created, schedule)
        });
        schedule.weekly.push(interval);
    }
    holidays(folder, options, &mut found, rejections)?;
    let mut schedules: Vec<(i64, Schedule)> = found.into_values().collect();
    for (_, schedule) in &mut schedules {
        schedule.weekly.sort_unstable();
        schedule.weekly.dedup();
        schedule.holidays.sort();
        schedule.holidays.dedup();
    }
    schedules.sort_by_key(|(created, _)| *created);
    Ok(schedules
        .into_iter()
        .map(|(_, schedule)| schedule)
        .collect())
}

fn holidays(
    folder: &Path,
    options: &Options,
    found: &mut BTreeMap<Arc<str>, (i64, Schedule)>,
    rejections: &mut Vec<Rejection>,
) -> Result<(), Error> {
    let needed = ["schedule_id", "start_date", "end_date"];
    let optional = ["name", "fivetran_deleted"];
    let Some(mut sheet) = Sheet::open(folder, "schedule_holiday", options, &needed, &optional)?
    else {
        return Ok(());
    };
    let cells = sheet.columns();
    while let Some(row) = sheet.table.next_row() {
        let row = match row {
            Ok(row) => row,
            Err(rejection) => {
                rejections.push(rejection);
                continue;
            }
        };
        if is_gone(cells.get(row, "fivetran_deleted")) {
            continue;
        }
        let day = |column| {
            let text = cells.get(row, column);
            let date: Option<Date> = text.get(..10).unwrap_or(text).parse().ok();
            let expected = "a date as yyyy-mm-dd".into();
            date.ok_or((column, Fault::BadTimestamp { expected }))
        };
        let read = day("start_date").and_then(|first| {
            let last = day("end_date")?;
            if first > last {
                let start = "start_date".to_owned();
                return Err(("end_date", Fault::EndBeforeStart { start }));
            }
            let name = cells.get(row, "name").to_owned();
            Ok(Holiday { first, last, name })
        });
        match (read, found.get_mut(cells.get(row, "schedule_id"))) {
            (Ok(holiday), Some((_, schedule))) => schedule.holidays.push(holiday),
            (Ok(_), None) => rejections.push(rejection(
                row,
                &sheet.source,
                "schedule_id",
                Fault::UnknownKind {
                    known: "the id of a schedule in the table schedule".into(),
                },
            )),
            (Err((column, fault)), _) => {
                rejections.push(rejection(row, &sheet.source, column, fault));
            }
        }
    }
    Ok(())
}

pub(super) fn rejection(
    row: &crate::intake::Row,
    source: &Origin,
    column: &str,
    fault: Fault,
) -> Rejection {
    Rejection {
        origin: Origin {
            row: row.number,
            byte: row.byte,
            ..source.clone()
        },
        column: Some(column.to_owned()),
        fault,
        row_hash: row.hash_hex(),
    }
}
