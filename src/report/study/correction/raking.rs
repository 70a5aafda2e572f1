use crate::report::section::Section;
use crate::report::words::either;
use crate::report::{Language, number};
use crate::study::RakingResult;
use crate::units::as_u64;

/// Weights to known shares, and what they cost.
pub(super) fn section(found: &RakingResult, language: Language) -> Section {
    let mut section = Section::titled(either(
        language,
        "Gewogen naar de populatie",
        "Weighted to the population",
    ));
    let count = |n: usize| number::count(as_u64(n), language);
    let n = count(found.n_rows);
    let effective = number::significant(found.n_effective, 4, language);
    let effect = number::significant(found.design_effect, 3, language);
    let (low, high) = (
        number::significant(found.weights.0, 2, language),
        number::significant(found.weights.1, 2, language),
    );
    section.lead.push(match language {
        Language::Nl => format!(
            "{n} regels, gewogen naar {}: effectief {effective} (ontwerpeffect {effect}). Gewichten van {low} tot {high} maal het gemiddelde.",
            found.file
        ),
        Language::En => format!(
            "{n} rows, weighted to {}: {effective} effective (design effect {effect}). Weights from {low} to {high} times their mean.",
            found.file
        ),
    });
    if let Some((low, high)) = found.bounds {
        let at = count(found.n_at_bounds);
        let (low, high) = (number::plain(low, language), number::plain(high, language));
        section.lead.push(match language {
            Language::Nl => {
                format!("Grenzen {low} en {high} maal het gemiddelde; {at} regels liggen erop.")
            }
            Language::En => {
                format!("Bounds {low} and {high} times the mean; {at} rows lie on them.")
            }
        });
    }
    let names = [
        ("kenmerk", "variable"),
        ("regels", "rows"),
        ("voor", "before"),
        ("populatie", "population"),
        ("na", "after"),
    ];
    section.grid.header = names
        .map(|(nl, en)| either(language, nl, en).to_owned())
        .to_vec();
    for one in &found.margins {
        section.push(vec![
            format!("{} = {}", one.variable, one.category),
            count(one.n),
            number::percentage(one.before, language),
            number::percentage(one.target, language),
            number::percentage(one.achieved, language),
        ]);
    }
    section
}
