use crate::report::section::Section;
use crate::report::study::words::p_said;
use crate::report::words::either;
use crate::report::{Language, number};
use crate::study::{CaptionedCell, CoefficientResult, GivenBand, SelectionResult, Study};
use crate::units::as_u64;

/// Most cells that are printed one by one.
const CELLS: usize = 24;

/// Who comments, and what weighting for it did.
pub(super) fn sections(study: &Study, found: &SelectionResult, language: Language) -> [Section; 2] {
    [
        who(found, &study.question.outcome, language),
        what_it_did(study, found, language),
    ]
}

fn who(found: &SelectionResult, outcome: &str, language: Language) -> Section {
    let mut section = Section::titled(either(language, "Wie toelicht", "Who comments"));
    let count = |n: usize| number::count(as_u64(n), language);
    let (n, of) = (count(found.n_commenters), count(found.n_respondents));
    let (before, after) = (
        number::significant(found.n_effective_before, 4, language),
        number::significant(found.n_effective_after, 4, language),
    );
    section.lead.push(match language {
        Language::Nl => format!(
            "{n} van {of} respondenten geven een toelichting ({}). Zij staan voor allen, gewogen met 1 gedeeld door hoe vaak hun cel toelicht: effectief {after} in plaats van {before}.",
            found.column
        ),
        Language::En => format!(
            "{n} of {of} respondents leave a comment ({}). They stand for all, weighted by 1 over how often their cell comments: {after} effective instead of {before}.",
            found.column
        ),
    });
    section.lead.push(direction(found, outcome, language));
    let merged = found.n_pairs - found.cells.len();
    if merged > 0 || found.n_capped > 0 {
        let (merged, capped) = (count(merged), count(found.n_capped));
        section.lead.push(match language {
            Language::Nl => format!(
                "Samengevoegd wegens minder dan 20 toelichtingen: {merged} cellen. Afgekapte gewichten: {capped}."
            ),
            Language::En => format!(
                "United for want of 20 comments: {merged} cells. Weights cut: {capped}."
            ),
        });
    }
    let names = [
        ("cel", "cell"),
        ("respondenten", "respondents"),
        ("toelichtingen", "comments"),
        ("deel", "rate"),
        ("gewicht", "weight"),
    ];
    section.grid.header = names
        .map(|(nl, en)| either(language, nl, en).to_owned())
        .to_vec();
    for cell in found.cells.iter().take(CELLS) {
        section.push(vec![
            caption(cell, language),
            count(cell.n_respondents),
            count(cell.n_commenters),
            rate(cell, language),
            number::fixed(cell.weight, 2, language),
        ]);
    }
    if found.cells.len() > CELLS {
        let more = count(found.cells.len() - CELLS);
        section.notes.push(match language {
            Language::Nl => format!("En nog {more} cellen; --format json noemt ze alle."),
            Language::En => format!("And {more} more cells; --format json lists them all."),
        });
    }
    section
}

/// Whether who comments depends on the outcome, and which way.
fn direction(found: &SelectionResult, outcome: &str, language: Language) -> String {
    let Some(test) = found.dependence else {
        return either(
            language,
            "Of toelichten afhangt van de cel, is niet te toetsen.",
            "Whether commenting depends on the cell cannot be tested.",
        )
        .to_owned();
    };
    let p = p_said(test.p_value.get(), language);
    let strength = number::fixed(test.strength, 2, language);
    let depends = test.p_value.get() < 0.05;
    let first = match (language, depends) {
        (Language::Nl, true) => {
            format!("Toelichten hangt af van de cel ({p}, Cramérs V {strength})")
        }
        (Language::Nl, false) => {
            format!(
                "Niet aangetoond is dat toelichten afhangt van de cel ({p}, Cramérs V {strength})"
            )
        }
        (Language::En, true) => {
            format!("Commenting depends on the cell ({p}, Cramér's V {strength})")
        }
        (Language::En, false) => {
            format!("Commenting is not seen to depend on the cell ({p}, Cramér's V {strength})")
        }
    };
    let Some(gap) = found.scores.gap else {
        return format!("{first}.");
    };
    let points = number::signed_interval(&gap, language);
    let who = if gap.high < 0.0 {
        either(
            language,
            "de ontevredenen lichten vaker toe",
            "the dissatisfied comment more",
        )
    } else if gap.low > 0.0 {
        either(
            language,
            "de tevredenen lichten vaker toe",
            "the satisfied comment more",
        )
    } else {
        either(
            language,
            "geen richting te onderscheiden",
            "no direction can be told",
        )
    };
    match language {
        Language::Nl => {
            format!("{first}: {who}; {outcome} van wie toelicht min wie zwijgt {points}.")
        }
        Language::En => {
            format!("{first}: {who}; {outcome} of commenters minus that of the silent {points}.")
        }
    }
}

