use super::layout::Area;
use super::words::name;
use crate::drivers::paths::{ImportancePerformance, Measured};
use crate::report::chart::Scale;
use crate::report::words::either;
use crate::report::{Language, number};
use crate::study::paths::PathStudy;
use crate::units::as_f64;
use maud::{Markup, html};

const STYLE: &str = ".ip text{font:13.5px system-ui,sans-serif;fill:#1c2024}.ip .soft{font-size:12.5px;fill:#59616b}.ip .name{paint-order:stroke;stroke:#fffefb;stroke-width:4px;stroke-linejoin:round}.ip .grid{stroke:#e9e6dd}.ip .zero{stroke:#59616b}.ip .thin{stroke:#14557b;opacity:.4}.ip .point{fill:#14557b}.ip .paper{fill:#fffefb}.ip.narrow{display:none}@media screen and (max-width:48rem){.ip.wide{display:none}.ip.narrow{display:block}}@media screen and (prefers-color-scheme:dark){.ip text{fill:#e7e5df}.ip .soft{fill:#a5adb6}.ip .name{stroke:#15181b}.ip .grid{stroke:#2a2f34}.ip .zero{stroke:#a5adb6}.ip .thin{stroke:#84bfe6}.ip .point{fill:#84bfe6}.ip .paper{fill:#15181b}}";

/// Width for a screen and for a telephone, with the class of each.
const WIDTHS: [(f64, &str); 2] = [(720.0, "ip wide"), (360.0, "ip narrow")];
const HEIGHT: f64 = 430.0;
const LEFT: f64 = 46.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = 372.0;

/// A construct on the map.
struct Point {
    name: String,
    importance: Measured,
    performance: Measured,
}

/// The map of importance and performance, for a screen and for a telephone; nothing when no construct
/// has a place on it.
pub(super) fn maps(study: &PathStudy, language: Language) -> Option<[Markup; 2]> {
    let map = study.map.drawn()?;
    let points = points(study, map);
    let target = name(&study.fit.model, map.target);
    (!points.is_empty())
        .then(|| WIDTHS.map(|(width, class)| picture(&points, target, width, class, language)))
}

fn picture(points: &[Point], target: &str, width: f64, class: &str, language: Language) -> Markup {
    let right = width - 16.0;
    let reach = |of: fn(&Point) -> Measured| {
        let ends = points.iter().map(of).flat_map(|one| {
            let bounds = one.interval.map_or([one.value; 2], |i| [i.low, i.high]);
            [one.value, bounds[0], bounds[1]]
        });
        ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        })
    };
    let (low, high) = reach(|point| point.importance);
    let across = Scale::covering(low.min(0.0), high, if width < 500.0 { 4 } else { 6 });
    let (low, high) = reach(|point| point.performance);
    let up = Scale::covering(low, high, 5);
    let x = |value: f64| (right - LEFT).mul_add(across.position(value), LEFT);
    let y = |value: f64| (BOTTOM - TOP).mul_add(-up.position(value), BOTTOM);
    let places: Vec<(f64, f64)> = points
        .iter()
        .map(|point| (x(point.importance.value), y(point.performance.value)))
        .collect();
    let labels = labels(points, &places, width);
    let title = match language {
        Language::Nl => format!("Belang voor {target} en prestatie"),
        Language::En => format!("Importance for {target} and performance"),
    };
    let performance = either(language, "prestatie (0–100)", "performance (0–100)");
    html! {
        svg class=(class) xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {width} {HEIGHT}")) width="100%" style=(format!("max-width:{:.0}px", 1.15 * width)) role="img" aria-label=(title) {
            style { (STYLE) }
            rect.paper x="0" y="0" width=(width) height=(HEIGHT) {}
            text.soft x="8" y="18" { (performance) }
            @for &tick in across.ticks() {
                line class=(if tick.abs() < 1e-12 { "zero" } else { "grid" }) x1=(shown(x(tick))) x2=(shown(x(tick))) y1=(TOP) y2=(BOTTOM) {}
                text.soft x=(shown(x(tick))) y=(BOTTOM + 18.0) text-anchor="middle" { (number::fixed(tick, across.decimals(), language)) }
            }
            @for &tick in up.ticks() {
                line.grid x1=(LEFT) x2=(right) y1=(shown(y(tick))) y2=(shown(y(tick))) {}
                text.soft x=(LEFT - 8.0) y=(shown(y(tick) + 4.0)) text-anchor="end" { (number::fixed(tick, up.decimals(), language)) }
            }
            text.soft x=(right) y=(BOTTOM + 42.0) text-anchor="end" {
                (match language {
                    Language::Nl => format!("belang: punten {target} per punt"),
                    Language::En => format!("importance: points of {target} per point"),
                })
            }
            @for (point, &(cx, cy)) in points.iter().zip(&places) {
                @if let Some(interval) = point.importance.interval {
                    line.thin x1=(shown(x(interval.low))) x2=(shown(x(interval.high))) y1=(shown(cy)) y2=(shown(cy)) {}
                }
                @if let Some(interval) = point.performance.interval {
                    line.thin x1=(shown(cx)) x2=(shown(cx)) y1=(shown(y(interval.low))) y2=(shown(y(interval.high))) {}
                }
                circle.point cx=(shown(cx)) cy=(shown(cy)) r="5" {}
            }
            @for (point, place) in points.iter().zip(&labels) {
                text.name x=(shown(place.0)) y=(shown(place.1)) { (point.name) }
            }
        }
    }
}

fn points(study: &PathStudy, map: &ImportancePerformance) -> Vec<Point> {
    let positions = map.constructs.iter();
    positions
        .filter_map(|position| {
            Some(Point {
                name: name(&study.fit.model, position.construct).to_owned(),
                importance: position.importance?,
                performance: position.performance?,
            })
        })
        .collect()
}

/// Where the names stand: beside, above or below their point, clear of other names and points.
fn labels(points: &[Point], places: &[(f64, f64)], width: f64) -> Vec<(f64, f64)> {
    let mut taken: Vec<Area> = places
        .iter()
        .map(|&place| Area::around(place, 12.0, 12.0))
        .collect();
    let mut labels = Vec::new();
    for (point, &(x, y)) in points.iter().zip(places) {
        let length = as_f64(point.name.chars().count()) * 7.4;
        let spots = [
            (x + 10.0, y - 8.0),
            (x + 10.0, y + 18.0),
            (x - 10.0 - length, y - 8.0),
            (x - 10.0 - length, y + 18.0),
            (x - length / 2.0, y - 24.0),
            (x - length / 2.0, y + 34.0),
        ];
        let area = |&(left, base): &(f64, f64)| Area(left, base - 13.0, left + length, base + 4.0);
        let cost = |spot: &&(f64, f64)| {
            let own = area(spot);
            let outside = own.0 < 0.0 || own.2 > width || own.1 < 0.0 || own.3 > BOTTOM;
            let hits = taken.iter().filter(|other| own.overlaps(other)).count();
            hits + if outside { 10 } else { 0 }
        };
        let best = spots.iter().min_by_key(cost).copied().unwrap_or((x, y));
        taken.push(area(&best));
        labels.push(best);
    }
    labels
}

fn shown(value: f64) -> String {
    format!("{value:.1}")
}
