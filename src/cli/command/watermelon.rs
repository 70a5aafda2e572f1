use super::people_gate::gate;
use super::table::level;
use super::tickets::{files, judge_all, open};
use super::watermelon_answers::Answers;
use super::xla_words::{question, target};
use crate::cli::exit;
use crate::cli::output;
use crate::cli::service_args::{Watermelon as Args, WatermelonFormat};
use crate::cli::session::Misuse;
use crate::logs::field_name;
use crate::pipeline::{PROMISE, beside_experience, promised_shares};
use crate::report::Language;
use crate::report::experience::{
    Tolerance, Watermelon, watermelon_csv, watermelon_json, watermelon_text,
};
use crate::service_levels::attainment::{Answer, ToleranceRule, tolerance_curve};
use crate::service_levels::experience::Question;
use crate::service_levels::watermelon::{
    Settings, TicketExperience, cells as cells_of, tickets, weekend,
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
        ..Settings::new(question.clone())
    };
    if let Some(text) = &args.target {
        settings.target = Some(target(text, std::slice::from_ref(&question), &[])?);
    }
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
    let mut cells = cells_of(&promises, &settings).map_err(wrong)?;
    if let Some(access) = &access {
        // A cell of one agent is told only where enough customers stand behind it.
        cells.retain(|cell| cell.n_responded >= access.floor().people());
    }
    let rows = tickets(&whole, &settings);
    let weekend = weekend(&whole, &settings).map_err(wrong)?;
    let rule = args.goal.map(|goal| ToleranceRule {
        min_n: settings.min_n,
        level: settings.level,
        ..ToleranceRule::for_goal(Probability::saturating(f64::from(goal) / 100.0))
    });
    let curve = rule.map(|rule| tolerance_curve(&borne(&whole, &question), &rule));
    let watermelon = Watermelon {
        settings: &settings,
        cells: &cells,
        tickets: &rows,
        weekend: &weekend,
        tolerance: rule
            .as_ref()
            .zip(curve.as_ref())
            .map(|(rule, curve)| Tolerance { rule, curve }),
        answers: Some(&joined),
    };
    let text = match args.format {
        WatermelonFormat::Text => watermelon_text(&watermelon, Language::from(args.lang)),
        WatermelonFormat::Json => watermelon_json(&watermelon),
        WatermelonFormat::Csv => watermelon_csv(&watermelon),
    };
    output::write(args.out.as_deref(), &text)?;
    Ok(exit::DONE)
}

/// How long customers waited, and whether they are satisfied: not negative where no answer is declared
/// satisfied.
fn borne(tickets: &[TicketExperience], question: &Question) -> Vec<Answer> {
    tickets
        .iter()
        .filter_map(|ticket| {
            let answer = ticket.response?;
            let is_satisfied = question
                .is_satisfied(answer)
                .or_else(|| question.is_negative(answer).map(|negative| !negative))?;
            Some(Answer {
                elapsed: ticket.waited_calendar?,
                is_satisfied,
            })
        })
        .collect()
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
