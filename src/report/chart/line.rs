use super::scale::{Scale, percent};
use crate::report::number;
use crate::report::words::{self, Language};
use crate::units::as_f64;
use jiff::civil::Date;
use maud::{Markup, html};
use std::fmt::Write;

/// One month of a line.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct LinePoint {
    /// Period `YYYY-MM`.
    pub(in crate::report) period: String,
    /// Height, with bounds where there is an interval; `None` leaves a gap.
    pub(in crate::report) value: Option<(f64, Option<(f64, f64)>)>,
    /// Why there is no value, where there is one that is not shown.
    pub(in crate::report) unshown: Option<Unshown>,
    /// Whether what is measured changed since the month before: no line is drawn between the two.
    pub(in crate::report) is_after_change: bool,
}

/// A value that is not shown, as it would tell of few people.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) enum Unshown {
    /// It is at most this: a pale block from 0 up to it.
    AtMost(f64),
    /// A mark in its gap.
    Marked(String),
}

/// A day on which something was done, drawn as an upright line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) struct LineMark {
    /// A short name; what it stands for is said below the picture.
    pub(in crate::report) name: String,
    /// The day.
    pub(in crate::report) on: Date,
}

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum LineShape {
    /// Full size, every month labelled where there is room.
    Full,
    /// One of many: first and last month labelled.
    Small,
}

/// A line over months: gaps stay gaps, also those of months that are not listed at all.
///
/// `unit` follows the numbers on the axis; `alternative` says the same as the picture in words. Marks outside of the
/// months are left out.
pub(in crate::report) fn line(
    points: &[LinePoint],
    marks: &[LineMark],
    scale: &Scale,
    shape: LineShape,
    unit: &str,
    alternative: &str,
    language: Language,
) -> Markup {
    let months = every_month(points);
    let height: f64 = match shape {
        LineShape::Full => 220.0,
        LineShape::Small => 84.0,
    };
    let (top, bottom) = (10.0_f64, height - 22.0);
    let y = |value| (bottom - top).mul_add(-scale.position(value), bottom);
    let x = |index: usize| (as_f64(index) + 0.5) / as_f64(months.len().max(1));
    let last = months.iter().rposition(|month| month.value.is_some());
    html! {
        div class=(match shape { LineShape::Full => "line", LineShape::Small => "line small" }) role="img" aria-label=(alternative) {
            svg.yaxis width="100%" height=(height) aria-hidden="true" {
                @for &tick in scale.ticks() {
                    text x="100%" y=(format!("{:.1}", y(tick) + 4.0)) text-anchor="end" {
                        (number::fixed(tick, scale.decimals(), language)) (unit)
                    }
                }
            }
            svg.plot width="100%" height=(height) aria-hidden="true" {
                @for &tick in scale.ticks() {
                    @let at = format!("{:.1}", y(tick));
                    line class=(if tick.abs() < f64::EPSILON { "zero" } else { "grid" }) x1="0" x2="100%" y1=(at) y2=(at) {}
                }
                @for (index, month) in months.iter().enumerate() {
                    @match &month.unshown {
                        Some(Unshown::AtMost(value)) => {
                            rect.few x=(percent(as_f64(index) / as_f64(months.len()))) width=(percent(1.0 / as_f64(months.len())))
                                y=(format!("{:.1}", y(*value))) height=(format!("{:.1}", y(0.0) - y(*value))) {}
                        }
                        Some(Unshown::Marked(mark)) => {
                            text.withheld x=(percent(x(index))) y=(format!("{:.1}", bottom - 3.0)) text-anchor="middle" { (mark) }
                        }
                        None => {}
                    }
                }
                // Paths know no percentages; this inner picture is stretched to the full width and
                // its strokes are told not to stretch with it.
                svg x="0" y="0" width="100%" height=(height) viewBox=(format!("0 0 1000 {height}")) preserveAspectRatio="none" {
                    @for run in runs(&months) {
                        path.band d=(band(&months, run.clone(), &x, &y)) {}
                        path.stroke d=(stroke(&months, run, &x, &y)) vector-effect="non-scaling-stroke" {}
                    }
                }
                @for (n_before, (place, name)) in placed(marks, &months).into_iter().enumerate() {
                    @let at = percent(place);
                    line.action x1=(at) x2=(at) y1=(format!("{top:.1}")) y2=(format!("{bottom:.1}")) {}
                    // Names of neighbours stand below one another.
                    text.action-name x=(at) dx="4" y=(format!("{:.1}", as_f64(n_before % MARK_LINES).mul_add(12.0, top + 8.0))) { (name) }
                }
                @for (index, month) in months.iter().enumerate() {
                    @if let Some((value, _)) = month.value {
                        circle.vertex cx=(percent(x(index))) cy=(format!("{:.1}", y(value))) r=(if Some(index) == last { "3.5" } else { "2.2" }) {}
                    }
                }
                @if let Some((index, (value, _))) = last.and_then(|index| Some((index, months[index].value?))) {
                    text.value x=(percent(x(index))) y=(format!("{:.1}", y(value) - 8.0)) text-anchor="middle" {
                        (number::fixed(value, value_decimals(scale), language)) (unit)
                    }
                }
                @for (index, text) in month_labels(&months, shape, language) {
                    text x=(percent(x(index))) y=(format!("{:.1}", height - 5.0)) text-anchor="middle" { (text) }
                }
            }
        }
    }
}

