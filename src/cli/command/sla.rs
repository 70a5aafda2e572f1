use super::audience::{Written, publish, refuse_for_customers};
use super::people_gate::gate;
use super::sla_frozen::Freezing;
use super::tickets::{files, judge_all, open};
use crate::cli::audience_args::Audience;
use crate::cli::exit;
use crate::cli::output;
use crate::cli::service_args::{Cohort, Sla, SlaTable, VerdictFormat};
use crate::cli::session::{Misuse, date_flag};
use crate::disclosure::{Cell, Floor, Verdict, suppress};
use crate::findings::{EventIntake, ServiceLevels};
use crate::logs::field_name;
use crate::pipeline::{Agreements, CohortPeriod, Gathering, append_breaches, read_breach_register};
use crate::report;
use crate::report::published::published_promises;
use crate::report::service_levels::{
    ReportTable, SlaReport, Withheld, no_sla_row, row, schema, why_no_promise,
};
use crate::report::table::{Format, Row, Writer};
use crate::service_levels::attainment::{
    BreachEntry, CohortBy, Promises, Registrar, Row as AttainedRow,
};
use crate::service_levels::calendar::Window;
use crate::service_levels::clocks::{Instance, SlaStanding, State};
use crate::service_levels::policies::{AgreementKind, Policy};
use crate::units::Probability;
use anyhow::Context;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Holds tickets against agreements.
pub(in crate::cli) fn run(args: &Sla) -> anyhow::Result<u8> {
    let [events, policies, schedules] = files(&args.tickets);
    let reading = &args.tickets.reading;
    output::refuse_overwrite(
        &[
            events,
            policies,
            schedules,
            args.governance.as_deref(),
            args.frozen.as_deref(),
        ],
        &[
            args.freeze.as_deref(),
            args.out.as_deref(),
            reading.quarantine.as_deref(),
            args.register.as_deref(),
        ],
    )?;
    let access = gate(
        args.by.iter().map(String::as_str),
        args.governance.as_deref(),
    )?;
    refuse_for_customers(
        args.audience,
        args.by.iter().map(String::as_str),
        written(args.format),
    )?;
    let floor = access.map(|access| access.floor());
    let format = match args.format {
        VerdictFormat::Text | VerdictFormat::Json => None,
        VerdictFormat::Jsonl => Some(Format::Jsonl),
        VerdictFormat::Csv => Some(Format::Csv),
        VerdictFormat::Parquet => Some(Format::Parquet),
        VerdictFormat::Xlsx => Some(Format::Xlsx),
    };
    let table = match args.table {
        SlaTable::Instances | SlaTable::Breaches => None,
        SlaTable::Attainment => Some(ReportTable::Attainment),
        SlaTable::AtRisk => Some(ReportTable::AtRisk),
        SlaTable::Thanks => Some(ReportTable::Thanks),
        SlaTable::Restatements => Some(ReportTable::Restatements),
    };
    refuse_odd_table(args, format)?;
    let intake = match (format, table) {
        (None, _) => write_summary(args, floor, None)?,
        (Some(format), Some(table)) => write_summary(args, floor, Some((format, table)))?,
        (Some(format), None) => write_rows(args, format)?,
    };
    Ok(if intake.is_lost() {
        exit::UNREADABLE
    } else {
        exit::DONE
    })
}

/// How a document for customers would be written.
fn written(format: VerdictFormat) -> Written {
    match format {
        VerdictFormat::Text => Written::Text,
        VerdictFormat::Json => Written::Json,
        _ => Written::Rows,
    }
}

/// A table that the format, or what was asked beside it, cannot give.
fn refuse_odd_table(args: &Sla, format: Option<Format>) -> anyhow::Result<()> {
    let is_rows = matches!(args.table, SlaTable::Instances | SlaTable::Breaches);
    let freezes = args.freeze.is_some() || args.frozen.is_some();
    if format.is_none() && args.table != SlaTable::Instances {
        return Err(
            Misuse::new("--table names the rows of csv, jsonl, parquet or xlsx")
                .hint("--format csv writes them")
                .into(),
        );
    }
    if format.is_some() && is_rows && freezes {
        return Err(Misuse::new("clocks are shown as they stand now, not as they were frozen")
            .hint("--table attainment has frozen figures, --table restatements what became of them")
            .into());
    }
    if args.table == SlaTable::Restatements && args.frozen.is_none() {
        return Err(Misuse::new("there are restatements of frozen figures only")
            .hint("--frozen FILE names them")
            .into());
    }
    Ok(())
}

