use crate::drivers::StandardErrors;
use crate::report::section::short;
use crate::report::section::{NAME_CHARS, Section};
use crate::report::study::words::p_text;
use crate::report::words::either;
use crate::report::{Language, number};
use crate::study::{ColumnResult, DriverResult, Measure, Model, Study};
use crate::units::{Interval, as_u64};

/// The drivers: coefficient, test, importance, place.
pub(super) fn drivers(study: &Study, language: Language) -> Section {
    let mut section = Section::titled(either(language, "Factoren", "Drivers"));
    let with_rank = has_ranks(study);
    section.grid.header = header(study, with_rank, language);
    let intervals: Vec<Interval> = study
        .drivers
        .iter()
        .flat_map(|driver| &driver.columns)
        .filter_map(|column| column.coefficient?.interval)
        .collect();
    let decimals = number::shared_decimals(&intervals);
    for driver in in_order(study) {
        section.push(driver_row(study, driver, decimals, with_rank, language));
        if driver.columns.len() > 1 {
            for column in &driver.columns {
                section.push_part(column_row(column, decimals, language));
            }
        }
    }
    section.notes.extend(notes(study, language));
    let has_test = study.drivers.iter().any(|driver| driver.test.is_some());
    let stands = if has_test || study.corrected.labels.is_some() {
        either(
            language,
            "Springt eruit: een toets die ook bij zeldzame en scheve factoren zijn niveau houdt, strenger dan p, blijft overeind na correctie voor het aantal factoren (Benjamini–Hochberg, 5%).",
            "Stands out: a test that keeps its level for rare and skewed drivers too, stricter than p, stands among those of all drivers (Benjamini–Hochberg, 5%).",
        )
    } else {
        either(
            language,
            "Springt eruit: p blijft overeind na correctie voor het aantal factoren (Benjamini–Hochberg, 5%).",
            "Stands out: p stands among those of all drivers (Benjamini–Hochberg, 5%).",
        )
    };
    section.notes.push(stands.to_owned());
    if with_rank {
        let n = number::count(as_u64(study.settings.n_replicates), language);
        let by = if is_categorical(study) {
            either(
                language,
                "de grootte van de bijdrage",
                "size of contribution",
            )
        } else {
            "LMG"
        };
        section.notes.push(match language {
            Language::Nl => format!(
                "Rang: naar {by}, tussen haakjes de rangen over {n} gezamenlijke replicaties."
            ),
            Language::En => {
                format!("Rank: by {by}, in brackets the ranks over {n} joint replicates.")
            }
        });
    }
    section
}

/// What coefficients and importance are.
fn notes(study: &Study, language: Language) -> Vec<String> {
    let level = number::setting(study.settings.level.get(), language);
    let outcome = &study.question.outcome;
    match &study.model {
        Model::Linear(model) => {
            let errors = match (&study.corrected.labels, &study.corrected.gaps) {
                (Some(_), _) => either(language, "over replicaties", "over replicates").to_owned(),
                (None, Some(gaps)) if gaps.imputed.is_some() => {
                    let errors = errors_text(model.standard_errors, language);
                    format!("{errors}, {}", either(language, "regels van Rubin", "Rubin's rules"))
                }
                (None, _) => errors_text(model.standard_errors, language),
            };
            vec![
                match language {
                    Language::Nl => format!("Coëfficiënt: punten {outcome} per eenheid, al het andere gelijk, met {level}-interval ({errors})."),
                    Language::En => format!("Coefficient: points of {outcome} per unit, everything else held, with {level} interval ({errors})."),
                },
                importance_note(language),
            ]
        }
        Model::Correlations(_) => vec![
            either(
                language,
                "Coëfficiënt: standaardafwijkingen van de uitkomst per standaardafwijking, al het andere gelijk (klassieke standaardfouten).",
                "Coefficient: standard deviations of the outcome per standard deviation, everything else held (classical errors).",
            )
            .to_owned(),
            importance_note(language),
        ],
        Model::Categorical(_) => vec![
            match language {
                Language::Nl => format!(
                    "Coëfficiënt: log-odds van een beter antwoord per eenheid, met {level}-interval. Bijdrage: punten {outcome}."
                ),
                Language::En => format!(
                    "Coefficient: log-odds of a better answer per unit, with {level} interval. Contribution: points of {outcome}."
                ),
            },
            either(
                language,
                "McFadden: deel van McFaddens R² (algemene dominantie). Belang is geen effect.",
                "McFadden: part of McFadden's R² (general dominance). Importance is no effect.",
            )
            .to_owned(),
        ],
    }
}

fn importance_note(language: Language) -> String {
    either(
        language,
        "LMG, Johnson, alleen (naast controles), laatst: delen van R². Aandeel: LMG gedeeld door R². Belang is geen effect.",
        "LMG, Johnson, alone (beside controls), last: parts of R². Share: LMG divided by R². Importance is no effect.",
    )
    .to_owned()
}

