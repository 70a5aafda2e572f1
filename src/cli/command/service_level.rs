use super::audience::{Written, publish, refuse_for_customers};
use super::call_agreements::{Floors, held_goals, opening};
use super::people_gate::{allow, refuse_disguise};
use super::table::{level, quarantine};
use crate::cli::audience_args::Audience;
use crate::cli::service_level_args::{
    AttributionName, CallFormat, CallReading, FormulaName, RuleArgs, ScopeArgs, ServiceLevel,
    TableArgs, TransferAbandonName,
};
use crate::cli::session::{Misuse, Moment, now, without_zone};
use crate::cli::table_args::DecimalMark;
use crate::cli::{exit, output};
use crate::config::load_governance;
use crate::intake::{Decimal, Fault, table};
use crate::logs::calls::{CallLog, Field, Preset, Reading, read_calls};
use crate::report::Language;
use crate::report::calls::{CallReport, Frozen, csv, freeze, json, json_lines, text};
use crate::report::published::published_calls;
use crate::service_levels::calls::{
    Attribution, Calamity, CalamityScope, Call, CallOptions, Comparison, Dimension, FlowOuts,
    Formula, Grouping, IntervalLength, Intervals, RingTarget, Rule, Scope, TransferAbandon,
    overview,
};
use crate::units::Probability;
use anyhow::Context;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::fs;
use std::path::Path;

/// Says how a contact centre did, from its log of calls.
pub(in crate::cli) fn run(args: &ServiceLevel) -> anyhow::Result<u8> {
    output::refuse_overwrite(
        &[
            Some(&args.calls),
            args.agreed.policies.as_deref(),
            args.agreed.schedules.as_deref(),
            args.tables.governance.as_deref(),
        ],
        &[
            args.out.as_deref(),
            args.quarantine.as_deref(),
            args.freezing.freeze.as_deref(),
        ],
    )?;
    let (groupings, floors) = groupings(&args.tables)?;
    let rule = rule(&args.rule)?;
    let log = read(&args.calls, &args.reading)?;
    quarantine(&log.rejections, args.quarantine.as_deref())?;
    refuse_nothing(&args.calls, &log)?;
    let zone = match &args.tables.zone {
        Some(name) => Some(zone_named("--zone", name)?),
        None => log.zone.clone(),
    };
    let (scope, as_of) = scope(&args.scope, &log, zone.as_ref())?;
    let figures = &args.figures;
    let opening = opening(&args.agreed, &log, scope, as_of)?;
    let options = CallOptions {
        rule,
        formulas: formulas(args.rule.formula),
        scope,
        as_of,
        groupings,
        intervals: intervals(&args.tables, zone.as_ref())?,
        attribution: match args.tables.attribution {
            AttributionName::Start => Attribution::Start,
            AttributionName::Answered => Attribution::Answered,
            AttributionName::EndOfAcw => Attribution::EndOfWrapUp,
        },
        longest_wait: limit("--max-wait-s", figures.max_wait_s)?,
        longest_talk: limit("--max-talk-s", figures.max_talk_s)?,
        queue_limit: figures.max_queue,
        rings: match figures.max_rings {
            None => None,
            Some(most) => Some(RingTarget {
                cycle: positive("--ring-cycle-s", figures.ring_cycle_s)?,
                most,
            }),
        },
        repeat_window: SignedDuration::from_hours(24 * i64::from(figures.repeat_days)),
        not_first_line: figures
            .not_first_line
            .iter()
            .map(|topic| topic.trim().into())
            .collect(),
        transfer_abandon: match figures.transfer_abandon {
            TransferAbandonName::NeverAnswered => TransferAbandon::NeverAnswered,
            TransferAbandonName::AnyLeg => TransferAbandon::AnyLeg,
        },
        calamities: calamities(&args.scope.calamity, &log, zone.as_ref())?,
        opening: opening.as_ref(),
        floor: floors.all,
        agent_floor: floors.of_agents,
        target: target(args.rule.target.as_deref())?,
        level: level(figures.level)?,
    };
    let overview = overview(&log.calls, &options);
    let goals = held_goals(&args.agreed, &log, &options)?;
    let report = CallReport {
        provenance: &log.provenance,
        options: &options,
        overview: &overview,
        goals: &goals,
        zone: zone.as_ref(),
    };
    if let Some(path) = &args.freezing.freeze {
        freeze_to(path, args.freezing.restate, &report)?;
    }
    if args.audience == Audience::Customer {
        let written = match args.format {
            CallFormat::Text => Written::Text,
            CallFormat::Json => Written::Json,
            CallFormat::Csv | CallFormat::Jsonl => Written::Rows,
        };
        let fields = args.tables.by.iter().map(String::as_str);
        refuse_for_customers(args.audience, fields, written)?;
        let published = published_calls(&report);
        publish(&published, written, args.lang.into(), args.out.as_deref())?;
        return Ok(exit::DONE);
    }
    let written = match args.format {
        CallFormat::Text => text(&report, Language::from(args.lang)),
        CallFormat::Json => json(&report),
        CallFormat::Csv => csv(&report),
        CallFormat::Jsonl => json_lines(&report),
    };
    output::write(args.out.as_deref(), &written)?;
    Ok(exit::DONE)
}

