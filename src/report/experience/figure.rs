use crate::report::wire::exact;
use crate::report::{Language, number};
use crate::service_levels::experience::Measure;
use crate::units::Interval;
use serde_json::{Value, json};

/// A figure of a measure in its unit.
pub(in crate::report) fn value(measure: Measure, value: f64, language: Language) -> String {
    match measure {
        Measure::TopBox => number::setting(value, language),
        Measure::Net | Measure::Sentiment | Measure::Mean => number::plain(value, language),
        Measure::LostTime => format!("{} min", number::plain(value, language)),
    }
}

/// A figure with its interval.
pub(in crate::report) fn interval(
    measure: Measure,
    interval: &Interval,
    language: Language,
) -> String {
    match measure {
        Measure::TopBox => share(interval, language),
        Measure::Net | Measure::Sentiment => points(interval, language),
        Measure::Mean => fixed(interval, 2, language),
        Measure::LostTime => fixed(interval, 1, language),
    }
}

/// A difference of two figures with its interval.
pub(super) fn change(measure: Measure, interval: &Interval, language: Language) -> String {
    match measure {
        Measure::TopBox => number::signed_interval_at(&interval.scaled(100.0), 1, language),
        Measure::Mean => number::signed_interval_at(interval, 2, language),
        Measure::Net | Measure::Sentiment | Measure::LostTime => {
            number::signed_interval_at(interval, 1, language)
        }
    }
}

/// A share as a percentage: `65.0% [52.4 to 75.8]`.
pub(super) fn share(interval: &Interval, language: Language) -> String {
    let percent = interval.scaled(100.0);
    format!(
        "{}% {}",
        number::fixed(percent.estimate, 1, language),
        number::bounds(&percent, 1, language)
    )
}

/// Points with one decimal.
pub(super) fn points(interval: &Interval, language: Language) -> String {
    fixed(interval, 1, language)
}

pub(super) fn fixed(interval: &Interval, decimals: usize, language: Language) -> String {
    format!(
        "{} {}",
        number::fixed(interval.estimate, decimals, language),
        number::bounds(interval, decimals, language)
    )
}

/// An interval for machines.
pub(in crate::report) fn interval_json(interval: &Interval) -> Value {
    json!({
        "estimate": exact(interval.estimate),
        "low": exact(interval.low),
        "high": exact(interval.high),
    })
}

/// Estimate, low and high as cells; empty without one.
pub(super) fn cells(interval: Option<&Interval>) -> [String; 3] {
    interval.map_or_else(Default::default, |interval| {
        [interval.estimate, interval.low, interval.high].map(cell)
    })
}

/// An exact number as a cell; empty for none.
pub(super) fn cell(value: f64) -> String {
    exact(value).map_or_else(String::new, |value| value.to_string())
}
