use crate::findings::Note;
use crate::report::Language;
use crate::report::number;
use crate::report::words::either;
use crate::service_levels::attainment::Standing;
use crate::service_levels::clocks::State;
use crate::service_levels::policies::{AgreementKind, Metric};
use crate::units::Seconds;
use jiff::SignedDuration;
use std::collections::BTreeMap;

/// What is timed.
pub(super) fn metric(metric: Metric, language: Language) -> &'static str {
    let (nl, en) = match metric {
        Metric::FirstReplyTime => ("eerste reactie", "first reply"),
        Metric::NextReplyTime => ("volgende reactie", "next reply"),
        Metric::PeriodicUpdateTime => ("tussenbericht", "periodic update"),
        Metric::PausableUpdateTime => ("tussenbericht met pauzes", "pausable update"),
        Metric::RequesterWaitTime => ("wachttijd van de klant", "requester wait"),
        Metric::AgentWorkTime => ("werktijd", "agent work"),
        Metric::TotalResolutionTime => ("oplossing", "resolution"),
        Metric::OwnershipTime => ("in handen van team", "ownership"),
    };
    either(language, nl, en)
}

/// What sort of promise.
pub(super) fn kind(kind: AgreementKind) -> &'static str {
    match kind {
        AgreementKind::Sla => "SLA",
        AgreementKind::Ola => "OLA",
        AgreementKind::Underpinning => "UC",
        AgreementKind::Xla => "XLA",
        AgreementKind::Internal => "KPI",
    }
}

/// How a share stands against the promised one.
pub(in crate::report) fn standing(standing: Standing, language: Language) -> &'static str {
    let (nl, en) = match standing {
        Standing::Met => ("gehaald", "met"),
        Standing::NotMet => ("niet gehaald", "not met"),
        Standing::NothingAgreed => ("niets afgesproken", "no share agreed"),
        Standing::SharesDiffer => ("verschillende percentages", "shares differ"),
        Standing::NothingDecided => ("nog niets beslist", "nothing decided"),
    };
    either(language, nl, en)
}

/// Why tickets have no promise, with their number; reasons that differ by case alone are one.
pub(super) fn without_promise(
    reasons: &BTreeMap<String, u64>,
    language: Language,
) -> Vec<(String, u64)> {
    let mut all: BTreeMap<String, (String, u64)> = BTreeMap::new();
    for (reason, n) in reasons {
        let told = all.entry(reason.to_lowercase());
        told.or_insert_with(|| (no_promise(reason, language), 0)).1 += n;
    }
    all.into_values().collect()
}

/// A reason as the clocks write it, in the language of the report.
fn no_promise(reason: &str, language: Language) -> String {
    if language == Language::En {
        return reason.to_owned();
    }
    match reason {
        "no policy matched" => return "geen afspraak past".to_owned(),
        "created after the instant of the report" => {
            return "aangemaakt na het moment van het rapport".to_owned();
        }
        _ => {}
    }
    let Some(rest) = reason.strip_prefix("policy ") else {
        return reason.to_owned();
    };
    if let Some((policy, _)) = rest.split_once(" matched and asks for a priority") {
        return format!(
            "afspraak {policy} past en vraagt een prioriteit, die het ticket niet heeft; default_priority noemt er een voor zulke tickets"
        );
    }
    match rest.split_once(" matched without a target") {
        None => reason.to_owned(),
        Some((policy, priority)) => {
            let priority = priority.replace(" for priority ", " voor prioriteit ");
            format!("afspraak {policy} past zonder doel{priority}")
        }
    }
}

/// How a clock stands.
pub(super) fn state(state: State, language: Language) -> &'static str {
    let (nl, en) = match state {
        State::Met => ("op tijd", "met"),
        State::Breached => ("te laat", "breached"),
        State::OpenOnTrack => ("loopt", "on track"),
        State::OpenAtRisk => ("dreigt", "at risk"),
        State::Paused => ("staat stil", "paused"),
        State::Cancelled => ("vervallen", "cancelled"),
    };
    either(language, nl, en)
}