/// Reads a log of calls as was asked.
///
/// # Errors
///
/// When a flag cannot be understood, or the file cannot be read.
pub(super) fn read(calls: &Path, reading: &CallReading) -> anyhow::Result<CallLog> {
    let CallReading {
        preset,
        columns,
        source_tz,
        time_format,
        decimal,
        sheet,
    } = reading;
    let reading = Reading {
        columns: columns
            .iter()
            .map(|text| column(text))
            .collect::<anyhow::Result<_>>()?,
        preset: preset.as_deref().map(preset_named).transpose()?,
        zone: source_tz
            .as_deref()
            .map(|name| zone_named("--source-tz", name))
            .transpose()?,
        time_format: time_format.clone(),
        decimal: match decimal {
            DecimalMark::Point => Decimal::Point,
            DecimalMark::Comma => Decimal::Comma,
        },
        table: table::Options {
            file: calls.to_string_lossy().into(),
            sheet: sheet.clone(),
            ..table::Options::default()
        },
    };
    Ok(read_calls(calls, &reading)?)
}

/// A log of which no row is a call is a wrong file, or was read in a wrong way.
pub(super) fn refuse_nothing(calls: &Path, log: &CallLog) -> anyhow::Result<()> {
    if !log.calls.is_empty() || log.rejections.is_empty() {
        return Ok(());
    }
    let no_zone = |fault: &Fault| *fault == Fault::NaiveTimestamp;
    let misuse = Misuse::new(format!(
        "none of {} rows of {} is a call",
        log.provenance.n_rows,
        calls.display()
    ));
    let hint = if log.rejections.iter().any(|one| no_zone(&one.fault)) {
        "times carry no zone: say it with --source-tz, as --source-tz Europe/Amsterdam"
    } else {
        "--quarantine FILE notes what was expected of each row; --columns says which column holds what"
    };
    Err(misuse.hint(hint).into())
}

fn column(text: &str) -> anyhow::Result<(Field, String)> {
    let known = || {
        let names: Vec<&str> = Field::ALL.iter().map(|field| field.as_str()).collect();
        format!("write FIELD=COLUMN; fields are {}", names.join(", "))
    };
    let named = text.split_once('=').and_then(|(field, column)| {
        Some((Field::from_name(field.trim())?, column.trim().to_owned()))
    });
    let (field, column) = named.ok_or_else(|| {
        Misuse::new(format!("--columns \"{text}\" names no field and column")).hint(known())
    })?;
    refuse_disguise(field.as_str(), &column)?;
    Ok((field, column))
}

fn preset_named(name: &str) -> anyhow::Result<Preset> {
    Preset::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = Preset::ALL.iter().map(|preset| preset.name).collect();
        Misuse::new(format!("there is no preset \"{name}\""))
            .hint(format!("there are {}", names.join(", ")))
            .into()
    })
}

pub(super) fn zone_named(flag: &str, name: &str) -> anyhow::Result<TimeZone> {
    TimeZone::get(name).map_err(|_| {
        Misuse::new(format!("{flag} \"{name}\" is no time zone"))
            .hint("name it as the IANA database does: Europe/Amsterdam, UTC")
            .into()
    })
}

fn groupings(args: &TableArgs) -> anyhow::Result<(Vec<Grouping>, Floors)> {
    let named = |name: &str| {
        let name = name.trim();
        let found = Dimension::ALL.into_iter().find(|one| one.as_str() == name);
        found.ok_or_else(|| {
            Misuse::new(format!("--by \"{name}\" is no field"))
                .hint("there are queue, channel, team, topic and agent; join two with +")
        })
    };
    let governance = args
        .governance
        .as_deref()
        .map(load_governance)
        .transpose()?;
    let mut floors = Floors::of(governance.as_ref());
    let mut groupings = Vec::new();
    for fields in &args.by {
        let dimensions = fields.split('+').map(named).collect::<Result<_, _>>()?;
        let grouping = Grouping { dimensions };
        if grouping.is_by_agent() {
            floors.of_agents = allow(governance.as_ref())?.floor();
        }
        groupings.push(grouping);
    }
    Ok((groupings, floors))
}

