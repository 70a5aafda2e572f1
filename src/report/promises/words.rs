use crate::findings::{QueueLevel, ReportInstant, ServiceLevelFindings, UnjudgedXla, WhyUnjudged};
use crate::report::words::either;
use crate::report::{Language, number};
use crate::service_levels::calls::Attained;
use crate::service_levels::policies::QueueScope;
use crate::service_levels::watermelon::ComesWith;
use crate::units::Interval;

/// What stands out about a topic.
pub(super) fn comes_with(comes_with: ComesWith, language: Language) -> &'static str {
    let (nl, en) = match comes_with {
        ComesWith::Watermelons => ("hoort bij watermeloenen", "comes with watermelons"),
        ComesWith::Others => ("juist bij de anderen", "comes with the others"),
        ComesWith::NotSeen => ("geen verschil gezien", "no difference seen"),
        ComesWith::CannotTell => ("niet te zeggen", "cannot tell"),
    };
    either(language, nl, en)
}

/// Whether a goal is reached.
pub(super) fn is_met(is_met: Option<bool>, language: Language) -> &'static str {
    match is_met {
        Some(true) => either(language, "gehaald", "met"),
        Some(false) => either(language, "niet gehaald", "not met"),
        None => either(language, "niet te zeggen", "cannot tell"),
    }
}

/// A share with its interval: `71.7% [67.9 to 75.1]`.
pub(super) fn share(share: &Interval, language: Language) -> String {
    format!(
        "{} {}",
        number::percentage(share.estimate, language),
        number::bounds(&share.scaled(100.0), 1, language)
    )
}

/// The service level of a queue, or between which bounds it lies.
pub(super) fn attained(row: &QueueLevel, language: Language) -> String {
    match &row.level.attained {
        Attained::Share(proportion) => proportion
            .interval
            .map_or(number::ABSENT.to_owned(), |interval| {
                share(&interval, language)
            }),
        Attained::Between {
            lowest, highest, ..
        } => match (lowest.share(), highest.share()) {
            (Some(low), Some(high)) => format!(
                "{}–{}",
                number::percentage(low, language),
                number::percentage(high, language)
            ),
            _ => number::ABSENT.to_owned(),
        },
        Attained::NotPerAgent => number::ABSENT.to_owned(),
    }
}

/// Whose waiting a goal is about.
pub(super) fn queue(row: &QueueLevel, language: Language) -> String {
    match &row.goal.scope {
        QueueScope::Queue(queue) => format!("{} {queue}", either(language, "wachtrij", "queue")),
        QueueScope::Channel(channel) => {
            format!("{} {channel}", either(language, "kanaal", "channel"))
        }
    }
}

/// Up to when, and why then.
pub(super) fn instant(findings: &ServiceLevelFindings, language: Language) -> String {
    let as_of = findings.levels.as_of;
    match (findings.instant, language) {
        (ReportInstant::Asked, Language::Nl) => format!("Stand op {as_of}, zoals gevraagd."),
        (ReportInstant::Asked, Language::En) => format!("As of {as_of}, as asked."),
        (ReportInstant::LastEvent, Language::Nl) => format!(
            "Stand op {as_of}: de laatste gebeurtenis, want er is geen moment gevraagd (--as-of)."
        ),
        (ReportInstant::LastEvent, Language::En) => {
            format!("As of {as_of}: the last event, as no instant was asked for (--as-of).")
        }
    }
}

/// Where single tickets are found.
pub(super) fn tickets_elsewhere(language: Language) -> &'static str {
    either(
        language,
        "Tickets staan in het archief als pseudoniem, dus hier staan alleen aantallen; `signaal sla` leest het bestand met gebeurtenissen en noemt de tickets.",
        "Tickets are pseudonyms in the archive, so only counts stand here; `signaal sla` reads the file of events and lists the tickets.",
    )
}

/// A promise of experience that was not judged, and why.
pub(super) fn not_judged(one: &UnjudgedXla, language: Language) -> String {
    let name = format!("{} · {}", one.policy, one.indicator.as_str());
    let why = match (&one.why, language) {
        (WhyUnjudged::NoScore, Language::Nl) => {
            "er is geen score van die soort op die schaal".to_owned()
        }
        (WhyUnjudged::NoScore, Language::En) => {
            "there is no score of that kind on that scale".to_owned()
        }
        (WhyUnjudged::Touchpoint, Language::Nl) => {
            "geen record noemt een contactmoment; `signaal xla` beoordeelt het".to_owned()
        }
        (WhyUnjudged::Touchpoint, Language::En) => {
            "no record names a touchpoint; `signaal xla` judges it".to_owned()
        }
        (WhyUnjudged::NoField(field), Language::Nl) => {
            format!("geen record heeft het veld {field}; `[source.facets]` geeft het")
        }
        (WhyUnjudged::NoField(field), Language::En) => {
            format!("no record has the field {field}; `[source.facets]` gives it")
        }
        (WhyUnjudged::Confidence(field), Language::Nl) => {
            format!("hoe zeker {field} gelezen is, staat in geen record")
        }
        (WhyUnjudged::Confidence(field), Language::En) => {
            format!("how surely {field} was read stands in no record")
        }
        (WhyUnjudged::ComesAfter(policy), Language::Nl) => {
            format!("wie onder {policy} valt, dat voorgaat, is niet te zeggen")
        }
        (WhyUnjudged::ComesAfter(policy), Language::En) => {
            format!("who falls under {policy}, which goes first, cannot be told")
        }
        (WhyUnjudged::Agent, Language::Nl) => {
            "het gaat om een enkele medewerker, en daarvoor is een governance-bestand nodig"
                .to_owned()
        }
        (WhyUnjudged::Agent, Language::En) => {
            "it is of a single agent, which takes a governance file".to_owned()
        }
    };
    match language {
        Language::Nl => format!("Niet beoordeeld: {name}: {why}."),
        Language::En => format!("Not judged: {name}: {why}."),
    }
}
/// That topics of few writers are not told.
pub(super) fn writers_withheld(language: Language) -> &'static str {
    either(
        language,
        "Welke onderwerpen met een watermeloen komen wordt niet verteld: te weinig klanten schreven, of hun aantal zou anderen verraden.",
        "Which topics come with a watermelon is not told: too few customers wrote, or their number would give others away.",
    )
}
