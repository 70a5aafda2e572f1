use crate::findings::{DriverSummary, Findings};
use crate::report::number;
use crate::report::words::{self, Label, Language, label};
use crate::units::as_u64;
use maud::{Markup, html};

/// How the numbers came about, precisely enough to be computed again.
pub(super) fn method(findings: &Findings, language: Language) -> Markup {
    html! {
        section #method aria-labelledby="method-title" {
            h2 #method-title { (label(Label::HowComputed, language)) }
            @if !findings.ranking.formula.is_empty() {
                p { (label(Label::Formula, language)) ": " code { (findings.ranking.formula) } }
            }
            @if let Some(drivers) = &findings.drivers {
                p { (words::gain_assumption(&findings.ranking, language)) }
                (model(drivers, language))
            }
            @else { p { (label(Label::NoModel, language)) } }
        }
    }
}

fn model(drivers: &DriverSummary, language: Language) -> Markup {
    let share = |r2| number::significant(r2, 3, language);
    let controls = if drivers.controls.is_empty() {
        label(Label::None, language).to_owned()
    } else {
        drivers.controls.join(", ")
    };
    let rows = [
        (
            label(Label::Respondents, language),
            number::count(drivers.n, language),
        ),
        (
            label(Label::EffectiveN, language),
            number::fixed(drivers.n_effective, 0, language),
        ),
        ("R²", share(drivers.r2)),
        (
            label(Label::AdjustedR2, language),
            share(drivers.r2_adjusted),
        ),
        (
            label(Label::CrossValidatedR2, language),
            drivers
                .r2_cv
                .map_or_else(|| number::ABSENT.to_owned(), share),
        ),
        (label(Label::TopicsR2, language), share(drivers.r2_topics)),
        (
            label(Label::Condition, language),
            number::significant(drivers.condition, 2, language),
        ),
        (
            label(Label::Replicates, language),
            number::count(as_u64(drivers.n_replicates), language),
        ),
        (label(Label::Controls, language), controls),
    ];
    html! {
        p { (words::model_line(drivers, language)) }
        p { (words::resampling_line(drivers, language)) " " (words::importance_line(drivers.importance, language)) }
        @if let Some(silence) = &drivers.silence { p { (words::weighting_line(silence, language)) } }
        table.model { tbody {
            @for (name, value) in rows {
                tr { th scope="row" { (name) } td.number { (value) } }
            }
        } }
        @for (name, reason) in &drivers.dropped {
            p.note { (words::dropped_line(name, reason, language)) }
        }
    }
}
