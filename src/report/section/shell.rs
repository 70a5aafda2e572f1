use super::Section;
use crate::report::Language;
use crate::report::words::either;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// Nothing but what stands in this file.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

pub(in crate::report) const STYLE: &str = include_str!("../html/style.css");

/// What a page says of itself: its title, its style, and that it may fetch nothing.
pub(in crate::report) fn head(title: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(POLICY);
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            title { (title) }
            style { (PreEscaped(STYLE)) }
        }
    }
}

/// A page: the first section says what it is about, `body` shows the others, then come the cautions.
pub(in crate::report) fn shell(
    title: &str,
    sections: &[Section],
    cautions: impl ExactSizeIterator<Item = String>,
    language: Language,
    body: impl FnOnce(&[Section]) -> Markup,
) -> String {
    let (first, others) = sections.split_at(1.min(sections.len()));
    html! {
        (DOCTYPE)
        html lang=(language.tag()) {
            (head(title))
            body {
                header {
                    h1 { (title) }
                    @for line in first.iter().flat_map(|section| &section.lead) { p { (line) } }
                }
                main {
                    (body(others))
                    @if cautions.len() > 0 {
                        section {
                            h2 { (either(language, "Houd in gedachten", "Keep in mind")) }
                            ul.plain { @for caution in cautions { li { (caution) } } }
                        }
                    }
                }
                footer { p { "signaal " (env!("CARGO_PKG_VERSION")) } }
            }
        }
    }
    .into_string()
}
