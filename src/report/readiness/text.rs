use super::ReadinessReport;
use super::words::{condition, dimension, readiness};
use crate::report::Language;
use crate::report::calls::counted;
use crate::report::number;
use crate::report::people::missing;
use crate::report::section::{Section, listing};
use crate::report::words::either;
use crate::service_levels::readiness::{Condition, Dimension, Finding, HIGHEST};
use crate::units::as_f64;

/// The assessment for a terminal, what blocks first.
pub fn readiness_text(report: &ReadinessReport<'_>, language: Language) -> String {
    let mut head = Section::default();
    head.lead.push(format!(
        "{}: {} ({})",
        report.project,
        readiness(report.found.overall, language),
        report.as_of,
    ));
    if let Some(by) = report
        .questionnaire
        .and_then(|one| one.answered_by.as_deref())
    {
        head.lead.push(format!(
            "{}: {by}",
            either(
                language,
                "Vragenlijst ingevuld door",
                "Questionnaire answered by"
            )
        ));
    }
    let mut sections = vec![head];
    for one in &report.found.dimensions {
        let mut section = Section::titled(&format!(
            "{}: {}",
            dimension(one.dimension, language),
            readiness(one.readiness, language)
        ));
        let is_said = matches!(one.dimension, Dimension::Said(_));
        if is_said && report.questionnaire.is_none() {
            let lead = either(
                language,
                "Niet gevraagd: geef --questionnaire FILE met de vijf antwoorden.",
                "Not asked: give --questionnaire FILE with the five answers.",
            );
            section.lead.push(lead.to_owned());
        } else {
            // Sentences are longer than a column of a table bears.
            let lines = one.conditions.iter().map(|one| line(one, language));
            section.lead.extend(lines);
        }
        sections.push(section);
    }
    let cautions = [
        either(
            language,
            "De zwakste voorwaarde bepaalt een dimensie, de zwakste dimensie het geheel; wat niemand kan zeggen is nooit klaar.",
            "The weakest condition decides a dimension, the weakest dimension the whole; what nobody can tell is never ready.",
        ),
        either(
            language,
            "Antwoorden op stellingen zijn oordelen van wie ze invulde, geen metingen.",
            "Answers to statements are opinions of whoever gave them, not measurements.",
        ),
    ];
    listing(&sections, cautions.map(str::to_owned).into_iter(), language)
}

fn line(one: &Condition, language: Language) -> String {
    format!(
        "  {:<11}  {}: {}",
        readiness(one.readiness, language),
        condition(one.name, language).trim_end_matches('.'),
        finding(&one.finding, language),
    )
}

fn finding(finding: &Finding, language: Language) -> String {
    let words = |nl: &str, en: &str| either(language, nl, en).to_owned();
    match finding {
        Finding::Unknown => words("niet te zeggen", "cannot tell"),
        Finding::NotNeeded => words("niet nodig", "not needed"),
        Finding::Absent => words("niet opgegeven", "not stated"),
        Finding::Unusable(why) => {
            format!(
                "{}: {why}",
                either(language, "niet te gebruiken", "cannot be used")
            )
        }
        Finding::Days(first, last) => {
            format!("{first} {} {last}", either(language, "tot en met", "to"))
        }
        Finding::Part(share, least) => {
            let part = as_f64(share.n) / as_f64(share.of);
            format!(
                "{} ({} {} {}), {} {}",
                number::percentage(part, language),
                counted(share.n, language),
                either(language, "van", "of"),
                counted(share.of, language),
                either(language, "nodig", "needed"),
                number::setting(*least, language),
            )
        }
        Finding::Sample(interval, n) => format!(
            "{} ({}-{}), {} {}",
            number::percentage(interval.estimate, language),
            number::percentage(interval.low, language),
            number::percentage(interval.high, language),
            either(language, "nagekeken", "checked"),
            counted(*n, language),
        ),
        Finding::Answers(n, needed) => format!(
            "{} {} {}",
            counted(*n, language),
            either(language, "van de nodige", "of the needed"),
            counted(*needed, language),
        ),
        Finding::NoMargin(n) => format!(
            "{}; {}",
            counted(*n, language),
            either(
                language,
                "niet te zeggen zonder readiness.margin_points",
                "cannot tell without readiness.margin_points",
            )
        ),
        Finding::Frozen(day) => day.to_string(),
        Finding::Named(name) => name.clone(),
        Finding::Governance(lacks) if lacks.is_empty() => words("geregeld", "settled"),
        Finding::Governance(lacks) => {
            let lacks: Vec<String> = lacks.iter().map(|one| missing(one, language)).collect();
            lacks.join("; ")
        }
        Finding::Statement(answer) => {
            format!("{answer} {} {HIGHEST}", either(language, "van", "of"))
        }
    }
}
