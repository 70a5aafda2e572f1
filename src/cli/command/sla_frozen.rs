//! Frozen periods of `signaal sla`: reading, comparing, restating.

use super::tickets::Opened;
use crate::cli::service_args::{Cohort, Sla};
use crate::cli::session::{Misuse, now};
use crate::findings::{Reopenings, ServiceLevels};
use crate::intake::{hash_file, hex};
use crate::pipeline::{
    CohortPeriod, Definitions, FrozenPeriod, Judged, Revision, definitions, frozen_clock,
    read_frozen, write_frozen,
};
use crate::report::service_levels::FrozenFigures;
use crate::service_levels::attainment::{
    Attaining, Case, FrozenClock, Grain, Promises, Restatement, Since, restatements,
};
use crate::service_levels::clocks::{Instance, TicketResult};
use crate::units::{Probability, as_u64};
use anyhow::Context;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is frozen, and what became of it.
pub(super) struct Freezing<'a> {
    path: &'a Path,
    /// Why it is restated, where that is asked.
    reason: Option<&'a str>,
    is_shown: bool,
    known: Option<FrozenPeriod>,
    definitions: Definitions,
    by: Vec<String>,
    period: CohortPeriod,
    /// Frozen clocks that were not met yet, by ticket.
    left: BTreeMap<Arc<str>, Vec<FrozenClock>>,
    clocks: Vec<FrozenClock>,
    restated: Vec<Restatement>,
}

impl<'a> Freezing<'a> {
    /// What is asked of a frozen file, if anything; `opened` will judge at the instant of the freeze too.
    pub(super) fn open(
        args: &'a Sla,
        opened: &mut Opened,
        period: Option<CohortPeriod>,
        by: &[String],
    ) -> anyhow::Result<Option<Self>> {
        let is_shown = args.frozen.is_some();
        let Some(path) = args.frozen.as_deref().or(args.freeze.as_deref()) else {
            return Ok(None);
        };
        // The flags that name the file take a period.
        let Some(period) = period else {
            return Ok(None);
        };
        let as_of = opened.agreements.as_of();
        if as_of < period.window.end {
            return Err(Misuse::new("only a closed period can be frozen")
                .hint("--to is the first day after it, and --as-of lies on or after that day")
                .into());
        }
        let known = read_frozen(path)?;
        let definitions = definitions(
            opened.agreements.policies(),
            &opened.schedules,
            asked(args, by)?,
        );
        let Some(last) = known.as_ref().and_then(FrozenPeriod::last) else {
            if is_shown {
                let what = format!("nothing is frozen in {}", path.display());
                return Err(Misuse::new(what)
                    .hint("--freeze FILE freezes a period")
                    .into());
            }
            return Ok(Some(Self::new(args, path, known, definitions, by, period)));
        };
        refuse_other_definitions(path, last, &definitions)?;
        let frozen: Timestamp = last
            .as_of
            .parse()
            .context("read the instant of the freeze")?;
        if as_of < frozen {
            let what = format!(
                "{} was frozen as of {frozen}, and this report is as of {as_of}",
                path.display()
            );
            return Err(Misuse::new(what).hint("take a later --as-of").into());
        }
        opened.judge_beside(frozen);
        Ok(Some(Self::new(args, path, known, definitions, by, period)))
    }

    fn new(
        args: &'a Sla,
        path: &'a Path,
        known: Option<FrozenPeriod>,
        definitions: Definitions,
        by: &[String],
        period: CohortPeriod,
    ) -> Self {
        let mut left: BTreeMap<Arc<str>, Vec<FrozenClock>> = BTreeMap::new();
        for clock in known.iter().flat_map(|known| known.clocks.values()) {
            let ticket = Arc::clone(&clock.instance.ticket);
            left.entry(ticket).or_default().push(clock.clone());
        }
        Self {
            path,
            reason: args.restate.as_deref(),
            is_shown: args.frozen.is_some(),
            known,
            definitions,
            by: by.to_vec(),
            period,
            left,
            clocks: Vec::new(),
            restated: Vec::new(),
        }
    }

    /// Takes a ticket in.
    pub(super) fn take(&mut self, judged: &Judged) {
        let result = &judged.result;
        let is_member = result.status.is_some() && judged.is_of(self.period);
        let now: &[Instance] = if is_member { &result.instances } else { &[] };
        let group = judged.group(&self.by);
        let clocks = now.iter().map(|clock| frozen_clock(clock, group.clone()));
        self.clocks.extend(clocks);
        if self.known.is_none() {
            return;
        }
        let frozen = self.left.remove(&result.ticket).unwrap_or_default();
        let then = judged.earlier.as_ref();
        let then = then.filter(|then| then.status.is_some() && self.period.has(then));
        let since = Since {
            then: then.map_or(&[], |then| &then.instances),
            now,
            is_reopened: judged
                .earlier
                .as_ref()
                .is_some_and(|then| is_reopened_since(then, result)),
        };
        let frozen: Vec<&FrozenClock> = frozen.iter().collect();
        self.restated.extend(restatements(&frozen, since));
    }

