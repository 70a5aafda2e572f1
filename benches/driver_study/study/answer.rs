use signaal::units::{Interval, Probability};

/// What an estimator says of one wave.
pub(crate) struct Answer {
    /// One per topic.
    pub(crate) topics: Vec<Found>,
    /// Lowest and highest place by size of contribution, one per topic.
    pub(crate) places: Option<Vec<(usize, usize)>>,
    /// What the drivers add to the controls on rows that were not fitted.
    pub(crate) r2_added: Option<f64>,
    /// Replicates that could not be corrected, as a part of all.
    pub(crate) failed: f64,
}

/// What it says of one topic.
#[derive(Clone, Copy)]
pub(crate) struct Found {
    /// Points per mention; `None` where the topic was left out.
    pub(crate) coefficient: Option<f64>,
    pub(crate) coefficient_interval: Option<Interval>,
    /// 0 where the topic was left out: nobody mentions it.
    pub(crate) contribution: f64,
    pub(crate) contribution_interval: Option<Interval>,
    /// Of `driver_tests`.
    pub(crate) test: Option<Probability>,
    /// Of the coefficient's own robust error.
    pub(crate) own: Option<Probability>,
}

impl Found {
    pub(crate) fn nothing() -> Self {
        Self {
            coefficient: None,
            coefficient_interval: None,
            contribution: 0.0,
            contribution_interval: None,
            test: None,
            own: None,
        }
    }
}
