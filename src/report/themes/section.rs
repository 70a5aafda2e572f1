use super::text::lead;
use crate::findings::ThemeFindings;
use crate::report::section::Section;
use crate::report::words::either;
use crate::report::{Language, number};

/// So many words of a theme stand in a report.
const WORDS: usize = 6;

/// The themes as a part of a report.
pub(in crate::report) fn section(found: &ThemeFindings, language: Language) -> Section {
    let mut section = Section {
        lead: lead(found, language),
        ..Section::default()
    };
    section.grid.header = match language {
        Language::Nl => ["Thema", "Woorden", "n", "Negatief", "Verschil in uitkomst"],
        Language::En => ["Theme", "Words", "n", "Negative", "Difference in outcome"],
    }
    .map(str::to_owned)
    .to_vec();
    for theme in &found.themes {
        let name = match language {
            Language::Nl => &theme.name_nl,
            Language::En => &theme.name_en,
        };
        let words: Vec<&str> = (theme.terms.iter().take(WORDS))
            .map(|term| term.words.as_str())
            .collect();
        let absent = || number::ABSENT.to_owned();
        section.push(vec![
            name.clone(),
            words.join(", "),
            number::count(theme.n_documents, language),
            (theme.share_negative).map_or_else(absent, |share| number::percentage(share, language)),
            (theme.outcome_difference.as_ref()).map_or_else(absent, |difference| {
                number::signed_interval(difference, language)
            }),
        ]);
    }
    if !found.themes.is_empty() {
        section.notes.push(
            either(
                language,
                "Verschil: gemiddelde van wie het noemt min dat van de andere contacten met woorden, nergens voor gecorrigeerd. Namen en een voorstel voor de taxonomie: signaal themes --propose.",
                "Difference: mean of those who mention it minus that of the other contacts with words, adjusted for nothing. Names and a proposal for the taxonomy: signaal themes --propose.",
            )
            .to_owned(),
        );
    }
    section
}
