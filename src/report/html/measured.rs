use super::promises::markup;
use crate::findings::Findings;
use crate::report::study::{clock_lines, measured_sections};
use crate::report::words::{Label, Language, label};
use maud::{Markup, html};

/// Parts that stand open: the model, and what it expected beside what came.
const N_OPEN: usize = 2;

/// What a frozen model measured, where the project names one.
pub(super) fn measured(findings: &Findings, language: Language) -> Markup {
    let parts = measured_sections(&findings.further.frozen_model, language);
    html! {
        @if !parts.is_empty() {
            section #measured aria-labelledby="measured-title" {
                h2 #measured-title { (label(Label::Measured, language)) }
                @for (at, part) in parts.iter().enumerate() {
                    // Driver by driver is a long list: it stands folded.
                    @if at < N_OPEN { (markup(part)) } @else {
                        details { summary { (part.title) } (markup(&part.without_title())) }
                    }
                }
            }
        }
    }
}

/// The model, its age and its drift, and what the ranking is beside it, where there is one.
pub(super) fn clock(findings: &Findings, language: Language) -> Markup {
    html! {
        @for line in clock_lines(&findings.further.frozen_model, language) { p.note { (line) } }
    }
}
