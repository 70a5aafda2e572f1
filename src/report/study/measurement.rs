use super::part::measurement;
use super::wave_json::measurement_value;
use crate::report::Language;
use crate::report::section::{Section, shell};
use crate::report::words::either;
use crate::study::MeasuredWave;
use maud::html;

/// A measured wave for people, on a terminal.
pub fn measurement_text(measured: &MeasuredWave, language: Language) -> String {
    let sections = measurement(measured, language);
    let texts: Vec<String> = sections.iter().map(Section::text).collect();
    texts.join("\n")
}

/// A measured wave as one self-contained page.
pub fn measurement_page(measured: &MeasuredWave, language: Language) -> String {
    let title = format!(
        "{}, {} {}",
        measured.model.outcome,
        either(language, "gemeten op", "measured on"),
        measured.day
    );
    shell(
        &title,
        &measurement(measured, language),
        std::iter::empty(),
        language,
        |others| html! { @for section in others { (section.markup()) } },
    )
}

/// A measured wave for machines: one object, numbers exact, `null` where there is none.
pub fn measurement_json(measured: &MeasuredWave) -> String {
    let mut text = format!("{:#}", measurement_value(measured));
    text.push('\n');
    text
}
