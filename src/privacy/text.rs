use std::fmt;
use std::ops::Range;

/// Text in which personal data have been replaced by typed placeholders such as `[IBAN_1]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RedactedText {
    text: String,
    redactions: Vec<Redaction>,
}

/// One replacement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redaction {
    /// Bytes of the placeholder in the redacted text.
    pub span: Range<usize>,
    /// Bytes of what it replaced in the raw text.
    pub raw_span: Range<usize>,
    /// What was replaced.
    pub kind: PiiKind,
}

/// What kind of personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PiiKind {
    /// International bank account number.
    Iban,
    /// Dutch citizen service number.
    Bsn,
    /// Payment card number.
    Card,
    /// Telephone number.
    Phone,
    /// E-mail address.
    Email,
    /// Vehicle registration.
    Plate,
    /// Postcode, with house number where there is one.
    Address,
    /// IP address.
    Ip,
    /// Name of a person.
    Name,
    /// Date of birth.
    BirthDate,
    /// Customer, order or other reference number.
    Reference,
}

impl PiiKind {
    /// Every kind, in a fixed order.
    pub const ALL: [Self; 11] = [
        Self::Iban,
        Self::Bsn,
        Self::Card,
        Self::Phone,
        Self::Email,
        Self::Plate,
        Self::Address,
        Self::Ip,
        Self::Name,
        Self::BirthDate,
        Self::Reference,
    ];

    /// Upper-case word in the placeholder.
    pub fn placeholder(self) -> &'static str {
        match self {
            Self::Iban => "IBAN",
            Self::Bsn => "BSN",
            Self::Card => "CARD",
            Self::Phone => "PHONE",
            Self::Email => "EMAIL",
            Self::Plate => "PLATE",
            Self::Address => "ADDRESS",
            Self::Ip => "IP",
            Self::Name => "NAME",
            Self::BirthDate => "BIRTHDATE",
            Self::Reference => "REFERENCE",
        }
    }
}

impl RedactedText {
    /// For the redactor alone. `redactions` are sorted and do not overlap.
    pub(super) fn new(text: String, redactions: Vec<Redaction>) -> Self {
        Self { text, redactions }
    }

    /// Reads back what the index holds, which was redacted when it was written.
    ///
    /// `tests/architecture.rs` holds that only `store/` calls it.
    pub(crate) fn read_back_by_store(text: String) -> Self {
        Self {
            text,
            redactions: Vec::new(),
        }
    }

    /// The texts one after the other, a line each; what was redacted stays so.
    ///
    /// Redactions are not carried along: they point into a raw text, and there is none of the whole.
    #[must_use]
    pub fn joined(parts: impl IntoIterator<Item = Self>) -> Self {
        let parts: Vec<String> = parts.into_iter().map(|part| part.text).collect();
        Self {
            text: parts.join("\n"),
            redactions: Vec::new(),
        }
    }

    /// Bytes `spans` of the text one after the other, a line each, without redactions as in
    /// [`RedactedText::joined`]. Spans off the edges of characters are left out.
    #[must_use]
    pub fn excerpt(&self, spans: &[Range<usize>]) -> Self {
        Self::joined(spans.iter().map(|span| Self {
            text: self.text.get(span.clone()).unwrap_or_default().to_owned(),
            redactions: Vec::new(),
        }))
    }

    /// The redacted text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The replacements, in order.
    pub fn redactions(&self) -> &[Redaction] {
        &self.redactions
    }

    /// Bytes `span` of the redacted text as bytes of the raw text.
    ///
    /// A span that touches a placeholder grows to all that the placeholder stands for.
    pub fn raw_span(&self, span: Range<usize>) -> Range<usize> {
        let mut start = span.start;
        let mut end = span.end;
        for redaction in &self.redactions {
            if redaction.span.end <= span.start {
                start = redaction.raw_span.end + (span.start - redaction.span.end);
            } else if redaction.span.start < span.end && redaction.span.start <= span.start {
                start = redaction.raw_span.start;
            }
            if redaction.span.end <= span.end {
                end = redaction.raw_span.end + (span.end - redaction.span.end);
            } else if redaction.span.start < span.end {
                end = redaction.raw_span.end;
            }
        }
        start..end
    }
}

impl fmt::Display for RedactedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A mobile number inside a sentence, replaced by its placeholder.
    fn redacted() -> RedactedText {
        RedactedText::new(
            "bel [PHONE_1] nu".to_owned(),
            vec![Redaction {
                span: 4..13,
                raw_span: 4..14,
                kind: PiiKind::Phone,
            }],
        )
    }

    #[test]
    fn a_span_behind_a_placeholder_maps_to_the_raw_text() {
        assert_eq!(redacted().raw_span(0..3), 0..3);
        assert_eq!(redacted().raw_span(14..16), 15..17);
        assert_eq!(redacted().raw_span(0..16), 0..17);
    }

    #[test]
    fn a_span_that_touches_a_placeholder_covers_what_it_replaced() {
        assert_eq!(redacted().raw_span(6..8), 4..14);
        assert_eq!(redacted().raw_span(0..6), 0..14);
    }
}