fn rate(cell: &CaptionedCell, language: Language) -> String {
    let part = |value: f64| number::percentage(value, language);
    format!(
        "{} [{}, {}]",
        part(cell.rate.estimate),
        part(cell.rate.low),
        part(cell.rate.high)
    )
}

/// Segments with their bands: `home: detractors, passives; business: …`.
fn caption(cell: &CaptionedCell, language: Language) -> String {
    let mut parts: Vec<(String, Vec<String>)> = Vec::new();
    for (segment, band) in &cell.members {
        let band = band_text(*band, language);
        match parts.iter_mut().find(|(one, _)| one == segment) {
            Some((_, bands)) => bands.push(band),
            None => parts.push((segment.clone(), vec![band])),
        }
    }
    let worded: Vec<String> = parts
        .into_iter()
        .map(|(segment, bands)| {
            let bands = bands.join(", ");
            if segment.is_empty() {
                bands
            } else {
                format!("{segment}: {bands}")
            }
        })
        .collect();
    let text = worded.join("; ");
    if text.chars().count() <= 60 {
        return text;
    }
    text.chars().take(59).chain(std::iter::once('…')).collect()
}

fn band_text(band: GivenBand, language: Language) -> String {
    let points = |value: f64| number::significant(value, 3, language);
    match band {
        GivenBand::Detractors => either(language, "criticasters", "detractors").to_owned(),
        GivenBand::Passives => either(language, "passieven", "passives").to_owned(),
        GivenBand::Promoters => either(language, "promotors", "promoters").to_owned(),
        GivenBand::Answer(value) => points(value),
        GivenBand::Range(low, high) => format!(
            "{} {} {}",
            points(low),
            either(language, "tot en met", "to"),
            points(high)
        ),
    }
}

/// A band for machines.
pub(super) fn band_code(band: GivenBand) -> String {
    match band {
        GivenBand::Detractors => "detractors".to_owned(),
        GivenBand::Passives => "passives".to_owned(),
        GivenBand::Promoters => "promoters".to_owned(),
        GivenBand::Answer(value) => value.to_string(),
        GivenBand::Range(low, high) => format!("{low}..{high}"),
    }
}

fn what_it_did(study: &Study, found: &SelectionResult, language: Language) -> Section {
    let title = either(
        language,
        "Met en zonder weging voor wie zwijgt",
        "With and without weights for the silent",
    );
    let mut section = Section::titled(title);
    let names = [
        ("factor", "driver"),
        ("alleen wie toelicht", "commenters only"),
        ("voor allen", "for all"),
    ];
    section.grid.header = names
        .map(|(nl, en)| either(language, nl, en).to_owned())
        .to_vec();
    // Where labels were corrected too, the weighted numbers are those before that.
    let labels = study.corrected.labels.as_ref();
    let weighted = labels.map_or(&study.drivers, |labels| &labels.naive);
    for (before, after) in found.unweighted.iter().zip(weighted) {
        let after = match after.columns.as_slice() {
            [one] => one.coefficient,
            _ => None,
        };
        if before.coefficient.is_none() && after.is_none() {
            continue;
        }
        section.push(vec![
            before.name.clone(),
            coefficient(before.coefficient, language),
            coefficient(after, language),
        ]);
    }
    section.notes.push(
        if labels.is_some() {
            either(
                language,
                "Coëfficiënten met interval, beide met de labels voor waar genomen.",
                "Coefficients with interval, both taking labels for true.",
            )
        } else {
            either(
                language,
                "Coëfficiënten met interval.",
                "Coefficients with interval.",
            )
        }
        .to_owned(),
    );
    section
}

fn coefficient(found: Option<CoefficientResult>, language: Language) -> String {
    match found {
        None => number::ABSENT.to_owned(),
        Some(one) => one.interval.map_or_else(
            || number::significant(one.coefficient, 3, language),
            |interval| number::signed_interval(&interval, language),
        ),
    }
}
