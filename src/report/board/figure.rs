use crate::findings::{BoardNumber, Findings};
use crate::report::words::{either, outcome_name, topic, unit};
use crate::report::{Language, number};
use crate::units::as_u64;

/// One of the numbers of a board, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) struct Figure {
    /// What it is.
    pub(in crate::report) name: String,
    /// The number itself.
    pub(in crate::report) value: String,
    /// Its interval and n.
    pub(in crate::report) doubt: String,
    /// How it is computed.
    pub(in crate::report) definition: &'static str,
}

/// Says a number of a board with its doubt and its definition.
pub(in crate::report) fn figure(
    board_number: &BoardNumber,
    findings: &Findings,
    language: Language,
) -> Figure {
    let count = |n: usize| number::count(as_u64(n), language);
    let of = either(language, "van", "of");
    match board_number {
        BoardNumber::Outcome { level, n } => {
            let decimals = number::decimals_for(level);
            let outcome = findings.outcome.as_ref();
            Figure {
                name: outcome.map_or(String::new(), |outcome| outcome_name(outcome, language)),
                value: number::fixed(level.estimate, decimals, language),
                doubt: format!(
                    "{}, n = {}",
                    number::bounds(level, decimals, language),
                    number::count(*n, language)
                ),
                definition: either(
                    language,
                    "Gewogen over alle respondenten met een antwoord; NPS is het percentage 9 en 10 min het percentage 0 tot en met 6, andere scores zijn een gemiddelde. Tussen haken het 95%-interval.",
                    "Weighted over all respondents with an answer; NPS is the percentage of 9 and 10 minus that of 0 to 6, other scores are a mean. In brackets the 95% interval.",
                ),
            }
        }
        BoardNumber::LargestGain { topic: name, gain } => {
            let points = findings.outcome.as_ref();
            let points = points.map_or("", |outcome| unit(outcome.kind, language));
            let decimals = number::decimals_for(gain);
            Figure {
                name: format!(
                    "{}: {}",
                    either(language, "Grootste winst", "Largest gain"),
                    topic(name, language)
                ),
                value: number::signed(gain.estimate, decimals, language),
                doubt: format!("{} {points}", number::bounds(gain, decimals, language)),
                definition: either(
                    language,
                    "Punten die te winnen zijn als het genoemde deel van de oorzaken van negatieve vermeldingen verdwijnt en het verband oorzakelijk is: − deel × effect × aandeel (signaal explain gain).",
                    "Points to be won if the stated part of the causes of negative mentions disappeared and the association is causal: − part × effect × share (signaal explain gain).",
                ),
            }
        }
        BoardNumber::PromisesKept { n_kept, n_judged } => Figure {
            name: either(language, "Beloften gehaald", "Promises kept").to_owned(),
            value: format!("{} {of} {}", count(*n_kept), count(*n_judged)),
            doubt: String::new(),
            definition: either(
                language,
                "Afspraken over tijd met klanten waarvan het afgesproken deel op tijd was, van die waarover te oordelen valt (signaal explain attainment).",
                "Agreements on time with customers of which the agreed part was in time, of those that can be judged (signaal explain attainment).",
            ),
        },
        BoardNumber::Watermelons { rate, n } => Figure {
            name: either(
                language,
                "Ontevreden, terwijl alles op tijd was",
                "Unhappy although everything was in time",
            )
            .to_owned(),
            value: number::percentage(rate.estimate, language),
            doubt: format!(
                "[{} {} {}], n = {}",
                number::percentage(rate.low, language),
                either(language, "tot", "to"),
                number::percentage(rate.high, language),
                count(*n)
            ),
            definition: either(
                language,
                "Aandeel negatieve antwoorden bij tickets waarvan elke belofte is gehaald (signaal explain watermelon_rate).",
                "Share of negative answers among tickets whose every promise was kept (signaal explain watermelon_rate).",
            ),
        },
        BoardNumber::NegativeWords { n, n_with_words } => Figure {
            name: either(language, "Teksten met een klacht", "Texts with a complaint").to_owned(),
            value: format!(
                "{} {of} {}",
                number::count(*n, language),
                number::count(*n_with_words, language)
            ),
            doubt: String::new(),
            definition: either(
                language,
                "Teksten die als geheel negatief zijn gelezen, van alle teksten; niet gecorrigeerd voor leesfouten.",
                "Texts that were read as negative on the whole, of all texts; not corrected for errors of reading.",
            ),
        },
        BoardNumber::SignalsThatStand { n, n_ranked } => Figure {
            name: either(language, "Signalen die standhouden", "Signals that stand").to_owned(),
            value: format!("{} {of} {}", count(*n), count(*n_ranked)),
            doubt: String::new(),
            definition: either(
                language,
                "Onderwerpen waarvan het interval van de winst boven nul ligt en de toets standhoudt bij 5% valse vondsten, van alle gerangschikte.",
                "Topics whose interval of the gain lies above zero and whose test stands at 5% false discoveries, of all ranked ones.",
            ),
        },
    }
}
