use super::people_gate::gate_project;
use super::rank::selection;
use crate::cli::alert_args::{Alerts, Every};
use crate::cli::exit;
use crate::cli::output;
use crate::cli::output_args::ReportFormat;
use crate::cli::session::{KeyUse, Misuse, Moment, Session};
use crate::config::Pooling;
use crate::pipeline::{AlertsAsked, look_for_alerts};
use crate::report::alerts as report;
use crate::signals::Pace;
use crate::signals::alerts::AlertOptions;
use crate::units::Probability;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Says what rose lately.
pub(in crate::cli) fn run(args: &Alerts) -> anyhow::Result<u8> {
    let mut session = Session::open(&args.selection.project, KeyUse::Spare)?;
    let governance = args.selection.governance.as_deref();
    gate_project(&session.project, args.by.as_deref(), None, governance)?;
    if args.pool {
        session.project.pooling = Pooling::Together;
    }
    let store = session.store()?;
    let selection = selection(&args.selection, &session.project)?;
    session.say_if_nothing_matches(&store, &selection)?;
    let zone = session.zone();
    let asked = AlertsAsked {
        as_of: args
            .as_of
            .as_deref()
            .map(|text| day(text, &zone))
            .transpose()?,
        today: session.today(),
        by: args.by.clone(),
        options: options(args, &session.project.alerts)?,
    };
    let findings = look_for_alerts(
        &session.project,
        &session.assets,
        &store,
        &selection,
        &asked,
    )?;
    let language = session.language(args.printing.lang);
    let text = match args.printing.format {
        ReportFormat::Text => report::text(&findings, language),
        ReportFormat::Json => report::json(&findings),
        ReportFormat::Csv => report::csv(&findings),
    };
    output::write(args.printing.out.as_deref(), &text)?;
    Ok(exit::DONE)
}

/// The project's options, and over them what was typed.
fn options(args: &Alerts, project: &AlertOptions) -> anyhow::Result<AlertOptions> {
    let every = match args.every {
        None => project.every,
        Some(Every::Day) => Pace::Day,
        Some(Every::Week) => Pace::Week,
    };
    // Numbers of days mean nothing in weeks.
    let mut options = if every == project.every {
        project.clone()
    } else {
        AlertOptions {
            rate: project.rate,
            min_count: project.min_count,
            ..AlertOptions::every(every)
        }
    };
    if let Some(rate) = args.rate {
        if !(rate > 0.0 && rate < 1.0) {
            return Err(Misuse::new(format!("--rate {rate} is no rate"))
                .hint("use a number between 0 and 1, such as 0.05")
                .into());
        }
        options.rate = Probability::saturating(rate);
    }
    if let Some(text) = &args.window {
        let days = window_days(text).ok_or_else(|| {
            Misuse::new(format!("--window {text} is no length"))
                .hint("use days or weeks, such as 90d or 26w")
        })?;
        let per_period = if every == Pace::Day { 1 } else { 7 };
        options.window = days / per_period;
        if options.window < options.min_baseline {
            return Err(Misuse::new(format!(
                "--window {text} is {} periods, and a baseline needs {}",
                options.window, options.min_baseline
            ))
            .hint("use a longer window, or set alerts.min_baseline in the project file")
            .into());
        }
    }
    Ok(options)
}

fn window_days(text: &str) -> Option<usize> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let n: usize = number.parse().ok()?;
    match unit {
        "d" => Some(n),
        "w" => n.checked_mul(7),
        _ => None,
    }
}

fn day(text: &str, zone: &TimeZone) -> anyhow::Result<Date> {
    match Moment::of("--as-of", text)? {
        Moment::Day(date) => Ok(date),
        Moment::Instant(at) => Ok(at.to_zoned(zone.clone()).date()),
        Moment::Local(at) => Ok(at.date()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_days_or_weeks() {
        let check = |text: &str, expected: Option<usize>| {
            assert_eq!(window_days(text), expected, "{text}");
        };
        check("90d", Some(90));
        check("26w", Some(182));
        check("90", None);
        check("d", None);
        check("", None);
        check("-3d", None);
        check("90é", None);
    }
}
