use super::words::{reason_text, source_text};
use crate::drivers::{Revision, Treatment};
use crate::report::section::Section;
use crate::report::words::either;
use crate::report::{Language, number};
use crate::study::{CorrectedLabel, LabelErrors};
use crate::units::as_u64;

/// What wrong labels did to the numbers, and what is left after their correction.
pub(super) fn section(found: &LabelErrors, language: Language) -> Section {
    let mut section = Section::titled(either(language, "Fouten in de labels", "Label errors"));
    section.lead.push(source_text(&found.source, language));
    let n = number::count(as_u64(found.n_replicates), language);
    let failed = number::count(as_u64(found.n_failed), language);
    section.lead.push(match language {
        Language::Nl => format!(
            "De factoren hierboven zijn gecorrigeerd; hier staan ze naast de naïeve. Intervallen over {n} gezamenlijke replicaties, waarvan {failed} mislukt."
        ),
        Language::En => format!(
            "The drivers above are corrected; here they stand beside the naive ones. Intervals over {n} joint replicates, of which {failed} failed."
        ),
    });
    if let Some(r2) = found.r2 {
        let r2 = number::interval(&r2, language);
        section.lead.push(match language {
            Language::Nl => format!("R² van het gecorrigeerde model: {r2}."),
            Language::En => format!("R² of the corrected model: {r2}."),
        });
    }
    let names = [
        ("label", "label"),
        ("naïef", "naive"),
        ("gecorrigeerd", "corrected"),
        ("verschil", "change"),
        ("deel naïef", "share naive"),
        ("gecorrigeerd", "corrected"),
        ("bijdrage naïef", "contribution naive"),
        ("gecorrigeerd", "corrected"),
        ("gebleken", "seen"),
    ];
    section.grid.header = names
        .map(|(nl, en)| either(language, nl, en).to_owned())
        .to_vec();
    for column in &found.columns {
        section.push(row(column, language));
    }
    section.notes.push(
        either(
            language,
            "Naïef, gecorrigeerd, verschil: coëfficiënten. Springt eruit: p (normaal) uit de kant van het interval die naar nul wijst, dan Benjamini–Hochberg, 5%.",
            "Naive, corrected, change: coefficients. Stands out: p (normal) from the end of the interval that faces zero, then Benjamini–Hochberg, 5%.",
        )
        .to_owned(),
    );
    section
}

fn row(column: &CorrectedLabel, language: Language) -> Vec<String> {
    let part = |value: f64| number::percentage(value, language);
    let of = |revision: Option<Revision>, which: fn(Revision) -> crate::units::Interval| {
        revision.map_or(number::ABSENT.to_owned(), |revision| {
            number::signed_interval(&which(revision), language)
        })
    };
    vec![
        column.column.clone(),
        of(column.coefficient, |one| one.naive),
        of(column.coefficient, |one| one.corrected),
        of(column.coefficient, |one| one.change),
        part(column.share.naive.estimate),
        format!(
            "{} [{}, {}]",
            part(column.share.corrected.estimate),
            part(column.share.corrected.low),
            part(column.share.corrected.high)
        ),
        of(column.contribution, |one| one.naive),
        of(column.contribution, |one| one.corrected),
        treatment(column.treatment, language),
    ]
}

fn treatment(treatment: Treatment, language: Language) -> String {
    let count = |n: usize| number::count(as_u64(n), language);
    match treatment {
        Treatment::Exact => either(language, "als waar genomen", "taken for true").to_owned(),
        Treatment::Calibrated {
            n_validated,
            n_true_positives,
            n_false_positives,
            n_false_negatives,
            ..
        } => {
            let n = count(n_validated);
            let [hits, extra, missed] =
                [n_true_positives, n_false_positives, n_false_negatives].map(count);
            match language {
                Language::Nl => {
                    format!("{n} nagekeken: {hits} terecht, {extra} onterecht, {missed} gemist")
                }
                Language::En => {
                    format!("{n} checked: {hits} right, {extra} wrong, {missed} missed")
                }
            }
        }
        Treatment::Rates {
            sensitivity,
            specificity,
        } => {
            let (found, clean) = (
                number::fixed(sensitivity, 3, language),
                number::fixed(specificity, 3, language),
            );
            match language {
                Language::Nl => format!("sensitiviteit {found}, specificiteit {clean}"),
                Language::En => format!("sensitivity {found}, specificity {clean}"),
            }
        }
        Treatment::Left(reason) => format!(
            "{}: {}",
            either(language, "niet gecorrigeerd", "not corrected"),
            reason_text(reason, language)
        ),
    }
}
