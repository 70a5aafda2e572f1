use super::suppressed::suppressed;
use super::{Language, either};
use crate::disclosure::Reason;
use crate::findings::RankingSummary;
use crate::record::About;
use crate::report::number;
use crate::signals::{Signal, Silence, TopicName, UnrankedReason, UnrankedTopic, Verdict};

/// Name of a topic; its identifier where the taxonomy has no name in this language.
pub fn topic(topic: &TopicName, language: Language) -> &str {
    let name = match language {
        Language::Nl => &topic.nl,
        Language::En => &topic.en,
    };
    if name.trim().is_empty() {
        topic.id.as_str()
    } else {
        name
    }
}

/// The condition under which a gain would come true, to follow a comma.
pub fn assumption(ranking: &RankingSummary, language: Language) -> String {
    let part = number::setting(ranking.fraction_removed, language);
    match (ranking.silence, language) {
        (Silence::Represented, Language::Nl) => format!(
            "als bij alle respondenten {part} van de oorzaken van negatieve vermeldingen verdwijnt en het verband oorzakelijk is"
        ),
        (Silence::Represented, Language::En) => format!(
            "if {part} of the causes of negative mentions disappeared for all respondents and the association is causal"
        ),
        (Silence::NotMentioning, Language::Nl) => format!(
            "als {part} van de negatieve vermeldingen verdwijnt en het verband oorzakelijk is"
        ),
        (Silence::NotMentioning, Language::En) => {
            format!("if {part} of the negative mentions disappeared and the association is causal")
        }
    }
}

/// The what-if as a sentence of its own.
pub fn gain_assumption(ranking: &RankingSummary, language: Language) -> String {
    let condition = assumption(ranking, language);
    match language {
        Language::Nl => format!("Winst {condition}."),
        Language::En => format!("Gain {condition}."),
    }
}

/// The what-if of one signal, whose improvement may be stated to take away more or less.
pub fn gain_assumption_of(signal: &Signal, ranking: &RankingSummary, language: Language) -> String {
    gain_assumption(&ranking_of(signal, ranking), language)
}

/// The condition of one signal's gain, to follow a comma.
pub(super) fn assumption_of(
    signal: &Signal,
    ranking: &RankingSummary,
    language: Language,
) -> String {
    assumption(&ranking_of(signal, ranking), language)
}

fn ranking_of(signal: &Signal, ranking: &RankingSummary) -> RankingSummary {
    RankingSummary {
        fraction_removed: signal.fraction_removed,
        ..ranking.clone()
    }
}

/// Which topics are stated to lose another part of their causes than the rest; `None` where none are.
pub fn own_fractions(
    signals: &[Signal],
    ranking: &RankingSummary,
    language: Language,
) -> Option<String> {
    let is_own = |signal: &&Signal| {
        let fraction = signal.fraction_removed;
        fraction.total_cmp(&ranking.fraction_removed).is_ne()
    };
    let stated: Vec<String> = signals
        .iter()
        .filter(is_own)
        .map(|signal| {
            let part = number::setting(signal.fraction_removed, language);
            format!("{} {part}", topic(&signal.topic, language))
        })
        .collect();
    let head = either(language, "Anders opgegeven", "Stated otherwise");
    (!stated.is_empty()).then(|| format!("{head}: {}.", stated.join(", ")))
}

/// What the column of gains shows, above the ranking.
pub fn gain_sentence(ranking: &RankingSummary, unit: &str, language: Language) -> String {
    let condition = assumption(ranking, language);
    let least = number::count(ranking.min_mentions, language);
    match language {
        Language::Nl => format!(
            "Verwachte winst in {unit}, {condition}. Gerangschikt zijn onderwerpen die minstens {least} respondenten met een score negatief noemen."
        ),
        Language::En => format!(
            "Expected gain in {unit}, {condition}. Ranked are topics that at least {least} respondents with a score mention negatively."
        ),
    }
}

/// How often a topic is mentioned, and how.
pub fn volume_line(signal: &Signal, language: Language) -> String {
    let count = |n| number::count(n, language);
    let (all, negative, positive) = (
        count(signal.n_mentions),
        count(signal.n_negative),
        count(signal.n_positive),
    );
    let share = number::percentage(signal.share_negative_written, language);
    match language {
        Language::Nl => format!(
            "{all} respondenten noemen dit onderwerp: {negative} negatief ({share} van alle respondenten met een score) en {positive} positief."
        ),
        Language::En => format!(
            "{all} respondents mention this topic: {negative} negatively ({share} of all respondents with a score) and {positive} positively."
        ),
    }
}

