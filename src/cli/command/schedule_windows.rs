use super::schedule::{find, read};
use crate::cli::args::Lang;
use crate::cli::exit;
use crate::cli::output;
use crate::cli::schedule_args::{WindowFormat, Windows as Args};
use crate::cli::session::{Misuse, date_flag};
use crate::report::Language;
use crate::report::settings_files::skipped_hours;
use crate::report::words::hours_minutes_seconds;
use crate::service_levels::calendar::{
    ClockInterval, ClockTime, Holiday, Schedule, Window, time_zone_database,
};
use crate::units::Seconds;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use std::fmt::Write;

/// Lists the open windows of a schedule and its holidays.
pub(super) fn run(args: &Args) -> anyhow::Result<u8> {
    let Args {
        file,
        schedule,
        from,
        to,
        format,
        lang,
        out,
    } = args;
    let (from, last) = (date_flag("--from", from)?, date_flag("--to", to)?);
    let language = Language::from(*lang);
    let schedules = read(file, language)?;
    let schedule = find(&schedules, schedule)?;
    let listing = Listing::new(schedule, from, last)?;
    if *format == WindowFormat::Csv {
        for (date, hours) in &listing.skipped {
            tracing::warn!("{}", skipped_hours(*date, *hours, language));
        }
    }
    let text = match format {
        WindowFormat::Text => listing.text(*lang),
        WindowFormat::Csv => listing.csv(*lang),
        WindowFormat::Json => listing.json(*lang)?,
    };
    output::write(out.as_deref(), &text)?;
    Ok(exit::DONE)
}

struct Listing<'s> {
    schedule: &'s Schedule,
    from: Date,
    last: Date,
    zone: TimeZone,
    windows: Vec<Window>,
    holidays: Vec<Holiday>,
    /// Hours that the clock jumps over.
    skipped: Vec<(Date, ClockInterval)>,
}

impl<'s> Listing<'s> {
    /// Dates are those of the version that holds on the first of them, or else of the first version.
    fn new(schedule: &'s Schedule, from: Date, last: Date) -> anyhow::Result<Self> {
        if last < from {
            return Err(Misuse::new(format!("{last} lies before {from}"))
                .hint("--from is the first date and --to the last")
                .into());
        }
        let version = schedule
            .version_on(from)
            .or_else(|| schedule.versions().first());
        let zone = version.map_or(TimeZone::UTC, |version| version.time_zone.clone());
        let ends = ClockTime::MIDNIGHT
            .on(from, &zone)
            .zip(ClockTime::END_OF_DAY.on(last, &zone));
        let Some((start, end)) = ends else {
            return Err(Misuse::new("such dates cannot be counted with")
                .hint("use years from 1 to 9998")
                .into());
        };
        let opening = schedule.opening(Window { start, end });
        Ok(Self {
            schedule,
            from,
            last,
            windows: opening.windows().collect(),
            holidays: schedule.holidays(from, last.tomorrow().unwrap_or(last)),
            skipped: schedule.skipped_hours(from, last.tomorrow().unwrap_or(last)),
            zone,
        })
    }

    fn local(&self, at: Timestamp) -> Zoned {
        at.to_zoned(self.zone.clone())
    }