/// What came of all promises together, as a report or as one of its tables.
fn write_summary(
    args: &Sla,
    floor: Option<Floor>,
    table: Option<(Format, ReportTable)>,
) -> anyhow::Result<EventIntake> {
    let mut opened = open(&args.tickets)?;
    let zone = opened.zone.clone();
    let by = fields(args);
    let mut known: BTreeSet<String> = BTreeSet::new();
    let period = period(args, &zone)?;
    let mut freezing = Freezing::open(args, &mut opened, period, &by)?;
    let mut gathering = Gathering::new(by.clone(), period, Probability::saturating(0.95));
    let mut breaches = registered(args, &opened.agreements)?;
    let intake = judge_all(
        &mut opened,
        &args.tickets,
        Vec::new(),
        |judged, agreements| {
            gathering.take(&judged, agreements);
            if let Some(freezing) = &mut freezing {
                freezing.take(&judged);
            }
            for name in judged.fields.keys().filter(|_| !by.is_empty()) {
                if !known.contains(&**name) {
                    known.insert(name.to_string());
                }
            }
            if let Some(breaches) = &mut breaches {
                breaches.note(&judged.result.instances, agreements.as_of());
            }
            Ok(())
        },
    )?;
    if intake.n_tickets > 0
        && let Some(unknown) = by.iter().find(|name| !known.contains(*name))
    {
        let all: Vec<String> = known.into_iter().collect();
        return Err(
            Misuse::new(format!("--by \"{unknown}\": no ticket has such a field"))
                .hint(format!("fields are {}", all.join(", ")))
                .into(),
        );
    }
    if let Some(breaches) = breaches {
        breaches.write()?;
    }
    let n_listed = match table {
        Some((_, ReportTable::AtRisk)) => usize::MAX,
        _ => args.at_risk,
    };
    let never_seen = opened.tickets.never_seen();
    let mut levels = gathering.finish(&opened.agreements, &opened.policies, &never_seen, n_listed);
    let frozen = match freezing {
        Some(freezing) => freezing.finish(&mut levels, &opened)?,
        None => None,
    };
    let floor = match args.audience {
        Audience::Inside => floor,
        Audience::Customer => {
            let rows = &mut levels.attainment;
            rows.retain(|row| row.kind == AgreementKind::Sla && row.team.is_none());
            Some(floor.unwrap_or(Floor::LEAST))
        }
    };
    let withheld = floor.map(|floor| withhold_below(&mut levels, floor));
    let report = SlaReport {
        levels: &levels,
        intake: &intake,
        zone: &zone,
        withheld,
        frozen: frozen.as_ref(),
    };
    if let Some((format, table)) = table {
        write_table(args, format, &report, table)?;
        return Ok(intake);
    }
    if args.audience == Audience::Customer {
        let published = published_promises(&report);
        let out = args.out.as_deref();
        publish(&published, written(args.format), args.lang.into(), out)?;
        return Ok(intake);
    }
    let text = match args.format {
        VerdictFormat::Json => report::service_levels::json(&report),
        _ => report::service_levels::text(&report, args.lang.into()),
    };
    output::write(args.out.as_deref(), &text)?;
    Ok(intake)
}

/// One of the tables of a report.
fn write_table(
    args: &Sla,
    format: Format,
    report: &SlaReport<'_>,
    table: ReportTable,
) -> anyhow::Result<()> {
    let failed = || format!("write {}", output::name(args.out.as_deref()));
    let (schema, rows) = report::service_levels::table(report, table)?;
    let sink = output::open(args.out.as_deref())?;
    let mut writer = Writer::create(format, sink, &schema).with_context(failed)?;
    writer.write(&rows).with_context(failed)?;
    writer.finish().with_context(failed)?;
    Ok(())
}

/// The fields that divide attainment, each once, whatever it is called.
fn fields(args: &Sla) -> Vec<String> {
    let mut fields: Vec<String> = Vec::new();
    for name in &args.by {
        let name = field_name(name);
        if !fields.contains(&name) {
            fields.push(name);
        }
    }
    fields
}

/// Leaves out rows of agents with fewer decided cases than the floor, and those that would give such a
/// row away. What came of a promise for everybody counts as known: the report without `--by` tells it.
fn withhold_below(levels: &mut ServiceLevels, floor: Floor) -> Withheld {
    let n_before = levels.attainment.len();
    let rows = &mut levels.attainment;
    let mut cells: Vec<Cell> = rows.iter().map(|row| cell(row, &levels.by)).collect();
    let mut whole: BTreeMap<[String; 5], usize> = BTreeMap::new();
    for row in rows.iter() {
        *whole.entry(promise(row)).or_default() += n_behind(row);
    }
    cells.extend(whole.iter().map(|(key, n)| Cell::new(named(key), *n)));
    let mut verdicts = suppress(&cells, floor).into_iter();
    rows.retain(|row| {
        let is_told = verdicts.next() == Some(Verdict::Shown);
        is_told && row.n_met + row.n_breached > 0
    });
    Withheld {
        n_rows: n_before - rows.len(),
        floor: floor.people(),
    }
}

/// One promise to one agent's customers.
fn cell(row: &AttainedRow, by: &[String]) -> Cell {
    let fields: Vec<String> = by.iter().map(|name| format!("by {name}")).collect();
    let group = fields.iter().zip(&row.group);
    let group = group.map(|(name, value)| (name.as_str(), &**value));
    Cell::new(named(&promise(row)).chain(group), n_behind(row))
}

