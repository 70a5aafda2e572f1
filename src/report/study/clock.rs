use super::part::measurement;
use super::wave_words::sign_text;
use crate::drivers::waves::Drift;
use crate::report::section::Section;
use crate::report::words::either;
use crate::report::{Language, number};
use crate::study::MeasuredWave;
use crate::units::as_u64;

/// Which frozen model measured, how old it is and whether it still holds: the line that stands on every output.
pub(in crate::report) fn clock_line(measured: &MeasuredWave, language: Language) -> String {
    let label = &measured.model.frozen.label;
    let (name, version, date, day) = (&label.name, &label.version, label.date, measured.day);
    let age = number::count(measured.age_days.unsigned_abs(), language);
    let n = number::count(as_u64(measured.measurement.n_observations), language);
    let drift = match &measured.drift {
        Ok(report) => match &report.drift {
            Drift::Shown(signs) => {
                let signs: Vec<&str> = signs.iter().map(|one| sign_text(*one, language)).collect();
                let shown = either(language, "aangetoond", "shown");
                format!("{shown} ({})", signs.join("; "))
            }
            Drift::NotShown => either(language, "niet aangetoond", "not shown").to_owned(),
        },
        Err(_) => either(language, "niet te toetsen", "cannot be tested").to_owned(),
    };
    let old = match (measured.is_old, language) {
        (false, _) => "",
        (true, Language::Nl) => " Een jaar of ouder: schat een nieuw model en zet het vast.",
        (true, Language::En) => " A year or older: fit a new model and freeze it.",
    };
    match language {
        Language::Nl => format!(
            "Vastgezet drivermodel ‘{name}’, versie {version} van {date}, op {day} {age} dagen oud; toegepast op {n} antwoorden. Drift: {drift}.{old}"
        ),
        Language::En => format!(
            "Frozen driver model “{name}”, version {version} of {date}, {age} days old on {day}; applied to {n} answers. Drift: {drift}.{old}"
        ),
    }
}

/// What a frozen model measured, beside a ranking that is fitted anew.
pub(in crate::report) fn measured_sections(
    measured: &MeasuredWave,
    language: Language,
) -> Vec<Section> {
    let mut sections = measurement(measured, language);
    let said = either(
        language,
        "De rangorde van dit rapport is opnieuw geschat, op alles wat er is; wat hier staat, is met het vastgezette model gemeten en van periode tot periode te vergelijken.",
        "The ranking of this report is fitted anew, to all there is; what stands here is measured with the frozen model and can be compared from period to period.",
    );
    if let Some(first) = sections.first_mut() {
        first.lead.push(said.to_owned());
    }
    sections
}
