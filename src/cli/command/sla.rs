use super::tickets::{judge_all, open};
use crate::cli::exit;
use crate::cli::output;
use crate::cli::service_args::{Cohort, Sla, VerdictFormat};
use crate::cli::session::Misuse;
use crate::logs::field_name;
use crate::pipeline::{Agreements, CohortPeriod, Gathering, append_breaches, read_breach_register};
use crate::report;
use crate::report::service_levels::{no_sla_row, row, schema};
use crate::report::table::{Format, Row, Writer};
use crate::service_levels::attainment::{BreachEntry, CohortBy, Promises, Registrar};
use crate::service_levels::calendar::Window;
use crate::service_levels::clocks::{Instance, SlaStanding};
use crate::service_levels::policies::Policy;
use crate::units::Probability;
use anyhow::Context;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::path::Path;

/// Holds tickets against agreements.
pub(in crate::cli) fn run(args: &Sla) -> anyhow::Result<u8> {
    match args.format {
        VerdictFormat::Text | VerdictFormat::Json => write_summary(args)?,
        VerdictFormat::Jsonl => write_rows(args, Format::Jsonl)?,
        VerdictFormat::Csv => write_rows(args, Format::Csv)?,
        VerdictFormat::Parquet => write_rows(args, Format::Parquet)?,
        VerdictFormat::Xlsx => write_rows(args, Format::Xlsx)?,
    }
    Ok(exit::DONE)
}

/// What came of all promises together.
fn write_summary(args: &Sla) -> anyhow::Result<()> {
    let mut opened = open(&args.tickets)?;
    let by = args.by.iter().map(|name| field_name(name)).collect();
    let mut gathering = Gathering::new(by, period(args)?, Probability::saturating(0.95));
    let mut breaches = registered(args, &opened.agreements)?;
    judge_all(
        &mut opened,
        &args.tickets,
        Vec::new(),
        |judged, agreements| {
            gathering.take(&judged, agreements);
            if let Some(breaches) = &mut breaches {
                breaches.note(&judged.result.instances, agreements.as_of());
            }
            Ok(())
        },
    )?;
    if let Some(breaches) = breaches {
        breaches.write()?;
    }
    let levels = gathering.finish(&opened.agreements, &opened.policies, args.at_risk);
    let text = match args.format {
        VerdictFormat::Json => report::service_levels::json(&levels),
        _ => report::service_levels::text(&levels, args.lang.into()),
    };
    output::write(args.out.as_deref(), &text)
}

/// The period whose tickets are counted, in the zone of the source.
fn period(args: &Sla) -> anyhow::Result<Option<CohortPeriod>> {
    if args.from.is_none() && args.to.is_none() {
        return Ok(None);
    }
    let zone = match &args.tickets.reading.source_tz {
        Some(name) => TimeZone::get(name)?,
        None => TimeZone::UTC,
    };
    let day = |text: &Option<String>, open: Timestamp| -> anyhow::Result<Timestamp> {
        let Some(text) = text else { return Ok(open) };
        let date: Date = text.parse().map_err(|_| {
            Misuse::new(format!("\"{text}\" is no date"))
                .hint("write --from 2026-03-01 --to 2026-04-01")
        })?;
        Ok(date.to_zoned(zone.clone())?.timestamp())
    };
    let window = Window {
        start: day(&args.from, Timestamp::MIN)?,
        end: day(&args.to, Timestamp::MAX)?,
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
fn write_rows(args: &Sla, format: Format) -> anyhow::Result<()> {
    let failed = || format!("write {}", output::name(args.out.as_deref()));
    let mut opened = open(&args.tickets)?;
    let sink = output::open(args.out.as_deref())?;
    let mut writer = Writer::create(format, sink, &schema()?).with_context(failed)?;
    let period = period(args)?;
    let mut breaches = registered(args, &opened.agreements)?;
    judge_all(
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
            let mut rows: Vec<Row> = result.instances.iter().map(row).collect();
            if let SlaStanding::None { reason } = &result.sla {
                rows.push(no_sla_row(&result.ticket, &reason.to_string()));
            }
            writer.write(&rows).with_context(failed)
        },
    )?;
    writer.finish().with_context(failed)?;
    if let Some(breaches) = breaches {
        breaches.write()?;
    }
    Ok(())
}
