use super::change::{against, decimals, yes};
use super::head::left_out_lines;
use crate::disclosure::Reason;
use crate::drivers::waves::{ColumnDrift, Drift, DriftReport, Measured};
use crate::report::section::Section;
use crate::report::study::clock::age_words;
use crate::report::study::wave_words::{sign_text, wave_caution_text};
use crate::report::study::words::p_text;
use crate::report::words::{either, suppressed};
use crate::report::{Language, number};
use crate::study::MeasuredWave;
use crate::units::{Interval, as_u64};

/// A wave measured with a frozen model.
pub(in crate::report::study) fn measurement(
    measured: &MeasuredWave,
    language: Language,
) -> Vec<Section> {
    vec![
        head(measured, language),
        outcome(measured, language),
        drivers(measured, language),
        drift(measured, language),
    ]
}

fn head(measured: &MeasuredWave, language: Language) -> Section {
    let mut section = Section::default();
    let label = &measured.model.frozen.label;
    let (name, version, date) = (&label.name, &label.version, label.date);
    let outcome = &measured.model.outcome;
    let count = |n: usize| number::count(as_u64(n), language);
    let age = age_words(measured, language);
    let n_model = count(measured.model.frozen.n_observations);
    section.lead.push(match language {
        Language::Nl => format!("{outcome}, gemeten met het vastgezette model ‘{name}’, versie {version} van {date} (n = {n_model}), {age}. Er is niets opnieuw geschat."),
        Language::En => format!("{outcome}, measured with the frozen model “{name}”, version {version} of {date} (n = {n_model}), {age}. Nothing was fitted."),
    });
    let (n, n_read) = (
        count(measured.account.n_used),
        count(measured.account.n_read),
    );
    let file = &measured.file;
    section.lead.push(match language {
        Language::Nl => format!("{file}: {n} van {n_read} regels."),
        Language::En => format!("{file}: {n} of {n_read} rows."),
    });
    section
        .lead
        .extend(left_out_lines(&measured.account, language));
    if measured.is_old {
        section.lead.push(
            either(
                language,
                "LET OP: dit model is een jaar oud of ouder. Schat een nieuw model en zet het vast.",
                "ATTENTION: this model is a year old or older. Fit a new one and freeze it.",
            )
            .to_owned(),
        );
    }
    if let Ok(DriftReport {
        drift: Drift::Shown(signs),
        ..
    }) = &measured.drift
    {
        let signs: Vec<&str> = signs
            .iter()
            .map(|sign| sign_text(*sign, language))
            .collect();
        let signs = signs.join("; ");
        section.lead.push(match language {
            Language::Nl => format!("LET OP: het model klopt niet meer voor deze golf: {signs}. Lees de bijdragen hieronder niet als die van nu."),
            Language::En => format!("ATTENTION: the model does not hold for this wave: {signs}. Do not read the contributions below as those of today."),
        });
    }
    let cautions = measured.cautions.iter();
    section
        .lead
        .extend(cautions.map(|caution| wave_caution_text(caution, language)));
    section
}

fn outcome(measured: &MeasuredWave, language: Language) -> Section {
    let found = &measured.measurement;
    let mut section = Section::titled(either(
        language,
        "Verwacht en gemeten",
        "Expected and realised",
    ));
    section.grid.header = header(
        either(language, "gemiddelde", "mean outcome"),
        either(language, "bij vastzetten", "when frozen"),
        language,
    );
    section.push(row(
        either(language, "verwacht", "expected"),
        &found.expected,
        language,
    ));
    let frozen = measured.model.frozen.mean_outcome;
    section.push(vec![
        either(language, "gemeten", "realised").to_owned(),
        number::fixed(frozen, decimals(frozen), language),
        found.realised_interval.map_or_else(
            || number::fixed(found.realised, decimals(found.realised), language),
            |interval| number::interval(&interval, language),
        ),
    ]);
    section.push(row(
        either(language, "gemeten min verwacht", "realised minus expected"),
        &found.surprise,
        language,
    ));
    section.notes.push(bounds_note(measured, language));
    section
}

