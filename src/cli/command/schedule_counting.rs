use super::schedule::{find, read};
use super::table::quarantine;
use crate::cli::exit;
use crate::cli::output;
use crate::cli::schedule_args::{AnswerFormat, Counting as Args};
use crate::cli::session::Misuse;
use crate::intake::{Fault, Rejection, Row, TimeReading, table};
use crate::record::Origin;
use crate::report::Language;
use crate::service_levels::calendar::{Schedules, Window};
use crate::units::Seconds;
use anyhow::Context;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::io;
use std::sync::Arc;

/// Windows are made for two years after the last moment of a table.
const HORIZON_DAYS: i64 = 731;

/// Counts open seconds between moments.
pub(super) fn between(args: &Args) -> anyhow::Result<u8> {
    run(args, Question::Between)
}

/// Adds open seconds to moments.
pub(super) fn add(args: &Args) -> anyhow::Result<u8> {
    run(args, Question::Add)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Question {
    Between,
    Add,
}

impl Question {
    fn second_column(self) -> &'static str {
        match self {
            Self::Between => "to",
            Self::Add => "seconds",
        }
    }

    fn answer_column(self) -> &'static str {
        match self {
            Self::Between => "open_s",
            Self::Add => "due_at",
        }
    }
}

/// What is said in the language that is asked for.
fn either(language: Language, dutch: &'static str, english: &'static str) -> &'static str {
    match language {
        Language::Nl => dutch,
        Language::En => english,
    }
}

/// What a row asks.
struct Asked {
    row: u64,
    schedule: Arc<str>,
    from: Timestamp,
    second: Second,
}

#[derive(Clone, Copy)]
enum Second {
    To(Timestamp),
    Open(Seconds),
}

fn run(args: &Args, question: Question) -> anyhow::Result<u8> {
    output::refuse_overwrite(
        &[Some(&args.file), Some(&args.pairs)],
        &[args.out.as_deref(), args.quarantine.as_deref()],
    )?;
    let language = Language::from(args.lang);
    let schedules = read(&args.file, language)?;
    if let Some(id) = &args.schedule {
        find(&schedules, id)?;
    }
    let mut reader = Reader::new(args, question, &schedules)?;
    let (asked, rejections) = reader.read_all()?;
    if reader.n_unclear > 0 {
        let unclear = either(
            language,
            "tijden die een klok tweemaal toont of overslaat; de eerste of de latere is genomen",
            "times that a clock shows twice or skips; the first or the later was taken",
        );
        tracing::warn!(n = reader.n_unclear, "{unclear}");
    }
    quarantine(&rejections, args.quarantine.as_deref())?;
    let n_naive = rejections
        .iter()
        .filter(|rejection| rejection.fault == Fault::NaiveTimestamp)
        .count();
    if n_naive > 0 {
        let naive = either(
            language,
            "tijden zonder zone; --time-zone ZONE zegt welke",
            "times without zone; --time-zone ZONE says which",
        );
        tracing::warn!(n = n_naive, "{naive}");
    }
    let text = answers(&asked, question, &schedules, args)?;
    output::write(args.out.as_deref(), &text)?;
    Ok(exit::DONE)
}

struct Reader<'a> {
    table: table::Table,
    schedules: &'a Schedules,
    question: Question,
    schedule: Option<Arc<str>>,
    times: TimeReading,
    file: Arc<str>,
    /// Times without offset that their zone shows twice or skips.
    n_unclear: usize,
}

