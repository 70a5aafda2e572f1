use crate::report::section::Section;
use crate::report::study::words::p_said;
use crate::report::words::either;
use crate::report::{Language, number};
use crate::study::{Aside, Model, Study};

/// Whether one slope serves all answers, and what a model without that assumption says.
pub(super) fn slopes(study: &Study, language: Language) -> Option<Section> {
    let Model::Categorical(model) = &study.model else {
        return None;
    };
    let mut section = Section::titled(either(
        language,
        "Past één helling bij alle antwoorden?",
        "Does one slope serve all answers?",
    ));
    let impossible = either(language, "Niet te berekenen", "Cannot be computed");
    match &model.brant {
        Aside::Absent => return None,
        Aside::Impossible(error) => section.lead.push(format!("{impossible}: {error}.")),
        Aside::Computed(test) => section.lead.push(test.overall.map_or_else(
            || {
                either(
                    language,
                    "De toets van Brant is hier niet te berekenen.",
                    "The Brant test cannot be computed here.",
                )
                .to_owned()
            },
            |wald| {
                let p = p_said(wald.p_value.get(), language);
                match language {
                    Language::Nl => format!(
                        "Toets van Brant: {p}. Bij veel antwoorden valt ook een klein verschil op."
                    ),
                    Language::En => {
                        format!("Brant test: {p}. With many answers a small difference shows too.")
                    }
                }
            },
        )),
    }
    match &model.fall_back {
        Aside::Absent => {}
        Aside::Impossible(error) => section.lead.push(format!("{impossible}: {error}.")),
        Aside::Computed(drivers) => {
            section.grid.header = [
                either(language, "factor", "driver"),
                either(language, "bijdrage, één helling", "contribution, one slope"),
                either(
                    language,
                    "bijdrage, multinomiaal",
                    "contribution, multinomial",
                ),
            ]
            .map(str::to_owned)
            .to_vec();
            for (driver, other) in study.drivers.iter().zip(drivers) {
                let shown = |value: f64, interval: Option<crate::units::Interval>| {
                    interval.map_or_else(
                        || number::significant(value, 3, language),
                        |interval| number::signed_interval(&interval, language),
                    )
                };
                section.push(vec![
                    driver.name.clone(),
                    shown(driver.contribution, driver.contribution_interval),
                    shown(other.contribution, other.interval),
                ]);
            }
        }
    }
    Some(section)
}
