use super::mark;
use super::scale::Scale;
use crate::findings::Findings;
use crate::report::number;
use crate::report::words::{self, Label, Language, label};
use crate::signals::Signal;
use crate::units::as_f64;
use maud::{Markup, html};
use std::fmt::Write;

/// For which width the map is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum MapSize {
    /// A screen or a page: points carry rank and name.
    Wide,
    /// A telephone: points carry their rank, the names follow in a list.
    Narrow,
}

/// The plot area inside the picture, in its own units.
#[derive(Debug, Clone, Copy)]
struct Area {
    width: f64,
    height: f64,
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Area {
    fn x(&self, scale: &Scale, value: f64) -> f64 {
        (self.right - self.left).mul_add(scale.position(value), self.left)
    }

    fn y(&self, scale: &Scale, value: f64) -> f64 {
        (self.bottom - self.top).mul_add(-scale.position(value), self.bottom)
    }
}

impl MapSize {
    fn area(self) -> Area {
        match self {
            Self::Wide => Area {
                width: 940.0,
                height: 540.0,
                left: 46.0,
                top: 26.0,
                right: 910.0,
                bottom: 494.0,
            },
            Self::Narrow => Area {
                width: 358.0,
                height: 400.0,
                left: 36.0,
                top: 26.0,
                right: 350.0,
                bottom: 354.0,
            },
        }
    }
}

/// How often against how bad: share of respondents with a negative mention against what one costs.
pub(in crate::report) fn map(findings: &Findings, size: MapSize, language: Language) -> Markup {
    let signals = &findings.signals;
    let area = size.area();
    let (x_scale, y_scale) = scales(signals, size);
    let x = |share: f64| area.x(&x_scale, share);
    let y = |cost: f64| area.y(&y_scale, cost);
    let contours = contours(findings, &x_scale, &y_scale, &area, language);
    let points: Vec<Point> = signals
        .iter()
        .map(|signal| Point {
            x: x(signal.share_negative),
            y: y(-signal.effect_negative.estimate),
            top: y(-signal.effect_negative.low),
            bottom: y(-signal.effect_negative.high),
        })
        .collect();
    let texts: Vec<String> = signals
        .iter()
        .map(|signal| point_text(signal, size, language))
        .collect();
    let places = place(&points, &texts, &labels(&contours, &area), &area);
    let unit = findings
        .outcome
        .as_ref()
        .map_or("", |outcome| words::unit(outcome.kind, language));
    html! {
        svg class=(match size { MapSize::Wide => "map wide", MapSize::Narrow => "map narrow" })
            viewBox=(format!("0 0 {} {}", area.width, area.height)) role="img" aria-label=(alternative(findings, language)) {
            (axes(&x_scale, &y_scale, &area, unit, language))
            @for contour in &contours {
                path.contour d=(contour.path) {}
                text.contour x=(px(area.right)) y=(px(contour.y)) text-anchor="end" { (contour.label) }
            }
            @for (point, signal) in points.iter().zip(signals) {
                line.whisker.thin x1=(px(point.x)) x2=(px(point.x)) y1=(px(point.top)) y2=(px(point.bottom)) {}
                (mark::shape(signal.verdict, &px(point.x), &px(point.y)))
            }
            @for (spot, text) in places.iter().zip(&texts) {
                @if let Some(from) = spot.leader {
                    line.leader x1=(px(from.0)) y1=(px(from.1)) x2=(px(spot.anchor_x())) y2=(px(spot.y - 4.0)) {}
                }
                text.name x=(px(spot.x)) y=(px(spot.y)) { (text) }
            }
        }
    }
}

/// Scales that hold every estimate; a far wider interval is cut off at the edge rather than
/// pressing all the points together.
fn scales(signals: &[Signal], size: MapSize) -> (Scale, Scale) {
    let most = signals.iter().map(|s| s.share_negative).fold(0.0, f64::max);
    let costs = || signals.iter().map(|s| -s.effect_negative.estimate);
    let low = costs().fold(0.0, f64::min);
    let high = costs().fold(0.0, f64::max);
    let room = (high - low) * 0.35;
    let lowest = signals
        .iter()
        .map(|s| -s.effect_negative.high)
        .fold(low, f64::min);
    let highest = signals
        .iter()
        .map(|s| -s.effect_negative.low)
        .fold(high, f64::max);
    let n_steps = match size {
        MapSize::Wide => 8,
        MapSize::Narrow => 4,
    };
    (
        Scale::exactly(0.0, most * 1.12, n_steps),
        Scale::exactly(lowest.max(low - room), highest.min(high + room), 6),
    )
}

fn axes(x_scale: &Scale, y_scale: &Scale, area: &Area, unit: &str, language: Language) -> Markup {
    let x = |value| area.x(x_scale, value);
    let y = |value| area.y(y_scale, value);
    html! {
        @for &tick in y_scale.ticks() {
            @let at = px(y(tick));
            line class=(if tick.abs() < f64::EPSILON { "zero" } else { "grid" }) x1=(px(area.left)) x2=(px(area.right)) y1=(at) y2=(at) {}
            text x=(px(area.left - 6.0)) y=(px(y(tick) + 4.0)) text-anchor="end" { (number::fixed(tick, y_scale.decimals(), language)) }
        }
        @for &tick in x_scale.ticks() {
            @let at = px(x(tick));
            line.tick x1=(at) x2=(at) y1=(px(area.bottom)) y2=(px(area.bottom + 5.0)) {}
            text x=(at) y=(px(area.bottom + 19.0)) text-anchor="middle" { (number::setting(tick, language)) }
        }
        text.unit x="0" y="14" { "↑ " (label(Label::MapUp, language)) ", " (unit) }
        text.unit x=(px(area.right)) y=(px(area.height - 6.0)) text-anchor="end" { (label(Label::MapRight, language)) " →" }
    }
}

/// A curve of equal gain: gain = fraction × share × cost.
struct Contour {
    path: String,
    label: String,
    /// Where its label ends, at the right edge.
    y: f64,
}

/// Curves for round gains, up to the largest there is.
fn contours(
    findings: &Findings,
    x_scale: &Scale,
    y_scale: &Scale,
    area: &Area,
    language: Language,
) -> Vec<Contour> {
    let fraction = findings.ranking.fraction_removed;
    let gains = findings.signals.iter().map(|s| s.gain.estimate);
    let steps = Scale::covering(0.0, gains.fold(0.0, f64::max), 4);
    let cost_at_edge = |gain: f64| gain / (fraction * x_scale.high());
    steps
        .ticks()
        .iter()
        .filter(|&&gain| gain > 0.0 && fraction > 0.0 && cost_at_edge(gain) < y_scale.high() * 0.97)
        .map(|&gain| Contour {
            path: contour(gain / fraction, x_scale, y_scale, area),
            label: number::signed(gain, steps.decimals(), language),
            y: area.y(y_scale, cost_at_edge(gain)) - 4.0,
        })
        .collect()
}

/// The part of `share × cost = product` that lies on the map.
fn contour(product: f64, x_scale: &Scale, y_scale: &Scale, area: &Area) -> String {
    const N_STEPS: usize = 48;
    let first = product / y_scale.high();
    let mut path = String::new();
    for step in 0..=N_STEPS {
        let part = as_f64(step) / as_f64(N_STEPS);
        // Denser near the steep end.
        let share = (x_scale.high() - first).mul_add(part * part, first);
        let (at_x, at_y) = (area.x(x_scale, share), area.y(y_scale, product / share));
        let command = if step == 0 { 'M' } else { 'L' };
        #[expect(
            clippy::let_underscore_must_use,
            reason = "writing to a String does not fail"
        )]
        let _ = write!(path, "{command}{at_x:.1} {at_y:.1}");
    }
    path
}

