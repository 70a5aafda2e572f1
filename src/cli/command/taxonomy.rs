use crate::classify::Taxonomy;
use crate::cli::args::{Lang, Taxonomy as Args, TaxonomyVerb};
use crate::cli::exit;
use crate::cli::output;
use crate::pipeline::read_taxonomy;
use std::fmt::Write;

/// Checks, tests or shows a taxonomy.
pub(in crate::cli) fn run(args: &Args) -> anyhow::Result<u8> {
    match &args.verb {
        TaxonomyVerb::Check { file } => {
            let taxonomy = read_taxonomy(Some(file))?;
            let mut text = String::new();
            for warning in taxonomy.warnings() {
                let _ = writeln!(text, "warning: {warning}");
            }
            let _ = writeln!(
                text,
                "{}: {} topics, no faults, {} warnings",
                taxonomy.name(),
                taxonomy.topics().len(),
                taxonomy.warnings().len()
            );
            output::write(None, &text)?;
            Ok(exit::DONE)
        }
        TaxonomyVerb::Test { file } => test(&read_taxonomy(Some(file))?),
        TaxonomyVerb::Show { file, lang } => {
            let taxonomy = read_taxonomy(file.as_deref())?;
            output::write(None, &tree(&taxonomy, *lang))?;
            Ok(exit::DONE)
        }
    }
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
