use super::promises::markup;
use crate::findings::Findings;
use crate::report::priorities::sections;
use crate::report::words::{Label, Language, label};
use maud::{Markup, html};

/// The organisation's side beside that of customers, where the project states it.
pub(super) fn priorities(findings: &Findings, language: Language) -> Markup {
    html! {
        @if let Some(found) = &findings.priorities {
            section #priorities aria-labelledby="priorities-title" {
                h2 #priorities-title { (label(Label::Priorities, language)) }
                @for part in sections(found, language) { (markup(&part)) }
            }
        }
    }
}
