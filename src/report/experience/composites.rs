use super::figure;
use super::words::{self, either};
use crate::report::section::Section;
use crate::report::{Language, number};
use crate::service_levels::experience::{
    Composite, CompositeRow, Experience, Outcome, Part, Target,
};
use crate::units::as_f64;
use std::collections::BTreeSet;

/// Indicators drawn into one figure, or why there is none.
pub(super) fn composites(experience: &Experience, language: Language) -> Section {
    let mut section = Section::titled(either(
        language,
        "Samengesteld, 0 tot 100",
        "Composite, 0 to 100",
    ));
    section.grid.header = [
        either(language, "groep", "group"),
        either(language, "cijfer", "figure"),
        words::part(Part::Outcome, language),
        words::part(Part::Experience, language),
        either(language, "dekking", "coverage"),
        either(language, "doel", "target"),
        either(language, "oordeel", "verdict"),
    ]
    .map(str::to_owned)
    .to_vec();
    for row in &experience.composites {
        section.push(composite_cells(row, language));
    }
    let missing: BTreeSet<Part> = experience
        .composites
        .iter()
        .filter_map(|row| match &row.outcome {
            Outcome::Published(_) => None,
            Outcome::Unpublished { missing_half, .. } => *missing_half,
        })
        .collect();
    section
        .lead
        .extend(missing.into_iter().map(|half| missing_text(half, language)));
    section.notes.push(weights_note(experience, language));
    section.notes.push(
        either(
            language,
            "Geen cijfer als minder dan 60% van het gewicht een cijfer heeft. Het interval voegt die van de onderdelen samen, met hun samenhang over de antwoorden.",
            "No figure where less than 60% of the weight has one. The interval joins those of the parts, with their correlation over the answers.",
        )
        .to_owned(),
    );
    section
}

fn weights_note(experience: &Experience, language: Language) -> String {
    let is_part = |target: &&Target| &*target.indicator != "composite";
    let parts = || experience.targets.iter().filter(is_part);
    let given: f64 = parts().filter_map(|target| target.weight).sum();
    let weight = |target: &Target| {
        let same = parts().filter(|other| other.part == target.part).count();
        target
            .weight
            .map_or(0.5 / as_f64(same), |weight| weight / given)
    };
    let listed: Vec<String> = parts()
        .map(|target| {
            let half = words::part(target.part, language);
            let weight = number::setting(weight(target), language);
            format!("{} ({half}) {weight}", target.id)
        })
        .collect();
    format!(
        "{}: {}.",
        either(language, "Gewichten", "Weights"),
        listed.join(", ")
    )
}

fn composite_cells(row: &CompositeRow, language: Language) -> Vec<String> {
    let mut cells = vec![words::stratum(&row.stratum, language)];
    let absent = || number::ABSENT.to_owned();
    match &row.outcome {
        Outcome::Published(Composite {
            score,
            outcome,
            experience,
            coverage,
            weights: _,
        }) => {
            cells.push(figure::points(score, language));
            for half in [outcome, experience] {
                let text = half.as_ref().map(|half| figure::points(half, language));
                cells.push(text.unwrap_or_else(absent));
            }
            cells.push(number::setting(*coverage, language));
        }
        Outcome::Unpublished { coverage, .. } => {
            cells.extend([absent(), absent(), absent()]);
            cells.push(number::setting(*coverage, language));
        }
    }
    match row.judged.first() {
        Some(judged) => {
            let target = number::plain(judged.value, language);
            cells.push(format!("{} {target}", words::direction(judged.direction)));
            let verdict = match &row.outcome {
                Outcome::Published(_) => words::verdict(judged.verdict, language),
                Outcome::Unpublished { missing_half, .. } => unpublished(*missing_half, language),
            };
            cells.push(verdict.to_owned());
        }
        None => cells.extend([absent(), absent()]),
    }
    cells
}

fn unpublished(missing_half: Option<Part>, language: Language) -> &'static str {
    match missing_half {
        Some(Part::Outcome) => either(
            language,
            "geen indicator van resultaat",
            "no indicator of outcome",
        ),
        Some(Part::Experience) => either(
            language,
            "geen indicator van beleving",
            "no indicator of experience",
        ),
        None => either(language, "te weinig dekking", "too little coverage"),
    }
}

fn missing_text(half: Part, language: Language) -> String {
    let (name, code) = (words::part(half, language), half.as_str());
    match language {
        Language::Nl => format!(
            "Niet te tonen: geen doel hoort bij de helft {name}, die zonder gewichten voor de helft telt. Geef een doel part={code}, of geef alle doelen een gewicht."
        ),
        Language::En => format!(
            "Cannot be shown: no target belongs to the half {name}, which without weights counts for half. Give a target part={code}, or give all targets a weight."
        ),
    }
}
