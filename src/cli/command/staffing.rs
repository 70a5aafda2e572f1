use super::log_reading::{columns, refuse_nothing};
use super::service_level::{positive, read, target, zone_named};
use super::table::{level, quarantine};
use crate::cli::output_args::ReportFormat;
use crate::cli::session::Misuse;
use crate::cli::workforce_args::Staffing;
use crate::cli::{exit, output};
use crate::disclosure::Floor;
use crate::intake::table;
use crate::logs::{AGENT_STATE_COLUMNS, AgentStates, LogReading, read_agent_states};
use crate::report::Language;
use crate::report::workforce::{PlanReport, plan_csv, plan_json, plan_text};
use crate::service_levels::calls::{
    Attribution, Call, CallOptions, Comparison, FlowOuts, Formula, IntervalLength, Intervals, Rule,
    Scope, TransferAbandon, overview,
};
use crate::service_levels::workforce::{
    StaffingOptions, StaffingPlan, agents_at_work, staffing_plan,
};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// No state of an agent lasts longer: somebody forgot to sign out.
const LONGEST_STATE: SignedDuration = SignedDuration::from_hours(16);

/// Says how many agents a queue asks for.
pub(in crate::cli) fn run(args: &Staffing) -> anyhow::Result<u8> {
    let printing = &args.printing;
    output::refuse_overwrite(
        &[Some(&args.calls), args.agent_states.as_deref()],
        &[printing.out.as_deref(), printing.quarantine.as_deref()],
    )?;
    let log = read(&args.calls, &args.reading)?;
    let states = states(args, log.zone.as_ref())?;
    let mut rejections = log.rejections.clone();
    rejections.extend(states.iter().flat_map(|read| read.rejections.clone()));
    quarantine(&rejections, printing.quarantine.as_deref())?;
    super::service_level::refuse_nothing(&args.calls, &log)?;
    if let (Some(path), Some(read)) = (&args.agent_states, &states) {
        refuse_nothing(path, read.stretches.len(), &read.rejections)?;
    }
    let options = options(args, log.zone.as_ref())?;
    let rule = Rule::new(
        options.threshold,
        Comparison::AtMost,
        SignedDuration::ZERO,
        FlowOuts::Ignored,
    )
    .map_err(|fault| Misuse::new(fault.to_string()).hint("--threshold-s is above 0"))?;
    let mut queues: Vec<Option<String>> = vec![None];
    if args.by_queue {
        let named = log.calls.iter().filter_map(|call| call.queue.as_deref());
        let named: BTreeSet<&str> = named.collect();
        queues = named
            .into_iter()
            .map(|name| Some(name.to_owned()))
            .collect();
        if queues.is_empty() {
            return Err(Misuse::new("no call tells its queue")
                .hint("leave out --by-queue, or name the column with --columns queue_id=COLUMN")
                .into());
        }
    }
    let plans: Vec<(Option<String>, StaffingPlan)> = queues
        .into_iter()
        .map(|queue| {
            let plan = plan(
                &log.calls,
                queue.as_deref(),
                states.as_ref(),
                (rule, &options),
            );
            (queue, plan)
        })
        .collect();
    let report = PlanReport {
        provenance: &log.provenance,
        options: &options,
        plans: &plans,
        states: states.as_ref().map(|states| &states.provenance),
    };
    let text = match printing.format {
        ReportFormat::Text => plan_text(&report, Language::from(printing.lang)),
        ReportFormat::Json => plan_json(&report),
        ReportFormat::Csv => plan_csv(&report),
    };
    output::write(printing.out.as_deref(), &text)?;
    Ok(exit::DONE)
}

fn options(args: &Staffing, zone: Option<&TimeZone>) -> anyhow::Result<StaffingOptions> {
    let zone = match (&args.zone, zone) {
        (Some(name), _) => zone_named("--zone", name)?,
        (None, Some(zone)) => zone.clone(),
        (None, None) => {
            return Err(Misuse::new("intervals need the clock of the centre")
                .hint("say its zone with --zone, as --zone Europe/Amsterdam")
                .into());
        }
    };
    let length = match args.interval.as_str() {
        "15" => IntervalLength::Quarter,
        _ => IntervalLength::Half,
    };
    let wanted = target(Some(&args.target))?.filter(|target| target.get() < 1.0);
    let wanted = wanted.ok_or_else(|| {
        Misuse::new("no number of agents answers everybody in time")
            .hint("a target is below 100, as --target 95")
    })?;
    Ok(StaffingOptions {
        intervals: Intervals { length, zone },
        threshold: positive("--threshold-s", args.threshold_s)?,
        target: wanted,
        least_contacts: usize::try_from(args.least_contacts).unwrap_or(usize::MAX),
        level: level(args.level)?,
    })
}

fn states(args: &Staffing, zone: Option<&TimeZone>) -> anyhow::Result<Option<AgentStates>> {
    let Some(path) = &args.agent_states else {
        return Ok(None);
    };
    let reading = LogReading {
        columns: columns("--state-columns", &args.state_columns, AGENT_STATE_COLUMNS)?,
        zone: zone.cloned(),
        time_format: args.reading.time_format.clone(),
        table: table::Options {
            file: path.to_string_lossy().into(),
            ..table::Options::default()
        },
    };
    Ok(Some(read_agent_states(path, &reading, &BTreeMap::new())?))
}

/// The plan of a queue, or of all contacts together.
fn plan(
    calls: &[Call],
    queue: Option<&str>,
    states: Option<&AgentStates>,
    (rule, options): (Rule, &StaffingOptions),
) -> StaffingPlan {
    let of_queue: Vec<Call> = calls
        .iter()
        .filter(|call| queue.is_none() || call.queue.as_deref() == queue)
        .cloned()
        .collect();
    let as_of = of_queue
        .iter()
        .map(Call::last_seen_at)
        .fold(Timestamp::UNIX_EPOCH, Ord::max);
    let asked = CallOptions {
        rule,
        formulas: vec![Formula::AbandonsNegative],
        scope: Scope::Snapshot,
        as_of,
        groupings: Vec::new(),
        intervals: Some(options.intervals.clone()),
        // Work is planned where it comes in.
        attribution: Attribution::Start,
        longest_wait: None,
        longest_talk: None,
        queue_limit: None,
        floor: Floor::LEAST,
        agent_floor: Floor::AGENT,
        rings: None,
        repeat_window: SignedDuration::from_hours(24 * 7),
        not_first_line: BTreeSet::new(),
        transfer_abandon: TransferAbandon::default(),
        calamities: Vec::new(),
        opening: None,
        target: None,
        level: options.level,
    };
    let at_work = states.map_or_else(BTreeMap::new, |states| {
        agents_at_work(
            &states.stretches,
            &options.intervals,
            LONGEST_STATE,
            as_of,
            queue,
        )
    });
    staffing_plan(&overview(&of_queue, &asked).intervals, &at_work, options)
}
