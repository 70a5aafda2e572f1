use super::caution::CallCaution;
use std::collections::BTreeMap;

/// Where calls come from and how they were read, for the foot of a report.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Provenance {
    /// The file.
    pub file: String,
    /// SHA-256 of its bytes, lower-case hexadecimal.
    pub sha256: String,
    /// Rows of data.
    pub n_rows: usize,
    /// Rows that are no call, by reason. They are in no figure.
    pub rejected: BTreeMap<&'static str, usize>,
    /// Rows of which a later revision stands in the file.
    pub n_superseded: usize,
    /// Layout by name, where one was asked for.
    pub preset: Option<&'static str>,
    /// Field and the column that it was read from.
    pub columns: Vec<(&'static str, String)>,
    /// Zone of times that carry none.
    pub zone: Option<String>,
    /// Whether that zone is the assumption of the layout, and nobody said it.
    pub zone_is_assumed: bool,
    /// Local times that the clock showed twice; the first was taken.
    pub n_ambiguous_times: usize,
    /// Local times that the clock jumped over; the time as much later was taken.
    pub n_skipped_times: usize,
    /// Contacts of which two rows of the same revision, or of none, say different things; the last
    /// row was taken.
    pub n_conflicting: usize,
}

impl Provenance {
    /// Rows that are no call.
    pub fn n_rejected(&self) -> usize {
        self.rejected.values().sum()
    }

    /// What to keep in mind of how the log was read.
    pub fn cautions(&self) -> Vec<CallCaution> {
        let mut cautions = Vec::new();
        if self.n_rejected() > 0 {
            let n = self.n_rejected();
            cautions.push(CallCaution::Rejected { n });
        }
        if self.n_superseded > 0 {
            let n = self.n_superseded;
            cautions.push(CallCaution::Superseded { n });
        }
        if let Some(zone) = self.zone.clone().filter(|_| self.zone_is_assumed) {
            cautions.push(CallCaution::AssumedZone { zone });
        }
        if self.n_ambiguous_times > 0 {
            let n = self.n_ambiguous_times;
            cautions.push(CallCaution::AmbiguousTimes { n });
        }
        if self.n_skipped_times > 0 {
            let n = self.n_skipped_times;
            cautions.push(CallCaution::SkippedTimes { n });
        }
        if self.n_conflicting > 0 {
            let n = self.n_conflicting;
            cautions.push(CallCaution::Conflicting { n });
        }
        cautions
    }
}
