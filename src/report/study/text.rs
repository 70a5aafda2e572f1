use super::part::parts;
use super::section::Section;
use super::words::{caution_text, either};
use crate::report::Language;
use crate::study::Study;
use std::fmt::Write;

/// A study for people, on a terminal.
pub fn text(study: &Study, language: Language) -> String {
    let cautions = study.cautions.iter();
    let cautions = cautions.map(|caution| caution_text(caution, language));
    listing(&parts(study, language), cautions, language)
}

/// Sections one below the other, then what to keep in mind.
pub(super) fn listing(
    sections: &[Section],
    cautions: impl Iterator<Item = String>,
    language: Language,
) -> String {
    let mut text = String::new();
    for section in sections {
        text.push_str(&section.text());
        text.push('\n');
    }
    let _ = writeln!(
        text,
        "{}",
        either(language, "Houd in gedachten", "Keep in mind")
    );
    for caution in cautions {
        let _ = writeln!(text, "- {caution}");
    }
    text
}