/// Where a signal stands, and the ends of its interval.
#[derive(Debug, Clone, Copy)]
struct Point {
    x: f64,
    y: f64,
    top: f64,
    bottom: f64,
}

/// Where a label stands: left end of its base line.
#[derive(Debug, Clone, Copy)]
struct Spot {
    x: f64,
    y: f64,
    width: f64,
    leader: Option<(f64, f64)>,
}

impl Spot {
    /// The end of the label that is nearest to its point.
    fn anchor_x(&self) -> f64 {
        match self.leader {
            Some((from, _)) if from > self.x + self.width => self.x + self.width + 1.0,
            Some((from, _)) if from < self.x => self.x - 1.0,
            Some((from, _)) => from,
            None => self.x,
        }
    }

    fn overlap(&self, left: f64, top: f64, right: f64, bottom: f64) -> bool {
        self.x < right && left < self.x + self.width && self.y - 12.0 < bottom && top < self.y + 4.0
    }
}

/// Signals beyond this rank carry their number only.
const MAX_NAMES: usize = 20;

/// Width of a character of a label: an average of a sans-serif of 13 units.
const CHARACTER: f64 = 7.0;

/// Places labels one after another, best ranked first: each takes the spot beside its point that
/// covers least of what is already there.
fn place(points: &[Point], texts: &[String], taken: &[Spot], area: &Area) -> Vec<Spot> {
    let mut placed: Vec<Spot> = taken.to_vec();
    for (point, text) in points.iter().zip(texts) {
        let width = as_f64(text.chars().count()) * CHARACTER;
        let best = candidates(point, width)
            .into_iter()
            .enumerate()
            .map(|(order, spot)| (cost(&spot, order, points, &placed, area), spot))
            .min_by(|a, b| a.0.total_cmp(&b.0));
        placed.extend(best.map(|(_, spot)| spot));
    }
    placed.split_off(taken.len())
}

/// The labels of the curves, which stand before any name is placed.
fn labels(contours: &[Contour], area: &Area) -> Vec<Spot> {
    contours
        .iter()
        .map(|contour| {
            let width = as_f64(contour.label.chars().count()) * CHARACTER;
            Spot {
                x: area.right - width,
                y: contour.y,
                width,
                leader: None,
            }
        })
        .collect()
}

