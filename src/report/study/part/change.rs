use super::head::left_out_lines;
use crate::drivers::Role;
use crate::drivers::waves::{Amount, LeftOut, WhichPeriod, WholeChange};
use crate::report::section::Section;
use crate::report::study::wave_words::wave_caution_text;
use crate::report::study::words::p_text;
use crate::report::words::either;
use crate::report::{Language, number};
use crate::stats::WelchTest;
use crate::study::{NetPromoters, Study, Wave, WaveCaution, WaveChange, WaveColumn};
use crate::units::{Interval, Probability, as_f64, as_u64};
use std::fmt::Write;

/// What changed since an earlier wave, and what the change of the mean outcome is made of.
pub(super) fn change(study: &Study, language: Language) -> Vec<Section> {
    match &study.change {
        None => Vec::new(),
        Some(change) => vec![
            tests(study, change, language),
            division(study, change, language),
        ],
    }
}

fn tests(study: &Study, change: &WaveChange, language: Language) -> Section {
    let mut section = Section::titled(&match language {
        Language::Nl => format!("Verandering sinds {}", change.earlier.label),
        Language::En => format!("Change since {}", change.earlier.label),
    });
    for wave in [&change.earlier, &change.later] {
        section.lead.push(wave_line(wave, language));
    }
    let earlier = left_out_lines(&change.earlier.account, language);
    section.lead.extend(
        earlier
            .into_iter()
            .map(|line| format!("{}: {line}", change.earlier.label)),
    );
    section.lead.push(mean_line(study, change, language));
    if let Some(net) = &change.net_promoters {
        section.lead.push(net_line(net, change, language));
    }
    section.lead.push(whole_line(change, language));
    section.grid.header = [
        either(language, "factor", "driver"),
        either(language, "eerder", "earlier"),
        either(language, "nu", "now"),
        either(language, "verschil", "difference"),
        "p",
        either(language, "veranderd", "changed"),
        either(language, "LMG eerder", "LMG earlier"),
        either(language, "LMG nu", "LMG now"),
        either(language, "verschil", "difference"),
    ]
    .map(str::to_owned)
    .to_vec();
    let tests = change.comparison.columns.iter();
    let tests: Vec<Interval> = tests.filter_map(|one| Some(one.test?.interval)).collect();
    let of_tests = number::shared_decimals(&tests);
    let shares = change.comparison.drivers.iter();
    let of_shares = shared(shares.map(|driver| driver.share.difference));
    for driver in &change.comparison.drivers {
        let group = &change.groups[driver.group];
        let mut cells = vec![group.name.clone()];
        let single = match group.columns.as_slice() {
            [one] => Some(*one),
            _ => None,
        };
        cells.extend(match single {
            Some(column) => column_cells(change, column, of_tests, language),
            None => vec![String::new(); 3],
        });
        let test = driver.coefficients.test.as_ref().ok();
        cells.push(test.map_or(number::ABSENT.to_owned(), |test| {
            p_text(test.p_value.get(), language)
        }));
        cells.push(yes(driver.stands, language));
        let share = |value| number::fixed(value, 3, language);
        cells.push(share(driver.share.first));
        cells.push(share(driver.share.second));
        cells.push(amount(driver.share.difference, of_shares, language));
        section.push(cells);
        if single.is_none() {
            for &column in &group.columns {
                let mut cells = vec![column_name(change, column, language)];
                cells.extend(column_cells(change, column, of_tests, language));
                let test = change.comparison.columns[column].test;
                cells.push(test.map_or(number::ABSENT.to_owned(), |test| {
                    p_text(test.p_value.get(), language)
                }));
                section.push_part(cells);
            }
        }
    }
    section.notes.push(either(
        language,
        "Verschil: coëfficiënt nu min eerder, met interval. Veranderd: de toets blijft overeind na correctie voor het aantal factoren (Benjamini–Hochberg, 5%).",
        "Difference: coefficient now minus earlier, with interval. Changed: the test stands among those of all drivers (Benjamini–Hochberg, 5%).",
    ).to_owned());
    section.notes.push(either(
        language,
        "LMG: deel van R². Het interval van het verschil zegt hoe zeker het is en is geen toets: belang verandert ook als andere factoren veranderen.",
        "LMG: part of R². The interval of its difference says how steady it is and is no test: importance moves with other drivers too.",
    ).to_owned());
    for caution in &change.cautions {
        let text = wave_caution_text(caution, language);
        // What may make every number wrong stands before the numbers.
        match caution {
            WaveCaution::RangesDiffer { .. } => section.lead.push(text),
            _ => section.notes.push(text),
        }
    }
    section
}

