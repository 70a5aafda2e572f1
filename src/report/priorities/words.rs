use crate::report::words::either;
use crate::report::{Language, number};
use crate::signals::priority::{
    Judgement, Priorities, Priority, PriorityCaveat, ScoreUnit, Weighting,
};
use crate::units::{Interval, as_u64};

/// Amounts are shown with so many significant digits: they are stated, not measured.
const DIGITS: i32 = 3;

/// The formula of the score, in words.
pub(super) fn formula(found: &Priorities, language: Language) -> String {
    let has_value = found.value_per_point.is_some();
    match found.weighting {
        Weighting::Value if has_value => either(
            language,
            "score = winst × waarde van een punt − inspanning, per jaar",
            "score = gain × value of a point − effort, a year",
        )
        .to_owned(),
        Weighting::Value => either(
            language,
            "score = winst; een punt heeft geen waarde in het projectbestand, dus telt de inspanning niet mee",
            "score = gain; a point has no value in the project file, so effort does not count",
        )
        .to_owned(),
        Weighting::ValueAndSavings => either(
            language,
            "score = winst × waarde van een punt + besparing op contacten − inspanning, per jaar",
            "score = gain × value of a point + savings on contacts − effort, a year",
        )
        .to_owned(),
        Weighting::Strategic => either(
            language,
            "score = strategisch gewicht × (winst × waarde van een punt + besparing) − inspanning, per jaar",
            "score = strategic weight × (gain × value of a point + savings) − effort, a year",
        )
        .to_owned(),
        Weighting::Customer => {
            either(language, "score = winst voor klanten", "score = gain of customers").to_owned()
        }
        Weighting::Organisation => either(
            language,
            "score = besparing op contacten − inspanning, per jaar",
            "score = savings on contacts − effort, a year",
        )
        .to_owned(),
        Weighting::Balanced {
            customer,
            organisation,
        } => {
            let (w, v) = (
                number::plain(customer, language),
                number::plain(organisation, language),
            );
            match language {
                Language::Nl => format!(
                    "score = {w} × winst + {v} × (besparing − inspanning), elk in standaardafwijkingen tussen de onderwerpen"
                ),
                Language::En => format!(
                    "score = {w} × gain + {v} × (savings − effort), each in standard deviations between topics"
                ),
            }
        }
    }
}

/// Stands in place of the order where nothing has a place in it.
pub(super) fn none_scored(found: &Priorities, language: Language) -> &'static str {
    if found.items.is_empty() {
        either(
            language,
            "Er is hier geen onderwerp gerangschikt, dus ook niets om als eerste op te pakken.",
            "No topic is ranked here, and so none to be picked up first.",
        )
    } else {
        either(
            language,
            "Geen onderwerp heeft een score, dus er is geen volgorde.",
            "No topic has a score, and so there is no order.",
        )
    }
}

/// Name of the weighting, as in the project file.
pub(super) fn weighting_code(weighting: Weighting) -> &'static str {
    match weighting {
        Weighting::Value => "value",
        Weighting::ValueAndSavings => "value-and-savings",
        Weighting::Strategic => "strategic",
        Weighting::Customer => "customer",
        Weighting::Organisation => "organisation",
        Weighting::Balanced { .. } => "balanced",
    }
}

pub(super) fn unit_code(unit: ScoreUnit) -> &'static str {
    match unit {
        ScoreUnit::Points => "points",
        ScoreUnit::Currency => "currency",
        ScoreUnit::Standardised => "standard_deviations",
    }
}

pub(super) fn caveat_code(caveat: PriorityCaveat) -> &'static str {
    match caveat {
        PriorityCaveat::Stated => "stated_not_measured",
        PriorityCaveat::EffortUnknown { .. } => "effort_unknown",
        PriorityCaveat::SavingsUnknown { .. } => "savings_unknown",
        PriorityCaveat::TooFewDays => "too_few_days",
        PriorityCaveat::NoContacts => "no_contacts",
        PriorityCaveat::OfAPart { .. } => "of_a_part",
        PriorityCaveat::NoGain => "no_gain",
    }
}

