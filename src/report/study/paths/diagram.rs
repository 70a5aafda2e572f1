use super::layout::{Area, BOX, Layout, layout, on_curve};
use super::part::title;
use super::words::sign_text;
use crate::drivers::paths::Sign;
use crate::report::words::either;
use crate::report::{Language, number};
use crate::study::paths::{PathResult, PathStudy};
use crate::units::as_f64;
use maud::{Markup, html};
use std::fmt::Write;

const STYLE: &str = ".pm text{font:14px system-ui,sans-serif;fill:#1c2024}.pm .soft{font-size:12.5px;fill:#59616b}.pm .box{fill:#f6f4ee;stroke:#59616b}.pm .paper{fill:#fffefb}.pm .b{font-size:13px;font-weight:600}.pm path{fill:none}.pm .for{stroke:#14557b}.pm .for.head{fill:#14557b}.pm .against{stroke:#8a4b08}.pm .against.head{fill:#8a4b08}.pm .open{stroke:#59616b;stroke-dasharray:5 4}.pm .open.head{fill:#59616b;stroke-dasharray:none}@media screen and (prefers-color-scheme:dark){.pm text{fill:#e7e5df}.pm .soft{fill:#a5adb6}.pm .box{fill:#1e2226;stroke:#a5adb6}.pm .paper{fill:#15181b}.pm .for{stroke:#84bfe6}.pm .for.head{fill:#84bfe6}.pm .against{stroke:#e6b06c}.pm .against.head{fill:#e6b06c}.pm .open{stroke:#a5adb6}.pm .open.head{fill:#a5adb6}}";

/// Length of an arrow's head.
const HEAD: f64 = 9.0;
/// Letters that fit in a box.
const LETTERS: usize = 17;

/// The drawing of a path model as a file of its own: boxes with R², arrows with coefficients.
pub fn svg(study: &PathStudy, language: Language) -> String {
    drawing(study, language).into_string()
}

/// The drawing, for a page.
pub(super) fn drawing(study: &PathStudy, language: Language) -> Markup {
    let model = &study.fit.model;
    let layout = layout(model);
    let legend = legend(study, language);
    let height = as_f64(legend.len()).mul_add(18.0, layout.height);
    let labels = labels(study, &layout, language);
    let least = 0.85 * layout.width;
    html! {
        svg.pm xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {} {}", shown(layout.width), shown(height)))
            width="100%" style=(format!("min-width:{least:.0}px;max-width:{:.0}px", layout.width))
            role="img" aria-label=(alternative(study, language)) {
            style { (STYLE) }
            rect.paper x="0" y="0" width=(shown(layout.width)) height=(shown(height)) {}
            @for (path, points) in study.paths.iter().zip(&layout.arrows) {
                @let class = class(path.sign);
                g {
                    title { (path_text(study, path, language)) }
                    path class=(class) stroke-width=(shown(thickness(path))) d=(curve(points)) {}
                    path class=(format!("{class} head")) d=(head(points)) {}
                }
            }
            @for (construct, &(x, y)) in model.constructs().iter().zip(&layout.boxes) {
                @let at = model.position(&construct.name).unwrap_or(0);
                @let lines = name_lines(&construct.name);
                @let r2 = study.constructs[at].r2.map(|r2| format!("R² {}", number::fixed(r2.value, 2, language)));
                @let n_lines = lines.len() + usize::from(r2.is_some());
                @let first = as_f64(n_lines - 1).mul_add(-8.5, y + 5.0);
                rect.box x=(shown(x)) y=(shown(y - BOX.1 / 2.0)) width=(BOX.0) height=(BOX.1) rx="4" {}
                @for (line, text) in lines.iter().enumerate() {
                    text x=(shown(x + BOX.0 / 2.0)) y=(shown(as_f64(line).mul_add(17.0, first))) text-anchor="middle" { (text) }
                }
                @if let Some(r2) = r2 {
                    text.soft x=(shown(x + BOX.0 / 2.0)) y=(shown(as_f64(lines.len()).mul_add(17.0, first))) text-anchor="middle" { (r2) }
                }
            }
            @for (middle, text) in &labels {
                rect.paper x=(shown(middle.0 - 24.0)) y=(shown(middle.1 - 7.0)) width="48" height="14" {}
                text.b x=(shown(middle.0)) y=(shown(middle.1 + 4.5)) text-anchor="middle" { (text) }
            }
            @for (line, text) in legend.iter().enumerate() {
                text.soft x="14" y=(shown(as_f64(line).mul_add(18.0, layout.height + 8.0))) { (text) }
            }
        }
    }
}

