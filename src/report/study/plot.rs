use super::part::in_order;
use crate::report::Language;
use crate::report::chart::Scale;
use crate::report::number;
use crate::report::section::short;
use crate::report::words::either;
use crate::study::{ColumnResult, Model, Study};
use crate::units::{as_f64, as_u64};
use maud::{Markup, html};

/// Height of one line of the plot.
const LINE: f64 = 26.0;
/// Where names end and the picture begins.
const NAMES: f64 = 230.0;
/// A longer name is cut to fit beside the picture.
const NAME_CHARS: usize = 32;
/// Width of the picture of coefficients and of that of importance.
const PANEL: f64 = 300.0;
/// Between the two.
const GAP: f64 = 60.0;

const STYLE: &str = "text{font:13px system-ui,sans-serif;fill:#1c2024}.soft{fill:#59616b;font-size:12px}.grid{stroke:#e2dfd6}.zero{stroke:#1c2024}.whisker{stroke:#14557b;stroke-width:2}.dot{fill:#14557b}.open{fill:#fffefb;stroke:#14557b;stroke-width:2}.bar{fill:#14557b;opacity:.75}.paper{fill:#fffefb}@media (prefers-color-scheme:dark){text{fill:#e7e5df}.soft{fill:#a5adb6}.grid{stroke:#2a2f34}.zero{stroke:#e7e5df}.whisker{stroke:#84bfe6}.dot{fill:#84bfe6}.open{fill:#15181b;stroke:#84bfe6}.bar{fill:#84bfe6}.paper{fill:#15181b}}";

/// The plot of a study as a file of its own: coefficients with intervals, and importance, most
/// important first. A filled dot stands out, an open one does not.
pub fn svg(study: &Study, language: Language) -> String {
    drawing(study, language).into_string()
}

/// The plot, for a page.
pub(super) fn drawing(study: &Study, language: Language) -> Markup {
    let lines = lines(study);
    let height = LINE.mul_add(as_f64(lines.len()), 80.0);
    let width = NAMES + PANEL + GAP + PANEL + 20.0;
    let effects = effect_scale(&lines);
    let shares = share_scale(study);
    let right = NAMES + PANEL + GAP;
    let bottom = LINE.mul_add(as_f64(lines.len()), 34.0);
    let across = |scale: &Scale, left: f64, value: f64| PANEL.mul_add(scale.position(value), left);
    let title = format!(
        "{} {}",
        either(language, "Wat beweegt", "What moves"),
        study.question.outcome
    );
    html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {width} {height}")) width="100%" style="max-width:910px" role="img" aria-label=(title) {
            style { (STYLE) }
            rect.paper x="0" y="0" width=(width) height=(height) {}
            text x=(NAMES) y="18" { (either(language, "coëfficiënt met interval", "coefficient with interval")) }
            text x=(right) y="18" { (either(language, "aandeel in R²", "share of R²")) @if matches!(study.model, Model::Categorical(_)) { " (McFadden)" } @else { " (LMG)" } }
            @for (scale, left, percent) in [(&effects, NAMES, false), (&shares, right, true)] {
                @for &tick in scale.ticks() {
                    @let x = shown(across(scale, left, tick));
                    line class=(if tick.abs() < f64::EPSILON { "zero" } else { "grid" }) x1=(x) x2=(x) y1="28" y2=(shown(bottom)) {}
                    text.soft x=(x) y=(shown(bottom + 16.0)) text-anchor="middle" {
                        (if percent { number::setting(tick, language) } else { number::signed(tick, scale.decimals(), language) })
                    }
                }
            }
            @for (at, line) in lines.iter().enumerate() {
                @let y = LINE.mul_add(as_f64(at), 46.0);
                text x=(NAMES - 12.0) y=(shown(y + 4.0)) text-anchor="end" { (short(&line.name, NAME_CHARS)) }
                @if let Some((low, value, high)) = line.effect {
                    line.whisker x1=(shown(across(&effects, NAMES, low))) x2=(shown(across(&effects, NAMES, high))) y1=(shown(y)) y2=(shown(y)) {}
                    circle class=(if line.stands { "dot" } else { "open" }) cx=(shown(across(&effects, NAMES, value))) cy=(shown(y)) r="4.5" {}
                }
                @if let Some(share) = line.share {
                    rect.bar x=(shown(right)) y=(shown(y - 7.0)) width=(shown(across(&shares, 0.0, share).max(0.0))) height="14" {}
                }
            }
            text.soft x=(NAMES) y=(shown(height - 8.0)) {
                (format!(
                    "n = {}. {}",
                    number::count(as_u64(study.account.n_used), language),
                    either(language, "Dichte stip: springt eruit. Belang is geen effect.", "Filled dot: stands out. Importance is no effect.")
                ))
            }
        }
    }
}

struct Line {
    name: String,
    effect: Option<(f64, f64, f64)>,
    share: Option<f64>,
    stands: bool,
}

fn lines(study: &Study) -> Vec<Line> {
    let mut lines = Vec::new();
    for driver in in_order(study) {
        let single = driver.columns.len() == 1;
        lines.push(Line {
            name: driver.name.clone(),
            effect: if single {
                effect(&driver.columns[0])
            } else {
                None
            },
            share: driver.share,
            stands: driver.stands,
        });
        if !single {
            lines.extend(driver.columns.iter().map(|column| Line {
                name: format!("– {}", column.name),
                effect: effect(column),
                share: None,
                stands: driver.stands,
            }));
        }
    }
    lines
}

fn effect(column: &ColumnResult) -> Option<(f64, f64, f64)> {
    let estimate = column.coefficient?;
    let interval = estimate.interval?;
    Some((interval.low, estimate.coefficient, interval.high))
}

fn effect_scale(lines: &[Line]) -> Scale {
    let effects = || lines.iter().filter_map(|line| line.effect);
    let low = effects().map(|effect| effect.0).fold(0.0, f64::min);
    let high = effects().map(|effect| effect.2).fold(0.0, f64::max);
    Scale::covering(low, high, 4)
}

fn share_scale(study: &Study) -> Scale {
    let shares = study.drivers.iter().filter_map(|driver| driver.share);
    Scale::covering(0.0, shares.fold(0.01, f64::max), 4)
}

fn shown(value: f64) -> String {
    format!("{value:.1}")
}