    fn text(&self, lang: Lang) -> String {
        let language = Language::from(lang);
        let (id, zone) = (self.schedule.id(), self.zone.iana_name().unwrap_or("UTC"));
        let (from, last, database) = (self.from, self.last, time_zone_database());
        let day = |weekday: Weekday| day_name(weekday, lang);
        let local = |at: Timestamp| {
            let local = self.local(at);
            let day = day(local.weekday());
            format!("{day} {}", local.strftime("%Y-%m-%d %H:%M:%S %:z"))
        };
        let mut text = match lang {
            Lang::Nl => format!(
                "{id}, {from} tot en met {last}, klok van {zone}, tijdzonebestand {database}\n"
            ),
            Lang::En => {
                format!("{id}, {from} to {last}, clocks of {zone}, time zone database {database}\n")
            }
        };
        let to = match lang {
            Lang::Nl => "tot",
            Lang::En => "to",
        };
        let mut total = Seconds(0);
        for window in &self.windows {
            let length = seconds(window);
            total = Seconds(total.0 + length.0);
            let _ = writeln!(
                text,
                "{}  {to}  {}  {:>9}  {}  {}",
                local(window.start),
                local(window.end),
                hours_minutes_seconds(length),
                window.start,
                window.end,
            );
        }
        for (date, hours) in &self.skipped {
            let note = match lang {
                Lang::Nl => "let op",
                Lang::En => "note",
            };
            let _ = writeln!(text, "{note}: {}", skipped_hours(*date, *hours, language));
        }
        let (n, open) = (self.windows.len(), hours_minutes_seconds(total));
        let _ = match lang {
            Lang::Nl => writeln!(text, "vensters: {n}, open gedurende {open}"),
            Lang::En => writeln!(text, "windows: {n}, open for {open}"),
        };
        for holiday in &self.holidays {
            let day = day(holiday.date.weekday());
            let _ = writeln!(text, "{day} {}  {}", holiday.date, name(holiday, lang));
        }
        let holidays = match lang {
            Lang::Nl => "vrije dagen",
            Lang::En => "holidays",
        };
        let _ = writeln!(text, "{holidays}: {}", self.holidays.len());
        text
    }

    fn csv(&self, lang: Lang) -> String {
        let mut text = "kind,start_utc,end_utc,start_local,end_local,open_s,name\n".to_owned();
        for window in &self.windows {
            let (start, end) = (self.local(window.start), self.local(window.end));
            let _ = writeln!(
                text,
                "window,{},{},{},{},{},",
                window.start,
                window.end,
                start.strftime("%Y-%m-%dT%H:%M:%S%:z"),
                end.strftime("%Y-%m-%dT%H:%M:%S%:z"),
                seconds(window).0
            );
        }
        for holiday in &self.holidays {
            let name = name(holiday, lang).replace('"', "\"\"");
            let _ = writeln!(text, "holiday,,,{},,,\"{name}\"", holiday.date);
        }
        text
    }

    fn json(&self, lang: Lang) -> anyhow::Result<String> {
        let windows: Vec<serde_json::Value> = self
            .windows
            .iter()
            .map(|window| {
                let local = |at| self.local(at).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
                serde_json::json!({
                    "start_utc": window.start.to_string(),
                    "end_utc": window.end.to_string(),
                    "start_local": local(window.start),
                    "end_local": local(window.end),
                    "open_s": seconds(window).0,
                })
            })
            .collect();
        let holidays: Vec<serde_json::Value> = self
            .holidays
            .iter()
            .map(|holiday| {
                serde_json::json!({
                    "date": holiday.date.to_string(),
                    "name": name(holiday, lang),
                })
            })
            .collect();
        Ok(serde_json::to_string_pretty(&serde_json::json!({
            "schedule_id": &**self.schedule.id(),
            "time_zone": self.zone.iana_name(),
            "time_zone_database": time_zone_database(),
            "from": self.from.to_string(),
            "to": self.last.to_string(),
            "windows": windows,
            "holidays": holidays,
            "skipped": self
                .skipped
                .iter()
                .map(|(date, hours)| {
                    serde_json::json!({ "date": date.to_string(), "hours": hours.to_string() })
                })
                .collect::<Vec<_>>(),
        }))?)
    }
}

fn seconds(window: &Window) -> Seconds {
    Seconds(window.end.as_second() - window.start.as_second())
}

fn day_name(day: Weekday, lang: Lang) -> &'static str {
    let (nl, en) = match day {
        Weekday::Monday => ("ma", "Mon"),
        Weekday::Tuesday => ("di", "Tue"),
        Weekday::Wednesday => ("wo", "Wed"),
        Weekday::Thursday => ("do", "Thu"),
        Weekday::Friday => ("vr", "Fri"),
        Weekday::Saturday => ("za", "Sat"),
        Weekday::Sunday => ("zo", "Sun"),
    };
    match lang {
        Lang::Nl => nl,
        Lang::En => en,
    }
}

fn name(holiday: &Holiday, lang: Lang) -> &str {
    match lang {
        Lang::Nl => holiday.name.dutch(),
        Lang::En => holiday.name.english(),
    }
}
