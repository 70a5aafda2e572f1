use super::check::checked;
use super::clock::{measured_in_run, refuse_other_model};
use super::people_gate::gate_project;
use crate::cli::args::{Global, LogFormat, Run, TextOrJson};
use crate::cli::exit;
use crate::cli::output;
use crate::cli::progress::{Bars, Detail, Progress};
use crate::cli::session::{KeyUse, Session, as_of, now};
use crate::config::Project;
use crate::pipeline::{
    Found, IngestOptions, Selection, Start, analyse, ingest as take_in, recent, service_levels,
    write_results,
};
use crate::report;
use crate::store::Store;
use std::fmt::Write;
use std::path::Path;
use std::thread;

/// Takes files in, analyses, writes ranking and report.
pub(in crate::cli) fn run(args: &Run, global: &Global) -> anyhow::Result<u8> {
    if args.dry_run {
        return dry_run(args);
    }
    let mut session = open(args)?;
    if let Some(seed) = args.seed {
        session.project.ranking.seed = seed;
    }
    for page in &session.project.pages {
        gate_project(&session.project, [], page.filter.as_deref(), None)?;
    }
    refuse_other_model(&session)?;
    let progress = Progress::new(bars(global), detail(global));
    let store = take(&session, args, global, &progress)?;
    let mut findings = analyse(
        &session.project,
        &session.assets,
        &store,
        &Selection::default(),
        &progress,
    )?;
    findings.service_levels = service_levels(
        &session.project,
        &session.assets,
        &store,
        &Selection::default(),
        args.as_of
            .as_deref()
            .map(|asked| as_of(Some(asked)))
            .transpose()?,
        &progress,
    )?;
    (findings.alerts, findings.themes) = recent(
        &session.project,
        &session.assets,
        &store,
        session.today(),
        &progress,
    )?;
    findings.further.frozen_model = measured_in_run(&session, &store, args.as_of.as_deref())?;
    let language = session.language(args.lang);
    let results = write_results(
        &Found {
            project: &session.project,
            assets: &session.assets,
            store: &store,
            findings: &findings,
        },
        language,
        &progress,
    )?;
    match args.format {
        TextOrJson::Json => output::write(None, &report::json(&findings))?,
        TextOrJson::Text => {
            output::write(None, &report::text(&findings, language, width()))?;
            if !global.quiet {
                for path in [
                    &results.board,
                    &results.report,
                    &results.signals_json,
                    &results.signals_csv,
                    &results.documents,
                ] {
                    tracing::info!(path = %path.display(), "wrote");
                }
            }
        }
    }
    Ok(exit::DONE)
}

/// Takes files in, without analysing.
pub(in crate::cli) fn ingest(args: &Run, global: &Global) -> anyhow::Result<u8> {
    if args.dry_run {
        return dry_run(args);
    }
    let session = open(args)?;
    let progress = Progress::new(bars(global), detail(global));
    let store = take(&session, args, global, &progress)?;
    let files = store.manifest().map_or(&[][..], |manifest| &manifest.files);
    let n_rejected: u64 = files.iter().map(|file| file.n_rejected).sum();
    let text = match args.format {
        TextOrJson::Text => format!(
            "{} records from {} files, {n_rejected} rows rejected\n",
            store.n_documents(),
            files.len()
        ),
        TextOrJson::Json => serde_json::json!({
            "n_records": store.n_documents(),
            "n_files": files.len(),
            "n_rejected": n_rejected,
        })
        .to_string(),
    };
    output::write(None, &text)?;
    Ok(exit::DONE)
}

fn open(args: &Run) -> anyhow::Result<Session> {
    let mut session = Session::open(&args.project, KeyUse::Take)?;
    if let Some(out) = &args.out {
        session.project.output.clone_from(out);
    }
    Ok(session)
}

fn take(
    session: &Session,
    args: &Run,
    global: &Global,
    progress: &Progress,
) -> anyhow::Result<Store> {
    let start = if args.rebuild {
        Start::Anew
    } else {
        Start::Incremental
    };
    let options = IngestOptions {
        as_of: as_of(args.as_of.as_deref())?,
        now: now(),
        threads: threads(global),
        start,
    };
    Ok(take_in(
        &session.project,
        &session.assets,
        options,
        progress,
    )?)
}

fn dry_run(args: &Run) -> anyhow::Result<u8> {
    let mut project = Project::load(&args.project)?;
    if let Some(out) = &args.out {
        project.output.clone_from(out);
    }
    // What a run would refuse.
    as_of(args.as_of.as_deref())?;
    let report = checked(&project);
    let n: u64 = report.files.iter().map(|file| file.n_records).sum();
    let mut text = format!(
        "would take in {n} records from {} files into {}\n",
        report.files.len(),
        project.index_folder().display()
    );
    for fault in &report.faults {
        let _ = writeln!(text, "fault: {fault}");
    }
    output::write(None, &text)?;
    Ok(if report.passes() {
        exit::DONE
    } else {
        exit::GATE_FAILED
    })
}

/// Threads of the index writer: as asked, else one per core, at most eight.
pub(super) fn threads(global: &Global) -> usize {
    match global.threads {
        0 => thread::available_parallelism().map_or(1, |n| n.get().min(8)),
        n => usize::from(n).min(8),
    }
}

/// People read a line per source, machines one per file.
pub(super) fn detail(global: &Global) -> Detail {
    match global.log_format {
        LogFormat::Text => Detail::PerSource,
        LogFormat::Json => Detail::PerFile,
    }
}

pub(in crate::cli) fn bars(global: &Global) -> Bars {
    if global.quiet || global.no_progress {
        Bars::Hidden
    } else {
        Bars::Drawn
    }
}

/// Width of text for people; as wide as a report is meant to be, whatever the terminal.
pub(in crate::cli) fn width() -> usize {
    100
}

/// Format of an export by the name of its file.
pub(in crate::cli) fn extension(path: &Path) -> Option<String> {
    Some(path.extension()?.to_string_lossy().to_lowercase())
}