fn bounds_note(measured: &MeasuredWave, language: Language) -> String {
    let level = number::setting(measured.level.get(), language);
    let on_scale = match measured.model.scale.range() {
        None => "",
        Some(_) => either(
            language,
            " Die van verwacht en gemeten gaan over de logit van de plaats op de schaal en blijven daarop.",
            " Those of expected and realised are of the logit of the place on the scale, and stay on it.",
        ),
    };
    match language {
        Language::Nl => format!(
            "Intervallen van {level}. Vast: de coëfficiënten als bekend genomen, om een model door de tijd te volgen. Onzeker: met de onzekerheid van de coëfficiënten erbij, om over de factoren zelf te spreken.{on_scale}"
        ),
        Language::En => format!(
            "Intervals of {level}. Held: coefficients taken as known, to follow one model over time. Uncertain: with the doubt of the coefficients, to speak of the drivers themselves.{on_scale}"
        ),
    }
}

fn header(first: &str, frozen: &str, language: Language) -> Vec<String> {
    [
        first,
        frozen,
        either(language, "nu, vast", "now, held"),
        either(language, "nu, onzeker", "now, uncertain"),
    ]
    .map(str::to_owned)
    .to_vec()
}

fn row(name: &str, measured: &Measured, language: Language) -> Vec<String> {
    let interval = |interval: Option<Interval>| {
        interval.map_or_else(
            || number::fixed(measured.value, decimals(measured.value), language),
            |interval| number::interval(&interval, language),
        )
    };
    vec![
        name.to_owned(),
        number::fixed(measured.frozen, decimals(measured.frozen), language),
        interval(measured.held_fixed),
        measured
            .with_coefficients
            .map_or(number::ABSENT.to_owned(), |interval| {
                number::interval(&interval, language)
            }),
    ]
}

/// The contribution when the model was frozen, and why that of now is not told.
fn untold_row(name: &str, then: &Measured, reason: Reason, language: Language) -> Vec<String> {
    vec![
        name.to_owned(),
        number::fixed(then.frozen, decimals(then.frozen), language),
        suppressed(reason, language).to_owned(),
        number::ABSENT.to_owned(),
    ]
}

fn drivers(measured: &MeasuredWave, language: Language) -> Section {
    let found = &measured.measurement;
    let mut section = Section::titled(either(language, "Factoren", "Drivers"));
    section.grid.header = header(
        either(language, "bijdrage", "contribution"),
        either(language, "bij vastzetten", "when frozen"),
        language,
    );
    section.grid.header.extend([
        either(language, "gemiddelde toen", "mean then").to_owned(),
        either(language, "gemiddelde nu", "mean now").to_owned(),
        "n ≠ 0".to_owned(),
    ]);
    for (group, contribution, untold) in measured.contributions() {
        let mut cells = match untold {
            None => row(&group.name, contribution, language),
            Some(reason) => untold_row(&group.name, contribution, reason, language),
        };
        let single = matches!(group.columns.as_slice(), [_]);
        if single {
            cells.extend(mean_cells(measured, group.columns[0], language));
        }
        section.push(cells);
        if !single {
            for &column in &group.columns {
                let name = against(
                    measured.column(column),
                    measured.reference(column),
                    language,
                );
                let mut cells = vec![name, String::new(), String::new(), String::new()];
                cells.extend(mean_cells(measured, column, language));
                section.push_part(cells);
            }
        }
    }
    let outcome = &measured.model.outcome;
    section.notes.push(match language {
        Language::Nl => {
            format!("Bijdrage: vastgezette coëfficiënt maal gemiddelde, in punten {outcome}.")
        }
        Language::En => {
            format!("Contribution: frozen coefficient times mean, in points of {outcome}.")
        }
    });
    let unknown: Vec<&str> = found
        .columns
        .iter()
        .filter(|column| column.is_unknown_to_model)
        .map(|column| measured.column(column.column))
        .collect();
    if !unknown.is_empty() {
        let names = unknown.join(", ");
        section.notes.push(match language {
            Language::Nl => format!("Het model heeft geen coëfficiënt voor {names}: wat die doen, staat in geen bijdrage."),
            Language::En => format!("The model has no coefficient for {names}: what they do is in no contribution."),
        });
    }
    section
}

fn mean_cells(measured: &MeasuredWave, column: usize, language: Language) -> Vec<String> {
    let frozen_mean = measured.measurement.columns[column].frozen_mean;
    let frozen_mean = number::fixed(frozen_mean, decimals(frozen_mean), language);
    let found = match measured.told_column(column) {
        Ok(found) => found,
        Err(reason) => {
            let why = suppressed(reason, language).to_owned();
            return vec![frozen_mean, why, number::ABSENT.to_owned()];
        }
    };
    vec![
        frozen_mean,
        found.interval.map_or_else(
            || number::fixed(found.mean, decimals(found.mean), language),
            |interval| number::interval(&interval, language),
        ),
        number::count(as_u64(found.n_mentions), language),
    ]
}

