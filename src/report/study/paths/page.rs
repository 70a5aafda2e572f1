use super::diagram::drawing;
use super::map::maps;
use super::part::{parts, title};
use super::words::caution_text;
use crate::report::Language;
use crate::report::study::words::either;
use crate::study::paths::PathStudy;
use maud::{DOCTYPE, PreEscaped, html};
use std::fmt::Write;

/// Nothing but what stands in this file.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

const STYLE: &str = include_str!("../../html/style.css");

/// A path model for people, on a terminal.
pub fn text(study: &PathStudy, language: Language) -> String {
    let mut text = title(study, language);
    text.push('\n');
    for section in parts(study, language) {
        text.push_str(&section.text());
        text.push('\n');
    }
    let _ = writeln!(
        text,
        "{}",
        either(language, "Houd in gedachten", "Keep in mind")
    );
    for caution in &study.cautions {
        let said = caution_text(caution, &study.fit.model, language);
        let _ = writeln!(text, "- {said}");
    }
    text
}

/// A path model as one self-contained page: the drawing, the tables, the map, what to keep in mind.
pub fn page(study: &PathStudy, language: Language) -> String {
    let title = title(study, language);
    let sections = parts(study, language);
    let (first, others) = sections.split_at(1.min(sections.len()));
    let of_map = either(
        language,
        "Belang en prestatie",
        "Importance and performance",
    );
    let maps = maps(study, language);
    let model = either(language, "Tekening van het model", "Drawing of the model");
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
                    section { figure { div.scroll tabindex="0" role="region" aria-label=(model) { (drawing(study, language)) } } }
                    @for section in others {
                        @if section.title == of_map && let Some([wide, narrow]) = &maps {
                            section {
                                h2 { (of_map) }
                                figure { (wide) (narrow) }
                            }
                            (section.without_title().markup())
                        } @else {
                            (section.markup())
                        }
                    }
                    section {
                        h2 { (either(language, "Houd in gedachten", "Keep in mind")) }
                        ul.plain {
                            @for caution in &study.cautions { li { (caution_text(caution, &study.fit.model, language)) } }
                        }
                    }
                }
                footer { p { "signaal " (env!("CARGO_PKG_VERSION")) } }
            }
        }
    }
    .into_string()
}
