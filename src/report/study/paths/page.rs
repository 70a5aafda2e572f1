use super::diagram::drawing;
use super::map::maps;
use super::part::{parts, title};
use super::words::caution_text;
use crate::report::Language;
use crate::report::section::Section;
use crate::report::section::listing;
use crate::report::section::shell;
use crate::report::words::either;
use crate::study::paths::PathStudy;
use maud::{Markup, html};

/// A path model for people, on a terminal.
pub fn text(study: &PathStudy, language: Language) -> String {
    let listing = listing(&parts(study, language), cautions(study, language), language);
    format!("{}\n{listing}", title(study, language))
}

/// A path model as one self-contained page: the drawing, the tables, the map, what to keep in mind.
pub fn page(study: &PathStudy, language: Language) -> String {
    shell(
        &title(study, language),
        &parts(study, language),
        cautions(study, language),
        language,
        |others| body(study, others, language),
    )
}

fn cautions(study: &PathStudy, language: Language) -> impl ExactSizeIterator<Item = String> {
    let cautions = study.cautions.iter();
    cautions.map(move |caution| caution_text(caution, &study.fit.model, language))
}

fn body(study: &PathStudy, sections: &[Section], language: Language) -> Markup {
    let of_map = either(
        language,
        "Belang en prestatie",
        "Importance and performance",
    );
    let maps = maps(study, language);
    let model = either(language, "Tekening van het model", "Drawing of the model");
    html! {
        section { figure { div.scroll tabindex="0" role="region" aria-label=(model) { (drawing(study, language)) } } }
        @for section in sections {
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
    }
}
