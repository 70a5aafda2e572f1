use super::scale::percent;
use crate::report::number;
use crate::report::words::Language;
use crate::units::as_f64;
use maud::{Markup, html};

/// Height of the tallest column in pixels.
const HEIGHT: f64 = 72.0;
/// Room above the columns for their numbers, and below for their values.
const ABOVE: f64 = 16.0;

/// Answers by value as columns, the share above each. `alternative` says the same in words.
pub(in crate::report) fn columns(
    answers: &[(f64, u64)],
    alternative: &str,
    language: Language,
) -> Markup {
    let total: u64 = answers.iter().map(|(_, n)| n).sum();
    let most = answers.iter().map(|(_, n)| *n).max().unwrap_or(0).max(1);
    let slot = 1.0 / as_f64(answers.len().max(1));
    html! {
        svg.plot width="100%" height="106" role="img" aria-label=(alternative) {
            @for (index, &(value, n)) in answers.iter().enumerate() {
                @let height = HEIGHT * count(n) / count(most);
                @let left = slot * as_f64(index);
                @let middle = percent(slot.mul_add(0.5, left));
                rect.column x=(percent(slot.mul_add(0.14, left))) width=(percent(slot * 0.72))
                    y=(format!("{:.1}", ABOVE + HEIGHT - height)) height=(format!("{height:.1}")) {}
                text.small x=(middle) y=(format!("{:.1}", ABOVE + HEIGHT - height - 4.0)) text-anchor="middle" {
                    (number::fixed(100.0 * count(n) / count(total.max(1)), 0, language)) "%"
                }
                text x=(middle) y="104" text-anchor="middle" { (number::plain(value, language)) }
            }
        }
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "heights of columns, not statistics"
)]
fn count(n: u64) -> f64 {
    n as f64
}