/// Names of marks stand on so many lines.
const MARK_LINES: usize = 3;

/// Where marks stand, from 0 to 1, in the order of their days: a month is as wide as its days.
fn placed<'m>(marks: &'m [LineMark], months: &[LinePoint]) -> Vec<(f64, &'m str)> {
    let place = |mark: &'m LineMark| {
        let period = mark.on.strftime("%Y-%m").to_string();
        let index = months.iter().position(|month| month.period == period)?;
        let day = f64::from(mark.on.day()) - 1.0;
        let part = day / f64::from(mark.on.days_in_month());
        let at = (as_f64(index) + part) / as_f64(months.len());
        Some((at, mark.name.as_str()))
    };
    let mut placed: Vec<(f64, &str)> = marks.iter().filter_map(place).collect();
    placed.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(b.1)));
    placed
}

/// Decimals of a number in the picture: one finer than whole steps, as many as finer ticks have.
fn value_decimals(scale: &Scale) -> usize {
    scale.decimals().max(1)
}

/// Months since year 0 of a period `YYYY-MM`.
fn month_number(period: &str) -> Option<i64> {
    let (year, month) = period.split_once('-')?;
    let (year, month): (i64, i64) = (year.parse().ok()?, month.parse().ok()?);
    (1..=12).contains(&month).then(|| year * 12 + month - 1)
}

/// Most months drawn: two hundred years would only come from a wrong date.
const MAX_MONTHS: i64 = 1_200;

/// The points with the months between them that nothing lists.
fn every_month(points: &[LinePoint]) -> Vec<LinePoint> {
    let numbers: Option<Vec<i64>> = points
        .iter()
        .map(|point| month_number(&point.period))
        .collect();
    let Some(numbers) = numbers else {
        return points.to_vec();
    };
    let (Some(&first), Some(&last)) = (numbers.iter().min(), numbers.iter().max()) else {
        return Vec::new();
    };
    if last - first >= MAX_MONTHS {
        return points.to_vec();
    }
    (first..=last)
        .map(|wanted| {
            let listed = numbers.iter().position(|&number| number == wanted);
            listed.map_or_else(
                || LinePoint {
                    period: format!(
                        "{:04}-{:02}",
                        wanted.div_euclid(12),
                        wanted.rem_euclid(12) + 1
                    ),
                    value: None,
                    unshown: None,
                    is_after_change: false,
                },
                |index| points[index].clone(),
            )
        })
        .collect()
}

/// Stretches of months that have a value.
fn runs(months: &[LinePoint]) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    for (index, month) in months.iter().enumerate() {
        match (month.value.is_some(), start) {
            (true, None) => start = Some(index),
            (false, Some(first)) => {
                found.push(first..index);
                start = None;
            }
            (true, Some(first)) if month.is_after_change => {
                found.push(first..index);
                start = Some(index);
            }
            (true, Some(_)) | (false, None) => {}
        }
    }
    if let Some(first) = start {
        found.push(first..months.len());
    }
    found
}

fn stroke(
    months: &[LinePoint],
    run: std::ops::Range<usize>,
    x: &impl Fn(usize) -> f64,
    y: &impl Fn(f64) -> f64,
) -> String {
    let mut path = String::new();
    for index in run {
        if let Some((value, _)) = months[index].value {
            push(&mut path, x(index), y(value));
        }
    }
    path
}

/// The area between the bounds: upper bounds forth, lower bounds back.
fn band(
    months: &[LinePoint],
    run: std::ops::Range<usize>,
    x: &impl Fn(usize) -> f64,
    y: &impl Fn(f64) -> f64,
) -> String {
    let bounds: Vec<(usize, (f64, f64))> = run
        .filter_map(|index| Some((index, months[index].value?.1?)))
        .collect();
    let mut path = String::new();
    if bounds.len() == 1 {
        // A month alone has no area; a narrow bar stands for it.
        for &(index, (low, high)) in &bounds {
            for (dx, value) in [(-0.004, high), (0.004, high), (0.004, low), (-0.004, low)] {
                push(&mut path, x(index) + dx, y(value));
            }
        }
    } else {
        for &(index, (_, high)) in &bounds {
            push(&mut path, x(index), y(high));
        }
        for &(index, (low, _)) in bounds.iter().rev() {
            push(&mut path, x(index), y(low));
        }
    }
    if !path.is_empty() {
        path.push('Z');
    }
    path
}