/// The measures of the table: those asked for, or that of a categorical model.
fn measures(study: &Study) -> Vec<Measure> {
    let first = study.drivers.first();
    let known = first.map_or_else(Vec::new, |driver| {
        driver.importance.keys().copied().collect()
    });
    let is_told = |measure: &Measure| {
        let of = |driver: &DriverResult| driver.importance.get(measure).copied().flatten();
        study.drivers.iter().any(|driver| of(driver).is_some())
    };
    if study.corrected.labels.is_none() {
        return known;
    }
    known.into_iter().filter(is_told).collect()
}

fn is_categorical(study: &Study) -> bool {
    matches!(study.model, Model::Categorical(_))
}

fn has_ranks(study: &Study) -> bool {
    study.standing.has_ranking() && study.drivers.iter().any(|driver| driver.rank.is_some())
}

fn header(study: &Study, with_rank: bool, language: Language) -> Vec<String> {
    let mut header = vec![
        either(language, "factor", "driver"),
        either(language, "coëfficiënt", "coefficient"),
        "p",
    ];
    if is_categorical(study) {
        header.push(either(language, "bijdrage", "contribution"));
    }
    header.extend(measures(study).iter().map(|measure| match measure {
        Measure::Lmg => "LMG",
        Measure::Johnson => "Johnson",
        Measure::Marginal => either(language, "alleen", "alone"),
        Measure::Last => either(language, "laatst", "last"),
        Measure::McFadden => "McFadden",
    }));
    header.push(either(language, "aandeel", "share"));
    if with_rank {
        header.push(either(language, "rang", "rank"));
    }
    header.push(either(language, "springt eruit", "stands out"));
    header.into_iter().map(str::to_owned).collect()
}

/// Most important first where there is a ranking, else as asked.
pub(in crate::report::study) fn in_order(study: &Study) -> Vec<&DriverResult> {
    let mut drivers: Vec<&DriverResult> = study.drivers.iter().collect();
    if study.standing.has_ranking() {
        let key = |driver: &DriverResult| driver.share.unwrap_or(0.0);
        drivers.sort_by(|a, b| key(b).total_cmp(&key(a)));
    }
    drivers
}

fn driver_row(
    study: &Study,
    driver: &DriverResult,
    decimals: usize,
    with_rank: bool,
    language: Language,
) -> Vec<String> {
    let absent = || number::ABSENT.to_owned();
    let mut row = vec![
        driver.name.clone(),
        match driver.columns.as_slice() {
            [one] => coefficient(one, decimals, language),
            _ => String::new(),
        },
        driver
            .p_value
            .map_or_else(absent, |p| p_text(p.get(), language)),
    ];
    if is_categorical(study) {
        row.push(driver.contribution_interval.map_or_else(
            || number::significant(driver.contribution, 3, language),
            |interval| number::signed_interval(&interval, language),
        ));
    }
    for measure in measures(study) {
        let value = driver.importance.get(&measure).copied().flatten();
        row.push(value.map_or_else(absent, |value| number::fixed(value, 3, language)));
    }
    row.push(
        driver
            .share
            .map_or_else(absent, |share| number::percentage(share, language)),
    );
    if with_rank {
        row.push(driver.rank.as_ref().map_or_else(absent, |rank| {
            let (low, high) = rank.interval;
            if low == high {
                rank.rank.to_string()
            } else {
                format!("{} ({low}–{high})", rank.rank)
            }
        }));
    }
    row.push(if driver.stands {
        either(language, "ja", "yes").to_owned()
    } else {
        either(language, "nee", "no").to_owned()
    });
    row
}

fn column_row(column: &ColumnResult, decimals: usize, language: Language) -> Vec<String> {
    let name = column.reference.as_ref().map_or_else(
        || column.name.clone(),
        |reference| {
            let against = either(language, "tegenover", "against");
            let word = column.name.strip_prefix(&format!("{}=", column.of));
            format!(
                "{} ({against} {})",
                short(word.unwrap_or(&column.name), NAME_CHARS),
                short(reference, NAME_CHARS)
            )
        },
    );
    let p_value = column
        .coefficient
        .and_then(|one| one.p_value)
        .map_or(number::ABSENT.to_owned(), |p| p_text(p.get(), language));
    vec![name, coefficient(column, decimals, language), p_value]
}

fn coefficient(column: &ColumnResult, decimals: usize, language: Language) -> String {
    match column.coefficient {
        None => either(language, "weggelaten", "left out").to_owned(),
        Some(one) => one.interval.map_or_else(
            || number::significant(one.coefficient, 3, language),
            |interval| number::signed_interval_at(&interval, decimals, language),
        ),
    }
}

/// Which standard errors, in brackets behind an interval.
fn errors_text(errors: StandardErrors, language: Language) -> String {
    match errors {
        StandardErrors::Hc3 => "HC3".to_owned(),
        StandardErrors::Cr1 { n_clusters } => {
            let n = number::count(as_u64(n_clusters), language);
            format!("CR1, {n} clusters")
        }
        StandardErrors::Linearised { .. } => either(
            language,
            "gelineariseerd, voor steekproefgewichten",
            "linearised, for sampling weights",
        )
        .to_owned(),
        StandardErrors::Classical => either(language, "klassiek", "classical").to_owned(),
    }
}