fn intervals(args: &TableArgs, zone: Option<&TimeZone>) -> anyhow::Result<Option<Intervals>> {
    let length = match args.interval.as_deref() {
        None => return Ok(None),
        Some("15") => IntervalLength::Quarter,
        Some(_) => IntervalLength::Half,
    };
    let Some(zone) = zone.cloned() else {
        return Err(Misuse::new("--interval needs the clock of the centre")
            .hint("say its zone with --zone, as --zone Europe/Amsterdam")
            .into());
    };
    Ok(Some(Intervals { length, zone }))
}

fn formulas(name: FormulaName) -> Vec<Formula> {
    match name {
        FormulaName::AnsweredOnly => vec![Formula::AnsweredOnly],
        FormulaName::AbandonsNegative => vec![Formula::AbandonsNegative],
        FormulaName::AbandonsPositive => vec![Formula::AbandonsPositive],
        FormulaName::AbandonsInTIgnored => vec![Formula::AbandonsInTIgnored],
        FormulaName::ShortPositive => vec![Formula::ShortPositive],
        FormulaName::OfferedExclShort => vec![Formula::OfferedExclShort],
        // The usual one stays the headline.
        FormulaName::All => {
            let usual = Formula::OfferedExclShort;
            let others = Formula::ALL.into_iter().filter(|one| *one != usual);
            std::iter::once(usual).chain(others).collect()
        }
    }
}

fn rule(args: &RuleArgs) -> anyhow::Result<Rule> {
    let comparison = if args.threshold_exclusive {
        Comparison::Below
    } else {
        Comparison::AtMost
    };
    let flow_outs = if args.flowouts {
        FlowOuts::Counted
    } else {
        FlowOuts::Ignored
    };
    let threshold = seconds("--threshold-s", args.threshold_s)?;
    let short = seconds("--short-abandon-s", args.short_abandon_s)?;
    Rule::new(threshold, comparison, short, flow_outs).map_err(|fault| {
        Misuse::new(fault.to_string())
            .hint("--threshold-s is above 0, and --short-abandon-s from 0 to below it")
            .into()
    })
}

/// `95`, `82,5`, `80%`. A share is refused: 0.8 can be meant as 80% and as 0.8%.
pub(super) fn target(asked: Option<&str>) -> anyhow::Result<Option<Probability>> {
    let Some(text) = asked else {
        return Ok(None);
    };
    let misuse = || {
        Misuse::new(format!("--target \"{text}\" is no percentage"))
            .hint("95 percent is written 95; a percentage lies above 1 and is 100 at most")
    };
    let number = text.trim().trim_end_matches('%').trim_end();
    let percent: f64 = number.replace(',', ".").parse().map_err(|_| misuse())?;
    if percent <= 1.0 {
        return Err(misuse().into());
    }
    let target = Probability::new(percent / 100.0).map_err(|_| misuse())?;
    Ok(Some(target))
}

pub(super) fn seconds(flag: &str, seconds: f64) -> anyhow::Result<SignedDuration> {
    SignedDuration::try_from_secs_f64(seconds)
        .map_err(|_| Misuse::new(format!("{flag} {seconds} is no number of seconds")).into())
}

pub(super) fn positive(flag: &str, value: f64) -> anyhow::Result<SignedDuration> {
    let duration = seconds(flag, value)?;
    if duration.is_positive() {
        return Ok(duration);
    }
    Err(Misuse::new(format!("{flag} {value} is not above 0"))
        .hint(format!("write seconds, as {flag} 30"))
        .into())
}

fn limit(flag: &str, value: Option<f64>) -> anyhow::Result<Option<SignedDuration>> {
    value.map(|value| positive(flag, value)).transpose()
}

/// Which contacts, and as of when: as asked, or at the last event of the log, or at the end of the
/// period where that is later.
fn scope(
    args: &ScopeArgs,
    log: &CallLog,
    zone: Option<&TimeZone>,
) -> anyhow::Result<(Scope, Timestamp)> {
    let scope = match args.from.as_deref().zip(args.to.as_deref()) {
        None => Scope::Snapshot,
        Some((from, to)) => Scope::Period {
            from: instant("--from", from, zone)?,
            to: instant("--to", to, zone)?,
        },
    };
    if let Scope::Period { from, to } = scope
        && from >= to
    {
        return Err(Misuse::new("the period ends before it begins")
            .hint("--to is the first day after the period")
            .into());
    }
    let as_of = match (&args.as_of, scope) {
        (Some(text), _) => instant("--as-of", text, zone)?,
        (None, scope) => {
            let seen = log.calls.iter().map(Call::last_seen_at);
            let end = match scope {
                Scope::Snapshot => Timestamp::MIN,
                Scope::Period { to, .. } => to,
            };
            // Without a call there is nothing that could be open.
            seen.fold(end, Ord::max).max(Timestamp::UNIX_EPOCH)
        }
    };
    Ok((scope, as_of))
}

