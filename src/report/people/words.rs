use crate::report::words::Language;
use crate::report::words::either;
use crate::service_levels::people::{Attribution, Missing, Standing};

pub(super) fn standing(standing: Standing, language: Language) -> &'static str {
    match standing {
        Standing::Above => either(language, "boven verwachting", "above expected"),
        Standing::Below => either(language, "onder verwachting", "below expected"),
        Standing::Indistinct => either(
            language,
            "niet van toeval te scheiden",
            "not told from chance",
        ),
    }
}

pub(super) fn attribution(by: Attribution, language: Language) -> &'static str {
    match by {
        Attribution::LastHandler => either(language, "de laatste behandelaar", "the last handler"),
        Attribution::LongestTalk => either(language, "wie het langst sprak", "who spoke longest"),
        Attribution::AllEqual => either(language, "allen in gelijke delen", "all in equal parts"),
    }
}

/// What is missing for figures of agents, and why it is needed.
pub fn missing(missing: &Missing, language: Language) -> String {
    let (nl, en) = match missing {
        Missing::File => (
            "er is geen governance-bestand gegeven (--governance)".to_owned(),
            "no governance file was given (--governance)".to_owned(),
        ),
        Missing::Consent => (
            "instemming van de ondernemingsraad ontbreekt ([or_consent]): vereist bij een regeling over personeelsgegevens en bij een voorziening waarmee gedrag of prestaties zijn te volgen (WOR art. 27 lid 1 onder k en l; zie ook de Autoriteit Persoonsgegevens)".to_owned(),
            "consent of the works council is missing ([or_consent]): needed for rules on staff data and for a facility by which conduct or performance can be followed (WOR art. 27(1)(k) and (l); see also the Dutch data protection authority, AP)".to_owned(),
        ),
        Missing::NotYet { date } => (
            format!("de instemming van de ondernemingsraad geldt pas vanaf {date}"),
            format!("the consent of the works council holds from {date} only"),
        ),
        Missing::Expired { expires } => (
            format!("de instemming van de ondernemingsraad is verlopen op {expires}"),
            format!("the consent of the works council ended on {expires}"),
        ),
        Missing::Scope => (
            "de instemming van de ondernemingsraad noemt coaching niet (or_consent.scope)".to_owned(),
            "the consent of the works council does not name coaching (or_consent.scope)".to_owned(),
        ),
        Missing::Purpose => (
            "coaching staat niet bij de doelen (purposes)".to_owned(),
            "coaching is not among the purposes (purposes)".to_owned(),
        ),
        Missing::Dpia => (
            "verwijzing naar een gegevensbeschermingseffectbeoordeling ontbreekt (dpia_reference): controle van werknemers staat op de DPIA-lijst van de Autoriteit Persoonsgegevens (AVG art. 35)".to_owned(),
            "the reference to a data protection impact assessment is missing (dpia_reference): monitoring of employees is on the list of the Dutch data protection authority (GDPR art. 35)".to_owned(),
        ),
    };
    match language {
        Language::Nl => nl,
        Language::En => en,
    }
}

pub(super) fn not_the_only_ground(language: Language) -> &'static str {
    either(
        language,
        "Niet als enige grond voor beoordeling.",
        "Not to be used as the only ground for an assessment.",
    )
}

pub(super) fn small_differences(language: Language) -> &'static str {
    either(
        language,
        "Kleine verschillen zijn geen verschillen: waar het interval 0 bevat, is er niets aangetoond.",
        "Small differences are no differences: where the interval covers 0, nothing is shown.",
    )
}

pub(super) fn chance(language: Language) -> &'static str {
    either(
        language,
        "De verschillen zijn niet van toeval te onderscheiden.",
        "The differences cannot be told from chance.",
    )
}