fn wave_line(wave: &Wave, language: Language) -> String {
    let n = number::count(as_u64(wave.account.n_used), language);
    let n_read = number::count(as_u64(wave.account.n_read), language);
    let mean = number::significant(wave.mean_outcome, 3, language);
    let r2 = number::fixed(wave.r2, 3, language);
    let (low, high) = wave.range;
    let range = [low, high].map(|value| number::plain(value, language));
    match language {
        Language::Nl => format!(
            "{}: {n} van {n_read} regels, gemiddeld {mean} (antwoorden van {} tot {}), R² {r2}.",
            wave.label, range[0], range[1]
        ),
        Language::En => format!(
            "{}: {n} of {n_read} rows, mean {mean} (answers from {} to {}), R² {r2}.",
            wave.label, range[0], range[1]
        ),
    }
}

fn mean_line(study: &Study, change: &WaveChange, language: Language) -> String {
    let outcome = &study.question.outcome;
    match &change.comparison.mean_outcome {
        Ok(test) => {
            let text = welch(test, language);
            match language {
                Language::Nl => format!("Gemiddelde {outcome}: {text} (Welch)."),
                Language::En => format!("Mean {outcome}: {text} (Welch)."),
            }
        }
        Err(error) => match language {
            Language::Nl => format!("Het verschil in gemiddelde is niet te toetsen: {error}."),
            Language::En => format!("The difference of means cannot be tested: {error}."),
        },
    }
}

fn welch(test: &WelchTest, language: Language) -> String {
    format!(
        "{}, p {}",
        number::signed_interval(&test.interval, language),
        p_text(test.p_value.get(), language)
    )
}

fn net_line(net: &NetPromoters, change: &WaveChange, language: Language) -> String {
    let difference = number::signed_interval(&net.difference.difference.scaled(100.0), language);
    let z = number::fixed(net.difference.z, 2, language);
    let p = p_text(net.p_value.get(), language);
    let share = |count: usize, wave: &Wave| {
        number::percentage(as_f64(count) / as_f64(wave.account.n_used), language)
    };
    let (up, down) = (
        [
            share(net.earlier.0, &change.earlier),
            share(net.later.0, &change.later),
        ],
        [
            share(net.earlier.1, &change.earlier),
            share(net.later.1, &change.later),
        ],
    );
    match language {
        Language::Nl => format!(
            "NPS, geteld: {difference}, z = {z}, p {p} (promotors {} → {}, criticasters {} → {}).",
            up[0], up[1], down[0], down[1]
        ),
        Language::En => format!(
            "NPS by counts: {difference}, z = {z}, p {p} (promoters {} → {}, detractors {} → {}).",
            up[0], up[1], down[0], down[1]
        ),
    }
}

