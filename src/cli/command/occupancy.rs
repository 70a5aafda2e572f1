use super::call_agreements::Floors;
use super::log_reading::{after_last, log_reading, refuse_nothing, zone_of};
use super::people_gate::allow;
use super::service_level::{instant, read};
use super::table::quarantine;
use crate::cli::output_args::ReportFormat;
use crate::cli::service_level_args::CallReading;
use crate::cli::session::Misuse;
use crate::cli::table_args::DecimalMark;
use crate::cli::workforce_args::Occupancy;
use crate::cli::{exit, output};
use crate::config::load_governance;
use crate::logs::calls::CallLog;
use crate::logs::{AGENT_STATE_COLUMNS, agent_state, read_agent_states};
use crate::report::Language;
use crate::report::workforce::{TimesReport, times_csv, times_json, times_text};
use crate::service_levels::calls::{Call, handle_time_by_agent};
use crate::service_levels::people::AgentAccess;
use crate::service_levels::workforce::{AgentState, AgentTimeOptions, agent_times};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Says where the time of agents went.
pub(in crate::cli) fn run(args: &Occupancy) -> anyhow::Result<u8> {
    let printing = &args.printing;
    output::refuse_overwrite(
        &[
            Some(&args.states),
            args.calls.as_deref(),
            args.governance.as_deref(),
        ],
        &[printing.out.as_deref(), printing.quarantine.as_deref()],
    )?;
    let governance = args
        .governance
        .as_deref()
        .map(load_governance)
        .transpose()?;
    let floors = Floors::of(governance.as_ref());
    let access: Option<AgentAccess> = if args.by_agent {
        Some(allow(governance.as_ref())?)
    } else {
        None
    };
    let words = words(&args.words)?;
    let reading = log_reading(&args.states, &args.reading, AGENT_STATE_COLUMNS)?;
    let read = read_agent_states(&args.states, &reading, &words)?;
    let calls = match &args.calls {
        None => None,
        Some(path) => Some(calls(path, args)?),
    };
    let mut rejections = read.rejections.clone();
    rejections.extend(calls.iter().flat_map(|log| log.rejections.clone()));
    quarantine(&rejections, printing.quarantine.as_deref())?;
    refuse_nothing(&args.states, read.stretches.len(), &read.rejections)?;
    if let (Some(path), Some(log)) = (&args.calls, &calls) {
        super::service_level::refuse_nothing(path, log)?;
    }
    let zone = zone_of(&reading);
    let asked = |flag: &str, text: &Option<String>| -> anyhow::Result<Option<Timestamp>> {
        let text = text.as_deref();
        text.map(|text| instant(flag, text, Some(&zone)))
            .transpose()
    };
    let told = read
        .stretches
        .iter()
        .map(|one| one.end.unwrap_or(one.start));
    let (from, to) = (asked("--from", &args.from)?, asked("--to", &args.to)?);
    let from = from.unwrap_or(Timestamp::MIN);
    let to = to.unwrap_or_else(|| after_last(told));
    if from >= to {
        return Err(Misuse::new("the period ends before it begins")
            .hint("--to is the first day after the period")
            .into());
    }
    let in_calls = calls.map(|log| handled(log, (from, to)));
    let longest = SignedDuration::from_hours(i64::from(args.longest_state_h));
    let options = AgentTimeOptions {
        from,
        to,
        longest,
        floor: floors.all,
        in_calls,
    };
    let times = agent_times(&read.stretches, &options, access.as_ref());
    let report = TimesReport {
        provenance: &read.provenance,
        times: &times,
        zone: &zone,
        longest,
        has_calls: args.calls.is_some(),
    };
    let text = match printing.format {
        ReportFormat::Text => times_text(&report, Language::from(printing.lang)),
        ReportFormat::Json => times_json(&report),
        ReportFormat::Csv => times_csv(&report),
    };
    output::write(printing.out.as_deref(), &text)?;
    Ok(exit::DONE)
}

/// `WORD=STATE`: the state by its own name, or by any word that logs write for it.
fn words(texts: &[String]) -> anyhow::Result<BTreeMap<String, AgentState>> {
    let one = |text: &String| {
        let pair = text.split_once('=');
        let pair = pair.and_then(|(word, state)| Some((word.to_owned(), agent_state(state)?)));
        pair.ok_or_else(|| {
            Misuse::new(format!("--words \"{text}\" names no word and state"))
                .hint("write WORD=STATE, where STATE is talk, hold, wrap_up, available, ringing, not_ready, signed_in or paid")
                .into()
        })
    };
    texts.iter().map(one).collect()
}

/// The log of calls that stands beside the states.
fn calls(path: &Path, args: &Occupancy) -> anyhow::Result<CallLog> {
    let reading = CallReading {
        preset: None,
        columns: args.call_columns.clone(),
        source_tz: args.reading.source_tz.clone(),
        time_format: args.reading.time_format.clone(),
        decimal: DecimalMark::Point,
        sheet: None,
    };
    read(path, &reading)
}

/// Handle time per agent of the calls that were answered in the period.
fn handled(log: CallLog, (from, to): (Timestamp, Timestamp)) -> BTreeMap<Arc<str>, SignedDuration> {
    let is_inside = |call: &Call| {
        let answered = call.answered_at();
        answered.is_some_and(|at| at >= from && at < to)
    };
    let inside: Vec<Call> = log.calls.into_iter().filter(is_inside).collect();
    handle_time_by_agent(&inside)
}
