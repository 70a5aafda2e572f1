use super::promises::markup;
use crate::findings::Findings;
use crate::report::study::{clock_line, measured_sections};
use crate::report::words::{Label, Language, label};
use maud::{Markup, html};

/// What a frozen model measured, where the project names one.
pub(super) fn measured(findings: &Findings, language: Language) -> Markup {
    html! {
        @if let Some(found) = &findings.further.measured {
            section #measured aria-labelledby="measured-title" {
                h2 #measured-title { (label(Label::Measured, language)) }
                @for part in measured_sections(found, language) { (markup(&part)) }
            }
        }
    }
}

/// The model, its age and its drift, where there is one.
pub(super) fn clock(findings: &Findings, language: Language) -> Markup {
    html! {
        @if let Some(found) = &findings.further.measured { p.note { (clock_line(found, language)) } }
    }
}
