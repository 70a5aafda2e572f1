use crate::units::{Probability, as_f64};
use std::sync::Arc;

/// A topic that the classifier read in the customer's words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReadTopic {
    /// Its id in the taxonomy.
    pub topic: Arc<str>,
    /// How often labels of this topic are right; `None` where nobody checked.
    pub precision: Option<Precision>,
}

/// How many of the checked labels of a topic were right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Precision {
    n_right: u64,
    n: u64,
}

/// Fewest checked labels that say anything: of fewer, one wrong label moves the share by more than
/// ten points.
const LEAST_LABELS: u64 = 10;

impl Precision {
    /// A share of right labels; `None` of fewer than ten labels, and where more are right than there
    /// are.
    pub fn new(n_right: u64, n: u64) -> Option<Self> {
        (n >= LEAST_LABELS && n_right <= n).then_some(Self { n_right, n })
    }

    /// Labels that were right.
    pub fn n_right(self) -> u64 {
        self.n_right
    }

    /// Labels that were checked.
    pub fn n(self) -> u64 {
        self.n
    }

    /// Their share.
    pub fn share(self) -> Probability {
        let size = |n| as_f64(usize::try_from(n).unwrap_or(usize::MAX));
        Probability::saturating(size(self.n_right) / size(self.n))
    }
}
