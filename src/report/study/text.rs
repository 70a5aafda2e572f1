use super::words::{caution_text, either, left_out_text, standing_text};
use crate::drivers::StandardErrors;
use crate::report::Language;
use crate::report::number;
use crate::study::{DriverResult, LinearModel, Measure, Model, Standing, Study};
use crate::units::{Interval, as_u64};
use std::fmt::Write;

/// A study for people, on a terminal.
pub fn text(study: &Study, language: Language) -> String {
    let mut page = String::new();
    head(&mut page, study, language);
    let _ = writeln!(page, "{}\n", standing_text(study.standing, language));
    page.push_str(&table(study, language));
    match &study.model {
        Model::Linear(model) => linear_notes(&mut page, study, model, language),
    }
    cautions(&mut page, study, language);
    page
}

fn head(page: &mut String, study: &Study, language: Language) {
    let n = number::count(as_u64(study.account.n_used), language);
    let n_read = number::count(as_u64(study.account.n_read), language);
    let mean = number::significant(study.mean_outcome, 3, language);
    let outcome = &study.question.outcome;
    let _ = match language {
        Language::Nl => writeln!(
            page,
            "Wat beweegt {outcome}? {n} van {n_read} regels, gemiddeld {mean}."
        ),
        Language::En => writeln!(
            page,
            "What moves {outcome}? {n} of {n_read} rows, mean {mean}."
        ),
    };
    for ((reason, column), n) in &study.account.left_out {
        let n = number::count(as_u64(*n), language);
        let reason = left_out_text(*reason, language);
        let of = if column.is_empty() {
            String::new()
        } else {
            format!(" ({column})")
        };
        let _ = writeln!(
            page,
            "  {}: {n}, {reason}{of}",
            either(language, "weggelaten", "left out")
        );
    }
    let Model::Linear(model) = &study.model;
    let explained = &model.explained;
    let r2 = |value: f64| number::fixed(value, 3, language);
    let held_out = explained
        .r2_cross_validated
        .map_or(number::ABSENT.to_owned(), r2);
    let _ = match language {
        Language::Nl => writeln!(
            page,
            "R² {} (gecorrigeerd {}, op ongeziene antwoorden {held_out}).",
            r2(explained.r2),
            r2(explained.r2_adjusted)
        ),
        Language::En => writeln!(
            page,
            "R² {} (adjusted {}, on answers not seen {held_out}).",
            r2(explained.r2),
            r2(explained.r2_adjusted)
        ),
    };
}

