use super::part::parts;
use super::words::caution_text;
use crate::report::Language;
use crate::report::section::listing;
use crate::study::Study;

/// A study for people, on a terminal.
pub fn text(study: &Study, language: Language) -> String {
    let cautions = study.cautions.iter();
    let cautions = cautions.map(|caution| caution_text(caution, language));
    listing(&parts(study, language), cautions, language)
}