/// An instant; a time of the clocks of the centre; or the first moment of a day by those clocks (of
/// UTC where nobody named their zone).
pub(super) fn instant(
    flag: &str,
    text: &str,
    zone: Option<&TimeZone>,
) -> anyhow::Result<Timestamp> {
    match (Moment::of(flag, text)?, zone) {
        (Moment::Instant(instant), _) => Ok(instant),
        (Moment::Day(date), zone) => {
            let zone = zone.cloned().unwrap_or(TimeZone::UTC);
            Ok(date.to_zoned(zone)?.timestamp())
        }
        (Moment::Local(local), Some(zone)) => {
            let ambiguous = zone.to_ambiguous_timestamp(local);
            if ambiguous.is_ambiguous() {
                return Err(Misuse::new(format!(
                    "the clocks of {} show {flag} \"{text}\" twice or not at all",
                    zone.iana_name().unwrap_or("the centre")
                ))
                .hint("write its offset, as 2026-10-25T02:30:00+02:00")
                .into());
            }
            Ok(ambiguous.compatible()?)
        }
        (Moment::Local(_), None) => Err(without_zone(flag, text)
            .hint("name the zone of the centre with --zone, as --zone Europe/Amsterdam, or write 2026-03-31T12:00:00+02:00")
            .into()),
    }
}

/// `FROM..TO`, `FROM..TO@queue=NAME`, `FROM..TO@channel=NAME`
fn calamities(
    texts: &[String],
    log: &CallLog,
    zone: Option<&TimeZone>,
) -> anyhow::Result<Vec<Calamity>> {
    let one = |text: &String| {
        let misuse = || {
            Misuse::new(format!("--calamity \"{text}\" is no incident"))
                .hint("write 2026-03-02..2026-03-04, with @queue=NAME or @channel=NAME behind it for a part")
        };
        let (stretch, part) = match text.split_once('@') {
            None => (text.as_str(), None),
            Some((stretch, part)) => (stretch, Some(part)),
        };
        let (from, to) = stretch.split_once("..").ok_or_else(misuse)?;
        let scope = match part.map(|part| part.split_once('=')) {
            None => CalamityScope::Everything,
            Some(Some(("queue", name))) => CalamityScope::Queue(name.into()),
            Some(Some(("channel", name))) => CalamityScope::Channel(name.into()),
            Some(_) => return Err(misuse().into()),
        };
        let calamity = Calamity {
            from: instant("--calamity", from, zone)?,
            to: instant("--calamity", to, zone)?,
            scope,
        };
        if calamity.from >= calamity.to {
            return Err(misuse().into());
        }
        warn_of_nobody(text, &calamity.scope, log);
        Ok(calamity)
    };
    texts.iter().map(one).collect()
}

/// An incident of a queue or channel that the log does not have touches no contact.
fn warn_of_nobody(text: &str, scope: &CalamityScope, log: &CallLog) {
    let (what, name, is_known) = match scope {
        CalamityScope::Everything => return,
        CalamityScope::Queue(name) => {
            let is_of = |call: &Call| call.queue.as_ref() == Some(name);
            ("queue", name, log.calls.iter().any(is_of))
        }
        CalamityScope::Channel(name) => {
            let is_of = |call: &Call| call.channel.as_ref() == Some(name);
            ("channel", name, log.calls.iter().any(is_of))
        }
    };
    if !is_known {
        tracing::warn!("--calamity \"{text}\": no call of the log has {what} \"{name}\"");
    }
}

/// Freezes the report of a closed period. A frozen report that says the same is left as it is; one
/// that says something else is only replaced when that is asked for.
fn freeze_to(path: &Path, is_restated: bool, report: &CallReport<'_>) -> anyhow::Result<()> {
    if !report.is_closed() {
        return Err(Misuse::new("only a closed period can be frozen")
            .hint("give --from and --to; the period has ended and nobody in it waits")
            .into());
    }
    let earlier = if path.exists() {
        let text = fs::read_to_string(path).with_context(|| format!("read {}", path.display()))?;
        Some(Frozen::parse(&text).with_context(|| format!("use {}", path.display()))?)
    } else {
        None
    };
    if let Some(frozen) = &earlier {
        let differences = frozen.differences(report);
        if differences.is_empty() {
            tracing::info!(path = %path.display(), "the frozen report says the same; it stays");
            return Ok(());
        }
        if !is_restated {
            let said: Vec<String> = differences.iter().map(ToString::to_string).collect();
            return Err(Misuse::new(format!(
                "{} is frozen and says something else: {}",
                path.display(),
                said.join("; ")
            ))
            .hint("--restate replaces it and keeps what it said; another file name keeps both")
            .into());
        }
    }
    let text = freeze(report, now(), earlier.as_ref());
    fs::write(path, text).with_context(|| format!("write {}", path.display()))?;
    tracing::info!(path = %path.display(), "froze the report");
    Ok(())
}