/// Tickets behind the decided cases: a promise about each reply has several cases of one ticket.
fn n_behind(row: &AttainedRow) -> usize {
    row.n_tickets.min(row.n_met + row.n_breached)
}

fn promise(row: &AttainedRow) -> [String; 5] {
    [
        row.kind.as_str().to_owned(),
        row.policy.to_string(),
        row.version.to_string(),
        row.metric.as_str().to_owned(),
        row.team.as_deref().unwrap_or_default().to_owned(),
    ]
}

fn named(promise: &[String; 5]) -> impl Iterator<Item = (&str, &str)> {
    let fields = ["kind", "policy", "version", "metric", "team"];
    fields.into_iter().zip(promise.iter().map(String::as_str))
}

/// The period whose tickets are counted; its days begin at midnight in the zone.
fn period(args: &Sla, zone: &TimeZone) -> anyhow::Result<Option<CohortPeriod>> {
    if args.from.is_none() && args.to.is_none() {
        return Ok(None);
    }
    let day = |flag: &str, text: &Option<String>, open: Timestamp| -> anyhow::Result<Timestamp> {
        let Some(text) = text else { return Ok(open) };
        let date = date_flag(flag, text)?;
        Ok(date.to_zoned(zone.clone())?.timestamp())
    };
    let window = Window {
        start: day("--from", &args.from, Timestamp::MIN)?,
        end: day("--to", &args.to, Timestamp::MAX)?,
    };
    if window.end <= window.start {
        return Err(Misuse::new("the period ends before it begins")
            .hint("--to is the first day after the period")
            .into());
    }
    Ok(Some(CohortPeriod {
        by: match args.cohort {
            Cohort::Created => CohortBy::Created,
            Cohort::Solved => CohortBy::Solved,
        },
        window,
    }))
}

/// The register of breaches of binding promises, and what this report adds to it.
struct Breaches<'a> {
    path: &'a Path,
    n_known: usize,
    registrar: Registrar,
    policies: Vec<Policy>,
    found: Vec<BreachEntry>,
}

impl<'a> Breaches<'a> {
    fn open(path: &'a Path, agreements: &Agreements) -> anyhow::Result<Self> {
        let known = read_breach_register(path)?;
        // Only binding promises are registered, so the others need not be looked up.
        let policies = agreements.policies().iter();
        let policies = policies.filter(|policy| policy.legally_binding).cloned();
        Ok(Self {
            path,
            n_known: known.entries.len(),
            registrar: Registrar::new(&known.entries),
            policies: policies.collect(),
            found: Vec::new(),
        })
    }

    fn note(&mut self, instances: &[Instance], as_of: Timestamp) {
        let promises = Promises::new(&self.policies);
        let fresh = self.registrar.find(instances, &promises, as_of);
        self.found.extend(fresh);
    }

    fn write(mut self) -> anyhow::Result<()> {
        self.found
            .sort_by(|a, b| (a.breached_at, &a.key).cmp(&(b.breached_at, &b.key)));
        append_breaches(self.path, &self.found)?;
        tracing::info!(
            path = %self.path.display(),
            new = self.found.len(),
            all = self.n_known + self.found.len(),
            "registered breaches of binding promises"
        );
        Ok(())
    }
}

/// The register, where one is asked for.
fn registered<'a>(args: &'a Sla, agreements: &Agreements) -> anyhow::Result<Option<Breaches<'a>>> {
    let path = args.register.as_deref();
    path.map(|path| Breaches::open(path, agreements))
        .transpose()
}

/// One row per clock, as tickets are judged.
fn write_rows(args: &Sla, format: Format) -> anyhow::Result<EventIntake> {
    let failed = || format!("write {}", output::name(args.out.as_deref()));
    let mut opened = open(&args.tickets)?;
    let sink = output::open(args.out.as_deref())?;
    let mut writer = Writer::create(format, sink, &schema()?).with_context(failed)?;
    let period = period(args, &opened.zone)?;
    let mut breaches = registered(args, &opened.agreements)?;
    let intake = judge_all(
        &mut opened,
        &args.tickets,
        Vec::new(),
        |judged, agreements| {
            if let Some(breaches) = &mut breaches {
                breaches.note(&judged.result.instances, agreements.as_of());
            }
            if period.is_some_and(|period| !judged.is_of(period)) {
                return Ok(());
            }
            let result = &judged.result;
            let is_breaches = args.table == SlaTable::Breaches;
            let asked = |instance: &&Instance| !is_breaches || instance.state == State::Breached;
            let mut rows: Vec<Row> = result
                .instances
                .iter()
                .filter(asked)
                .map(|instance| row(instance, result, args.lang.into()))
                .collect();
            if !is_breaches && let SlaStanding::None { reason } = &result.sla {
                let why = why_no_promise(reason, args.lang.into());
                rows.push(no_sla_row(&result.ticket, &why));
            }
            writer.write(&rows).with_context(failed)
        },
    )?;
    writer.finish().with_context(failed)?;
    if let Some(breaches) = breaches {
        breaches.write()?;
    }
    Ok(intake)
}
