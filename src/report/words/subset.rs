use super::Language;
use super::about::about;
use super::label::{Label, label};
use super::value_name;
use crate::findings::{Findings, OutcomeGap, Subset};
use crate::record::About;
use crate::report::number;

/// Which part of the archive the figures are of; nothing where they are of everything.
pub fn subset_line(subset: &Subset, language: Language) -> Option<String> {
    let mut said = Vec::new();
    match (&subset.filter, language) {
        (Some(filter), Language::Nl) => said.push(format!("contacten met {filter}")),
        (Some(filter), Language::En) => said.push(format!("contacts with {filter}")),
        (None, _) => {}
    }
    if let Some((field, value)) = &subset.value {
        said.push(format!("{field} = {}", value_name(value, language)));
    }
    match (&subset.period, language) {
        (Some(period), Language::Nl) => said.push(format!("periode {period}")),
        (Some(period), Language::En) => said.push(format!("period {period}")),
        (None, _) => {}
    }
    let team = subset.team.as_ref().map(|team| match language {
        Language::Nl => format!("Alleen onderwerpen van: {team}."),
        Language::En => format!("Only topics of: {team}."),
    });
    let topics = [team, only_about_line(&subset.about, language)];
    let topics: Vec<String> = topics.into_iter().flatten().collect();
    let topics = (!topics.is_empty()).then(|| topics.join(" "));
    if said.is_empty() {
        return topics;
    }
    let said = said.join(", ");
    let part = match language {
        Language::Nl => format!(
            "Deel van het archief: {said}. Alle cijfers gaan daarover; alleen de inname (rijen, afwijzingen, lakwerk) is van het hele archief."
        ),
        Language::En => format!(
            "Part of the archive: {said}. All figures are of it; only the intake (rows, rejections, redactions) is of the whole archive."
        ),
    };
    Some(topics.map_or(part.clone(), |topics| format!("{part} {topics}")))
}

/// What the shown topics are about; nothing where all are shown.
pub fn only_about_line(asked: &[Option<About>], language: Language) -> Option<String> {
    let names: Vec<&str> = asked.iter().map(|one| about(*one, language)).collect();
    let names = names.join(", ");
    (!asked.is_empty()).then(|| match language {
        Language::Nl => format!("Alleen onderwerpen over: {names}."),
        Language::En => format!("Only topics about: {names}."),
    })
}

/// Why there is no level of the outcome, and so nothing to rank by.
pub fn outcome_gap(findings: &Findings, language: Language) -> String {
    let Some(gap) = findings.outcome_gap else {
        return label(Label::NoOutcome, language).to_owned();
    };
    match (gap, language) {
        (OutcomeGap::Unanswered, _) => label(Label::NoOutcome, language).to_owned(),
        (OutcomeGap::Undeclared, Language::Nl) => {
            "Het project noemt geen uitkomst; er is niets om naar te rangschikken. Wat ontbreekt: een score onder [scores], haar kolom onder [source.scores] en outcome = \"die score\". Onderwerpen, thema's, verloop en stijgingen hebben er geen nodig.".to_owned()
        }
        (OutcomeGap::Undeclared, Language::En) => {
            "The project declares no outcome; there is nothing to rank by. What is missing: a score under [scores], its column under [source.scores], and outcome = \"that score\". Topics, themes, series and alerts need none.".to_owned()
        }
        (OutcomeGap::TooFew { least }, Language::Nl) => format!(
            "Minder dan {} mensen in dit deel van het archief gaven een antwoord; hun cijfers worden niet getoond.",
            number::count(least, language)
        ),
        (OutcomeGap::TooFew { least }, Language::En) => format!(
            "Fewer than {} people in this part of the archive gave an answer; their figures are not shown.",
            number::count(least, language)
        ),
        (OutcomeGap::OneCustomer { n }, Language::Nl) => format!(
            "Van {} antwoorden zijn alle of bijna alle van één klant; die zeggen niets over andere klanten.",
            number::count(n, language)
        ),
        (OutcomeGap::OneCustomer { n }, Language::En) => format!(
            "Of {} answers all or nearly all are those of one customer; they say nothing of other customers.",
            number::count(n, language)
        ),
        (OutcomeGap::NoSpread { n: 1 }, Language::Nl) => {
            "Er is één antwoord; dat zegt niets over zijn eigen onzekerheid en er is niets om naar te rangschikken.".to_owned()
        }
        (OutcomeGap::NoSpread { n: 1 }, Language::En) => {
            "There is one answer; it tells nothing of its own doubt, and there is nothing to rank by.".to_owned()
        }
        (OutcomeGap::NoSpread { n }, Language::Nl) => format!(
            "Alle {} antwoorden zijn gelijk; er is geen verschil om uit onderwerpen te verklaren.",
            number::count(n, language)
        ),
        (OutcomeGap::NoSpread { n }, Language::En) => format!(
            "All {} answers are equal; there is no difference for topics to explain.",
            number::count(n, language)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_names_its_filter_and_its_period() {
        let everything = Subset::default();
        assert_eq!(subset_line(&everything, Language::Nl), None);
        let part = Subset {
            filter: Some("segment:mkb".to_owned()),
            period: Some("2025-01-01..2025-02-28".to_owned()),
            ..Subset::default()
        };
        let about = Subset {
            about: vec![Some(About::Service), None],
            ..Subset::default()
        };
        assert_eq!(
            subset_line(&about, Language::Nl).as_deref(),
            Some("Alleen onderwerpen over: de dienstverlening, niet opgegeven.")
        );
        let line = subset_line(&part, Language::Nl).unwrap();
        assert!(
            line.contains("segment:mkb") && line.contains("2025-02-28"),
            "{line}"
        );
    }
}
