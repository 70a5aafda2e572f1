use super::run::{bars, detail};
use crate::classify::Taxonomy;
use crate::cli::args::{Global, Lang, Taxonomy as Args, TaxonomyVerb, TextOrJson};
use crate::cli::exit;
use crate::cli::output;
use crate::cli::progress::Progress;
use crate::cli::session::{KeyUse, Session};
use crate::pipeline::{self, read_taxonomy, taxonomy_diff};
use crate::report::{self, Language, number};
use crate::units::as_u64;
use std::fmt::Write;
use std::path::Path;

/// Checks, tests, compares or shows taxonomies.
pub(in crate::cli) fn run(args: &Args, global: &Global) -> anyhow::Result<u8> {
    match &args.verb {
        TaxonomyVerb::Check { file } => check(file),
        TaxonomyVerb::Test { file } => test(&read_taxonomy(Some(file))?),
        TaxonomyVerb::Diff {
            old,
            new,
            project,
            lang,
            format,
        } => {
            let session = Session::open(project, KeyUse::Spare)?;
            let store = session.store_as_it_stands()?;
            let read_by = |taxonomy: &Path| {
                let is_file = taxonomy != Path::new("built-in");
                let mut project = session.project.clone();
                project.taxonomy = is_file.then(|| taxonomy.to_path_buf());
                session.models.assets(&project, session.key.clone())
            };
            let progress = Progress::new(bars(global), detail(global));
            let (old, new) = (read_by(old)?, read_by(new)?);
            let diff = taxonomy_diff(&session.project, &old, &new, &store, &progress)?;
            let text = match format {
                TextOrJson::Text => report::taxonomy_diff_text(&diff, session.language(*lang)),
                TextOrJson::Json => report::taxonomy_diff_json(&diff),
            };
            output::write(None, &text)?;
            Ok(exit::DONE)
        }
        TaxonomyVerb::Show { file, lang } => {
            let taxonomy = read_taxonomy(file.as_deref())?;
            output::write(None, &tree(&taxonomy, *lang))?;
            Ok(exit::DONE)
        }
    }
}

/// Faults are what a check is for: they are its result, and a gate that failed, as with policies and schedules.
fn check(file: &Path) -> anyhow::Result<u8> {
    let taxonomy = match read_taxonomy(Some(file)) {
        Ok(taxonomy) => taxonomy,
        Err(pipeline::Error::Taxonomy { path, source }) => {
            output::write(None, &format!("{}: {source}\n", path.display()))?;
            return Ok(exit::GATE_FAILED);
        }
        Err(error) => return Err(error.into()),
    };
    let mut text = String::new();
    for warning in taxonomy.warnings() {
        let _ = writeln!(text, "warning: {warning}");
    }
    let n_topics = number::counted(
        as_u64(taxonomy.topics().len()),
        "topic",
        "topics",
        Language::En,
    );
    let n_warnings = as_u64(taxonomy.warnings().len());
    let n_warnings = number::counted(n_warnings, "warning", "warnings", Language::En);
    let _ = writeln!(
        text,
        "{}: {n_topics}, no faults, {n_warnings}",
        taxonomy.name()
    );
    output::write(None, &text)?;
    Ok(exit::DONE)
}

fn test(taxonomy: &Taxonomy) -> anyhow::Result<u8> {
    let report = taxonomy.run_tests();
    output::write(None, &report.to_string())?;
    Ok(if report.passed() {
        exit::DONE
    } else {
        exit::GATE_FAILED
    })
}

fn tree(taxonomy: &Taxonomy, language: Lang) -> String {
    let mut text = String::new();
    for (at, topic) in taxonomy.topics().iter().enumerate() {
        let name = match language {
            Lang::Nl => &topic.name_nl,
            Lang::En => &topic.name_en,
        };
        let indent = "  ".repeat(taxonomy.ancestors(at).len());
        let _ = writeln!(text, "{indent}{}  {name}", topic.id);
    }
    text
}
