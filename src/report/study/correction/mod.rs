//! What was corrected, for people and machines.

mod gaps;
mod json;
mod labels;
mod raking;
mod selection;
mod words;

pub(super) use json::{json, with_naive};
pub(super) use words::{correction_code, correction_text};

use crate::report::Language;
use crate::report::section::Section;
use crate::study::Study;

/// One section per correction that was made.
pub(super) fn sections(study: &Study, language: Language) -> Vec<Section> {
    let corrected = &study.corrected;
    let mut sections = Vec::new();
    sections.extend(
        corrected
            .labels
            .as_ref()
            .map(|labels| labels::section(labels, language)),
    );
    if let Some(selection) = &corrected.selection {
        sections.extend(selection::sections(study, selection, language));
    }
    sections.extend(
        corrected
            .raking
            .as_ref()
            .map(|raking| raking::section(raking, language)),
    );
    sections.extend(
        corrected
            .gaps
            .as_ref()
            .map(|found| gaps::section(found, language)),
    );
    sections.extend(gaps::products(&corrected.products, language));
    sections
}