/// What a topic is about; nothing where the taxonomy does not say.
pub fn about_line(about: Option<About>, language: Language) -> Option<String> {
    let about = super::about(Some(about?), language);
    Some(match language {
        Language::Nl => format!("Het gaat over {about}."),
        Language::En => format!("It is about {about}."),
    })
}

/// The share and gain that rest on what was written, where the silent are represented; nothing where
/// they are the whole.
pub fn floor_line(signal: &Signal, unit: &str, language: Language) -> Option<String> {
    if signal.gain_written == signal.gain {
        return None;
    }
    let gain = number::signed_interval(&signal.gain_written, language);
    let expected = number::percentage(signal.share_negative, language);
    Some(match language {
        Language::Nl => format!(
            "Had iedereen geschreven, dan noemde naar verwachting {expected} het negatief. Ondergrens van de winst, als zwijgers geen reden hadden: {gain} {unit}."
        ),
        Language::En => format!(
            "Had everybody written, {expected} would be expected to mention it negatively. Floor of the gain, if the silent had no reason: {gain} {unit}."
        ),
    })
}

/// What readings would say without correction; nothing where they are not corrected.
pub fn as_read_line(signal: &Signal, unit: &str, language: Language) -> Option<String> {
    let read = signal.as_read.as_ref()?;
    let gain = number::signed_interval(&read.gain, language);
    let effect = number::signed_interval(&read.effect_negative, language);
    let (before, after) = (
        number::percentage(read.share_negative, language),
        number::percentage(signal.share_negative, language),
    );
    Some(match language {
        Language::Nl => format!(
            "Zonder correctie voor leesfouten: winst {gain} {unit}, effect {effect}, aandeel {before} (gecorrigeerd {after})."
        ),
        Language::En => format!(
            "Without the correction for errors of reading: gain {gain} {unit}, effect {effect}, share {before} (corrected {after})."
        ),
    })
}

/// Short verdict for a table.
pub fn verdict(verdict: Verdict, language: Language) -> &'static str {
    match verdict {
        Verdict::Gain => either(language, "winst", "gain"),
        Verdict::CannotTell => either(language, "onzeker", "cannot tell"),
        Verdict::Contrary => either(language, "tegengesteld", "contrary"),
    }
}

/// What a verdict means for action.
pub fn verdict_meaning(verdict: Verdict, language: Language) -> &'static str {
    match verdict {
        Verdict::Gain => either(
            language,
            "Het hele interval van de winst ligt boven nul en het effect houdt stand naast dat van alle andere onderwerpen: hier valt waarschijnlijk iets te winnen.",
            "The whole interval of the gain lies above zero and the effect stands beside those of all other topics: there is probably something to gain here.",
        ),
        Verdict::CannotTell => either(
            language,
            "Het interval bevat nul, of het effect houdt geen stand naast dat van alle andere onderwerpen: deze gegevens kunnen niet zeggen of hier iets te winnen valt.",
            "The interval covers zero, or the effect does not stand beside those of all other topics: these data cannot tell whether there is something to gain here.",
        ),
        Verdict::Contrary => either(
            language,
            "Het hele interval ligt onder nul: wie dit negatief noemt geeft juist een betere score. Zoek eerst uit waarom.",
            "The whole interval lies below zero: those who mention this negatively give a better score. Find out why first.",
        ),
    }
}

/// Name of a verdict for machines.
pub fn verdict_code(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Gain => "gain",
        Verdict::CannotTell => "cannot_tell",
        Verdict::Contrary => "contrary",
    }
}

/// What all mentions of a ranked topic add to the mean outcome, and its interval; or that it cannot be told.
pub fn contribution(signal: &Signal, language: Language) -> String {
    signal.contribution.map_or_else(
        || either(language, "niet te zeggen", "cannot tell").to_owned(),
        |contribution| number::signed_interval(&contribution, language),
    )
}

