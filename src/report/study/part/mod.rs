//! The parts of a study that people see, one file each.

mod drivers;
mod head;

use super::section::Section;
use crate::report::Language;
use crate::study::Study;

/// All parts, in the order in which they are read.
pub(super) fn parts(study: &Study, language: Language) -> Vec<Section> {
    vec![
        head::head(study, language),
        drivers::drivers(study, language),
    ]
}

pub(super) use drivers::in_order;
