use super::people_gate::gate_project;
use super::rank::selection;
use crate::cli::exit;
use crate::cli::output;
use crate::cli::output_args::ReportFormat;
use crate::cli::series_args::{EveryPeriod, Series};
use crate::cli::session::{KeyUse, Session};
use crate::config::Pooling;
use crate::pipeline::{SeriesAsked, series};
use crate::record::TopicId;
use crate::report::series as report;
use crate::signals::Pace;

/// Shows what was said and answered, period by period.
pub(in crate::cli) fn run(args: &Series) -> anyhow::Result<u8> {
    let mut session = Session::open(&args.selection.project, KeyUse::Spare)?;
    let governance = args.selection.governance.as_deref();
    gate_project(&session.project, args.by.as_deref(), None, governance)?;
    if args.pool {
        session.project.pooling = Pooling::Together;
    }
    let store = session.store()?;
    let selection = selection(&args.selection, &session.project)?;
    session.say_if_nothing_matches(&store, &selection)?;
    let asked = SeriesAsked {
        every: match args.every {
            EveryPeriod::Day => Pace::Day,
            EveryPeriod::Week => Pace::Week,
            EveryPeriod::Month => Pace::Month,
            EveryPeriod::Quarter => Pace::Quarter,
        },
        topics: args
            .topic
            .iter()
            .map(|id| TopicId::new(id.as_str()))
            .collect(),
        by: args.by.clone(),
    };
    let found = series(
        &session.project,
        &session.assets,
        &store,
        &selection,
        &asked,
    )?;
    let text = match args.printing.format {
        ReportFormat::Text => report::text(&found, session.language(args.printing.lang)),
        ReportFormat::Json => report::json(&found),
        ReportFormat::Csv => report::csv(&found),
    };
    output::write(args.printing.out.as_deref(), &text)?;
    Ok(exit::DONE)
}