/// Right, left, above, below, and the same farther away with a leader, in order of liking.
fn candidates(point: &Point, width: f64) -> Vec<Spot> {
    let mut spots = Vec::new();
    for (distance, has_leader) in [(9.0, false), (22.0, true), (38.0, true), (56.0, true)] {
        let right = point.x + distance;
        let left = point.x - distance - width;
        let middle = point.x - width / 2.0;
        let level = point.y + 4.5;
        for (x, y) in [
            (right, level),
            (left, level),
            (right, level - distance),
            (right, level + distance),
            (left, level - distance),
            (left, level + distance),
            (middle, level - distance - 4.0),
            (middle, level + distance + 6.0),
        ] {
            spots.push(Spot {
                x,
                y,
                width,
                leader: has_leader.then_some((point.x, point.y)),
            });
        }
    }
    spots
}

fn cost(spot: &Spot, order: usize, points: &[Point], placed: &[Spot], area: &Area) -> f64 {
    let is_outside = spot.x < area.left + 2.0
        || spot.x + spot.width > area.right
        || spot.y - 12.0 < area.top
        || spot.y + 4.0 > area.bottom;
    let n_labels = placed
        .iter()
        .filter(|other| {
            spot.overlap(
                other.x - 3.0,
                other.y - 12.0,
                other.x + other.width + 3.0,
                other.y + 4.0,
            )
        })
        .count();
    let n_dots = points
        .iter()
        .filter(|dot| spot.overlap(dot.x - 6.0, dot.y - 6.0, dot.x + 6.0, dot.y + 6.0))
        .count();
    let n_whiskers = points
        .iter()
        .filter(|dot| spot.overlap(dot.x - 1.0, dot.top, dot.x + 1.0, dot.bottom))
        .count();
    let outside = if is_outside { 5_000.0 } else { 0.0 };
    as_f64(n_whiskers).mul_add(
        6.0,
        as_f64(n_labels).mul_add(1_000.0, as_f64(n_dots).mul_add(400.0, outside)),
    ) + as_f64(order)
}

fn point_text(signal: &Signal, size: MapSize, language: Language) -> String {
    match size {
        MapSize::Wide if signal.rank <= MAX_NAMES => {
            format!("{} {}", signal.rank, words::topic(&signal.topic, language))
        }
        MapSize::Wide | MapSize::Narrow => signal.rank.to_string(),
    }
}

/// The map in words: every point with its two coordinates.
fn alternative(findings: &Findings, language: Language) -> String {
    let mut text = label(Label::Map, language).to_owned();
    for signal in &findings.signals {
        #[expect(
            clippy::let_underscore_must_use,
            reason = "writing to a String does not fail"
        )]
        let _ = write!(
            text,
            "; {} {}: {} {}, {} {}",
            signal.rank,
            words::topic(&signal.topic, language),
            label(Label::ShareNegative, language).to_lowercase(),
            number::percentage(signal.share_negative, language),
            label(Label::CostPerMention, language).to_lowercase(),
            number::signed_interval(&signal.effect_negative, language),
        );
    }
    text
}

fn px(value: f64) -> String {
    format!("{value:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn labels_of_a_realistic_map_do_not_cover_each_other() {
        let findings = fixture::realistic();
        let area = MapSize::Wide.area();
        let (x_scale, y_scale) = scales(&findings.signals, MapSize::Wide);
        let points: Vec<Point> = findings
            .signals
            .iter()
            .map(|signal| Point {
                x: area.x(&x_scale, signal.share_negative),
                y: area.y(&y_scale, -signal.effect_negative.estimate),
                top: area.top,
                bottom: area.bottom,
            })
            .collect();
        let texts: Vec<String> = findings
            .signals
            .iter()
            .map(|signal| point_text(signal, MapSize::Wide, Language::Nl))
            .collect();
        let spots = place(&points, &texts, &[], &area);
        assert_eq!(spots.len(), points.len());
        for (index, spot) in spots.iter().enumerate() {
            assert!(spot.x >= area.left && spot.x + spot.width <= area.right);
            for other in &spots[..index] {
                assert!(!spot.overlap(
                    other.x,
                    other.y - 12.0,
                    other.x + other.width,
                    other.y + 4.0
                ));
            }
        }
    }

    #[test]
    fn every_point_is_drawn_and_said() {
        let findings = fixture::realistic();
        for size in [MapSize::Wide, MapSize::Narrow] {
            let drawn = map(&findings, size, Language::En).into_string();
            assert_eq!(drawn.matches("class=\"name\"").count(), 12);
            assert!(drawn.contains("Waiting time on the phone"));
            assert!(!drawn.contains("NaN") && !drawn.contains("inf"));
        }
    }

    #[test]
    fn a_map_without_signals_or_spread_is_still_a_picture() {
        for n in [0, 1] {
            let mut findings = fixture::realistic();
            findings.signals.truncate(n);
            let drawn = map(&findings, MapSize::Wide, Language::En).into_string();
            assert!(!drawn.contains("NaN") && !drawn.contains("inf"));
        }
    }
}
