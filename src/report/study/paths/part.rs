use super::words::{mode_text, name, no_map_text, scheme_code, sign_text};
use crate::drivers::paths::{Measured, PredictionCheck, Sign};
use crate::report::section::Section;
use crate::report::study::words::left_out_text;
use crate::report::words::either;
use crate::report::{Language, number};
use crate::study::paths::{PathMap, PathStudy};
use crate::study::{Aside, LeftOut};
use crate::units::as_u64;
use std::collections::BTreeMap;

/// Decimals of everything standardised.
const DECIMALS: usize = 2;

/// All parts of a path model that people see, in the order in which they are read.
pub(super) fn parts(study: &PathStudy, language: Language) -> Vec<Section> {
    let mut parts = vec![
        head(study, language),
        paths(study, language),
        effects(study, language),
        map(study, language),
        constructs(study, language),
        indicators(study, language),
        pairs(study, language),
    ];
    parts.extend(prediction(study, language));
    parts
}

/// What the study is of.
pub(super) fn title(study: &PathStudy, language: Language) -> String {
    let of = study.target.map_or_else(
        || study.question.drawing.file.clone(),
        |target| name(&study.fit.model, target).to_owned(),
    );
    format!("{} {of}", either(language, "Padmodel van", "Path model of"))
}

fn header(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

fn head(study: &PathStudy, language: Language) -> Section {
    let count = |n: usize| number::count(as_u64(n), language);
    let mut section = Section::default();
    let fit = &study.fit;
    let model = &fit.model;
    let (n, n_read) = (count(study.account.n_used), count(study.account.n_read));
    let (n_constructs, n_indicators, n_paths) = (
        model.constructs().len(),
        model.indicators().len(),
        model.paths().len(),
    );
    let scheme = scheme_code(study.options.scheme);
    section.lead.push(match language {
        Language::Nl => format!("{n} van {n_read} regels; {n_constructs} begrippen, {n_indicators} indicatoren, {n_paths} paden (PLS, schema {scheme})."),
        Language::En => format!("{n} of {n_read} rows; {n_constructs} constructs, {n_indicators} indicators, {n_paths} paths (PLS, scheme {scheme})."),
    });
    section.lead.extend(left_out(study, language));
    if let Some(column) = &study.question.weights {
        let effective = number::fixed(fit.n_effective, 0, language);
        section.lead.push(match language {
            Language::Nl => {
                format!("Gewogen met {column}: zo zeker als {effective} gelijke regels.")
            }
            Language::En => format!("Weighted by {column}: as sure as {effective} equal rows."),
        });
    }
    if let Some(column) = &study.question.cluster {
        let n = count(fit.n_units);
        section.lead.push(match language {
            Language::Nl => format!("Getrokken per {column}: {n} eenheden."),
            Language::En => format!("Resampled by {column}: {n} units."),
        });
    }
    let scales = study.question.drawing.scales.iter();
    let turned: Vec<&str> = model
        .indicators()
        .iter()
        .zip(scales)
        .filter(|(_, scale)| scale.is_some_and(|scale| scale.is_turned))
        .map(|(name, _)| name.as_str())
        .collect();
    if !turned.is_empty() {
        let names = turned.join(", ");
        section.lead.push(match language {
            Language::Nl => format!("Omgedraaid naar de kant van hun begrip: {names}."),
            Language::En => format!("Turned to the side of their construct: {names}."),
        });
    }
    let explained = study
        .target
        .and_then(|target| study.constructs[target].r2.map(|r2| (target, r2)));
    if let Some((target, r2)) = explained {
        let of = name(model, target);
        let r2 = plain(Some(r2), language);
        section.lead.push(match language {
            Language::Nl => format!("R² van {of}: {r2}."),
            Language::En => format!("R² of {of}: {r2}."),
        });
    }
    section
}

/// The rows left out, one line per reason with its columns, most rows first.
fn left_out(study: &PathStudy, language: Language) -> Vec<String> {
    let mut reasons: BTreeMap<LeftOut, Vec<(&str, usize)>> = BTreeMap::new();
    for ((reason, column), &n) in &study.account.left_out {
        reasons.entry(*reason).or_default().push((column, n));
    }
    let count = |n: usize| number::count(as_u64(n), language);
    let line = |(reason, mut columns): (LeftOut, Vec<(&str, usize)>)| {
        columns.sort_by_key(|&(_, n)| std::cmp::Reverse(n));
        let total = columns.iter().map(|&(_, n)| n).sum();
        let named = columns.iter().filter(|(column, _)| !column.is_empty());
        let list: Vec<String> = named
            .map(|&(column, n)| format!("{column} {}", count(n)))
            .collect();
        let list = if list.is_empty() {
            String::new()
        } else {
            format!(" ({})", list.join(", "))
        };
        format!(
            "{}: {}, {}{list}.",
            either(language, "Weggelaten", "Left out"),
            count(total),
            left_out_text(reason, language)
        )
    };
    reasons.into_iter().map(line).collect()
}

fn paths(study: &PathStudy, language: Language) -> Section {
    let model = &study.fit.model;
    let mut section = Section::titled(either(language, "Paden", "Paths"));
    section.grid.header = header(&[
        either(language, "pad", "path"),
        either(language, "coëfficiënt", "coefficient"),
        either(language, "teken", "sign"),
        "f²",
        "VIF",
        either(language, "gecorrigeerd", "corrected"),
    ]);
    for path in &study.paths {
        let effect = &path.effect;
        section.push(vec![
            format!("{} → {}", name(model, effect.from), name(model, effect.to)),
            signed(effect.direct, language),
            sign_text(path.sign, language).to_owned(),
            plain(effect.f2, language),
            bare(effect.inflation, language),
            signed(effect.consistent, language),
        ]);
    }
    let level = number::setting(study.options.level.get(), language);
    section.notes.push(match &study.fit.replicates {
        Some(drawn) => {
            let n = number::count(as_u64(drawn.n_drawn), language);
            match language {
                Language::Nl => format!("Coëfficiënt: standaardafwijkingen per standaardafwijking, de andere oorzaken van hetzelfde begrip gelijk, met {level}-interval over {n} replicaties."),
                Language::En => format!("Coefficient: standard deviations per standard deviation, other causes of the same construct held, with {level} interval over {n} replicates."),
            }
        }
        None => either(
            language,
            "Coëfficiënt: standaardafwijkingen per standaardafwijking, de andere oorzaken van hetzelfde begrip gelijk.",
            "Coefficient: standard deviations per standard deviation, other causes of the same construct held.",
        )
        .to_owned(),
    });
    section.notes.push(
        either(
            language,
            "Teken: + of − als het hele interval aan één kant van nul ligt; elk pad apart, zonder correctie voor hun aantal.",
            "Sign: + or − when the whole interval lies on one side of zero; each path by itself, not corrected for their number.",
        )
        .to_owned(),
    );
    section.notes.push(
        either(
            language,
            "f²: wat het pad aan R² toevoegt, tegenover wat onverklaard blijft; nooit onder nul, dus het interval toetst niets. Gecorrigeerd: zonder meetfout, als de indicatoren van elk begrip met modus A één ding meten.",
            "f²: what the path adds to R², against what stays unexplained; never below zero, so its interval tests nothing. Corrected: without measurement error, if the indicators of each construct of mode A measure one thing.",
        )
        .to_owned(),
    );
    if study.paths.iter().any(|path| path.sign == Sign::NotTested) && study.fit.replicates.is_some()
    {
        section.notes.push(
            either(
                language,
                "Niet getoetst: het interval sluit nul te vaak uit om een toets te zijn; zie onderaan.",
                "Not tested: the interval stays clear of zero too often to be a test; see below.",
            )
            .to_owned(),
        );
    }
    section
}

fn effects(study: &PathStudy, language: Language) -> Section {
    let model = &study.fit.model;
    let mut section = Section::titled(either(language, "Effecten", "Effects"));
    section.grid.header = header(&[
        either(language, "van → naar", "from → to"),
        either(language, "direct", "direct"),
        either(language, "indirect", "indirect"),
        either(language, "totaal", "total"),
        either(language, "teken", "sign"),
    ]);
    for effect in &study.effects {
        section.push(vec![
            format!("{} → {}", name(model, effect.from), name(model, effect.to)),
            signed(effect.direct, language),
            signed(effect.indirect, language),
            signed(Some(effect.total), language),
            sign_text(effect.sign, language).to_owned(),
        ]);
    }
    section.notes.push(
        either(
            language,
            "Indirect: via andere begrippen. Totaal: direct en indirect samen; het teken is dat van het totaal.",
            "Indirect: through other constructs. Total: direct and indirect together; the sign is that of the total.",
        )
        .to_owned(),
    );
    section
}

fn map(study: &PathStudy, language: Language) -> Section {
    let model = &study.fit.model;
    let mut section = Section::titled(either(
        language,
        "Belang en prestatie",
        "Importance and performance",
    ));
    let map = match &study.map {
        PathMap::Drawn(map) => map,
        PathMap::Refused(reason) => {
            section.lead.push(no_map_text(reason, language));
            return section;
        }
    };
    let target = name(model, map.target);
    let points = |measured: Option<Measured>| {
        measured.map_or(number::ABSENT.to_owned(), |one| {
            one.interval.map_or_else(
                || number::fixed(one.value, 1, language),
                |interval| {
                    let bounds = number::bounds(&interval, 1, language);
                    format!("{} {bounds}", number::fixed(one.value, 1, language))
                },
            )
        })
    };
    section.grid.header = header(&[
        either(language, "begrip", "construct"),
        either(language, "belang", "importance"),
        either(language, "prestatie", "performance"),
    ]);
    for position in &map.constructs {
        section.push(vec![
            name(model, position.construct).to_owned(),
            signed(position.importance, language),
            points(position.performance),
        ]);
        let block = model.block(position.construct);
        if block.len() == 1 {
            continue;
        }
        for one in map
            .indicators
            .iter()
            .filter(|one| block.contains(&one.indicator))
        {
            section.push_part(vec![
                model.indicators()[one.indicator].clone(),
                signed(one.importance, language),
                points(Some(one.performance)),
            ]);
        }
    }
    section.push(vec![
        format!("{target} ({})", either(language, "doel", "target")),
        String::new(),
        points(map.target_performance),
    ]);
    section.notes.push(match language {
        Language::Nl => format!("Belang: punten {target} (0–100) per punt van het begrip (0–100), alle paden samen, als het model klopt. Prestatie: het gemiddelde tussen het slechtste (0) en het beste (100) antwoord."),
        Language::En => format!("Importance: points of {target} (0–100) per point of the construct (0–100), over all ways, if the model holds. Performance: the mean between the worst (0) and the best (100) answer."),
    });
    section
}

fn constructs(study: &PathStudy, language: Language) -> Section {
    let model = &study.fit.model;
    let mut section = Section::titled(either(language, "Begrippen", "Constructs"));
    section.grid.header = header(&[
        either(language, "begrip", "construct"),
        either(language, "modus", "mode"),
        "R²",
        either(language, "R² gecorrigeerd", "R² adjusted"),
        "alpha",
        "rho_A",
        "rho_C",
        "AVE",
    ]);
    let value = |one: Option<Measured>| bare(one.map(|one| one.value), language);
    for fit in &study.constructs {
        let construct = &model.constructs()[fit.construct];
        let mode = match construct.indicators.len() {
            1 => either(language, "één", "single"),
            _ => mode_text(construct.mode, language),
        };
        section.push(vec![
            construct.name.clone(),
            mode.to_owned(),
            plain(fit.r2, language),
            value(fit.r2_adjusted),
            value(fit.alpha),
            value(fit.rho_a),
            value(fit.rho_c),
            value(fit.average_variance_extracted),
        ]);
    }
    section.notes.push(
        either(
            language,
            "alpha, rho_A, rho_C: in hoeverre de indicatoren het eens zijn (van 0,70 af). AVE: hun gemiddelde aandeel variantie dat van het begrip is (van 0,50 af). Ze gelden niet voor één indicator, en niet voor modus B, die geen overeenstemming vereist.",
            "alpha, rho_A, rho_C: how far the indicators agree (from 0.70 up). AVE: the mean part of their variance that is the construct's (from 0.50 up). None of them applies to a single indicator, nor to mode B, which asks for no agreement.",
        )
        .to_owned(),
    );
    section
}

fn indicators(study: &PathStudy, language: Language) -> Section {
    let model = &study.fit.model;
    let mut section = Section::titled(either(language, "Indicatoren", "Indicators"));
    section.grid.header = header(&[
        either(language, "indicator", "indicator"),
        either(language, "gewicht", "weight"),
        either(language, "lading", "loading"),
        either(language, "aandeel", "share"),
        "VIF",
        either(language, "gemiddelde", "mean"),
    ]);
    let mut last = None;
    for fit in &study.indicators {
        if last != Some(fit.construct) {
            section.push(vec![name(model, fit.construct).to_owned()]);
            last = Some(fit.construct);
        }
        let share = fit.unstandardised_weight;
        section.push_part(vec![
            model.indicators()[fit.indicator].clone(),
            signed(Some(fit.weight), language),
            signed(Some(fit.loading), language),
            share.map_or(number::ABSENT.to_owned(), |share| {
                number::percentage(share, language)
            }),
            bare(fit.inflation, language),
            bare(Some(study.fit.estimates.means[fit.indicator]), language),
        ]);
    }
    section.notes.push(
        either(
            language,
            "Gewicht: voor gestandaardiseerde antwoorden. Lading: samenhang met het eigen begrip. Aandeel: deel van het gewogen gemiddelde van de antwoorden dat het begrip is.",
            "Weight: for standardised answers. Loading: correlation with the own construct. Share: part of the weighted mean of the answers that is the construct.",
        )
        .to_owned(),
    );
    section
}

fn pairs(study: &PathStudy, language: Language) -> Section {
    let model = &study.fit.model;
    let mut section = Section::titled(either(
        language,
        "Zijn de begrippen te onderscheiden?",
        "Can the constructs be told apart?",
    ));
    section.grid.header = header(&[
        either(language, "paar", "pair"),
        either(language, "correlatie", "correlation"),
        "HTMT",
        "Fornell–Larcker",
    ]);
    for pair in &study.pairs {
        section.push(vec![
            format!("{} – {}", name(model, pair.first), name(model, pair.second)),
            signed(Some(pair.correlation), language),
            plain(pair.heterotrait, language),
            match pair.fornell_larcker {
                Some(true) => either(language, "ja", "yes"),
                Some(false) => either(language, "nee", "no"),
                None => number::ABSENT,
            }
            .to_owned(),
        ]);
    }
    section.notes.push(
        either(
            language,
            "HTMT: onder 0,90 en het interval onder 1. Fornell–Larcker: elk deelt meer met zijn eigen indicatoren dan met het andere. Beide vereisen meer dan één indicator die hetzelfde moet zeggen.",
            "HTMT: below 0.90 and its interval below 1. Fornell–Larcker: each shares more with its own indicators than with the other. Both need several indicators that are to say the same.",
        )
        .to_owned(),
    );
    section
}

fn prediction(study: &PathStudy, language: Language) -> Option<Section> {
    let mut section = Section::titled(either(
        language,
        "Voorspelt het model?",
        "Does the model predict?",
    ));
    match &study.prediction {
        Aside::Absent => return None,
        Aside::Impossible(error) => section.lead.push(format!(
            "{}: {error}.",
            either(language, "Niet te berekenen", "Cannot be computed")
        )),
        Aside::Computed(check) => predicted(study, check, &mut section, language),
    }
    Some(section)
}

fn predicted(
    study: &PathStudy,
    check: &PredictionCheck,
    section: &mut Section,
    language: Language,
) {
    let model = &study.fit.model;
    let (found, all) = (check.n_predicted(), check.indicators.len());
    let sound = check.indicators.iter().filter(|one| one.q2 > 0.0).count();
    let target = name(model, check.target);
    let inputs: Vec<&str> = check.inputs.iter().map(|&at| name(model, at)).collect();
    let inputs = inputs.join(", ");
    section.lead.push(match language {
        Language::Nl => format!("Uit {inputs}, op regels die het model niet zag: {sound} van {all} indicatoren van {target} beter dan het gemiddelde, {found} ook beter dan een lineair model."),
        Language::En => format!("From {inputs}, on rows not seen: {sound} of {all} indicators of {target} better than the mean, {found} also better than a linear model."),
    });
    section.grid.header = header(&[
        either(language, "indicator", "indicator"),
        "Q²",
        either(language, "Q² lineair", "Q² linear"),
        "RMSE",
        either(language, "RMSE lineair", "RMSE linear"),
        "MAE",
        either(language, "MAE lineair", "MAE linear"),
    ]);
    let three = |value: f64| number::fixed(value, 3, language);
    for one in &check.indicators {
        section.push(vec![
            model.indicators()[one.indicator].clone(),
            three(one.q2),
            three(one.q2_linear),
            three(one.root_mean_square),
            three(one.root_mean_square_linear),
            three(one.mean_absolute),
            three(one.mean_absolute_linear),
        ]);
    }
    let (folds, repeats) = (check.n_folds, check.n_repeats);
    section.notes.push(match language {
        Language::Nl => format!("{folds} delen, {repeats} keer verdeeld. Q² op of onder nul: niets waard. Lineair: een gewone regressie op dezelfde indicatoren."),
        Language::En => format!("{folds} parts, divided {repeats} times. Q² at or below zero: worth nothing. Linear: an ordinary regression on the same indicators."),
    });
}

/// With a sign, and its interval.
fn signed(measured: Option<Measured>, language: Language) -> String {
    measured.map_or(number::ABSENT.to_owned(), |one| {
        one.interval.map_or_else(
            || number::signed(one.value, DECIMALS, language),
            |interval| number::signed_interval_at(&interval, DECIMALS, language),
        )
    })
}

/// What is never negative, with its interval.
fn plain(measured: Option<Measured>, language: Language) -> String {
    measured.map_or(number::ABSENT.to_owned(), |one| {
        let value = number::fixed(one.value, DECIMALS, language);
        one.interval.map_or_else(
            || value.clone(),
            |interval| format!("{value} {}", number::bounds(&interval, DECIMALS, language)),
        )
    })
}

fn bare(value: Option<f64>, language: Language) -> String {
    value.map_or(number::ABSENT.to_owned(), |value| {
        number::fixed(value, DECIMALS, language)
    })
}
