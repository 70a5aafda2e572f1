use super::part::parts;
use super::plot::drawing;
use super::words::caution_text;
use crate::report::Language;
use crate::report::section::shell;
use crate::report::words::either;
use crate::study::Study;
use maud::html;

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
