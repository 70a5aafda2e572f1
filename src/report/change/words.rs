use crate::findings::ChangeFindings;
use crate::report::words::either;
use crate::report::{Language, number};
use crate::signals::change::{Undivided, WhichPeriod};

/// The code of a reason in files.
pub(super) fn undivided_code(why: &Undivided) -> &'static str {
    match why {
        Undivided::TooFewAnswers { .. } => "too_few_answers",
        Undivided::TooFewWritten { .. } => "too_few_written",
        Undivided::OneAnswer { .. } => "one_answer",
        Undivided::NoTopic => "no_topic",
        Undivided::Inseparable { .. } => "inseparable",
    }
}

/// Why a change cannot be divided, in words.
pub(super) fn undivided(why: &Undivided, findings: &ChangeFindings, language: Language) -> String {
    let period = |period: WhichPeriod| match period {
        WhichPeriod::First => &findings.periods[0],
        WhichPeriod::Second => &findings.periods[1],
    };
    match (why, language) {
        (
            Undivided::TooFewAnswers {
                period: which,
                n,
                n_needed,
            },
            Language::Nl,
        ) => format!(
            "Niet te zeggen: in {} zijn er {n} antwoorden, en nodig zijn er {n_needed}.",
            period(*which)
        ),
        (
            Undivided::TooFewAnswers {
                period: which,
                n,
                n_needed,
            },
            Language::En,
        ) => format!(
            "Cannot tell: in {} there are {n} answers, and {n_needed} are needed.",
            period(*which)
        ),
        (Undivided::TooFewWritten { period: which }, Language::Nl) => format!(
            "Niet te zeggen: in {} schreven minder respondenten dan het model onderwerpen heeft.",
            period(*which)
        ),
        (Undivided::TooFewWritten { period: which }, Language::En) => format!(
            "Cannot tell: in {} fewer respondents wrote than the model has topics.",
            period(*which)
        ),
        (Undivided::OneAnswer { period: which }, Language::Nl) => format!(
            "Niet te zeggen: in {} gaf iedereen die schreef hetzelfde antwoord.",
            period(*which)
        ),
        (Undivided::OneAnswer { period: which }, Language::En) => format!(
            "Cannot tell: in {} everybody who wrote gave the same answer.",
            period(*which)
        ),
        (Undivided::NoTopic, Language::Nl) => format!(
            "Niet te zeggen: geen onderwerp heeft in beide perioden samen {} negatieve vermeldingen.",
            number::count(findings.min_mentions, language)
        ),
        (Undivided::NoTopic, Language::En) => format!(
            "Cannot tell: no topic has {} negative mentions in both periods together.",
            number::count(findings.min_mentions, language)
        ),
        (
            Undivided::Inseparable {
                column,
                period: which,
            },
            Language::Nl,
        ) => format!(
            "Niet te zeggen: in {} komt \"{column}\" alleen samen met andere voor, zodat het daar iets anders betekent.",
            period(*which)
        ),
        (
            Undivided::Inseparable {
                column,
                period: which,
            },
            Language::En,
        ) => format!(
            "Cannot tell: in {} \"{column}\" occurs with others only, so that it means something else there.",
            period(*which)
        ),
    }
}

/// What always has to be kept in mind.
pub(super) fn assumptions(language: Language) -> [&'static str; 3] {
    [
        either(
            language,
            "De delen zijn een boekhouding van verschillen, geen bewijs van oorzaken.",
            "The parts are an account of differences, no proof of causes.",
        ),
        either(
            language,
            "Onderwerpen zijn genomen zoals gelezen: leest het model in beide perioden even vaak verkeerd, dan verschuift dat volume en prijs naar de rest.",
            "Topics are taken as read: where readings err alike in both periods, that moves volume and rate into the rest.",
        ),
        either(
            language,
            "Intervallen nemen perioden als onafhankelijk en tellen niet voor hoeveel onderwerpen er bekeken zijn.",
            "Intervals take periods to be independent and make no allowance for the number of topics looked at.",
        ),
    ]
}
