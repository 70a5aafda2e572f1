use super::problem::Problems;
use super::section::Section;

/// Whether groups that a project keeps apart may be averaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pooling {
    /// They are not.
    #[default]
    Apart,
    /// Somebody asked for it.
    Together,
}

const RESPONDENTS: [(&str, &str); 2] = [("customer", "customer"), ("employee", "employee")];
const SCOPES: [(&str, &str); 4] = [
    ("relationship", "relationship"),
    ("process", "process"),
    ("channel", "channel"),
    ("contact", "contact"),
];
const PURPOSES: [(&str, &str); 2] = [
    ("driver_research", "driver_research"),
    ("performance", "performance"),
];

/// Reads who answers in a source, about what and for what: facets that all its records have.
pub(super) fn read_population(
    source: &mut Section<'_, '_>,
    problems: &mut Problems<'_>,
) -> Vec<(String, String)> {
    let told = [
        (
            "respondent_type",
            source.choice("respondents", &RESPONDENTS, problems),
        ),
        ("scope", source.choice("scope", &SCOPES, problems)),
        ("purpose", source.choice("purpose", &PURPOSES, problems)),
    ];
    told.into_iter()
        .filter_map(|(facet, value)| Some((facet.to_owned(), value?.to_owned())))
        .collect()
}
