use super::part::measurement;
use super::wave_words::sign_text;
use crate::drivers::waves::Drift;
use crate::findings::{
    DriftTold, DriftVerdict, FrozenModelUse, ModelBeside, NothingMeasured, OutcomeGap,
};
use crate::report::section::Section;
use crate::report::words::either;
use crate::report::{Language, number};
use crate::study::MeasuredWave;
use crate::units::as_u64;

/// What stands on every output of a project that names a frozen model: which one, its age, whether it still holds, and what
/// the ranking is beside it. Nothing where none is named.
pub(in crate::report) fn clock_lines(model: &FrozenModelUse, language: Language) -> Vec<String> {
    let mut lines = match model {
        FrozenModelUse::NotNamed => return Vec::new(),
        FrozenModelUse::Beside(model) => {
            let model = model.iter();
            model.map(|model| beside_line(model, language)).collect()
        }
        FrozenModelUse::CannotTell(nothing) => vec![nothing_measured(nothing, language)],
        FrozenModelUse::Measured(found) => vec![clock_line(found, language)],
    };
    lines.push(either(
        language,
        "Verkennend: rangorde, winst en prioriteiten zijn opnieuw geschat op deze antwoorden en zijn niet van het vastgezette model. Waar dat model kon meten, staan zijn bijdragen onder ‘Gemeten met het vastgezette model’ (`signaal run`, `signaal rank --apply`).",
        "Exploratory: ranking, gains and priorities are fitted anew to these answers and are not the frozen model’s. Where that model could measure, its contributions stand under “Measured with the frozen model” (`signaal run`, `signaal rank --apply`).",
    ).to_owned());
    lines
}

/// Code of what a ranking is: the model there is, or fitted anew beside a frozen one.
pub(in crate::report) fn ranking_standing(model: &FrozenModelUse) -> &'static str {
    match model {
        FrozenModelUse::NotNamed => "model",
        FrozenModelUse::Beside(_) | FrozenModelUse::CannotTell(_) | FrozenModelUse::Measured(_) => {
            "exploratory"
        }
    }
}

/// Which frozen model stands beside, how old it is on the last day of the answers, and what the last run said of its drift.
fn beside_line(model: &ModelBeside, language: Language) -> String {
    let ModelBeside {
        name,
        version,
        date,
        until,
        drift,
    } = model;
    let old = until.zip(model.age_days());
    let old = old.filter(|(_, days)| *days >= 0).map(|(until, days)| {
        let days = number::counted(
            u64::from(days.unsigned_abs()),
            either(language, "dag", "day"),
            either(language, "dagen", "days"),
            language,
        );
        match language {
            Language::Nl => format!(", op {until} {days} oud"),
            Language::En => format!(", {days} old on {until}"),
        }
    });
    let old = old.unwrap_or_default();
    let drift = drift_told(drift.as_ref(), language);
    match language {
        Language::Nl => format!(
            "Vastgezet drivermodel ‘{name}’, versie {version} van {date}{old}; hier niet toegepast. {drift}"
        ),
        Language::En => format!(
            "Frozen driver model “{name}”, version {version} of {date}{old}; not applied here. {drift}"
        ),
    }
}

/// What a run said of the drift of a model; that none has, where none has.
fn drift_told(told: Option<&DriftTold>, language: Language) -> String {
    let Some(DriftTold { verdict, until }) = told else {
        return either(
            language,
            "Drift: niet getoetst; de laatste run heeft er niets mee gemeten.",
            "Drift: not tested; the last run measured nothing with it.",
        )
        .to_owned();
    };
    let said = drift_words(*verdict, language);
    let until = until.map(|day| match language {
        Language::Nl => format!(", in de antwoorden die de laatste run mat, tot en met {day}"),
        Language::En => format!(", in the answers that the last run measured, up to {day}"),
    });
    format!("Drift: {said}{}.", until.unwrap_or_default())
}

fn drift_words(verdict: DriftVerdict, language: Language) -> &'static str {
    match verdict {
        DriftVerdict::Shown => either(language, "aangetoond", "shown"),
        DriftVerdict::NotShown => either(language, "niet aangetoond", "not shown"),
        DriftVerdict::CannotTell => either(language, "niet te toetsen", "cannot be tested"),
    }
}

