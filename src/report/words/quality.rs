use super::label::{Label, label};
use super::{Language, control_name, either};
use crate::findings::{DriverSummary, Findings, ImportanceBasis, IntervalMethod, JoinSummary};
use crate::record::{ModelCard, SentimentLabel};
use crate::report::number;
use crate::units::as_u64;

/// How much was read, rejected and stored, in one sentence.
pub fn data_line(findings: &Findings, language: Language) -> String {
    let files = &findings.intake.files;
    let count = |n| number::count(n, language);
    let n_files = count(as_u64(files.len()));
    let read = count(files.iter().map(|file| file.n_read).sum());
    let rejected = count(files.iter().map(|file| file.n_rejected).sum());
    let stored = count(files.iter().map(|file| file.n_stored).sum());
    let replaced = files.iter().map(|file| file.n_replaced).sum::<u64>();
    let replaced = match (language, replaced) {
        (_, 0) => String::new(),
        (Language::Nl, n) => format!(
            " ({} rijen namen de plaats in van een eerdere rij met hetzelfde id)",
            count(n)
        ),
        (Language::En, n) => format!(
            " ({} rows took the place of an earlier row with the same id)",
            count(n)
        ),
    };
    let redacted = count(findings.intake.redactions.iter().map(|(_, n)| n).sum());
    let line = match (language, files.len()) {
        (Language::Nl, 1) => format!(
            "1 bestand: {read} rijen gelezen, {rejected} afgewezen, {stored} records opgenomen{replaced}, {redacted} persoonsgegevens weggelakt."
        ),
        (Language::Nl, _) => format!(
            "{n_files} bestanden: {read} rijen gelezen, {rejected} afgewezen, {stored} records opgenomen{replaced}, {redacted} persoonsgegevens weggelakt."
        ),
        (Language::En, 1) => format!(
            "1 file: {read} rows read, {rejected} rejected, {stored} records stored{replaced}, {redacted} pieces of personal data taken out."
        ),
        (Language::En, _) => format!(
            "{n_files} files: {read} rows read, {rejected} rejected, {stored} records stored{replaced}, {redacted} pieces of personal data taken out."
        ),
    };
    [line, reader_line(&findings.intake.models, language)].concat()
}

/// Which models read the sentiment of the texts, as a sentence behind another; nothing where none did.
fn reader_line(models: &[ModelCard], language: Language) -> String {
    let named: Vec<String> = models
        .iter()
        .map(|card| match language {
            Language::Nl => format!("{}, versie {}", card.name, card.version),
            Language::En => format!("{}, version {}", card.name, card.version),
        })
        .collect();
    match (named.is_empty(), language) {
        (true, _) => String::new(),
        (false, Language::Nl) => format!(" Sentiment gelezen door: {}.", named.join("; ")),
        (false, Language::En) => format!(" Sentiment read by: {}.", named.join("; ")),
    }
}

