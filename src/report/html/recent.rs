use super::promises::markup;
use crate::findings::Findings;
use crate::report::words::{Label, Language, label};
use crate::report::{alerts as risen, themes as found};
use maud::{Markup, html};

/// What rose in the latest periods, where it was looked.
pub(super) fn alerts(findings: &Findings, language: Language) -> Markup {
    html! {
        @if let Some(alerts) = &findings.alerts {
            section #alerts aria-labelledby="alerts-title" {
                h2 #alerts-title { (label(Label::Alerts, language)) }
                (markup(&risen::part(alerts, language)))
            }
        }
    }
}

/// What customers speak of that no topic explains, where it was looked.
pub(super) fn themes(findings: &Findings, language: Language) -> Markup {
    html! {
        @if let Some(themes) = &findings.themes {
            section #themes aria-labelledby="themes-title" {
                h2 #themes-title { (label(Label::Themes, language)) }
                (markup(&found::section(themes, language)))
            }
        }
    }
}
