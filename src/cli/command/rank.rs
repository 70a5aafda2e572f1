use super::clock;
use super::people_gate::gate_project;
use super::run::width;
use crate::cli::about_args::About;
use crate::cli::args::{Global, Intervals, Rank, Selection as Asked};
use crate::cli::exit;
use crate::cli::output;
use crate::cli::output_args::ReportFormat;
use crate::cli::session::{KeyUse, Misuse, Session, period};
use crate::config::{Pooling, Project};
use crate::findings::{Findings, IntervalMethod, PeriodComparison, SegmentFindings};
use crate::pipeline::{ByField, Selection, analyse, analyse_against, analyse_by, analyse_segments};
use crate::record;
use crate::report::{self, Language};
use crate::store::Store;
use clap::ValueEnum;
use std::fmt::Write;

/// Ranks signals of the archive or a part of it.
pub(in crate::cli) fn run(args: &Rank, _: &Global) -> anyhow::Result<u8> {
    let mut session = Session::open(&args.selection.project, KeyUse::Spare)?;
    if let Some(seed) = args.seed {
        session.project.ranking.seed = seed;
    }
    if args.pool {
        session.project.pooling = Pooling::Together;
    }
    let governance = args.selection.governance.as_deref();
    gate_project(&session.project, args.by.as_deref(), None, governance)?;
    session.project.ranking.intervals = match args.intervals {
        Intervals::Hc3 => IntervalMethod::Hc3,
        Intervals::Bootstrap => IntervalMethod::Bootstrap,
    };
    if args.clock.freeze.is_some() || args.clock.apply.is_some() {
        return clock::run(args, &session);
    }
    let store = session.store()?;
    let selection = selection(&args.selection, &session.project)?;
    session.say_if_nothing_matches(&store, &selection)?;
    let language = session.language(args.printing.lang);
    let frozen_model = clock::beside(&session, &store)?;
    if let Some(against) = period(args.against.as_deref())? {
        let (project, assets) = (&session.project, &session.assets);
        let mut found = analyse_against(project, assets, &store, &selection, against, &())?;
        found.frozen_model = frozen_model;
        let text = two_periods(&found, args.printing.format, language);
        output::write(args.printing.out.as_deref(), &text)?;
        return Ok(exit::DONE);
    }
    let text = match &args.by {
        None => {
            let mut findings = analyse(&session.project, &session.assets, &store, &selection, &())?;
            findings.further.frozen_model = frozen_model;
            keep_about(&mut findings, &args.about);
            one(&findings, args.printing.format, language)
        }
        Some(by) if by == BY_ABOUT && !is_a_field(&session.project, by) => {
            let mut findings = analyse(&session.project, &session.assets, &store, &selection, &())?;
            findings.further.frozen_model = frozen_model;
            let parts = by_about(&findings, args)?;
            match args.printing.format {
                ReportFormat::Text => {
                    keep_about(&mut findings, &asked_about(args));
                    findings.further.journey = None;
                    let parts: Vec<Findings> = parts.into_iter().map(|(_, part)| part).collect();
                    report::text_by_about(&findings, &parts, language, width())
                }
                format => many(&parts, by, format, language)?,
            }
        }
        Some(by) if args.segment.is_empty() => {
            let found = over_segments(&session, &store, &selection, by, args)?;
            let found = found.map(|found| SegmentFindings {
                frozen_model,
                ..found
            });
            segments(found.as_ref(), by, args.printing.format, language)
        }
        Some(by) => {
            let mut parts = analyse_by(
                &session.project,
                &session.assets,
                &store,
                &selection,
                &ByField {
                    field: by,
                    values: &args.segment,
                },
                &(),
            )?;
            if parts.is_empty() {
                tracing::warn!(
                    field = by,
                    at_least = session.project.ranking.min_cell,
                    "no value has enough records for a ranking of its own"
                );
            }
            for (_, findings) in &mut parts {
                findings.further.frozen_model = frozen_model.clone();
                keep_about(findings, &args.about);
            }
            many(&parts, by, args.printing.format, language)?
        }
    };
    output::write(args.printing.out.as_deref(), &text)?;
    Ok(exit::DONE)
}

/// Topics over the values of a field, of those that are about what was asked.
fn over_segments(
    session: &Session,
    store: &Store,
    selection: &Selection,
    by: &str,
    args: &Rank,
) -> anyhow::Result<Option<SegmentFindings>> {
    let (project, assets) = (&session.project, &session.assets);
    let mut found = analyse_segments(project, assets, store, selection, by, &())?;
    if found.is_none() {
        tracing::warn!(field = by, "no value has enough records to compare");
    }
    let topics = assets.classifier.taxonomy().topics();
    if let Some(found) = found.as_mut().filter(|_| !args.about.is_empty()) {
        found.about = meant(&args.about);
        found.topics.retain(|row| {
            let mut known = topics.iter();
            let topic = known.find(|topic| topic.id == row.topic.id);
            is_asked(topic.and_then(|topic| topic.about), &args.about)
        });
    }
    Ok(found)
}