#[expect(
    clippy::let_underscore_must_use,
    reason = "writing to a String does not fail"
)]
fn push(path: &mut String, x: f64, y: f64) {
    let command = if path.is_empty() { 'M' } else { 'L' };
    let _ = write!(path, "{command}{:.1} {y:.1}", x * 1000.0);
}

/// Which months are named: at most eight, or first and last; the year stands with the first month
/// named and with every January.
fn month_labels(
    months: &[LinePoint],
    shape: LineShape,
    language: Language,
) -> Vec<(usize, String)> {
    let every = match shape {
        LineShape::Full => months.len().div_ceil(8).max(1),
        LineShape::Small => months.len().saturating_sub(1).max(1),
    };
    (0..months.len())
        .step_by(every)
        .map(|index| {
            let period = &months[index].period;
            let name = words::month_short(period, language);
            let year = period.get(2..4).unwrap_or_default();
            let named = index == 0 || period.ends_with("-01") || shape == LineShape::Small;
            let text = if named && month_number(period).is_some() {
                format!("{name} ’{year}")
            } else {
                name
            };
            (index, text)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn points(values: &[(&str, Option<f64>)]) -> Vec<LinePoint> {
        values
            .iter()
            .map(|(period, value)| LinePoint {
                period: (*period).to_owned(),
                value: value.map(|value| (value, Some((value - 1.0, value + 1.0)))),
                unshown: None,
                is_after_change: false,
            })
            .collect()
    }

    #[test]
    fn a_month_without_data_splits_the_line() {
        let listed = points(&[
            ("2025-11", Some(1.0)),
            ("2025-12", Some(2.0)),
            ("2026-02", Some(3.0)),
            ("2026-03", None),
            ("2026-04", Some(4.0)),
        ]);
        let months = every_month(&listed);
        assert_eq!(months.len(), 6);
        assert_eq!(months[2].period, "2026-01");
        assert_eq!(runs(&months), [0..2, 3..4, 5..6]);
        let scale = Scale::covering(0.0, 5.0, 5);
        let drawn = line(
            &listed,
            &[],
            &scale,
            LineShape::Full,
            "",
            "alt",
            Language::En,
        )
        .into_string();
        assert_eq!(drawn.matches("class=\"stroke\"").count(), 3);
        assert_eq!(drawn.matches("class=\"vertex\"").count(), 4);
        assert!(!drawn.contains("NaN"));
    }

    #[test]
    fn an_action_stands_on_its_day_and_none_outside_of_the_months() {
        let mark = |name: &str, on| LineMark {
            name: name.to_owned(),
            on,
        };
        let listed = points(&[("2026-01", Some(1.0)), ("2026-02", Some(2.0))]);
        let marks = [
            mark("A2", date(2026, 2, 15)),
            mark("A1", date(2026, 1, 1)),
            mark("A3", date(2026, 3, 1)),
            mark("A4", date(2025, 12, 31)),
        ];
        assert_eq!(placed(&marks, &listed), [(0.0, "A1"), (0.75, "A2")]);
        let scale = Scale::covering(0.0, 5.0, 5);
        let drawn = line(
            &listed,
            &marks,
            &scale,
            LineShape::Full,
            "",
            "alt",
            Language::En,
        );
        let drawn = drawn.into_string();
        assert_eq!(drawn.matches("class=\"action\"").count(), 2);
        assert!(
            drawn.contains(">A2</text>") && !drawn.contains("A3"),
            "{drawn}"
        );
    }

    #[test]
    fn a_change_of_scale_splits_the_line() {
        let mut listed = points(&[
            ("2026-01", Some(1.0)),
            ("2026-02", Some(2.0)),
            ("2026-03", Some(8.0)),
        ]);
        listed[2].is_after_change = true;
        assert_eq!(runs(&every_month(&listed)), [0..2, 2..3]);
    }

    #[test]
    fn periods_that_are_no_months_are_drawn_as_listed() {
        let odd = points(&[("week 1", Some(1.0)), ("week 2", Some(2.0))]);
        assert_eq!(every_month(&odd), odd);
        let far = points(&[("0001-01", Some(1.0)), ("2026-01", Some(2.0))]);
        assert_eq!(every_month(&far).len(), 2);
        assert!(every_month(&[]).is_empty());
    }

    #[test]
    fn a_long_period_names_few_months() {
        let many: Vec<_> = (0..30)
            .map(|n| (format!("{}-{:02}", 2024 + n / 12, n % 12 + 1), Some(1.0)))
            .map(|(period, value)| LinePoint {
                period,
                value: value.map(|v| (v, None)),
                unshown: None,
                is_after_change: false,
            })
            .collect();
        assert!(month_labels(&many, LineShape::Full, Language::Nl).len() <= 8);
        assert_eq!(month_labels(&many, LineShape::Small, Language::Nl).len(), 2);
    }
}
