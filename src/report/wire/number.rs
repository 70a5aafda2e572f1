use crate::units;
use serde::Serialize;

/// An interval as machines read it.
#[derive(Debug, Serialize)]
pub(in crate::report) struct Bounds {
    low: Option<f64>,
    estimate: Option<f64>,
    high: Option<f64>,
    level: Option<f64>,
}

/// Bounds, estimate and level of an interval.
pub(in crate::report) fn bounds(interval: &units::Interval) -> Bounds {
    Bounds {
        low: exact(interval.low),
        estimate: exact(interval.estimate),
        high: exact(interval.high),
        level: exact(interval.level.get()),
    }
}

/// The number itself; `None` where it is not finite. Adding zero turns minus zero into zero.
pub(in crate::report) fn exact(value: f64) -> Option<f64> {
    value.is_finite().then_some(value + 0.0)
}
