use super::mark;
use super::scale::{Scale, percent};
use crate::report::number;
use crate::report::words::{Label, Language, label};
use crate::signals::Signal;
use maud::{Markup, html};

/// A strip is as high as its row, so that the lines of the scale run through the whole table.
const HEIGHT: &str = "100%";
/// Half of it.
const MIDDLE: &str = "50%";

/// One scale for the gains of all signals; zero is always on it.
pub(in crate::report) fn forest_scale(signals: &[Signal]) -> Scale {
    let low = signals.iter().map(|s| s.gain.low).fold(0.0, f64::min);
    let high = signals.iter().map(|s| s.gain.high).fold(0.0, f64::max);
    let room = (high - low) * 0.03;
    let low = if low < 0.0 { low - room } else { low };
    Scale::exactly(low, high + room, 5)
}

/// Interval and estimate of one signal. The numbers stand beside it in the table, so screen readers
/// pass over it.
pub(in crate::report) fn forest_strip(signal: &Signal, scale: &Scale) -> Markup {
    let at = |value| percent(scale.position(value));
    html! {
        svg.strip width="100%" height=(HEIGHT) aria-hidden="true" {
            (grid(scale))
            line.whisker x1=(at(signal.gain.low)) x2=(at(signal.gain.high)) y1=(MIDDLE) y2=(MIDDLE) {}
            (mark::shape(signal.verdict, &at(signal.gain.estimate), MIDDLE))
        }
    }
}

/// The axis under the strips, with what the marks mean.
pub(in crate::report) fn forest_axis(scale: &Scale, unit: &str, language: Language) -> Markup {
    html! {
        svg.strip.axis width="100%" height="34" aria-hidden="true" {
            @for &tick in scale.ticks() {
                @let x = percent(scale.position(tick));
                line.tick x1=(x) x2=(x) y1="0" y2="5" {}
                text x=(x) y="18" text-anchor="middle" { (number::signed(tick, scale.decimals(), language)) }
            }
            text.unit x="100%" y="32" text-anchor="end" { (unit) }
        }
        span.sr { (label(Label::Gain, language)) ", " (unit) }
    }
}

fn grid(scale: &Scale) -> Markup {
    html! {
        @for &tick in scale.ticks() {
            @let x = percent(scale.position(tick));
            @let is_zero = tick.abs() < f64::EPSILON;
            line class=(if is_zero { "zero" } else { "grid" }) x1=(x) x2=(x) y1="0" y2=(HEIGHT) {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn zero_and_every_interval_lie_on_the_scale() {
        let signals = fixture::realistic().signals;
        let scale = forest_scale(&signals);
        assert!(scale.holds(0.0));
        for signal in &signals {
            assert!(scale.holds(signal.gain.low) && scale.holds(signal.gain.high));
        }
        assert!(forest_scale(&[]).holds(0.0));
    }

    #[test]
    fn a_strip_has_the_mark_of_its_verdict() {
        let signals = fixture::realistic().signals;
        let scale = forest_scale(&signals);
        for signal in &signals {
            let strip = forest_strip(signal, &scale).into_string();
            let mark = mark::shape(signal.verdict, "0", "0").into_string();
            let class = mark.split('"').nth(1).unwrap();
            let class = class.rsplit(' ').next().unwrap();
            assert!(
                strip.contains(class) || strip.contains("contrary"),
                "{strip}"
            );
        }
    }
}