pub(super) fn caveat(caveat: PriorityCaveat, language: Language) -> String {
    let count = |n: usize| number::count(as_u64(n), language);
    match caveat {
        PriorityCaveat::Stated => either(
            language,
            "Waarde, kosten, inspanning en vermijdbare delen zijn opgegeven, niet gemeten; hun spreiding zit in de score.",
            "Value, costs, effort and avoidable parts are stated, not measured; their spread is in the score.",
        )
        .to_owned(),
        PriorityCaveat::EffortUnknown { n } => match language {
            Language::Nl => format!(
                "Onderwerpen zonder opgegeven inspanning hebben geen score, want onbekend is niet gratis: {}.",
                count(n)
            ),
            Language::En => format!(
                "Topics of which no effort is stated have no score, as unknown is not free: {}.",
                count(n)
            ),
        },
        PriorityCaveat::SavingsUnknown { n } => match language {
            Language::Nl => format!(
                "Onderwerpen waarvan de besparing niet bekend is hebben geen score, want onbekend is niet nul: {}.",
                count(n)
            ),
            Language::En => format!(
                "Topics whose savings are not known have no score, as unknown is not zero: {}.",
                count(n)
            ),
        },
        PriorityCaveat::NoContacts => either(
            language,
            "Geen bron telt als contact dat iemand afhandelde (zie contact_sources); contacten zijn daarom niet geteld.",
            "No source counts as a contact that somebody handled (see contact_sources), so contacts are not counted.",
        )
        .to_owned(),
        PriorityCaveat::OfAPart { share } => {
            let share = number::percentage(share.get(), language);
            match language {
                Language::Nl => format!(
                    "Dit gaat over een deel: {share} van alle respondenten met een score. De waarde van een punt en opgegeven contacten zijn tot dat deel teruggebracht; de inspanning telt heel."
                ),
                Language::En => format!(
                    "This is about a part: {share} of all respondents with a score. The value of a point and stated contacts are brought down to that part; effort counts whole."
                ),
            }
        }
        PriorityCaveat::TooFewDays => either(
            language,
            "De contacten beslaan minder dan vier weken en worden niet tot een jaar herleid.",
            "The contacts cover less than four weeks and are not carried to a year.",
        )
        .to_owned(),
        PriorityCaveat::NoGain => either(
            language,
            "Van geen onderwerp kunnen de gegevens zeggen dat er iets te winnen valt: de volgorde rust op verwachtingen die ook nul kunnen zijn.",
            "Of no topic can the data tell that there is something to gain: the order rests on expectations that may be zero.",
        )
        .to_owned(),
    }
}

/// A score with its bounds.
pub(super) fn score(found: &Priorities, item: &Priority, language: Language) -> String {
    let Some(score) = &item.score else {
        return number::ABSENT.to_owned();
    };
    match found.unit {
        ScoreUnit::Currency => amount_interval(score, &found.currency, language),
        ScoreUnit::Points | ScoreUnit::Standardised => number::signed_interval(score, language),
    }
}

/// A quantity of currency, to three significant digits.
pub(super) fn amount(value: f64, currency: &str, language: Language) -> String {
    let text = number::fixed(rounded(value), 0, language);
    if currency.chars().count() == 1 {
        format!("{currency} {text}")
    } else {
        format!("{text} {currency}")
    }
}

/// An amount with its bounds.
pub(in crate::report) fn amount_interval(
    interval: &Interval,
    currency: &str,
    language: Language,
) -> String {
    let estimate = amount(interval.estimate, currency, language);
    format!("{estimate} {}", amount_bounds(interval, language))
}

fn amount_bounds(interval: &Interval, language: Language) -> String {
    let rounded = Interval {
        low: rounded(interval.low),
        high: rounded(interval.high),
        ..*interval
    };
    number::bounds(&rounded, 0, language)
}

/// What is stated: one value, or the lowest, likely and highest.
pub(super) fn stated(judgement: Judgement, currency: &str, language: Language) -> String {
    let [low, likely, high] = judgement.values();
    if low.total_cmp(&high).is_eq() {
        return amount(likely, currency, language);
    }
    let to = either(language, "tot", "to");
    format!(
        "{} [{} {to} {}]",
        amount(likely, currency, language),
        number::fixed(rounded(low), 0, language),
        number::fixed(rounded(high), 0, language)
    )
}

fn rounded(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the logarithm of a finite number is small"
    )]
    let digits = DIGITS - 1 - value.abs().log10().floor() as i32;
    if digits >= 0 {
        return value;
    }
    let step = 10f64.powi(-digits);
    (value / step).round() * step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_three_digits_that_count() {
        assert_eq!(amount(12_345.6, "€", Language::En), "€ 12,300");
        assert_eq!(amount(-987_654.0, "€", Language::Nl), "€ −988.000");
        assert_eq!(amount(41.7, "EUR", Language::En), "42 EUR");
        assert_eq!(amount(0.0, "€", Language::En), "€ 0");
    }
}