fn whole_line(change: &WaveChange, language: Language) -> String {
    let level = change.false_discoveries;
    let part = |whole: &WholeChange| match &whole.test {
        Ok(test) => {
            let p = p_text(test.p_value.get(), language);
            let f = number::significant(test.f, 3, language);
            let (n, df) = (
                number::count(as_u64(test.n_tested), language),
                number::significant(test.degrees_of_freedom, 3, language),
            );
            let verdict = if test.p_value <= level {
                either(language, "veranderd", "changed")
            } else {
                either(language, "geen verandering aangetoond", "no change shown")
            };
            format!("{verdict} (F({n}; {df}) = {f}, p {p})")
        }
        Err(error) => format!(
            "{} ({error})",
            either(language, "niet te toetsen", "cannot be tested")
        ),
    };
    let mut text = format!(
        "{}: {}.",
        either(
            language,
            "Gewicht van alle factoren samen",
            "Weight of all drivers together"
        ),
        part(&change.comparison.all_drivers)
    );
    let has_controls = change
        .columns
        .iter()
        .any(|column| column.role == Role::Control);
    if has_controls {
        let _ = write!(
            text,
            " {}: {}.",
            either(language, "Met controles", "With controls"),
            part(&change.comparison.all_columns)
        );
    }
    let untested = &change.comparison.all_drivers.left_out;
    if !untested.is_empty() {
        let names: Vec<String> = untested
            .iter()
            .map(|one| {
                let (column, why) = match one {
                    LeftOut::NoCoefficient { column } => (
                        column,
                        either(
                            language,
                            "in een golf geen coëfficiënt",
                            "no coefficient in a wave",
                        ),
                    ),
                    LeftOut::NoDoubt { column } => (
                        column,
                        either(
                            language,
                            "hangt in een golf aan één waarneming",
                            "hangs on one observation in a wave",
                        ),
                    ),
                };
                format!("{} ({why})", change.columns[*column].name)
            })
            .collect();
        let _ = write!(
            text,
            " {}: {}.",
            either(language, "Niet getoetst", "Not tested"),
            names.join(", ")
        );
    }
    text
}

/// Coefficient earlier, now, and their difference.
fn column_cells(
    change: &WaveChange,
    column: usize,
    shared: usize,
    language: Language,
) -> Vec<String> {
    let found = &change.comparison.columns[column];
    let value = |value: Option<f64>| {
        value.map_or_else(
            || either(language, "afwezig", "absent").to_owned(),
            |value| number::signed(value, shared, language),
        )
    };
    vec![
        value(found.first),
        value(found.second),
        found.test.map_or(number::ABSENT.to_owned(), |test| {
            number::signed_interval_at(&test.interval, shared, language)
        }),
    ]
}

/// The name of a column, and to what it is compared.
pub(super) fn against(name: &str, reference: Option<&str>, language: Language) -> String {
    reference.map_or_else(
        || name.to_owned(),
        |reference| {
            let against = either(language, "tegenover", "against");
            format!("{name} ({against} {reference})")
        },
    )
}

fn column_name(change: &WaveChange, column: usize, language: Language) -> String {
    let column = &change.columns[column];
    against(&column.name, column.reference.as_deref(), language)
}

