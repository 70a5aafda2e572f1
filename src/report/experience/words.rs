pub(super) use crate::report::words::either;

use crate::record::{Best, Scale, ScaleKind};
use crate::report::{Language, number};
use crate::service_levels::experience::{
    Caveat, Direction, Measure, Part, Respondent, Scope, Stratum, Verdict,
};
use crate::service_levels::watermelon::{Lift, Matters, Quadrant, ResponseDifference, SlaOutcome};

pub(in crate::report) fn verdict(verdict: Verdict, language: Language) -> &'static str {
    match verdict {
        Verdict::Met => either(language, "gehaald", "met"),
        Verdict::NotMet => either(language, "niet gehaald", "not met"),
        Verdict::Inconclusive => either(language, "niet te zeggen", "inconclusive"),
        Verdict::Suppressed => either(language, "te weinig antwoorden", "too few answers"),
    }
}

pub(super) fn quadrant(quadrant: Quadrant, language: Language) -> &'static str {
    match quadrant {
        Quadrant::Healthy => either(language, "gezond", "healthy"),
        Quadrant::Watermelon => either(language, "WATERMELOEN", "WATERMELON"),
        Quadrant::OverStrictOrWrongMetric => either(
            language,
            "te streng of verkeerde maat",
            "over-strict or wrong metric",
        ),
        Quadrant::Failing => either(language, "schiet tekort", "failing"),
        Quadrant::Inconclusive => either(language, "niet te zeggen", "inconclusive"),
        Quadrant::Suppressed => either(language, "te weinig antwoorden", "too few answers"),
        Quadrant::NoTarget => either(language, "geen afspraak", "no target"),
    }
}

pub(in crate::report) fn matters(lift: &Lift, language: Language) -> String {
    let said = |nl: &str, en: &str| either(language, nl, en).to_owned();
    match lift.matters {
        Matters::Yes => said("doet ertoe", "matters"),
        Matters::NoSign => {
            let effect = number::setting(1.0 - lift.least_ratio, language);
            match language {
                Language::Nl => format!(
                    "geen teken dat halen ertoe doet (een effect van {effect} is uitgesloten)"
                ),
                Language::En => {
                    format!("no sign that meeting it matters (an effect of {effect} is excluded)")
                }
            }
        }
        Matters::Reversed => said(
            "omgekeerd: vaker negatief als hij gehaald is",
            "reversed: more often negative when met",
        ),
        Matters::CannotTell => said("niet te zeggen", "cannot tell"),
    }
}

/// The same as a sentence of its own.
pub(in crate::report) fn matters_sentence(lift: &Lift, language: Language) -> String {
    match lift.matters {
        Matters::Yes => {
            either(language, "De SLA halen doet ertoe.", "Meeting it matters.").to_owned()
        }
        Matters::CannotTell => either(
            language,
            "Of de SLA halen ertoe doet, is niet te zeggen.",
            "Whether meeting it matters cannot be told.",
        )
        .to_owned(),
        Matters::NoSign | Matters::Reversed => {
            let said = matters(lift, language);
            let mut letters = said.chars();
            let first: String = letters
                .next()
                .into_iter()
                .flat_map(char::to_uppercase)
                .collect();
            format!("{first}{}.", letters.as_str())
        }
    }
}

pub(super) fn response_difference(
    difference: ResponseDifference,
    language: Language,
) -> &'static str {
    match difference {
        ResponseDifference::Seen => either(language, "SCHEEF", "BIASED"),
        ResponseDifference::NotSeen => {
            either(language, "geen verschil gezien", "no difference seen")
        }
        ResponseDifference::CannotTell => either(language, "niet te zeggen", "cannot tell"),
    }
}

pub(super) fn sla(outcome: SlaOutcome, language: Language) -> &'static str {
    match outcome {
        SlaOutcome::Met => either(language, "gehaald", "met"),
        SlaOutcome::Breached => either(language, "gemist", "breached"),
        SlaOutcome::Open => either(language, "loopt nog", "open"),
        SlaOutcome::None => either(language, "geen SLA", "no SLA"),
    }
}

pub(super) fn part(part: Part, language: Language) -> &'static str {
    match part {
        Part::Outcome => either(language, "resultaat", "outcome"),
        Part::Experience => either(language, "beleving", "experience"),
    }
}

pub(super) fn measure(
    measure: Measure,
    kind: Option<ScaleKind>,
    language: Language,
) -> &'static str {
    match measure {
        Measure::TopBox => match kind {
            Some(ScaleKind::Csat | ScaleKind::Stars) => {
                either(language, "aandeel tevreden", "share satisfied")
            }
            Some(ScaleKind::Ces) => either(language, "aandeel makkelijk", "share easy"),
            Some(ScaleKind::Nps | ScaleKind::SchoolMark | ScaleKind::Other) | None => either(
                language,
                "aandeel goede antwoorden",
                "share of good answers",
            ),
        },
        Measure::Mean => either(language, "gemiddelde", "mean"),
        Measure::Net => either(language, "nettoscore in punten", "net score in points"),
        Measure::Sentiment => either(
            language,
            "sentimentindex in punten",
            "sentiment index in points",
        ),
        Measure::LostTime => either(
            language,
            "verloren minuten, gemiddeld",
            "minutes lost, mean",
        ),
    }
}