/// Rows of cells with a header, set in columns; the first is text, the others are numbers.
fn set(rows: &[Vec<String>]) -> String {
    let n_columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..n_columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (at, (cell, width)) in row.iter().zip(&widths).enumerate() {
            if at == 0 {
                let _ = write!(line, "{cell:<width$}");
            } else {
                let _ = write!(line, "  {cell:>width$}");
            }
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn table(study: &Study, language: Language) -> String {
    let ranked = study.standing != Standing::NothingExplained;
    let mut header = vec![
        either(language, "factor", "driver").to_owned(),
        either(language, "coëfficiënt", "coefficient").to_owned(),
        "p".to_owned(),
    ];
    for measure in &study.settings.measures {
        header.push(
            match measure {
                Measure::Lmg => "LMG",
                Measure::Johnson => "Johnson",
                Measure::Marginal => either(language, "alleen", "alone"),
                Measure::Last => either(language, "laatst", "last"),
            }
            .to_owned(),
        );
    }
    header.push(either(language, "aandeel", "share").to_owned());
    if ranked && study.drivers.iter().any(|driver| driver.rank.is_some()) {
        header.push(either(language, "plaats", "rank").to_owned());
    }
    header.push(either(language, "springt eruit", "stands out").to_owned());
    let intervals: Vec<Interval> = study
        .drivers
        .iter()
        .flat_map(|driver| &driver.columns)
        .filter_map(|column| column.coefficient?.interval)
        .collect();
    let decimals = number::shared_decimals(&intervals);
    let mut rows = vec![header];
    for driver in in_order(study) {
        rows.extend(driver_rows(study, driver, decimals, ranked, language));
    }
    set(&rows)
}

/// Most important first where there is a ranking, else as asked.
pub(super) fn in_order(study: &Study) -> Vec<&DriverResult> {
    let mut drivers: Vec<&DriverResult> = study.drivers.iter().collect();
    if study.standing != Standing::NothingExplained {
        drivers.sort_by(|a, b| {
            let key = |driver: &DriverResult| driver.share.unwrap_or(0.0);
            key(b).total_cmp(&key(a))
        });
    }
    drivers
}

fn driver_rows(
    study: &Study,
    driver: &DriverResult,
    decimals: usize,
    ranked: bool,
    language: Language,
) -> Vec<Vec<String>> {
    let coefficient = |column: &crate::study::ColumnResult| match column.coefficient {
        None => either(language, "weggelaten", "left out").to_owned(),
        Some(one) => one.interval.map_or_else(
            || number::significant(one.coefficient, 3, language),
            |interval| number::signed_interval_at(&interval, decimals, language),
        ),
    };
    let single = driver.columns.len() == 1;
    let p_value = driver
        .p_value
        .map_or(number::ABSENT.to_owned(), |p| p_text(p.get(), language));
    let mut row = vec![
        driver.name.clone(),
        if single {
            coefficient(&driver.columns[0])
        } else {
            String::new()
        },
        p_value,
    ];
    for value in driver.importance.values() {
        row.push(value.map_or(number::ABSENT.to_owned(), |v| number::fixed(v, 3, language)));
    }
    row.push(driver.share.map_or(number::ABSENT.to_owned(), |share| {
        number::percentage(share, language)
    }));
    if ranked && let Some(rank) = &driver.rank {
        let (low, high) = rank.interval;
        row.push(if low == high {
            format!("{}", rank.rank)
        } else {
            format!("{} ({low}–{high})", rank.rank)
        });
    }
    row.push(
        either(
            language,
            if driver.stands { "ja" } else { "nee" },
            if driver.stands { "yes" } else { "no" },
        )
        .to_owned(),
    );
    let mut rows = vec![row];
    if !single {
        for column in &driver.columns {
            let name = column.reference.as_ref().map_or_else(
                || column.name.clone(),
                |reference| {
                    format!(
                        "{} ({} {reference})",
                        column.name,
                        either(language, "tegenover", "against")
                    )
                },
            );
            let p_value = column
                .coefficient
                .and_then(|one| one.p_value)
                .map_or(number::ABSENT.to_owned(), |p| p_text(p.get(), language));
            rows.push(vec![format!("  {name}"), coefficient(column), p_value]);
        }
    }
    let _ = study;
    rows
}

/// A p-value as it is printed: three decimals, and never zero.
pub(super) fn p_text(p: f64, language: Language) -> String {
    if p < 0.001 {
        format!("<{}", number::fixed(0.001, 3, language))
    } else {
        number::fixed(p, 3, language)
    }
}

fn linear_notes(page: &mut String, study: &Study, model: &LinearModel, language: Language) {
    let level = number::setting(study.settings.level.get(), language);
    let errors = match model.standard_errors {
        StandardErrors::Hc3 => "HC3".to_owned(),
        StandardErrors::Cr1 { n_clusters } => {
            let n = number::count(as_u64(n_clusters), language);
            format!("CR1, {n} clusters")
        }
    };
    let replicates = number::count(as_u64(study.settings.n_replicates), language);
    let _ = match language {
        Language::Nl => writeln!(
            page,
            "\nCoëfficiënt: punten {} per eenheid, al het andere gelijk, met {level}-interval ({errors}).\nLMG, Johnson, alleen, laatst: delen van R²; aandeel is LMG gedeeld door R². Belang is geen effect.\nSpringt eruit: de toets staat tussen die van alle factoren (Benjamini–Hochberg, 5%). {replicates} replicaties.",
            study.question.outcome
        ),
        Language::En => writeln!(
            page,
            "\nCoefficient: points of {} per unit, everything else held, with {level} interval ({errors}).\nLMG, Johnson, alone, last: parts of R²; share is LMG divided by R². Importance is no effect.\nStands out: the test stands among those of all drivers (Benjamini–Hochberg, 5%). {replicates} replicates.",
            study.question.outcome
        ),
    };
}

fn cautions(page: &mut String, study: &Study, language: Language) {
    let _ = writeln!(
        page,
        "\n{}",
        either(language, "Houd in gedachten", "Keep in mind")
    );
    for caution in &study.cautions {
        let _ = writeln!(page, "- {}", caution_text(caution, language));
    }
}