fn legend(study: &PathStudy, language: Language) -> Vec<String> {
    let mut lines = vec![
        either(
            language,
            "Getal bij een pijl: padcoëfficiënt; dikte naar grootte.",
            "Number at an arrow: path coefficient; thickness by size.",
        )
        .to_owned(),
    ];
    let signs = || study.paths.iter().map(|path| path.sign);
    let mut what = Vec::new();
    if signs().any(|sign| sign == Sign::Positive) {
        what.push(either(
            language,
            "blauw: hoger gaat met hoger",
            "blue: more goes with more",
        ));
    }
    if signs().any(|sign| sign == Sign::Negative) {
        what.push(either(
            language,
            "bruin: hoger gaat met lager",
            "brown: more goes with less",
        ));
    }
    if signs().any(|sign| matches!(sign, Sign::Unclear | Sign::NotTested)) {
        what.push(either(
            language,
            "gestreept: teken onduidelijk of niet getoetst",
            "dashed: sign unclear or not tested",
        ));
    }
    let mut what = what.join("; ");
    if let Some(first) = what.get(..1).map(str::to_uppercase) {
        what.replace_range(..1, &first);
        what.push('.');
    }
    lines.push(what);
    lines
}

/// The model in words, for who does not see it.
fn alternative(study: &PathStudy, language: Language) -> String {
    let mut text = title(study, language);
    for path in &study.paths {
        let _ = write!(text, "; {}", path_text(study, path, language));
    }
    text
}

fn path_text(study: &PathStudy, path: &PathResult, language: Language) -> String {
    let names = study.fit.model.constructs();
    let effect = &path.effect;
    let (from, to) = (&names[effect.from].name, &names[effect.to].name);
    let direct = effect.direct.map_or(String::new(), |one| {
        one.interval.map_or_else(
            || number::signed(one.value, 2, language),
            |interval| number::signed_interval_at(&interval, 2, language),
        )
    });
    let sign = match path.sign {
        Sign::Positive | Sign::Negative => String::new(),
        other => format!(" ({})", sign_text(other, language)),
    };
    format!("{from} → {to} {direct}{sign}")
}

fn class(sign: Sign) -> &'static str {
    match sign {
        Sign::Positive => "for",
        Sign::Negative => "against",
        Sign::Unclear | Sign::NotTested => "open",
    }
}

fn thickness(path: &PathResult) -> f64 {
    let size = path.effect.direct.map_or(0.0, |one| one.value.abs());
    size.min(1.0).mul_add(4.0, 1.2)
}

/// Curves and straight stretches, up to the head.
fn curve(points: &[(f64, f64)]) -> String {
    let mut text = String::new();
    for (at, pair) in points.windows(2).enumerate() {
        let (from, mut to) = (pair[0], pair[1]);
        if at == 0 {
            let _ = write!(text, "M{} {}", shown(from.0), shown(from.1));
        }
        if at + 2 == points.len() {
            to.0 -= HEAD - 1.0;
        }
        let middle = shown(f64::midpoint(from.0, to.0));
        let _ = write!(
            text,
            " C{middle} {} {middle} {} {} {}",
            shown(from.1),
            shown(to.1),
            shown(to.0),
            shown(to.1)
        );
    }
    text
}

