use super::action::{names, today};
use super::rank::selection;
use crate::actions::{self, compare};
use crate::cli::action_args::{Baseline, BaselineCompare, BaselineFreeze, BaselineVerb};
use crate::cli::args::Selection;
use crate::cli::exit;
use crate::cli::output;
use crate::cli::output_args::ReportFormat;
use crate::cli::session::{KeyUse, Misuse, Session};
use crate::pipeline::{baseline_figures, refuse_beside_baseline};
use crate::report::Language;
use crate::report::actions::{
    comparison_csv, comparison_json, comparison_text, frozen_json, read_frozen,
};
use anyhow::Context;
use jiff::civil::Date;
use std::fs;
use std::path::Path;

/// Freezes figures of signals, or sets later ones beside them.
pub(in crate::cli) fn run(args: &Baseline) -> anyhow::Result<u8> {
    match &args.verb {
        BaselineVerb::Freeze(args) => freeze(args),
        BaselineVerb::Compare(args) => beside(args),
    }
}

fn freeze(args: &BaselineFreeze) -> anyhow::Result<u8> {
    output::refuse_overwrite(&[Some(&args.selection.project)], &[Some(&args.out)])?;
    let day = today(args.as_of.as_deref())?;
    let session = Session::open(&args.selection.project, KeyUse::Spare)?;
    let figures = figures(&session, &args.selection, day)?;
    if figures.topics.is_empty() && figures.outcome.is_none() {
        return Err(Misuse::new("no record matches: there is nothing to freeze")
            .hint("choose another --period or --where")
            .into());
    }
    refuse_other(args, &figures)?;
    fs::write(&args.out, frozen_json(&figures))
        .with_context(|| format!("write {}", args.out.display()))?;
    tracing::info!(path = %args.out.display(), n_topics = figures.topics.len(), "froze the baseline");
    Ok(exit::DONE)
}

/// Refuses to write over a baseline of other figures, unless that is asked for: those of before would
/// be gone.
fn refuse_other(args: &BaselineFreeze, now: &actions::Baseline) -> anyhow::Result<()> {
    if args.restate || !args.out.exists() {
        return Ok(());
    }
    let before = read(&args.out)?;
    let dated = actions::Baseline {
        frozen_on: before.frozen_on,
        ..now.clone()
    };
    if frozen_json(&dated) == frozen_json(&before) {
        return Ok(());
    }
    Err(Misuse::new(format!(
        "{} is frozen since {} and holds other figures",
        args.out.display(),
        before.frozen_on
    ))
    .hint("--restate replaces it; another file name keeps both")
    .into())
}

fn beside(args: &BaselineCompare) -> anyhow::Result<u8> {
    output::refuse_overwrite(
        &[Some(&args.selection.project), Some(&args.baseline)],
        &[args.printing.out.as_deref()],
    )?;
    let before = read(&args.baseline)?;
    let session = Session::open(&args.selection.project, KeyUse::Spare)?;
    let asked = selection(&args.selection, &session.project)?.period;
    refuse_beside_baseline(&session.project, &before, asked)?;
    let now = figures(&session, &args.selection, before.frozen_on)?;
    let least = session.project.ranking.min_cell;
    let comparison = compare(&now, &before, least).map_err(|unlike| {
        Misuse::new(format!("compare with {}: {unlike}", args.baseline.display())).hint(
            "measure as then, or freeze a new baseline; figures of different things have no difference",
        )
    })?;
    let language: Language = session.language(args.printing.lang);
    let pair = (&now, &before);
    let text = match args.printing.format {
        ReportFormat::Text => comparison_text(pair, &comparison, &names(&session), language),
        ReportFormat::Json => comparison_json(pair, &comparison),
        ReportFormat::Csv => comparison_csv(&comparison),
    };
    output::write(args.printing.out.as_deref(), &text)?;
    Ok(exit::DONE)
}

fn figures(session: &Session, asked: &Selection, day: Date) -> anyhow::Result<actions::Baseline> {
    let store = session.store()?;
    let selected = selection(asked, &session.project)?;
    let dated = (asked.period.clone(), day);
    Ok(baseline_figures(
        &session.project,
        &session.assets,
        &store,
        &selected,
        dated,
    )?)
}

fn read(path: &Path) -> anyhow::Result<actions::Baseline> {
    let text = fs::read_to_string(path).with_context(|| format!("read {}", path.display()))?;
    let baseline = read_frozen(&text);
    Ok(baseline.map_err(|fault| {
        Misuse::new(format!("{}: {fault}", path.display()))
            .hint("a baseline is a file of `signaal baseline freeze`, as it was written")
    })?)
}