fn segments(
    found: Option<&SegmentFindings>,
    by: &str,
    format: ReportFormat,
    language: Language,
) -> String {
    match (found, format) {
        (Some(found), ReportFormat::Text) => report::segments_text(found, language),
        (Some(found), ReportFormat::Json) => report::segments_json(found),
        (Some(found), ReportFormat::Csv) => report::segments_csv(found),
        (None, ReportFormat::Text) => report::nothing_to_compare(by, language),
        (None, ReportFormat::Csv) => String::new(),
        (None, ReportFormat::Json) => "null\n".to_owned(),
    }
}

fn two_periods(found: &PeriodComparison, format: ReportFormat, language: Language) -> String {
    match format {
        ReportFormat::Text => report::periods_text(found, language),
        ReportFormat::Json => report::periods_json(found),
        ReportFormat::Csv => report::periods_csv(found),
    }
}

/// Keeps the topics that are about what was asked; all where nothing was.
fn keep_about(findings: &mut Findings, asked: &[About]) {
    if asked.is_empty() {
        return;
    }
    findings.signals.retain(|one| is_asked(one.about, asked));
    findings.unranked.retain(|one| is_asked(one.about, asked));
    findings.further.journey = None;
    (findings.further.subjects).retain(|row| is_asked(row.about, asked));
    if let Some(found) = &mut findings.priorities {
        let shown = &findings.signals;
        found.keep_topics(|topic| shown.iter().any(|one| one.topic == *topic));
    }
    findings.subset.about = meant(asked);
}

fn meant(asked: &[About]) -> Vec<Option<record::About>> {
    asked.iter().map(|one| one.meant()).collect()
}

/// What `--by` names to have a ranking of what each opinion is about, where no field is called so.
const BY_ABOUT: &str = "about";

/// A ranking for everything that opinions are about, or for what of it was asked for: topics, ranks and gains are those among
/// all.
fn by_about(findings: &Findings, args: &Rank) -> anyhow::Result<Vec<(String, Findings)>> {
    let known: Vec<String> = About::value_variants()
        .iter()
        .map(|about| named(*about))
        .collect();
    if let Some(wrong) = args.segment.iter().find(|value| !known.contains(value)) {
        let said = format!(
            "opinions are about {}, not about \"{wrong}\"",
            known.join(", ")
        );
        return Err(Misuse::new(said).hint("choose one of those").into());
    }
    let asked = asked_about(args);
    let mut parts = Vec::new();
    for about in About::value_variants() {
        let mut part = findings.clone();
        keep_about(&mut part, &[*about]);
        let is_empty = part.signals.is_empty() && part.unranked.is_empty();
        if (asked.is_empty() || asked.contains(about)) && !is_empty {
            parts.push((named(*about), part));
        }
    }
    Ok(parts)
}

/// What `--about` and `--segment` ask for together; nothing where all is asked for.
fn asked_about(args: &Rank) -> Vec<About> {
    if args.about.is_empty() && args.segment.is_empty() {
        return Vec::new();
    }
    let is_asked = |about: &&About| {
        let of_list = args.about.is_empty() || args.about.contains(about);
        of_list && (args.segment.is_empty() || args.segment.contains(&named(**about)))
    };
    let asked = About::value_variants().iter().filter(is_asked);
    asked.copied().collect()
}

fn named(about: About) -> String {
    let name = about.to_possible_value();
    name.map_or_else(String::new, |name| name.get_name().to_owned())
}

fn is_a_field(project: &Project, name: &str) -> bool {
    let mut sources = project.sources.iter();
    sources.any(|source| {
        source
            .spec
            .columns
            .facets
            .iter()
            .any(|(facet, _)| facet == name)
    })
}

fn is_asked(about: Option<record::About>, asked: &[About]) -> bool {
    asked.iter().any(|one| one.meant() == about)
}

/// Which part of the archive was asked for; one of single agents takes a governance file that allows it.
pub(in crate::cli) fn selection(asked: &Asked, project: &Project) -> anyhow::Result<Selection> {
    let governance = asked.governance.as_deref();
    gate_project(project, [], asked.filter.as_deref(), governance)?;
    part(asked)
}

/// Which part of the archive was asked for, to look at single documents.
pub(in crate::cli) fn part(asked: &Asked) -> anyhow::Result<Selection> {
    Ok(Selection {
        filter: asked.filter.clone(),
        period: period(asked.period.as_deref())?,
    })
}

fn one(findings: &Findings, format: ReportFormat, language: Language) -> String {
    match format {
        ReportFormat::Text => report::text(findings, language, width()),
        ReportFormat::Json => report::json(findings),
        ReportFormat::Csv => report::csv(findings),
    }
}

fn many(
    parts: &[(String, Findings)],
    by: &str,
    format: ReportFormat,
    language: Language,
) -> anyhow::Result<String> {
    match format {
        ReportFormat::Text => {
            let mut whole = String::new();
            for (value, findings) in parts {
                let _ = writeln!(
                    whole,
                    "== {by} = {value}\n{}",
                    one(findings, format, language)
                );
            }
            Ok(whole)
        }
        ReportFormat::Json => {
            let mut whole = Vec::new();
            for (value, findings) in parts {
                let findings: serde_json::Value = serde_json::from_str(&report::json(findings))?;
                whole.push(serde_json::json!({"by": by, "value": value, "ranking": findings}));
            }
            Ok(serde_json::to_string_pretty(&whole)?)
        }
        ReportFormat::Csv => Ok(report::csv_of_parts(parts, by)),
    }
}
