use super::problem::Problems;
use super::section::Section;
use crate::units::as_f64;

/// How much a run bears before it fails.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Share of rows that may be rejected, over all files of the run.
    pub max_rejected_share: f64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_rejected_share: 0.05,
        }
    }
}

impl Limits {
    /// Whether `n_rejected` of `n_read` rows is more than a run bears.
    pub fn are_exceeded(&self, n_rejected: u64, n_read: u64) -> bool {
        share_of(n_rejected, n_read) > self.max_rejected_share
    }
}

fn share_of(part: u64, whole: u64) -> f64 {
    let count = |n: u64| as_f64(usize::try_from(n).unwrap_or(usize::MAX));
    if whole == 0 {
        0.0
    } else {
        count(part) / count(whole)
    }
}

/// Reads `[limits]`.
pub(super) fn read_limits(section: &mut Section<'_, '_>, problems: &mut Problems<'_>) -> Limits {
    let default = Limits::default();
    let share = section
        .number("max_rejected_share", problems)
        .unwrap_or(default.max_rejected_share);
    if !(0.0..=1.0).contains(&share) {
        problems.note(
            section.at_key("max_rejected_share"),
            section.key("max_rejected_share"),
            "expected a share from 0 to 1",
        );
        return default;
    }
    Limits {
        max_rejected_share: share,
    }
}
