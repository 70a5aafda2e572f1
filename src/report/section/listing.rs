use super::Section;
use crate::report::Language;
use crate::report::words::either;
use std::fmt::Write;

/// Sections one below the other, then what to keep in mind.
pub(in crate::report) fn listing(
    sections: &[Section],
    cautions: impl Iterator<Item = String>,
    language: Language,
) -> String {
    let mut text = String::new();
    for section in sections {
        text.push_str(&section.text());
        text.push('\n');
    }
    let _ = writeln!(
        text,
        "{}",
        either(language, "Houd in gedachten", "Keep in mind")
    );
    for caution in cautions {
        let _ = writeln!(text, "- {caution}");
    }
    text
}