fn nothing_measured(nothing: &NothingMeasured, language: Language) -> String {
    let NothingMeasured {
        name,
        version,
        date,
        period,
        why,
    } = nothing;
    let period = period
        .as_deref()
        .map_or(String::new(), |period| format!(" in {period}"));
    let why = match (why, language) {
        (OutcomeGap::TooFew { least }, Language::Nl) => {
            let least = number::count(*least, language);
            format!("Minder dan {least} klanten gaven een antwoord met woorden{period}")
        }
        (OutcomeGap::TooFew { least }, Language::En) => {
            let least = number::count(*least, language);
            format!("Fewer than {least} customers gave an answer with words{period}")
        }
        (OutcomeGap::OneCustomer { .. }, Language::Nl) => {
            format!("Alle of bijna alle antwoorden met woorden{period} zijn van één klant")
        }
        (OutcomeGap::OneCustomer { .. }, Language::En) => {
            format!("All or nearly all answers with words{period} are those of one customer")
        }
        (OutcomeGap::NoSpread { .. }, Language::Nl) => {
            format!("Alle antwoorden met woorden{period} zijn gelijk")
        }
        (OutcomeGap::NoSpread { .. }, Language::En) => {
            format!("All answers with words{period} are alike")
        }
        (OutcomeGap::Unanswered | OutcomeGap::Undeclared, Language::Nl) => {
            format!("Er zijn geen antwoorden met woorden{period}")
        }
        (OutcomeGap::Unanswered | OutcomeGap::Undeclared, Language::En) => {
            format!("There are no answers with words{period}")
        }
    };
    match language {
        Language::Nl => format!(
            "Vastgezet drivermodel ‘{name}’, versie {version} van {date}: niet te zeggen. {why}; er is niets gemeten."
        ),
        Language::En => format!(
            "Frozen driver model “{name}”, version {version} of {date}: cannot tell. {why}; nothing was measured."
        ),
    }
}

/// How old a model is on the day of the measurement, and on the last day that is measured where that is another.
pub(super) fn age_words(measured: &MeasuredWave, language: Language) -> String {
    let days = |n: i64| {
        number::counted(
            n.unsigned_abs(),
            either(language, "dag", "day"),
            either(language, "dagen", "days"),
            language,
        )
    };
    let (age, day) = (days(measured.age_days), measured.day);
    let text = match language {
        Language::Nl => format!("op {day} {age} oud"),
        Language::En => format!("{age} old on {day}"),
    };
    let end = measured.until.zip(measured.age_days_at_end());
    let Some((until, at_end)) = end.filter(|(until, _)| *until != day) else {
        return text;
    };
    let at_end = (at_end >= 0).then(|| days(at_end));
    let beside = match (at_end, language) {
        (Some(age), Language::Nl) => {
            format!(" ({age} op {until}, de laatste dag die is gemeten)")
        }
        (Some(age), Language::En) => {
            format!(" ({age} on {until}, the last day that is measured)")
        }
        (None, Language::Nl) => {
            format!(" (de laatste dag die is gemeten, {until}, ligt ervoor)")
        }
        (None, Language::En) => {
            format!(" (the last day that is measured, {until}, lies before it)")
        }
    };
    format!("{text}{beside}")
}

/// Which frozen model measured, how old it is and whether it still holds.
fn clock_line(measured: &MeasuredWave, language: Language) -> String {
    let label = &measured.model.frozen.label;
    let (name, version, date) = (&label.name, &label.version, label.date);
    let age = age_words(measured, language);
    let n = number::count(as_u64(measured.measurement.n_observations), language);
    let drift = match &measured.drift {
        Ok(report) => match &report.drift {
            Drift::Shown(signs) => {
                let signs: Vec<&str> = signs.iter().map(|one| sign_text(*one, language)).collect();
                let shown = drift_words(DriftVerdict::Shown, language);
                format!("{shown} ({})", signs.join("; "))
            }
            Drift::NotShown => drift_words(DriftVerdict::NotShown, language).to_owned(),
        },
        Err(_) => drift_words(DriftVerdict::CannotTell, language).to_owned(),
    };
    let old = match (measured.is_old, language) {
        (false, _) => "",
        (true, Language::Nl) => " Een jaar of ouder: schat een nieuw model en zet het vast.",
        (true, Language::En) => " A year or older: fit a new model and freeze it.",
    };
    match language {
        Language::Nl => format!(
            "Vastgezet drivermodel ‘{name}’, versie {version} van {date}, {age}; toegepast op {n} antwoorden. Drift: {drift}.{old}"
        ),
        Language::En => format!(
            "Frozen driver model “{name}”, version {version} of {date}, {age}; applied to {n} answers. Drift: {drift}.{old}"
        ),
    }
}

/// What a frozen model measured, beside a ranking that is fitted anew; that it could not, and nothing where it was not asked.
pub(in crate::report) fn measured_sections(
    model: &FrozenModelUse,
    language: Language,
) -> Vec<Section> {
    match model {
        FrozenModelUse::NotNamed | FrozenModelUse::Beside(_) => Vec::new(),
        FrozenModelUse::Measured(found) => measurement(found, language),
        FrozenModelUse::CannotTell(nothing) => {
            let mut section = Section::default();
            section.lead.push(nothing_measured(nothing, language));
            section.lead.push(
                either(
                    language,
                    "Neem langere dagen in `period` van [driver_model], of wacht tot er meer antwoorden zijn.",
                    "Take more days in `period` of [driver_model], or wait until there are more answers.",
                )
                .to_owned(),
            );
            vec![section]
        }
    }
}