    /// Writes what is to be written, and gives back what a report shows; `None` where the figures of
    /// today are those to show.
    pub(super) fn finish(
        mut self,
        levels: &mut ServiceLevels,
        opened: &Opened,
    ) -> anyhow::Result<Option<FrozenFigures>> {
        // Tickets that are in the data no longer.
        for clocks in std::mem::take(&mut self.left).into_values() {
            let clocks: Vec<&FrozenClock> = clocks.iter().collect();
            let none = Since {
                then: &[],
                now: &[],
                is_reopened: false,
            };
            self.restated.extend(restatements(&clocks, none));
        }
        self.restated.sort_by(|a, b| a.key.cmp(&b.key));
        if !self.is_shown {
            self.freeze(levels, opened.agreements.as_of())?;
            return Ok(None);
        }
        let Some(known) = self.known else {
            return Ok(None);
        };
        show_frozen(levels, &known, opened);
        Ok(known.last().map(|last| FrozenFigures {
            revision: last.revision,
            frozen_at: last.frozen_at.clone(),
            reason: last.reason.clone(),
            definitions_sha256: last.definitions_sha256.clone(),
            now: opened.agreements.as_of(),
            restatements: self.restated,
        }))
    }

    fn freeze(self, levels: &ServiceLevels, as_of: Timestamp) -> anyhow::Result<()> {
        let revision = Revision::new(
            now(),
            as_of,
            self.definitions,
            levels.n_tickets,
            levels.without_promise.clone(),
        );
        let period = match (self.known, self.reason) {
            (None, _) => FrozenPeriod::default().with(revision, self.clocks),
            (Some(_), _) if self.restated.is_empty() => {
                tracing::info!(path = %self.path.display(), "the frozen figures say the same; they stay");
                return Ok(());
            }
            (Some(known), Some(reason)) => {
                let reason = Some(reason.to_owned());
                known.with(Revision { reason, ..revision }, self.clocks)
            }
            (Some(_), None) => {
                return Err(Misuse::new(format!(
                    "{} is frozen, and today's data say otherwise of {} clocks",
                    self.path.display(),
                    self.restated.len()
                ))
                .hint("--frozen FILE lists them; --restate REASON adds a revision and keeps the old one")
                .into());
            }
        };
        write_frozen(self.path, &period)?;
        let n = period.last().map_or(1, |last| last.revision);
        tracing::info!(path = %self.path.display(), revision = n, "froze the period");
        Ok(())
    }
}

/// What was typed that decides a figure.
fn asked(args: &Sla, by: &[String]) -> anyhow::Result<Vec<(String, String)>> {
    let reading = &args.tickets.reading;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let cohort = match args.cohort {
        Cohort::Created => "created",
        Cohort::Solved => "solved",
    };
    let preset = reading.preset.map(|preset| format!("{preset:?}"));
    let words = &args.tickets.words;
    // A taxonomy and a card decide by what they say, not by where they stand.
    let content = |path: &Option<PathBuf>| -> anyhow::Result<String> {
        let hash = path.as_deref().map(hash_file).transpose()?;
        Ok(hash.map(|hash| hex(&hash)).unwrap_or_default())
    };
    let all = [
        ("--by", by.join(",")),
        ("--from", text(&args.from)),
        ("--to", text(&args.to)),
        ("--cohort", cohort.to_owned()),
        ("--preset", preset.unwrap_or_default()),
        ("--columns", text(&reading.columns)),
        ("--fields", text(&reading.fields)),
        ("--kind-map", text(&reading.kind_map)),
        ("--role-map", text(&reading.role_map)),
        ("--status-map", text(&reading.status_map)),
        ("--source-tz", text(&reading.source_tz)),
        ("--sheet", text(&reading.sheet)),
        ("--text", text(&words.text)),
        ("--taxonomy", content(&words.taxonomy)?),
        ("--label-card", content(&words.label_card)?),
    ];
    Ok(all.map(|(name, value)| (name.to_owned(), value)).to_vec())
}

/// Frozen figures stand for one set of definitions; under others they are another report.
fn refuse_other_definitions(path: &Path, last: &Revision, now: &Definitions) -> anyhow::Result<()> {
    let changed = last.changed(now);
    if changed.is_empty() {
        return Ok(());
    }
    let mut what = format!(
        "{} was frozen under other definitions: {}",
        path.display(),
        changed.join(", ")
    );
    if last.engine_version != env!("CARGO_PKG_VERSION") {
        let version = &last.engine_version;
        what = format!("{what}, or version {version} of the program read them otherwise");
    }
    Err(Misuse::new(what)
        .hint("use the files and options of then, or freeze to another file: a restatement changes data, not promises")
        .into())
}

/// Whether a ticket that was solved at the instant of the freeze, or before, was opened again since.
fn is_reopened_since(then: &TicketResult, now: &TicketResult) -> bool {
    now.n_reopened > then.n_reopened
}

/// Puts frozen figures in the place of those of today. What is open today is no figure of the period.
fn show_frozen(levels: &mut ServiceLevels, known: &FrozenPeriod, opened: &Opened) {
    let promises = Promises::new(opened.agreements.policies());
    let mut attaining = Attaining::new(Grain::Metric);
    for clock in known.clocks.values() {
        let case = Case {
            instance: &clock.instance,
            group: clock.group.clone(),
            customer: None,
            tier: None,
        };
        attaining.add(&case, &promises);
    }
    let Some(last) = known.last() else { return };
    levels.attainment = attaining.finish(Probability::saturating(0.95)).rows;
    levels.as_of = last.as_of.parse().unwrap_or(levels.as_of);
    levels.n_tickets = last.n_tickets;
    levels.n_clocks = as_u64(known.clocks.len());
    levels.without_promise = last.without_promise.clone();
    levels.overrun_by_team = BTreeMap::new();
    levels.coverage = None;
    levels.work = Vec::new();
    (levels.n_at_risk, levels.n_over) = (0, 0);
    levels.backlog.n_open = 0;
    levels.backlog.n_paused = 0;
    levels.backlog.oldest = None;
    levels.backlog.bands = Vec::new();
    levels.resolution = None;
    levels.source = None;
    levels.notes = BTreeMap::new();
    levels.reopenings = Reopenings::default();
}
