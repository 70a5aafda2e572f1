use super::promises::markup;
use crate::findings::Findings;
use crate::report::study::{clock_line, measured_sections};
use crate::report::words::{Label, Language, label};
use maud::{Markup, html};

/// Parts that stand open: the model, and what it expected beside what came.
const N_OPEN: usize = 2;

/// What a frozen model measured, where the project names one.
pub(super) fn measured(findings: &Findings, language: Language) -> Markup {
    html! {
        @if let Some(found) = &findings.further.measured {
            section #measured aria-labelledby="measured-title" {
                h2 #measured-title { (label(Label::Measured, language)) }
                @for (at, part) in measured_sections(found, language).iter().enumerate() {
                    // Driver by driver is a long list: it stands folded.
                    @if at < N_OPEN { (markup(part)) } @else {
                        details { summary { (part.title) } (markup(&part.without_title())) }
                    }
                }
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
