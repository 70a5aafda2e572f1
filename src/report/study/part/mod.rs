//! The parts of a study that people see, one file each.

mod change;
mod drivers;
mod examined;
mod further;
mod head;
mod measurement;
mod segments;
mod slopes;

use crate::report::Language;
use crate::report::section::Section;
use crate::study::Study;

/// All parts, in the order in which they are read.
pub(super) fn parts(study: &Study, language: Language) -> Vec<Section> {
    let mut parts = vec![
        head::head(study, language),
        drivers::drivers(study, language),
    ];
    parts.extend(super::correction::sections(study, language));
    parts.extend(slopes::slopes(study, language));
    parts.extend(change::change(study, language));
    parts.extend(segments::segments(study, language));
    parts.extend(further::further(study, language));
    parts.extend(examined::examined(study, language));
    parts
}

pub(super) use drivers::in_order;
pub(super) use measurement::measurement;