fn drift(measured: &MeasuredWave, language: Language) -> Section {
    let mut section = Section::titled(either(
        language,
        "Klopt het model nog?",
        "Does the model still hold?",
    ));
    let report = match &measured.drift {
        Ok(report) => report,
        Err(error) => {
            section.lead.push(format!(
                "{}: {error}.",
                either(language, "Niet te toetsen", "Cannot be tested")
            ));
            return section;
        }
    };
    let p = p_text(report.p_value.get(), language);
    section.lead.push(match (&report.drift, language) {
        (Drift::Shown(_), Language::Nl) => format!("Nee: een verschuiving is aangetoond (p {p} over drie toetsen samen)."),
        (Drift::Shown(_), Language::En) => format!("No: drift is shown (p {p} over three tests together)."),
        (Drift::NotShown, Language::Nl) => format!("Er is geen verschuiving aangetoond (p {p} over drie toetsen samen). Bij weinig antwoorden zegt dat weinig: kijk hoe breed de intervallen zijn."),
        (Drift::NotShown, Language::En) => format!("No drift is shown (p {p} over three tests together). With few answers that says little: look how wide the intervals are."),
    });
    match &report.mean_shift {
        Ok(test) => {
            let shift = number::signed_interval(&test.interval, language);
            let p = p_text(test.p_value.get(), language);
            section.lead.push(match language {
                Language::Nl => format!("Gemiddelde: gemeten min verwacht {shift}, p {p}."),
                Language::En => format!("Mean: realised minus expected {shift}, p {p}."),
            });
        }
        Err(error) => section.lead.push(impossible(
            either(language, "Gemiddelde", "Mean"),
            error,
            language,
        )),
    }
    match &report.calibration {
        Ok(found) => {
            let slope = number::fixed(found.slope, 3, language);
            let error = number::fixed(found.slope_error, 3, language);
            let without = number::fixed(found.slope_without_drift, 3, language);
            let p = p_text(found.test.p_value.get(), language);
            section.lead.push(match language {
                Language::Nl => format!("IJking: een verwacht punt meer gaat samen met {slope} gemeten punten (standaardfout {error}; zonder verschuiving {without}), p {p}."),
                Language::En => format!("Calibration: a point more expected goes with {slope} points realised (error {error}; without drift {without}), p {p}."),
            });
        }
        Err(error) => section.lead.push(impossible(
            either(language, "IJking", "Calibration"),
            error,
            language,
        )),
    }
    if let Some(p) = report.columns_p_value {
        let p = p_text(p.get(), language);
        section.lead.push(match language {
            Language::Nl => format!("Factoren: p {p} over alle samen (Simes)."),
            Language::En => format!("Drivers: p {p} over all together (Simes)."),
        });
    }
    section.grid.header = [
        either(language, "factor", "driver"),
        either(
            language,
            "wat het model mist, per eenheid",
            "what the model misses, per unit",
        ),
        "p",
        either(language, "blijft overeind", "stands"),
    ]
    .map(str::to_owned)
    .to_vec();
    for column in &report.columns {
        section.push(drift_row(measured, column, language));
    }
    section.notes.push(either(
        language,
        "Per factor is niets anders gelijk gehouden: een factor die samengaat met een die van gewicht veranderde, beweegt mee.",
        "Per driver nothing else is held: a driver that goes together with one whose weight changed moves too.",
    ).to_owned());
    section
}

/// What the model misses of a column and whether that stands, or why it is not told.
fn drift_row(measured: &MeasuredWave, column: &ColumnDrift, language: Language) -> Vec<String> {
    let name = against(
        measured.column(column.column),
        measured.reference(column.column),
        language,
    );
    let absent = || number::ABSENT.to_owned();
    match measured.told_drift(column).map(|column| column.test) {
        Err(reason) => vec![name, suppressed(reason, language).to_owned(), absent()],
        Ok(None) => vec![name, absent(), absent()],
        Ok(Some(test)) => vec![
            name,
            number::signed_interval(&test.interval, language),
            p_text(test.p_value.get(), language),
            yes(column.stands, language),
        ],
    }
}

fn impossible(what: &str, error: &crate::drivers::Error, language: Language) -> String {
    let cannot = either(language, "niet te toetsen", "cannot be tested");
    format!("{what}: {cannot}, {error}.")
}