fn division(study: &Study, change: &WaveChange, language: Language) -> Section {
    let mut section = Section::titled(either(
        language,
        "Waaruit de verandering bestaat",
        "What the change is made of",
    ));
    let parts = &change.decomposition;
    section.grid.header = [
        either(language, "factor", "driver"),
        either(language, "komt vaker voor", "occurs more"),
        either(language, "weegt zwaarder", "weighs more"),
        either(language, "samen", "together"),
    ]
    .map(str::to_owned)
    .to_vec();
    let drivers = parts.drivers.iter();
    let each = [
        shared(drivers.clone().map(|driver| driver.share)),
        shared(drivers.clone().map(|driver| driver.rate)),
        shared(drivers.map(|driver| driver.total)),
    ];
    for driver in &parts.drivers {
        section.push(vec![
            change.groups[driver.group].name.clone(),
            amount(driver.share, each[0], language),
            amount(driver.rate, each[1], language),
            amount(driver.total, each[2], language),
        ]);
    }
    for control in &parts.controls {
        let name = &change.groups[control.group].name;
        section.push(vec![
            match language {
                Language::Nl => format!("{name} (controle)"),
                Language::En => format!("{name} (control)"),
            },
            amount(control.composition, each[0], language),
            String::new(),
            amount(control.composition, each[2], language),
        ]);
    }
    let rest = either(language, "al het andere", "everything else");
    let sum = either(language, "verandering", "change");
    for (name, one) in [(rest, parts.constant), (sum, parts.change)] {
        section.push(vec![
            name.to_owned(),
            String::new(),
            String::new(),
            amount(one, each[2], language),
        ]);
    }
    let outcome = &study.question.outcome;
    section.notes.push(match language {
        Language::Nl => format!(
            "In punten {outcome}. Vaker: verandering van het gemiddelde maal de coëfficiënt; zwaarder: verandering van de coëfficiënt maal het gemiddelde, beide over de twee golven gemiddeld (Kitagawa–Oaxaca–Blinder). De regels tellen precies op."
        ),
        Language::En => format!(
            "In points of {outcome}. Occurs: change of the mean times the coefficient; weighs: change of the coefficient times the mean, each averaged over both waves (Kitagawa–Oaxaca–Blinder). The lines add up exactly."
        ),
    });
    let driver = |column: &&WaveColumn| column.role == Role::Driver;
    let mut drivers = change.columns.iter().filter(driver);
    if drivers.any(|column| !column.is_mention) {
        section.notes.push(either(
            language,
            "Hoe het verschil tussen \"weegt zwaarder\" en \"al het andere\" valt, hangt af van het nulpunt van een factor: bij 0/1 is dat \"niet genoemd\", bij een cijfer het cijfer 0.",
            "How much goes to \"weighs more\" and how much to \"everything else\" hangs on where a driver has its zero: with 0/1 that is \"not mentioned\", with a rating the rating 0.",
        ).to_owned());
    }
    if parts.borrowed.is_empty() {
        return section;
    }
    for borrowed in &parts.borrowed {
        let name = &change.columns[borrowed.column].name;
        let lacking = match borrowed.from {
            Some(WhichPeriod::First) => Some(&change.later.label),
            Some(WhichPeriod::Second) => Some(&change.earlier.label),
            None => None,
        };
        section.notes.push(match (lacking, language) {
            (Some(wave), Language::Nl) => format!("{name} heeft in {wave} maar één waarde; de coëfficiënt van de andere golf geldt voor beide."),
            (Some(wave), Language::En) => format!("{name} has one value only in {wave}; the coefficient of the other wave serves for both."),
            (None, Language::Nl) => format!("{name} heeft in geen van beide golven een coëfficiënt en telt bij al het andere."),
            (None, Language::En) => format!("{name} has no coefficient in either wave and counts with everything else."),
        });
    }
    section
}

/// A term with its interval, or alone, with the decimals of its column.
fn amount(amount: Amount, shared: usize, language: Language) -> String {
    amount.interval.map_or_else(
        || number::signed(amount.value, shared, language),
        |interval| number::signed_interval_at(&interval, shared, language),
    )
}

/// The decimals of a column of terms.
fn shared(amounts: impl Iterator<Item = Amount>) -> usize {
    let intervals: Vec<Interval> = amounts
        .map(|amount| amount.interval.unwrap_or_else(|| alone(amount.value)))
        .collect();
    number::shared_decimals(&intervals)
}

/// Decimals of a number without an interval.
pub(super) fn decimals(value: f64) -> usize {
    number::decimals_for(&alone(value))
}

fn alone(value: f64) -> Interval {
    Interval {
        low: value,
        estimate: value,
        high: value,
        level: Probability::MAX,
    }
}

pub(super) fn yes(is_so: bool, language: Language) -> String {
    if is_so {
        either(language, "ja", "yes").to_owned()
    } else {
        either(language, "nee", "no").to_owned()
    }
}