fn head(points: &[(f64, f64)]) -> String {
    let Some(&(x, y)) = points.last() else {
        return String::new();
    };
    let back = shown(x - HEAD);
    format!(
        "M{} {} L{back} {} L{back} {} Z",
        shown(x - 0.5),
        shown(y),
        shown(y - 4.5),
        shown(y + 4.5)
    )
}

/// Where the coefficients stand: on their arrow, clear of boxes, of each other and, if it can be, of other
/// arrows.
fn labels(study: &PathStudy, layout: &Layout, language: Language) -> Vec<((f64, f64), String)> {
    let boxes: Vec<Area> = layout
        .boxes
        .iter()
        .map(|&(x, y)| Area(x, y - BOX.1 / 2.0, x + BOX.0, y + BOX.1 / 2.0))
        .collect();
    let trails: Vec<Vec<(f64, f64)>> = layout.arrows.iter().map(|points| trail(points)).collect();
    let mut taken: Vec<Area> = Vec::new();
    let mut labels = Vec::new();
    for (at, path) in study.paths.iter().enumerate() {
        let value = path.effect.direct.map_or(0.0, |one| one.value);
        let text = number::signed(value, 2, language);
        let area = |middle| Area::around(middle, 48.0, 17.0);
        let cost = |middle: (f64, f64)| {
            let own = area(middle);
            let hit = |others: &[Area]| others.iter().filter(|one| own.overlaps(one)).count();
            let others = trails.iter().enumerate().filter(|(other, _)| *other != at);
            let near = others
                .filter(|(_, trail)| trail.iter().any(|&point| own.holds(point)))
                .count();
            100 * hit(&boxes) + 50 * hit(&taken) + near
        };
        let best = candidates(&layout.arrows[at])
            .into_iter()
            .min_by_key(|&middle| cost(middle))
            .unwrap_or_default();
        taken.push(area(best));
        labels.push((best, text));
    }
    labels
}

/// Points of an arrow that a label may stand on, the best first.
fn candidates(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut found = Vec::new();
    for pair in points.windows(2).skip(1).step_by(2) {
        found.push((f64::midpoint(pair[0].0, pair[1].0), pair[0].1));
    }
    for part in [0.5, 0.42, 0.58, 0.34, 0.66, 0.28, 0.7] {
        for pair in points.windows(2).step_by(2) {
            found.push(on_curve(pair[0], pair[1], part));
        }
    }
    found
}

fn trail(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let pairs = points.windows(2);
    pairs
        .flat_map(|pair| (0..=20).map(|step| on_curve(pair[0], pair[1], f64::from(step) / 20.0)))
        .collect()
}

/// A name in one or two lines that fit in a box.
fn name_lines(name: &str) -> Vec<String> {
    let cut = |text: &str| {
        if text.chars().count() <= LETTERS {
            return text.to_owned();
        }
        let kept = text.chars().take(LETTERS - 1);
        kept.chain(std::iter::once('…')).collect()
    };
    if name.chars().count() <= LETTERS {
        return vec![name.to_owned()];
    }
    let fits = |at: &usize| name[..*at].chars().count() <= LETTERS;
    let mut spaces = name.match_indices([' ', '-', '_']).map(|(at, _)| at);
    match spaces.rfind(fits) {
        Some(at) => vec![cut(name[..=at].trim()), cut(name[at + 1..].trim())],
        None => vec![cut(name)],
    }
}

fn shown(value: f64) -> String {
    format!("{value:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_takes_two_lines() {
        assert_eq!(name_lines("loyalty"), ["loyalty"]);
        assert_eq!(
            name_lines("ease of online booking"),
            ["ease of online", "booking"]
        );
        assert_eq!(
            name_lines("klanttevredenheidsonderzoek"),
            ["klanttevredenhei…"]
        );
        let both = name_lines("perceived_quality_of_the_whole_service");
        assert!(both.len() == 2 && both.iter().all(|line| line.chars().count() <= LETTERS));
    }
}
