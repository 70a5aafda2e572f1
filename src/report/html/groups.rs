use super::promises::markup;
use crate::findings::Findings;
use crate::report::groups;
use crate::report::words::{Label, Language, label};
use maud::{Markup, html};

/// What opinions are about, where anybody says anything.
pub(super) fn subjects(findings: &Findings, language: Language) -> Markup {
    html! {
        @if !findings.further.subjects.is_empty() {
            section #subjects aria-labelledby="subjects-title" {
                h2 #subjects-title { (label(Label::Subjects, language)) }
                (markup(&groups::subjects(&findings.further, language)))
            }
        }
    }
}

/// The journey, where the project declares one.
pub(super) fn journey(findings: &Findings, language: Language) -> Markup {
    html! {
        @if let Some(found) = &findings.further.journey {
            section #journey aria-labelledby="journey-title" {
                h2 #journey-title { (label(Label::Journey, language)) }
                (markup(&groups::journey(found, language)))
            }
        }
    }
}
