use super::part::parts;
use super::words::{caution_text, either};
use crate::report::Language;
use crate::study::Study;
use std::fmt::Write;

/// A study for people, on a terminal.
pub fn text(study: &Study, language: Language) -> String {
    let mut text = String::new();
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
        let _ = writeln!(text, "- {}", caution_text(caution, language));
    }
    text
}
