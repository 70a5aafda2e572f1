use super::log_reading::{beside, log_reading, refuse_nothing, zone_of};
use super::service_level::instant;
use super::table::quarantine;
use crate::cli::args::TextOrJson;
use crate::cli::session::{Misuse, now};
use crate::cli::survey_args::{Plan, Survey, SurveyVerb};
use crate::cli::{exit, output};
use crate::config::load_survey_plan;
use crate::logs::{CANDIDATE_COLUMNS, INVITATION_COLUMNS, read_candidates, read_invitations};
use crate::pipeline::{append_override, read_overrides};
use crate::report::Language;
use crate::report::surveys::{Override, PlannedSurvey, invitation_list, plan_json, plan_text};
use crate::service_levels::experience::Invitation;
use crate::service_levels::surveys::{PlanGap, PlanSettings, SurveyPlan, plan_invitations};

/// Plans a survey.
pub(in crate::cli) fn run(args: &Survey) -> anyhow::Result<u8> {
    match &args.verb {
        SurveyVerb::Plan(args) => plan(args),
    }
}

fn plan(args: &Plan) -> anyhow::Result<u8> {
    output::refuse_overwrite(
        &[
            Some(&args.settled),
            Some(&args.candidates),
            args.history.as_deref(),
            args.overrides.as_deref(),
        ],
        &[args.list.as_deref(), args.quarantine.as_deref()],
    )?;
    let plan = load_survey_plan(&args.settled)?;
    let reading = log_reading(&args.candidates, &args.reading, CANDIDATE_COLUMNS)?;
    let send_at = match &args.send_at {
        Some(text) => instant("--send-at", text, Some(&zone_of(&reading)))?,
        None => now(),
    };
    let new = gate(args, &plan)?;
    let read = read_candidates(&args.candidates, &reading)?;
    let mut rejections = read.rejections.clone();
    let mut history: Vec<Invitation> = Vec::new();
    if let Some(path) = &args.history {
        let flag = ("--history-columns", args.history_columns.as_slice());
        let reading = beside(&reading, path, flag, INVITATION_COLUMNS)?;
        let log = read_invitations(path, &reading)?;
        if let Some(first) = log.rejections.first() {
            // Who was asked in a row that cannot be read would be asked again.
            return Err(Misuse::new(format!("read the history: {first}"))
                .hint("correct the row: without it somebody could be asked twice")
                .into());
        }
        history.extend(log.rows.into_iter().map(|one| one.invitation));
        rejections.extend(log.rejections);
    } else {
        tracing::warn!("without --history nobody is known to have been asked before");
    }
    quarantine(&rejections, args.quarantine.as_deref())?;
    refuse_nothing(&args.candidates, read.rows.len(), &read.rejections)?;
    let settings = PlanSettings {
        n: args.n,
        seed: args.seed,
        send_at,
    };
    let invitations = plan_invitations(&plan, &read.rows, &history, &settings);
    if let Some((path, one)) = args.overrides.as_deref().zip(new.as_ref()) {
        append_override(path, one)?;
    }
    let overrides = match &args.overrides {
        None => Vec::new(),
        Some(path) => {
            let mut all = read_overrides(path)?;
            all.retain(|one| *one.survey == *plan.survey);
            all
        }
    };
    let planned = PlannedSurvey {
        provenance: &read.provenance,
        plan: &plan,
        settings: &settings,
        invitations: &invitations,
        overrides: &overrides,
    };
    if let Some(path) = &args.list {
        output::write(Some(path), &invitation_list(&planned))?;
    }
    let text = match args.format {
        TextOrJson::Text => plan_text(&planned, Language::from(args.lang)),
        TextOrJson::Json => plan_json(&planned),
    };
    output::write(None, &text)?;
    Ok(exit::DONE)
}

/// What is overridden; `None` for a plan that lacks nothing.
///
/// # Errors
///
/// Where the plan lacks something and nobody says why people are asked all the same.
fn gate(args: &Plan, plan: &SurveyPlan) -> anyhow::Result<Option<Override>> {
    let gaps = plan.gaps();
    if gaps.is_empty() {
        return Ok(None);
    }
    let names: Vec<&str> = gaps
        .iter()
        .map(|gap| match gap {
            PlanGap::CloseWithin => "close_within_h",
            other => other.as_str(),
        })
        .collect();
    let reason = args.reason.as_deref().map(str::trim);
    let Some(reason) = reason.filter(|reason| !reason.is_empty()) else {
        return Err(Misuse::new(format!(
            "nobody is invited: {} does not say {}",
            args.settled.display(),
            names.join(", ")
        ))
        .hint("who asks and does not answer loses respondents; --override REASON --overrides FILE asks all the same, and every report says so")
        .into());
    };
    Ok(Some(Override {
        at: now().to_string(),
        survey: plan.survey.to_string(),
        gaps: names.into_iter().map(str::to_owned).collect(),
        reason: reason.to_owned(),
    }))
}