impl<'a> Reader<'a> {
    fn new(args: &Args, question: Question, schedules: &'a Schedules) -> anyhow::Result<Self> {
        let file: Arc<str> = args.pairs.to_string_lossy().into();
        let options = table::Options {
            file: Arc::clone(&file),
            ..table::Options::default()
        };
        let table = if args.pairs.as_os_str() == "-" {
            table::open_reader(Box::new(io::stdin()), &options)
        } else {
            table::open(&args.pairs, &options)
        }
        .with_context(|| format!("read {}", args.pairs.display()))?;
        let needed = ["from", question.second_column()];
        let of_schedule = args.schedule.is_none().then_some("schedule");
        for name in needed.into_iter().chain(of_schedule) {
            if table.column(name).is_none() && !table.columns().is_empty() {
                let hint = match name {
                    "schedule" => "name the schedule of all rows with --schedule ID".to_owned(),
                    _ => format!("name two columns from and {}", question.second_column()),
                };
                return Err(Misuse::new(format!("{file} has no column \"{name}\""))
                    .hint(hint)
                    .into());
            }
        }
        let zone = args.time_zone.as_deref().map(|name| {
            TimeZone::get(name).map_err(|_| {
                Misuse::new(format!("unknown time zone \"{name}\""))
                    .hint("use an IANA name such as Europe/Amsterdam")
            })
        });
        Ok(Self {
            table,
            schedules,
            question,
            schedule: args.schedule.as_deref().map(Into::into),
            times: TimeReading {
                time_zone: zone.transpose()?,
                format: None,
            },
            file,
            n_unclear: 0,
        })
    }

    fn read_all(&mut self) -> anyhow::Result<(Vec<Asked>, Vec<Rejection>)> {
        let (mut asked, mut rejections) = (Vec::new(), Vec::new());
        while let Some(row) = self.table.next_row() {
            let row = match row {
                Ok(row) => row.clone(),
                Err(rejection) => {
                    rejections.push(rejection);
                    continue;
                }
            };
            match self.read_row(&row)? {
                Ok(one) => asked.push(one),
                Err((column, fault)) => rejections.push(Rejection {
                    origin: Origin {
                        source: table::Options::default().source,
                        file: Arc::clone(&self.file),
                        row: row.number,
                        byte: row.byte,
                    },
                    column: Some(column.to_owned()),
                    fault,
                    row_hash: row.hash_hex(),
                }),
            }
        }
        Ok((asked, rejections))
    }

    /// What a row asks, or the column that is at fault. A schedule that does not exist is no fault of
    /// a row, but of the file of schedules or of the table as a whole.
    fn read_row(&mut self, row: &Row) -> anyhow::Result<Result<Asked, (&'static str, Fault)>> {
        let cell = |table: &table::Table, name: &str| {
            let column = table.column(name);
            column
                .map(|at| row.cell(at).trim().to_owned())
                .unwrap_or_default()
        };
        let schedule = if let Some(id) = &self.schedule {
            Arc::clone(id)
        } else {
            let id = cell(&self.table, "schedule");
            if id.is_empty() {
                return Ok(Err(("schedule", Fault::MissingValue)));
            }
            Arc::clone(find(self.schedules, &id)?.id())
        };
        let column = self.question.second_column();
        let (from, second) = (cell(&self.table, "from"), cell(&self.table, column));
        let from = match self.moment(&from) {
            Ok(from) => from,
            Err(fault) => return Ok(Err(("from", fault))),
        };
        let second = match self.question {
            Question::Between => match self.moment(&second) {
                // A row that ends before it begins is wrong data, not a stretch of nil.
                Ok(to) if to < from => Err(Fault::EndBeforeStart {
                    start: "from".to_owned(),
                }),
                second => second.map(Second::To),
            },
            Question::Add => whole_seconds(&second).map(Second::Open),
        };
        Ok(second
            .map(|second| Asked {
                row: row.number,
                schedule,
                from,
                second,
            })
            .map_err(|fault| (column, fault)))
    }

    /// A time with an offset, with a zone in brackets, or of the declared zone.
    fn moment(&mut self, text: &str) -> Result<Timestamp, Fault> {
        if text.is_empty() {
            return Err(Fault::MissingValue);
        }
        if text.contains('[') {
            return text
                .parse::<Zoned>()
                .map(|zoned| zoned.timestamp())
                .map_err(|_| Fault::BadTimestamp {
                    expected:
                        "a time with its offset or zone, as 2026-06-12T15:00[Europe/Amsterdam]"
                            .into(),
                });
        }
        let instant = self.times.parse(text)?;
        self.n_unclear += usize::from(self.is_unclear(text));
        Ok(instant)
    }

