use crate::drivers::CrossValidated;
use crate::report::section::Section;
use crate::report::study::words::{left_out_text, standing_text};
use crate::report::words::either;
use crate::report::{Language, number};
use crate::study::{Account, LinearModel, Model, Study};
use crate::units::as_u64;

/// What was studied, on how many rows, how well it explains, and what the whole says.
pub(super) fn head(study: &Study, language: Language) -> Section {
    let mut section = Section::default();
    let n = number::count(as_u64(study.account.n_used), language);
    let n_read = number::count(as_u64(study.account.n_read), language);
    let mean = number::significant(study.mean_outcome, 3, language);
    let outcome = &study.question.outcome;
    section.lead.push(match (&study.model, language) {
        (Model::Correlations(_), Language::Nl) => format!("Wat beweegt {outcome}?"),
        (Model::Correlations(_), Language::En) => format!("What moves {outcome}?"),
        (_, Language::Nl) => {
            format!("Wat beweegt {outcome}? {n} van {n_read} regels, gemiddeld {mean}.")
        }
        (_, Language::En) => format!("What moves {outcome}? {n} of {n_read} rows, mean {mean}."),
    });
    section
        .lead
        .extend(left_out_lines(&study.account, language));
    section.lead.push(match &study.model {
        Model::Linear(model) => explained(model, language),
        Model::Correlations(model) => {
            let r2 = number::fixed(model.r2, 3, language);
            match language {
                Language::Nl => format!("R² {r2}, uit een correlatiematrix."),
                Language::En => format!("R² {r2}, from a correlation matrix."),
            }
        }
        Model::Categorical(model) => {
            let r2 = number::fixed(model.quality.mcfadden_r2, 3, language);
            let held_out = not_seen(
                model.held_out.map(|found| found.whole),
                model.held_out,
                language,
            );
            match language {
                Language::Nl => format!(
                    "McFadden-R² {r2} (op antwoorden die het model niet zag {held_out}); 0,2 tot 0,4 is al een heel goed model."
                ),
                Language::En => format!(
                    "McFadden R² {r2} (on answers not seen {held_out}); 0.2 to 0.4 is already a very good model."
                ),
            }
        }
    });
    section
        .lead
        .push(standing_text(study.standing, language).to_owned());
    section
}

fn explained(model: &LinearModel, language: Language) -> String {
    let explained = &model.explained;
    let r2 = |value: f64| number::fixed(value, 3, language);
    let held_out = not_seen(explained.r2_cross_validated, explained.held_out, language);
    let (fitted, adjusted) = (r2(explained.r2), r2(explained.r2_adjusted));
    match language {
        Language::Nl => format!(
            "R² {fitted} (gecorrigeerd {adjusted}, op antwoorden die het model niet zag {held_out})."
        ),
        Language::En => {
            format!("R² {fitted} (adjusted {adjusted}, on answers not seen {held_out}).")
        }
    }
}

/// R² on answers that were not seen, with its spread over dealings.
fn not_seen(value: Option<f64>, found: Option<CrossValidated>, language: Language) -> String {
    // A model may be worse than the mean without end; how much worse says nothing.
    let text = match value {
        None => number::ABSENT.to_owned(),
        Some(value) if value < 0.0 => "< 0".to_owned(),
        Some(value) => number::fixed(value, 3, language),
    };
    match found {
        Some(found) if found.spread.is_finite() => {
            let of = either(language, "keer verdeeld", "dealings");
            let (spread, n) = (number::fixed(found.spread, 3, language), found.n_dealings);
            format!("{text} ± {spread}, {n} {of}")
        }
        _ => text,
    }
}

/// One line per reason for which rows are left out.
pub(super) fn left_out_lines(account: &Account, language: Language) -> Vec<String> {
    let lines = account.left_out.iter().map(|((reason, column), n)| {
        let n = number::count(as_u64(*n), language);
        let reason = left_out_text(*reason, language);
        let of = match column.as_str() {
            "" => String::new(),
            column => format!(" ({column})"),
        };
        let left_out = either(language, "Weggelaten", "Left out");
        format!("{left_out}: {n}, {reason}{of}.")
    });
    lines.collect()
}
