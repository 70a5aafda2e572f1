use crate::findings::{DriverSummary, Findings};
use crate::report::words::{self, Label, Language, label};
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
    html! {
        p { (words::model_line(drivers, language)) }
        p { (words::resampling_line(drivers, language)) " " (words::importance_line(drivers.importance, language)) }
        @if let Some(silence) = &drivers.silence { p { (words::weighting_line(silence, language)) } }
        table.model { tbody {
            @for (name, value) in words::model_figures(drivers, language) {
                tr { th scope="row" { (name) } td.number { (value) } }
            }
        } }
        @for (name, reason) in &drivers.dropped {
            p.note { (words::dropped_line(name, reason, language)) }
        }
    }
}
