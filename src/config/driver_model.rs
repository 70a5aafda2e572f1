use super::problem::Problems;
use super::project::within;
use super::section::Section;
use std::path::{Path, PathBuf};

/// A driver model that was frozen and that runs measure with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DriverModelSettings {
    /// The file of `signaal rank --freeze`.
    pub file: PathBuf,
    /// The answers that are measured; those after the last day it was fitted to if absent.
    pub period: Option<String>,
}

/// Reads `[driver_model]`.
pub(super) fn read_driver_model(
    root: &mut Section<'_, '_>,
    folder: &Path,
    problems: &mut Problems<'_>,
) -> Option<DriverModelSettings> {
    let mut section = root.section("driver_model", problems)?;
    let file = section.required_text("file", "\"model.json\"", problems);
    let period = section.text("period", problems);
    section.finish(problems);
    Some(DriverModelSettings {
        file: within(folder, &file?),
        period,
    })
}