pub(super) fn scale(scale: &Scale, language: Language) -> String {
    let (low, high) = (
        number::plain(scale.low(), language),
        number::plain(scale.high(), language),
    );
    let best = match scale.best() {
        Best::High => &high,
        Best::Low => &low,
    };
    match language {
        Language::Nl => format!("schaal {low} tot {high}, {best} is best"),
        Language::En => format!("scale {low} to {high}, {best} is best"),
    }
}

pub(in crate::report) fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::AtLeast => "≥",
        Direction::AtMost => "≤",
    }
}

pub(super) fn caveat_code(caveat: Caveat) -> &'static str {
    match caveat {
        Caveat::FewAnswers => "few_answers",
        Caveat::NoSpread => "no_spread",
        Caveat::UnequalWeights => "unequal_weights",
        Caveat::ScaleChanged => "scale_changed",
        Caveat::NotCorrected => "not_corrected",
        Caveat::ChecksOfNoUse => "checks_of_no_use",
    }
}

pub(super) fn caveat(caveat: Caveat, language: Language) -> &'static str {
    match caveat {
        Caveat::FewAnswers => either(
            language,
            "minder antwoorden dan een oordeel vraagt",
            "fewer answers than a verdict takes",
        ),
        Caveat::NoSpread => either(
            language,
            "alle antwoorden gelijk: het interval heeft geen breedte en bewijst niets",
            "all answers are the same: the interval has no width and proves nothing",
        ),
        Caveat::UnequalWeights => either(
            language,
            "gewichten lopen sterk uiteen: de antwoorden weten minder dan hun aantal zegt",
            "weights differ much: the answers know less than their number says",
        ),
        Caveat::ScaleChanged => either(
            language,
            "de schaal is veranderd: de reeks breekt hier en wordt niet omgerekend",
            "the scale changed: the series breaks here and is not rescaled",
        ),
        Caveat::NotCorrected => either(
            language,
            "zoals gelezen: de fouten van de lezer zijn niet gemeten, dus er is geen oordeel",
            "as read: the classifier's errors were not measured, so there is no verdict",
        ),
        Caveat::ChecksOfNoUse => either(
            language,
            "zoals gelezen: de gecontroleerde teksten kunnen de lezingen niet uit elkaar houden, dus er is geen oordeel",
            "as read: the checked texts cannot tell the readings apart, so there is no verdict",
        ),
    }
}

/// Whose answers, about what, with which keys, when.
pub(super) fn stratum(stratum: &Stratum, language: Language) -> String {
    let respondent = stratum.respondent.map(|respondent| match respondent {
        Respondent::Customer => either(language, "klanten", "customers"),
        Respondent::Employee => either(language, "medewerkers", "employees"),
    });
    let everyone = either(language, "allen samen", "all together");
    let scope = stratum.scope.map(|scope| match scope {
        Scope::Relationship => either(language, "relatie", "relationship"),
        Scope::Process => either(language, "proces", "process"),
        Scope::Channel => either(language, "kanaal", "channel"),
        Scope::Contact => "contact",
    });
    let none = either(language, "(leeg)", "(empty)");
    let keys = stratum
        .keys
        .iter()
        .map(|value| if value.is_empty() { none } else { value });
    let parts: Vec<&str> = [respondent.unwrap_or(everyone)]
        .into_iter()
        .chain(scope)
        .chain(keys)
        .chain(stratum.period.as_deref())
        .collect();
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_meeting_an_sla_does_is_a_whole_sentence() {
        let of = |matters| Lift {
            ratio: None,
            matters,
            met: (0, 0),
            breached: (0, 0),
            is_adjusted: false,
            least_ratio: 0.8,
        };
        let all = [
            Matters::Yes,
            Matters::NoSign,
            Matters::Reversed,
            Matters::CannotTell,
        ];
        for matters in all {
            let lift = of(matters);
            for language in [Language::Nl, Language::En] {
                let said = matters_sentence(&lift, language);
                assert!(said.starts_with(char::is_uppercase), "{said}");
                assert!(said.ends_with('.') && !said.contains(": matters"), "{said}");
            }
        }
        let said = [Language::Nl, Language::En].map(|one| matters_sentence(&of(Matters::Yes), one));
        assert_eq!(said, ["De SLA halen doet ertoe.", "Meeting it matters."]);
    }
}
