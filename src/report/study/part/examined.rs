use crate::drivers::Finding;
use crate::report::section::Section;
use crate::report::study::words::p_said;
use crate::report::words::either;
use crate::report::{Language, number};
use crate::study::{Aside, Study};
use crate::units::as_u64;

/// What is odd about the data: only what asks for a look.
pub(super) fn examined(study: &Study, language: Language) -> Option<Section> {
    let Aside::Computed(found) = &study.further.examined else {
        return None;
    };
    let place = |row: usize| {
        let place = found.places.iter().find(|place| place.row == row);
        place.map_or(0, |place| place.file_row)
    };
    let name = |column: usize| study.column_names.get(column).cloned().unwrap_or_default();
    // An outcome of two values is all ceiling and floor.
    let ends = &found.examination.ceiling_and_floor;
    let two_valued = ends.share_at_minimum + ends.share_at_maximum > 1.0 - 1e-9;
    let is_end =
        |finding: &&Finding| matches!(finding, Finding::Ceiling { .. } | Finding::Floor { .. });
    let sentences: Vec<String> = found
        .examination
        .findings()
        .iter()
        .filter(|finding| !(two_valued && is_end(finding)))
        .filter_map(|finding| sentence(finding, &name, &place, language))
        .collect();
    if sentences.is_empty() {
        return None;
    }
    let mut section = Section::titled(either(language, "Het bekijken waard", "Worth a look"));
    section.lead = sentences;
    Some(section)
}

/// A finding in words; `None` where a caution says it already.
fn sentence(
    finding: &Finding,
    name: &impl Fn(usize) -> String,
    place: &impl Fn(usize) -> u64,
    language: Language,
) -> Option<String> {
    let shown = |value: f64| number::significant(value, 2, language);
    let share = |value: f64| number::percentage(value, language);
    Some(match (finding, language) {
        (Finding::VarianceInflation { column, factor }, Language::Nl) => format!(
            "{}: variantie-inflatie {}; de andere factoren zeggen bijna hetzelfde.",
            name(*column),
            shown(*factor)
        ),
        (Finding::VarianceInflation { column, factor }, Language::En) => format!(
            "{}: variance inflation {}; the other drivers say nearly the same.",
            name(*column),
            shown(*factor)
        ),
        (Finding::Heteroscedasticity { p_value }, Language::Nl) => format!(
            "De spreiding is niet overal gelijk (Koenker, {}); robuuste standaardfouten zijn daartegen bestand, klassieke niet.",
            p_said(p_value.get(), language)
        ),
        (Finding::Heteroscedasticity { p_value }, Language::En) => format!(
            "The spread is not the same everywhere (Koenker, {}); robust errors withstand that, classical ones do not.",
            p_said(p_value.get(), language)
        ),
        (Finding::FunctionalForm { p_value }, Language::Nl) => format!(
            "Rechte lijnen passen niet helemaal (RESET, {}); bekijk straf en beloning, of een ordinaal model.",
            p_said(p_value.get(), language)
        ),
        (Finding::FunctionalForm { p_value }, Language::En) => format!(
            "Straight lines do not quite fit (RESET, {}); look at penalty and reward, or at an ordinal model.",
            p_said(p_value.get(), language)
        ),
        (
            Finding::InfluentialRow {
                row,
                cooks_distance,
            },
            Language::Nl,
        ) => format!(
            "Regel {} weegt zwaar (afstand van Cook {}).",
            number::count(place(*row), language),
            shown(*cooks_distance)
        ),
        (
            Finding::InfluentialRow {
                row,
                cooks_distance,
            },
            Language::En,
        ) => format!(
            "Row {} weighs heavily (Cook's distance {}).",
            number::count(place(*row), language),
            shown(*cooks_distance)
        ),
        (Finding::CoefficientHangsOnRow { column, row, .. }, Language::Nl) => format!(
            "De coëfficiënt van {} verschuift meer dan één standaardfout zonder regel {}.",
            name(*column),
            number::count(place(*row), language)
        ),
        (Finding::CoefficientHangsOnRow { column, row, .. }, Language::En) => format!(
            "The coefficient of {} moves more than one standard error without row {}.",
            name(*column),
            number::count(place(*row), language)
        ),
        (Finding::Outliers { n, .. }, Language::Nl) => format!(
            "Antwoorden die verder van het model liggen dan toeval verklaart: {}.",
            number::count(as_u64(*n), language)
        ),
        (Finding::Outliers { n, .. }, Language::En) => format!(
            "Answers that lie further from the model than chance explains: {}.",
            number::count(as_u64(*n), language)
        ),
        (Finding::Ceiling { share: part }, Language::Nl) => format!(
            "{} geeft het hoogste antwoord: boven dat plafond is niets te zien.",
            share(*part)
        ),
        (Finding::Ceiling { share: part }, Language::En) => format!(
            "{} give the highest answer: above that ceiling nothing can be seen.",
            share(*part)
        ),
        (Finding::Floor { share: part }, Language::Nl) => format!(
            "{} geeft het laagste antwoord: onder die vloer is niets te zien.",
            share(*part)
        ),
        (Finding::Floor { share: part }, Language::En) => format!(
            "{} give the lowest answer: below that floor nothing can be seen.",
            share(*part)
        ),
        (
            Finding::Condition { .. }
            | Finding::Overlap { .. }
            | Finding::FewRows { .. }
            | Finding::SignConflict { .. },
            _,
        ) => return None,
    })
}
