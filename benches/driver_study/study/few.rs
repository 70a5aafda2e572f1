use super::answer::Found;
use super::tally::Mean;
use signaal::units::Probability;

/// Least numbers of mentions of the classes; each ends before the next.
pub(crate) const CLASSES: [usize; 8] = [1, 2, 3, 4, 6, 10, 20, 30];

/// False alarms about topics without effect that were mentioned about equally often.
#[derive(Debug, Clone, Default)]
pub(crate) struct Few {
    /// The interval of the contribution excludes 0; no interval counts as no.
    pub(crate) interval: Mean,
    /// p < 0.05 by the coefficient's own error; no error counts as no.
    pub(crate) own: Mean,
    /// p < 0.05 in `driver_tests`; no test counts as no.
    pub(crate) test: Mean,
}

/// Class of a number of mentions; `None` for 0.
pub(super) fn class(n_labelled: usize) -> Option<usize> {
    CLASSES.iter().rposition(|&least| n_labelled >= least)
}

impl Few {
    pub(super) fn add(&mut self, found: &Found) {
        let interval = found.contribution_interval;
        self.interval
            .add_if(interval.is_some_and(|one| !one.contains(0.0)));
        self.own.add_if(rejects(found.own));
        self.test.add_if(rejects(found.test));
    }
}

pub(super) fn rejects(p: Option<Probability>) -> bool {
    p.is_some_and(|p| p.get() < 0.05)
}