/// Why a topic is not ranked.
pub fn unranked_reason(reason: UnrankedReason, language: Language) -> String {
    match (reason, language) {
        (UnrankedReason::TooFewMentions { required }, Language::Nl) => format!(
            "minder dan {} respondenten met een score noemen het negatief",
            number::count(required, language)
        ),
        (UnrankedReason::TooFewMentions { required }, Language::En) => format!(
            "fewer than {} respondents with a score mention it negatively",
            number::count(required, language)
        ),
        (UnrankedReason::TooFewPeople { required }, Language::Nl) => format!(
            "te weinig mensen noemen het: minder dan {}",
            number::count(required, language)
        ),
        (UnrankedReason::TooFewPeople { required }, Language::En) => format!(
            "too few people mention it: fewer than {}",
            number::count(required, language)
        ),
        (UnrankedReason::NothingNegative, Language::Nl) => {
            "niemand noemt het negatief: er valt niets weg te nemen".to_owned()
        }
        (UnrankedReason::NothingNegative, Language::En) => {
            "nobody mentions it negatively: there is nothing to take away".to_owned()
        }
        (UnrankedReason::Collinear, Language::Nl) => {
            "valt samen met andere onderwerpen: een eigen effect is niet te onderscheiden"
                .to_owned()
        }
        (UnrankedReason::Collinear, Language::En) => {
            "coincides with other topics: no effect of its own can be told".to_owned()
        }
        (UnrankedReason::NoInterval, Language::Nl) => {
            "het effect hangt aan één klant, of aan antwoorden die allemaal gelijk zijn: hoe zeker het is, is niet te zeggen".to_owned()
        }
        (UnrankedReason::NoInterval, Language::En) => {
            "its effect hangs on one customer, or on answers that are all the same: how sure it is cannot be told".to_owned()
        }
        (UnrankedReason::NotADriver, Language::Nl) => {
            "algemene lof of klacht: geen ding om op te pakken".to_owned()
        }
        (UnrankedReason::NotADriver, Language::En) => {
            "general praise or complaint: not a thing to pick up".to_owned()
        }
        (UnrankedReason::NoOutcome, Language::Nl) => {
            "er is geen uitkomst om het aan te koppelen".to_owned()
        }
        (UnrankedReason::NoOutcome, Language::En) => "there is no outcome to link it to".to_owned(),
        (UnrankedReason::NoModel, Language::Nl) => {
            "het model verklaart niet meer dan toeval: er is geen rangorde".to_owned()
        }
        (UnrankedReason::NoModel, Language::En) => {
            "the model explains no more than chance: there is no ranking".to_owned()
        }
    }
}

/// How many mention a topic that is not ranked, and how many of them negatively, as bands where they are rounded; in place
/// of what is hidden, why.
pub fn unranked_counts(topic: &UnrankedTopic, language: Language) -> [String; 2] {
    let shown = |n: Option<u64>, reason| {
        n.map_or_else(
            || suppressed(reason, language).to_owned(),
            |n| count_or_band(n, topic.rounded_to, language),
        )
    };
    let of_negative = match topic.n_mentions {
        Some(_) => Reason::Attribute,
        None => Reason::BelowFloor,
    };
    [
        shown(topic.n_mentions, Reason::BelowFloor),
        shown(topic.n_negative, of_negative),
    ]
}

/// A number, or where it was rounded down to a multiple of a step the band that it lies in.
pub fn count_or_band(n: u64, rounded_to: Option<u64>, language: Language) -> String {
    match (n, rounded_to) {
        (n, None) => number::count(n, language),
        (0, Some(step)) => {
            let below = number::count(step, language);
            format!("{} {below}", either(language, "minder dan", "fewer than"))
        }
        (n, Some(step)) => {
            let [low, high] = [n, n + step - 1].map(|n| number::count(n, language));
            format!("{low}–{high}")
        }
    }
}

/// Name of a reason for machines.
pub fn unranked_code(reason: UnrankedReason) -> &'static str {
    match reason {
        UnrankedReason::TooFewMentions { required: _ } => "too_few_mentions",
        UnrankedReason::TooFewPeople { required: _ } => "too_few_people",
        UnrankedReason::NothingNegative => "nothing_negative",
        UnrankedReason::Collinear => "collinear",
        UnrankedReason::NoInterval => "no_interval",
        UnrankedReason::NotADriver => "not_a_driver",
        UnrankedReason::NoOutcome => "no_outcome",
        UnrankedReason::NoModel => "no_model",
    }
}