/// The join report: what each number counts, and the number.
pub fn join_lines(join: &JoinSummary, language: Language) -> [(&'static str, u64); 6] {
    [
        (
            either(
                language,
                "Antwoorden die een opmerking, gesprek of ticket van hun contact vonden",
                "Responses that found a comment, transcript or ticket of their contact",
            ),
            join.n_matched,
        ),
        (
            either(
                language,
                "Antwoorden zonder opmerking, gesprek of ticket",
                "Responses without a comment, transcript or ticket",
            ),
            join.n_alone,
        ),
        (
            either(
                language,
                "Opmerkingen en gesprekken waarvan het contact in geen enquête voorkomt",
                "Comments and transcripts whose contact has no survey response",
            ),
            join.n_orphan,
        ),
        (
            either(
                language,
                "Antwoorden na het eerste van hetzelfde contact",
                "Responses beyond the first of their contact",
            ),
            join.n_duplicate,
        ),
        (
            either(
                language,
                "Teksten zonder enige score",
                "Texts without any score",
            ),
            join.n_without_score,
        ),
        (
            either(
                language,
                "Contacten met verschillende scores; de eerste is gebruikt",
                "Contacts with different scores; the first was used",
            ),
            join.n_conflicting,
        ),
    ]
}

/// How well the model fits, in one sentence.
pub fn model_line(drivers: &DriverSummary, language: Language) -> String {
    let n = number::count(drivers.n, language);
    let share = |r2| number::percentage(r2, language);
    let (r2, topics, cv) = (
        share(drivers.r2),
        share(drivers.r2_topics),
        drivers
            .r2_cv
            .map_or_else(|| "–".to_owned(), |r2| number::significant(r2, 2, language)),
    );
    match language {
        Language::Nl => format!(
            "Model over {n} respondenten: onderwerpen en kenmerken verklaren {r2} van de verschillen in de uitkomst; de onderwerpen, na de kenmerken, {topics}. Kruisgevalideerde R²: {cv}."
        ),
        Language::En => format!(
            "Model on {n} respondents: topics and controls explain {r2} of the differences in the outcome; the topics, entered after the controls, {topics}. Cross-validated R²: {cv}."
        ),
    }
}

/// How the model stands in numbers, each behind its name.
pub fn model_figures(drivers: &DriverSummary, language: Language) -> [(&'static str, String); 9] {
    let share = |r2| number::significant(r2, 3, language);
    let controls = if drivers.controls.is_empty() {
        label(Label::None, language).to_owned()
    } else {
        let names = drivers.controls.iter();
        let names: Vec<String> = names.map(|name| control_name(name, language)).collect();
        names.join(", ")
    };
    [
        (
            label(Label::Respondents, language),
            number::count(drivers.n, language),
        ),
        (
            label(Label::EffectiveN, language),
            number::fixed(drivers.n_effective, 0, language),
        ),
        ("R²", share(drivers.r2)),
        (
            label(Label::AdjustedR2, language),
            share(drivers.r2_adjusted),
        ),
        (
            label(Label::CrossValidatedR2, language),
            drivers
                .r2_cv
                .map_or_else(|| number::ABSENT.to_owned(), share),
        ),
        (label(Label::TopicsR2, language), share(drivers.r2_topics)),
        (
            label(Label::Condition, language),
            number::significant(drivers.condition, 2, language),
        ),
        (
            label(Label::Replicates, language),
            number::count(as_u64(drivers.n_replicates), language),
        ),
        (label(Label::Controls, language), controls),
    ]
}

/// What was resampled, how often, with which seed.
pub fn resampling_line(drivers: &DriverSummary, language: Language) -> String {
    let coverage = number::setting(drivers.level.get(), language);
    let n = number::count(as_u64(drivers.n_replicates), language);
    let (seed, unit) = (drivers.seed, drivers.resampling_unit.as_str());
    if drivers.intervals == IntervalMethod::Hc3 {
        return linear_line(&coverage, &n, seed, unit, language);
    }
    match language {
        Language::Nl => {
            let unit = match unit {
                "customer" => "klanten",
                "respondent" => "respondenten",
                other => other,
            };
            format!(
                "Intervallen van {coverage} uit {n} herhaalde trekkingen van {unit}, startgetal {seed}; zelfde gegevens en startgetal geven dezelfde uitkomst."
            )
        }
        Language::En => {
            let unit = match unit {
                "customer" => "customers",
                "respondent" => "respondents",
                other => other,
            };
            format!(
                "Intervals of {coverage} from {n} resamples of {unit}, seed {seed}; the same data and seed give the same result."
            )
        }
    }
}

/// From which covariance intervals come.
fn linear_line(coverage: &str, n: &str, seed: u64, unit: &str, language: Language) -> String {
    let errors = if unit == "customer" { "CR1" } else { "HC3" };
    match language {
        Language::Nl => format!(
            "Intervallen van {coverage} uit de robuuste covariantie ({errors}) van effect en aandeel samen, met de deltamethode; P(top 3) uit {n} trekkingen, startgetal {seed}. De gezamenlijke bootstrap: --intervals bootstrap."
        ),
        Language::En => format!(
            "Intervals of {coverage} from the robust covariance ({errors}) of effect and share together, by the delta method; P(top 3) from {n} draws, seed {seed}. The joint bootstrap: --intervals bootstrap."
        ),
    }
}

/// How importance was computed.
pub fn importance_line(basis: ImportanceBasis, language: Language) -> String {
    match (basis, language) {
        (ImportanceBasis::Exact, Language::Nl) => {
            "Belang (LMG, Shapley) is exact: over alle deelverzamelingen van onderwerpen."
                .to_owned()
        }
        (ImportanceBasis::Exact, Language::En) => {
            "Importance (LMG, Shapley) is exact: over every subset of topics.".to_owned()
        }
        (
            ImportanceBasis::Sampled {
                n_orderings,
                standard_error,
            },
            Language::Nl,
        ) => format!(
            "Belang (LMG, Shapley) is geschat uit {} willekeurige volgorden; grootste standaardfout {} van R².",
            number::count(as_u64(n_orderings), language),
            number::significant(standard_error, 2, language)
        ),
        (
            ImportanceBasis::Sampled {
                n_orderings,
                standard_error,
            },
            Language::En,
        ) => format!(
            "Importance (LMG, Shapley) is sampled from {} random orderings; largest standard error {} of R².",
            number::count(as_u64(n_orderings), language),
            number::significant(standard_error, 2, language)
        ),
    }
}

/// A column that the model left out, with the reason as the model gave it.
pub fn dropped_line(name: &str, reason: &str, language: Language) -> String {
    match language {
        Language::Nl => format!("Uit het model weggelaten: {name} ({reason})."),
        Language::En => format!("Left out of the model: {name} ({reason})."),
    }
}

/// A language of the corpus, by its tag in `CorpusSummary::languages`.
pub fn language_name(tag: &str, language: Language) -> &str {
    match (tag, language) {
        ("nl", Language::Nl) => "Nederlands",
        ("nl", Language::En) => "Dutch",
        ("en", Language::Nl) => "Engels",
        ("en", Language::En) => "English",
        ("other", Language::Nl) => "andere taal",
        ("other", Language::En) => "other language",
        ("unknown", Language::Nl) => "te weinig tekst",
        ("unknown", Language::En) => "too little text",
        (other, _) => other,
    }
}

/// A kind of record, by its name in `CorpusSummary::kinds`.
pub fn record_kind(kind: &str, language: Language) -> &str {
    match (kind, language) {
        ("feedback", Language::Nl) => "opmerkingen",
        ("feedback", Language::En) => "feedback",
        ("transcript", Language::Nl) => "gesprekken",
        ("transcript", Language::En) => "transcripts",
        ("survey", Language::Nl) => "enquêteantwoorden",
        ("survey", Language::En) => "survey responses",
        ("event", Language::Nl) => "gebeurtenissen",
        ("event", Language::En) => "events",
        (other, _) => other,
    }
}

/// A kind of personal data, by the word of its placeholder.
pub fn redaction_kind(placeholder: &str, language: Language) -> &str {
    match (placeholder, language) {
        ("IBAN", _) => "IBAN",
        ("BSN", Language::Nl) => "burgerservicenummers",
        ("BSN", Language::En) => "citizen service numbers",
        ("CARD", Language::Nl) => "betaalkaartnummers",
        ("CARD", Language::En) => "payment card numbers",
        ("PHONE", Language::Nl) => "telefoonnummers",
        ("PHONE", Language::En) => "telephone numbers",
        ("EMAIL", Language::Nl) => "e-mailadressen",
        ("EMAIL", Language::En) => "e-mail addresses",
        ("PLATE", Language::Nl) => "kentekens",
        ("PLATE", Language::En) => "licence plates",
        ("ADDRESS", Language::Nl) => "adressen",
        ("ADDRESS", Language::En) => "addresses",
        ("IP", Language::Nl) => "IP-adressen",
        ("IP", Language::En) => "IP addresses",
        ("NAME", Language::Nl) => "namen",
        ("NAME", Language::En) => "names",
        ("BIRTHDATE", Language::Nl) => "geboortedata",
        ("BIRTHDATE", Language::En) => "dates of birth",
        ("REFERENCE", Language::Nl) => "klant-, order- en andere kenmerken",
        ("REFERENCE", Language::En) => "customer, order and other references",
        (other, _) => other,
    }
}

/// A sentiment, by its name in `CorpusSummary::sentiments`.
pub fn sentiment_name(name: &str, language: Language) -> &str {
    [
        SentimentLabel::Negative,
        SentimentLabel::Neutral,
        SentimentLabel::Positive,
        SentimentLabel::Unclear,
    ]
    .into_iter()
    .find(|label| label.as_str() == name)
    .map_or(name, |label| sentiment(label, language))
}

/// A sentiment.
pub fn sentiment(label: SentimentLabel, language: Language) -> &'static str {
    match label {
        SentimentLabel::Negative => either(language, "negatief", "negative"),
        SentimentLabel::Neutral => either(language, "neutraal", "neutral"),
        SentimentLabel::Positive => either(language, "positief", "positive"),
        SentimentLabel::Unclear => either(language, "onduidelijk", "unclear"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_read_the_texts_is_said_in_both_languages() {
        let card = |name: &str| ModelCard {
            name: name.to_owned(),
            version: "1".to_owned(),
            sha256: String::new(),
            licence: String::new(),
            width: 1,
        };
        let check = |models: &[ModelCard], nl: &str, en: &str| {
            assert_eq!(reader_line(models, Language::Nl), nl);
            assert_eq!(reader_line(models, Language::En), en);
        };
        check(&[], "", "");
        check(
            &[card("auto, compact and e5")],
            " Sentiment gelezen door: auto, compact and e5, versie 1.",
            " Sentiment read by: auto, compact and e5, version 1.",
        );
    }
}
