use crate::report::Language;
use crate::report::words::either;
use crate::service_levels::readiness::{Dimension, Part, Readiness};

pub(super) fn readiness(readiness: Readiness, language: Language) -> &'static str {
    match readiness {
        Readiness::Ready => either(language, "klaar", "ready"),
        Readiness::NotYet => either(language, "nog niet", "not yet"),
        Readiness::Blocked => either(language, "geblokkeerd", "blocked"),
    }
}

pub(super) fn readiness_code(readiness: Readiness) -> &'static str {
    match readiness {
        Readiness::Ready => "ready",
        Readiness::NotYet => "not_yet",
        Readiness::Blocked => "blocked",
    }
}

pub(super) fn dimension(dimension: Dimension, language: Language) -> &'static str {
    let (nl, en) = match dimension {
        Dimension::Data => ("gegevens en afspraken", "data and agreements"),
        Dimension::Said(Part::CustomerCulture) => ("klantcultuur", "customer culture"),
        Dimension::Said(Part::BusinessInvolvement) => {
            ("IT en organisatie samen", "IT and the business together")
        }
        Dimension::Said(Part::WillingnessToInvest) => {
            ("bereidheid om te investeren", "willingness to invest")
        }
    };
    either(language, nl, en)
}

pub(super) fn dimension_code(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Data => "data",
        Dimension::Said(part) => part.as_str(),
    }
}

/// What a condition asks, in words; its name where nothing is said.
pub(super) fn condition(name: &'static str, language: Language) -> &'static str {
    let known = CONDITIONS.iter().find(|(known, ..)| *known == name);
    known.map_or(name, |(_, nl, en)| either(language, nl, en))
}

const CONDITIONS: [(&str, &str, &str); 23] = [
    (
        "history",
        "geschiedenis van ten minste 3 maanden",
        "history of at least 3 months",
    ),
    (
        "join_rate",
        "antwoorden die hun contact vinden",
        "responses that find their contact",
    ),
    (
        "responses",
        "antwoorden voor het geplande interval",
        "responses for the planned interval",
    ),
    (
        "topic_coverage",
        "documenten met een onderwerp",
        "documents with a topic",
    ),
    (
        "masking_recall",
        "maskeren is nagemeten",
        "masking has been measured",
    ),
    ("baseline", "nulmeting is vastgezet", "baseline is frozen"),
    (
        "follow_up_owner",
        "eigenaar van de opvolging",
        "owner of the follow-up",
    ),
    (
        "works_council",
        "ondernemingsraad en DPIA",
        "works council and DPIA",
    ),
    (
        "board_hears_customers",
        "De directie bespreekt ten minste eens per maand wat klanten zeggen.",
        "The board discusses at least once a month what customers say.",
    ),
    (
        "complaints_are_welcome",
        "Een klacht wordt gezien als informatie, niet als een aanval.",
        "A complaint is taken as information, not as an attack.",
    ),
    (
        "teams_may_act",
        "Wie klanten spreekt, mag iets veranderen aan wat hij hoort.",
        "Whoever speaks with customers may change something about what they hear.",
    ),
    (
        "bad_figures_are_shared",
        "Slechte cijfers worden even open gedeeld als goede.",
        "Bad figures are shared as openly as good ones.",
    ),
    (
        "customers_hear_back",
        "Klanten horen wat er met hun antwoorden is gedaan.",
        "Customers hear what was done with their answers.",
    ),
    (
        "goals_are_shared",
        "IT en de rest van de organisatie stellen samen doelen voor beleving.",
        "IT and the rest of the organisation set goals for experience together.",
    ),
    (
        "services_have_an_owner",
        "Elke dienst heeft een eigenaar buiten IT die over prioriteiten beslist.",
        "Every service has an owner outside IT who decides on priorities.",
    ),
    (
        "it_knows_the_work",
        "Mensen van IT weten wat gebruikers van hun diensten de hele dag doen.",
        "People of IT know what users of their services do all day.",
    ),
    (
        "data_may_be_used",
        "Gegevens van contacten en tickets mogen hiervoor worden gebruikt en komen beschikbaar.",
        "Data of contacts and tickets may be used for this, and are handed over.",
    ),
    (
        "results_are_discussed",
        "Resultaten worden samen besproken in een vast ritme, niet alleen bij incidenten.",
        "Results are discussed together in a fixed rhythm, not only at incidents.",
    ),
    (
        "hours_are_reserved",
        "Er zijn uren vrijgemaakt voor wie signalen leest en oppakt.",
        "Hours are reserved for those who read signals and act on them.",
    ),
    (
        "improvements_have_a_budget",
        "Er is budget voor verbeteringen, los van dat voor meten.",
        "There is a budget for improvements, apart from that for measuring.",
    ),
    (
        "measuring_goes_on",
        "Het meten gaat ten minste een jaar door, ook als de eerste cijfers tegenvallen.",
        "Measuring goes on for at least a year, also if first figures disappoint.",
    ),
    (
        "a_sponsor_stands_for_it",
        "Iemand uit de directie staat er met naam voor.",
        "Somebody on the board stands for it by name.",
    ),
    (
        "other_work_may_wait",
        "Ander werk mag wachten op de verbetering waar klanten het meest mee winnen.",
        "Other work may wait for the improvement that customers gain most from.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_statement_has_words_and_the_example_file_says_the_same() {
        let example = include_str!("../../../data/service_levels/readiness.toml");
        for name in Part::ALL.into_iter().flat_map(Part::statements) {
            for language in [Language::Nl, Language::En] {
                let words = condition(name, language);
                assert_ne!(words, name);
                assert!(example.contains(words), "{words}");
            }
        }
    }
}
