use super::part::parts;
use super::plot::drawing;
use super::section::Section;
use super::words::{caution_text, either};
use crate::report::Language;
use crate::study::Study;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// Nothing but what stands in this file.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

const STYLE: &str = include_str!("../html/style.css");

/// A study as one self-contained page: what it says, the plot, the numbers, what to keep in mind.
pub fn page(study: &Study, language: Language) -> String {
    let title = format!(
        "{} {}?",
        either(language, "Wat beweegt", "What moves"),
        study.question.outcome
    );
    let cautions = study.cautions.iter();
    let cautions = cautions.map(|caution| caution_text(caution, language));
    let figure = drawing(study, language);
    shell(
        &title,
        &parts(study, language),
        cautions,
        language,
        |others| {
            html! {
                section { figure.scroll tabindex="0" { div style="min-width:40rem" { (figure) } } }
                @for section in others { (section.markup()) }
            }
        },
    )
}

/// A page: the first section says what it is about, `body` shows the others, then come the cautions.
pub(super) fn shell(
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
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
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