/// What a reader should know about tickets.
pub(super) fn note(note: Note, n: u64, language: Language) -> String {
    let (nl, en) = match note {
        Note::LostRows => (
            "met afgekeurde regels: in hun verloop ontbreekt iets",
            "with rejected rows: something is missing from their logs",
        ),
        Note::EventsAfterAsOf => (
            "met gebeurtenissen na het moment van het rapport, die niet meetellen",
            "with events after the instant of the report, which are left out",
        ),
        Note::RepeatedEvents => (
            "met gebeurtenissen die dubbel in de bron staan; zij tellen eenmaal",
            "with events that stand in the source twice; they count once",
        ),
        Note::EventsAfterMerge => (
            "met gebeurtenissen na de samenvoeging, die niet meetellen",
            "with events after their merge, which are left out",
        ),
        Note::ClosedWithoutSolved => (
            "gesloten zonder opgelost te zijn; dat telt als opgelost",
            "closed without being solved; that counts as solved",
        ),
        Note::PendingEndedByMessage => (
            "waar een bericht van de klant het wachten op de klant beëindigde",
            "where a message of the customer ended the pending status",
        ),
        Note::ModelChanged => (
            "waar het model later iets anders las; de eerste lezing telt",
            "where the topic model later read something else; its first reading counts",
        ),
        Note::SourcePolicyDiffers => (
            "waarop de bron een andere afspraak toepaste dan hier is gevonden",
            "to which the source applied another policy than the one that matched",
        ),
        Note::NoMeasuredPrecision => (
            "waarvan een afspraak vraagt hoe zeker het gelezen onderwerp is; dat is niet gemeten, dus die afspraak geldt niet (geef een kaart van nagekeken labels op)",
            "of which a policy asks how sure the topic is that was read; no measured precision, so that policy does not apply (name a card of checked labels)",
        ),
        Note::BreachLiftedByChange => (
            "die te laat waren voordat een ruimere afspraak ging gelden",
            "that were late before a wider promise took over",
        ),
    };
    let tickets = if n == 1 { "ticket" } else { "tickets" };
    let text = either(language, nl, en);
    format!("{} {tickets} {text}", number::count(n, language))
}

/// A length of time that counts, in hours at most: a day of a schedule is no day of the calendar.
pub(super) fn hours(seconds: Seconds, language: Language) -> String {
    of_seconds(SignedDuration::from_secs(seconds.0).as_secs_f64(), language)
}

/// As [`hours`].
pub(in crate::report) fn of_seconds(seconds: f64, language: Language) -> String {
    let size = seconds.abs();
    let (value, unit) = if size < 120.0 {
        (seconds, "s")
    } else if size < 7_200.0 {
        (seconds / 60.0, "min")
    } else {
        (seconds / 3_600.0, either(language, "u", "h"))
    };
    let decimals = usize::from(size >= 7_200.0 && (value - value.round()).abs() >= 0.05);
    format!("{} {unit}", number::fixed(value, decimals, language))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service_levels::clocks::NoSla;

    #[test]
    fn every_reason_without_a_promise_has_dutch_words() {
        let reasons = [
            NoSla::NotCreated,
            NoSla::NoPolicy,
            NoSla::NoPriority { policy: "p".into() },
            NoSla::NoTarget {
                policy: "p".into(),
                priority: None,
            },
            NoSla::NoTarget {
                policy: "p".into(),
                priority: Some("Hoog".into()),
            },
        ];
        for reason in reasons {
            let (en, nl) = (
                reason.to_string(),
                no_promise(&reason.to_string(), Language::Nl),
            );
            assert_ne!(en, nl);
            assert!(
                !nl.contains("matched") && !nl.contains(" priority "),
                "{nl}"
            );
        }
        let mixed = BTreeMap::from([
            (
                "policy p matched without a target for priority High".to_owned(),
                2,
            ),
            (
                "policy p matched without a target for priority high".to_owned(),
                3,
            ),
        ]);
        let told = without_promise(&mixed, Language::Nl);
        assert_eq!(
            told,
            [(
                "afspraak p past zonder doel voor prioriteit High".to_owned(),
                5
            )]
        );
    }
}
