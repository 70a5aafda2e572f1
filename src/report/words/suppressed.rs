use super::Language;
use crate::disclosure::Reason;

/// Why a figure of few people is not shown.
pub fn suppressed(reason: Reason, language: Language) -> &'static str {
    let (nl, en) = match reason {
        Reason::BelowFloor => ("onderdrukt: te weinig", "suppressed: too few"),
        Reason::Remainder => (
            "onderdrukt: anders volgt een te kleine rest",
            "suppressed: too small a rest would follow",
        ),
        Reason::Differencing => (
            "onderdrukt: anders volgt een kleine groep uit het verschil",
            "suppressed: a small group would follow by subtraction",
        ),
        Reason::Attribute => (
            "cijfer niet getoond: eruit zou volgen wat iedereen van een groep antwoordde",
            "figure not shown: what everybody in a group answered would follow from it",
        ),
    };
    match language {
        Language::Nl => nl,
        Language::En => en,
    }
}
