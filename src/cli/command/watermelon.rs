use super::people_gate::{allow, gate};
use super::table::level;
use super::tickets::{files, judge_all, open};
use super::watermelon_answers::Answers;
use super::xla_words::{question, target};
use crate::cli::exit;
use crate::cli::output;
use crate::cli::output_args::ReportFormat;
use crate::cli::service_args::Watermelon as Args;
use crate::cli::session::Misuse;
use crate::config::load_governance;
use crate::disclosure::Floor;
use crate::logs::field_name;
use crate::pipeline::{PROMISE, beside_experience, promised_shares};
use crate::report::Language;
use crate::report::experience::{
    TicketList, Tolerance, Watermelon, watermelon_csv, watermelon_json, watermelon_text,
};
use crate::report::service_levels::Withheld;
use crate::service_levels::attainment::ToleranceRule;
use crate::service_levels::people::AgentAccess;
use crate::service_levels::watermelon::{
    Cell, Known, Settings, SlaOutcome, TicketExperience, together,
};
use crate::units::Probability;
use jiff::tz::TimeZone;
use std::sync::Arc;

/// Sets what customers say beside promises about time that were kept or broken.
pub(in crate::cli) fn run(args: &Args) -> anyhow::Result<u8> {
    let [events, policies, schedules] = files(&args.tickets);
    let responses = Some(args.responses.as_path());
    output::refuse_overwrite(
        &[
            events,
            policies,
            schedules,
            responses,
            args.governance.as_deref(),
        ],
        &[
            args.out.as_deref(),
            args.tickets.reading.quarantine.as_deref(),
        ],
    )?;
    let access = gate(
        args.by.iter().map(String::as_str),
        args.governance.as_deref(),
    )?;
    let zone = zone(args)?;
    let question = question(&args.score, &zone)?;
    let by: Vec<Arc<str>> = std::iter::once(PROMISE.into())
        .chain(args.by.iter().map(|name| field_name(name).into()))
        .collect();
    let mut opened = open(&args.tickets)?;
    let mut settings = Settings {
        by: by.clone(),
        level: level(args.level)?,
        min_n: args.min_n,
        contracts: promised_shares(&opened.agreements),
        floor: access.as_ref().map_or(Floor::LEAST, AgentAccess::floor),
        ..Settings::new(question.clone())
    };
    if let Some(text) = &args.target {
        settings.target = Some(target(text, std::slice::from_ref(&question), &[])?);
    }
    settings.tolerance = args.goal.map(|goal| ToleranceRule {
        min_n: settings.min_n,
        level: settings.level,
        ..ToleranceRule::for_goal(Probability::saturating(f64::from(goal) / 100.0))
    });
    let mut answers = Answers::read(args, &question, &zone, opened.agreements.as_of())?;
    let mut whole: Vec<TicketExperience> = Vec::new();
    let mut promises: Vec<TicketExperience> = Vec::new();
    let rejections = answers.take_rejections();
    judge_all(&mut opened, &args.tickets, rejections, |judged, _| {
        let said = answers.of(&judged);
        let beside = beside_experience(&judged, said, &by, &zone);
        whole.push(beside.whole);
        promises.extend(beside.promises);
        Ok(())
    })?;
    let joined = answers.account();
    tracing::info!(
        answers = joined.n_read,
        found_a_ticket = joined.n_joined,
        "joined answers with tickets"
    );
    let wrong = |error: crate::service_levels::experience::Error| Misuse::new(error.to_string());
    let mut told = together(&whole, &promises, &settings, &Known::default()).map_err(wrong)?;
    let withheld = access
        .is_some()
        .then(|| withhold(&mut told.cells, settings.floor));
    let mut list = TicketList {
        with_place: Vec::new(),
        rows: std::mem::take(&mut told.tickets),
    };
    let governance = args
        .governance
        .as_deref()
        .map(load_governance)
        .transpose()?;
    // A place in the two by two is the answer of one customer.
    if governance.is_some_and(|governance| allow(Some(&governance)).is_ok()) {
        let outcomes = [SlaOutcome::Met, SlaOutcome::Breached].into_iter();
        list.with_place = outcomes.filter(|sla| told.tells_quadrants(*sla)).collect();
    }
    let watermelon = Watermelon {
        settings: &settings,
        cells: &told.cells,
        quadrants: &told.quadrants,
        tickets: &list,
        withheld,
        weekend: &told.weekend,
        tolerance: settings
            .tolerance
            .as_ref()
            .zip(told.tolerance.as_ref())
            .map(|(rule, borne)| Tolerance { rule, borne }),
        answers: Some(&joined),
    };
    let text = match args.format {
        ReportFormat::Text => watermelon_text(&watermelon, Language::from(args.lang)),
        ReportFormat::Json => watermelon_json(&watermelon),
        ReportFormat::Csv => watermelon_csv(&watermelon),
    };
    output::write(args.out.as_deref(), &text)?;
    Ok(exit::DONE)
}

/// Leaves out cells of single agents of which no figure may be told, and counts them.
fn withhold(cells: &mut Vec<Cell>, floor: Floor) -> Withheld {
    let n_before = cells.len();
    cells.retain(|cell| cell.experience.is_some() || cell.experience_of_met.is_some());
    let withheld = Withheld {
        n_rows: n_before - cells.len(),
        floor: floor.people(),
    };
    if withheld.n_rows > 0 {
        tracing::warn!(
            n = withheld.n_rows,
            floor = withheld.floor,
            "cells of agents are withheld, as too few answers stand behind them"
        );
    }
    withheld
}

fn zone(args: &Args) -> anyhow::Result<TimeZone> {
    let Some(name) = &args.zone else {
        return Ok(TimeZone::UTC);
    };
    TimeZone::get(name).map_err(|_| {
        Misuse::new(format!("\"{name}\" is no time zone"))
            .hint("write --zone Europe/Amsterdam, as the IANA names it")
            .into()
    })
}