    /// Whether a time has no offset and its zone shows it twice or not at all.
    fn is_unclear(&self, text: &str) -> bool {
        let Some(zone) = &self.times.time_zone else {
            return false;
        };
        let without_zone = TimeReading::default().parse(text);
        if without_zone != Err(Fault::NaiveTimestamp) {
            return false;
        }
        let in_utc = TimeReading {
            time_zone: Some(TimeZone::UTC),
            format: None,
        };
        in_utc.parse(text).is_ok_and(|instant| {
            let local = instant.to_zoned(TimeZone::UTC).datetime();
            zone.to_ambiguous_timestamp(local).is_ambiguous()
        })
    }
}

fn whole_seconds(text: &str) -> Result<Seconds, Fault> {
    if text.is_empty() {
        return Err(Fault::MissingValue);
    }
    match text.parse::<i64>() {
        Ok(seconds) if seconds >= 0 => Ok(Seconds(seconds)),
        Ok(_) => Err(Fault::Negative),
        Err(_) => Err(Fault::NotANumber),
    }
}

fn answers(
    asked: &[Asked],
    question: Question,
    schedules: &Schedules,
    args: &Args,
) -> anyhow::Result<String> {
    let (format, language) = (args.format, Language::from(args.lang));
    let openings = schedules.openings(covers(asked));
    let (second_column, answer_column) = (question.second_column(), question.answer_column());
    let mut text = String::new();
    if format == AnswerFormat::Csv {
        let _ = writeln!(text, "row,from,{second_column},{answer_column}");
    }
    let mut beyond = BTreeSet::new();
    for one in asked {
        let Some(opening) = openings.get(&one.schedule) else {
            continue;
        };
        let (second, answer) = match one.second {
            Second::To(to) => (
                serde_json::Value::from(to.to_string()),
                serde_json::Value::from(opening.between(one.from, to).0),
            ),
            Second::Open(open) => {
                let due = opening.add(one.from, open);
                if due.is_none() {
                    beyond.insert(one.row);
                }
                let due = due.map(|due| due.to_string());
                (
                    serde_json::Value::from(open.0),
                    serde_json::Value::from(due),
                )
            }
        };
        match format {
            AnswerFormat::Csv => {
                let _ = writeln!(
                    text,
                    "{},{},{},{}",
                    one.row,
                    one.from,
                    bare(&second),
                    bare(&answer)
                );
            }
            AnswerFormat::Jsonl => {
                let line = serde_json::json!({
                    "row": one.row,
                    "from": one.from.to_string(),
                    second_column: second,
                    answer_column: answer,
                });
                let _ = writeln!(text, "{}", serde_json::to_string(&line)?);
            }
        }
    }
    if let Some(first) = beyond.first() {
        let far = either(
            language,
            "regels hebben geen antwoord: er wordt tot twee jaar na het laatste moment van de tabel gekeken",
            "rows have no answer: windows are made for two years after the last moment of the table",
        );
        tracing::warn!(n = beyond.len(), first_row = first, "{far}");
    }
    Ok(text)
}

fn bare(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// From the first moment to two years after the last.
fn covers(asked: &[Asked]) -> Window {
    let moments = || {
        asked.iter().flat_map(|one| match one.second {
            Second::To(to) => [one.from, to],
            Second::Open(_) => [one.from, one.from],
        })
    };
    let first = moments().min().unwrap_or(Timestamp::UNIX_EPOCH);
    let last = moments().max().unwrap_or(Timestamp::UNIX_EPOCH);
    let horizon = (HORIZON_DAYS * 24).hours();
    Window {
        start: first,
        end: last.saturating_add(horizon).unwrap_or(Timestamp::MAX),
    }
}
