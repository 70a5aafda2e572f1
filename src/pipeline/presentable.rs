//! Column names are taken from the first row of a file, and where a file has no header, that row is
//! a customer. Before a name is shown, logged or stored, it passes the redactor.

use crate::intake;
use crate::privacy::Redactor;
use crate::record::RawText;

/// A name longer than this, in characters, is more likely a cell than a name.
const LONGEST: usize = 120;

/// Whether a column name holds personal data.
pub(super) fn is_personal(name: &str, redactor: &Redactor) -> bool {
    redactor.redact(&RawText::new(name)).as_str() != name
}

/// A column name as it may be shown: redacted, without signs that a terminal acts on, not endless.
pub(super) fn column(name: &str, redactor: &Redactor) -> String {
    let whole = value(name, redactor);
    let mut shown: String = whole.chars().take(LONGEST).collect();
    if whole.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
}

/// A value as it may be shown: redacted, without signs that a terminal acts on.
pub(super) fn value(value: &str, redactor: &Redactor) -> String {
    let redacted = redactor.redact(&RawText::new(value));
    let shown = redacted.as_str().chars();
    shown
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect()
}

/// Column names as they may be shown.
pub(super) fn columns(names: &[String], redactor: &Redactor) -> Vec<String> {
    names.iter().map(|name| column(name, redactor)).collect()
}

/// An error of a file as it may be shown.
pub(super) fn intake_error(error: intake::Error, redactor: &Redactor) -> intake::Error {
    match error {
        intake::Error::MissingColumns {
            path,
            missing,
            present,
        } => intake::Error::MissingColumns {
            path,
            missing,
            present: columns(&present, redactor),
        },
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::Options;

    #[test]
    fn a_name_is_shown_short_and_without_control_signs() {
        let redactor = Redactor::new(&Options::default());
        assert_eq!(
            column("op\u{1b}[31m\0merking", &redactor),
            "op\u{fffd}[31m\u{fffd}merking"
        );
        assert_eq!(
            column(&"é".repeat(5000), &redactor).chars().count(),
            LONGEST + 1
        );
    }

    #[test]
    fn the_first_customer_of_a_file_without_header_is_not_shown() {
        let redactor = Redactor::new(&Options::default());
        let error = intake_error(
            intake::Error::MissingColumns {
                path: "a.csv".into(),
                missing: vec!["opmerking".to_owned()],
                present: vec!["jan.jansen@voorbeeld.nl".to_owned(), "cijfer".to_owned()],
            },
            &redactor,
        );
        let said = error.to_string();
        assert!(!said.contains("jansen"), "{said}");
        assert!(said.contains("cijfer"), "{said}");
    }
}
